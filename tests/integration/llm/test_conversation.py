"""A conversation whose model is behind a real socket: the engine, the real client, and a server that speaks the
protocol.
"""

import asyncio
from collections.abc import AsyncIterator

import pytest

from agent.fakes.chat_script import Answer, refuse, reply, text, use
from agent.fakes.faults import Fault
from agent.fakes.openai import OpenAIFake
from agent.llm import SteadyModel
from graphs.acts import Act, Say
from graphs.compiler import compile_flow
from graphs.loading import load_flow
from graphs.rehearsal import Rehearsal
from tests.support.models import Service, anthropic_service, openai_service, settings, warm_model

FLOW = """\
flow: books
format: 1
title: Books
start: talk
tries: {no_match: 3, no_input: 2, then: bye}
on_error: bye
slots:
  need:
    type: choice
    ask: What is it?
    values: {invoicing: {phrases: [invoices]}, payroll: {phrases: [wages]}}
actions:
  look: {in: {what: text}, out: text}
results: {done: success, left: failed}
nodes:
  talk:
    type: converse
    goal: Find out what is needed.
    may_fill: [need]
    may_use: [look]
    never: [name a price]
    done_when: filled(need)
    next: done
    if_limit: ask
    without_llm: ask
  ask: {type: ask, slots: [need], next: done}
  done: {type: end, say: "Thank you.", result: done}
  bye: {type: end, say: Bye., result: left}
"""


@pytest.fixture
async def service() -> AsyncIterator[OpenAIFake]:
    """The server."""
    async with openai_service() as running:
        yield running


@pytest.fixture
async def model(service: OpenAIFake) -> AsyncIterator[SteadyModel]:
    """A model at that server, warm."""
    async with warm_model(settings(service)) as opened:
        service.chat.asked.clear()
        yield opened


def ring(model: SteadyModel) -> Rehearsal:
    """A call that is about to begin."""
    return Rehearsal(compile_flow(load_flow(FLOW)), actions={"look": "all is well"}, model=model)


def translated(provider: str, *commands: dict[str, str]) -> Answer:
    """A translation, as that provider gives one: a text in JSON, or the arguments of a tool."""
    found = {"commands": list(commands)}
    return reply(found) if provider == "openai" else use("commands", found)


@pytest.mark.parametrize("provider", ["openai", "anthropic", "the second"])
async def test_a_conversation_with_a_tool_ends_by_its_condition(provider: str) -> None:
    """Greeting, a translation, a tool, its answer spoken, a guess, a yes: five requests, none of them refused. Whoever
    provides the model, the conversation is the same: also when the second does, since the first is in trouble.
    """
    guess = {"do": "fill", "slot": "need", "value": "payroll", "said": "paying my people"}
    async with openai_service() as first, anthropic_service() as second:
        answering: Service = first if provider == "openai" else second
        asked: list[Service] = [answering]
        if provider == "the second":
            asked.insert(0, first)
            first.troubles.add(Fault("refuse", times=0, status=429))
        async with warm_model(settings(*asked)) as model:
            answering.chat.asked.clear()
            answering.chat.then(
                text("Hello. ", "What ", "is it?"),
                translated(provider, {"do": "not_understood"}),
                use("look", {"what": "books"}, "Let me see."),
                text("All is well with the books."),
                translated(provider, guess),
            )
            call = ring(model)
            await call.begin()
            assert call.said == "Hello. What is it?"
            await call.hear("could you look whether the books are all right")
            assert call.said == "Let me see. All is well with the books."
            await call.hear("then it must be the paying my people that goes wrong")
            assert call.said == "Did you say payroll?"
            await call.hear("yes")
            assert call.over == "done"
            assert not answering.refused
            assert len(answering.chat.asked) == 5


async def test_sentences_are_spoken_before_the_reply_is_written(service: OpenAIFake, model: SteadyModel) -> None:
    """The server holds the rest back until the first sentence has been said."""
    gate, acts = asyncio.Semaphore(2), list[Act]()
    service.chat.then(Answer(("Hello there. ", "And ", "how are you?"), gate=gate))
    call = ring(model)

    def sink(act: Act) -> None:
        acts.append(act)
        if isinstance(act, Say):
            gate.release()

    await call.conversation.begin(call._facts(), sink)
    assert [act.text for act in acts if isinstance(act, Say)] == ["Hello there.", "And how are you?"]


async def test_a_caller_who_cuts_in_ends_the_request(service: OpenAIFake, model: SteadyModel) -> None:
    """The connection is closed, so that nothing more is generated; the turn ends with the caller's turn to speak."""
    service.chat.then(Answer(("Hello there. ", "I am now going on for ever."), stall_after=1))
    call = ring(model)

    def sink(act: Act) -> None:
        call.sink(act)
        if isinstance(act, Say):
            call.conversation.stop()

    await call.conversation.begin(call._facts(), sink)
    assert call.said == "Hello there."
    assert call.expects.kind == "talk"
    await service.until(lambda: service.chat.left == 1)


@pytest.mark.parametrize(
    "answer",
    [refuse(500), refuse(429), Answer(raw=b"garbage"), Answer(("x",), cut_after=0)],
    ids=["500", "429", "garbage", "drop"],
)
async def test_a_server_that_is_down_leads_the_other_way(
    service: OpenAIFake, model: SteadyModel, answer: Answer
) -> None:
    """The caller hears the flow's own question, and nothing of the trouble."""
    service.chat.then(answer)
    call = ring(model)
    await call.begin()
    assert call.said == "What is it?"
    await call.hear("the wages")
    assert call.over == "done"


async def test_a_reply_that_breaks_off_stays_as_far_as_it_came(service: OpenAIFake, model: SteadyModel) -> None:
    """Whole sentences; half a one is not spoken."""
    service.chat.then(Answer(("I am here. ", "And what", " do you"), cut_after=2))
    call = ring(model)
    await call.begin()
    assert call.said == "I am here."


async def test_a_price_that_a_model_invents_is_not_spoken(service: OpenAIFake, model: SteadyModel) -> None:
    """Over the wire as in a test."""
    service.chat.then(text("Hello. It is ", "nine dollars. Yes."))
    call = ring(model)
    await call.begin()
    assert call.said == "Hello. I am sorry, I cannot say anything about that."
