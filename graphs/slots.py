"""Slots: what callers tell us, and how each is asked for, understood, checked and confirmed."""

from typing import Literal, Self

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from graphs.fields import (
    ASKING,
    CONDITION,
    LADDER,
    MORE,
    Expr,
    Id,
    Key,
    Phrase,
    Prose,
    Strict,
    TextField,
    ValueName,
    labels,
    only_for,
)

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


KINDS = labels(
    text="A word or two", free_text="A sentence, as it is said", yes_no="Yes or no", digits="A number of digits"
)


class SlotCheck(Strict):
    """A rule that a value must keep, and what the caller hears when it does not."""

    model_config = ConfigDict(title="Rule")

    when: Expr = Field(title="Must be true", json_schema_extra=CONDITION)
    """What must be true of the value, by the slot's own name."""
    say: TextField = Field(title="Says otherwise")
    """What is said when it is not."""


class ChoiceValue(Strict):
    """One value of a choice."""

    label: TextField | None = Field(default=None, title="Spoken name")
    """How it is said: `{service|label}`."""
    phrases: tuple[Phrase, ...] = Field(default=(), title="What callers say")
    """What callers say for it."""
    key: Key | None = None
    """The key that picks it."""


class Keypad(Strict):
    """How the keypad may give the value."""

    digits: int | None = Field(default=None, ge=1, le=30, title="Number of keys")
    """How many keys complete it; without that, `#` or a pause does."""


class Slot(Strict):
    """Something that callers tell us."""

    type: SlotType = Field(title="Kind", json_schema_extra=KINDS)
    """What kind of value it is, which decides how it is understood, asked for by keypad, and said."""
    ask: TextField | None = Field(default=None, title="Question", json_schema_extra=LADDER | ASKING)
    """The question; further wordings are for the second and third time."""
    no_input: TextField | None = Field(default=None, title="After a silence", json_schema_extra=LADDER | MORE | ASKING)
    """What a silent caller hears instead of the question put again."""
    values: dict[Id, ChoiceValue] = Field(default={}, json_schema_extra=only_for(type=["choice"]))
    """For a choice: its values."""
    optional: bool = Field(default=False, title="Never asked for")
    """Kept when it is said, never asked for."""
    confirm: Literal["never", "when_unsure", "always"] = Field(
        default="never", title="Asks if heard right", json_schema_extra=ASKING
    )
    """Whether the caller is asked if it was heard right."""
    confirm_say: TextField | None = Field(
        default=None,
        title="How it asks",
        json_schema_extra=LADDER | ASKING | only_for(confirm=["when_unsure", "always"]),
    )
    """That question; without it there is one of our own."""
    check: tuple[SlotCheck, ...] = Field(default=(), title="Rules")
    """Rules that the value must keep."""
    clears: tuple[ValueName, ...] = Field(default=(), title="A new answer clears", json_schema_extra=MORE)
    """What becomes invalid when this value changes."""
    prefill: Expr | None = Field(default=None, title="Known already", json_schema_extra=MORE)
    """A value that is known already, and only needs a yes."""
    prefill_say: TextField | None = Field(default=None, title="Asks if that is right", json_schema_extra=LADDER | MORE)
    """The question whether the known value is right."""
    keypad: Keypad | None = Field(default=None, json_schema_extra=ASKING)
    """How it may be keyed in."""
    region: str = Field(default="IN", pattern="^[A-Z]{2}$", title="Country", json_schema_extra=only_for(type=["phone"]))
    """Country of numbers that are said without one, where the caller's own country does not settle it."""
    length: int | None = Field(default=None, ge=1, le=40, title="Digits", json_schema_extra=only_for(type=["digits"]))
    """How many digits there must be."""
    min: float | None = Field(default=None, title="At least", json_schema_extra=only_for(type=["number", "money"]))
    """The smallest number."""
    max: float | None = Field(default=None, title="At most", json_schema_extra=only_for(type=["number", "money"]))
    """The largest number."""
    unit: tuple[Phrase, ...] = Field(
        default=(), title="Words beside the number", json_schema_extra=only_for(type=["number", "money"])
    )
    """Words of which one must stand beside a number that nobody asked for: “four people”."""
    hint: Prose | None = Field(default=None, title="What it is", json_schema_extra=MORE)
    """What it is, for a language model: “the name of the patient, not of the caller”."""
    sensitive: bool = Field(default=False, title="Private", json_schema_extra=MORE)
    """Kept out of logs and traces."""
    remember: Literal["call", "caller"] = Field(
        default="call", title="Remembered for", json_schema_extra=labels(call="This call", caller="Later calls") | MORE
    )
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
