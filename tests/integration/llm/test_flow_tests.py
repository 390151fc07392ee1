"""`trunkline flow test --model`: the tests of a flow are held with the model that is configured."""

import asyncio
from pathlib import Path

import pytest

from agent.cli import main
from agent.fakes.chat_script import text
from tests.support.models import openai_service

FLOW = """\
flow: free
format: 1
title: Free talk
start: talk
tries: {then: bye}
on_error: bye
slots: {wish: {type: free_text, ask: What is it?}}
results: {left: failed}
nodes:
  talk:
    type: converse
    goal: Find out what is broken.
    may_fill: [wish]
    done_when: filled(wish)
    next: bye
    if_limit: bye
    without_llm: ask
  ask: {type: ask, slots: [wish], next: bye}
  bye: {type: end, result: left}
tests: [{name: The model asks, script: [bot: What is broken at your place]}]
"""


async def test_the_model_speaks_in_the_test(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without it the same test fails, since the flow then asks in its own words."""
    path = tmp_path / "free.yaml"
    path.write_text(FLOW, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    async with openai_service(text("What is broken at your place?")) as service:
        for name, value in {"TRUNKLINE_LLM": "openai:test", **service.settings()}.items():
            monkeypatch.setenv(name, value)
        assert await asyncio.to_thread(main, ["flow", "test", str(path), "--model", "--coverage"]) == 0
        asked = len(service.chat.asked)
        assert await asyncio.to_thread(main, ["flow", "test", str(path)]) == 1
        assert asked > 1
        assert len(service.chat.asked) == asked
    assert "talk: without_llm" in capsys.readouterr().out
