"""The conversations that a flow must keep: who rings, what is said and done, and what must come of it."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from graphs.fields import MORE, ActionName, ResultName, StepName, Strict, seconds

LINES = ("caller", "press", "silence", "event", "not_taken", "hangup", "ring_back", "set", "bot", "expect")
"""What a line of a script can be."""
YEARS = range(2000, 2100)
"""In which a call of a script can be: far from where the calendar ends."""
LONGEST_AWAY_S = 30 * 86_400.0
"""After which a caller rings back."""


class OutOfReach(ValueError):
    """A time that can be read, and at which no call can be."""


def moment(written: str) -> datetime:
    """When a call is, ISO 8601. Raises ValueError when there is no such time, or none for a call."""
    when = datetime.fromisoformat(written)
    if when.year not in YEARS:
        raise OutOfReach(f"must be between {YEARS[0]} and {YEARS[-1]}")
    return when


def away(written: object) -> float:
    """`10m` → the seconds until a caller rings back. Raises ValueError."""
    after = seconds(written)
    if after > LONGEST_AWAY_S:
        raise OutOfReach("must be 30d at most")
    return after


class ScriptedCall(Strict):
    """The call of a test: who rings, when, and what is the case."""

    caller: str = "+14155550137"
    """Their number."""
    now: str = Field(
        default="2026-03-02T09:00",
        pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d$",
        title="Rings at",
        json_schema_extra={"format": "moment"},
    )
    """When they ring; the clock stands still from then on."""
    language: str | None = Field(default=None, json_schema_extra=MORE)
    """What they speak; without it, the flow's first language."""
    open: bool = Field(default=True, title="Somebody is there", json_schema_extra=MORE)
    """Whether somebody is there to take transferred calls."""
    direction: Literal["inbound", "outbound"] = Field(default="inbound", json_schema_extra=MORE)
    """Who rang whom."""
    extra: dict[str, Any] = Field(default={}, title="Also known", json_schema_extra=MORE)
    """What else is known: `call.‹name›`."""


class TestCase(Strict):
    """A conversation that must keep working."""

    __test__ = False

    name: str
    """What must keep working, in a sentence."""
    call: ScriptedCall = Field(default=ScriptedCall(), title="The call")
    """Who rings, and when."""
    mocks: dict[ActionName, Any] = Field(default={}, title="What actions answer")
    """What each action answers: a value, a list of values in order, `{outcome: taken}` or `{error: true}`."""
    script: tuple[dict[str, Any], ...] = Field(title="Conversation", json_schema_extra={"x-lines": list(LINES)})
    """What happens, a line each."""
    result: ResultName | None = Field(default=None, title="Ends as")
    """How the call must end."""
    visited: tuple[StepName, ...] = Field(default=(), title="Comes through", json_schema_extra=MORE)
    """Steps that it must come through, in this order."""

    @field_validator("script")
    @classmethod
    def _one_thing_a_line(cls, script: tuple[dict[str, Any], ...]) -> tuple[dict[str, Any], ...]:
        for number, line in enumerate(script, 1):
            if len(line) != 1 or next(iter(line)) not in LINES:
                raise PydanticCustomError(
                    "flow_script",
                    "must hold one thing a line ({known}); line {number} does not",
                    {"known": ", ".join(LINES), "number": number},
                )
        return script
