"""`set`: give slots and variables new values."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from graphs.fields import Expr, StepName, ValueName
from graphs.nodes.step import Step

if TYPE_CHECKING:
    from graphs.turn import Turn


class Set(Step):
    """Gives slots and variables new values, one after the other."""

    silent: ClassVar[bool] = True
    type: Literal["set"]
    set: dict[ValueName, Expr] = Field(title="Sets")
    """Slots and variables, and what each is set to, one after the other."""
    next: StepName = Field(title="Then goes to")
    """Where it goes."""

    def exits(self) -> Mapping[str, str]:
        """Always the next step."""
        return {"next": self.next}

    def writes(self) -> frozenset[str]:
        """What is set."""
        return frozenset(self.set)

    async def enter(self, turn: "Turn") -> str:
        """Evaluate and keep."""
        turn.assign(self.set)
        return turn.leave(self, "next")
