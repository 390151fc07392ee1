"""`trunkline doctor` tries what is configured for real, and says in one sentence what is wrong."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio

from agent.cli.doctor import examine_account
from agent.fakes import Fakes, Fault, open_fakes, scripted
from agent.fakes.stand_in import StandIn
from agent.settings import Settings
from agent.trying import Tried, try_providers

KEY = "a-key-that-nobody-may-see"
ASR = ["deepgram", "deepgram:flux-general-en", "openai", "whisper"]
TTS = ["elevenlabs", "elevenlabs-http", "cartesia", "polly", "openai"]
LLM = ["openai:gpt-4o-mini", "anthropic:claude-haiku-4-5"]
STAND_INS = {"whisper": "openai", "elevenlabs-http": "elevenlabs"}


@pytest_asyncio.fixture
async def fakes() -> AsyncIterator[Fakes]:
    """All vendors."""
    async with open_fakes(talents=scripted(), key=KEY) as fakes:
        yield fakes


async def tried(fakes: Fakes, tmp_path: Path, **named: str) -> list[Tried]:
    """What is found with these settings; what is not named is a double, or nobody."""
    quiet = {"trunkline_asr": "scripted", "trunkline_tts": "scripted", "trunkline_llm": "none"}
    nobody = {f"trunkline_{role}_fallback": "none" for role in ("asr", "tts", "llm")}
    vendors = {name.lower(): value for name, value in fakes.settings.items()}
    settings = Settings(_env_file=None, **{**quiet, **nobody, **vendors, "trunkline_home": tmp_path, **named})
    return [each async for each in try_providers(settings)]


@pytest.mark.parametrize(
    ("setting", "spec"),
    [*(("asr", spec) for spec in ASR), *(("tts", spec) for spec in TTS), *(("llm", spec) for spec in LLM)],
)
async def test_each_provider_is_tried_for_real(fakes: Fakes, tmp_path: Path, setting: str, spec: str) -> None:
    """It works; and its vendor was asked, as the vendor wants to be asked."""
    found = {each.spec: each for each in await tried(fakes, tmp_path, **{f"trunkline_{setting}": spec})}
    assert found[spec].fault == ""
    name = STAND_INS.get(spec.partition(":")[0], spec.partition(":")[0])
    assert fakes[name].requests
    assert list(fakes[name].refused) == []


@pytest.mark.parametrize(("status", "fault"), [(401, "key"), (402, "quota"), (429, "busy"), (500, "broken")])
@pytest.mark.parametrize("spec", TTS)
async def test_a_refusal_has_its_name(fakes: Fakes, tmp_path: Path, spec: str, status: int, fault: str) -> None:
    """Key, account, too much at once, or the vendor's own trouble; the sentence names the vendor, and never the key."""
    name = STAND_INS.get(spec, spec)
    fakes[name].troubles.add(Fault("refuse", status=status, times=0))
    found = next(each for each in await tried(fakes, tmp_path, trunkline_tts=spec) if each.spec == spec)
    assert found.fault == fault
    assert found.why.endswith(").")
    assert KEY not in found.why


async def test_the_one_that_stands_in_is_tried_too(fakes: Fakes, tmp_path: Path) -> None:
    """And told apart; the same provider twice is tried once."""
    found = await tried(fakes, tmp_path, trunkline_tts="cartesia", trunkline_tts_fallback="polly")
    assert [(each.spec, each.fallback) for each in found if each.role == "voice"] == [
        ("cartesia", False),
        ("polly", True),
    ]
    found = await tried(fakes, tmp_path, trunkline_tts="cartesia", trunkline_tts_fallback="cartesia")
    assert [each.spec for each in found if each.role == "voice"] == ["cartesia"]


async def test_only_what_stands_in_and_the_model_may_be_nobody(fakes: Fakes, tmp_path: Path) -> None:
    """A service without a voice does not start, so doctor says so."""
    found = await tried(fakes, tmp_path, trunkline_tts="none")
    assert [(each.role, each.fault) for each in found] == [("recogniser", ""), ("voice", "local")]


async def test_a_missing_key_names_its_setting(tmp_path: Path) -> None:
    """Nobody is asked without one."""
    async with open_fakes([]) as nobody:
        found = await tried(nobody, tmp_path, trunkline_asr="deepgram", trunkline_llm="openai:gpt-4o-mini")
    assert [(each.role, each.fault != "") for each in found] == [
        ("recogniser", True),
        ("voice", False),
        ("model", True),
    ]
    assert "DEEPGRAM_API_KEY" in found[0].why
    assert "OPENAI_API_KEY" in found[2].why


def twilio(fakes: Fakes, tmp_path: Path, **named: str) -> Settings:
    """A service whose account is at Twilio's stand-in."""
    vendors = {name.lower(): value for name, value in fakes.settings.items()}
    return Settings(_env_file=None, **{**vendors, "trunkline_home": tmp_path, **named})


async def test_the_account_and_its_numbers_are_looked_at(fakes: Fakes, tmp_path: Path) -> None:
    """A number that does not lead here is told, with the address that it should have."""
    found = await examine_account(twilio(fakes, tmp_path, public_url="https://voice.example.com"))
    assert found.standing == "missing"
    assert "https://voice.example.com/twilio/voice" in found.sentence


async def test_a_wrong_token_is_told(fakes: Fakes, tmp_path: Path) -> None:
    """In one sentence that does not show it."""
    settings = twilio(fakes, tmp_path, public_url="https://voice.example.com", twilio_auth_token="not-the-token")
    found = await examine_account(settings)
    assert found.standing == "broken"
    assert "TWILIO_AUTH_TOKEN" in found.sentence
    assert "not-the-token" not in found.sentence


NOWHERE = {"deepgram": "DEEPGRAM_URL", "elevenlabs": "ELEVENLABS_URL", "elevenlabs-http": "ELEVENLABS_URL"}
NOWHERE |= {"cartesia": "CARTESIA_URL", "polly": "AWS_ENDPOINT_URL_POLLY", "openai": "OPENAI_BASE_URL"}
NOWHERE |= {"whisper": "OPENAI_BASE_URL", "anthropic": "ANTHROPIC_BASE_URL"}


@pytest.mark.parametrize(
    ("setting", "spec"),
    [*(("asr", spec) for spec in ASR), *(("tts", spec) for spec in TTS), *(("llm", spec) for spec in LLM)],
)
async def test_an_address_where_nobody_is_names_its_setting(
    fakes: Fakes, tmp_path: Path, setting: str, spec: str
) -> None:
    """And says plainly that nobody listens there, whichever client was used."""
    url = NOWHERE[spec.partition(":")[0]]
    wrong = {f"trunkline_{setting}": spec, url.lower(): "http://127.0.0.1:9"}
    found = next(each for each in await tried(fakes, tmp_path, **wrong) if each.spec == spec)
    assert found.fault == "network"
    assert "(nobody listens at that port)" in found.why
    assert url in found.why


def open_at(fake: StandIn) -> bool:
    """Whether it has been asked something that it has not answered yet."""
    return fake.live > 0


async def test_all_are_asked_at_the_same_time(fakes: Fakes, tmp_path: Path) -> None:
    """Nobody waits for another who does not answer: while all three are silent, all three have been asked."""
    names = ("deepgram", "elevenlabs", "anthropic")
    for name in names:
        fakes[name].troubles.add(Fault("stall", times=0))
    asked = asyncio.create_task(
        tried(
            fakes,
            tmp_path,
            trunkline_asr="deepgram",
            trunkline_tts="elevenlabs",
            trunkline_llm="anthropic:claude-haiku-4-5",
        )
    )
    for name in names:
        await fakes[name].until(partial(open_at, fakes[name]))
    assert all(open_at(fakes[name]) for name in names)
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
