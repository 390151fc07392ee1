"""`converse`: free conversation within limits."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from graphs.fields import Expr, Id
from graphs.nodes.step import Step

if TYPE_CHECKING:
    from graphs.turn import Turn


class Converse(Step):
    """Lets a model talk freely until a condition is met or a limit reached; a model never names the next step."""

    type: Literal["converse"]
    goal: str
    instructions: str | None = None
    may_fill: tuple[Id, ...] = ()
    may_use: tuple[Id, ...] = ()
    knowledge: tuple[Id, ...] = ()
    never: tuple[str, ...] = ()
    limits: dict[Id, int] = Field(default={})
    done_when: Expr
    next: Id
    if_limit: Id
    without_llm: Id

    def exits(self) -> Mapping[str, str]:
        """Done, a limit, or no model to talk."""
        return {"next": self.next, "if_limit": self.if_limit, "without_llm": self.without_llm}

    def writes(self) -> frozenset[str]:
        """The slots that may be filled on the way."""
        return frozenset(self.may_fill)

    async def enter(self, turn: "Turn") -> str:  # noqa: ARG002 - no model talks yet
        """Go the way of flows without a model."""
        return self.without_llm
