"""`trunkline understand --model`: a language model helps where the rules do not suffice, as in a call."""

import asyncio
import io
import json
import sys
from types import SimpleNamespace

import pytest

from agent.cli import main
from agent.fakes.chat_script import reply
from tests.support.models import openai_service

LINES = (
    {"kind": "choice", "utterance": "the thing with the water jet", "values": {"cleaning": [], "filling": []}},
    {"kind": "yes_no", "utterance": "yes"},
)


async def test_the_model_is_asked_only_where_the_rules_do_not_suffice(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Its answer says so; a plain yes never waits for it."""
    spoken = "\n".join(json.dumps(line) for line in LINES).encode()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(spoken)))
    said = {"do": "fill", "slot": "choice", "said": "the thing with the water jet", "value": "cleaning"}
    async with openai_service(reply({"commands": [said]})) as service:
        told = {"TRUNKLINE_LLM": "openai:test", "TRUNKLINE_LLM_DEADLINE": "5000", **service.settings()}
        for name, value in told.items():
            monkeypatch.setenv(name, value)
        assert await asyncio.to_thread(main, ["understand", "--model"]) == 0
        asked = [request for request in service.chat.asked if "water jet" in json.dumps(request)]
        assert len(asked) == 1
    first, second = (json.loads(line) for line in capfdbinary.readouterr().out.splitlines())
    assert (first["value"], first["by"]) == ("cleaning", "model")
    assert (second["value"], second["by"]) == ("yes", "rules")
