"""How a conversation goes from step to step, whatever runs it: LangGraph for calls, a plain loop for tests.

A node does one thing that is noticed outside, and all the silent steps after it. What a node came to is where it goes
(a step, LISTEN or END); what it changed is in its turn.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from langgraph.errors import GraphRecursionError

from graphs.acts import Trace
from graphs.context import TurnContext
from graphs.entering import enter_by
from graphs.expecting import expectation
from graphs.nodes import LISTEN
from graphs.repair import hear
from graphs.turn import Turn

MOST_SILENT = 40
"""Steps in a row that nobody notices; more of them are a circle."""


LONGEST_CIRCLE = 12
"""Steps of one that are named."""


class Endless(RuntimeError):
    """A flow that goes round without the caller saying anything."""


def tell_circle(error: Exception, context: TurnContext) -> None:
    """A turn has failed; when it went round, leave a note of the way."""
    if isinstance(error, Endless | GraphRecursionError):
        context.sink(Trace("endless", {"steps": _circle(context.steps)}))


def _circle(steps: Sequence[str]) -> list[str]:
    """The circle in which those steps end: `a`, `b`, `a`; of a long one only its end."""
    last = steps[-1:]
    before = next((place for place in range(len(steps) - 2, -1, -1) if list(steps[place : place + 1]) == last), 0)
    return list(steps[before:][-LONGEST_CIRCLE:])


async def come_in(turn: Turn, entry: Mapping[str, Any]) -> str:
    """The node at the door: a way in that is not an answer."""
    return await _go_on(turn, await enter_by(turn, entry))


async def take(turn: Turn, envelope: Mapping[str, Any]) -> str:
    """The node that waits for the caller: what they did leads somewhere."""
    return await _go_on(turn, await hear(turn, envelope))


async def come_to(turn: Turn, name: str) -> str:
    """The node of a step: do it, and what follows as long as nobody notices it: that saves a checkpoint a step."""
    for _ in range(MOST_SILENT):
        turn.context.steps.append(name)
        goto = await turn.enter(name)
        following = turn.plan.steps.get(goto)
        if following is None or not following.silent:
            return _settled(turn, goto)
        name = goto
    raise Endless(f"{name} goes round without the caller saying anything")


async def _go_on(turn: Turn, goto: str) -> str:
    """Go where an answer or a way in leads: steps that nobody notices are done at once."""
    following = turn.plan.steps.get(goto)
    return await come_to(turn, goto) if following is not None and following.silent else _settled(turn, goto)


def _settled(turn: Turn, goto: str) -> str:
    """Where the node goes, for good: a turn that ends with a question says how the caller is listened to."""
    if goto == LISTEN:
        turn.context.ending = expectation(turn)
    return goto
