"""Calls from the console: what each runs is kept from its announcement to its end."""

import asyncio
from datetime import datetime, timedelta
from typing import Any, cast

from agent.dialogue import Surroundings
from agent.test_calls import APART, Circumstances, SetClock, TestCall, TestCalls
from graphs.compiler import CompiledFlow, compile_flow
from graphs.flows import shipped_flow
from graphs.trying import MockedActions
from telephony.call.timeline import Timeline

FLOW: CompiledFlow = compile_flow(shipped_flow("scheduling"))
NOWHERE = cast("Any", None)
MORNING = datetime.fromisoformat("2026-11-23T09:00")
SUNDAY = datetime.fromisoformat("2026-03-01T21:00")


def a_call() -> TestCall:
    """A test call, beside which there is nothing."""
    around = Surroundings(NOWHERE, NOWHERE, NOWHERE, NOWHERE, NOWHERE)
    actions = MockedActions(FLOW.document, {}, "2026-03-02T09:00")
    return TestCall.of(FLOW, actions, around, Circumstances("+919822012345", "en"))


def test_it_is_kept_apart_and_its_actions_only_answer() -> None:
    """Neither the tools nor what is remembered of callers is touched."""
    call = a_call()

    assert call.around.apart == APART
    assert isinstance(call.around.actions, MockedActions)


def test_a_set_clock_goes_on_from_where_it_was_set() -> None:
    """From its first look: whoever is asked for the microphone first loses none of its time."""
    real = iter(MORNING + timedelta(minutes=minute) for minute in (5, 6, 20))
    clock = SetClock(SUNDAY, lambda: next(real))

    assert [clock() for _ in range(3)] == [SUNDAY + timedelta(minutes=minute) for minute in (0, 1, 15)]


def test_a_call_has_its_own_clock_only_where_it_was_set() -> None:
    """Else it has that of the calls around it."""
    actions = MockedActions(FLOW.document, {}, "2026-03-02T09:00")
    around = Surroundings(NOWHERE, NOWHERE, NOWHERE, NOWHERE, lambda: MORNING)
    plain = TestCall.of(FLOW, actions, around, Circumstances("", "en"))
    late = TestCall.of(FLOW, actions, around, Circumstances("", "en", now=SUNDAY))

    assert plain.around.clock is around.clock
    assert late.around.clock() == SUNDAY


def test_what_is_as_in_any_other_call_is_not_told() -> None:
    """What was set is the first entry of the call's record."""
    plain, late = Timeline("a"), Timeline("b")
    Circumstances("", "en").tell(plain)
    Circumstances("", "en", now=SUNDAY, open=False).tell(late)

    assert plain.entries == []
    assert [(entry.event, entry.fields) for entry in late.entries] == [
        ("circumstances_set", {"now": "2026-03-01T21:00", "open": False})
    ]


async def test_what_a_call_runs_is_known_until_it_is_over() -> None:
    """From its announcement on; of any other call nothing is known."""
    calls, call = TestCalls(), a_call()
    calls.expect("a", call)

    assert (calls.find("a"), calls.find("b")) == (call, None)
    assert calls.hold("a") is call
    calls.forget("a")
    assert (calls.find("a"), calls.hold("b"), len(calls)) == (None, None, 0)


async def test_a_call_that_does_not_come_is_forgotten() -> None:
    """After a while; one that has come is not."""
    calls = TestCalls(expected_s=0.01)
    calls.expect("came", a_call())
    calls.expect("never", a_call())
    calls.hold("came")
    async with asyncio.timeout(5):
        while calls.find("never"):  # noqa: ASYNC110 -- a timer tells nobody
            await asyncio.sleep(0)

    assert calls.find("came")


async def test_who_begins_another_gives_up_their_oldest_that_did_not_come() -> None:
    """Neither one that has come nor somebody else's."""
    calls = TestCalls()
    for call_id, by in (("came", "Asha"), ("ravis", "Ravi"), ("older", "Asha"), ("newer", "Asha")):
        calls.expect(call_id, a_call(), by=by)
    calls.hold("came")

    assert [calls.give_up_oldest("Asha") for _ in range(3)] == ["older", "newer", None]
    assert len(calls) == 2
    calls.aclose()


async def test_a_call_that_had_its_time_gives_its_place_to_anybody() -> None:
    """It is still expected as long as nobody needs the place."""
    calls = TestCalls(held_s=0.0)
    calls.expect("ravis", a_call(), by="Ravi")

    assert calls.find("ravis")
    assert calls.give_up_oldest("Asha") == "ravis"


async def test_there_are_so_many_at_a_time_and_no_more() -> None:
    """Each keeps a compiled flow; when the service closes, none is expected any more."""
    calls, full = TestCalls(most=2), []
    for name in ("a", "b"):
        full.append(calls.full)
        calls.expect(name, a_call())
    full.append(calls.full)
    calls.hold("a")
    calls.aclose()

    assert full == [False, False, True]
    assert len(calls) == 1
