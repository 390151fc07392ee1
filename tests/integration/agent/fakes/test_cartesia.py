"""The stand-in for Cartesia: what it takes, what it refuses, and that Cartesia's own client is at home there."""

import asyncio
import json
import struct
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest
import pytest_asyncio
from cartesia import AsyncCartesia, AuthenticationError, BadRequestError, NotFoundError
from cartesia.lib._tts import AsyncTTSResourceConnection
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosedOK, InvalidStatus

from agent.fakes import Fault, open_fakes
from agent.fakes.cartesia import CartesiaFake
from telephony.tts.scripted import ScriptedVoice
from tests.support.clients import web_client

KEY, VERSION, VOICE = "sk_car_1", "2026-08-14", "694f9389-aac1-45b6-b726-9d9369183238"
RAW: dict[str, Any] = {"container": "raw", "encoding": "pcm_mulaw", "sample_rate": 8000}
BODY: dict[str, Any] = {"model_id": "sonic-3", "transcript": "Good morning.", "voice": VOICE, "output_format": RAW}
REQUEST: dict[str, Any] = BODY | {"context_id": "c1", "language": "en", "continue": False, "max_buffer_delay_ms": 0}


@pytest_asyncio.fixture
async def fake() -> AsyncIterator[CartesiaFake]:
    """The stand-in."""
    async with open_fakes(["cartesia"], key=KEY) as fakes:
        fake = fakes["cartesia"]
        assert isinstance(fake, CartesiaFake)
        yield fake


@pytest_asyncio.fixture
async def client(fake: CartesiaFake) -> AsyncIterator[AsyncCartesia]:
    """Cartesia's own client."""
    async with AsyncCartesia(
        api_key=KEY, base_url=fake.url, websocket_base_url=fake.url.replace("http", "ws"), max_retries=0
    ) as client:
        yield client


@asynccontextmanager
async def socket(fake: CartesiaFake) -> AsyncIterator[ClientConnection]:
    """An open socket."""
    headers = {"Authorization": f"Bearer {KEY}", "Cartesia-Version": VERSION}
    async with connect(f"{fake.url.replace('http', 'ws')}/tts/websocket", additional_headers=headers) as connection:
        yield connection


async def say(connection: ClientConnection, message: Mapping[str, Any] | str) -> None:
    """Send one message."""
    await connection.send(message if isinstance(message, str) else json.dumps(message))


async def answers(connection: ClientConnection) -> list[dict[str, Any]]:
    """Messages up to the one that ends a context."""
    found: list[dict[str, Any]] = []
    async with asyncio.timeout(5):
        while not found or found[-1]["type"] not in ("done", "error"):
            found.append(json.loads(await connection.recv()))
    return found


async def expected(*texts: str) -> bytes:
    """What the stand-in's voice says."""
    voice = ScriptedVoice(letter_ms=20)
    return b"".join([piece.audio for text in texts for piece in [p async for p in voice.speak(text, language="en")]])


async def heard(context: Any) -> tuple[bytes, list[str], list[str]]:
    """Sound, words and the kinds of what the client received."""
    sound, words, kinds = b"", [], []
    async for event in context.receive():
        kinds.append(event.type)
        if event.type == "chunk":
            sound += event.audio
        elif event.type == "timestamps":
            words += event.word_timestamps.words
    return sound, words, kinds


def context(connection: AsyncTTSResourceConnection, **more: Any) -> Any:
    """A context of the client's, as a conversation has them."""
    settings = {"model_id": "sonic-3", "voice": {"mode": "id", "id": VOICE}, "output_format": RAW, "language": "en"}
    return connection.context(timeout=5, **(settings | {"max_buffer_delay_ms": 0} | more))


# ── Cartesia's own client ─────────────────────────────────────────────────────


async def test_the_clients_contexts_are_spoken(client: AsyncCartesia, fake: CartesiaFake) -> None:
    """Pieces of text make one context, with the times of their words."""
    async with client.tts.websocket_connect() as connection:
        one = context(connection, add_timestamps=True)
        await one.push("Good morning. ")
        await one.push("How are you?")
        await one.no_more_inputs()
        sound, words, kinds = await heard(one)
    assert words == ["Good", "morning.", "How", "are", "you?"]
    assert len(sound) == len(await expected("Good morning.", "How are you?"))
    assert kinds[-1] == "done"
    assert not fake.refused


async def test_the_clients_contexts_share_a_socket(client: AsyncCartesia, fake: CartesiaFake) -> None:
    """Each hears its own."""
    async with client.tts.websocket_connect() as connection:
        contexts = [context(connection) for _ in range(3)]
        for number, each in enumerate(contexts):
            await each.push("Yes. " * (number + 1), continue_=False)
        found = await asyncio.gather(*(heard(each) for each in contexts))
    assert [len(sound) for sound, _, _ in found] == [len(await expected("Yes. " * number)) for number in (1, 2, 3)]
    assert len(fake.requests) == 1


async def test_the_client_may_cancel(client: AsyncCartesia, fake: CartesiaFake) -> None:
    """Nothing more is spoken, and no end is told."""
    fake.troubles.piece_s = 0.01
    async with client.tts.websocket_connect() as connection:
        one, two = context(connection), context(connection)
        await one.push("A long sentence that is not heard to its end.", continue_=False)
        await fake.until(lambda: bool(fake.requests[0].messages))
        await one.cancel()
        await two.push("Yes.", continue_=False)
        assert (await heard(two))[0] == await expected("Yes.")
    assert not fake.refused


async def test_the_client_is_told_of_errors(client: AsyncCartesia) -> None:
    """In its own shape."""
    async with client.tts.websocket_connect() as connection:
        one = context(connection, model_id="sonnet")
        await one.push("Yes.", continue_=False)
        (error,) = [event async for event in one.receive()]
    assert (error.type, error.status_code, error.error_code) == ("error", 400, "model_not_found")
    assert error.error.startswith("model_id")


async def test_bytes_and_events(client: AsyncCartesia, fake: CartesiaFake) -> None:
    """The same sound over plain HTTP, in each encoding."""
    ulaw = await client.tts.generate(**(BODY | {"voice": {"id": VOICE}}))
    assert await ulaw.read() == await expected("Good morning.")
    form = {"container": "raw", "encoding": "pcm_s16le", "sample_rate": 16000}
    wide = await client.tts.generate(**(BODY | {"output_format": form}))
    assert len(await wide.read()) == 4 * len(await expected("Good morning."))
    wav = await client.tts.generate(**(BODY | {"output_format": form | {"container": "wav"}}))
    assert (await wav.read()).startswith(b"RIFF")
    events = [event async for event in await client.tts.generate_sse(**BODY, add_timestamps=True, context_id="e1")]
    sound = b"".join(event.audio or b"" for event in events if event.type == "chunk")
    assert sound == await expected("Good morning.")
    assert [event.type for event in events if event.type != "chunk"] == ["timestamps", "done"]
    assert not fake.refused


async def test_what_else_the_client_asks(client: AsyncCartesia, fake: CartesiaFake) -> None:
    """The status and the voices."""
    assert (await client.get_status()).ok
    voices = [voice async for voice in client.voices.list()]
    assert [voice.id for voice in voices] == [VOICE]
    fake.voices = frozenset({"a", "b", "c"})
    assert [voice.id async for voice in client.voices.list(limit=2)] == ["a", "b", "c"]
    fake.voices = None
    assert (await client.voices.get(VOICE)).id == VOICE
    with pytest.raises(NotFoundError):
        await client.voices.get("nobody")


async def test_the_client_is_refused_as_by_cartesia(fake: CartesiaFake, client: AsyncCartesia) -> None:
    """With its errors, which the client knows by their status."""
    async with AsyncCartesia(api_key="wrong", base_url=fake.url, max_retries=0) as stranger:
        with pytest.raises(AuthenticationError):
            await stranger.tts.generate(**BODY)
    with pytest.raises(BadRequestError) as failure:
        await client.tts.generate(**(BODY | {"language": "xx"}))
    assert failure.value.body is not None
    with pytest.raises(NotFoundError):
        await client.tts.generate(**(BODY | {"voice": "nobody"}))


# ── the door ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("headers", "query", "status"),
    [
        ({"Cartesia-Version": VERSION}, "", 401),
        ({"Cartesia-Version": VERSION, "Authorization": "Bearer wrong"}, "", 401),
        ({"Cartesia-Version": VERSION}, "?api_key=wrong", 401),
        ({"Authorization": f"Bearer {KEY}"}, "", 400),
        ({"Authorization": f"Bearer {KEY}", "Cartesia-Version": "latest"}, "", 400),
    ],
)
async def test_without_key_or_version_nobody_comes_in(
    fake: CartesiaFake, headers: dict[str, str], query: str, status: int
) -> None:
    """At the socket and at the other doors."""
    with pytest.raises(InvalidStatus) as failure:
        await connect(f"{fake.url.replace('http', 'ws')}/tts/websocket{query}", additional_headers=headers)
    assert failure.value.response.status_code == status
    async with web_client() as http:
        for path in ("bytes", "sse"):
            answer = await http.post(f"{fake.url}/tts/{path}{query}", json=BODY, headers=headers)
            assert answer.status_code == status
            assert set(answer.json()) == {"error_code", "title", "message", "request_id"}
    assert len(fake.refused) == 3


async def test_key_and_version_may_be_in_the_address(fake: CartesiaFake) -> None:
    """For browsers, which cannot set headers on a socket."""
    url = f"{fake.url.replace('http', 'ws')}/tts/websocket?api_key={KEY}&cartesia_version={VERSION}"
    async with connect(url) as connection:
        await say(connection, REQUEST)
        assert (await answers(connection))[-1]["type"] == "done"


# ── what is asked ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"context_id": None}, "context_id"),
        ({"context_id": ""}, "context_id"),
        ({"context_id": 7}, "context_id"),
        ({"model_id": 7}, "model_id"),
        ({"model_id": "gpt"}, "model_id"),
        ({"transcript": None}, "transcript"),
        ({"voice": {"mode": "embedding", "embedding": [1]}}, "voice"),
        ({"voice": {"mode": "id"}}, "voice"),
        ({"voice": "nobody"}, "voice"),
        ({"language": "xx"}, "language"),
        ({"language": "en", "locale": "en-GB"}, "locale"),
        ({"output_format": {"container": "mp3", "bit_rate": 32000, "sample_rate": 8000}}, "output_format"),
        ({"output_format": RAW | {"encoding": "ulaw"}}, "encoding"),
        ({"output_format": RAW | {"sample_rate": 11025}}, "sample_rate"),
        ({"output_format": RAW | {"sample_rate": "8000"}}, "sample_rate"),
        ({"continue": "no"}, "continue"),
        ({"add_timestamps": "yes"}, "add_timestamps"),
        ({"max_buffer_delay_ms": 5001}, "max_buffer_delay_ms"),
        ({"max_buffer_delay_ms": -1}, "max_buffer_delay_ms"),
        ({"generation_config": {"speed": 2}}, "speed"),
        ({"generation_config": {"volume": 0.1}}, "volume"),
        ({"generation_config": {"emotion": "hungry"}}, "emotion"),
        ({"speed": "very fast"}, "speed"),
        ({"word_timestamps": True}, "word_timestamps"),
        ({"cancel": False}, "cancel"),
        ({"cancel": True}, "model_id"),
    ],
)
async def test_what_is_wrong_is_refused(fake: CartesiaFake, wrong: dict[str, Any], where: str) -> None:
    """Each field has its type, its values and its range; the socket stays open."""
    async with socket(fake) as connection:
        await say(connection, REQUEST | wrong)
        (error,) = await answers(connection)
        assert (error["type"], error["done"]) == ("error", True)
        assert error["status_code"] == (404 if wrong == {"voice": "nobody"} else 400)
        assert where in fake.refused[0]
        await say(connection, REQUEST | {"context_id": "c2"})
        assert (await answers(connection))[-1]["context_id"] == "c2"


@pytest.mark.parametrize("wrong", ["", "hello", "[]", "7"])
async def test_what_is_no_message_is_refused(fake: CartesiaFake, wrong: str) -> None:
    """It has no context, so neither has the error."""
    async with socket(fake) as connection:
        await say(connection, wrong)
        (error,) = await answers(connection)
        assert "context_id" not in error


async def test_fields_of_a_context_may_not_change(fake: CartesiaFake) -> None:
    """Only its text, and whether more comes."""
    fake.troubles.piece_s = 0.005
    async with socket(fake) as connection:
        await say(connection, REQUEST | {"continue": True})
        await say(connection, REQUEST | {"transcript": "More.", "language": "hi"})
        assert (await answers(connection))[-1]["type"] == "error"
    assert "language" in fake.refused[0]


async def test_a_context_ends_with_its_last_piece(fake: CartesiaFake) -> None:
    """Nothing may follow, neither before nor after it is spoken."""
    fake.troubles.piece_s = 0.005
    async with socket(fake) as connection:
        await say(connection, REQUEST)
        await say(connection, REQUEST)
        assert (await answers(connection))[-1]["type"] == "error"
        await say(connection, REQUEST | {"context_id": "c2"})
        assert (await answers(connection))[-1]["type"] == "done"
        await say(connection, REQUEST | {"context_id": "c2"})
        assert (await answers(connection))[-1]["type"] == "error"


async def test_a_context_expires_after_its_last_sound(fake: CartesiaFake) -> None:
    """It is done then, and its id with it."""
    fake.expiry_s = 0.02
    async with socket(fake) as connection:
        await say(connection, REQUEST | {"continue": True})
        assert (await answers(connection))[-1]["type"] == "done"
        await say(connection, REQUEST)
        assert (await answers(connection))[-1]["type"] == "error"


async def test_text_waits_for_more_of_it(fake: CartesiaFake) -> None:
    """For as long as was said, unless it is a sentence; then it is spoken as it is."""
    async with socket(fake) as connection:
        await say(connection, REQUEST | {"transcript": "Good", "continue": True, "max_buffer_delay_ms": 5000})
        await say(connection, REQUEST | {"transcript": " morning", "max_buffer_delay_ms": 5000})
        assert (await answers(connection))[-1]["type"] == "done"
    assert isinstance(fake.talents.voice, ScriptedVoice)
    assert [call.text for call in fake.talents.voice.calls] == ["Good morning"]
    fake.expiry_s = 0.02
    async with socket(fake) as connection:
        await say(connection, REQUEST | {"transcript": "Good", "continue": True, "max_buffer_delay_ms": 30})
        assert [each["type"] for each in await answers(connection)] == ["chunk", "done"]


async def test_a_flush_is_answered(fake: CartesiaFake) -> None:
    """With its number, from 1."""
    async with socket(fake) as connection:
        await say(connection, REQUEST | {"continue": True, "flush": True})
        await say(connection, REQUEST | {"transcript": "More."})
        found = await answers(connection)
    (flushed,) = [each for each in found if each["type"] == "flush_done"]
    assert (flushed["flush_id"], flushed["flush_done"], flushed["done"]) == (1, True, False)
    assert [each["flush_id"] for each in found if each["type"] == "chunk"][-1] == 2


async def test_a_cancelled_context_is_silent(fake: CartesiaFake) -> None:
    """But for what was under way; and an unknown one is no error."""
    fake.troubles.piece_s, fake.late_chunks = 0.02, 1
    async with socket(fake) as connection:
        await say(connection, {"context_id": "unknown", "cancel": True})
        await say(connection, REQUEST)
        await say(connection, {"context_id": "c1", "cancel": True})
        await say(connection, REQUEST | {"context_id": "c2", "transcript": "Yes."})
        found = await answers(connection)
    assert [each["type"] for each in found if each["context_id"] == "c1"] == ["chunk"]
    assert found[-1]["context_id"] == "c2"
    assert not fake.refused


async def test_more_contexts_than_the_plan_has(fake: CartesiaFake) -> None:
    """Are too many requests."""
    fake.most_contexts, fake.troubles.piece_s = 1, 0.005
    async with socket(fake) as connection:
        await say(connection, REQUEST)
        await say(connection, REQUEST | {"context_id": "c2"})
        error = (await answers(connection))[-1]
    assert (error["status_code"], error["error_code"]) == (429, "concurrency_limited")


async def test_an_idle_socket_is_closed(fake: CartesiaFake) -> None:
    """In an orderly way; not while something is spoken."""
    fake.idle_s, fake.troubles.piece_s = 0.05, 0.03
    async with socket(fake) as connection:
        await say(connection, REQUEST)
        assert (await answers(connection))[-1]["type"] == "done"
        with pytest.raises(ConnectionClosedOK):
            await asyncio.wait_for(connection.recv(), 5)


async def test_a_stall_is_of_the_whole_socket(fake: CartesiaFake) -> None:
    """As with a network that takes nothing more."""
    fake.troubles.add(Fault("stall", after=1))
    async with socket(fake) as connection:
        for number in range(3):
            await say(connection, REQUEST | {"context_id": f"c{number}"})
        await connection.recv()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(connection.recv(), 0.05)


async def test_mp3_is_not_made(fake: CartesiaFake) -> None:
    """It says so, instead of sending what is none."""
    form = {"container": "mp3", "bit_rate": 32000, "sample_rate": 8000}
    headers = {"Authorization": f"Bearer {KEY}", "Cartesia-Version": VERSION}
    async with web_client() as http:
        answer = await http.post(f"{fake.url}/tts/bytes", json=BODY | {"output_format": form}, headers=headers)
    assert answer.status_code == 501
    assert "cannot make MP3" in answer.json()["message"]


@pytest.mark.parametrize(
    ("encoding", "kind", "bits"), [("pcm_s16le", 1, 16), ("pcm_f32le", 3, 32), ("pcm_alaw", 6, 8), ("pcm_mulaw", 7, 8)]
)
async def test_wav_files_have_every_encoding(client: AsyncCartesia, encoding: Any, kind: int, bits: int) -> None:
    """The header says which, and how long the sound is."""
    form: Any = {"container": "wav", "encoding": encoding, "sample_rate": 8000}
    answer = await client.tts.generate(model_id="sonic-3", transcript="Hello.", voice=VOICE, output_format=form)
    file = await answer.read()
    assert struct.unpack("<HHIIHH", file[20:36]) == (kind, 1, 8000, 8000 * bits // 8, bits // 8, bits)
    assert struct.unpack("<I", file[40:44]) == (len(file) - 44,)
    assert len(file) - 44 == len(await expected("Hello.")) * bits // 8
