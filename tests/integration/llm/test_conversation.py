"""A conversation whose model is behind a real socket: the engine, the real client, and a server that speaks the
protocol.
"""

import asyncio
from collections.abc import AsyncIterator

import pytest

from agent.llm import ProvidedModel, open_model
from agent.settings import Settings
from graphs.acts import Act, Say
from graphs.compiler import compile_flow
from graphs.loading import load_flow
from graphs.rehearsal import Rehearsal
from tests.support.openai_service import KEY, Answer, OpenAIService, openai_service, reply, text

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
async def service() -> AsyncIterator[OpenAIService]:
    """The server."""
    async with openai_service(reply({"ready": True})) as running:
        yield running


@pytest.fixture
async def model(service: OpenAIService) -> AsyncIterator[ProvidedModel]:
    """A model at that server, warm."""
    named = {"openai_api_key": KEY, "openai_base_url": service.url, "trunkline_llm": "openai:test"}
    opened = open_model(Settings.model_validate({**named, "trunkline_llm_deadline": 5000}))
    assert opened is not None
    await opened.warm()
    service.requests.clear()
    yield opened
    await opened.aclose()


def ring(model: ProvidedModel) -> Rehearsal:
    """A call that is about to begin."""
    return Rehearsal(compile_flow(load_flow(FLOW)), actions={"look": "all is well"}, model=model)


async def test_a_conversation_with_a_tool_ends_by_its_condition(service: OpenAIService, model: ProvidedModel) -> None:
    """Greeting, a translation, a tool, its answer spoken, a guess, a yes: five requests, none of them refused."""
    guess = {"do": "fill", "slot": "need", "value": "payroll", "said": "paying my people"}
    service.then(
        text("Hello. ", "What ", "is it?"),
        reply({"commands": [{"do": "not_understood"}]}),
        Answer(("Let me see.",), calls=(("look", '{"what": "books"}'),)),
        text("All is well with the books."),
        reply({"commands": [guess]}),
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
    assert service.refused == []
    assert len(service.requests) == 5


async def test_sentences_are_spoken_before_the_reply_is_written(service: OpenAIService, model: ProvidedModel) -> None:
    """The server holds the rest back until the first sentence has been said."""
    gate, acts = asyncio.Semaphore(2), list[Act]()
    service.then(Answer(("Hello there. ", "And ", "how are you?"), gate=gate))
    call = ring(model)

    def sink(act: Act) -> None:
        acts.append(act)
        if isinstance(act, Say):
            gate.release()

    await call.conversation.begin(call._facts(), sink)
    assert [act.text for act in acts if isinstance(act, Say)] == ["Hello there.", "And how are you?"]


async def test_a_caller_who_cuts_in_ends_the_request(service: OpenAIService, model: ProvidedModel) -> None:
    """The connection is closed, so that nothing more is generated; the turn ends with the caller's turn to speak."""
    service.then(Answer(("Hello there. ", "I am now going on for ever."), stall_after=1))
    call = ring(model)

    def sink(act: Act) -> None:
        call.sink(act)
        if isinstance(act, Say):
            call.conversation.stop()

    await call.conversation.begin(call._facts(), sink)
    assert call.said == "Hello there."
    assert call.expects.kind == "talk"
    await service.abandoned()


@pytest.mark.parametrize(
    "answer",
    [Answer(status=500), Answer(status=429), Answer(raw=b"garbage"), Answer(("x",), cut_after=0)],
    ids=["500", "429", "garbage", "drop"],
)
async def test_a_server_that_is_down_leads_the_other_way(
    service: OpenAIService, model: ProvidedModel, answer: Answer
) -> None:
    """The caller hears the flow's own question, and nothing of the trouble."""
    service.then(answer)
    call = ring(model)
    await call.begin()
    assert call.said == "What is it?"
    await call.hear("the wages")
    assert call.over == "done"


async def test_a_reply_that_breaks_off_stays_as_far_as_it_came(service: OpenAIService, model: ProvidedModel) -> None:
    """Whole sentences; half a one is not spoken."""
    service.then(Answer(("I am here. ", "And what", " do you"), cut_after=2))
    call = ring(model)
    await call.begin()
    assert call.said == "I am here."


async def test_a_price_that_a_model_invents_is_not_spoken(service: OpenAIService, model: ProvidedModel) -> None:
    """Over the wire as in a test."""
    service.then(text("Hello. It is ", "nine dollars. Yes."))
    call = ring(model)
    await call.begin()
    assert call.said == "Hello. I am sorry, I cannot say anything about that."
