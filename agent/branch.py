"""One tenant's part of the service, wired: its database, flows, calls, console and doors. What all tenants have in
common comes in.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import asdict, dataclass
from typing import Any

import structlog
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount
from starlette.types import ASGIApp

from agent.access.access import Access, open_access
from agent.access.headers import SecurityHeaders
from agent.allowance import Allowance
from agent.api import Api
from agent.bookkeeping import Bookkeeping
from agent.console.application import console
from agent.console.desk import Desk
from agent.console.digests import Digesting
from agent.console.guard import Guard, trusted
from agent.console.replay_jobs import ReplayJobs
from agent.console.site import Site
from agent.console.workshop import Workshop
from agent.costs.accounts import Accounts, Unclaimed
from agent.costs.api import CostsApi
from agent.costs.bills import Bills
from agent.exchange import Exchange, Services
from agent.limiting import CallLimits
from agent.llm.steady import SteadyModel
from agent.metrics import Asking, Metrics
from agent.office import Office
from agent.recorder import Recorder
from agent.recordings import Recordings
from agent.rehearsing import rehearse
from agent.safety.keeping.opening import Keeping, keeping
from agent.sentences import Sentences, ahead_of_calls
from agent.settings import Settings
from agent.speech import charged
from agent.store.call_digests import CallDigests
from agent.store.calls import Calls
from agent.store.database import THE_FIRST, Database
from agent.store.limits import LimitStore
from agent.store.report_days import ReportDays
from agent.store.usage import Usages
from agent.test_calls import TestCalls, TestTickets
from agent.warmth import Warmth
from telephony.call.speech_stack import SpeechStack
from telephony.steady.chain import VoiceChain
from telephony.twilio.desk import TwilioConfig
from telephony.twilio.routes import local_tickets, twilio_routes
from telephony.twilio.tickets import TicketOffice

log = structlog.get_logger(__name__)

MODEL_S = 5.0
"""How long the first call waits for the language model to be there; after that it goes without for a while."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What the tenants of one process have in common; made once."""

    speech: SpeechStack
    site: Site
    warmth: Warmth
    full: Callable[[], bool]
    """Whether the process has as many calls as it takes."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A tenant's part of the service, ready for calls."""

    exchange: Exchange
    access: Access
    """Who may use the console."""
    office: Office
    metrics: Metrics
    routes: Sequence[BaseRoute]
    """What is answered, to whom the guard lets through."""
    app: ASGIApp


@dataclass(frozen=True, slots=True)
class _Books:
    """What is written down of calls."""

    calls: Calls
    recorder: Recorder
    recordings: Recordings
    usages: Usages
    accounts: Accounts
    limits: CallLimits
    kept: Keeping


@asynccontextmanager
async def open_branch(
    settings: Settings, shared: Shared, office: Office, *, unclaimed: Unclaimed
) -> AsyncIterator[Branch]:
    """Ready for calls; closing ends what goes on. `unclaimed`: what this tenant uses without a call. Raises
    `TrunklineError`, with what to do.
    """
    async with AsyncExitStack() as stack:
        model = office.around.model if isinstance(office.around.model, SteadyModel) else None
        if model is not None:
            shared.warmth.keep(f"llm of {settings.trunkline_tenant}", model.keep_warm)
        recorder = Recorder(Calls(office.database))
        metrics = Metrics(
            _asking(lambda: exchange, recorder, shared.speech if office.database.tenant == THE_FIRST else None)
        )
        books = await _books(settings, office, recorder, metrics, unclaimed)
        access = await stack.enter_async_context(
            open_access(settings, office.database, audit=books.kept.audit, failed=metrics.sign_in_failed)
        )
        tests = TestCalls()
        exchange = _exchange(settings, office, shared, books, metrics, tests)
        await stack.enter_async_context(_at_work(exchange, books, _beside(settings, office, shared.speech, books)))
        workshop = Workshop()
        stack.push_async_callback(workshop.aclose)
        replays = ReplayJobs(office.database, zone=settings.timezone)
        stack.push_async_callback(replays.aclose)
        bills, tickets = Bills(books.usages, unclaimed.pricing), TestTickets(local_tickets(), tests)
        desk = Desk(
            settings,
            office.database,
            office.flows,
            office.around,
            exchange,
            books.calls,
            office.tools,
            accounts=books.accounts,
            bills=bills,
            pricing=unclaimed.pricing,
            tickets=tickets,
            access=access,
            environments=office.environments,
            limits=books.limits,
            kept=books.kept,
            workshop=workshop,
            replays=replays,
        )
        asked = await asyncio.to_thread(_asked, desk, metrics)  # a fifth of a second, which calls would feel
        routes = [*_twilio(settings, exchange, tickets), *asked, *shared.site.routes()]
        app = SecurityHeaders(Guard(Starlette(routes=routes), access=access), public_url=settings.public_url)
        await rehearse(office.around)
        if model is not None:  # its client is large, and imported by a thread that everybody would feel
            with suppress(TimeoutError):
                await asyncio.wait_for(model.warmed.wait(), MODEL_S)
        yield Branch(exchange, access, office, metrics, routes, app)


async def _books(
    settings: Settings, office: Office, recorder: Recorder, metrics: Metrics, unclaimed: Unclaimed
) -> _Books:
    database, usages = office.database, Usages(office.database)
    return _Books(
        Calls(database),
        recorder,
        Recordings(settings.home, database),
        usages,
        Accounts(usages, unclaimed.pricing, unclaimed),
        await _limits(settings, office, unclaimed, metrics),
        keeping(settings, database, office.around.memories),
    )


def _exchange(
    settings: Settings, office: Office, shared: Shared, books: _Books, metrics: Metrics, tests: TestCalls
) -> Exchange:
    services = Services(
        office.flows,
        shared.speech,
        office.around,
        books.calls,
        books.recorder,
        Bookkeeping(books.calls, books.recorder, books.accounts),
        office.opening,
        books.accounts,
        metrics,
        shared.warmth,
        books.recordings,
        books.limits,
        tests,
        shared.full,
    )
    return Exchange(settings, services)


Works = Mapping[str, Coroutine[Any, Any, None]]


def _beside(settings: Settings, office: Office, speech: SpeechStack, books: _Books) -> Works:
    """What goes on beside the calls and is broken off with the service."""
    return {
        "opening times": office.opening.run(),
        "environments": office.environments.run(),
        "keys": office.keys.run(),
        "memories": office.around.memories.run(),
        "sentences": _sentences(office, speech, settings).run(),
        "digests": _digesting(office.database).run(),
        "retention": books.kept.retention.run(),
    }


@asynccontextmanager
async def _at_work(exchange: Exchange, books: _Books, beside: Works) -> AsyncIterator[None]:
    """Everything that runs beside calls. In the end calls are ended, and what is to be written is written."""
    writing = (books.recorder, books.accounts, books.recordings, books.limits, books.kept.audit)
    tasks = [asyncio.create_task(each.run(), name=type(each).__name__.lower()) for each in writing]
    background = [asyncio.create_task(work, name=name) for name, work in beside.items()]
    try:
        yield
    finally:
        await exchange.drain()
        for each in writing:
            each.stop()
        for task in background:
            task.cancel()
        await asyncio.wait([*tasks, *background], timeout=10)


def _asked(desk: Desk, metrics: Metrics) -> Sequence[BaseRoute]:
    """What programs and the console's pages ask."""
    costs = CostsApi(desk.exchange, desk.accounts, desk.bills, desk.pricing)
    api = Api(desk.exchange, desk.calls, desk.database, metrics)
    return [*api.routes(), *costs.routes(), Mount("/api", console(desk))]


async def _limits(settings: Settings, office: Office, unclaimed: Unclaimed, metrics: Metrics) -> CallLimits:
    """Who may call, and what of a language model a call may use."""
    limits = CallLimits(
        settings,
        LimitStore(office.database),
        Allowance(unclaimed.pricing, metrics.budget),
        unclaimed=unclaimed,
        counting=metrics,
        worker=office.around.memories.worker,
    )
    await limits.read()
    if isinstance(office.around.model, SteadyModel):
        office.around.model.budget = limits.allowance.refusal
    return limits


def _twilio(settings: Settings, exchange: Exchange, tickets: TicketOffice) -> Sequence[BaseRoute]:
    token = settings.twilio_auth_token
    config = TwilioConfig(
        auth_token=token.get_secret_value() if token else None,
        account_sid=settings.twilio_account_sid,
        public_url=settings.public_url,
        trusted=trusted,
    )
    return twilio_routes(config, exchange.desk(), tickets=tickets)


def _asking(exchange: Callable[[], Exchange], recorder: Recorder, speech: SpeechStack | None) -> Asking:
    """Numbers that others keep. `speech`: of the process, whose numbers are the first tenant's to see."""

    def prefetched() -> Mapping[str, float]:
        speaker = speech.speaker if speech else None
        return asdict(speaker.prefetched) if isinstance(speaker, VoiceChain) else {}

    return Asking(
        calls=lambda: exchange().live,
        ringing=lambda: exchange().ringing,
        recorder_waiting=lambda: recorder.waiting,
        recorder_lost=lambda: recorder.lost,
        prefetched=prefetched,
    )


def _digesting(database: Database) -> Digesting:
    return Digesting(CallDigests(database), ReportDays(database))


def _sentences(office: Office, speech: SpeechStack, settings: Settings) -> Sentences:
    """Fixed sentences of flows that there are, and of those that are published or given a number from now on."""
    first = ahead_of_calls(office.flows, settings.trunkline_flow, only_reached=charged(settings.trunkline_tts))
    sentences = Sentences(speech, first)
    office.environments.on_new = sentences.want
    return sentences
