"""`transfer`: hand the caller over to a person."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from graphs.acts import Transfer as ToPerson
from graphs.fields import Id, StepName, TextField
from graphs.nodes.step import Step

if TYPE_CHECKING:
    from graphs.turn import Turn


class Transfer(Step):
    """Hands the caller over, when somebody is there to take the call."""

    type: Literal["transfer"]
    to: Id
    """The destination's name; its number is not part of the flow."""
    say: TextField | None = None
    """Said before the hand-over."""
    mode: Literal["cold", "warm"] = "cold"
    """`warm`: whoever answers hears the summary first."""
    summary: TextField | None = None
    """For whoever takes the call, in the flow's first language; without it, what is known, reached and done."""
    if_failed: StepName
    """Where it goes when nobody takes the call."""
    if_closed: StepName | None = None
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
