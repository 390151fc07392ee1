"""`trunkline doctor`: in sentences, what is missing for a real phone call."""

import argparse
import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Literal

from agent.costs.pricing import Pricing
from agent.errors import TrunklineError
from agent.flows import Flows
from agent.logs import set_up_logs
from agent.safety.keys.opening import look_at_keys
from agent.safety.vault.opening import open_stored
from agent.safety.vault.stored import Stored
from agent.settings import Settings, load_settings
from agent.store.database import Database, open_database
from agent.tools.registry import open_tools
from agent.tools.signatures import signature_problems
from agent.trying import Role, try_providers
from graphs.problems import FlowError
from telephony.twilio.account import look

Standing = Literal["ok", "missing", "broken"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    standing: Standing
    sentence: str


def options(command: argparse.ArgumentParser) -> None:
    """The verb's options."""
    command.set_defaults(run=run)


def run(_: argparse.Namespace) -> int:
    """Look. Returns 0 when a call can be taken from this machine, 1 when something is broken."""
    set_up_logs("critical")
    return asyncio.run(_run())


async def _run() -> int:
    settings = load_settings()
    findings = []
    async for finding in examine(settings):
        findings.append(finding)
        print(f"{_SIGNS[finding.standing]} {finding.sentence}", flush=True)
    broken = sum(each.standing == "broken" for each in findings)
    missing = sum(each.standing == "missing" for each in findings)
    print()
    if broken:
        print(f"{broken} thing{'s' * (broken > 1)} must be mended before a call can be taken.")
    elif missing:
        are = "things are" if missing > 1 else "thing is"
        print(f"Calls from this machine work. For a real phone call, {missing} {are} missing.")
    else:
        print("A real phone call can come in.")
    return 1 if broken else 0


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Everything that a phone call needs, in the order in which it is needed."""
    yield Finding("ok", f"Python {sys.version.split()[0]}, process of user {os.geteuid()}.")
    yield await _flows(settings)
    async for finding in examine_tools(settings):
        yield finding
    yield examine_prices(settings)
    async for finding in _database(settings):
        yield finding
    async for finding in _providers(settings):
        yield finding
    for finding in (
        _public_url(settings),
        _auth_token(settings),
        await examine_account(settings),
        _transfers(settings),
    ):
        yield finding


async def _flows(settings: Settings) -> Finding:
    flows = Flows(settings.trunkline_flows)
    try:
        await flows.load()
        flows.get(settings.trunkline_flow)
    except (TrunklineError, FlowError) as why:
        return Finding("broken", f"TRUNKLINE_FLOW={settings.trunkline_flow}: {why}")
    return Finding("ok", f"The flow “{settings.trunkline_flow}” answers calls (of {', '.join(flows.names)}).")


async def examine_tools(settings: Settings) -> AsyncIterator[Finding]:
    """Whether the tools can be opened, and are what the flows declare."""
    flows = Flows(settings.trunkline_flows)
    try:
        await flows.load()
    except (TrunklineError, FlowError):
        return  # told already
    try:
        async with _secrets(settings) as stored, open_tools(settings, stored) as opened:
            for problem in opened.problems:
                yield Finding("missing", problem)
            wrong = [
                f"The flow “{name}”: {problem}"
                for name in flows.names
                for problem in signature_problems(flows.get(name).document, opened.tools)
                if problem.level == "error"
            ]
            for sentence in wrong:
                yield Finding("broken", sentence)
            if not wrong:
                declared = f", those of {settings.trunkline_tools} among them" if settings.trunkline_tools else ""
                yield Finding("ok", f"Every action of the flows has its tool ({len(opened.tools)} tools{declared}).")
    except TrunklineError as why:
        yield Finding("broken", str(why))


@asynccontextmanager
async def _secrets(settings: Settings) -> AsyncIterator[Stored | None]:
    """The secrets of the database, where the tools name any."""
    from agent.tools.outside.loading import named_in  # noqa: PLC0415 -- httpx, only where it is used

    path = settings.trunkline_tools
    if path is None or all(each.kind != "secret" for each in await asyncio.to_thread(named_in, path)):
        yield None
        return
    async with open_stored(settings) as stored:
        yield stored


def examine_prices(settings: Settings) -> Finding:
    """Whether costs can be told."""
    try:
        pricing = Pricing.of(settings)
    except TrunklineError as why:
        return Finding("broken", str(why))
    currency = pricing.chosen or "the caller's currency"
    yours = f", those of {settings.trunkline_prices} first" if settings.trunkline_prices else ""
    return Finding("ok", f"Costs are told in {currency}, by dated prices{yours}.")


async def _database(settings: Settings) -> AsyncIterator[Finding]:
    try:
        async with open_database(settings) as database:
            revision = await database.current()
            where = database.address.shown if settings.database_url else f"embedded, in {settings.trunkline_home}"
            tables = f"revision {revision}" if revision else "no tables yet, they are made at the first start"
            yield Finding("ok", f"PostgreSQL answers ({where}; {tables}).")
            yield await examine_keys(settings, database)
    except TrunklineError as why:
        yield Finding("broken", str(why))


async def examine_keys(settings: Settings, database: Database) -> Finding:
    """Whether what is kept of conversations can be read and encrypted."""
    try:
        seen = await look_at_keys(settings, await database.pool())
    except TrunklineError as why:
        return Finding("broken", str(why))
    return Finding("missing" if seen.advice else "ok", f"{seen.sentence} {seen.advice}".strip())


async def _providers(settings: Settings) -> AsyncIterator[Finding]:
    async for tried in try_providers(settings):
        setting = f"TRUNKLINE_{_ROLES[tried.role]}{'_FALLBACK' if tried.fallback else ''}={tried.spec}"
        if tried.fault:
            # Without the one that stands in for another, calls work until that other fails.
            standing: Standing = "missing" if tried.fallback else "broken"
            yield Finding(standing, f"{setting}: {tried.why} [{tried.fault}]")
        else:
            limit = " It knows English only." if tried.spec == "embedded" else ""
            stands_in = " It stands in when the other fails." if tried.fallback else ""
            yield Finding("ok", f"The {tried.role} works ({setting}).{limit}{stands_in}")


def _public_url(settings: Settings) -> Finding:
    url = settings.public_url
    if not url:
        return Finding(
            "missing",
            "PUBLIC_URL is not set. Twilio must reach this service over HTTPS: set it to the address of your proxy or "
            "tunnel, such as https://voice.example.com.",
        )
    if not url.startswith("https://"):
        return Finding(
            "missing", f"PUBLIC_URL is {url}. Twilio streams only to wss://, so it must begin with https://."
        )
    return Finding("ok", f"Twilio reaches this service at {url}.")


def _auth_token(settings: Settings) -> Finding:
    if settings.twilio_auth_token:
        return Finding("ok", "TWILIO_AUTH_TOKEN is set: requests without Twilio's signature are refused.")
    return Finding(
        "missing",
        "TWILIO_AUTH_TOKEN is not set, so only callers on this machine are let in. Copy it from the Twilio console.",
    )


async def examine_account(settings: Settings) -> Finding:
    """Whether calls to one of the account's numbers come here; without the account, what is to be set there."""
    base = (settings.public_url or "https://YOUR-HOST").rstrip("/")
    webhook = f"{base}/twilio/voice"
    if not (settings.twilio_account_sid and settings.twilio_auth_token):
        asked = " With TWILIO_ACCOUNT_SID doctor looks whether it is." if settings.twilio_auth_token else ""
        standing: Standing = "ok" if settings.public_url and settings.twilio_auth_token else "missing"
        return Finding(standing, f"Set your Twilio number's voice webhook to POST {webhook}, if it is not yet.{asked}")
    seen = await look(settings.providers, voice_url=webhook)
    if seen.why:
        return Finding("broken" if seen.fault == "key" else "missing", f"{seen.why} [{seen.fault}]")
    if not seen.active:
        return Finding(
            "broken", f"The Twilio account is {seen.status}: no call can come in. Look at it in the console."
        )
    if seen.pointing_here:
        return Finding("ok", f"Calls to {', '.join(seen.pointing_here)} come here.")
    numbers = ", ".join(seen.pointing_elsewhere) or "none yet"
    return Finding(
        "missing", f"No number of the Twilio account ({numbers}) leads here: set its voice webhook to {webhook}."
    )


def _transfers(settings: Settings) -> Finding:
    if settings.trunkline_transfers:
        return Finding("ok", f"Callers can be put through to: {', '.join(settings.trunkline_transfers)}.")
    return Finding(
        "missing",
        "TRUNKLINE_TRANSFERS is not set, so nobody can be put through to a person; a message is taken instead. "
        """Example: {"reception": "+912071110000", "on_call_dentist": "+912071110001"}""",
    )


_SIGNS: dict[Standing, str] = {"ok": "✓", "missing": "○", "broken": "✗"}

_ROLES: dict[Role, str] = {"recogniser": "ASR", "voice": "TTS", "model": "LLM"}
