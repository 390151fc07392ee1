"""The turn engine beside bare LangGraph, at length, in a crowd; compilation, and a reading by rules.

Run: `python bench/engine.py [--turns 300] [--crowd 200] [--seconds 15]`. Takes DATABASE_URL, or starts the embedded
server in a temporary directory. What is compared takes turns within every round, so that it shares whatever else the
machine does: read the ratios.

- first act: from the resume to the first words, of a flow in memory, against a bare LangGraph of as many supersteps
  on the same saver (nothing is understood, nothing said, nothing kept);
- length: the CPU of a turn of a conversation of 1,000 messages against that of one of 10, in memory;
- crowd: to the first words with many conversations that are durable in PostgreSQL (a turn every five seconds each,
  begun when it is due), against one conversation alone;
- compilation of a flow of 200 steps, and of what it calls;
- reading: one utterance by rules, each step's own question with an answer to it.
"""

import argparse
import asyncio
import gc
import os
import random
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TypedDict
from uuid import uuid4

from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import START, StateGraph
from langgraph.types import Command, interrupt

from agent.memory import Memories
from agent.store.database import Database
from agent.store.embedded import embedded_postgres
from graphs.acts import Act, Say
from graphs.compiler import CompiledFlow, compile_flow
from graphs.engine import CallFacts, Conversation
from graphs.loading import load_flow
from graphs.ports import Memory, Outcome
from graphs.rehearsal import InMemory
from graphs.understanding import read
from graphs.understanding.commands import Heard
from graphs.understanding.reading import Asking

NOW = datetime.fromisoformat("2026-03-02T09:00")
HEAD = """
flow: bench
format: 1
title: Round and round
start: ask_0
tries: {then: over}
on_error: over
results: {done: success}
slots:
"""


def flow_of(questions: int) -> CompiledFlow:
    """A flow of twice as many steps and one more: questions, each with a sentence behind it, in a circle."""
    slots, nodes = [], []
    for number in range(questions):
        slots.append(f"  day_{number}: {{type: date, ask: Which day is number {number}?}}")
        after = f"ask_{(number + 1) % questions}"
        nodes.append(
            f"  ask_{number}:\n    type: choose\n    say: Shall we go on to number {number}?\n"
            f"    listen_for: [day_{number}]\n"
            f"    options:\n      further: {{phrases: [go on, next one], to: say_{number}}}\n"
            f"      over: {{phrases: [that is enough], to: over}}\n"
            f"  say_{number}: {{type: say, say: This is number {number}., next: {after}}}"
        )
    text = HEAD + "\n".join(slots) + "\nnodes:\n" + "\n".join(nodes) + "\n  over: {type: end, result: done}\n"
    return compile_flow(load_flow(text))


class Stopwatch:
    """When a turn began, and when its first words were known."""

    def __init__(self) -> None:
        self.began = self.first = 0.0

    def start(self) -> None:
        self.began, self.first = time.perf_counter(), 0.0

    def sink(self, act: Act) -> None:
        if isinstance(act, Say) and not self.first:
            self.first = time.perf_counter()

    def words(self) -> None:
        self.first = self.first or time.perf_counter()

    @property
    def seconds(self) -> float:
        return self.first - self.began


async def nothing(action: str, arguments: object, *, key: str, commits: bool) -> Outcome:  # noqa: ARG001
    """No action is run here."""
    return Outcome("error")


async def begin(flow: CompiledFlow, memory: Memory, watch: Stopwatch) -> Conversation:
    talk = Conversation(flow, memory, actions=nothing, destinations="sip:{}".format, clock=lambda: NOW)
    await talk.begin(CallFacts("bench", "+919822012345"), watch.sink)
    return talk


class Bare(TypedDict, total=False):
    messages: list[dict[str, str]]


async def bare_turn(watch: Stopwatch) -> Callable[[], Awaitable[object]]:
    """Listen, and two nodes that do nothing: the supersteps of the flow's turn."""

    async def listen(_: Bare) -> Command[str]:
        interrupt({})
        return Command(goto="one")

    async def one(_: Bare) -> Command[str]:
        watch.words()
        return Command(goto="two")

    async def two(_: Bare) -> Command[str]:
        return Command(goto="listen")

    graph: Any = StateGraph(Bare)
    for name, node in (("listen", listen), ("one", one), ("two", two)):
        graph.add_node(name, node)
    graph.add_edge(START, "listen")
    compiled = graph.compile(checkpointer=InMemorySaver())
    config: Any = {"configurable": {"thread_id": "bare"}}
    await compiled.ainvoke({"messages": []}, config, durability="sync")
    return lambda: compiled.ainvoke(Command(resume={"text": "go on"}), config, durability="sync")


async def first_act(turns: int) -> None:
    watch = Stopwatch()
    talk = await begin(flow_of(4), InMemory(), watch)
    bare = await bare_turn(watch)
    variants: dict[str, Callable[[], Awaitable[object]]] = {
        "flow": lambda: talk.turn(Heard("go on please"), watch.sink),
        "bare LangGraph": bare,
    }
    taken = await _interleaved(variants, watch, turns)
    print(f"first act, {turns} interleaved turns (milliseconds, p50 and p99)")
    for name, seconds in taken.items():
        print(f"  {name:16}{_ms(seconds, 50):8.2f}{_ms(seconds, 99):8.2f}")
    ratio = [_ms(taken["flow"], at) / _ms(taken["bare LangGraph"], at) for at in (50, 99)]
    print(f"  ratio           {ratio[0]:8.2f}{ratio[1]:8.2f}   (at most 2)")


async def _interleaved(
    variants: dict[str, Callable[[], Awaitable[object]]], watch: Stopwatch, turns: int
) -> dict[str, list[float]]:
    taken: dict[str, list[float]] = {name: [] for name in variants}
    gc.collect()
    for number in range(turns + 10):
        names = list(variants) if number % 2 else list(reversed(variants))
        for name in names:
            watch.start()
            await variants[name]()
            if number >= 10:
                taken[name].append(watch.seconds)
    return taken


async def length(turns: int) -> None:
    flow, watch = flow_of(4), Stopwatch()
    talks = {}
    for messages in (10, 1000):
        talks[messages] = await begin(flow, InMemory(), watch)
        for _ in range(messages // 3):  # the caller's words and two sentences of ours
            await talks[messages].turn(Heard("go on please"), watch.sink)
    cpu: dict[int, list[float]] = {10: [], 1000: []}
    gc.collect()
    for number in range(turns):
        for messages in sorted(talks, reverse=bool(number % 2)):
            # The short one stays short: it is begun again before it has grown.
            if messages == 10 and number % 4 == 0:
                talks[10] = await begin(flow, InMemory(), watch)
                for _ in range(3):
                    await talks[10].turn(Heard("go on please"), watch.sink)
            before = time.process_time()
            await talks[messages].turn(Heard("go on please"), watch.sink)
            cpu[messages].append(time.process_time() - before)
    short, long = (statistics.median(cpu[messages]) * 1e3 for messages in (10, 1000))
    print(f"length, CPU of a turn: {short:.2f} ms at 10 messages, {long:.2f} ms at 1,000: {long / short:.2f} x")


async def crowd(url: str, *, talks: int, seconds: float, turns: int) -> None:
    database = Database(url)
    await database.migrate()
    memories = Memories(await database.pool())
    flow = flow_of(4)
    alone = await _alone(memories, flow, turns)
    together = await _together(memories, flow, talks, seconds)
    await database.close()
    print(
        f"crowd, to the first words: alone p50 {_ms(alone, 50):.2f}, p99 {_ms(alone, 99):.2f} ms ({len(alone)} turns);"
    )
    print(f"  {talks} conversations, {len(together) / seconds:.0f} turns a second: ", end="")
    print(f"p50 {_ms(together, 50):.2f}, p99 {_ms(together, 99):.2f} ms ({len(together)} turns)")
    print(f"  ratio of p99: {_ms(together, 99) / _ms(alone, 99):.2f}   (under 4)")


async def _alone(memories: Memories, flow: CompiledFlow, turns: int) -> list[float]:
    watch = Stopwatch()
    talk = await begin(flow, await memories.open(uuid4().hex), watch)
    taken = []
    for number in range(turns + 20):
        watch.start()
        await talk.turn(Heard("go on please"), watch.sink)
        if number >= 20:
            taken.append(watch.seconds)
        await asyncio.sleep(0.025)  # the same rate as the crowd's
    return taken


async def _together(memories: Memories, flow: CompiledFlow, talks: int, seconds: float) -> list[float]:
    every_s = 5.0
    taken: list[float] = []

    async def one(offset: float) -> None:
        watch = Stopwatch()
        talk = await begin(flow, await memories.open(uuid4().hex), watch)
        await ready.wait()
        due = asyncio.get_running_loop().time() + offset
        end = due - offset + seconds
        while due < end:
            await asyncio.sleep(due - asyncio.get_running_loop().time())
            watch.start()
            await talk.turn(Heard("go on please"), watch.sink)
            taken.append(watch.seconds)
            due += every_s

    ready = asyncio.Event()
    order = random.Random(1).sample(range(talks), talks)
    tasks = [asyncio.create_task(one(every_s * place / talks)) for place in order]
    await asyncio.sleep(3)
    ready.set()
    await asyncio.gather(*tasks)
    return taken


def compilation() -> None:
    started = time.process_time()
    flow = flow_of(100)
    whole = time.process_time() - started
    started = time.process_time()
    compile_flow(flow.source)
    print(
        f"compilation of {len(flow.document.nodes)} steps: {(time.process_time() - started) * 1e3:.0f} ms of CPU"
        f" (under 200); read, checked and compiled: {whole * 1e3:.0f} ms"
    )


SENTENCES: tuple[tuple[Any, str], ...] = (
    ("date", "could you make it the day after tomorrow or next Tuesday if that is not possible"),
    ("date", "I would like to come in on the twenty third of next month please"),
    ("date", "haan ji parso theek rahega, subah ke time"),
    ("time", "between five and six in the evening would be good for me"),
    ("time", "half past ten in the morning"),
    ("number", "there will be four adults and two children so six of us"),
    ("money", "about two and a half lakh rupees"),
    ("yes_no", "well I suppose so yes that should be fine"),
    ("phone", "it is nine eight double two zero one two three four five"),
    ("name", "my name is Ana Gomez and I have been with you before"),
    ("email", "lee dot chan at example dot org"),
    ("digits", "one oh oh oh one"),
)


def reading(rounds: int) -> None:
    taken: list[float] = []
    asking = Asking(now=NOW)
    for number in range(rounds):
        for kind, sentence in SENTENCES:
            said = f"{sentence} {number}" if kind in ("date", "name") else sentence  # never the same twice
            began = time.thread_time()
            read(kind, said, asking)
            taken.append(time.thread_time() - began)
    print(f"reading, CPU of {len(taken)} values: p50 {_ms(taken, 50):.3f}, p99 {_ms(taken, 99):.3f} ms   (p99 under 2)")


def _ms(seconds: list[float], percent: int) -> float:
    return statistics.quantiles(seconds, n=100)[percent - 1] * 1e3


@asynccontextmanager
async def database_url() -> AsyncIterator[str]:
    """DATABASE_URL, or an embedded server for the length of the benchmark."""
    if url := os.environ.get("DATABASE_URL"):
        yield url
        return
    with tempfile.TemporaryDirectory(prefix="trunkline-bench-") as home:
        async with embedded_postgres(Path(home)) as url:
            yield url


async def main(given: argparse.Namespace) -> None:
    print(f"load average {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")
    await first_act(given.turns)
    await length(given.turns)
    compilation()
    reading(given.turns)
    async with database_url() as url:
        await crowd(url, talks=given.crowd, seconds=given.seconds, turns=given.turns)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="The turn engine.")
    parser.add_argument("--turns", type=int, default=300)
    parser.add_argument("--crowd", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=15)
    asyncio.run(main(parser.parse_args()))
