"""`do`: run one of the flow's actions."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, Self

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from graphs.fields import Duration, Expr, Id, TextField
from graphs.nodes.step import Step

if TYPE_CHECKING:
    from graphs.turn import Turn


class Do(Step):
    """Runs an action and goes where its outcome leads; `if_<outcome>` exits are named by the action's signature."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Any]

    type: Literal["do"]
    action: Id
    arguments: dict[Id, Expr] = Field(default={}, alias="with")
    save: Id | None = None
    filler: TextField | None = None
    """Said before the action starts, so that the caller is not left in silence."""
    timeout: Duration | None = None
    next: Id
    if_error: Id | None = None
    if_empty: Id | None = None

    @model_validator(mode="after")
    def _only_outcomes(self) -> Self:
        for name, target in self.__pydantic_extra__.items():
            if not name.startswith("if_"):
                raise PydanticCustomError("flow_unknown", "has no setting “{name}”", {"name": name})
            if not isinstance(target, str):
                raise PydanticCustomError("flow_unknown", "must name a step under “{name}”", {"name": name})
        return self

    def outcome(self, name: str) -> str | None:
        """Where the flow goes on an outcome of its own; None when the step does not say."""
        target = self.__pydantic_extra__.get(f"if_{name}")
        return target if isinstance(target, str) else None

    def exits(self) -> Mapping[str, str]:
        """Done, and every outcome that the step names."""
        named = {"next": self.next, "if_error": self.if_error, "if_empty": self.if_empty, **self.__pydantic_extra__}
        return {name: target for name, target in named.items() if target is not None}

    def writes(self) -> frozenset[str]:
        """What the action's answer is kept as."""
        return frozenset({self.save} if self.save else ())

    async def enter(self, turn: "Turn") -> str:
        """Say the filler, run the action, keep its answer."""
        turn.say(self.filler)
        signature = turn.document.actions[self.action]
        arguments = {name: turn.value(expression) for name, expression in self.arguments.items()}
        limit = self.timeout or signature.timeout
        outcome = await turn.run(self.action, arguments, commits=signature.commits, limit_s=limit)
        failed = self.if_error or turn.document.on_error
        if outcome.name != "ok":
            return failed if outcome.name == "error" else self.outcome(outcome.name) or failed
        if self.save:
            turn.put(self.save, outcome.value)
        if signature.commits:
            turn.settle()
        return self.if_empty if self.if_empty and not outcome.value else self.next
