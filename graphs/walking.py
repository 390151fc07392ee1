"""Runs the nodes of a flow without LangGraph: no checkpoints, no tasks, one dict for a state.

The nodes are those that the compiler gives to LangGraph (`graphs.stepping`), so a conversation is the same in both; a
turn costs a fraction. It is for conversations that nobody needs to take up again after this process: a flow's tests,
and calls that are played again on a draft. A contract test holds the two against each other.

States never change in place (see `FlowState`), so they are shared and not copied.
"""

from collections.abc import Mapping
from copy import copy
from typing import Any, Literal, Self, cast

from langchain_core.runnables import RunnableConfig
from langgraph.errors import GraphRecursionError
from langgraph.types import Command, Interrupt, StateSnapshot

from graphs.compiler import DOOR, CompiledFlow
from graphs.context import TurnContext
from graphs.nodes import END, LISTEN
from graphs.state import FlowState
from graphs.stepping import come_in, come_to, take
from graphs.turn import Turn

RESUMED = 2
"""Nodes that LangGraph's limit lets a resumed run do more than one that was given new input."""


class Walk:
    """One thread of a flow: what LangGraph and its checkpointer do for a conversation."""

    def __init__(self, flow: CompiledFlow) -> None:
        self._plan = flow.plan
        self._state: FlowState = {}
        self._next = END
        """The node that comes next, when the thread is run again."""

    async def ainvoke(
        self,
        input: FlowState | Command[Any] | None,  # noqa: A002 - LangGraph's own names
        config: RunnableConfig,
        *,
        context: TurnContext,
        durability: Literal["sync"] = "sync",  # noqa: ARG002 - nothing is durable here
    ) -> object:
        """Run from node to node, until the caller is to be heard or the conversation is over.

        A node that fails leaves the state and the place as they were before it.
        """
        resume: Mapping[str, Any] | None = None
        if isinstance(input, Command):
            resume = input.resume if isinstance(input.resume, Mapping) else {}
            self._change(input.update if isinstance(input.update, Mapping) else {})
        elif input is not None:
            self._change(input)
            self._next = DOOR
        for _ in range(config["recursion_limit"] + (0 if self._next == DOOR else RESUMED)):
            if self._next == END or (self._next == LISTEN and resume is None):
                return self._state
            turn = Turn(self._plan, self._state, context)
            self._next, resume = await self._node(turn, resume), None
            self._change(turn.update())
        raise GraphRecursionError("the conversation goes round without the caller saying anything")

    async def aget_state(self, config: RunnableConfig) -> StateSnapshot:
        """Where the thread stands, as LangGraph would tell it."""
        return StateSnapshot(
            values=self._state,
            next=() if self._next == END else (self._next,),
            config=config,
            metadata=None,
            created_at=None,
            parent_config=None,
            tasks=(),
            interrupts=(Interrupt(value=None, id=""),) if self._next == LISTEN else (),
        )

    def amend(self, channels: Mapping[str, Any]) -> None:
        """Change the state from outside, between two turns."""
        self._change(channels)

    def fork(self) -> Self:
        """Another walk from the same place."""
        return copy(self)

    def _change(self, channels: Mapping[str, Any]) -> None:
        self._state = cast("FlowState", {**self._state, **channels})

    async def _node(self, turn: Turn, resume: Mapping[str, Any] | None) -> str:
        if self._next == LISTEN:
            return await take(turn, resume or {})
        if self._next == DOOR:
            return await come_in(turn, self._state.get("entry", {}))
        return await come_to(turn, self._next)
