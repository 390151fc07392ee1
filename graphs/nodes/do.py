"""`do`: run one of the flow's actions."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, Self

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from graphs.fields import MORE, ActionName, Duration, Expr, Id, StepName, TextField, ValueName
from graphs.nodes.step import Step, named_exits

if TYPE_CHECKING:
    from graphs.turn import Turn


class Do(Step):
    """Runs an action and goes where its outcome leads; `if_<outcome>` exits are named by the action's signature."""

    model_config = ConfigDict(extra="allow", json_schema_extra=named_exits)
    __pydantic_extra__: dict[str, Any]

    type: Literal["do"]
    action: ActionName
    """The action, one of the flow's `actions`."""
    arguments: dict[Id, Expr] = Field(
        default={}, alias="with", title="Gives it", json_schema_extra={"x-arguments-of": "action"}
    )
    """What it is given."""
    save: ValueName | None = Field(default=None, title="Keeps the answer as")
    """Keeps what it answers."""
    filler: TextField | None = Field(default=None, title="Says meanwhile")
    """Said when the action takes a moment, so that the caller is not left in silence."""
    timeout: Duration | None = Field(default=None, title="Longest wait", json_schema_extra=MORE)
    """How long it may take; without it, what the action says."""
    next: StepName = Field(title="When it is done")
    """Where it goes when it is done."""
    if_error: StepName | None = Field(default=None, title="When it fails")
    """Where it goes when it failed; without it, to the flow's `on_error`."""
    if_empty: StepName | None = Field(default=None, title="When nothing is found")
    """Where it goes when it is done and answered nothing."""

    @model_validator(mode="after")
    def _only_outcomes(self) -> Self:
        for name, target in self.__pydantic_extra__.items():
            if not name.startswith("if_"):
                raise PydanticCustomError("flow_unknown", "has no setting “{name}”", {"name": name})
            if not isinstance(target, str):
                raise PydanticCustomError("flow_unknown", "must name a step under “{name}”", {"name": name})
        return self

    def exits(self) -> Mapping[str, str]:
        """Done, and every outcome that the step names."""
        named = {"next": self.next, "if_error": self.if_error, "if_empty": self.if_empty, **self.__pydantic_extra__}
        return {name: target for name, target in named.items() if target is not None}

    def writes(self) -> frozenset[str]:
        """What the action's answer is kept as."""
        return frozenset({self.save} if self.save else ())

    @property
    def answer_kept_as(self) -> str | None:
        """Where the step saves it."""
        return self.save

    async def enter(self, turn: "Turn") -> str:
        """Have the filler ready, run the action, keep its answer."""
        turn.say(self.filler, filler=True)
        signature = turn.document.actions[self.action]
        arguments = {name: turn.value(expression) for name, expression in self.arguments.items()}
        limit = self.timeout or signature.timeout
        outcome = await turn.run(self.action, arguments, commits=signature.commits, limit_s=limit)
        if outcome.name != "ok":
            return self._otherwise(turn, outcome.name)
        if self.save:
            turn.put(self.save, outcome.value)
        if signature.commits:
            turn.settle()
        return turn.leave(self, "if_empty" if self.if_empty and not outcome.value else "next")

    def _otherwise(self, turn: "Turn", outcome: str) -> str:
        """Where an outcome of its own leads, or else an error; the flow's `on_error` where the step does not say."""
        named = [f"if_{outcome}", "if_error"] if outcome != "error" else ["if_error"]
        exits = self.exits()
        return turn.leave(self, next((name for name in named if name in exits), "on_error"))
