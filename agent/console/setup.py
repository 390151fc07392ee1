"""How this service is set up: who listens, speaks and thinks, whether they work, and what a real phone call lacks."""

import asyncio
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Any, Final, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from agent.console.desk import Desk
from agent.console.refusals import Refusal, refusals
from agent.recordings import wav_header
from agent.settings import Settings
from agent.store.database import THE_FIRST
from agent.trying import Role, Tried, try_providers
from telephony.audio import ulaw
from telephony.errors import SpeechUnavailable
from telephony.twilio.account import look

LONGEST_SAMPLE: Final = 300
SAMPLE_S: Final = 15.0
_MOST_SOUND: Final = 8000 * 60


class Provider(BaseModel):
    """Who does one part of the work."""

    role: Role
    fallback: bool
    """It stands in when the other fails."""
    setting: str
    spec: str
    """As the setting says: provider, or provider:model."""


class Telephone(BaseModel):
    """What Twilio needs; keys are never told."""

    public_url: str | None
    token: bool
    account: bool
    webhook: str
    """What a number's voice webhook has to be set to."""


class Setup(BaseModel):
    """How this service is set up."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "tenant": None,
                    "flow": "scheduling",
                    "languages": ["en", "hi"],
                    "providers": [
                        {"role": "recogniser", "fallback": False, "setting": "TRUNKLINE_ASR", "spec": "embedded"}
                    ],
                    "telephone": {
                        "public_url": None,
                        "token": False,
                        "account": False,
                        "webhook": "https://YOUR-HOST/twilio/voice",
                    },
                    "transfers": ["reception"],
                    "record": "tests",
                    "recordings_days": 30,
                    "timezone": "Asia/Kolkata",
                    "calls_at_once": 40,
                }
            ]
        }
    )

    tenant: str | None
    """Its settings are made with `trunkline tenant set`; null: the first one, whose settings are the environment's."""
    flow: str
    """It answers numbers that lead to no other."""
    languages: list[str]
    providers: list[Provider]
    telephone: Telephone
    transfers: list[str]
    """To whom callers can be put through."""
    record: Literal["none", "tests", "all"]
    recordings_days: int
    timezone: str
    calls_at_once: int


class Standing(BaseModel):
    """How one thing did when it was tried."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "TRUNKLINE_ASR",
                    "spec": "deepgram",
                    "works": False,
                    "fault": "key",
                    "why": "Deepgram refused the key.",
                }
            ]
        }
    )

    name: str
    spec: str
    works: bool
    fault: str
    why: str
    """In one sentence; empty when it works."""


class Sample(BaseModel):
    """What a voice is to say."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"text": "Hello.", "language": "en"}]})

    text: str = Field(min_length=1, max_length=LONGEST_SAMPLE)
    language: str = Field(default="en", pattern=r"^[a-z]{2,3}$")


class PriceLine(BaseModel):
    """What so many units of a provider cost."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "provider": "deepgram",
                    "model": "nova-3",
                    "unit": "seconds",
                    "price": 0.0077,
                    "per": 60,
                    "currency": "USD",
                    "since": "2026-01-01",
                    "confirmed": True,
                    "source": "the vendor's price list",
                }
            ]
        }
    )

    provider: str
    model: str
    unit: str
    price: float
    per: float
    currency: str
    since: str
    confirmed: bool
    """False: nobody has looked it up."""
    source: str


def router(desk: Desk) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/setup", tags=["setup"])
    trying, speaking = asyncio.Lock(), asyncio.Semaphore(2)

    @routes.get("", summary="How this service is set up", response_model=Setup, responses=refusals())
    async def setup() -> Setup:
        """Settings come from the environment or `.env`, another tenant's from `trunkline tenant set`; the console shows
        them, and changes none.
        """
        return _setup(desk)

    @routes.post("/providers", summary="Try every provider", response_model=list[Standing], responses=refusals(409))
    async def providers() -> list[Standing]:
        """Each once, for real: is the key good, is the model known, can they be reached? Costs what that costs."""
        if trying.locked():
            raise Refusal(409, "busy", "The providers are being tried already; wait a moment.")
        async with trying:
            return [_standing(tried) async for tried in try_providers(desk.settings)]

    @routes.post("/telephone", summary="Look whether Twilio leads here", response_model=Standing, responses=refusals())
    async def telephone() -> Standing:
        """Asks Twilio for the account and its numbers, and changes nothing."""
        return await _telephone(desk.settings)

    @routes.post(
        "/voice",
        summary="Hear the voice",
        response_class=Response,
        responses={200: {"content": {"audio/wav": {}}}, **refusals(409, 422, 502)},
    )
    async def voice(sample: Sample) -> Response:
        """A sentence as callers hear it, as a WAV file."""
        if speaking.locked():
            raise Refusal(409, "busy", "The voice is busy with other samples; try again in a moment.")
        async with speaking:
            sound = await _spoken(desk, sample)
        both = bytes(side for byte in sound for side in (byte, byte))
        return Response(wav_header(len(both)) + both, media_type="audio/wav", headers={"Cache-Control": "no-store"})

    @routes.get("/prices", summary="What providers charge", response_model=list[PriceLine], responses=refusals())
    async def prices() -> list[PriceLine]:
        """As costs are reckoned with today: yours first (TRUNKLINE_PRICES), then those that Trunkline brings along."""
        return _prices(desk)

    return routes


def _setup(desk: Desk) -> Setup:
    settings = desk.settings
    base = (settings.public_url or "https://YOUR-HOST").rstrip("/")
    return Setup(
        tenant=_tenant(settings),
        flow=settings.trunkline_flow,
        languages=sorted({code for name in desk.flows.names for code in desk.flows.get(name).document.languages}),
        providers=list(_providers(settings)),
        telephone=Telephone(
            public_url=settings.public_url,
            token=settings.twilio_auth_token is not None,
            account=settings.twilio_account_sid is not None,
            webhook=f"{base}/twilio/voice",
        ),
        transfers=sorted(settings.trunkline_transfers),
        record=settings.trunkline_record,
        recordings_days=settings.keep.days["recordings"],
        timezone=settings.trunkline_timezone,
        calls_at_once=settings.trunkline_max_calls,
    )


def _tenant(settings: Settings) -> str | None:
    return None if settings.trunkline_tenant == THE_FIRST else settings.trunkline_tenant


_SETTINGS: Final[dict[Role, str]] = {
    "recogniser": "TRUNKLINE_ASR",
    "voice": "TRUNKLINE_TTS",
    "model": "TRUNKLINE_LLM",
}


def _providers(settings: Settings) -> list[Provider]:
    found = []
    for role, setting in _SETTINGS.items():
        for fallback in (False, True):
            name = f"{setting}_FALLBACK" if fallback else setting
            spec = getattr(settings, name.lower())
            found.append(Provider(role=role, fallback=fallback, setting=name, spec=spec))
    return found


def _standing(tried: Tried) -> Standing:
    name = f"{_SETTINGS[tried.role]}{'_FALLBACK' if tried.fallback else ''}"
    return Standing(name=name, spec=tried.spec, works=not tried.fault, fault=tried.fault, why=tried.why)


async def _telephone(settings: Settings) -> Standing:
    if not (settings.twilio_account_sid and settings.twilio_auth_token):
        tenant = _tenant(settings)
        how = f" with “trunkline tenant set {tenant} …”, where the service runs" if tenant else ""
        why = f"Set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN{how}, and start the service again."
        return Standing(name="Twilio", spec="", works=False, fault="local", why=why)
    webhook = f"{(settings.public_url or 'https://YOUR-HOST').rstrip('/')}/twilio/voice"
    seen = await look(settings.providers, voice_url=webhook)
    numbers = ", ".join(seen.pointing_here)
    if seen.why:
        return Standing(name="Twilio", spec="", works=False, fault=seen.fault or "broken", why=seen.why)
    if not numbers:
        why = f"No number of the account leads here: set its voice webhook to {webhook}."
        return Standing(name="Twilio", spec="", works=False, fault="local", why=why)
    return Standing(name="Twilio", spec=numbers, works=True, fault="", why="")


async def _spoken(desk: Desk, sample: Sample) -> bytes:
    """The sound of a sentence, µ-law."""
    sound = bytearray()
    speaker: Any = desk.exchange.speech.speaker
    try:
        async with asyncio.timeout(SAMPLE_S), aclosing(speaker.speak(sample.text, language=sample.language)) as pieces:
            async for piece in pieces:
                sound += piece.audio
                if len(sound) > _MOST_SOUND:
                    break
    except SpeechUnavailable as why:
        raise Refusal(502, "no_voice", str(why)) from None
    except TimeoutError:
        raise Refusal(502, "no_voice", f"The voice took longer than {SAMPLE_S:.0f} s.") from None
    return bytes(sound) or ulaw.SILENCE * 800


def _prices(desk: Desk) -> list[PriceLine]:
    table, today = desk.pricing.table, datetime.now(UTC).date()
    seen: dict[tuple[str, str, str], PriceLine] = {}
    for layer in table.layers:
        for key, listed in layer.items():
            now = [price for price in listed if price.since <= today]
            if now and key not in seen:
                price = now[-1]
                seen[key] = PriceLine(
                    provider=price.provider,
                    model=price.model,
                    unit=price.unit,
                    price=float(price.price),
                    per=float(price.per),
                    currency=price.currency,
                    since=price.since.isoformat(),
                    confirmed=price.confirmed,
                    source=price.source,
                )
    return sorted(seen.values(), key=lambda line: (line.provider, line.model, line.unit))
