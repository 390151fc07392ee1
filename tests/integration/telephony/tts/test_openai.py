"""OpenAI's speech over a real socket, against a stand-in of OpenAI."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager

import numpy as np
import pytest
from aiohttp import web
from structlog.testing import capture_logs

from agent.fakes import Fakes, Fault, open_fakes
from agent.fakes.openai import OpenAIFake
from telephony.audio import ulaw
from telephony.audio.providers import Means
from telephony.audio.workers import SpeechPool
from telephony.errors import Fault as Why
from telephony.errors import SpeechUnavailable
from telephony.openai_access import SpeechAccess
from telephony.tts import openai as tts
from telephony.tts.openai import OpenAIVoice
from telephony.tts.port import Voice
from telephony.tts.registry import load
from telephony.tts.scripted import ScriptedVoice
from telephony.tts.voices import VoiceIds
from telephony.usage import Usage, charging
from tests.support.openai_speech import KEY, everything, openai

TEXT = "Good morning, Asha. How may I help you?"
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@pytest.fixture
async def fakes() -> AsyncIterator[Fakes]:
    """OpenAI stood in for."""
    async with open_fakes(["openai"], key=KEY) as fakes:
        yield fakes


@pytest.fixture
async def pool() -> AsyncIterator[SpeechPool]:
    """The speech pool."""
    pool = SpeechPool(threads=1)
    yield pool
    await pool.aclose()


@pytest.fixture
def fake(fakes: Fakes) -> OpenAIFake:
    """The stand-in."""
    return openai(fakes)


@pytest.fixture
async def voice(fakes: Fakes, pool: SpeechPool) -> AsyncIterator[Voice]:
    """As the settings make it."""
    voice = load("openai", Means(pool, fakes.settings))
    yield voice
    await voice.aclose()


@pytest.fixture
async def hasty(fake: OpenAIFake) -> AsyncIterator[OpenAIVoice]:
    """It gives up after a second."""
    voice = made(f"{fake.url}/v1", piece_s=1.0)
    yield voice
    await voice.aclose()


def made(url: str, *, model: str = "gpt-4o-mini-tts", piece_s: float = 5, key: str = KEY) -> OpenAIVoice:
    """A voice at this address."""
    access = SpeechAccess(url, key, "OPENAI_API_KEY")
    return OpenAIVoice(access, model=model, voices=VoiceIds("alloy", {}), piece_s=piece_s)


async def sound(voice: Voice, text: str = TEXT, language: str = "en") -> bytes:
    """All sound of a text."""
    return b"".join([piece.audio async for piece in voice.speak(text, language=language)])


@asynccontextmanager
async def another(answer: Answer, port: int) -> AsyncIterator[OpenAIVoice]:
    """A voice whose server answers like this."""
    app = web.Application()
    app.router.add_post("/v1/audio/speech", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    voice = made(f"http://127.0.0.1:{port}/v1", piece_s=1)
    yield voice
    await voice.aclose()
    await runner.cleanup()


async def test_what_was_spoken_is_heard(voice: Voice, fake: OpenAIFake) -> None:
    """As long as it was, at the same pitch, in pieces of whole frames."""
    await voice.warm()
    expected = b"".join([piece.audio async for piece in ScriptedVoice(letter_ms=20).speak(TEXT, language="en")])
    pieces = [piece async for piece in voice.speak(TEXT, language="en")]
    audio = b"".join(piece.audio for piece in pieces)
    assert len(audio) == -(-len(expected) // 160) * 160
    assert all(piece.audio and len(piece.audio) % 160 == 0 and not piece.words for piece in pieces)
    pitch = [int(np.abs(np.fft.rfft(ulaw.to_samples(each))).argmax() / len(each) * 8000) for each in (audio, expected)]
    assert abs(pitch[0] - pitch[1]) <= 2
    assert list(fake.refused) == []


async def test_the_first_piece_comes_before_the_last_is_made(fake: OpenAIFake) -> None:
    """A sentence is heard while it is still being spoken."""
    fake.troubles.add(Fault("stall", after=3))
    voice = made(f"{fake.url}/v1")
    async with aclosing(voice.speak(TEXT, language="en")) as pieces:
        assert (await anext(pieces)).audio
    await fake.until(lambda: fake.live == 0)
    await voice.aclose()


async def test_it_is_asked_as_the_settings_say(fakes: Fakes, fake: OpenAIFake, pool: SpeechPool) -> None:
    """A model that can be told how to speak is told so; each language has its voice."""
    settings = {**fakes.settings, "OPENAI_VOICE": "en=nova,hi=coral"}
    for spec in ("openai", "openai:tts-1"):
        voice = load(spec, Means(pool, settings))
        await sound(voice, "Namaste.", "hi-IN")
        await voice.aclose()
        assert voice.name.startswith(f"openai:{'gpt-4o-mini-tts' if spec == 'openai' else 'tts-1'}:en=nova,hi=coral")
    told, plain = (seen.body for seen in fake.requests)
    assert told == {
        "model": "gpt-4o-mini-tts",
        "voice": "coral",
        "input": "Namaste.",
        "response_format": "pcm",
        "instructions": tts.instructions("hi"),
    }
    assert plain == {"model": "tts-1", "voice": "coral", "input": "Namaste.", "response_format": "pcm"}
    assert list(fake.refused) == []


async def test_nothing_to_say_is_not_asked_for(voice: Voice, fake: OpenAIFake) -> None:
    """Nor paid for."""
    for text in ("", " \n ", "…"):
        assert await sound(voice, text) == b""
    assert len(fake.requests) == 0


async def test_a_long_text_is_spoken_in_several_requests(fake: OpenAIFake) -> None:
    """None longer than is allowed, and no word is lost."""
    text = " ".join(f"Sentence number {n} of many." for n in range(200))
    voice = made(f"{fake.url}/v1")
    fake.talents = type(fake.talents)(fake.talents.recogniser, ScriptedVoice(letter_ms=1))
    used: list[Usage] = []
    with charging(used.append):
        assert await sound(voice, text)
    asked = [seen.body["input"] for seen in fake.requests]
    assert len(asked) == 2
    assert " ".join(asked) == text
    assert sum(each.amount for each in used if each.provider == "openai") == sum(map(len, asked))
    await voice.aclose()
    assert list(fake.refused) == []


async def test_closing_it_is_the_interruption(voice: Voice, fake: OpenAIFake) -> None:
    """The request ends with it, and the next text is spoken as ever."""
    fake.troubles.add(Fault("stall", after=4))
    pieces = voice.speak(TEXT, language="en")
    await anext(pieces)
    await pieces.aclose()
    await fake.until(lambda: fake.live == 0)
    assert await sound(voice, "Yes.")


FAULTS: list[tuple[Fault, Why]] = [
    (Fault("refuse", status=400), "request"),
    (Fault("refuse", status=401), "key"),
    (Fault("refuse", status=402), "quota"),
    (Fault("refuse", status=404), "model"),
    (Fault("refuse", status=429), "busy"),
    (Fault("refuse", status=500), "broken"),
    (Fault("stall"), "timeout"),
    (Fault("cut"), "broken"),
    (Fault("close"), "broken"),
    (Fault("stall", after=1), "timeout"),
    (Fault("cut", after=1), "broken"),
    (Fault("stall", after=5), "timeout"),
    (Fault("cut", after=5), "broken"),
]


@pytest.mark.parametrize(("fault", "why"), FAULTS)
async def test_what_goes_wrong_is_told_by_name(fake: OpenAIFake, hasty: OpenAIVoice, fault: Fault, why: Why) -> None:
    """To the one who listens, and to the one who warms up; and the key is nowhere in it."""
    fake.troubles.add(fault)
    with capture_logs() as logs, pytest.raises(SpeechUnavailable) as refused:
        await sound(hasty)
    assert refused.value.fault == why, str(refused.value)
    assert KEY not in everything(refused.value) + str(logs)
    await fake.until(lambda: fake.live == 0)
    assert await sound(hasty)


async def test_a_drip_is_heard_whole(fake: OpenAIFake, voice: Voice) -> None:
    """In crumbs that are no whole samples."""
    whole = await sound(voice, "Yes.")
    fake.troubles.add(Fault("drip"))
    assert len(await sound(voice, "Yes.")) == len(whole)


async def test_a_wrong_key_or_voice_or_model_is_told_at_the_start(fake: OpenAIFake) -> None:
    """In one sentence that says what to look at."""
    url = f"{fake.url}/v1"
    wrong_voice = OpenAIVoice(SpeechAccess(url, KEY, "K"), model="tts-1", voices=VoiceIds("nobody", {}))
    attempts: list[tuple[OpenAIVoice, Why, str]] = [
        (made(url, key="sk-wrong"), "key", "refuses the key; check OPENAI_API_KEY"),
        (made(url, model="tts-9"), "model", "does not know the model or the voice"),
        (wrong_voice, "model", "does not know the model or the voice"),
    ]
    for voice, fault, says in attempts:
        with pytest.raises(SpeechUnavailable, match=says) as refused:
            await voice.warm()
        assert refused.value.fault == fault
        assert "sk-wrong" not in everything(refused.value)
        await voice.aclose()


@pytest.mark.parametrize("kind", ["application/json", "text/html", "audio/mpeg", "audio/wav"])
async def test_what_is_no_bare_sound_is_not_played(kind: str, unused_tcp_port: int) -> None:
    """A server that does not know the format would be noise in the caller's ear."""

    async def answer(_: web.Request) -> web.Response:
        return web.Response(body=b"\x10\x20" * 4800, content_type=kind)

    async with another(answer, unused_tcp_port) as voice:
        with pytest.raises(SpeechUnavailable, match="of another kind") as refused:
            await sound(voice)
    assert refused.value.fault == "broken"


@pytest.mark.parametrize("size", [0, 4801])
async def test_sound_that_is_not_whole_is_an_error(size: int, unused_tcp_port: int) -> None:
    """None at all, or half a sample."""

    async def answer(_: web.Request) -> web.Response:
        return web.Response(body=b"\x10" * size, content_type="audio/pcm")

    async with another(answer, unused_tcp_port) as voice:
        with pytest.raises(SpeechUnavailable, match="broke off") as refused:
            await sound(voice)
    assert refused.value.fault == "broken"


async def test_sound_without_end_is_ended(monkeypatch: pytest.MonkeyPatch, unused_tcp_port: int) -> None:
    """Nobody listens for ever."""
    monkeypatch.setattr(tts, "MOST_PCM", 100_000)

    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "audio/pcm"})
        await response.prepare(request)
        while True:
            await response.write(b"\x10\x20" * 4800)
            await asyncio.sleep(0)

    async with another(answer, unused_tcp_port) as voice:
        with pytest.raises(SpeechUnavailable, match="does not end"):
            await sound(voice)


async def test_nobody_is_there() -> None:
    """The sentence says where we looked."""
    voice = made("http://127.0.0.1:9/v1")
    with pytest.raises(SpeechUnavailable, match=r"at 127\.0\.0\.1:9 cannot be reached") as refused:
        await voice.warm()
    assert (refused.value.fault, KEY in everything(refused.value)) == ("network", False)
    await voice.aclose()


async def test_after_closing_it_is_silent(voice: Voice) -> None:
    """Closing twice is allowed."""
    await voice.aclose()
    await voice.aclose()
    with pytest.raises(SpeechUnavailable, match="asked no more"):
        await sound(voice)
