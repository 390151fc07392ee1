"""A phone line, whatever its vendor: events in, commands out.

Audio on a line is always µ-law, 8 kHz, one channel: 8 bytes are one millisecond.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

BYTES_PER_MS = 8
"""µ-law at 8 kHz: eight bytes are one millisecond of sound."""


@dataclass(frozen=True, slots=True)
class Started:
    """The line is open; the first event of every call, exactly once."""

    call_id: str
    """The vendor's id of the call (Twilio's CallSid)."""
    stream_id: str
    account_id: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    """What our answer to the webhook asked to be told again (Twilio's customParameters)."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Sound from the caller."""

    audio: bytes
    at_ms: int
    """Where the sound begins, in milliseconds since the stream began."""


@dataclass(frozen=True, slots=True)
class Digit:
    """A key that the caller pressed: one of `0-9`, `*`, `#`, `A-D`."""

    digit: str


@dataclass(frozen=True, slots=True)
class Played:
    """Everything sent before the mark of that name was played, or thrown away by `Clear`."""

    name: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """The line is closed; the last event of every call, exactly once."""

    why: Literal["hung_up", "lost", "protocol"]
    """`hung_up`: the far end said so. `lost`: the socket died. `protocol`: the far end cannot be understood."""
    detail: str = ""


LineEvent = Started | Heard | Digit | Played | Stopped


@dataclass(frozen=True, slots=True)
class Play:
    """Play this sound after what was sent before."""

    audio: bytes


@dataclass(frozen=True, slots=True)
class Mark:
    """Tell me (`Played`) when everything sent so far has been played."""

    name: str


@dataclass(frozen=True, slots=True)
class Clear:
    """Throw away what was sent and not played; outstanding marks come back at once."""


LineCommand = Play | Mark | Clear


class Line(Protocol):
    """An open phone line. One reader, one writer."""

    def events(self) -> AsyncIterator[LineEvent]:
        """What happens on the line, in order, ending with `Stopped`."""
        ...

    async def deliver(self, take: Callable[[LineEvent], None]) -> None:
        """Give what happens to `take`, event by event as `events` does, until `Stopped`. One or the other, once.

        The cheaper way for whoever can take an event without waiting: nobody has to be woken for each. Raises what
        `take` raises.
        """
        ...

    async def send(self, command: LineCommand) -> None:
        """Send one command; on a closed line nothing happens."""
        ...

    def send_now(self, command: LineCommand) -> bool:
        """Send one command without waiting; False: it was not sent, and `send` may have to wait for it. Never while
        `send` waits.
        """
        ...

    async def close(self) -> None:
        """Hang up from our side. Safe to call twice."""
        ...
