"""What a call needs from a conversation, owned by the call that uses it.

A conversation is told what the caller did (`CallerInput`) and answers with acts, given to a sink as soon as each is
known: the first words leave before the turn is over.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class CallerInput:
    """What the caller did in one turn: words, keys, both, or nothing for too long; or what happened meanwhile."""

    text: str = ""
    keys: str = ""
    silence: bool = False
    confidence: float = 1.0
    languages: tuple[str, ...] = ()
    """The languages that were heard in the words, ISO 639-1, where the recogniser tells."""
    event: str = ""
    """Something that happened outside the call, by its name; then the caller did nothing."""
    value: object = None
    """What the event brought with it. JSON only."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A sentence of ours that the caller cut off, and what of it was heard."""

    utterance: str
    heard: str


@dataclass(frozen=True, slots=True)
class Say:
    """Speak this sentence."""

    utterance: str
    """Id, unique in the call."""
    text: str
    language: str = "en"
    fixed: bool = False
    """The text is the same in every call, so its sound is worth keeping."""
    interruptible: bool = True


@dataclass(frozen=True, slots=True)
class Expect:
    """The turn is over and the caller's answer is awaited: what was asked decides how we listen."""

    step: str
    kind: str = "open"
    """What was asked for: `yes_no`, `choice`, `item`, `date`, `phone`, `digits`, `email`, `free_text`, `open`, …"""
    listen_s: float = 6.0
    """Silence, counted from our last heard word, after which the conversation is told of it."""
    end_silence_ms: int | None = None
    """The caller's silence that ends the turn; None: what the kind deserves."""
    barge_in: bool = True
    keys: int | None = None
    """How many keys complete the answer; None: any number, ended by `#` or a pause."""
    hints: Sequence[str] = ()
    """Words that the answer may hold."""
    language: str = ""
    """In which language the answer is awaited, ISO 639-1; empty: as before."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """Connect the caller to somebody else after our last words were heard; the call leaves us."""

    to: str
    number: str
    summary: str = ""
    mode: Literal["cold", "warm"] = "cold"
    """`warm`: whoever answers hears the summary before the caller."""


@dataclass(frozen=True, slots=True)
class HangUp:
    """End the call after our last words were heard."""

    result: str


@dataclass(frozen=True, slots=True)
class Trace:
    """How the conversation came here (a step entered, a slot filled, a tool run); for the timeline."""

    event: str
    fields: dict[str, object]


Act = Say | Expect | Transfer | HangUp | Trace
Sink = Callable[[Act], None]

Ended = Literal["agent", "caller", "transferred", "lost", "failed", "limit", "draining"]
"""Who or what ended the call."""


class Conversation(Protocol):
    """One caller's conversation. Turns never overlap; the call sees to that."""

    async def begin(self, sink: Sink) -> None:
        """Say what comes first. Ends when the caller is to speak, or the call is to end."""
        ...

    async def turn(self, heard: CallerInput, cuts: Sequence[Cut], sink: Sink) -> None:
        """Answer what the caller did. `cuts` are the sentences cut off since the last turn."""
        ...

    def stop(self) -> None:
        """The caller talks over the running turn: it may cut itself short, and ends as it would."""
        ...

    async def fail(self, why: str, sink: Sink) -> None:
        """A turn failed or took too long: say what the flow says then (`on_error`)."""
        ...

    async def close(self, ended: Ended, cuts: Sequence[Cut]) -> str:
        """The call is over. Returns its result's name, or an empty string when it came to none."""
        ...
