"""Vendors that do not tell properly that a text is over, although all of it was spoken: it was said."""

import asyncio
import base64
import json
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

import pytest
from websockets.asyncio.server import ServerConnection, serve

from telephony.errors import SpeechUnavailable
from telephony.tts.cartesia import CartesiaVoice
from telephony.tts.elevenlabs import ElevenLabsVoice
from telephony.tts.elevenlabs_access import Access
from telephony.tts.elevenlabs_socket import Patience
from telephony.tts.elevenlabs_sockets import Bounds
from telephony.tts.port import Speech, Voice
from telephony.tts.voices import VoiceIds

TEXT = "Which day would suit you?"
VOICES = VoiceIds("694f9389-aac1-45b6-b726-9d9369183238", {})
LETTER_MS = 60
Message = Mapping[str, object]


def sound(ms: int) -> str:
    """So much of a voice, as both vendors send it."""
    return base64.b64encode(b"\x10" * (8 * ms)).decode()


async def spoken(voice: Voice, text: str = TEXT) -> tuple[list[Speech], SpeechUnavailable | None]:
    """All that came, and what went wrong then."""
    came: list[Speech] = []
    try:
        async with asyncio.timeout(10):
            async for piece in voice.speak(text, language="en"):
                came.append(piece)  # noqa: PERF401 - what came before a failure is kept
    except SpeechUnavailable as why:
        return came, why
    return came, None


def words(pieces: list[Speech]) -> list[str]:
    """Of all pieces."""
    return [word.text for piece in pieces for word in piece.words]


def length_ms(pieces: list[Speech]) -> int:
    """Of all pieces."""
    return sum(len(piece.audio) for piece in pieces) // 8


@asynccontextmanager
async def serving(asked: Callable[[Message], list[Message]]) -> AsyncIterator[str]:
    """A server that answers each message with these, and its address."""

    async def handle(socket: ServerConnection) -> None:
        async for raw in socket:
            for message in asked(json.loads(raw)):
                await socket.send(json.dumps(message))

    async with serve(handle, "127.0.0.1", 0, logger=logging.getLogger("quiet")) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


# ── Cartesia ──────────────────────────────────────────────────────────────────


def times(count: int, text: str = TEXT) -> Message:
    """When the first words of the text are spoken."""
    starts, at = [], 0.0
    for word in text.split():
        starts.append((word, at, at + len(word) * LETTER_MS / 1000))
        at += (len(word) + 1) * LETTER_MS / 1000
    told = starts[:count]
    return {
        "words": [word for word, _, _ in told],
        "start": [start for _, start, _ in told],
        "end": [end for _, _, end in told],
    }


@asynccontextmanager
async def cartesia(*messages: Message, stall_s: float = 5.0) -> AsyncIterator[CartesiaVoice]:
    """Cartesia's voice at a server that answers each text so."""

    def answer(asked: Message) -> list[Message]:
        return [{**message, "context_id": asked["context_id"]} for message in messages] if "transcript" in asked else []

    async with serving(answer) as url:
        voice = CartesiaVoice(key="k", url=url, voices=VOICES, stall_s=stall_s)
        try:
            yield voice
        finally:
            await voice.aclose()


ERROR: Message = {"type": "error", "status_code": 500, "error_code": "internal"}
WHOLE_MS = LETTER_MS * len(TEXT)


def chunk(ms: int) -> Message:
    """A piece of Cartesia's sound."""
    return {"type": "chunk", "data": sound(ms)}


async def test_an_error_after_all_sound_and_all_words_is_no_error() -> None:
    """Cartesia's own trouble came after its work was done: every byte and every word is there, and nothing fails."""
    timestamps = {"type": "timestamps", "word_timestamps": times(5)}
    async with cartesia(chunk(WHOLE_MS), timestamps, ERROR) as voice:
        came, failure = await spoken(voice)

    assert failure is None
    assert words(came) == TEXT.split()
    assert length_ms(came) == WHOLE_MS


async def test_an_end_that_cartesia_does_not_tell_is_not_waited_for_long() -> None:
    """When all words and their sound are there, silence is the end: a moment, and not the five seconds of a stall."""
    timestamps = {"type": "timestamps", "word_timestamps": times(5)}
    async with cartesia(chunk(WHOLE_MS), timestamps) as voice, asyncio.timeout(3):
        came, failure = await spoken(voice)

    assert failure is None
    assert words(came) == TEXT.split()


@pytest.mark.parametrize("heard_ms", [WHOLE_MS // 2, WHOLE_MS - 100])
async def test_an_error_before_the_end_leaves_what_was_spoken(heard_ms: int) -> None:
    """The sound that came is given to its last byte, with the words in it, and then the failure."""
    told = 2 if heard_ms < WHOLE_MS - 200 else 4
    timestamps = {"type": "timestamps", "word_timestamps": times(5)}
    async with cartesia(chunk(heard_ms), timestamps, ERROR) as voice:
        came, failure = await spoken(voice)

    assert failure is not None
    assert failure.fault == "broken"
    assert failure.__context__ is None
    assert length_ms(came) == heard_ms
    assert words(came) == TEXT.split()[:told]


# ── ElevenLabs ────────────────────────────────────────────────────────────────

QUICK = Patience(piece_s=1.5, end_s=0.2, untold_s=0.4, send_s=1.0, final_s=0.2, stale_s=60.0)


@asynccontextmanager
async def elevenlabs(*messages: Message) -> AsyncIterator[ElevenLabsVoice]:
    """ElevenLabs's voice at a server that answers each text so."""

    def answer(asked: Message) -> list[Message]:
        return [{**message, "contextId": asked["context_id"]} for message in messages] if asked.get("flush") else []

    async with serving(answer) as url:
        voice = ElevenLabsVoice(Access("k", url, VOICES), patience=QUICK, bounds=Bounds(ready=0))
        try:
            yield voice
        finally:
            await voice.aclose()


def alignment(text: str) -> Message:
    """Each letter of the text, one after the other."""
    count = len(text)
    return {
        "chars": list(text),
        "charStartTimesMs": [LETTER_MS * n for n in range(count)],
        "charDurationsMs": [LETTER_MS] * count,
    }


async def test_without_times_sound_enough_for_the_text_and_silence_is_its_end() -> None:
    """No letters, and no last word: what came is long enough to be all of it, so after a moment it was."""
    async with elevenlabs({"audio": sound(WHOLE_MS), "alignment": None}) as voice, asyncio.timeout(1.2):
        came, failure = await spoken(voice)

    assert failure is None
    assert length_ms(came) == WHOLE_MS
    assert words(came) == []


async def test_times_of_other_words_than_were_written_do_not_hide_the_end() -> None:
    """A number is spoken otherwise than it is written: its letters never become those of the text."""
    told = {"audio": sound(1500), "alignment": None, "normalizedAlignment": alignment("at five dollars")}
    async with elevenlabs(told) as voice, asyncio.timeout(1.2):
        came, failure = await spoken(voice, "at $5")

    assert failure is None
    assert words(came) == ["at", "$5"]


@pytest.mark.parametrize("letters", [None, alignment(TEXT[:10])])
async def test_sound_that_cannot_be_the_whole_text_is_a_stall(letters: Message | None) -> None:
    """What came is given, with the words in it; then the failure, so that somebody else says the rest."""
    async with elevenlabs({"audio": sound(LETTER_MS * 10), "alignment": letters}) as voice:
        came, failure = await spoken(voice)

    assert failure is not None
    assert failure.fault == "timeout"
    assert failure.__context__ is None
    assert length_ms(came) == LETTER_MS * 10
    assert words(came) == (["Which", "day"] if letters else [])


async def test_half_a_text_whose_letters_are_told_is_never_the_whole() -> None:
    """However long it sounded: the letters say that the rest is missing."""
    async with elevenlabs({"audio": sound(5000), "alignment": alignment(TEXT[:10])}) as voice:
        _, failure = await spoken(voice)

    assert failure is not None
    assert failure.fault == "timeout"
