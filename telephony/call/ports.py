"""What a call needs from a conversation, owned by the call that uses it.

A conversation is told what the caller did (`CallerInput`) and answers with acts, given to a sink as soon as each is
known: the first words leave before the turn is over.
"""

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol


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
    filler: bool = False
    """Said only when nothing else is said for a moment, once a turn; otherwise it is as if it had not been."""


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
    likely: Sequence[tuple[str, str]] = ()
    """What will probably be said next, the likeliest first, as (text, language): its sound may be made ahead."""


@dataclass(frozen=True, slots=True)
class Stands:
    """The turn is about to have an effect that cannot be undone: from now on it stands."""


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


Act = Say | Expect | Transfer | HangUp | Stands | Trace
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

    async def suppose(self, heard: CallerInput, cuts: Sequence[Cut], sink: Sink) -> None:
        """Answer what the caller seems to have said, as `turn` would. Until `confirm` nothing with an effect is done
        and nothing is written; cancelled before that, it was never there.
        """
        ...

    def confirm(self) -> None:
        """The caller did say what was supposed: from now on that is a turn like any other."""
        ...

    @property
    def undoable(self) -> bool:
        """Whether the last turn, running or over, has had no effect that cannot be undone."""
        ...

    def undo(self) -> Coroutine[Any, Any, bool]:
        """The caller went on speaking: the turn that is the last now, over or cancelled, is to be as if it had not
        been. False when it stands already; then nothing was changed.
        """
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
