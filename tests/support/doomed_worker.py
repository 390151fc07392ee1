"""A worker that is killed in the middle of a turn, and the one that goes on: run as a program.

`doomed_worker.py begin WHERE` talks until the place WHERE of the booking turn, says so on standard output, and hangs
there to be killed. `doomed_worker.py recover` opens the same conversation and brings the turn to its end.
"""

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from typing import Any, TypedDict

from langgraph.graph import START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import Command, interrupt

from agent.memory import Memories, TurnSaver
from agent.store.database import Database
from graphs.ports import Actions, Outcome
from tests.support.keys import keyring_of

THREAD = "doomed"

# Stands for the outside world; the key makes a repetition recognisable, and `calls` counts repetitions.
EFFECT = """
insert into effects (key, calls) values ($1, 1) on conflict (key) do update set calls = effects.calls + 1
"""


class State(TypedDict, total=False):
    steps: list[str]
    booked: str
    turn: int


def say(line: str) -> None:
    """Tell the test."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def hang_here(place: str) -> None:
    """Be killed here, if this is the place."""
    if sys.argv[2:] == [place]:
        say(f"at {place}")
        await asyncio.Event().wait()


def flow(memory: TurnSaver, ledger: Actions) -> CompiledStateGraph[Any, Any, Any, Any]:
    """Listen, plan, book, answer: the booking waits until its plan is durable."""

    async def listen(state: State) -> Command[str]:
        event = interrupt({"listen": "ask"})
        return Command(update={"turn": event["turn"], "steps": [event["text"]]}, goto="plan")

    async def plan(state: State) -> Command[str]:
        await hang_here("plan")
        return Command(update={"steps": [*state["steps"], "plan"]}, goto="book")

    async def book(state: State) -> Command[str]:
        await memory.commit()
        key = f"{memory.thread_id}:{state['turn']}:book:0"
        outcome = await ledger("book", {"day": state["steps"][0]}, key=key, commits=True)
        await hang_here("after the action")
        return Command(update={"booked": outcome.value, "steps": [*state["steps"], "book"]}, goto="answer")

    async def answer(state: State) -> Command[str]:
        await hang_here("between supersteps")
        return Command(update={"steps": [*state["steps"], "answer"]}, goto="listen")

    graph = StateGraph(State)
    for name, step in (("listen", listen), ("plan", plan), ("book", book), ("answer", answer)):
        graph.add_node(name, step, destinations=("listen", "plan", "book", "answer"))
    graph.add_edge(START, "listen")
    return graph.compile(checkpointer=memory.saver)


async def main() -> None:
    """Begin, or recover."""
    database = Database(os.environ["DATABASE_URL"])
    pool = await database.pool()

    async def calendar(action: str, arguments: Mapping[str, Any], *, key: str, commits: bool) -> Outcome:
        await hang_here("before the effect")
        await pool.execute(EFFECT, key)
        await hang_here("after the effect")
        return Outcome("ok", f"{action} {arguments['day']}")

    memories = Memories(pool, keys=await keyring_of(database))
    memory = await memories.open(THREAD)
    graph = flow(memory, memories.ledger(calendar))
    config: Any = {"configurable": {"thread_id": THREAD}, "recursion_limit": 40}
    turn: Command[Any] = Command(resume={"text": "tuesday", "turn": 1})
    if sys.argv[1] == "begin":
        await graph.ainvoke({"turn": 0}, config, durability="sync")
        await memory.commit()
        await graph.ainvoke(turn, config, durability="sync")
    else:
        # Waiting at a listen, the words have to come again, from the journal; in the middle of a turn it goes on.
        waiting = (await graph.aget_state(config)).interrupts
        await graph.ainvoke(turn if waiting else None, config, durability="sync")
        await memory.commit()
        say(json.dumps({"values": memory.values(), "next": (await graph.aget_state(config)).next}))
    await database.close()


if __name__ == "__main__":
    asyncio.run(main())
