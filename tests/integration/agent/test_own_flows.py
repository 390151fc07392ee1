"""Flows of one's own in a folder: `TRUNKLINE_FLOWS`."""

from pathlib import Path

import pytest

from agent.errors import SettingsError
from agent.flow_files import FILE_BYTES
from agent.flows import Flows
from graphs.flows import flow_text, shipped

HELLO = """\
flow: hello
format: 1
title: Hello
about: Says hello.
languages: [en]
start: greet
tries: {then: greet}
on_error: greet
results: {done: success}

nodes:
  greet: {type: end, result: done, say: Hello there.}
"""


def flows_of(folder: Path, **files: str) -> Flows:
    """The flows of a folder with these files."""
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return Flows(folder)


async def test_flows_of_a_folder_stand_beside_those_that_come_along(tmp_path: Path) -> None:
    """Whatever the file is called, the flow is called as it says."""
    flows = flows_of(tmp_path, anything=HELLO)
    (tmp_path / "notes.txt").write_text("no flow")
    await flows.load()
    assert flows.names == sorted([*shipped(), "hello"])
    assert flows.get("hello").document.title == "Hello"


async def test_one_of_the_same_name_goes_before_the_one_that_comes_along(tmp_path: Path) -> None:
    """A clinic changes its copy of the clinic's flow."""
    mine = flow_text("scheduling").replace("title:", "title: Mine,", 1)
    flows = flows_of(tmp_path, mine=mine)
    await flows.load()
    assert flows.names == list(shipped())
    assert flows.get("scheduling").document.title.startswith("Mine,")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HELLO.replace("start: greet", "start: gret"), "greet"),
        ("flow: [", "line 1"),
        (HELLO + "#" * FILE_BYTES, "larger than 2 MB"),
    ],
)
async def test_a_flow_that_cannot_be_used_is_named_with_what_to_do(tmp_path: Path, text: str, said: str) -> None:
    """The file, what is wrong, where to look; the service does not start with it."""
    with pytest.raises(SettingsError) as refused:
        await flows_of(tmp_path, wrong=text).load()
    assert "TRUNKLINE_FLOWS" in str(refused.value)
    assert "wrong.yaml" in str(refused.value)
    assert said in str(refused.value)


async def test_two_files_with_the_same_flow_are_refused(tmp_path: Path) -> None:
    """Nobody knows which of them was meant."""
    with pytest.raises(SettingsError, match=r"a\.yaml and b\.yaml are both called “hello”"):
        await flows_of(tmp_path, a=HELLO, b=HELLO).load()


async def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    """No folder; a file in another encoding."""
    with pytest.raises(SettingsError, match="cannot be read"):
        await Flows(tmp_path / "nowhere").load()
    (tmp_path / "old.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match=r"old\.yaml is not UTF-8 text"):
        await Flows(tmp_path).load()
