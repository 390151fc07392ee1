"""Where a conversation goes into another flow, and where it comes back: what `graphs.subflows` puts for a call."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from graphs.fields import Expr, StepName, TextField, ValueName
from graphs.nodes.step import Step

if TYPE_CHECKING:
    from graphs.turn import Turn

MOST_ASIDES = 8
"""Questions that can be open at a time because a handler called another flow in the middle of each."""


class Called(Step):
    """Goes into another flow: what it collected before is forgotten, and it is given its values."""

    flow: str
    fresh: dict[ValueName, Any]
    """All slots and variables of the other flow, with what they begin with."""
    given: dict[ValueName, Expr]
    aside: bool = False
    """A handler calls: the open question waits until the other flow is over."""
    next: StepName

    def exits(self) -> Mapping[str, str]:
        """The other flow's start."""
        return {"next": self.next}

    def writes(self) -> frozenset[str]:
        """Everything in there."""
        return frozenset(self.fresh)

    async def enter(self, turn: "Turn") -> str:
        """Prepare, and go in."""
        if self.aside:
            turn.progress.asides = [*turn.progress.asides, turn.cursor][-MOST_ASIDES:]
        given = {name: turn.value(expression) for name, expression in self.given.items()}
        for name, value in {**self.fresh, **given}.items():
            turn.put(name, value)
        turn.trace("called", flow=self.flow)
        return self.next


class Returning(Step):
    """An end of the other flow: says goodbye to nobody, keeps what was asked of it, and goes on in the calling flow."""

    say: TextField | None = None
    result: str
    kept: dict[ValueName, ValueName]
    """Name in the calling flow → name in the one that was called."""
    called: StepName = ""
    """The step that called, and by which of its exits it is left."""
    way: str = "next"
    then: Literal["next", "resume", "wait_longer", "end"] = "next"
    next: StepName | None = None

    def exits(self) -> Mapping[str, str]:
        """Where the calling flow goes on; nowhere that is drawn when it was a handler that called."""
        return {"next": self.next} if self.next else {}

    def reads(self) -> frozenset[str]:
        """What is kept."""
        return super().reads() | frozenset(self.kept.values())

    def writes(self) -> frozenset[str]:
        """What it is kept as."""
        return frozenset(self.kept)

    async def enter(self, turn: "Turn") -> str:
        """Speak, keep, and go back."""
        turn.say(self.say)
        for here, there in self.kept.items():
            turn.put(here, turn.look(there))
        turn.trace("returned", result=self.result)
        if self.next is None:
            return self._back(turn)
        turn.trace("exit", step=self.called, exit=self.way, to=self.next)
        return self.next

    def _back(self, turn: "Turn") -> str:
        """To the question that was open when the handler called."""
        *others, asked = turn.progress.asides or [""]
        turn.progress.asides = others
        if self.then == "end" or asked not in turn.plan.steps:
            return turn.hang_up(turn.document.failure)
        return turn.back_to(asked, patiently=self.then == "wait_longer")
