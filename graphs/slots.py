"""Slots: what callers tell us, and how each is asked for, understood, checked and confirmed."""

from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from graphs.fields import Expr, Id, Key, Phrase, Strict, TextField, ValueName

SlotType = Literal[
    "text",
    "free_text",
    "name",
    "number",
    "money",
    "yes_no",
    "choice",
    "date",
    "time",
    "phone",
    "email",
    "digits",
    "record",
]


class SlotCheck(Strict):
    """A rule that a value must keep, and what the caller hears when it does not."""

    when: Expr
    """What must be true of the value, by the slot's own name."""
    say: TextField
    """What is said when it is not."""


class ChoiceValue(Strict):
    """One value of a choice."""

    label: TextField | None = None
    """How it is said: `{service|label}`."""
    phrases: tuple[Phrase, ...] = ()
    """What callers say for it."""
    key: Key | None = None
    """The key that picks it."""


class Keypad(Strict):
    """How the keypad may give the value."""

    digits: int | None = Field(default=None, ge=1, le=30)
    """How many keys complete it; without that, `#` or a pause does."""


class Slot(Strict):
    """Something that callers tell us."""

    type: SlotType
    """What kind of value it is, which decides how it is understood, asked for by keypad, and said."""
    ask: TextField | None = None
    """The question; further wordings are for the second and third time."""
    no_input: TextField | None = None
    """What a silent caller hears instead of the question put again."""
    values: dict[Id, ChoiceValue] = Field(default={})
    """For a choice: its values."""
    optional: bool = False
    """Kept when it is said, never asked for."""
    confirm: Literal["never", "when_unsure", "always"] = "never"
    """Whether the caller is asked if it was heard right."""
    confirm_say: TextField | None = None
    """That question; without it there is one of our own."""
    check: tuple[SlotCheck, ...] = ()
    """Rules that the value must keep."""
    clears: tuple[ValueName, ...] = ()
    """What becomes invalid when this value changes."""
    prefill: Expr | None = None
    """A value that is known already, and only needs a yes."""
    prefill_say: TextField | None = None
    """The question whether the known value is right."""
    keypad: Keypad | None = None
    """How it may be keyed in."""
    region: str = Field(default="IN", pattern="^[A-Z]{2}$")
    """Country of numbers that are said without one, where the caller's own country does not settle it."""
    length: int | None = Field(default=None, ge=1, le=40)
    """How many digits there must be."""
    min: float | None = None
    """The smallest number."""
    max: float | None = None
    """The largest number."""
    unit: tuple[Phrase, ...] = ()
    """Words of which one must stand beside a number that nobody asked for: “four people”."""
    hint: str | None = None
    """What it is, for a language model: “the name of the patient, not of the caller”."""
    sensitive: bool = False
    """Kept out of logs and traces."""
    remember: Literal["call", "caller"] = "call"
    """`caller`: proposed in later calls too, when the flow has a `profile` and the caller agreed."""

    @model_validator(mode="after")
    def _a_choice_has_values(self) -> Self:
        if (self.type == "choice") != bool(self.values):
            wrong = "is a choice without values" if self.type == "choice" else "has values, but is not a choice"
            raise PydanticCustomError("flow_slot", "{wrong}", {"wrong": wrong})
        return self

    @property
    def keys(self) -> int | None:
        """How many keys give the value, when that is known."""
        if self.keypad and self.keypad.digits:
            return self.keypad.digits
        if self.type == "digits":
            return self.length
        return 1 if self.type == "yes_no" or any(value.key for value in self.values.values()) else None
