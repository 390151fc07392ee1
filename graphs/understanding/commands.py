"""What a caller may mean, whoever translated their words: rules or a model.

Code executes these commands; no translator walks the flow.
"""

from dataclasses import dataclass

from graphs.understanding.reading import Value


@dataclass(frozen=True, slots=True)
class Heard:
    """What the caller did in one turn."""

    text: str = ""
    keys: str = ""
    """What was pressed on the keypad: `0`–`9`, `*`, `#`."""
    silence: bool = False
    confidence: float = 1.0
    """How sure the recogniser is of the text, 0–1."""
    languages: tuple[str, ...] = ()
    """The languages that the recogniser heard in it, ISO 639-1, where it tells."""
    event: str = ""
    """Something that happened outside the conversation, by its name: `payment_made`. Then nothing was said."""
    value: object = None
    """What the event brought with it. JSON only."""


@dataclass(frozen=True, slots=True)
class Fill:
    """A value for an empty slot."""

    slot: str
    value: Value
    said: str = ""
    sure: bool = True
    guessed: bool = False
    """The value could not be read from the words: the caller is asked whether it is right, whatever the slot says."""


@dataclass(frozen=True, slots=True)
class Correct:
    """Another value for a filled slot; for a variable that an offer saved, the place of another item in its list."""

    slot: str
    value: Value
    said: str = ""
    sure: bool = True
    guessed: bool = False
    """The value could not be read from the words: the caller is asked whether it is right, whatever the slot says."""


@dataclass(frozen=True, slots=True)
class Pick:
    """One of the options of a choice."""

    option: str


@dataclass(frozen=True, slots=True)
class PickItem:
    """One of the items of a list that was offered, by its place in the whole list, from 0."""

    index: int


@dataclass(frozen=True, slots=True)
class More:
    """Further items of the list, please."""


@dataclass(frozen=True, slots=True)
class NoneOfThese:
    """No item of the list will do."""


@dataclass(frozen=True, slots=True)
class Yes:
    """Agreed."""


@dataclass(frozen=True, slots=True)
class No:
    """Not agreed."""


@dataclass(frozen=True, slots=True)
class Global:
    """Something that may be said anywhere: a handler of the flow, or one that every flow has (`repeat`, `agent`, …)."""

    name: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class Happened:
    """The event that the step waits for came."""

    value: object = None


@dataclass(frozen=True, slots=True)
class TimedOut:
    """The event that the step waits for did not come in time."""


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Nothing of use was found."""


Command = (
    Fill | Correct | Pick | PickItem | More | NoneOfThese | Yes | No | Global | Happened | TimedOut | NotUnderstood
)
