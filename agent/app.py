"""The composition root: the only place that wires. Settings in, an ASGI application out."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, cast

import structlog
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount

from agent.api import Api
from agent.bookkeeping import Bookkeeping
from agent.console.application import console
from agent.console.desk import Desk
from agent.console.digests import Digesting
from agent.console.site import open_site
from agent.console.workshop import Workshop
from agent.costs.accounts import Accounts, Unclaimed
from agent.costs.api import CostsApi
from agent.costs.bills import Bills
from agent.costs.pricing import Pricing
from agent.dialogue import Surroundings
from agent.environments import Environments
from agent.errors import TrunklineError
from agent.exchange import Exchange, Services
from agent.flows import Flows
from agent.llm import open_model
from agent.llm.steady import SteadyModel
from agent.memory.memories import Memories
from agent.metrics import Asking, Metrics
from agent.opening import OpeningTimes
from agent.pauses import settle, watch_loop, watching_collections
from agent.recorder import Recorder
from agent.recordings import Recordings
from agent.rehearsing import rehearse
from agent.sentences import Sentences
from agent.settings import Settings
from agent.speech import open_speech
from agent.stocking import stock
from agent.store.call_digests import CallDigests
from agent.store.calls import Calls
from agent.store.database import Database, open_database
from agent.store.demonstration import enter_demonstration
from agent.store.numbers import Numbers
from agent.store.releases import Releases
from agent.store.report_days import ReportDays
from agent.store.usage import Usages
from agent.tools.registry import Toolbox, open_tools
from agent.tools.tool import Context, Tool
from agent.warmth import Warmth
from graphs.ports import Clock, Destinations, LanguageModel
from telephony.call.speech_stack import SpeechStack
from telephony.steady.chain import VoiceChain
from telephony.twilio.desk import TwilioConfig
from telephony.twilio.routes import local_tickets, twilio_routes
from telephony.twilio.tickets import TicketOffice
from telephony.usage import collecting

log = structlog.get_logger(__name__)

MODEL_S = 5.0
"""How long the first call waits for the language model to be there; after that it goes without for a while."""


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


@asynccontextmanager
async def open_office(settings: Settings, *, clock: Clock | None = None) -> AsyncIterator[Office]:
    """Open the database, bring it to this version, load the flows. Raises `TrunklineError` with what to do."""
    clock = clock or clock_of(settings)
    async with AsyncExitStack() as stack:
        model = await stack.enter_async_context(language_model(settings))
        flows = Flows(settings.trunkline_flows)
        loading = asyncio.ensure_future(flows.load())
        stack.callback(loading.cancel)
        database = await stack.enter_async_context(open_database(settings))
        await prepare_tables(database, demonstrate=settings.database_url is None)
        memories = Memories(await database.pool())
        await memories.start()
        stack.push_async_callback(_leave, memories)
        opened = await stack.enter_async_context(open_tools(settings))
        toolbox = Toolbox(Context(database, clock, settings.timezone), tools=opened.tools)
        around = Surroundings(flows, memories, memories.ledger(toolbox), _destinations(settings), clock, model)
        opening = OpeningTimes(database, clock)
        await opening.read()
        await loading
        await flows.record(memories.versions)
        await stock(database, flows)
        environments = Environments(flows, Releases(database), Numbers(database))
        await environments.read()
        await memories.profiles.tidy(now=datetime.now(UTC))
        yield Office(database, flows, around, opening, opened.tools, environments)


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


@dataclass(frozen=True, slots=True)
class Service:
    """A service that can be served."""

    app: Starlette
    exchange: Exchange


@asynccontextmanager
async def open_service(settings: Settings, *, clock: Clock | None = None) -> AsyncIterator[Service]:
    """The service, ready for calls; closing ends what goes on. Raises `TrunklineError`, `SpeechUnavailable`, each with
    what to do.
    """
    pricing = await asyncio.to_thread(Pricing.of, settings)
    unclaimed = Unclaimed(pricing)
    site = await open_site(settings.trunkline_console)
    warmth = Warmth(wanted=lambda: bool(exchange.live or exchange.ringing))
    async with AsyncExitStack() as stack:
        stack.enter_context(collecting(unclaimed.add))
        office, speech = await _together(
            stack.enter_async_context(open_office(settings, clock=clock)),
            stack.enter_async_context(open_speech(settings, warmth=warmth)),
        )
        stack.push_async_callback(warmth.aclose)
        model = office.around.model if isinstance(office.around.model, SteadyModel) else None
        if model is not None:
            warmth.keep("llm", model.keep_warm)
        calls = Calls(office.database)
        recorder = Recorder(calls)
        recordings = Recordings(settings.trunkline_home, office.database, days=settings.trunkline_recordings_days)
        usages = Usages(office.database)
        accounts = Accounts(usages, pricing, unclaimed)
        bookkeeping = Bookkeeping(calls, recorder, accounts)
        metrics = Metrics(_asking(lambda: exchange, recorder, speech))
        exchange = Exchange(
            settings,
            Services(
                office.flows,
                speech,
                office.around,
                calls,
                recorder,
                bookkeeping,
                office.opening,
                accounts,
                metrics,
                warmth,
                recordings,
            ),
        )
        recording = asyncio.create_task(recorder.run(), name="recorder")
        accounting = asyncio.create_task(accounts.run(), name="accounts")
        taping = asyncio.create_task(recordings.run(), name="recordings")
        background = [
            asyncio.create_task(office.opening.run(), name="opening times"),
            asyncio.create_task(office.environments.run(), name="environments"),
            asyncio.create_task(_sentences(office, speech, settings).run(), name="sentences"),
            asyncio.create_task(watch_loop(lambda late: metrics.lag.see(seconds=late)), name="loop"),
            asyncio.create_task(_digesting(office.database).run(), name="digests"),
        ]
        stack.enter_context(watching_collections(lambda kind, took: metrics.pauses.see(kind, seconds=took)))
        try:
            workshop = Workshop()
            stack.push_async_callback(workshop.aclose)
            bills = Bills(usages, pricing)
            costs = CostsApi(exchange, accounts, bills, pricing)
            api = Api(exchange, calls, office.database, metrics)
            tickets = local_tickets()
            desk = Desk(
                settings,
                office.database,
                office.flows,
                office.around,
                exchange,
                calls,
                office.tools,
                accounts=accounts,
                bills=bills,
                pricing=pricing,
                tickets=tickets,
                environments=office.environments,
                workshop=workshop,
            )
            asked = [*api.routes(), *costs.routes(), Mount("/api", console(desk))]
            app = Starlette(routes=[*_twilio(settings, exchange, tickets), *asked, *site.routes()])
            await rehearse(office.around)
            if model is not None:  # its client is large, and imported by a thread that everybody would feel
                with suppress(TimeoutError):
                    await asyncio.wait_for(model.warmed.wait(), MODEL_S)
            log.info("service.settled", objects=settle())
            yield Service(app, exchange)
        finally:
            await exchange.drain()
            recorder.stop()
            accounts.stop()
            recordings.stop()
            for task in background:
                task.cancel()
            await asyncio.wait([recording, accounting, taping, *background], timeout=10)


async def _together(office: Awaitable[Office], speech: Awaitable[SpeechStack]) -> tuple[Office, SpeechStack]:
    """Open both at once; when one cannot be opened, wait for the other, so that it is closed in order."""
    opened = await asyncio.gather(office, speech, return_exceptions=True)
    for each in opened:
        if isinstance(each, BaseException):
            raise each
    return cast("tuple[Office, SpeechStack]", tuple(opened))


def _twilio(settings: Settings, exchange: Exchange, tickets: TicketOffice) -> Sequence[BaseRoute]:
    token = settings.twilio_auth_token
    config = TwilioConfig(auth_token=token.get_secret_value() if token else None, public_url=settings.public_url)
    return twilio_routes(config, exchange.desk(), tickets=tickets)


def _asking(exchange: Callable[[], Exchange], recorder: Recorder, speech: SpeechStack) -> Asking:
    """Numbers that others keep."""

    def prefetched() -> Mapping[str, float]:
        speaker = speech.speaker
        return asdict(speaker.prefetched) if isinstance(speaker, VoiceChain) else {}

    return Asking(
        calls=lambda: exchange().live,
        ringing=lambda: exchange().ringing,
        recorder_waiting=lambda: recorder.waiting,
        recorder_lost=lambda: recorder.lost,
        prefetched=prefetched,
    )


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


def _digesting(database: Database) -> Digesting:
    return Digesting(CallDigests(database), ReportDays(database))


def _sentences(office: Office, speech: SpeechStack, settings: Settings) -> Sentences:
    """Fixed sentences of all flows, and of those that are published from now on; those of the flow that answers by
    itself are wanted first.
    """
    flows = office.flows
    names = sorted(flows.names, key=lambda name: name != settings.trunkline_flow)
    sentences = Sentences(speech, [sentence for name in names for sentence in flows.get(name).fixed_sentences()])
    office.environments.on_new = sentences.want
    return sentences
