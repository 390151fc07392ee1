"""The stand-in for OpenAI: what becomes of its realtime transcription when clients change their minds, or err."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect

from agent.fakes.openai import OpenAIFake
from agent.fakes.running import open_fakes, scripted
from telephony.audio import ulaw
from telephony.tts.scripted import ScriptedVoice

Message = dict[str, Any]
QUIET = ulaw.SILENCE * 8000


@pytest.fixture
async def fake() -> AsyncIterator[OpenAIFake]:
    """It hears two utterances."""
    async with open_fakes(["openai"], talents=scripted(["the first", "the second", "the third"])) as fakes:
        served = fakes["openai"]
        assert isinstance(served, OpenAIFake)
        yield served


@pytest.fixture
async def socket(fake: OpenAIFake) -> AsyncIterator[ClientConnection]:
    """A transcription session for the telephone's sound."""
    url = f"{fake.url.replace('http', 'ws')}/v1/realtime?intent=transcription"
    async with connect(url, additional_headers={"Authorization": "Bearer fake-key"}, proxy=None) as opened:
        sound = {"format": {"type": "audio/pcmu"}, "transcription": {"model": "gpt-transcribe"}}
        await say(opened, {"type": "session.update", "session": {"type": "transcription", "audio": {"input": sound}}})
        assert [(await next_of(opened))["type"] for _ in range(2)] == ["session.created", "session.updated"]
        yield opened


async def say(socket: ClientConnection, *messages: Message) -> None:
    """Send these."""
    for message in messages:
        await socket.send(json.dumps(message))


def append(sound: bytes) -> Message:
    """Sound."""
    return {"type": "input_audio_buffer.append", "audio": base64.b64encode(sound).decode()}


async def next_of(socket: ClientConnection, kind: str = "") -> Message:
    """The next message of that type."""
    async with asyncio.timeout(5):
        while True:
            message: Message = json.loads(await socket.recv())
            if kind in ("", message["type"]):
                return message


async def tone() -> bytes:
    """Half a second of voice."""
    return b"".join([piece.audio async for piece in ScriptedVoice(letter_ms=40).speak("I want to pay", language="en")])


async def test_what_was_cleared_is_no_item(socket: ClientConnection) -> None:
    """A voice that was cleared is neither committed nor transcribed; the next one is."""
    voice = await tone()
    await say(socket, append(voice), {"type": "input_audio_buffer.clear"}, append(QUIET + voice + QUIET))
    cleared = await next_of(socket, "input_audio_buffer.speech_started")
    await next_of(socket, "input_audio_buffer.cleared")
    after = [await next_of(socket) for _ in range(3)]
    assert [each["type"].removeprefix("input_audio_buffer.") for each in after] == [
        "speech_started",
        "speech_stopped",
        "committed",
    ]
    assert {each["item_id"] for each in after} != {cleared["item_id"]}
    assert after[-1]["previous_item_id"] is None
    completed = await next_of(socket, "conversation.item.input_audio_transcription.completed")
    assert (completed["item_id"], completed["transcript"]) == (after[0]["item_id"], "the second")


async def test_clearing_when_nobody_speaks_forgets_nothing(socket: ClientConnection) -> None:
    """Neither what was said before, nor what is said after, also when that begins with the session's first sound."""
    voice = await tone()
    await say(socket, {"type": "input_audio_buffer.clear"}, append(voice + QUIET), {"type": "input_audio_buffer.clear"})
    completed = await next_of(socket, "conversation.item.input_audio_transcription.completed")
    assert completed["transcript"] == "the first"


@pytest.mark.parametrize("kind", [[], {}, 5, True])
async def test_a_type_that_is_no_text_is_refused_like_any_other(
    fake: OpenAIFake, socket: ClientConnection, kind: object
) -> None:
    """The session stays open, and the stand-in whole."""
    await say(socket, {"type": kind, "event_id": "mine"})
    refused = (await next_of(socket, "error"))["error"]
    assert (refused["code"], refused["param"], refused["event_id"]) == ("invalid_value", "type", "mine")
    await say(socket, {"type": "input_audio_buffer.clear"})
    await next_of(socket, "input_audio_buffer.cleared")
    assert len(fake.refused) == 1
