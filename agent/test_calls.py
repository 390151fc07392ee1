"""Calls from the console: a draft of a flow, spoken with on the voice path of any call, whose actions only answer.

Such a call is announced by the console and not by Twilio. What it runs is kept here from then until it is over.
"""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from typing import Final, Literal, Protocol

import structlog

from agent.dialogue import Surroundings
from agent.opening import OpeningTimes
from graphs.compiler import CompiledFlow
from graphs.ports import Actions, Clock
from telephony.call.timeline import Timeline
from telephony.twilio.tickets import TicketOffice

log = structlog.get_logger(__name__)

LINE: Final = "console"
"""The line of such a call, as it is recorded."""
APART: Final = "@console"
"""Behind the flow's name where conversations and callers are remembered: no other caller ever goes on with these."""
EXPECTED_S: Final = 90.0
"""How long a call is expected: longer than its ticket is good for. Its person may first be asked for the microphone."""
HELD_S: Final = 15.0
"""How long it keeps its place from others."""
MOST: Final = 20
"""Calls that are expected or go on at a time."""
SIGNED_OUT: Final = "whoever made this test call is signed out, or may make none any more"


class SetClock:
    """A clock that was set to another time: from its first look on it goes as the real one does."""

    def __init__(self, at: datetime, real: Clock) -> None:
        """`at`: what it shows first, naive, where the business is."""
        self._at = at
        self._real = real
        self._since: datetime | None = None

    def __call__(self) -> datetime:
        """What it shows now."""
        now = self._real()
        self._since = self._since or now
        return self._at + (now - self._since)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a caller says that is the case in their call; what they leave out is as in any other call."""

    caller: str
    """The number of whoever tries the flow."""
    language: str
    direction: Literal["inbound", "outbound"] = "inbound"
    now: datetime | None = None
    """What the clock shows when the call begins, naive, where the business is."""
    open: bool | None = None
    """Whether somebody is there to take transferred calls; None: as the opening hours say."""

    @property
    def known(self) -> Mapping[str, str]:
        """As tickets have it."""
        ours, theirs = ("to", "from") if self.direction == "inbound" else ("from", "to")
        return {theirs: self.caller, ours: "", "direction": self.direction, "line": LINE, "language": self.language}

    def is_open(self, opening: OpeningTimes) -> bool:
        """Whether somebody is there: as it is said, or as the opening hours have it at that time."""
        if self.open is not None:
            return self.open
        return opening.now_open() if self.now is None else opening.open_at(self.now)

    def tell(self, timeline: Timeline) -> None:
        """What is not as in any other call stands first in the call's record."""
        now = {} if self.now is None else {"now": self.now.isoformat(timespec="minutes")}
        told = now if self.open is None else {**now, "open": self.open}
        if told:
            timeline.add(0.0, "circumstances_set", told)


class Maker(Protocol):
    """Whoever makes a test call: a session, a key, or somebody at this machine."""

    async def may(self) -> bool:
        """Whether they may still make it. Raises what a database raises."""
        ...

    def staying(self, leave: Callable[[], None]) -> AbstractContextManager[None]:
        """While the call goes on; `leave` is called when they may no more."""
        ...


@dataclass(frozen=True, slots=True)
class TestCall:
    """What one of them runs, and how it is then."""

    __test__ = False

    flow: CompiledFlow
    around: Surroundings
    circumstances: Circumstances
    maker: Maker | None = None
    """Without one, it asks nobody."""

    @classmethod
    def of(cls, flow: CompiledFlow, actions: Actions, around: Surroundings, circumstances: Circumstances) -> "TestCall":
        """`actions` instead of the tools; all else that is not set is as in the calls around it."""
        now = circumstances.now
        clock = around.clock if now is None else SetClock(now, around.clock)
        return cls(flow, replace(around, actions=actions, clock=clock, apart=APART), circumstances)


class TestCalls:
    """Those that are expected, and those that go on."""

    __test__ = False

    def __init__(self, *, expected_s: float = EXPECTED_S, held_s: float = HELD_S, most: int = MOST) -> None:
        self._expected_s = expected_s
        self._held_s = held_s
        self._most = most
        self._calls: dict[str, TestCall] = {}
        self._timers: dict[str, asyncio.TimerHandle] = {}
        """Of those that are expected, the oldest first."""
        self._whose: dict[str, str] = {}

    def __len__(self) -> int:
        """How many there are."""
        return len(self._calls)

    @property
    def full(self) -> bool:
        """Whether there can be no other now."""
        return len(self) >= self._most

    def expect(self, call_id: str, call: TestCall, *, by: str = "") -> None:
        """It may come now, for a while. `by`: whose it is."""
        self._calls[call_id] = call
        self._whose[call_id] = by
        loop = asyncio.get_running_loop()
        self._timers[call_id] = loop.call_later(self._expected_s, self._missed, call_id)

    def give_up_oldest(self, by: str) -> str | None:
        """There is no room for a call of theirs: the oldest of their calls that did not come is expected no more, or
        the oldest of anybody's that had its time. Its id; None when there is none such.
        """
        had_its_time = asyncio.get_running_loop().time() + self._expected_s - self._held_s
        mine = (call_id for call_id in self._timers if self._whose.get(call_id) == by)
        late = (call_id for call_id, timer in self._timers.items() if timer.when() <= had_its_time)
        oldest = next(chain(mine, late), None)
        if oldest is not None:
            self.forget(oldest)
        return oldest

    def find(self, call_id: str) -> TestCall | None:
        """What a call runs; None for a call that is not from the console."""
        return self._calls.get(call_id)

    def hold(self, call_id: str) -> TestCall | None:
        """The call has come: it is kept until it is over."""
        if timer := self._timers.pop(call_id, None):
            timer.cancel()
        return self.find(call_id)

    def attended(self, call_id: str, lose: Callable[[str], None]) -> AbstractContextManager[None]:
        """While this call goes on, whether it is one of these or not; one whose maker is gone is lost."""
        call = self.find(call_id)
        if call is None or call.maker is None:
            return nullcontext()
        return call.maker.staying(lambda: lose(SIGNED_OUT))

    async def admits(self, call_id: str) -> bool:
        """Whether whoever is to make this call may do so still; of other calls, always. Raises what a database does."""
        call = self.find(call_id)
        return call is None or call.maker is None or await call.maker.may()

    def forget(self, call_id: str) -> None:
        """It is over, or does not come."""
        self.hold(call_id)
        self._calls.pop(call_id, None)
        self._whose.pop(call_id, None)

    def aclose(self) -> None:
        """Expect none any more."""
        for call_id in tuple(self._timers):
            self.forget(call_id)

    def _missed(self, call_id: str) -> None:
        log.info("test_call.nobody_came", call_id=call_id, after_s=self._expected_s)
        self.forget(call_id)


class TestTickets:
    """A ticket office that knows test calls: their tickets are their makers', and worth nothing once those are gone."""

    __test__ = False

    def __init__(self, office: TicketOffice, tests: TestCalls) -> None:
        self._office = office
        self._tests = tests

    async def issue(self, call_id: str, payload: Mapping[str, str]) -> str:
        """A new token for this call's socket."""
        return await self._office.issue(call_id, payload)

    async def redeem(self, token: str, call_id: str) -> Mapping[str, str] | None:
        """The payload, once. Raises what a database raises: whoever cannot be asked about is not let in."""
        payload = await self._office.redeem(token, call_id)
        if payload is None or await self._tests.admits(call_id):
            return payload
        log.info("test_call.maker_gone", call_id=call_id)
        return None
