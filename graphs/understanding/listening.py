"""What the caller can usefully say at one point of the conversation: all that a translator of their words sees."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from graphs.understanding.reading import Asking, Kind, Reading


@dataclass(frozen=True, slots=True)
class Wanted:
    """A slot that may be filled or changed."""

    slot: str
    kind: Kind
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For a choice: each value with the phrases that mean it."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """Key of the telephone → value of a choice."""
    region: str = "IN"
    length: int | None = None
    minimum: float | None = None
    maximum: float | None = None
    units: tuple[str, ...] = ()
    current: object = None
    """Its value now; None when it is empty."""
    about: str = ""
    """What it is, for a translator that understands prose."""


@dataclass(frozen=True, slots=True)
class Option:
    """One way on from a choice."""

    name: str
    phrases: tuple[str, ...]
    key: str | None = None
    about: str = ""
    """What it means, for a translator that understands prose."""


@dataclass(frozen=True, slots=True)
class Items:
    """A list of which some items were read out."""

    starts: tuple[datetime | None, ...]
    """When each begins, for items that are times."""
    labels: tuple[str, ...]
    """Each as it is said."""
    shown: range
    more_phrases: tuple[str, ...] = ()
    none_phrases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reachable:
    """A handler: something that may be said anywhere."""

    name: str
    phrases: tuple[str, ...] = ()
    key: str | None = None
    always: bool = False
    """Goes before what the step itself asks for."""
    questions: tuple[tuple[str, ...], ...] = ()
    """For a handler that answers from knowledge: the ways each entry is asked."""
    min_score: float = 0.5
    admits_ignorance: bool = False
    """It has a sentence for questions that its knowledge does not answer."""
    about: str = ""
    """What it is for, for a translator that understands prose."""


@dataclass(frozen=True, slots=True)
class Listening:
    """Everything that is listened for now."""

    kind: Literal["slot", "value", "options", "items", "yes_no", "event", "talk"]
    """`slot`: a value was asked for; `value`: whether a value is right; `event`: something outside the conversation is
    awaited; `talk`: free conversation; the others by the step's type."""
    asked: Wanted | None = None
    proposed: object = None
    """For `value`: the value that awaits a yes."""
    also: tuple[Wanted, ...] = ()
    """Slots that may be filled in the same breath."""
    change: tuple[Wanted, ...] = ()
    """Slots that the question summed up: another value for one of them is a correction."""
    options: tuple[Option, ...] = ()
    items: Items | None = None
    repick: Mapping[str, Items] = field(default_factory=dict)
    """Variables that the question summed up and an offer saved, with the items that were offered."""
    filled: tuple[Wanted, ...] = ()
    """Every filled slot, the latest first."""
    handlers: tuple[Reachable, ...] = ()
    off: frozenset[str] = frozenset()
    """What may not be said here, of the things that every flow understands."""


@dataclass(frozen=True, slots=True)
class Situation:
    """When and to whom it was said."""

    now: datetime
    language: str
    caller: str = ""
    question: str = ""
    """The question as it was put."""


def asking(want: Wanted, situation: Situation, *, primary: bool) -> Asking:
    """What the readers of values need to know, to look for this one."""
    return Asking(
        now=situation.now,
        language=situation.language,
        primary=primary,
        asked=situation.question if primary else "",
        region=want.region,
        caller=situation.caller,
        values=want.values,
        length=want.length,
        minimum=want.minimum,
        maximum=want.maximum,
        units=want.units,
    )


def stored(want: Wanted, reading: Reading) -> object:
    """The value as the conversation keeps it."""
    return reading.value == "yes" if want.kind == "yes_no" else reading.value
