"""`probe`: whether the models that the settings name work, asked for real."""

import pytest

from agent.errors import SettingsError
from agent.fakes.chat_script import Answer, refuse
from agent.llm import opening, probe
from agent.settings import Settings
from graphs.ports import ModelFailure
from tests.support.models import anthropic_service, openai_service, settings


async def test_models_that_work_are_named() -> None:
    """The first, and the one that stands in for it; each is asked once."""
    async with openai_service() as first, anthropic_service() as second:
        named = settings(first, second)
        assert await probe(named) == "openai:test"
        assert await probe(named, fallback=True) == "anthropic:test"
        assert (len(first.chat.asked), len(second.chat.asked)) == (1, 1)
        assert not first.refused
        assert not second.refused


async def test_nobody_is_asked_when_nobody_is_named() -> None:
    """No model, and no second one."""
    assert await probe(Settings.model_validate({"trunkline_llm": "none"})) == ""
    async with openai_service() as service:
        assert await probe(settings(service), fallback=True) == ""


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (refuse(429, code="insufficient_quota"), "quota"),
        (refuse(404), "model"),
        (refuse(503), "broken"),
        (Answer(("x",), stall_after=0), "timeout"),
    ],
)
async def test_what_is_wrong_is_said_by_its_fault(answer: Answer, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """And nobody is waited for in vain."""
    monkeypatch.setattr(opening, "PROBE_S", 0.2)
    async with openai_service(answer) as service:
        with pytest.raises(ModelFailure, match="openai:test") as failure:
            await probe(settings(service))
    assert failure.value.fault == fault


async def test_a_setting_that_cannot_be_used_is_told() -> None:
    """Before anything is sent."""
    with pytest.raises(SettingsError, match="OPENAI_API_KEY"):
        await probe(Settings.model_validate({"trunkline_llm": "openai:gpt"}))
