"""`call`: run another flow as a part of this one."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from graphs.fields import Expr, Id
from graphs.nodes.step import Step


class Call(Step):
    """Runs another flow, whose results are this step's exits."""

    understood: ClassVar[bool] = False
    waits: ClassVar[bool] = True
    type: Literal["call"]
    flow: Id
    arguments: dict[Id, Expr] = Field(default={}, alias="with")
    save: dict[Id, str] = Field(default={})
    next: Id
    results: dict[Id, Id] = Field(default={}, alias="exits")

    def exits(self) -> Mapping[str, str]:
        """One for each result that is named, and the rest."""
        return {"next": self.next, **{f"result {name}": target for name, target in self.results.items()}}

    def writes(self) -> frozenset[str]:
        """What the other flow's values are kept as."""
        return frozenset(self.save)
