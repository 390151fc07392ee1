"""What reading a caller's words needs and gives; the same for every language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Kind = Literal[
    "date", "time", "number", "money", "yes_no", "phone", "name", "email", "digits", "choice", "text", "free_text"
]

Value = str | int | float
"""ISO date, `HH:MM`, a number, `yes`/`no`, E.164, a name, an address, digits, a choice's key, or the words."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One value found in what a caller said."""

    value: Value
    said: str
    """The words it was read from, as the caller said them."""
    start: int
    """Where those words lie in the text that was read (characters), so that several values share one sentence."""
    end: int
    sure: bool = True
    """False when the words allow another value too: a careful step confirms."""
    alternatives: tuple[Value, ...] = ()
    """The other values that the words allow (both halves of the day for "two o'clock")."""
    undecided: bool = False
    """The caller left open which of several values they want: "Monday or Tuesday", "the weekend"."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What is known when words are read."""

    now: datetime
    """Naive local time of the business."""
    language: str = "en"
    primary: bool = True
    """This value is what was asked for, so a bare answer counts; otherwise only what is unmistakable does."""
    asked: str = ""
    """The question as it was put, when known."""
    region: str = "IN"
    """ISO 3166 country of numbers written without one, after the caller's own country."""
    caller: str = ""
    """The caller's number, E.164, when known: their own country is tried first."""
    values: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """For a choice: each value with the phrases that mean it."""
    length: int | None = None
    """For digits: how many there must be."""
    minimum: float | None = None
    maximum: float | None = None
    units: Sequence[str] = ()
    """For numbers that were not asked for: words of which one must stand beside the number."""


@dataclass(frozen=True, slots=True)
class ItemPick:
    """What a caller said about a list that was read out."""

    what: Literal["item", "more", "none"]
    index: int = -1
    """For `item`: its place in the whole list, from 0."""
