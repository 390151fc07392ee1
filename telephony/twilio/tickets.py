"""Tickets: one-time, short-lived tokens that admit one call's socket.

A signature of Twilio's handshake is the same for every call, so it proves who comes, not for which call. The answer to
the webhook therefore carries a token, the socket's start brings it back, and it is spent by being shown, rightly or
not. Pure: time and chance are arguments.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

LIFETIME_S: Final = 60.0
"""Twilio opens the socket within a second or two of the answer."""
LIMIT: Final = 10_000
"""Tickets kept at a time. The oldest go first: theirs are the calls that never came."""


class TicketOffice(Protocol):
    """Where tickets are issued and redeemed. Workers that share their calls share one office."""

    async def issue(self, call_id: str, payload: Mapping[str, str]) -> str:
        """A new token for this call's socket. The payload is kept here and given back once."""
        ...

    async def redeem(self, token: str, call_id: str) -> Mapping[str, str] | None:
        """The payload; None when the token is unknown, spent, too old, or another call's. It is spent now."""
        ...


@dataclass(frozen=True, slots=True)
class _Ticket:
    call_id: str
    expires_at: float
    payload: Mapping[str, str]


class Tickets:
    """The tickets that are out."""

    def __init__(self, token: Callable[[], str], *, lifetime_s: float = LIFETIME_S, limit: int = LIMIT) -> None:
        self._token = token
        self._lifetime_s = lifetime_s
        self._limit = limit
        self._out: OrderedDict[str, _Ticket] = OrderedDict()

    def __len__(self) -> int:
        return len(self._out)

    def issue(self, call_id: str, payload: Mapping[str, str], *, now: float) -> str:
        """A new token for this call's socket."""
        self._forget_expired(now)
        while len(self._out) >= self._limit:
            self._out.popitem(last=False)
        token = self._token()
        self._out[token] = _Ticket(call_id, now + self._lifetime_s, dict(payload))
        return token

    def redeem(self, token: str, call_id: str, *, now: float) -> Mapping[str, str] | None:
        """The payload, once; None when the token is unknown, spent, too old, or another call's."""
        ticket = self._out.pop(token, None)
        if ticket is None or ticket.call_id != call_id or now >= ticket.expires_at:
            return None
        return ticket.payload

    def _forget_expired(self, now: float) -> None:
        while self._out:
            oldest = next(iter(self._out.values()))
            if now < oldest.expires_at:
                return
            self._out.popitem(last=False)


class LocalTickets:
    """The ticket office of a single worker: in memory, by its clock."""

    def __init__(self, tickets: Tickets, clock: Callable[[], float]) -> None:
        self._tickets = tickets
        self._clock = clock

    async def issue(self, call_id: str, payload: Mapping[str, str]) -> str:
        """A new token for this call's socket."""
        return self._tickets.issue(call_id, payload, now=self._clock())

    async def redeem(self, token: str, call_id: str) -> Mapping[str, str] | None:
        """The payload, once."""
        return self._tickets.redeem(token, call_id, now=self._clock())
