"""What conversations need, put together: the database, flows, memory, tools, a language model."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import structlog

from agent.dialogue import Surroundings
from agent.environments import Environments
from agent.errors import TrunklineError
from agent.flows import Flows
from agent.llm import open_model
from agent.memory.memories import Memories
from agent.opening import OpeningTimes
from agent.safety.keys.keyring import Keyring
from agent.safety.keys.opening import open_keyring
from agent.safety.vault.stored import Stored
from agent.settings import Settings
from agent.stocking import stock
from agent.store.database import Database, open_database
from agent.store.demonstration import enter_demonstration
from agent.store.numbers import Numbers
from agent.store.releases import Releases
from agent.tools.registry import Toolbox, open_tools
from agent.tools.tool import Context, Tool
from graphs.ports import Clock, Destinations, LanguageModel

log = structlog.get_logger(__name__)


def clock_of(settings: Settings) -> Clock:
    """The wall clock where the business is, naive."""
    zone = settings.timezone
    return lambda: datetime.now(zone).replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class Office:
    """All that conversations need and a phone does not: shared by the service, the terminal and the tests."""

    database: Database
    flows: Flows
    around: Surroundings
    opening: OpeningTimes
    tools: Mapping[str, Tool[Any]]
    """The actions that flows may use."""
    environments: Environments
    """What was published where."""
    keys: Keyring
    """Under which what is kept of conversations is encrypted."""


@asynccontextmanager
async def open_office(
    settings: Settings, *, clock: Clock | None = None, database: Database | None = None
) -> AsyncIterator[Office]:
    """Open the database, bring it to this version, load the flows. `database`: one that is open, and at this version.
    Raises `TrunklineError` with what to do.
    """
    clock = clock or clock_of(settings)
    async with AsyncExitStack() as stack:
        model = await stack.enter_async_context(language_model(settings))
        flows = Flows(settings.trunkline_flows)
        loading = asyncio.ensure_future(flows.load())
        stack.callback(loading.cancel)
        if database is None:
            database = await stack.enter_async_context(open_database(settings))
            await prepare_tables(database, demonstrate=settings.database_url is None)
        keys = await open_keyring(settings, await database.pool())
        memories = Memories(await database.pool(), keys=keys)
        await memories.start()
        stack.push_async_callback(_leave, memories)
        opened = await stack.enter_async_context(open_tools(settings, Stored(await database.pool(), keys)))
        toolbox = Toolbox(Context(database, clock, settings.timezone, settings.redacted), tools=opened.tools)
        around = Surroundings(flows, memories, memories.ledger(toolbox), _destinations(settings), clock, model)
        opening = OpeningTimes(database, clock)
        await opening.read()
        await loading
        await flows.record(memories.versions)
        await stock(database, flows)
        environments = Environments(flows, Releases(database), Numbers(database))
        await environments.read()
        await memories.tidy(now=datetime.now(UTC))
        yield Office(database, flows, around, opening, opened.tools, environments, keys)


@asynccontextmanager
async def language_model(settings: Settings) -> AsyncIterator[LanguageModel | None]:
    """The model that the settings name, warmed in the background; until then, everything goes by rules."""
    model = open_model(settings)
    if model is None:
        yield None
        return
    warming = asyncio.create_task(model.warm(), name="language model")
    try:
        yield model
    finally:
        warming.cancel()
        await asyncio.wait([warming])
        await model.aclose()


async def prepare_tables(database: Database, *, demonstrate: bool) -> None:
    """Bring the tables to this version; tables that are new get the demonstration's data, where that is wanted."""
    fresh = demonstrate and await database.current() is None
    await database.migrate()
    if fresh:
        await enter_demonstration(database, now=datetime.now(UTC))


async def _leave(memories: Memories) -> None:
    try:
        await memories.stop()
    except TrunklineError as why:
        # Its heartbeat has stopped too, which says the same a little later.
        log.warning("memory.left_unsaid", why=str(why))


def _destinations(settings: Settings) -> Destinations:
    numbers = dict(settings.trunkline_transfers)

    def number(name: str) -> str | None:
        return numbers.get(name)

    return number
