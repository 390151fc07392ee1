"""What docs/fakes.md promises: its examples are run as they stand there."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import httpx

from agent.fakes import Fakes, open_fakes
from agent.fakes.registry import FAKES
from agent.fakes.twilio_calls import Callee
from tests.support.clients import web_client

PAGE = (Path(__file__).parents[4] / "docs/fakes.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The examples in a language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def test_the_example_for_pytest_runs_as_it_stands(tmp_path: Path) -> None:
    """In a folder of its own, with the options that the page names."""
    (tmp_path / "test_mine.py").write_text(blocks("python")[0])
    root = Path(__file__).parents[4]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-c", "/dev/null", "-o", "asyncio_mode=auto", "--rootdir", str(tmp_path),
         "-p", "no:cacheprovider", str(tmp_path)],
        env={"PYTHONPATH": str(root), "PATH": "/usr/bin:/bin"},
        cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 passed" in done.stdout


def test_the_callees_of_the_example_are_people() -> None:
    """The second example."""

    class Fake:
        callee = Callee()
        callees: dict[str, Callee] = {}  # noqa: RUF012 - as the stand-in has it

    exec(compile(blocks("python")[1], "docs/fakes.md", "exec"), {"fake": Fake})
    assert Fake.callee.says == ["Hello?", "Yes please."]
    assert Fake.callees["+919800000002"].picks_up == "busy"


async def sent(client: httpx.AsyncClient, line: str, fakes: Fakes) -> httpx.Response:
    """A line of curl, sent to the stand-in."""
    words = shlex.split(line)
    assert words[0] == "curl"
    method = words[words.index("-X") + 1] if "-X" in words else "GET"
    content = words[words.index("-d") + 1] if "-d" in words else None
    url = next(word for word in words if word.startswith("http://127.0.0.1:9100/"))
    return await client.request(
        method, url.replace("http://127.0.0.1:9100", fakes["deepgram"].url), content=content,
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )  # fmt: skip


async def test_the_lines_of_curl_do_what_they_say() -> None:
    """All of them are answered, and every body is JSON."""
    (lines,) = [block.splitlines() for block in blocks("sh") if block.startswith("curl")]
    async with open_fakes(["deepgram"]) as fakes, web_client() as client:
        for line in lines:
            answer = await sent(client, line, fakes)
            assert answer.status_code == 200, line
            json.loads(answer.text)
            if '"fault": ["429", "429"]' in line:
                assert len(fakes["deepgram"].troubles._faults) == 3
        assert not fakes["deepgram"].troubles._faults


def test_the_page_names_every_stand_in() -> None:
    """One line each."""
    assert re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)[: len(FAKES)] == list(FAKES)
