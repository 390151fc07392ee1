"""Two models on real sockets: who is asked when one of them fails, and for how long nobody waits for it."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from agent.fakes.anthropic import AnthropicFake
from agent.fakes.chat_script import Answer, Cut, refuse, reply, text, use
from agent.fakes.openai import OpenAIFake
from agent.llm import SteadyModel
from agent.llm import steady as limits
from graphs.ports import ModelFailure
from telephony.steady import breaker
from tests.support.models import (
    ASK,
    SCHEMA,
    anthropic_service,
    openai_service,
    settings,
    streamed,
    warm_model,
)

STALLED = Answer(("never",), stall_after=0)


@pytest.fixture
async def first() -> AsyncIterator[OpenAIFake]:
    """The server of the model that is asked first."""
    async with openai_service() as running:
        yield running


@pytest.fixture
async def second() -> AsyncIterator[AnthropicFake]:
    """The server of the model that stands in."""
    async with anthropic_service() as running:
        yield running


@pytest.fixture
async def model(first: OpenAIFake, second: AnthropicFake) -> AsyncIterator[SteadyModel]:
    """Both, warm; a caller waits for 0.2 s."""
    async with warm_model(settings(first, second, trunkline_llm_deadline=200)) as opened:
        first.chat.asked.clear()
        second.chat.asked.clear()
        second.chat.then(use("answer", {"word": "second"}))
        yield opened


@pytest.fixture
async def alone(first: OpenAIFake) -> AsyncIterator[SteadyModel]:
    """The first alone, warm; a caller waits for 0.1 s."""
    async with warm_model(settings(first, trunkline_llm_deadline=100)) as opened:
        first.chat.asked.clear()
        yield opened


def asked_more_than(service: OpenAIFake, count: int) -> Callable[[], bool]:
    """Whether more requests than so many have come."""
    return lambda: len(service.chat.asked) > count


async def translated(model: SteadyModel) -> object:
    """What a caller gets who waits until the deadline, as flows do; None: nothing in time."""
    try:
        async with asyncio.timeout(model.deadline_s):
            return (await model.structured(ASK, SCHEMA))["word"]
    except TimeoutError:
        return None


# ---- translations


@pytest.mark.parametrize(
    "answer",
    [refuse(401), refuse(429, code="insufficient_quota"), refuse(429), refuse(500), refuse(404), refuse(400)],
    ids=["401", "quota", "429", "500", "404", "400"],
)
async def test_a_refused_translation_is_asked_of_the_second(
    first: OpenAIFake, second: AnthropicFake, model: SteadyModel, answer: Answer
) -> None:
    """Within what is left of the deadline, and each is asked once."""
    first.chat.then(answer)
    assert await translated(model) == "second"
    assert (len(first.chat.asked), len(second.chat.asked)) == (1, 1)


async def test_a_server_that_is_gone_is_stood_in_for(
    first: OpenAIFake, second: AnthropicFake, model: SteadyModel
) -> None:
    """A connection that breaks says so at once."""
    first.chat.then(Answer(("x",), cut_after=0))
    assert await translated(model) == "second"


async def test_when_both_fail_the_last_failure_is_told(
    first: OpenAIFake, second: AnthropicFake, model: SteadyModel
) -> None:
    """With its fault, and with nothing of the first on it."""
    first.chat.then(refuse(500))
    second.chat.then(refuse(429))
    with pytest.raises(ModelFailure, match=r"anthropic:test.*429") as failure:
        await model.structured(ASK, SCHEMA)
    assert failure.value.fault == "busy"
    assert failure.value.__context__ is None


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (refuse(401), "key"),
        (refuse(404), "model"),
        (refuse(429, code="insufficient_quota"), "quota"),
    ],
)
async def test_what_will_not_pass_is_not_asked_again(
    first: OpenAIFake, alone: SteadyModel, answer: Answer, fault: str
) -> None:
    """The next caller is told at once, without a request."""
    first.chat.then(answer)
    with pytest.raises(ModelFailure) as failure:
        await alone.structured(ASK, SCHEMA)
    assert failure.value.fault == fault
    with pytest.raises(ModelFailure, match="left alone"):
        await alone.structured(ASK, SCHEMA)
    with pytest.raises(ModelFailure, match="left alone"):
        await streamed(alone)
    assert len(first.chat.asked) == 1


async def test_a_request_that_is_not_accepted_is_the_requests_fault(first: OpenAIFake, alone: SteadyModel) -> None:
    """One odd request must not take the model away from everybody."""
    first.chat.then(refuse(400))
    for _ in range(4):
        with pytest.raises(ModelFailure) as failure:
            await alone.structured(ASK, SCHEMA)
        assert failure.value.fault == "request"
    assert len(first.chat.asked) == 4


async def test_a_server_that_stalls_is_waited_for_three_times(first: OpenAIFake, alone: SteadyModel) -> None:
    """Then its callers do not wait any more."""
    first.chat.then(STALLED)
    for _ in range(breaker.IN_A_ROW):
        assert await translated(alone) is None
    with pytest.raises(ModelFailure, match="left alone"):
        await translated(alone)
    assert len(first.chat.asked) == breaker.IN_A_ROW


async def test_after_a_stall_the_second_is_asked_at_once(
    first: OpenAIFake, second: AnthropicFake, model: SteadyModel
) -> None:
    """The deadline is the second's alone."""
    first.chat.then(STALLED)
    for _ in range(breaker.IN_A_ROW):
        assert await translated(model) is None
    assert await translated(model) == "second"
    second.chat.then(text("Here."))
    assert await streamed(model) == ["Here."]
    assert len(first.chat.asked) == breaker.IN_A_ROW


async def test_a_caller_who_leaves_says_nothing_about_the_model(first: OpenAIFake, alone: SteadyModel) -> None:
    """However many of them leave before the deadline."""
    first.chat.then(STALLED)
    for count in range(1, breaker.IN_A_ROW + 2):
        asking = asyncio.create_task(alone.structured(ASK, SCHEMA))
        await first.until(asked_more_than(first, count - 1))
        asking.cancel()
        await asyncio.wait([asking])
    first.chat.then(reply({"word": "there"}))
    assert await translated(alone) == "there"


async def test_a_model_that_comes_back_is_asked_again(
    first: OpenAIFake, alone: SteadyModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One caller tries it, and when that goes well all do."""
    monkeypatch.setattr(breaker, "_FIRST_S", 0.0)
    first.chat.then(Answer(("x",), cut_after=0))
    for _ in range(breaker.IN_A_ROW):
        with pytest.raises(ModelFailure):
            await alone.structured(ASK, SCHEMA)
    first.chat.then(reply({"word": "back"}))
    assert [await translated(alone) for _ in range(3)] == ["back"] * 3


# ---- replies


@pytest.mark.parametrize("answer", [refuse(401), refuse(429), Answer(raw=b"garbage")], ids=["401", "429", "garbage"])
async def test_before_the_first_word_the_second_speaks(
    first: OpenAIFake, second: AnthropicFake, model: SteadyModel, answer: Answer
) -> None:
    """The caller hears one voice and knows nothing of the trouble."""
    first.chat.then(answer)
    second.chat.then(text("I ", "am here."))
    assert await streamed(model) == ["I ", "am here."]


async def test_a_broken_connection_is_tried_twice_and_then_the_second(
    first: OpenAIFake, second: AnthropicFake, model: SteadyModel
) -> None:
    """Once more at the same model, since a connection that was idle may have been closed."""
    first.chat.then(Answer(("x",), cut_after=0))
    second.chat.then(text("Here."))
    assert await streamed(model) == ["Here."]
    assert len(first.chat.asked) == limits.ATTEMPTS


async def test_a_first_word_that_does_not_come_is_asked_of_the_second(
    first: OpenAIFake, second: AnthropicFake, model: SteadyModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever stalls, also after headers, loses its turn; after three such turns it is not asked."""
    monkeypatch.setattr(model, "_patience_s", 0.1)
    second.chat.then(text("Here."))
    for stall in (STALLED, Answer(("x",), stall_after=0), Answer(("x",), part_s=60, keep_alives=9)):
        first.chat.then(stall)
        assert await streamed(model) == ["Here."]
    asked = len(first.chat.asked)
    assert await streamed(model) == ["Here."]
    assert len(first.chat.asked) == asked == 3


@pytest.mark.parametrize("cut", ["drop", "clean", "error"])
async def test_after_the_first_word_nobody_else_speaks(
    first: OpenAIFake, second: AnthropicFake, model: SteadyModel, cut: Cut
) -> None:
    """What was spoken cannot be spoken anew: it is a failure, and the flow goes on from there."""
    first.chat.then(Answer(("One. ", "Two."), cut_after=1, cut=cut))
    stream = model.stream(ASK)
    assert await anext(stream) == "One. "
    with pytest.raises(ModelFailure):
        await anext(stream)
    assert not second.chat.asked


async def test_a_pause_in_a_reply_has_its_limit(
    first: OpenAIFake, alone: SteadyModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then it is a failure by time."""
    monkeypatch.setattr(limits, "NEXT_S", 0.1)
    first.chat.then(Answer(("One. ", "Two."), stall_after=1))
    stream = alone.stream(ASK)
    assert await anext(stream) == "One. "
    with pytest.raises(ModelFailure) as failure:
        await anext(stream)
    assert failure.value.fault == "timeout"
    await first.until(lambda: first.chat.left == 1)


async def test_callers_who_cut_in_do_not_take_the_model_away(first: OpenAIFake, alone: SteadyModel) -> None:
    """Neither before the first word nor after it."""
    first.chat.then(Answer(("One. ", "Two."), stall_after=1))
    for _ in range(breaker.IN_A_ROW + 1):
        stream = alone.stream(ASK)
        assert await anext(stream) == "One. "
        await stream.aclose()
    first.chat.then(STALLED)
    for _ in range(breaker.IN_A_ROW + 1):
        asked = len(first.chat.asked)
        reading = asyncio.create_task(streamed(alone))
        await first.until(asked_more_than(first, asked))
        reading.cancel()
        await asyncio.wait([reading])
    first.chat.then(text("Still here."))
    assert await streamed(alone) == ["Still here."]


async def test_alone_a_model_may_take_longer_for_its_first_word(
    first: OpenAIFake, alone: SteadyModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is nobody to ask instead."""
    monkeypatch.setattr(alone, "_patience_s", 0.05)
    first.chat.then(Answer(("Late.",), part_s=0.15))
    assert await streamed(alone) == ["Late."]


# ---- at start


async def test_a_wrong_key_at_start_keeps_nobody_waiting(first: OpenAIFake, second: AnthropicFake) -> None:
    """The second speaks from the first call on."""
    async with warm_model(settings(first, second, openai_api_key="sk-wrong")) as model:
        assert model.warmed.is_set()
        second.chat.then(use("answer", {"word": "second"}))
        refusals = len(first.refused)
        assert await translated(model) == "second"
        assert len(first.refused) == refusals == 1


async def test_a_server_that_is_down_at_start_is_no_reason_not_to_start(second: AnthropicFake) -> None:
    """It is told, and may come back."""
    named = settings(second, trunkline_llm="openai:test", openai_base_url="http://127.0.0.1:9/v1")
    fallback = named.model_copy(update={"trunkline_llm_fallback": "anthropic:test"})
    async with warm_model(fallback) as model:
        second.chat.then(text("Here."))
        assert await streamed(model) == ["Here."]
    async with warm_model(named) as model:
        with pytest.raises(ModelFailure) as failure:
            await model.structured(ASK, SCHEMA)
        assert failure.value.fault == "network"
