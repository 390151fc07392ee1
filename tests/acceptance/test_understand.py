"""`trunkline understand` as a process."""

import json
import subprocess

from tests.support.running import command


def test_sentences_are_read_line_by_line() -> None:
    """Good lines are answered in order, blank ones are passed over, bad ones are explained; then the exit code is 1."""
    lines = [
        json.dumps(
            {"kind": "date", "utterance": "कल", "language": "hi", "now": "2026-03-04T09:00"}, ensure_ascii=False
        ),
        "",
        "no json",
        json.dumps({"kind": "text", "utterance": "half a \ud800 letter"}),
        "x" * 300_000,
        json.dumps({"kind": "yes_no", "utterance": "yes"}),
    ]
    done = subprocess.run(
        command("understand"), input="\n".join(lines).encode(), capture_output=True, timeout=60, check=False
    )
    read = [json.loads(line) for line in done.stdout.decode().splitlines()]

    assert [each["value"] for each in read] == ["2026-03-05", None, "half a \ud800 letter", None, "yes"]
    assert ["error" in each for each in read] == [False, True, False, True, False]
    assert "कल" in done.stdout.decode()
    assert (done.returncode, done.stderr) == (1, b"")


def test_all_good_lines_are_a_success() -> None:
    """Also none at all."""
    for given in (b"", b'{"kind": "number", "utterance": "two"}\n'):
        assert subprocess.run(command("understand"), input=given, capture_output=True, timeout=60, check=True)
