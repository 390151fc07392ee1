"""`trunkline flow`: what analysts and their editors call. That a shell can is tested in `tests/acceptance`."""

import io
import json
import stat
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from agent.cli import main
from graphs.flows import flow_text
from graphs.formatter import format_flow

Flow = Callable[..., CompletedProcess[str]]


@pytest.fixture
def flow(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Flow:
    """Runs `trunkline flow …`, as the shell calls it."""

    def run(*arguments: str | Path, stdin: str = "") -> CompletedProcess[str]:
        words = ["flow", *map(str, arguments)]
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        code = main(words)
        return CompletedProcess(words, code, *capsys.readouterr())

    return run


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A copy of a shipped flow with a misspelt step."""
    path = tmp_path / "broken.yaml"
    path.write_text(flow_text("scheduling").replace("next: menu\n", "next: mneu\n"))
    return path


def test_check_tells_each_mistake_with_its_place(flow: Flow, broken: Path) -> None:
    """`FILE:LINE: what is wrong, and what to do`, and what follows from it beneath."""
    line = broken.read_text().splitlines().index("    next: mneu") + 1
    done = flow("check", broken)
    first, *rest = done.stdout.splitlines()

    assert done.returncode == 1
    assert first.startswith(f"{broken}:{line}: ")
    assert first.endswith("Did you mean “menu”?")
    assert rest[0].startswith(f"    {broken}:")
    assert "more that this brings about" in rest[3]


def test_check_for_programs(flow: Flow, broken: Path) -> None:
    """`--json` has everything, also what follows from a mistake."""
    done = flow("check", "--json", broken, "scheduling")
    bad, good = json.loads(done.stdout)
    [error] = [problem for problem in bad["problems"] if problem["level"] == "error"]

    assert done.returncode == 1
    assert error["path"] == ["nodes", "welcome", "next"]
    assert len(error["consequences"]) > 10
    assert good["flow"] == "scheduling"
    assert not [problem for problem in good["problems"] if problem["level"] == "error"]


def test_warnings_fail_only_a_strict_check(flow: Flow, tmp_path: Path) -> None:
    """A step that nothing leads to is no reason not to use a flow."""
    lonely = tmp_path / "lonely.yaml"
    lonely.write_text(
        "flow: f\nformat: 1\ntitle: F\nstart: a\ntries: {then: a}\non_error: a\nresults: {left: failed}\n"
        "nodes:\n  a: {type: end, result: left}\n  b: {type: say, say: x, next: a}\n"
    )
    relaxed, strict = flow("check", lonely), flow("check", "--strict", lonely)

    assert relaxed.returncode == 0
    assert f"{lonely}:10: warning: " in relaxed.stdout
    assert strict.returncode == 1


def test_fmt_writes_a_file_whole_with_its_mode(flow: Flow, tmp_path: Path) -> None:
    """Once; a second time there is nothing to do. A link stays a link."""
    path, link = tmp_path / "a.yaml", tmp_path / "link.yaml"
    path.write_text("title: 'A' # the title\nflow: a\n")
    path.chmod(0o640)
    link.symlink_to(path)

    assert flow("fmt", "--check", path).returncode == 1
    shown = flow("fmt", "--diff", path)
    assert (shown.returncode, "+title: A # the title" in shown.stdout) == (0, True)
    assert path.read_text().startswith("title: 'A'")

    assert flow("fmt", link).stdout == f"{link}: formatted.\n"
    assert path.read_text() == "flow: a\ntitle: A # the title\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert link.is_symlink()
    assert sorted(tmp_path.iterdir()) == [path, link]
    assert (flow("fmt", "--check", path).returncode, flow("fmt", path).stdout) == (0, "")


def test_fmt_from_standard_input(flow: Flow) -> None:
    """For editors."""
    assert flow("fmt", "-", stdin="title: A\nflow: a\n").stdout == "flow: a\ntitle: A\n"


def test_fmt_leaves_what_it_cannot_read(flow: Flow, tmp_path: Path) -> None:
    """And says where it is wrong."""
    path = tmp_path / "a.yaml"
    path.write_text("flow: [a\n")
    done = flow("fmt", path)

    assert done.returncode == 1
    assert done.stderr.startswith(f"{path}:1: This is not YAML")
    assert path.read_text() == "flow: [a\n"


def test_diff_in_words(flow: Flow, tmp_path: Path, broken: Path) -> None:
    """Also of a flow with mistakes; formatting is none."""
    same = tmp_path / "same.yaml"
    same.write_text(format_flow(flow_text("scheduling")).replace("flow: scheduling", "flow:   'scheduling'"))

    assert flow("diff", "scheduling", same).stdout == "Both say the same.\n"
    assert flow("diff", "scheduling", broken).stdout == (
        "The exit *next* of *welcome* now goes to *mneu* instead of *menu*.\n"
    )


def test_diagram_schema_and_steps(flow: Flow, tmp_path: Path) -> None:
    """What other programs draw, check and offer."""
    path = tmp_path / "flow.mmd"
    assert flow("diagram", "scheduling", "--output", path).returncode == 0
    assert path.read_text() == flow("diagram", "scheduling").stdout
    assert path.read_text().startswith("flowchart TD\n")
    assert set(json.loads(flow("schema").stdout)["required"]) >= {"flow", "nodes", "results"}
    steps = {each["type"]: each for each in json.loads(flow("steps", "--json").stdout)}
    assert steps["confirm"]["exits"] == ["if_yes", "if_no"]
    assert "exits: if_yes, if_no" in flow("steps").stdout


@pytest.mark.parametrize("what", [["check"], ["fmt"], ["diff", "scheduling"], ["diagram"]])
def test_a_file_that_is_not_there(flow: Flow, what: list[str]) -> None:
    """One sentence, and the exit code of a wrong call."""
    done = flow(*what, "nowhere.yaml")

    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "there is no file nowhere.yaml" in done.stderr


def test_a_shipped_flow_is_not_written(flow: Flow) -> None:
    """It belongs to the program."""
    done = flow("fmt", "scheduling")
    assert done.returncode == 2
    assert "comes with Trunkline" in done.stderr
