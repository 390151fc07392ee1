"""`call`: run another flow as a part of this one."""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Self

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from graphs.fields import MORE, Expr, FlowName, Id, StepName, ValueName
from graphs.nodes.step import Step, named_exits


class Call(Step):
    """Runs another flow; `if_<result>` exits are named by that flow's results, all other results go `next`."""

    model_config = ConfigDict(extra="allow", json_schema_extra=named_exits)
    __pydantic_extra__: dict[str, Any]

    replaced: ClassVar[bool] = True
    waits: ClassVar[bool] = True
    type: Literal["call"]
    flow: FlowName = Field(title="Other flow")
    """The other flow's name."""
    version: str | None = Field(default=None, json_schema_extra=MORE)
    """The fingerprint of the other flow's version, written when the flow is published; otherwise the newest."""
    arguments: dict[Id, Expr] = Field(default={}, alias="with", title="Gives it")
    """The other flow's slots and variables that are given a value beforehand."""
    save: dict[ValueName, Id] = Field(default={}, title="Keeps of it")
    """What is kept of it: a name here → a slot or variable there."""
    next: StepName = Field(title="Then goes to")
    """Where it goes for all results that have no exit of their own."""

    @model_validator(mode="after")
    def _only_results(self) -> Self:
        for name, target in self.__pydantic_extra__.items():
            if not name.startswith("if_"):
                raise PydanticCustomError("flow_unknown", "has no setting “{name}”", {"name": name})
            if not isinstance(target, str):
                raise PydanticCustomError("flow_unknown", "must name a step under “{name}”", {"name": name})
        return self

    def way(self, result: str) -> str:
        """The exit by which the step is left when the other flow ends with this result."""
        return f"if_{result}" if f"if_{result}" in self.__pydantic_extra__ else "next"

    def exits(self) -> Mapping[str, str]:
        """One for each result that is named, and the rest."""
        return {"next": self.next, **self.__pydantic_extra__}

    def writes(self) -> frozenset[str]:
        """What the other flow's values are kept as."""
        return frozenset(self.save)
