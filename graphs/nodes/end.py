"""`end`: say goodbye and hang up."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from graphs.fields import ResultName, TextField
from graphs.nodes.step import Step

if TYPE_CHECKING:
    from graphs.turn import Turn


class End(Step):
    """Says goodbye and ends the call with a result."""

    type: Literal["end"]
    say: TextField | None = Field(default=None, title="Goodbye")
    """The goodbye."""
    result: ResultName
    """How the call ended, one of the flow's `results`."""

    def exits(self) -> Mapping[str, str]:
        """None: the call is over."""
        return {}

    async def enter(self, turn: "Turn") -> str:
        """Speak, and hang up."""
        turn.say(self.say)
        return turn.hang_up(self.result)
