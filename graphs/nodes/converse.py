"""`converse`: free conversation within limits."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from graphs.fields import Expr, Id
from graphs.nodes.step import Step


class Converse(Step):
    """Lets a model talk freely until a condition is met or a limit reached; a model never names the next step."""

    understood: ClassVar[bool] = False
    waits: ClassVar[bool] = True
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
