"""What language models used is reported, for whoever it was used."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack

import pytest

from agent.fakes.chat_script import Answer, Call, Cut, Tokens, refuse, reply, text, use
from agent.fakes.openai import OpenAIFake
from agent.llm import SteadyModel
from agent.llm.metering import UNSEEN_TOKENS
from graphs.ports import ModelFailure
from telephony.usage import Usage, charging
from tests.support.models import (
    ASK,
    LOOK,
    SCHEMA,
    anthropic_service,
    openai_service,
    settings,
    streamed,
    warm_model,
)


@pytest.fixture
async def service() -> AsyncIterator[OpenAIFake]:
    """The server."""
    async with openai_service() as running:
        yield running


@pytest.fixture
async def model(service: OpenAIFake) -> AsyncIterator[SteadyModel]:
    """A model at that server, warm."""
    async with warm_model(settings(service)) as opened:
        yield opened


@pytest.fixture
def account() -> Iterator[Callable[[], dict[str, float]]]:
    """What was used since the last look, by unit."""
    told: list[Usage] = []

    def look() -> dict[str, float]:
        assert {(each.stage, each.model) for each in told} <= {("llm", "test")}
        found: dict[str, float] = {}
        for each in told:
            found[each.unit] = found.get(each.unit, 0) + each.amount
        told.clear()
        return found

    with ExitStack() as stack:
        stack.enter_context(charging(told.append))
        yield look


Account = Callable[[], dict[str, float]]
USED = Tokens(read=100, written=7, cached=60)


@pytest.mark.parametrize("provider", ["openai", "anthropic"])
async def test_tokens_are_reported_as_the_provider_tells_them(provider: str, account: Account) -> None:
    """Those that were cached apart from those that were read anew; streamed or not."""
    serving = openai_service if provider == "openai" else anthropic_service
    async with serving() as service, warm_model(settings(service)) as model:
        account()
        whole = use("answer", {"word": "x"}) if provider == "anthropic" else reply({"word": "x"})
        for answer in (whole, Answer(("Yes.",), tokens=USED)):
            service.chat.then(Answer(answer.pieces, answer.calls, tokens=USED))
            await (model.structured(ASK, SCHEMA) if answer is whole else streamed(model))
            assert account() == {"tokens_in": 40, "tokens_cached": 60, "tokens_out": 7}


async def test_a_server_that_does_not_tell_is_estimated(
    service: OpenAIFake, model: SteadyModel, account: Account
) -> None:
    """Four letters are a token, of what was sent and of what came."""
    service.chat.then(Answer(raw=b'{"choices": [{"index": 0, "message": {"role": "assistant", "content": "{}"}}]}'))
    account()
    await model.structured(ASK, SCHEMA)
    found = account()
    assert found["tokens_in"] >= sum(len(each.text) for each in ASK) / 4
    assert found["tokens_out"] == UNSEEN_TOKENS


@pytest.mark.parametrize("cut", ["drop", "clean", "error"])
async def test_a_cut_stream_is_paid_for_as_far_as_it_came(
    service: OpenAIFake, model: SteadyModel, account: Account, cut: Cut
) -> None:
    """The provider cannot tell any more; costs must not be too low."""
    service.chat.then(Answer(("x" * 400, "y"), cut_after=1, cut=cut))
    account()
    with pytest.raises(ModelFailure):
        await streamed(model)
    found = account()
    assert found["tokens_out"] == 100
    assert found["tokens_in"] >= 10


async def test_a_caller_who_cuts_in_has_used_what_was_written(
    service: OpenAIFake, model: SteadyModel, account: Account
) -> None:
    """Text and the arguments of tools alike."""
    call = Call("look", '{"at": "' + "x" * 400)
    service.chat.then(Answer(("y" * 40,), (call,), stall_after=3))
    account()
    reading = asyncio.create_task(streamed(model, ASK, LOOK))
    await service.until(lambda: len(service.chat.asked) > 1)
    stream = model.stream(ASK, (LOOK,))
    assert await anext(stream) == "y" * 40
    await stream.aclose()
    reading.cancel()
    await asyncio.wait([reading])
    found = account()
    assert found["tokens_out"] >= 2 * 10
    assert found["tokens_in"] >= 2 * 10


async def test_a_translation_that_nobody_waited_for_is_paid_for(
    service: OpenAIFake, model: SteadyModel, account: Account
) -> None:
    """It was being written all the same."""
    service.chat.then(Answer(("x",), stall_after=0))
    account()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await model.structured(ASK, SCHEMA)
    assert account()["tokens_out"] == UNSEEN_TOKENS


@pytest.mark.parametrize("status", [401, 429, 500])
async def test_what_was_refused_costs_nothing(
    service: OpenAIFake, model: SteadyModel, account: Account, status: int
) -> None:
    """Nothing is reported."""
    service.chat.then(refuse(status))
    account()
    with pytest.raises(ModelFailure):
        await model.structured(ASK, SCHEMA)
    assert account() == {}


async def test_every_attempt_is_reported(service: OpenAIFake, model: SteadyModel, account: Account) -> None:
    """Also the one that broke before its first word."""
    service.chat.then(Answer(("x",), cut_after=0), Answer(("Yes.",), tokens=USED))
    account()
    assert await streamed(model) == ["Yes."]
    assert account()["tokens_in"] > 40


async def test_the_use_of_two_calls_is_told_apart(service: OpenAIFake, model: SteadyModel) -> None:
    """Each reports to the account of its own call."""

    async def call(told: list[Usage]) -> None:
        with charging(told.append):
            await streamed(model)

    service.chat.then(text("Yes."))
    one: list[Usage] = []
    two: list[Usage] = []
    await asyncio.gather(call(one), call(two))
    assert len(one) == len(two) == 2
