"""Our memory of a live call against the stock checkpointer, on the same graph of three supersteps a turn.

Run: `python bench/checkpointer.py [--turns 200] [--history 50]`. Takes DATABASE_URL, or starts the embedded server in
a temporary directory. The variants take turns within every round, so that they share whatever else the machine does:
read the medians and the ratios, not the absolute figures.

- ours: TurnSaver, durability "sync", `commit` after the turn; messages are plain dictionaries, a window of 20.
- ours, unbound: the same as a superuser, whom row-level security does not bind.
- stock: AsyncPostgresSaver as its documentation shows it: default durability, `add_messages`. Its state keeps all
  messages, so it grows by two each turn, from `--history` on.
- stock, our state: AsyncPostgresSaver with default durability and our window of dictionaries.

"First chunk" is the time from the resume to the first words of the answer; "durable" to the end of the turn with
everything in the database; CPU is that of this process, both included.
"""

import argparse
import asyncio
import gc
import os
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, TypedDict
from uuid import uuid4

import asyncpg
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph.graph import START, StateGraph
from langgraph.graph.message import add_messages
from langgraph.types import Command, interrupt
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool

from agent.memory import Memories
from agent.store.database import Database
from agent.store.embedded import embedded_postgres

WINDOW = 20
SAID = "I would like to move my appointment to next Tuesday afternoon"
ANSWER = "Of course. On Tuesday afternoon we have two fifteen and four thirty open. Which do you prefer?"

Turn = Callable[[], Awaitable[None]]


def _window(before: list[dict[str, str]], added: list[dict[str, str]]) -> list[dict[str, str]]:
    return (before + added)[-WINDOW:]


class WindowState(TypedDict, total=False):
    messages: Annotated[list[dict[str, str]], _window]
    slots: dict[str, str]


class MessageState(TypedDict, total=False):
    messages: Annotated[list[AnyMessage], add_messages]
    slots: dict[str, str]


def _caller(state: type, text: str) -> Any:
    return HumanMessage(text) if state is MessageState else {"role": "user", "content": text}


def _agent(state: type, text: str) -> Any:
    return AIMessage(text) if state is MessageState else {"role": "assistant", "content": text}


@dataclass
class Variant:
    """One way to remember; `turn` runs one caller turn until it is durable."""

    name: str
    turn: Turn
    first_s: list[float] = field(default_factory=list)
    durable_s: list[float] = field(default_factory=list)
    cpu_s: list[float] = field(default_factory=list)


class Clock:
    """When the turn began, and when its first words were known."""

    def __init__(self) -> None:
        self.first = 0.0

    def words(self) -> None:
        self.first = self.first or time.perf_counter()


def flow(state: type, clock: Clock) -> Any:
    """Listen, understand, say: three supersteps from one listen to the next."""

    async def listen(_: Any) -> dict[str, Any]:
        event = interrupt({"listen": "ask"})
        return {"messages": [_caller(state, event["text"])]}

    async def understand(_: Any) -> dict[str, Any]:
        return {"slots": {"day": "tuesday"}}

    async def say(_: Any) -> dict[str, Any]:
        clock.words()
        return {"messages": [_agent(state, ANSWER)]}

    graph: Any = StateGraph(state)
    for name, step in (("listen", listen), ("understand", understand), ("say", say)):
        graph.add_node(name, step)
    graph.add_edge(START, "listen")
    graph.add_edge("listen", "understand")
    graph.add_edge("understand", "say")
    graph.add_edge("say", "listen")
    return graph


def _history(state: type, count: int) -> dict[str, Any]:
    return {"messages": [(_agent if index % 2 else _caller)(state, f"{index}: {SAID}") for index in range(count)]}


async def ours(pool: Any, clock: Clock, history: int, name: str = "ours") -> Variant:
    memory = await Memories(pool).open(uuid4().hex)
    graph = flow(WindowState, clock).compile(checkpointer=memory.saver)
    config: Any = {"configurable": {"thread_id": memory.thread_id}}
    await graph.ainvoke(_history(WindowState, history), config, durability="sync")
    await memory.commit()

    async def turn() -> None:
        await graph.ainvoke(Command(resume={"text": SAID}), config, durability="sync")
        await memory.commit()

    return Variant(name, turn)


async def stock(name: str, saver: AsyncPostgresSaver, clock: Clock, *, state: type, history: int) -> Variant:
    graph = flow(state, clock).compile(checkpointer=saver)
    config: Any = {"configurable": {"thread_id": uuid4().hex}}
    await graph.ainvoke(_history(state, history), config)

    async def turn() -> None:
        await graph.ainvoke(Command(resume={"text": SAID}), config)

    return Variant(name, turn)


async def measure(variants: list[Variant], clock: Clock, turns: int) -> None:
    """Each round runs one turn of every variant, in an order that rotates."""
    for variant in variants:
        for _ in range(5):
            await variant.turn()
    gc.collect()
    for number in range(turns):
        shift = number % len(variants)
        for variant in (*variants[shift:], *variants[:shift]):
            clock.first = 0.0
            cpu, began = time.process_time(), time.perf_counter()
            await variant.turn()
            variant.durable_s.append(time.perf_counter() - began)
            variant.cpu_s.append(time.process_time() - cpu)
            variant.first_s.append(clock.first - began)


def report(variants: list[Variant]) -> None:
    base = variants[0]
    load = os.getloadavg()[0]
    print(f"{len(base.first_s)} interleaved turns a variant; medians in ms, ratio to ours; load average {load:.1f}")
    print(f"{'':18}{'first chunk':>20}{'p99':>8}{'durable':>20}{'p99':>8}{'CPU a turn':>20}")
    for variant in variants:
        cells = [f"{variant.name:18}"]
        for name in ("first_s", "durable_s", "cpu_s"):
            values, ours_ = getattr(variant, name), getattr(base, name)
            median = statistics.median(values)
            cells.append(f"{median * 1e3:12.2f} ({median / statistics.median(ours_):4.1f}x)")
            if name != "cpu_s":
                cells.append(f"{statistics.quantiles(values, n=100)[98] * 1e3:8.2f}")
        print("".join(cells))


@asynccontextmanager
async def database_url() -> AsyncIterator[str]:
    """DATABASE_URL, or an embedded server for the length of the benchmark."""
    if url := os.environ.get("DATABASE_URL"):
        yield url
        return
    with tempfile.TemporaryDirectory(prefix="trunkline-bench-") as home:
        async with embedded_postgres(Path(home)) as url:
            yield url


async def main(turns: int, history: int) -> None:
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(database_url())
        database = Database(url)
        stack.push_async_callback(database.close)
        await database.migrate()
        tenant = "-c trunkline.tenant=main"
        options = {"autocommit": True, "prepare_threshold": 0, "row_factory": dict_row, "options": tenant}
        theirs: Any = await stack.enter_async_context(
            AsyncConnectionPool(url, min_size=2, max_size=10, kwargs=options, open=False)
        )
        unbound = await stack.enter_async_context(
            asyncpg.create_pool(url, min_size=2, max_size=10, server_settings={"trunkline.tenant": "main"})
        )
        clock = Clock()
        saver = AsyncPostgresSaver(theirs)
        variants = [
            await ours(await database.pool(), clock, history),
            await ours(unbound, clock, history, "ours, unbound"),
            await stock("stock", saver, clock, state=MessageState, history=history),
            await stock("stock, our state", saver, clock, state=WindowState, history=history),
        ]
        await measure(variants, clock, turns)
        report(variants)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Our checkpointer against the stock one.")
    parser.add_argument("--turns", type=int, default=200)
    parser.add_argument("--history", type=int, default=50)
    given = parser.parse_args()
    asyncio.run(main(given.turns, given.history))
