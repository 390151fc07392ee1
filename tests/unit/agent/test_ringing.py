"""What is made ready for a call while it rings."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from agent.costs.account import CallAccount, Leg
from agent.costs.costs import Kind
from agent.errors import TrunklineError
from agent.lineups import Choice
from agent.ringing import EXPECTED_S, LISTENING_S, Bill, Prospect, Readied, Ringing
from graphs.compiler import CompiledFlow, compile_flow
from graphs.engine import CallFacts
from graphs.loading import load_flow
from telephony.asr.port import Listening
from telephony.asr.scripted import ScriptedRecogniser, ScriptedTranscriber
from telephony.errors import SpeechUnavailable
from telephony.steady.breaker import Breaker
from telephony.steady.recogniser import Candidate, SteadyRecogniser
from telephony.usage import Usage, collecting
from tests.support.virtual_time import on_virtual_time

FLOW = """\
flow: hello
format: 1
title: Hello
languages: [en]
start: over
tries: {no_match: 3, no_input: 2, then: over}
on_error: over
results: {left: failed}
nodes:
  over: {type: end, say: Goodbye., result: left}
"""


class ReadDialogue:
    """A conversation that only remembers what was read for it."""

    def __init__(self, flow: CompiledFlow, facts: CallFacts) -> None:
        self.facts = facts
        self.prepared = 0

    async def prepare(self) -> None:
        self.prepared += 1


class AwayDialogue(ReadDialogue):
    """Its database does not answer."""

    async def prepare(self) -> None:
        raise TrunklineError("The database does not answer.")


def flow() -> CompiledFlow:
    """A flow of one step."""
    return compile_flow(load_flow(FLOW), {})


def prospect(compiled: CompiledFlow, **facts: Any) -> Prospect:
    """A caller who rings this flow."""
    known = {"id": "CA1", "caller": "+919822012345", "callee": "+912071110000", **facts}
    return Prospect(Choice(compiled, None), CallFacts(**known), Listening("en-IN"))


def account() -> CallAccount:
    """A call's."""
    return CallAccount(Leg("CA1", "inbound", "+912071110000", "+919822012345", 0.0, 0), clock=lambda: 0.0)


def seconds(of: CallAccount) -> float:
    """Of recognition that the call pays for."""
    return float(of.used().get(Kind("asr", "scripted", "scripted", "seconds"), 0))


def ringing(recogniser: Any, dialogue: Callable[..., Any] = ReadDialogue) -> Ringing:
    """With that recogniser."""
    return Ringing(recogniser, dialogue)


async def rings(exchange: Ringing, expected: Prospect) -> None:
    """A call is answered, and everything that can be made ready is."""
    exchange.keep_place(expected.facts.id)
    exchange.prepare(expected.facts.id, expected)
    for _ in range(5):
        await asyncio.sleep(0)


def test_a_call_begins_with_what_was_made_ready_for_it() -> None:
    """The stream is open, the database was read, the place is free again."""

    async def call() -> None:
        recogniser, expected = ScriptedRecogniser(), prospect(flow())
        exchange = ringing(recogniser)
        await rings(exchange, expected)
        assert len(exchange) == 1
        ready = exchange.take("CA1", replace(expected), account())

        assert ready.transcriber is recogniser.opened[0]
        assert recogniser.opened[0].listening == expected.listening
        assert ready.dialogue.prepared == 1  # type: ignore[attr-defined]
        assert len(exchange) == 0
        await exchange.aclose()
        assert not recogniser.opened[0].closed.is_set(), "it is the call's now"

    on_virtual_time(call())


def test_a_call_that_was_not_expected_begins_anew() -> None:
    """Its line was lost, or the place was given up: nothing is ready."""

    async def call() -> None:
        ready = ringing(ScriptedRecogniser()).take("CA1", prospect(flow()), account())

        assert ready.transcriber is None
        assert ready.dialogue.prepared == 0  # type: ignore[attr-defined]

    on_virtual_time(call())


def test_a_call_that_never_comes_gives_everything_back() -> None:
    """Its place after ten seconds, and the recogniser's stream with it."""

    async def call() -> None:
        recogniser = ScriptedRecogniser()
        exchange = ringing(recogniser)
        await rings(exchange, prospect(flow()))
        await asyncio.sleep(EXPECTED_S - 1)
        assert "CA1" in exchange
        await recogniser.opened[0].closed.wait()
        assert len(exchange) == 0

    on_virtual_time(call())


@pytest.mark.parametrize(
    "came",
    [
        lambda expected: replace(expected, facts=replace(expected.facts, caller="+919800000000")),
        lambda expected: replace(expected, facts=replace(expected.facts, open=False)),
        lambda expected: replace(expected, listening=Listening("hi")),
        lambda _expected: prospect(flow()),
    ],
    ids=["another caller", "the hour has struck", "another language", "the flow was published anew"],
)
def test_what_was_made_ready_for_something_else_is_not_used(came: Callable[[Prospect], Prospect]) -> None:
    """It is given back, and the call begins anew."""

    async def call() -> None:
        recogniser, expected = ScriptedRecogniser(), prospect(flow())
        exchange = ringing(recogniser)
        await rings(exchange, expected)
        ready = exchange.take("CA1", came(expected), account())

        assert ready.transcriber is None
        assert ready.dialogue.prepared == 0  # type: ignore[attr-defined]
        await recogniser.opened[0].closed.wait()

    on_virtual_time(call())


def test_a_stream_that_was_silent_for_long_is_not_used() -> None:
    """Vendors close it after ten seconds; what was read is used all the same."""

    async def call() -> Readied:
        recogniser, expected = ScriptedRecogniser(), prospect(flow())
        exchange = ringing(recogniser)
        await rings(exchange, expected)
        await asyncio.sleep(LISTENING_S + 0.5)
        ready = exchange.take("CA1", expected, account())
        await recogniser.opened[0].closed.wait()
        return ready

    ready = on_virtual_time(call())
    assert ready.transcriber is None
    assert ready.dialogue.prepared == 1  # type: ignore[attr-defined]


def test_who_cannot_listen_while_it_rings_is_asked_again_by_the_call() -> None:
    """A failure while it rings is not told to the caller."""

    async def call() -> None:
        expected = prospect(flow())
        exchange = ringing(ScriptedRecogniser(unavailable="Nobody is there."))
        await rings(exchange, expected)
        assert exchange.take("CA1", expected, account()).transcriber is None

    on_virtual_time(call())


def test_a_database_that_is_away_while_it_rings_is_asked_again_by_the_call() -> None:
    """Nothing is raised, and nothing waits."""

    async def call() -> None:
        expected = prospect(flow())
        exchange = ringing(ScriptedRecogniser(), AwayDialogue)
        await rings(exchange, expected)
        assert exchange.take("CA1", expected, account()).transcriber is not None

    on_virtual_time(call())


def test_a_stream_in_which_somebody_had_to_stand_in_is_not_used() -> None:
    """The call may have the first again, or says itself who stands in."""

    class Breaking(ScriptedRecogniser):
        async def open(self, listening: Listening) -> ScriptedTranscriber:
            raise SpeechUnavailable("It broke.", fault="broken")

    async def call() -> None:
        first, second = Breaking(), ScriptedRecogniser()
        steady = SteadyRecogniser([Candidate("a", first, Breaker("a")), Candidate("b", second, Breaker("b"))])
        expected = prospect(flow())
        exchange = ringing(steady)
        await rings(exchange, expected)
        while not second.opened:  # noqa: ASYNC110 -- another task's state
            await asyncio.sleep(0.01)
        assert exchange.take("CA1", expected, account()).transcriber is None
        await second.opened[0].closed.wait()
        await steady.aclose()

    on_virtual_time(call())


def test_a_stream_in_which_nobody_had_to_stand_in_is_used() -> None:
    """The steady recogniser's own, still untroubled."""

    async def call() -> None:
        first = ScriptedRecogniser()
        steady = SteadyRecogniser([Candidate("a", first, Breaker("a"))])
        expected = prospect(flow())
        exchange = ringing(steady)
        await rings(exchange, expected)
        ready = exchange.take("CA1", expected, account())
        assert ready.transcriber is not None
        await ready.transcriber.aclose()
        await steady.aclose()

    on_virtual_time(call())


def test_the_call_pays_for_the_stream_that_was_opened_for_it() -> None:
    """Its seconds are told when the stream ends, which is when the call does."""

    async def call() -> None:
        recogniser, expected, paying = ScriptedRecogniser(), prospect(flow()), account()
        exchange = ringing(SteadyRecogniser([Candidate("a", recogniser, Breaker("a"))]))
        await rings(exchange, expected)
        while not recogniser.opened:  # noqa: ASYNC110 -- another task's state
            await asyncio.sleep(0.01)
        ready = exchange.take("CA1", expected, paying)
        assert ready.transcriber is not None
        ready.transcriber.feed(b"\xff" * 16_000)
        while len(recogniser.opened[0].heard) < 16_000:  # noqa: ASYNC110 -- another task's state
            await asyncio.sleep(0.01)
        await ready.transcriber.aclose()

        assert seconds(paying) == 2.0

    on_virtual_time(call())


def test_nobodys_call_pays_for_the_stream_of_a_call_that_never_came() -> None:
    """The process does."""
    used: list[Usage] = []

    async def call() -> None:
        recogniser = ScriptedRecogniser()
        steady = SteadyRecogniser([Candidate("a", recogniser, Breaker("a"))])
        exchange = ringing(steady)
        await rings(exchange, prospect(flow()))
        while not recogniser.opened:  # noqa: ASYNC110 -- another task's state
            await asyncio.sleep(0.01)
        await exchange.aclose()
        await recogniser.opened[0].closed.wait()
        await steady.aclose()

    with collecting(used.append):
        on_virtual_time(call())
    assert [each.unit for each in used] == ["seconds"]


def test_what_was_used_before_anybody_pays_is_kept_for_whoever_does() -> None:
    """A stream that broke while it rang has told its seconds already."""
    bill, paying = Bill(), account()
    bill(Usage("asr", "scripted", "scripted", "seconds", 3.0))
    assert seconds(paying) == 0
    bill.settle(paying)
    bill(Usage("asr", "scripted", "scripted", "seconds", 1.0))

    assert seconds(paying) == 4.0


def test_twilio_may_ask_twice() -> None:
    """The second time the call is made ready anew; the first stream is given back."""

    async def call() -> None:
        recogniser, expected = ScriptedRecogniser(), prospect(flow())
        exchange = ringing(recogniser)
        await rings(exchange, expected)
        await rings(exchange, expected)
        assert len(exchange) == 1
        assert exchange.take("CA1", expected, account()).transcriber is recogniser.opened[1]
        await recogniser.opened[0].closed.wait()

    on_virtual_time(call())


def test_a_process_that_ends_gives_back_what_is_ready() -> None:
    """Every place, every stream."""

    async def call() -> None:
        recogniser, compiled = ScriptedRecogniser(), flow()
        exchange = ringing(recogniser)
        for number in range(5):
            await rings(exchange, prospect(compiled, id=f"CA{number}"))
        await exchange.aclose()

        assert len(exchange) == 0
        assert all(each.closed.is_set() for each in recogniser.opened)

    on_virtual_time(call())
