"""`confirm`: a question that is answered by yes or no, or by what should be different."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from graphs.fields import LADDER, StepName, TextField, ValueName
from graphs.nodes.step import WaitingStep
from graphs.understanding.commands import Command, Fill, No, Yes
from graphs.understanding.listening import Listening

if TYPE_CHECKING:
    from graphs.turn import Turn


class Confirm(WaitingStep):
    """Asks for a yes or a no; "no, make it Wednesday" is a correction and not a no."""

    type: Literal["confirm"]
    say: TextField = Field(title="Question", json_schema_extra=LADDER)
    """The question."""
    change: tuple[ValueName, ...] = Field(default=(), title="May be corrected here")
    """Slots, and variables saved by an offer, that the question sums up and that may be corrected here."""
    if_yes: StepName = Field(title="On a yes")
    """Where a yes leads."""
    if_no: StepName = Field(title="On a no")
    """Where a no leads."""

    def exits(self) -> Mapping[str, str]:
        """Yes and no."""
        return {"if_yes": self.if_yes, "if_no": self.if_no}

    def ask(self, turn: "Turn", attempt: int) -> None:
        """Put the question."""
        turn.say(self.say, attempt)

    def listening(self, turn: "Turn") -> Listening:
        """Yes, no, or another value."""
        slots = turn.document.slots
        return Listening(
            kind="yes_no",
            change=tuple(turn.wanted(name) for name in (*self.change, *self.listen_for) if name in slots),
            repick={name: items for name in self.change if (items := turn.offered(name)) is not None},
        )

    def expects(self, turn: "Turn") -> tuple[str, str | None, int | None]:  # noqa: ARG002 - the same at every turn
        """A yes or a no; one key is enough."""
        return "yes_no", None, 1

    def hear(self, turn: "Turn", commands: Sequence[Command]) -> str | None:
        """Go where the answer leads."""
        told = False
        for command in commands:
            match command:
                case Yes():
                    return turn.leave(self, "if_yes")
                case No():
                    return turn.leave(self, "if_no")
                case Fill() if command.slot in turn.document.slots:
                    turn.offer_value(command.slot, command.value, sure=True)
                    told = True
                case _:
                    continue
        return turn.wait() if told else None
