"""`transfer`: hand the caller over to a person."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from graphs.fields import Id, TextField
from graphs.nodes.step import Step

if TYPE_CHECKING:
    from graphs.turn import Turn


class Transfer(Step):
    """Hands the caller over, when somebody is there to take the call."""

    type: Literal["transfer"]
    to: Id
    """The destination's name; its number is not part of the flow."""
    say: TextField | None = None
    mode: Literal["cold", "warm"] = "cold"
    summary: TextField | None = None
    """For whoever takes the call, in the flow's first language."""
    if_failed: Id
    if_closed: Id | None = None

    def exits(self) -> Mapping[str, str]:
        """Nobody answers; nobody is there."""
        return {"if_failed": self.if_failed, **({"if_closed": self.if_closed} if self.if_closed else {})}

    async def enter(self, turn: "Turn") -> str:
        """Say so and hand over, or go where the flow says for a closed desk."""
        number = None if turn.call.get("open") is False else turn.destination(self.to)
        if number is None:
            turn.trace("closed", to=self.to)
            return self.if_closed or self.if_failed
        turn.say(self.say)
        return turn.transfer(self.to, number, turn.written(self.summary))
