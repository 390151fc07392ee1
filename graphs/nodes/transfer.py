"""`transfer`: hand the caller over to a person."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from graphs.acts import Transfer as ToPerson
from graphs.fields import MORE, Id, StepName, TextField, labels
from graphs.nodes.step import Step

if TYPE_CHECKING:
    from graphs.turn import Turn


MODES = labels(cold="At once", warm="After telling the colleague") | MORE


class Transfer(Step):
    """Hands the caller over, when somebody is there to take the call."""

    type: Literal["transfer"]
    to: Id = Field(title="Puts through to")
    """The destination's name; its number is not part of the flow."""
    say: TextField | None = Field(default=None, title="Says before")
    """Said before the hand-over."""
    mode: Literal["cold", "warm"] = Field(default="cold", title="Hand-over", json_schema_extra=MODES)
    """`warm`: whoever answers hears the summary first."""
    summary: TextField | None = Field(default=None, title="Tells the colleague")
    """For whoever takes the call, in the flow's first language; without it, what is known, reached and done."""
    if_failed: StepName = Field(title="When nobody answers")
    """Where it goes when nobody takes the call."""
    if_closed: StepName | None = Field(default=None, title="When nobody is there")
    """Where it goes when nobody is there; without it, to `if_failed`."""

    def exits(self) -> Mapping[str, str]:
        """Nobody answers; nobody is there."""
        return {"if_failed": self.if_failed, **({"if_closed": self.if_closed} if self.if_closed else {})}

    async def enter(self, turn: "Turn") -> str:
        """Say so and hand over, or go where the flow says for a closed desk."""
        number = None if turn.call.get("open") is False else turn.destination(self.to)
        if number is None:
            turn.trace("closed", to=self.to)
            return turn.leave(self, "if_closed" if self.if_closed else "if_failed")
        turn.say(self.say)
        summary = turn.written(self.summary) or turn.summary().text
        return turn.transfer(ToPerson(self.to, number, summary, self.mode))
