"""`trunkline flow test`: what it prints and writes, and what it answers the shell with."""

import json
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest

from agent.cli import flow_test, main
from graphs.flows import shipped_flow

FLOW = """\
flow: small
format: 1
title: Small
start: ask
tries: {then: bye}
on_error: bye
slots: {people: {type: number, ask: How many people shall I write down?}}
results: {left: failed}
nodes:
  ask: {type: ask, slots: [people], next: bye}
  bye: {type: end, say: Goodbye., result: left}
tests:
  - name: Four people
    script: [caller: four, bot: Goodbye]
    result: left
  - name: Nobody
    script: [silence: true, silence: true]
"""
WRONG = "  - {name: Five people, script: [bot: How many persons shall I write, caller: five]}\n"

Output = pytest.CaptureFixture[str]


@pytest.fixture
def sound(tmp_path: Path) -> str:
    """A flow whose tests pass."""
    path = tmp_path / "sound.yaml"
    path.write_text(FLOW, encoding="utf-8")
    return str(path)


@pytest.fixture
def failing(tmp_path: Path) -> str:
    """A flow one of whose tests fails."""
    path = tmp_path / "failing.yaml"
    path.write_text(FLOW + WRONG, encoding="utf-8")
    return str(path)


def ran(*arguments: str) -> int:
    """The command, as the shell calls it."""
    return main(["flow", "test", *arguments])


def test_all_is_well(sound: str, capsys: Output) -> None:
    """Each test by its name, and the figures."""
    assert ran(sound) == 0
    told = capsys.readouterr().out
    assert f"ok   {sound}: Four people\n" in told
    assert "2 passed, 0 failed; 3 turns" in told
    assert "caller" not in told


def test_a_failure_is_shown_with_its_conversation(failing: str, capsys: Output) -> None:
    """And the shell hears of it."""
    assert ran(failing) == 1
    told = capsys.readouterr().out
    assert f"FAIL {failing}: Five people\n" in told
    assert "  1 bot    How many people shall I write down?\n" in told
    assert "> line 1 of the script, bot: How many persons shall I write\n" in told
    assert "expected  How many ‹persons› shall I write\n" in told
    assert "came      How many ‹people› shall I write …\n" in told
    assert "2 passed, 1 failed" in told


def test_every_conversation_can_be_shown(sound: str, capsys: Output) -> None:
    """With `-v`, also of the tests that pass."""
    assert ran(sound, "-v") == 0
    assert "  2 caller four\n" in capsys.readouterr().out


def test_only_some_tests_are_run(failing: str, capsys: Output) -> None:
    """Those whose name holds the words, in whatever case; `*` stands for anything."""
    assert ran(failing, "--name", "four") == 0
    assert "1 passed" in capsys.readouterr().out
    assert ran(failing, "--name", "f*people") == 1
    assert "1 passed, 1 failed" in capsys.readouterr().out


def test_a_name_that_no_test_has_is_told_with_those_that_there_are(sound: str, capsys: Output) -> None:
    """No test at all must not look like success."""
    assert ran(sound, "--name", "six") == 2
    assert "there are: Four people; Nobody." in capsys.readouterr().err


def test_coverage_is_a_table(sound: str, capsys: Output) -> None:
    """Steps, exits and the rest, with what no test comes through."""
    assert ran(sound, "--coverage", "--name", "four") == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["steps", "2", "2", "100.0%"] in lines
    assert ["exits", "1", "1", "100.0%"] in lines
    assert ["give-ups", "0", "1", "0.0%"] in lines
    assert ["ask"] in lines


def test_everything_as_json(sound: str, failing: str, capsys: Output) -> None:
    """Nothing else goes to the output then."""
    assert ran(sound, failing, "--json") == 1
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    good, bad = told["flows"]
    assert (good["ok"], bad["ok"]) == (True, False)
    assert good["turns"] == 3
    assert good["coverage"]["exits"] == {"of": 1, "covered": 1, "percent": 100.0, "missed": []}
    assert bad["tests"][2]["differences"][0]["expected"] == "How many ‹persons› shall I write"
    assert bad["tests"][2]["line"] == 1


def test_junit_is_written(failing: str, tmp_path: Path, capsys: Output) -> None:
    """Beside what is printed."""
    written = tmp_path / "junit.xml"
    assert ran(failing, "--junit", str(written)) == 1
    suites = fromstring(written.read_text(encoding="utf-8"))
    assert (suites.get("tests"), suites.get("failures")) == ("3", "1")
    assert "FAIL" in capsys.readouterr().out


def test_a_file_that_cannot_be_written_is_told(sound: str, tmp_path: Path, capsys: Output) -> None:
    """And not a traceback."""
    assert ran(sound, "--junit", str(tmp_path / "none" / "junit.xml")) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_a_flow_that_cannot_be_run_is_another_answer(sound: str, tmp_path: Path, capsys: Output) -> None:
    """The others are run all the same, and the build server sees an error and not a failure."""
    broken, written = tmp_path / "broken.yaml", tmp_path / "junit.xml"
    broken.write_text(FLOW.replace("next: bye", "next: bey"), encoding="utf-8")
    assert ran(str(broken), sound, "--junit", str(written)) == 2
    told = capsys.readouterr()
    assert "did you mean" in told.err.lower()
    assert f"ok   {sound}: Four people" in told.out
    assert len(list(fromstring(written.read_text(encoding="utf-8")).iter("error"))) == 1


def test_a_flow_that_there_is_not_is_told(capsys: Output) -> None:
    """With those that there are."""
    assert ran("schedulling") == 2
    assert "scheduling" in capsys.readouterr().err


def test_a_flow_that_comes_with_the_product_is_found_by_its_name(capsys: Output) -> None:
    """Its tests are many; one is enough here."""
    assert ran("scheduling", "--name", "toothache emergency") == 0
    assert "1 passed" in capsys.readouterr().out


def test_a_model_that_is_not_configured_is_told(
    sound: str, capsys: Output, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """With the setting that is missing; nothing is run by rules in its place."""
    monkeypatch.chdir(tmp_path)  # where there is no .env
    monkeypatch.delenv("TRUNKLINE_LLM", raising=False)
    assert ran(sound, "--model") == 2
    told = capsys.readouterr()
    assert "TRUNKLINE_LLM" in told.err
    assert "ok  " not in told.out


def test_a_big_suite_runs_in_processes(sound: str, capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the order of the document, with the same results."""
    monkeypatch.setattr(flow_test, "BIG", 2)
    assert ran(sound, "--jobs", "2") == 0
    told = capsys.readouterr().out
    assert told.index("Four people") < told.index("Nobody")
    assert "2 passed, 0 failed; 3 turns" in told


def test_jobs_are_counted_from_one(sound: str, capsys: Output) -> None:
    """None at all would run nothing."""
    with pytest.raises(SystemExit, match="2"):
        ran(sound, "--jobs", "0")
    assert "1 or more" in capsys.readouterr().err


def test_no_shipped_suite_is_slow() -> None:
    """Fewer tests than are worth processes of their own."""
    assert len(shipped_flow("scheduling").tests) < flow_test.BIG
