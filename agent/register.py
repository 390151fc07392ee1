"""The register of calls: those that go on, and the last that have ended, for whoever asks right after."""

from asyncio import Event
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from agent.costs.account import CallAccount
from agent.safety.fail_closed import FailClosed
from telephony.call.ports import Transfer
from telephony.call.session import CallOutcome, CallSession
from telephony.call.timeline import Edit, Entry, Timeline

REMEMBERED = 200
"""Ended calls whose timeline is kept in memory; of all others the database has it."""


@dataclass(slots=True, eq=False)
class LiveCall:
    """One call on one stream, while it goes on and for a while after."""

    timeline: Timeline
    session: CallSession | None = None
    outcome: CallOutcome | None = None
    transfer: Transfer | None = None
    """To whom the caller is to be connected, once the call has left us."""
    began: float = 0.0
    """When the call began, Unix time; the first of its streams, that is."""
    caller: str = ""
    """The caller's number."""
    streams: int = 1
    """How many streams the call has needed so far."""
    scribe: FailClosed | None = None
    """What decides what of the call is kept; until this stream has its own, that of the former one."""
    account: CallAccount | None = None
    """What it uses; until this stream has its own, that of the former one."""
    cut_off: bool = False
    """It has reached a limit: its caller is told so when the line is down."""
    over: Event = field(default_factory=Event)
    """The session has ended and `outcome` says how."""


@dataclass(frozen=True, slots=True)
class Former:
    """The streams that a call has had before."""

    ordinal: int
    """Of the next event."""
    began: float
    """When the call began, Unix time."""


class Register:
    """Calls by the vendor's id."""

    def __init__(self, *, remembered: int = REMEMBERED) -> None:
        self._remembered = remembered
        self._calls: OrderedDict[str, LiveCall] = OrderedDict()

    def __len__(self) -> int:
        return len(self._calls)

    @property
    def live(self) -> list[LiveCall]:
        """The calls that go on."""
        return [call for call in self._calls.values() if not call.over.is_set()]

    def items(self) -> list[tuple[str, LiveCall]]:
        """The calls that go on, with their ids."""
        return [(call_id, call) for call_id, call in self._calls.items() if not call.over.is_set()]

    def find(self, call_id: str) -> LiveCall | None:
        """A call that goes on, or has ended lately."""
        return self._calls.get(call_id)

    def open(
        self,
        call_id: str,
        listener: Callable[[str, Entry], None],
        *,
        now: float,
        former: "Former | None" = None,
        edit: Edit | None = None,
    ) -> LiveCall:
        """A call's stream begins: its first, or another after the line was lost. `now`: Unix time; `former`: what
        another process knows of the call; `edit`: decides what of its timeline may be kept.
        """
        before = self._calls.pop(call_id, None)
        if before:
            former = Former(before.timeline.next_ordinal, before.began)
        former = former or Former(0, now)
        timeline = Timeline(
            call_id,
            lambda entry: listener(call_id, entry),
            first=former.ordinal,
            offset_s=max(0.0, now - former.began),
            edit=edit,
        )
        call = LiveCall(timeline, began=former.began)
        if before:
            call.streams, call.account = before.streams + 1, before.account
        self._calls[call_id] = call
        for oldest in list(self._surplus()):
            del self._calls[oldest]
        return call

    def forget(self, call_ids: Iterable[str]) -> None:
        """Of these calls, those that are over are not remembered any more."""
        for call_id in call_ids:
            if (call := self._calls.get(call_id)) is not None and call.over.is_set():
                del self._calls[call_id]

    def _surplus(self) -> Iterator[str]:
        """The oldest ended calls, beyond those that are remembered."""
        ended = [call_id for call_id, call in self._calls.items() if call.over.is_set()]
        yield from ended[: max(0, len(ended) - self._remembered)]
