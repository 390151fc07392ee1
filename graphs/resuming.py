"""The question that a caller who was cut off and rings back hears first: shall we carry on?"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from graphs.fields import TextField
from graphs.nodes.step import WaitingStep
from graphs.understanding.commands import Command, No, Yes
from graphs.understanding.listening import Listening

if TYPE_CHECKING:
    from graphs.turn import Turn

RESUME = "@resume"
"""Where the conversation stands while this question is open."""


class Resuming(WaitingStep):
    """Yes: the last question again, with everything that was said. No: from the start."""

    say: TextField

    def exits(self) -> Mapping[str, str]:
        """None that are drawn."""
        return {}

    def ask(self, turn: "Turn", attempt: int) -> None:
        """Put the question."""
        turn.say(self.say, attempt)

    def listening(self, turn: "Turn") -> Listening:  # noqa: ARG002 - the same at every turn
        """Yes or no."""
        return Listening(kind="yes_no")

    def expects(self, turn: "Turn") -> tuple[str, str | None, int | None]:  # noqa: ARG002 - the same at every turn
        """Yes or no; one key is enough."""
        return "yes_no", None, 1

    def hear(self, turn: "Turn", commands: Sequence[Command]) -> str | None:
        """Carry on, or start afresh."""
        if any(isinstance(command, Yes) for command in commands):
            return turn.progress.resume_at
        if any(isinstance(command, No) for command in commands):
            turn.start_afresh()
            return turn.document.start
        return None
