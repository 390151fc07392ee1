"""A thread as it is stored: where it stands, and what a later call needs to take it up again."""

from collections.abc import Mapping
from typing import Any, Literal, Protocol, Self

from langchain_core.runnables import RunnableConfig
from langgraph.types import Command, StateSnapshot

from graphs.compiler import CompiledFlow
from graphs.context import TurnContext
from graphs.nodes import LISTEN
from graphs.ports import Memory
from graphs.state import FlowState, Snapshot, as_heard


class Graph(Protocol):
    """What runs the nodes of a flow on one thread: LangGraph's compiled graph, or another that does the same."""

    async def ainvoke(
        self,
        input: FlowState | Command[Any] | None,  # noqa: A002 - LangGraph's own names
        config: RunnableConfig,
        *,
        context: TurnContext,
        durability: Literal["sync"],
    ) -> object:
        """Run until the caller is to be heard or the conversation is over; None goes on where it was cut off."""
        ...

    async def aget_state(self, config: RunnableConfig) -> StateSnapshot:
        """Where the thread stands."""
        ...


class KeptGraph(Graph, Protocol):
    """One that keeps the thread's state itself."""

    def fork(self) -> Self:
        """Another one in the same state; what is run on either is unseen by the other."""
        ...


def bound(flow: CompiledFlow, memory: Memory) -> Graph:
    """The graph with this thread's memory: a shallow copy, some hundred microseconds for 200 steps."""
    return flow.graph.copy({"checkpointer": memory.saver})


class Thread:
    """A conversation's memory, and what runs the flow on it: LangGraph, where no graph is given."""

    __slots__ = ("_flow", "_graph", "_kept", "memory")

    def __init__(self, flow: CompiledFlow, memory: Memory, kept: KeptGraph | None = None) -> None:
        self.memory = memory
        self._flow = flow
        self._kept = kept
        self._graph: Graph | None = kept

    @property
    def graph(self) -> Graph:
        """What runs the flow; bound to the memory when it is first used."""
        if self._graph is None:
            self._graph = bound(self._flow, self.memory)
        return self._graph

    @property
    def kept(self) -> KeptGraph | None:
        """The graph, where it keeps the state itself."""
        return self._kept

    def fork(self) -> "Thread":
        """The thread as it is now: a run that was broken off goes on writing where nobody looks."""
        return Thread(self._flow, self.memory.fork(), self._kept.fork() if self._kept is not None else None)


MOST_STEPS = 40
"""Steps of one turn; a conversation that needs more goes round in circles."""


def config_of(memory: Memory) -> RunnableConfig:
    """What names the thread to LangGraph, and how far a turn may go."""
    return {"configurable": {"thread_id": memory.thread_id}, "recursion_limit": MOST_STEPS}


def progress_of(state: StateSnapshot) -> Mapping[str, Any]:
    """The bookkeeping in a state."""
    progress = state.values.get("progress", {})
    return progress if isinstance(progress, Mapping) else {}


async def keep_heard(flow: CompiledFlow, memory: Memory, cuts: Mapping[str, str]) -> bool:
    """A call is over: shorten the sentences that were cut off last (id → what was heard) to what was heard of them.

    In memory only, until the next commit. False when there is nothing to change, or in the middle of a turn, which has
    to be able to go on. A conversation that is taken up again comes in by the door, since it waits no longer.
    """
    graph, config = flow.graph.copy({"checkpointer": memory.saver}), config_of(memory)
    state = await graph.aget_state(config)
    messages = state.values.get("messages", [])
    heard = as_heard(messages, cuts)
    if heard == messages or state.next not in ((), (LISTEN,)):
        return False
    await graph.aupdate_state(config, {"messages": heard}, as_node=LISTEN)
    return True


async def recall(flow: CompiledFlow, memory: Memory) -> Snapshot | None:
    """What a stored thread was about, for a caller who rings back; None when there is nothing."""
    return snapshot_of(flow, await bound(flow, memory).aget_state(config_of(memory)))


def snapshot_of(flow: CompiledFlow, state: StateSnapshot) -> Snapshot | None:
    """What a state is about; None for a thread that never began."""
    if not state.values:
        return None
    values, progress = state.values, progress_of(state)
    return Snapshot(
        flow=flow.document.flow,
        fingerprint=values.get("version", ""),
        at=progress.get("at", ""),
        cursor=values.get("cursor", ""),
        slots=values.get("slots", {}),
        vars=values.get("vars", {}),
        progress=dict(progress),
        messages=values.get("messages", []),
    )
