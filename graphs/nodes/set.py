"""`set`: give slots and variables new values."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Literal

from graphs.fields import Expr, Id
from graphs.nodes.step import Step

if TYPE_CHECKING:
    from graphs.turn import Turn


class Set(Step):
    """Gives slots and variables new values, one after the other."""

    silent: ClassVar[bool] = True
    type: Literal["set"]
    set: dict[Id, Expr]
    next: Id

    def exits(self) -> Mapping[str, str]:
        """Always the next step."""
        return {"next": self.next}

    def writes(self) -> frozenset[str]:
        """What is set."""
        return frozenset(self.set)

    async def enter(self, turn: "Turn") -> str:
        """Evaluate and keep."""
        turn.assign(self.set)
        return self.next
