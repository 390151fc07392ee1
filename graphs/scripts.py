"""The conversations that a flow must keep: who rings, what is said and done, and what must come of it."""

from typing import Any, Literal

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from graphs.fields import ActionName, ResultName, StepName, Strict


class ScriptedCall(Strict):
    """The call of a test: who rings, when, and what is the case."""

    caller: str = "+14155550137"
    """Their number."""
    now: str = Field(default="2026-03-02T09:00", pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d$")
    """When they ring; the clock stands still from then on."""
    language: str | None = None
    """What they speak; without it, the flow's first language."""
    open: bool = True
    """Whether somebody is there to take transferred calls."""
    direction: Literal["inbound", "outbound"] = "inbound"
    """Who rang whom."""
    extra: dict[str, Any] = Field(default={})
    """What else is known: `call.‹name›`."""


class TestCase(Strict):
    """A conversation that must keep working."""

    __test__ = False

    name: str
    """What must keep working, in a sentence."""
    call: ScriptedCall = ScriptedCall()
    """Who rings, and when."""
    mocks: dict[ActionName, Any] = Field(default={})
    """What each action answers: a value, a list of values in order, `{outcome: taken}` or `{error: true}`."""
    script: tuple[dict[str, Any], ...]
    """What happens, a line each."""
    result: ResultName | None = None
    """How the call must end."""
    visited: tuple[StepName, ...] = ()
    """Steps that it must come through, in this order."""

    @field_validator("script")
    @classmethod
    def _one_thing_a_line(cls, script: tuple[dict[str, Any], ...]) -> tuple[dict[str, Any], ...]:
        known = ("caller", "press", "silence", "event", "not_taken", "hangup", "ring_back", "bot", "expect")
        for number, line in enumerate(script, 1):
            if len(line) != 1 or next(iter(line)) not in known:
                raise PydanticCustomError(
                    "flow_script",
                    "must hold one thing a line ({known}); line {number} does not",
                    {"known": ", ".join(known), "number": number},
                )
        return script
