"""`trunkline redact` as a process."""

import json
import subprocess

from agent.safety.redaction.kinds import Kind
from tests.support.running import command


def test_calls_are_redacted_line_by_line() -> None:
    """Good lines come back in order, bad ones are named on standard error; then the exit code is 1."""
    lines = [
        json.dumps({"turns": ["मेरा कार्ड नंबर ४१११ ११११", "११११ ११११"]}, ensure_ascii=False),
        "",
        "no json 4111111111111111",
        json.dumps({"turns": ["half a \ud800 letter"]}),
        "x" * 2_000_000,
        json.dumps({"turns": []}),
    ]
    done = subprocess.run(
        command("redact"), input="\n".join(lines).encode(), capture_output=True, timeout=60, check=False
    )
    read = [json.loads(line)["turns"] for line in done.stdout.decode().splitlines()]

    assert read == [["मेरा कार्ड नंबर [card number]", "[card number]"], ["half a \ud800 letter"], []]
    assert done.returncode == 1
    problems = done.stderr.decode().splitlines()
    assert [problem.split(": ")[1] for problem in problems] == ["line 3", "line 5"]
    assert "4111" not in done.stderr.decode()


def test_all_good_lines_are_a_success() -> None:
    """Also none at all."""
    for given in (b"", b'{"turns": ["two"]}\n'):
        done = subprocess.run(command("redact"), input=given, capture_output=True, timeout=60, check=True)
        assert done.stderr == b""


def test_the_kinds_are_listed() -> None:
    """With what is written in their place."""
    done = subprocess.run(command("redact", "--list"), capture_output=True, text=True, timeout=60, check=True)

    assert [line.split()[0] for line in done.stdout.splitlines()] == list(Kind)
    assert all(kind.placeholder in done.stdout for kind in Kind)
