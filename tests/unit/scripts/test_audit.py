"""`scripts/audit`: a finding fails; whoever cannot be asked is told of. The programs that it asks are stood in for."""

import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

SCRIPT = Path(__file__).parents[3] / "scripts" / "audit.py"
CLEAN: dict[str, Any] = {
    "bandit": {"results": [], "errors": []},
    "pip-audit": {"dependencies": [{"name": "a", "version": "1", "vulns": []}]},
    "npm": {"vulnerabilities": {}, "metadata": {"dependencies": {"prod": 9}}},
}
FINDING = {"filename": "code.py", "line_number": 1, "line_range": [1, 2], "test_id": "B608", "issue_text": "SQL"}
HOLE = {"id": "CVE-1", "fix_versions": ["2"]}

Audit = Callable[..., tuple[int, str]]


@pytest.fixture
def audit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Audit:
    """Runs it where the programs answer so: the exit code, and what was printed."""
    spec = importlib.util.spec_from_file_location("audit", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    script: ModuleType = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(script, "BIN", tmp_path / "scripts")

    def run(code: str = "", **answers: object) -> tuple[int, str]:
        (tmp_path / "scripts").mkdir()
        (tmp_path / "code.py").write_text(code)
        for name, clean in CLEAN.items():
            answer = answers.get(name.replace("-", "_"), clean)
            program = tmp_path / "scripts" / name
            said = answer if isinstance(answer, str) else f"cat <<'EOF'\n{json.dumps(answer)}\nEOF\nexit 1"
            program.write_text(f"#!/bin/sh\n{said}\n")
            program.chmod(0o755)
        done = script.main()
        printed = capfd.readouterr()
        return done, printed.out + printed.err

    return run


def test_nothing_found(audit: Audit) -> None:
    """Each is told in a line, with what it looked at."""
    done, told = audit()
    assert done == 0
    assert "bandit: 0 findings" in told
    assert "pip-audit: 0 vulnerabilities known in 1 packages" in told
    assert "npm audit: 0 vulnerabilities known in 9 packages" in told
    assert "NOT AUDITED" not in told


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"bandit": {"results": [FINDING], "errors": []}}, "code.py:1: B608 SQL"),
        ({"bandit": {"results": [], "errors": [{"filename": "x.py", "reason": "no syntax"}]}}, "x.py: no syntax"),
        ({"bandit": "echo no configuration >&2; exit 2"}, "no configuration"),
        ({"pip_audit": {"dependencies": [{"name": "a", "version": "1", "vulns": [HOLE]}]}}, "a 1: CVE-1, mended in 2"),
        ({"npm": {"vulnerabilities": {"b": {"range": "<2", "severity": "high"}}}}, "b <2: high"),
    ],
)
def test_a_finding_fails(audit: Audit, answers: dict[str, object], told: str) -> None:
    """It is told where it is."""
    done, printed = audit("a = 1\nb = 2\n", **answers)
    assert done == 1
    assert told in printed


@pytest.mark.parametrize(
    ("code", "done"),
    [
        ("x = (\n1)  # noqa: S608 -- constants\n", 0),
        ("x = (  # noqa: E501, S608\n1)\n", 0),
        ("x = (\n1)  # noqa: S6080\n", 1),
        ("x = (\n1)\n# noqa: S608\n", 1),
        ("x = (\n1)  # noqa: S105\n", 1),
    ],
)
def test_one_reason_is_enough(audit: Audit, code: str, done: int) -> None:
    """What the linter's rule of the same number is told in that statement; nowhere else, and of no other rule."""
    assert audit(code, bandit={"results": [FINDING], "errors": []})[0] == done


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"pip_audit": "echo 'Connection refused' >&2; exit 1"}, "pip-audit: NOT AUDITED, the advisories of pypi"),
        (
            {"pip_audit": {"dependencies": [{"name": "a", "skip_reason": "not found"}]}},
            "it knows none of the 1 packages",
        ),
        ({"npm": {"message": "405 Method Not Allowed", "error": {}}}, "npm audit: NOT AUDITED, the registry cannot be"),
        ({"npm": "exit 1"}, "npm audit: NOT AUDITED"),
    ],
)
def test_who_cannot_be_asked_is_told_of(audit: Audit, answers: dict[str, object], told: str) -> None:
    """Never silently; nothing fails for it."""
    done, printed = audit(**answers)
    assert done == 0
    assert told in printed


def test_packages_that_a_service_does_not_know_are_told_of(audit: Audit) -> None:
    """Beside those that it knows."""
    packages = [{"name": "a", "version": "1", "vulns": []}, {"name": "b", "skip_reason": "not found"}]
    assert "NOT AUDITED: 1 that the service does not know" in audit(pip_audit={"dependencies": packages})[1]
