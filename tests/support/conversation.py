"""A small conversation on LangGraph, and the desk at which the memory of it is watched."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, TypedDict
from uuid import uuid4

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import Command, interrupt

from agent.memory import Memories, TurnSaver

WINDOW = 20

Booking = Callable[[int, str], Awaitable[str]]


def _window(before: list[dict[str, Any]], added: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return (before + added)[-WINDOW:]


def _merge(before: dict[str, Any], added: dict[str, Any]) -> dict[str, Any]:
    return {**before, **added}


class State(TypedDict, total=False):
    messages: Annotated[list[dict[str, Any]], _window]
    slots: Annotated[dict[str, Any], _merge]
    cursor: str
    turn: int


class SideState(TypedDict, total=False):
    messages: Annotated[list[dict[str, Any]], _window]


async def _no_booking(turn: int, text: str) -> str:
    return "none"


@dataclass
class Talk:
    """A flow of three supersteps a turn (listen, think, say), with a booking and a subgraph on the way if asked for."""

    book: Booking = _no_booking
    heard: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.graph = self._graph()

    def _graph(self) -> CompiledStateGraph[Any, Any, Any, Any]:
        async def listen(state: State) -> Command[str]:
            event = interrupt({"listen": "ask"})
            text = event["text"]
            ways = {"book": "act", "aside": "side"}
            return Command(
                update={"messages": [{"role": "user", "content": text}], "turn": event["turn"], "cursor": "ask"},
                goto=ways.get(text.split()[0] if text.split() else "", "think"),
            )

        async def think(state: State) -> Command[str]:
            said = state["messages"][-1]["content"]
            return Command(update={"slots": {"last": said, f"n{state['turn'] % 3}": state["turn"]}}, goto="say")

        async def act(state: State) -> Command[str]:
            booked = await self.book(state["turn"], state["messages"][-1]["content"])
            return Command(update={"slots": {"booked": booked}}, goto="say")

        async def say(state: State) -> Command[str]:
            text = f"{state['turn']}: you said {state['messages'][-1]['content']}"
            self.heard.append(text)
            return Command(update={"messages": [{"role": "assistant", "content": text}]}, goto="listen")

        async def ask_aside(state: SideState) -> dict[str, Any]:
            event = interrupt({"listen": "aside"})
            return {"messages": [{"role": "user", "content": f"aside {event['text']}"}]}

        side = StateGraph(SideState)
        side.add_node("ask_aside", ask_aside)
        side.add_edge(START, "ask_aside")
        graph = StateGraph(State)
        graph.add_node("listen", listen, destinations=("think", "act", "side"))
        graph.add_node("think", think, destinations=("say",))
        graph.add_node("act", act, destinations=("say",))
        graph.add_node("say", say, destinations=("listen",))
        graph.add_node("side", side.compile())
        graph.add_edge("side", "say")
        graph.add_edge(START, "listen")
        return graph.compile()

    def on(self, saver: BaseCheckpointSaver[str]) -> CompiledStateGraph[Any, Any, Any, Any]:
        """The same compiled graph on this saver."""
        return self.graph.copy(update={"checkpointer": saver})

    async def begin(self, thread_id: str, saver: BaseCheckpointSaver[str]) -> None:
        """Run to the first listen."""
        await self._run(thread_id, saver, {"turn": 0})

    async def hear(self, thread_id: str, saver: BaseCheckpointSaver[str], turn: int, text: str) -> None:
        """One turn of the caller, to the next listen."""
        await self._run(thread_id, saver, Command(resume={"text": text, "turn": turn}))

    async def _run(self, thread_id: str, saver: BaseCheckpointSaver[str], given: Any) -> None:
        config: RunnableConfig = {"configurable": {"thread_id": thread_id}, "recursion_limit": 40}
        await self.on(saver).ainvoke(given, config, durability="sync")

    async def values(self, thread_id: str, saver: BaseCheckpointSaver[str]) -> dict[str, Any]:
        """The state as LangGraph reads it."""
        state = await self.on(saver).aget_state({"configurable": {"thread_id": thread_id}})
        return dict(state.values)

    async def next(self, thread_id: str, saver: BaseCheckpointSaver[str]) -> tuple[str, ...]:
        """Where the conversation waits."""
        return (await self.on(saver).aget_state({"configurable": {"thread_id": thread_id}})).next


async def until(condition: Callable[[], Awaitable[bool]], *, limit_s: float = 20.0) -> None:
    """Wait for a state of the database; TimeoutError when it does not come."""
    async with asyncio.timeout(limit_s):
        while not await condition():  # noqa: ASYNC110 no event tells of what another connection did
            await asyncio.sleep(0)


class CountingPool:
    """The real pool, which keeps the statements that went through it."""

    def __init__(self, pool: Any) -> None:
        self._pool = pool
        self.statements: list[str] = []

    async def fetch(self, query: str, *args: Any) -> list[Any]:
        self.statements.append(query)
        rows: list[Any] = await self._pool.fetch(query, *args)
        return rows

    async def fetchrow(self, query: str, *args: Any) -> Any:
        self.statements.append(query)
        return await self._pool.fetchrow(query, *args)

    async def fetchval(self, query: str, *args: Any) -> Any:
        self.statements.append(query)
        return await self._pool.fetchval(query, *args)


ROWS = """
select (select count(*) from checkpoints where thread_id = $1) as checkpoints,
    (select count(*) from checkpoint_blobs where thread_id = $1) as blobs,
    (select count(*) from checkpoint_writes where thread_id = $1) as writes
"""


@dataclass
class Desk:
    """Memories over a pool that counts, and what the database holds."""

    memories: Memories
    pool: CountingPool

    async def stored(self, thread_id: str) -> Mapping[str, int]:
        """How many rows of each checkpoint table a thread has."""
        return dict(await self.pool._pool.fetchrow(ROWS, thread_id))

    async def opened(self, talk: Talk) -> TurnSaver:
        """A new conversation that waits at its first listen, committed."""
        memory = await self.memories.open(uuid4().hex)
        await talk.begin(memory.thread_id, memory)
        await memory.commit()
        return memory
