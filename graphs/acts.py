"""What a turn may yield. Acts go to a sink the moment they are known, not at the end of the turn."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Say:
    """Speak this sentence. `id` is unique in the conversation; `fixed` when the same in every call."""

    id: str
    text: str
    language: str
    fixed: bool = False
    interruptible: bool = True
    filler: bool = False
    """Said only when nothing else is said for a moment, once a turn; otherwise it is as if it had not been."""
    private: bool = False
    """Nothing of it may be kept."""


@dataclass(frozen=True, slots=True)
class Expect:
    """The caller's answer is awaited at `step`; always the last act of a turn that does not end the call."""

    step: str
    kind: str
    """What was asked: a slot type, `yes_no` (confirm), `choice` (choose), `item` (offer), `event` (wait)."""
    slot: str | None = None
    listen_s: float = 6.0
    end_silence_ms: int | None = None
    barge_in: bool = True
    keys: int | None = None
    hints: tuple[str, ...] = ()
    language: str = ""
    """The caller's."""
    private: bool = False
    """Nothing of the answer may be kept."""
    sensitive: bool = False
    """The answer goes into a slot that is marked so: its words are not kept."""
    sensitive_beside: bool = False
    """Something that goes into such a slot may be told instead or besides: words are kept once they are understood."""
    likely: tuple[tuple[str, str], ...] = ()
    """What will probably be said next, the likeliest first, as (text, language); no text that is the same in every
    call."""


@dataclass(frozen=True, slots=True)
class Stands:
    """The turn is about to have an effect that cannot be undone: from now on it stands."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """Connect the caller to a destination of that name (`reception`); `number` is what the destination answered."""

    to: str
    number: str
    summary: str = ""
    mode: Literal["cold", "warm"] = "cold"
    """`warm`: whoever answers hears the summary before the caller."""


@dataclass(frozen=True, slots=True)
class HangUp:
    """The flow came to its end with this result."""

    result: str


@dataclass(frozen=True, slots=True)
class Sensitive:
    """What the caller gave for slots that are marked `sensitive`: for whoever keeps their words, to know what not to
    keep. It is noted nowhere else.
    """

    values: tuple[str, ...]
    """In every form in which they may be said."""
    heard: bool = True
    """They are from what the caller just said."""


@dataclass(frozen=True, slots=True)
class Trace:
    """How the conversation came here: `step`, `fill`, `rewind`, `handler`, `tool`, `milestone`, `no_match`, …"""

    event: str
    fields: dict[str, object]


Act = Say | Expect | Transfer | HangUp | Stands | Sensitive | Trace
Sink = Callable[[Act], None]
