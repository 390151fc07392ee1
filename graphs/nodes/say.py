"""`say`: speak, and go on."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from graphs.fields import MORE, StepName, TextField
from graphs.nodes.step import Step
from graphs.rewording import reworded

if TYPE_CHECKING:
    from graphs.turn import Turn


class Say(Step):
    """Speaks, and goes on."""

    type: Literal["say"]
    say: TextField = Field(title="Says")
    """The sentence."""
    reword: bool = Field(default=False, title="May be reworded", json_schema_extra=MORE)
    """A language model may find other words for it, around the same values."""
    next: StepName = Field(title="Then goes to")
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
