"""ElevenLabs over HTTP: our voice against the stand-in, through its own SDK, and everything that goes wrong."""

import asyncio
import base64
import json
import logging
import traceback
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Any

import pytest
import structlog
from aiohttp import web

from agent.fakes import Fault, open_fakes
from agent.fakes.elevenlabs import ElevenLabsFake
from agent.fakes.running import scripted
from agent.fakes.talents import Talents
from telephony.errors import Fault as Why
from telephony.errors import SpeechUnavailable
from telephony.tts.elevenlabs_access import Access
from telephony.tts.elevenlabs_http import ElevenLabsHttpVoice
from telephony.tts.port import Speech, Voice
from telephony.tts.scripted import ScriptedVoice
from telephony.tts.voices import VoiceIds
from telephony.usage import Usage, charging

VOICE, OTHER = "JBFqnCBsd6RMkjVDRZzb", "21m00Tcm4TlvDq8ikWAM"
TEXT = "Good morning. How may I help you?"
KEY = "sk_live_0123456789abcdef"


@asynccontextmanager
async def elevenlabs(talents: Talents | None = None) -> AsyncIterator[ElevenLabsFake]:
    """ElevenLabs, with a voice of tones."""
    async with open_fakes(["elevenlabs"], talents=talents, key=KEY) as fakes:
        served = fakes["elevenlabs"]
        assert isinstance(served, ElevenLabsFake)
        yield served


@pytest.fixture
async def fake() -> AsyncIterator[ElevenLabsFake]:
    """ElevenLabs."""
    async with elevenlabs() as served:
        yield served


@asynccontextmanager
async def voice_at(
    url: str, *, key: str = KEY, voices: str = VOICE, model: str = "eleven_flash_v2_5", **limits: Any
) -> AsyncIterator[ElevenLabsHttpVoice]:
    """Our voice, told of a server."""
    access = Access(key, url, VoiceIds.parse(voices, setting="X"), model, limits.pop("settings", None))
    voice = ElevenLabsHttpVoice(access, **{"piece_s": 0.3, **limits})
    try:
        yield voice
    finally:
        await voice.aclose()


async def spoken(voice: Voice, text: str = TEXT, language: str = "en") -> list[Speech]:
    """All pieces."""
    return [piece async for piece in voice.speak(text, language=language)]


def words(pieces: list[Speech]) -> list[str]:
    """Of all pieces."""
    return [word.text for piece in pieces for word in piece.words]


async def failure_of(voice: Voice, text: str = TEXT) -> SpeechUnavailable:
    """With what speaking fails."""
    with pytest.raises(SpeechUnavailable) as failure:
        await spoken(voice, text)
    return failure.value


async def test_a_text_becomes_sound_with_the_times_of_its_words(fake: ElevenLabsFake) -> None:
    """µ-law as the vendor made it, whole milliseconds, all words in order, within the sound."""
    async with voice_at(fake.url) as voice:
        pieces = await spoken(voice)
    made = b"".join([piece.audio async for piece in fake.talents.voice.speak(TEXT, language="en")])
    assert b"".join(piece.audio for piece in pieces) == made
    assert words(pieces) == TEXT.split()
    edges = [edge for piece in pieces for word in piece.words for edge in (word.start_ms, word.end_ms)]
    assert edges == sorted(edges)
    assert edges[-1] <= len(made) // 8
    assert not fake.refused


async def test_a_text_is_one_request(fake: ElevenLabsFake) -> None:
    """With model, language and format, and the settings of the voice when there are any."""
    async with voice_at(fake.url, settings={"stability": 0.4}) as voice:
        await spoken(voice, "Hello.", "hi-IN")
    [request] = fake.requests
    assert request.path == f"/v1/text-to-speech/{VOICE}/stream/with-timestamps"
    assert request.values("output_format") == ["ulaw_8000"]
    assert request.body == {
        "text": "Hello.",
        "model_id": "eleven_flash_v2_5",
        "language_code": "hi",
        "voice_settings": {"stability": 0.4},
    }


async def test_the_newest_model_can_be_used(fake: ElevenLabsFake) -> None:
    """The one that sockets do not have; it is told no language."""
    async with voice_at(fake.url, model="eleven_v3") as voice:
        assert words(await spoken(voice)) == TEXT.split()
    assert fake.requests[0].body == {"text": TEXT, "model_id": "eleven_v3"}


@pytest.mark.parametrize("text", ["", "  \n ", "🙂"])
async def test_nothing_to_say_is_nothing_sent(fake: ElevenLabsFake, text: str) -> None:
    """Nobody is asked."""
    async with voice_at(fake.url) as voice:
        assert await spoken(voice, text) == []
    assert not fake.requests


@pytest.mark.parametrize("text", ["Great 🙂 thanks!", "नमस्ते, आप कैसे हैं?", "half \ud83d here", "tab\tand\nline"])
async def test_any_text_is_spoken_word_for_word(fake: ElevenLabsFake, text: str) -> None:
    """Emojis, Devanagari, halves of surrogate pairs."""
    async with voice_at(fake.url) as voice:
        assert words(await spoken(voice, text)) == text.split()
    assert not fake.refused


@pytest.mark.parametrize(("model", "told"), [("eleven_flash_v2_5", True), ("eleven_v3", False)])
async def test_each_portion_of_a_long_text_is_told_what_came_before(model: str, told: bool) -> None:
    """Where the model knows what to do with it."""
    text = "This is a sentence of some length. " * 200
    async with elevenlabs(Talents(scripted().recogniser, ScriptedVoice(letter_ms=1))) as fake:
        async with voice_at(fake.url, model=model, piece_s=5.0) as voice:
            assert words(await spoken(voice, text)) == text.split()
        first, second = (request.body for request in fake.requests)
        assert "previous_text" not in first
        assert second.get("previous_text", "") == (first["text"][-500:] if told else "")


async def test_without_alignment_there_are_no_words(fake: ElevenLabsFake) -> None:
    """The alignment of what was made of the text is good enough, though."""
    async with voice_at(fake.url) as voice:
        fake.alignments = frozenset({"normalizedAlignment"})
        assert words(await spoken(voice)) == TEXT.split()
        fake.alignments = frozenset()
        pieces = await spoken(voice)
    assert pieces
    assert words(pieces) == []


async def test_what_is_used_is_told(fake: ElevenLabsFake) -> None:
    """Characters."""
    told: list[Usage] = []
    async with voice_at(fake.url) as voice:
        with charging(told.append):
            await spoken(voice, "Hello.")
    assert told == [Usage("tts", "elevenlabs", "eleven_flash_v2_5", "characters", 6)]


async def test_closing_the_iterator_is_the_interruption(fake: ElevenLabsFake) -> None:
    """The request is left, and the next text is spoken as ever."""
    fake.troubles.piece_s = 0.05
    async with voice_at(fake.url) as voice:
        pieces = voice.speak(TEXT * 20, language="en")
        assert (await anext(pieces)).audio
        await pieces.aclose()
        assert await anext(pieces, None) is None
        await fake.until(lambda: fake.live == 0)
        assert words(await spoken(voice, "Yes.")) == ["Yes."]


async def test_many_texts_are_spoken_side_by_side(fake: ElevenLabsFake) -> None:
    """Each hears its own."""
    wanted = [f"This is number {number}." for number in range(20)]
    async with voice_at(fake.url, piece_s=5.0) as voice:
        spoke = await asyncio.gather(*(spoken(voice, text) for text in wanted))
    assert [" ".join(words(each)) for each in spoke] == wanted


async def test_warming_hears_each_voice(fake: ElevenLabsFake) -> None:
    """Of every language that has its own."""
    async with voice_at(fake.url, voices=f"en={VOICE},hi={OTHER}") as voice:
        await voice.warm()
    assert [request.path.split("/")[3] for request in fake.requests] == [VOICE, OTHER]


async def test_a_wrong_key_is_told_when_warming(fake: ElevenLabsFake) -> None:
    """By the name of its setting."""
    async with voice_at(fake.url, key="sk_wrong") as voice:
        with pytest.raises(SpeechUnavailable, match="ELEVENLABS_API_KEY") as refusal:
            await voice.warm()
    assert refusal.value.fault == "key"


async def test_a_used_up_quota_is_not_a_wrong_key(fake: ElevenLabsFake) -> None:
    """Both are a 401: the body tells."""
    fake.characters_left = 0
    async with voice_at(fake.url) as voice:
        with pytest.raises(SpeechUnavailable) as refusal:
            await voice.warm()
    assert refusal.value.fault == "quota"


@pytest.mark.parametrize(
    ("changed", "fault"),
    [({"voices": "nobody"}, "model"), ({"model": "eleven_none"}, "model"), ({"url": ""}, "network")],
)
async def test_what_is_not_there_is_told_when_warming(
    fake: ElevenLabsFake, changed: dict[str, str], fault: Why
) -> None:
    """A voice, a model, a server."""
    url = fake.url if "url" not in changed else "http://127.0.0.1:9"
    changed.pop("url", None)
    async with voice_at(url, **changed) as voice:
        with pytest.raises(SpeechUnavailable) as refusal:
            await voice.warm()
    assert refusal.value.fault == fault


@pytest.mark.parametrize(
    ("status", "fault"),
    [(400, "request"), (401, "key"), (402, "quota"), (404, "model"), (422, "request"), (429, "busy"), (500, "broken")],
)
async def test_a_refusal_has_the_fault_of_its_status(fake: ElevenLabsFake, status: int, fault: Why) -> None:
    """It is told once, without another try, and afterwards all is well."""
    async with voice_at(fake.url) as voice:
        fake.troubles.add(Fault("refuse", status=status))
        assert (await failure_of(voice)).fault == fault
        assert len(fake.requests) == 1
        assert await spoken(voice)


@pytest.mark.parametrize("after", [0, 1, 2])
@pytest.mark.parametrize(
    ("kind", "fault"), [("stall", "timeout"), ("cut", "broken"), ("garbage", "broken"), ("close", "broken")]
)
async def test_whatever_breaks_off_in_a_text_is_told_and_the_next_is_spoken(
    fake: ElevenLabsFake, kind: Any, fault: Why, after: int
) -> None:
    """Also a line that the SDK passes over, and a body that ends early in an orderly way."""
    async with voice_at(fake.url) as voice:
        fake.troubles.add(Fault(kind, after=after))
        assert (await failure_of(voice, TEXT * 3)).fault == fault
        assert words(await spoken(voice)) == TEXT.split()


async def test_a_slow_drip_is_speech_all_the_same(fake: ElevenLabsFake) -> None:
    """Lines that come in crumbs."""
    async with voice_at(fake.url, piece_s=5.0) as voice:
        fake.troubles.add(Fault("drip"))
        assert words(await spoken(voice, "Yes.")) == ["Yes."]


async def test_neither_key_nor_words_reach_an_error_or_a_log(
    fake: ElevenLabsFake, caplog: pytest.LogCaptureFixture
) -> None:
    """The SDK's errors hold headers and bodies; nothing of them is kept, even at DEBUG."""
    caplog.set_level(logging.DEBUG)
    seen: list[str] = []
    with structlog.testing.capture_logs() as events:
        for trouble in (Fault("refuse", status=401), Fault("cut", after=1), Fault("garbage"), Fault("stall", after=1)):
            fake.troubles.add(trouble)
            async with voice_at(fake.url) as voice:
                failure = await failure_of(voice, "My secret number is 4711.")
                seen += [*traceback.format_exception(failure), repr(voice), repr(voice._access)]
                assert failure.__context__ is None
    everything = "".join(seen) + str(events) + caplog.text
    assert KEY not in everything
    assert "4711" not in everything


async def test_after_closing_it_is_silent(fake: ElevenLabsFake) -> None:
    """Closing twice is allowed, and so is closing before anything was opened."""
    async with voice_at(fake.url) as voice:
        await voice.aclose()
        await voice.aclose()
        with pytest.raises(SpeechUnavailable):
            await spoken(voice)
        with pytest.raises(SpeechUnavailable):
            await voice.warm()


async def test_closing_ends_what_is_being_spoken(fake: ElevenLabsFake) -> None:
    """Whoever listens is told."""
    fake.troubles.add(Fault("stall", after=1))
    async with voice_at(fake.url, piece_s=5.0) as voice, aclosing(voice.speak(TEXT, language="en")) as pieces:
        await anext(pieces)
        ending = asyncio.ensure_future(anext(pieces))
        await voice.aclose()
        with pytest.raises(SpeechUnavailable):
            await ending


@pytest.mark.parametrize(
    "line",
    [{"audio_base64": 5}, {"audio_base64": "?"}, {"audio_base64": "é"}, {"alignment": None}, [], 3, None],
)
async def test_a_line_of_a_wrong_form_ends_the_text(line: Any) -> None:
    """With an error that says so."""

    async def answer(request: web.Request) -> web.Response:
        return web.Response(body=json.dumps(line).encode() + b"\n")

    app = web.Application()
    app.router.add_post("/{rest:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        async with voice_at(f"http://127.0.0.1:{runner.addresses[0][1]}") as voice:
            assert (await failure_of(voice)).fault == "broken"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def serving(application: web.Application) -> AsyncIterator[str]:
    """A server of somebody's own, and its address."""
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def sound_alone(*, refusal: dict[str, Any] | None = None) -> AsyncIterator[tuple[str, list[str]]]:
    """A server of somebody's own that has no times of letters, and the texts it was asked for."""
    asked: list[str] = []

    async def speak(request: web.Request) -> web.Response:
        asked.append((await request.json())["text"])
        return web.Response(body=b"\x10" * 1600, content_type="audio/basic")

    async def refuse(_request: web.Request) -> web.Response:
        return web.json_response(refusal, status=404)

    application = web.Application()
    application.router.add_post("/v1/text-to-speech/{voice}/stream", speak)
    if refusal is not None:
        application.router.add_post("/v1/text-to-speech/{voice}/stream/with-timestamps", refuse)
    async with serving(application) as url:
        yield url, asked


async def test_a_server_that_knows_no_times_is_asked_for_sound_alone() -> None:
    """Its sound is as good; it is not said that the voice or the model are missing."""
    async with sound_alone() as (url, asked), voice_at(url) as voice:
        await voice.warm()
        pieces = await spoken(voice, "Yes.")
        assert b"".join(piece.audio for piece in pieces) == b"\x10" * 1600
        assert words(pieces) == []
        assert asked == ["Hi.", "Yes."]


async def test_a_voice_that_is_not_there_is_not_asked_for_again_without_times() -> None:
    """ElevenLabs says by a code what is missing."""
    missing = {"detail": {"status": "voice_not_found", "message": "m"}}
    async with sound_alone(refusal=missing) as (url, asked), voice_at(url) as voice:
        assert (await failure_of(voice)).fault == "model"
        assert not asked


async def test_a_text_that_ends_early_is_noticed_though_no_letter_begins_in_some_lines() -> None:
    """Lines are cut by the clock: one may hold the rest of a long letter, and tell of none."""

    def line(text: str) -> dict[str, Any]:
        times = [0.01 * number for number in range(len(text))]
        told = {"characters": list(text), "character_start_times_seconds": times, "character_end_times_seconds": times}
        return {"audio_base64": base64.b64encode(b"\x10" * 800).decode(), "alignment": told}

    async def speak(_request: web.Request) -> web.Response:
        return web.Response(text="".join(json.dumps(line(text)) + "\n" for text in ("Good ", "", "morn")))

    application = web.Application()
    application.router.add_post("/v1/text-to-speech/{voice}/stream/with-timestamps", speak)
    async with serving(application) as url, voice_at(url) as voice:
        assert (await failure_of(voice)).fault == "broken"
