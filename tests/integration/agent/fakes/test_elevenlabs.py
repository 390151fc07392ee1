"""The stand-in for ElevenLabs: what it refuses, and ElevenLabs's own SDK against it."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from typing import Any

import pytest
from elevenlabs.client import AsyncElevenLabs, ElevenLabs
from elevenlabs.core.api_error import ApiError
from elevenlabs.types import VoiceSettings
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from agent.fakes import Fault, open_fakes
from agent.fakes.elevenlabs import ElevenLabsFake
from agent.fakes.talents import pcm16
from tests.support.clients import web_client

VOICE = "JBFqnCBsd6RMkjVDRZzb"
KEY = "fake-key"
TEXT = "Good morning. How may I help you?"
FAST = "model_id=eleven_flash_v2_5&output_format=ulaw_8000"


@pytest.fixture
async def fake() -> AsyncIterator[ElevenLabsFake]:
    """ElevenLabs, with a voice of tones, 20 ms a letter."""
    async with open_fakes(["elevenlabs"]) as fakes:
        served = fakes["elevenlabs"]
        assert isinstance(served, ElevenLabsFake)
        yield served


async def made(fake: ElevenLabsFake, text: str = TEXT) -> bytes:
    """The sound of a text, as its voice makes it."""
    return b"".join([piece.audio async for piece in fake.talents.voice.speak(text, language="en")])


def socket(
    fake: ElevenLabsFake, kind: str = "multi-stream-input", query: str = FAST, *, key: str | None = KEY, **path: str
) -> connect:
    """A socket to it."""
    voice = path.get("voice", VOICE)
    url = f"{fake.url.replace('http', 'ws')}/v1/text-to-speech/{voice}/{kind}?{query}"
    return connect(url, additional_headers={"xi-api-key": key} if key else {}, proxy=None)


async def say(connection: ClientConnection, *messages: dict[str, Any]) -> None:
    """Send these."""
    for message in messages:
        await connection.send(json.dumps(message))


async def heard(connection: ClientConnection, *, finals: int = 1) -> list[dict[str, Any]]:
    """What comes, up to so many ends."""
    found: list[dict[str, Any]] = []
    while sum(bool(message.get("isFinal")) for message in found) < finals:
        found.append(json.loads(await connection.recv()))
    return found


def sound(messages: list[dict[str, Any]], context: str | None = None) -> bytes:
    """The audio of one context, or of all."""
    ours = (message for message in messages if context is None or message.get("contextId") == context)
    return b"".join(base64.b64decode(message.get("audio") or "") for message in ours)


async def ended(connection: ClientConnection) -> tuple[int | None, str, dict[str, Any]]:
    """Code and reason of the close, and the last message before it."""
    last: dict[str, Any] = {}
    with suppress(ConnectionClosed):
        while True:
            last = json.loads(await connection.recv())
    return connection.close_code, connection.close_reason or "", last


# ── several texts on a socket ─────────────────────────────────────────────────


async def test_a_flushed_text_is_spoken_to_its_end_also_when_it_is_closed_at_once(fake: ElevenLabsFake) -> None:
    """Sound comes after the close, and then the end; times are those of each piece."""
    async with socket(fake) as connection:
        await say(
            connection,
            {"text": " ", "context_id": "a", "voice_settings": {"stability": 0.5}},
            {"text": f"{TEXT} ", "context_id": "a"},
            {"context_id": "a", "flush": True},
            {"context_id": "a", "close_context": True},
        )
        messages = await heard(connection)
    assert sound(messages) == await made(fake)
    assert messages[-1] == {"isFinal": True, "contextId": "a"}
    told = [message["alignment"] for message in messages[:-1]]
    assert "".join("".join(alignment["chars"]) for alignment in told) == f"{TEXT} "
    assert all(alignment["charStartTimesMs"][0] < 100 for alignment in told)
    assert not fake.refused


async def test_contexts_are_spoken_side_by_side(fake: ElevenLabsFake) -> None:
    """Each has its own sound."""
    async with socket(fake) as connection:
        for name in "abcde":
            await say(connection, {"text": " ", "context_id": name})
            await say(connection, {"text": f"This is {name}. ", "context_id": name, "flush": True})
            await say(connection, {"context_id": name, "close_context": True})
        messages = await heard(connection, finals=5)
    for name in "abcde":
        assert sound(messages, name) == await made(fake, f"This is {name}.")


async def test_a_sixth_context_closes_the_socket(fake: ElevenLabsFake) -> None:
    """Until one of the five is final."""
    async with socket(fake) as connection:
        for name in "abcde":
            await say(connection, {"text": " ", "context_id": name})
        await say(connection, {"context_id": "a", "close_context": True})
        await heard(connection)
        await say(connection, {"text": " ", "context_id": "f"}, {"text": " ", "context_id": "g"})
        code, reason, last = await ended(connection)
    assert code == 1008
    assert "Maximum simultaneous contexts" in reason
    assert (last["error"], last["code"]) == ("max_active_conversations", 1008)
    assert len(fake.refused) == 1


async def test_what_was_not_flushed_is_not_spoken(fake: ElevenLabsFake) -> None:
    """Closing a context forgets it."""
    async with socket(fake) as connection:
        await say(connection, {"text": " ", "context_id": "a"}, {"text": "Never mind. ", "context_id": "a"})
        await say(connection, {"context_id": "a", "close_context": True})
        assert await heard(connection) == [{"isFinal": True, "contextId": "a"}]


@pytest.mark.parametrize(
    ("query", "config", "letters"),
    [("", {}, 120), ("", {"generation_config": {"chunk_length_schedule": [50]}}, 50), ("&auto_mode=true", {}, 1)],
)
async def test_text_is_held_until_there_is_enough(
    fake: ElevenLabsFake, query: str, config: dict[str, Any], letters: int
) -> None:
    """120 letters at first, or what was asked for; at once in auto mode."""
    async with socket(fake, query=FAST + query) as connection:
        await say(connection, {"text": " ", "context_id": "a", **config}, {"text": "", "context_id": "a"})
        if letters > 1:
            await say(connection, {"text": "x" * (letters - 2) + " ", "context_id": "a"})
            await say(connection, {"text": " ", "context_id": "b"}, {"context_id": "b", "close_context": True})
            assert await heard(connection) == [{"isFinal": True, "contextId": "b"}]
        await say(connection, {"text": "y ", "context_id": "a"})
        assert json.loads(await connection.recv())["audio"]


async def test_settings_come_first_or_not_at_all(fake: ElevenLabsFake) -> None:
    """A keep-alive as first message is a first message."""
    async with socket(fake) as connection:
        await say(connection, {"text": "", "context_id": "a"})
        await say(connection, {"text": " ", "context_id": "a", "voice_settings": {"stability": 0.5}})
        code, reason, _ = await ended(connection)
    assert code == 1008
    assert "first message" in reason


async def test_a_context_without_news_dies_and_keep_alives_are_news(fake: ElevenLabsFake) -> None:
    """The socket stays; the name may be used again."""
    fake.inactivity_s = 0.1
    async with socket(fake) as connection:
        await say(connection, {"text": " ", "context_id": "a"}, {"text": " ", "context_id": "b"})
        finals: set[str] = set()
        while not finals:
            await say(connection, {"text": "", "context_id": "b"})
            try:
                async with asyncio.timeout(0.02):
                    finals.add(json.loads(await connection.recv())["contextId"])
            except TimeoutError:
                pass
        assert finals == {"a"}
        await say(connection, {"text": " ", "context_id": "a", "voice_settings": {}})
        assert {message["contextId"] for message in await heard(connection, finals=2)} == {"a", "b"}


async def test_close_socket_speaks_everything_and_closes(fake: ElevenLabsFake) -> None:
    """In an orderly way."""
    async with socket(fake) as connection:
        await say(connection, {"text": " ", "context_id": "a"}, {"text": "Bye. ", "context_id": "a"})
        await say(connection, {"close_socket": True})
        messages = await heard(connection)
        assert (await ended(connection))[0] == 1000
    assert sound(messages) == await made(fake, "Bye.")


@pytest.mark.parametrize(
    "message",
    [
        "no json",
        "[]",
        b"\x00",
        '{"text": 5, "context_id": "a"}',
        '{"text": " ", "contextId": "a"}',
        '{"text": " ", "context_id": "a", "speed": 2}',
        '{"text": " ", "context_id": "a", "voice_settings": {"speed": 3}}',
        '{"text": " ", "context_id": "a", "voice_settings": {"loudness": 1}}',
        '{"text": " ", "context_id": "a", "generation_config": {"chunk_length_schedule": [10]}}',
        '{"text": " ", "context_id": "a", "flush": "yes"}',
    ],
)
async def test_messages_of_a_wrong_form_close_the_socket(fake: ElevenLabsFake, message: str | bytes) -> None:
    """With an error message first."""
    async with socket(fake) as connection:
        await connection.send(message)
        code, _, last = await ended(connection)
    assert (code, last["error"]) == (1008, "invalid_input_message")
    assert fake.refused


# ── who is let in ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("query", "path", "key", "status"),
    [
        (FAST, {}, "wrong", 401),
        (FAST, {"voice": "nobody"}, KEY, 404),
        ("model_id=eleven_none&output_format=ulaw_8000", {}, KEY, 400),
        ("model_id=eleven_v3&output_format=ulaw_8000", {}, KEY, 403),
        ("model_id=eleven_flash_v2_5", {}, KEY, 400),
        (f"{FAST}&output_format=ulaw_16000", {}, KEY, 422),
        ("output_format=ulaw_16000", {}, KEY, 400),
        (f"{FAST}&inactivity_timeout=200", {}, KEY, 422),
        (f"{FAST}&auto_mode=perhaps", {}, KEY, 422),
        (f"{FAST}&language_code=en-IN", {}, KEY, 400),
        (f"{FAST}&colour=red", {}, KEY, 422),
    ],
)
async def test_a_wrong_address_is_refused_at_the_handshake(
    fake: ElevenLabsFake, query: str, path: dict[str, str], key: str, status: int
) -> None:
    """And it is remembered why."""
    with pytest.raises(InvalidStatus) as refusal:
        async with socket(fake, query=query, key=key, **path):
            pass
    assert refusal.value.response.status_code == status
    assert "detail" in json.loads(refusal.value.response.body or b"")
    assert len(fake.refused) == 1


@pytest.mark.parametrize("how", ["xi_api_key", "authorization", "query"])
async def test_the_key_may_come_otherwise_than_in_a_header(fake: ElevenLabsFake, how: str) -> None:
    """In the first message, or in the address."""
    query = f"{FAST}&authorization={KEY}" if how == "query" else FAST
    first = {} if how == "query" else {how: KEY}
    async with socket(fake, query=query, key=None) as connection:
        await say(connection, {"text": " ", "context_id": "a", **first}, {"context_id": "a", "close_context": True})
        await heard(connection)


@pytest.mark.parametrize(("late", "key"), [(False, None), (True, "wrong")])
async def test_without_a_right_key_the_first_message_is_refused(
    fake: ElevenLabsFake, late: bool, key: str | None
) -> None:
    """When there was none, or when it is told so."""
    fake.refuses_late = late
    async with socket(fake, key=key) as connection:
        await say(connection, {"text": " ", "context_id": "a"})
        code, _, last = await ended(connection)
    assert (code, last["error"]) == (1008, "invalid_api_key")


async def test_a_used_up_quota_is_told_when_there_is_text(fake: ElevenLabsFake) -> None:
    """By a message, and the socket is closed."""
    fake.characters_left = 3
    async with socket(fake) as connection:
        await say(connection, {"text": " ", "context_id": "a"}, {"text": "Hi. ", "context_id": "a", "flush": True})
        assert json.loads(await connection.recv())["audio"]
        await say(connection, {"text": "More. ", "context_id": "a", "flush": True})
        code, _, last = await ended(connection)
    assert (code, last["error"]) == (1008, "quota_exceeded")


# ── one text on a socket ──────────────────────────────────────────────────────


async def test_one_text_ends_with_an_empty_one(fake: ElevenLabsFake) -> None:
    """What is left is spoken, the end told, the socket closed."""
    async with socket(fake, "stream-input") as connection:
        await say(connection, {"text": " "}, {"text": "Good "}, {"text": "morning. "}, {"text": ""})
        messages = await heard(connection)
        assert (await ended(connection))[0] == 1000
    assert sound(messages) == await made(fake, "Good morning.")
    assert "contextId" not in messages[0]


@pytest.mark.parametrize(
    "messages",
    [
        [{"text": "Hello "}],
        [{"text": ""}],
        [{"text": " "}, {"text": "Hello ", "voice_settings": {"stability": 0.5}}],
        [{"text": " ", "context_id": "a"}],
    ],
)
async def test_one_text_begins_with_a_space_and_its_settings(
    fake: ElevenLabsFake, messages: list[dict[str, Any]]
) -> None:
    """Contexts are not known there."""
    async with socket(fake, "stream-input") as connection:
        await say(connection, *messages)
        assert (await ended(connection))[0] == 1008


async def test_a_socket_without_text_is_closed(fake: ElevenLabsFake) -> None:
    """After 20 seconds in earnest."""
    fake.inactivity_s = 0.05
    async with socket(fake, "stream-input") as connection:
        await say(connection, {"text": " "})
        code, _, last = await ended(connection)
    assert (code, last["error"]) == (1008, "input_timeout_exceeded")


# ── over HTTP ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("query", "body", "status"),
    [
        ({"output_format": "mp3_44100_128"}, {"text": "Hi"}, 400),
        ({"output_format": "ulaw_8000"}, {}, 422),
        ({"output_format": "ulaw_8000"}, {"text": 5}, 422),
        ({"output_format": "ulaw_8000"}, {"text": " "}, 400),
        ({"output_format": "ulaw_8000"}, {"text": "Hi", "model_id": "eleven_none"}, 400),
        ({"output_format": "ulaw_8000"}, {"text": "x" * 5_001, "model_id": "eleven_v3"}, 400),
        ({"output_format": "ulaw_8000"}, {"text": "Hi", "voice_settings": {"speed": 5}}, 422),
        ({"output_format": "ulaw_8000"}, {"text": "Hi", "colour": "red"}, 422),
        ({"output_format": "ulaw_8000", "colour": "red"}, {"text": "Hi"}, 422),
    ],
)
async def test_a_wrong_request_is_refused(
    fake: ElevenLabsFake, query: dict[str, str], body: dict[str, Any], status: int
) -> None:
    """In ElevenLabs's words."""
    async with web_client(headers={"xi-api-key": KEY}) as client:
        answer = await client.post(f"{fake.url}/v1/text-to-speech/{VOICE}/stream", params=query, json=body)
    assert answer.status_code == status
    assert answer.json()["detail"]
    assert len(fake.refused) == 1


async def test_what_it_cannot_make_is_said(fake: ElevenLabsFake) -> None:
    """MP3 is what is asked for when nothing is."""
    async with web_client(headers={"xi-api-key": KEY}) as client:
        answer = await client.post(f"{fake.url}/v1/text-to-speech/{VOICE}", json={"text": "Hi"})
    assert "cannot make mp3_44100_128" in answer.json()["detail"]["message"]


async def test_without_a_key_nothing_is_told(fake: ElevenLabsFake) -> None:
    """Neither sound nor lists."""
    async with web_client() as client:
        answers = [
            await client.post(f"{fake.url}/v1/text-to-speech/{VOICE}/stream", json={"text": "Hi"}),
            *[await client.get(f"{fake.url}/v1/{what}") for what in ("user", "voices", "models")],
        ]
    assert [answer.status_code for answer in answers] == [401] * 4
    assert answers[0].json()["detail"]["status"] == "needs_authorization"


# ── with the SDK ──────────────────────────────────────────────────────────────


@pytest.fixture
async def sdk(fake: ElevenLabsFake) -> AsyncIterator[AsyncElevenLabs]:
    """ElevenLabs's own client, told of the stand-in."""
    async with web_client(timeout=5.0) as client:
        yield AsyncElevenLabs(api_key=KEY, base_url=fake.url, httpx_client=client)


async def test_the_sdk_streams_and_converts(fake: ElevenLabsFake, sdk: AsyncElevenLabs) -> None:
    """In µ-law, and in linear formats of other rates."""
    asked = {"text": TEXT, "model_id": "eleven_flash_v2_5"}
    expected = await made(fake)
    streamed = [piece async for piece in sdk.text_to_speech.stream(VOICE, output_format="ulaw_8000", **asked)]
    assert b"".join(streamed) == expected
    whole = [piece async for piece in sdk.text_to_speech.convert(VOICE, output_format="pcm_8000", **asked)]
    assert b"".join(whole) == pcm16(expected, 8000)
    wide = [piece async for piece in sdk.text_to_speech.stream(VOICE, output_format="pcm_16000", **asked)]
    assert len(b"".join(wide)) == 4 * len(expected)
    assert not fake.refused


async def test_the_sdk_hears_the_times_of_the_letters(fake: ElevenLabsFake, sdk: AsyncElevenLabs) -> None:
    """Of each piece, from its own beginning."""
    lines = [
        line
        async for line in sdk.text_to_speech.stream_with_timestamps(
            VOICE, text=TEXT, output_format="ulaw_8000", voice_settings=VoiceSettings(stability=0.5)
        )
    ]
    assert b"".join(base64.b64decode(line.audio_base_64) for line in lines) == await made(fake)
    told = [line.alignment for line in lines if line.alignment is not None]
    assert "".join("".join(alignment.characters) for alignment in told) == TEXT
    assert [alignment.character_start_times_seconds[0] for alignment in told] == [0.0] * len(told)


async def test_the_sdk_asks_for_user_voices_and_models(fake: ElevenLabsFake, sdk: AsyncElevenLabs) -> None:
    """The account, and what may be asked for."""
    fake.characters_left, fake.voices = 500, {VOICE}
    assert (await sdk.user.get()).subscription.character_limit == 500
    assert [voice.voice_id for voice in (await sdk.voices.get_all()).voices] == [VOICE]
    assert "eleven_flash_v2_5" in [model.model_id for model in await sdk.models.list()]


async def test_the_sdk_understands_refusals(fake: ElevenLabsFake, sdk: AsyncElevenLabs) -> None:
    """Also those that were told to happen."""
    fake.voices = set()
    for status, code in ((404, "voice_not_found"), (429, "too_many_concurrent_requests")):
        with pytest.raises(ApiError) as refusal:
            _ = [piece async for piece in sdk.text_to_speech.stream(VOICE, text="Hi", output_format="ulaw_8000")]
        assert refusal.value.status_code == status
        assert refusal.value.body["detail"]["status"] == code
        fake.troubles.add(Fault("refuse"))


# The SDK itself asks for what its websockets library has renamed.
@pytest.mark.filterwarnings("ignore:ConnectionClosed.code is deprecated:DeprecationWarning")
async def test_the_sdk_speaks_over_the_socket_of_one_text(fake: ElevenLabsFake) -> None:
    """The one that only its blocking client knows, and for which it has an address of its own."""

    def speak() -> bytes:
        client = ElevenLabs(api_key=KEY, base_url=fake.url)
        client.text_to_speech._ws_base_url = fake.url.replace("http", "ws")

        def text() -> Iterator[str]:
            yield from ("Good morning. ", "How may I help you?")

        return b"".join(
            client.text_to_speech.convert_realtime(
                VOICE, text=text(), model_id="eleven_flash_v2_5", output_format="ulaw_8000"
            )
        )

    assert await asyncio.to_thread(speak) == await made(fake)
    assert not fake.refused
