"""A call with nobody, before the first caller's: what is imported or made at its first use is imported and made then.

LangGraph, LangChain and Pydantic, and what they use, load parts of themselves when a graph first runs; the numbering
plan of a country is read when a number of it is first seen. On the path of a call that is a quarter of a second.
"""

import asyncio
import time
from collections.abc import Mapping
from typing import Any

import anyio
import phonenumbers
import structlog

from agent.dialogue import Surroundings
from agent.memory.memories import FIRST
from agent.memory.statements import Statements
from agent.memory.turn_saver import TurnSaver
from graphs.acts import Act
from graphs.compiler import CompiledFlow
from graphs.engine import CallFacts, Conversation
from graphs.ports import Outcome
from graphs.understanding.commands import Heard

log = structlog.get_logger(__name__)

LIMIT_S = 20.0
"""Of one flow's rehearsal."""
TURNS = (Heard(text="Hello, it is the 5th of May at ten."), Heard(keys="1"), Heard(silence=True))
"""Words that make every kind of step look for something."""


async def rehearse(around: Surroundings) -> None:
    """Hold a short call with each flow, without its database, its tools and its model. What goes wrong is logged."""
    began = time.perf_counter()
    anyio.get_cancelled_exc_class()  # loads its side of asyncio
    await asyncio.to_thread(phonenumbers.PhoneMetadata.load_all)
    for name in around.flows.names:
        try:
            async with asyncio.timeout(LIMIT_S):
                await _call(around.flows.get(name), around)
        except Exception:  # the edge of a rehearsal: callers may fare better
            log.exception("rehearsal.failed", flow=name)
    log.info("rehearsal.over", flows=len(around.flows.names), seconds=round(time.perf_counter() - began, 2))


async def _call(flow: CompiledFlow, around: Surroundings) -> None:
    conversation = Conversation(
        flow,
        TurnSaver.new(f"rehearsal-{flow.fingerprint}", Statements(_Nowhere()), epoch=FIRST),
        actions=_nothing_done,
        destinations=around.destinations,
        clock=around.clock,
    )
    language = flow.document.languages[0]
    await conversation.begin(CallFacts(id="rehearsal", caller="+919800000000", language=language), _unheard)
    for heard in TURNS:
        if conversation.result is None:
            await conversation.turn(heard, _unheard)


class _Nowhere:
    """A database that takes everything and keeps nothing."""

    async def fetch(self, query: str, *args: Any) -> list[Any]:  # noqa: ARG002 - a Pool
        """There is nothing."""
        return []

    async def fetchrow(self, query: str, *args: Any) -> Any:  # noqa: ARG002 - a Pool
        """There is nothing."""
        return None

    async def fetchval(self, query: str, *args: Any) -> Any:  # noqa: ARG002 - a Pool
        """One row was written."""
        return 1


async def _nothing_done(action: str, arguments: Mapping[str, Any], *, key: str, commits: bool) -> Outcome:  # noqa: ARG001
    return Outcome("error")


def _unheard(act: Act) -> None:
    """Nobody is there."""
