"""An edited tree is written into its text: exactly the tree, with the comments of what did not change."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.commented import read_commented
from graphs.flows import flow_text, shipped
from graphs.formatter import format_flow
from graphs.loading import plain, read_yaml
from graphs.places import line_of
from graphs.problems import FlowError
from graphs.rewriting import rewritten, written_over

TEXT = """\
# Of the whole file.

flow: hello
format: 1
title: Hello # beside the title
languages: [en]
start: greet
# Above the nodes.
nodes:
  # Above the greeting.
  greet: {type: say, say: Hello., next: bye}

  bye:
    type: end
    say:
      - Goodbye. # beside the first
      # Above the second.
      - Bye.
    result: done
    # At the foot of it.
"""


def tree(text: str = TEXT) -> dict[str, Any]:
    """What a text says."""
    return plain(read_yaml(text))


def edited(**changes: Any) -> str:
    """The text with some settings changed."""
    return rewritten(TEXT, {**tree(), **changes})


@pytest.mark.parametrize("name", shipped())
def test_what_was_not_edited_is_written_as_it_was(name: str) -> None:
    """A formatted file comes back letter by letter, comments and all."""
    text = flow_text(name)
    assert rewritten(text, tree(text)) == format_flow(text)


def test_an_edited_word_changes_its_line_alone() -> None:
    """So that a difference between two versions shows what was done."""
    before = format_flow(TEXT).splitlines()
    after = edited(title="Good day").splitlines()
    assert [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]] == [
        ("title: Hello # beside the title", "title: Good day # beside the title")
    ]


def test_comments_stay_with_what_they_speak_of() -> None:
    """Also when other settings come before it, or its item moves in the list."""
    values = tree()
    values["nodes"]["bye"]["say"] = ["So long.", "Goodbye.", "Bye."]
    values["nodes"] = {"first": {"type": "say", "say": "Hm.", "next": "greet"}, **values["nodes"]}
    after = rewritten(TEXT, values)
    assert "- Goodbye. # beside the first\n      # Above the second.\n      - Bye.\n" in after
    assert "# Above the greeting.\n  greet:" in after
    assert after.startswith("# Of the whole file.\n\n")
    assert "# At the foot of it." in after


def test_a_step_that_is_renamed_keeps_its_comments() -> None:
    """It is the same step under another name."""
    values = tree()
    values["nodes"] = {{"greet": "welcome"}.get(name, name): step for name, step in values["nodes"].items()}
    assert "  # Above the greeting.\n  welcome:" in rewritten(TEXT, values)


def test_what_is_removed_takes_its_comments_along() -> None:
    """Nothing is said about what is not there."""
    values = tree()
    del values["nodes"]["greet"]
    assert "greeting" not in rewritten(TEXT, values)


def test_a_number_stays_as_it_was_written() -> None:
    """As long as it is that number."""
    assert "format: 0x1" in rewritten(TEXT.replace("format: 1", "format: 0x1"), {**tree(), "title": "Other"})


def test_a_document_can_be_written_over_again() -> None:
    """Without reading the text anew; it comes to the same."""
    first, text = written_over(None, tree())
    _, again = written_over(first, {**tree(), "title": "Other"})
    assert again == rewritten(text, {**tree(), "title": "Other"})


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"title": float("nan")}, "number"),
        ({"title": "\ud83d"}, "text"),
        ({"x" * 501: 1}, "name"),
        ({"title": "x" * 1_000_001}, "too_large"),
        ({"nodes": [[]] * 2_001}, "too_large"),
    ],
)
def test_what_cannot_be_written_is_refused(wrong: dict[str, Any], code: str) -> None:
    """In words, before anything is lost."""
    with pytest.raises(FlowError) as refused:
        edited(**wrong)
    assert refused.value.problems[0].code == code


def test_a_tree_as_deep_as_that_is_none() -> None:
    """However it was sent."""
    deep: Any = []
    for _ in range(200):
        deep = [deep]
    with pytest.raises(FlowError):
        edited(nodes=deep)


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
names = st.one_of(st.sampled_from(["type", "say", "next", "1", "true", "nodes", "ask"]), words)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=20,
)
trees = st.dictionaries(names, values, max_size=5)


@settings(max_examples=200)
@given(trees, trees)
def test_what_is_written_loads_to_exactly_the_tree(before: dict[str, Any], after: dict[str, Any]) -> None:
    """Whatever stood there before: every value, of the same kind."""
    _, text = written_over(None, before)
    assert same(tree(rewritten(text, after)), after)


@settings(max_examples=100)
@given(st.data())
def test_any_edit_of_a_real_flow_loads_to_exactly_the_tree(data: st.DataObject) -> None:
    """A value somewhere in it becomes another one."""
    values_of = copy.deepcopy(tree())
    part: Any = values_of
    while True:
        keys = list(part) if isinstance(part, dict) else list(range(len(part)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(part[key], dict | list) or not part[key] or data.draw(st.booleans()):
            part[key] = data.draw(values)
            break
        part = part[key]
    assert same(tree(rewritten(TEXT, values_of)), values_of)


def same(one: object, other: object) -> bool:
    """Equal in value and kind; the order of settings is that of the model."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


@pytest.mark.parametrize("name", shipped())
def test_the_line_of_every_part_is_known(name: str) -> None:
    """As whoever opens the text finds it: the same as the reader's."""
    read = read_yaml(format_flow(flow_text(name)))
    document, text = written_over(read_commented(flow_text(name)), tree(flow_text(name)))
    assert text == format_flow(flow_text(name))
    for path in paths(tree(flow_text(name)), ()):
        assert document.line_of(path) == line_of(read, path), path


def paths(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    """Every place of a tree."""
    yield path
    if isinstance(value, dict | list):
        for name in value if isinstance(value, dict) else range(len(value)):
            yield from paths(value[name], (*path, name))
