"""`wait`: wait for something to happen outside the conversation."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from graphs.fields import LADDER, Duration, Id, StepName, TextField, ValueName
from graphs.nodes.step import WaitingStep
from graphs.understanding.commands import Command, Fill, Happened, TimedOut
from graphs.understanding.listening import Listening

if TYPE_CHECKING:
    from graphs.turn import Turn


class Wait(WaitingStep):
    """Waits until a payment is made or a form is sent; the caller may speak meanwhile."""

    type: Literal["wait"]
    event: Id = Field(title="Waits for")
    """What is waited for, as whoever reports it calls it."""
    timeout: Duration = Field(title="At most")
    """How long it waits."""
    say: TextField | None = Field(default=None, title="Says", json_schema_extra=LADDER)
    """Said first, and again when the caller says something that is of no use."""
    save: ValueName | None = Field(default=None, title="Keeps what it brings as")
    """Keeps what the event brought with it."""
    next: StepName = Field(title="When it happens")
    """Where it goes when it happened."""
    if_timeout: StepName = Field(title="When it does not")
    """Where it goes when it did not happen in time."""

    def exits(self) -> Mapping[str, str]:
        """It happened, or it did not."""
        return {"next": self.next, "if_timeout": self.if_timeout}

    def writes(self) -> frozenset[str]:
        """What the event brings."""
        return frozenset({self.save} if self.save else ())

    async def enter(self, turn: "Turn") -> str:
        """Say what is waited for; the time runs from here, whatever is said meanwhile."""
        turn.progress.until = (turn.context.clock() + timedelta(seconds=self.timeout)).isoformat()
        return turn.wait()

    def waited_out(self, turn: "Turn") -> bool:  # noqa: ARG002 - we listen for as long as the time runs
        """Silence to the end of the time is the answer that nothing happened."""
        return True

    def listens_s(self, turn: "Turn") -> float | None:
        """What is left of the time."""
        until = turn.moment(turn.progress.until)
        left = (until - turn.context.clock()).total_seconds() if until else self.timeout
        return max(left, 0.1)

    def ask(self, turn: "Turn", attempt: int) -> None:
        """Say what is waited for."""
        turn.say(self.say, attempt)

    def listening(self, turn: "Turn") -> Listening:
        """Whatever may be said in passing; the answer comes from outside."""
        return Listening(kind="event", also=tuple(map(turn.wanted, self.listen_for)))

    def expects(self, turn: "Turn") -> tuple[str, str | None, int | None]:  # noqa: ARG002 - the same at every turn
        """An event."""
        return "event", None, None

    def hear(self, turn: "Turn", commands: Sequence[Command]) -> str | None:
        """Go on when it happened, or when it did not in time."""
        told = False
        for command in commands:
            match command:
                case Happened(value):
                    if self.save:
                        turn.put(self.save, value)
                    return turn.leave(self, "next")
                case TimedOut():
                    return turn.leave(self, "if_timeout")
                case Fill() if command.slot in turn.document.slots:
                    turn.offer_value(command.slot, command.value, sure=command.sure, guessed=command.guessed)
                    told = True
                case _:
                    continue
        return turn.wait(silently=True) if told else None
