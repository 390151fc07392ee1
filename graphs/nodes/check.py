"""`check`: go where the first true condition says."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from graphs.fields import CONDITION, Expr, StepName, Strict
from graphs.nodes.step import Step

if TYPE_CHECKING:
    from graphs.turn import Turn


class Case(Strict):
    """One condition and where it leads."""

    when: Expr = Field(title="When", json_schema_extra=CONDITION)
    """The condition."""
    to: StepName = Field(title="Goes to")
    """Where it leads."""


class Check(Step):
    """Goes where the first true condition says, else elsewhere."""

    silent: ClassVar[bool] = True
    type: Literal["check"]
    cases: tuple[Case, ...] = Field(min_length=1, title="Cases")
    """The conditions, in the order in which they are looked at."""
    otherwise: StepName = Field(alias="else", title="Otherwise")
    """Where it goes when none is true."""

    def exits(self) -> Mapping[str, str]:
        """One for each case, and the rest."""
        return {**{f"case {number}": case.to for number, case in enumerate(self.cases, 1)}, "else": self.otherwise}

    async def enter(self, turn: "Turn") -> str:
        """Find the first case that is true."""
        true = (f"case {number}" for number, case in enumerate(self.cases, 1) if turn.judge(case.when))
        return turn.leave(self, next(true, "else"))
