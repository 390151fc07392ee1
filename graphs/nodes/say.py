"""`say`: speak, and go on."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from graphs.fields import StepName, TextField
from graphs.nodes.step import Step
from graphs.rewording import reworded

if TYPE_CHECKING:
    from graphs.turn import Turn


class Say(Step):
    """Speaks, and goes on."""

    type: Literal["say"]
    say: TextField
    """The sentence."""
    reword: bool = False
    """A language model may find other words for it, around the same values."""
    next: StepName
    """Where it goes."""

    def exits(self) -> Mapping[str, str]:
        """Always the next step."""
        return {"next": self.next}

    async def enter(self, turn: "Turn") -> str:
        """Speak; a disclosure is spoken as it is written."""
        words = await reworded(turn, self.say) if self.reword and not self.disclosure else None
        if words is None:
            turn.say(self.say)
        else:
            turn.utter(words)
        return turn.leave(self, "next")
