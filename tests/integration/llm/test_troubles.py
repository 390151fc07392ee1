"""Troubles that befall every stand-in, at every place of a model's answer: a named failure in time, or the answer."""

import asyncio
from collections.abc import Sequence

import pytest

from agent.fakes.chat_script import text, use
from agent.fakes.faults import Fault
from agent.llm import SteadyModel
from agent.llm import steady as limits
from graphs.ports import ModelFailure
from telephony.errors import PASSING
from tests.support.models import ASK, SCHEMA, SERVED, settings, streamed, warm_model

PIECES = ["One. ", "Two. ", "Three."]
PLACES = range(6)


def joined(pieces: Sequence[object]) -> str:
    """The text: how much of it comes at once says nothing."""
    return "".join(map(str, pieces))


async def outcome(model: SteadyModel) -> list[object]:
    """What was heard, and the failure at its end."""
    heard: list[object] = []
    stream = model.stream(ASK)
    try:
        async with asyncio.timeout(5):
            while (piece := await anext(stream, None)) is not None:
                heard.append(piece)
    except ModelFailure as failure:
        heard.append(failure)
    return heard


@pytest.mark.parametrize("provider", SERVED)
@pytest.mark.parametrize("kind", ["stall", "cut", "garbage", "close"])
async def test_a_reply_that_goes_wrong_ends_in_a_failure(
    provider: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Words that came before it are heard once and in order; nothing that came wrong is heard."""
    monkeypatch.setattr(limits, "ALONE_S", 0.1)
    monkeypatch.setattr(limits, "NEXT_S", 0.1)
    monkeypatch.setattr("telephony.steady.breaker.IN_A_ROW", 1000)
    async with SERVED[provider]() as service, warm_model(settings(service)) as model:
        service.chat.then(text(*PIECES))
        for place in PLACES:
            service.troubles.add(Fault.parse(f"{kind}@{place}x0"))
            heard = await outcome(model)
            service.troubles.clear()
            *words, last = heard
            if isinstance(last, ModelFailure):
                assert last.fault in PASSING
                assert joined(words) in [joined(PIECES[:count]) for count in range(len(PIECES) + 1)]
            else:  # it befell what comes after the reason of the end, or what says nothing
                assert joined(heard) == joined(PIECES)
        assert joined(await streamed(model)) == joined(PIECES)


@pytest.mark.parametrize("provider", SERVED)
@pytest.mark.parametrize("kind", ["stall", "cut", "garbage", "close"])
async def test_a_translation_that_goes_wrong_is_a_failure(provider: str, kind: str) -> None:
    """In time."""
    async with SERVED[provider]() as service, warm_model(settings(service)) as model:
        service.chat.then(use("answer", {"word": "x"}))
        service.troubles.add(Fault.parse(kind))
        with pytest.raises((ModelFailure, TimeoutError)):
            async with asyncio.timeout(0.2):
                await model.structured(ASK, SCHEMA)


@pytest.mark.parametrize("provider", SERVED)
async def test_what_comes_in_crumbs_is_put_together(provider: str) -> None:
    """Letters of two and more bytes are not torn apart for us."""
    async with SERVED[provider]() as service, warm_model(settings(service)) as model:
        service.chat.then(text("नमस्ते।"))
        service.troubles.add(Fault("drip"))
        assert await streamed(model) == ["नमस्ते।"]


@pytest.mark.parametrize("provider", SERVED)
@pytest.mark.parametrize(
    ("status", "fault"), [(401, "key"), (402, "quota"), (404, "model"), (429, "busy"), (500, "broken")]
)
async def test_a_refusal_has_its_fault(provider: str, status: int, fault: str) -> None:
    """Before the first word, and asked once more only where the server is in trouble."""
    async with SERVED[provider]() as service, warm_model(settings(service)) as model:
        before = len(service.requests)
        service.troubles.add(Fault("refuse", times=0, status=status))
        with pytest.raises(ModelFailure, match=str(status)) as failure:
            await streamed(model)
        assert failure.value.fault == fault
        assert len(service.requests) - before == (2 if status == 500 else 1)
