"""`say`: speak, and go on."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from graphs.fields import Id, TextField
from graphs.nodes.step import Step

if TYPE_CHECKING:
    from graphs.turn import Turn


class Say(Step):
    """Speaks, and goes on."""

    type: Literal["say"]
    say: TextField
    next: Id

    def exits(self) -> Mapping[str, str]:
        """Always the next step."""
        return {"next": self.next}

    async def enter(self, turn: "Turn") -> str:
        """Speak."""
        turn.say(self.say)
        return self.next
