"""The stand-in for OpenAI's speech and models, asked by OpenAI's own client, and by clients that know less."""

import asyncio
import base64
import io
import json
import wave
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import openai
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus

from agent.fakes import Fakes, Fault, open_fakes
from agent.fakes.openai import OpenAIFake
from agent.fakes.recordings import alaw_to_samples
from agent.fakes.running import scripted
from agent.fakes.sounds import encoded, wav
from telephony.audio import ulaw
from tests.support.clients import web_client
from tests.support.openai_speech import KEY, tone
from tests.support.openai_speech import openai as openai_of

HEARS = ["I want to pay", "a bill", "at once"]
PCMU = {"format": {"type": "audio/pcmu"}}
TRANSCRIPTIONS = "/audio/transcriptions"
Message = dict[str, Any]


@pytest.fixture
async def fakes() -> AsyncIterator[Fakes]:
    """OpenAI stood in for."""
    async with open_fakes(["openai"], talents=scripted(HEARS), key=KEY) as fakes:
        yield fakes


@pytest.fixture
def fake(fakes: Fakes) -> OpenAIFake:
    """The stand-in."""
    return openai_of(fakes)


@pytest.fixture
async def client(fake: OpenAIFake) -> AsyncIterator[openai.AsyncOpenAI]:
    """OpenAI's own client."""
    async with openai.AsyncOpenAI(api_key=KEY, base_url=f"{fake.url}/v1", max_retries=0) as client:
        yield client


@pytest.fixture
async def plain(fake: OpenAIFake) -> AsyncIterator[httpx.AsyncClient]:
    """A client that sends what it is told."""
    headers = {"Authorization": f"Bearer {KEY}"}
    async with web_client(base_url=f"{fake.url}/v1", headers=headers) as client:
        yield client


@asynccontextmanager
async def session(fake: OpenAIFake, *, query: str = "intent=transcription") -> AsyncIterator[ClientConnection]:
    """A bare socket, after `session.created`."""
    url = f"{fake.url.replace('http', 'ws', 1)}/v1/realtime?{query}"
    async with connect(url, additional_headers={"Authorization": f"Bearer {KEY}"}, proxy=None) as socket:
        assert (await received(socket))["type"] == "session.created"
        yield socket


async def received(socket: ClientConnection) -> Message:
    """The next message."""
    async with asyncio.timeout(5):
        found: Message = json.loads(await socket.recv())
    return found


async def told(socket: ClientConnection, message: Message | str) -> Message:
    """Send it; the next message."""
    await socket.send(message if isinstance(message, str) else json.dumps(message))
    return await received(socket)


def update(**sound: Any) -> Message:
    """A `session.update` of the sound's settings."""
    return {"type": "session.update", "session": {"type": "transcription", "audio": {"input": sound}}}


def append(sound: bytes) -> Message:
    """An `input_audio_buffer.append`."""
    return {"type": "input_audio_buffer.append", "audio": base64.b64encode(sound).decode()}


def kinds(messages: Iterable[Message]) -> list[str]:
    """Their types, shortened."""
    return [each["type"].removeprefix("conversation.item.").removeprefix("input_audio_") for each in messages]


# ── realtime transcription ────────────────────────────────────────────────────


async def test_openais_own_client_is_understood_live(fake: OpenAIFake, client: openai.AsyncOpenAI) -> None:
    """Every event comes in its order, and the client can read each of them."""
    seen: list[Any] = []
    async with client.realtime.connect(extra_query={"intent": "transcription"}) as connection:
        seen.append(await connection.recv())
        await connection.session.update(
            session={
                "type": "transcription",
                "audio": {
                    "input": {
                        "format": {"type": "audio/pcmu"},
                        "transcription": {"model": "gpt-transcribe", "languages": ["en", "hi"], "keywords": ["UPI"]},
                        "turn_detection": {"type": "server_vad", "silence_duration_ms": 300},
                    }
                },
            }
        )
        seen.append(await connection.recv())
        await connection.input_audio_buffer.append(audio=base64.b64encode(await tone()).decode())
        await connection.input_audio_buffer.append(audio=base64.b64encode(ulaw.SILENCE * 4000).decode())
        while not seen[-1].type.endswith("transcription.completed"):
            async with asyncio.timeout(5):
                seen.append(await connection.recv())
    assert kinds([{"type": each.type} for each in seen]) == [
        "session.created",
        "session.updated",
        "buffer.speech_started",
        "buffer.speech_stopped",
        "buffer.committed",
        "added",
        *["transcription.delta"] * 4,
        "transcription.completed",
    ]
    assert len({each.event_id for each in seen}) == len(seen)
    assert len({each.item_id for each in seen if hasattr(each, "item_id")}) == 1
    assert "".join(each.delta for each in seen if each.type.endswith("delta")) == seen[-1].transcript == HEARS[0]
    assert (seen[-1].usage.type, seen[-1].languages[0].code) == ("tokens", "en")
    assert seen[5].item.content[0].type == "input_audio"
    assert list(fake.refused) == []


async def test_each_utterance_is_an_item_after_the_last(fake: OpenAIFake) -> None:
    """And its place in the sound is told, with the padding before it."""
    async with session(fake) as socket:
        await told(socket, update(**PCMU, transcription={"model": "whisper-1"}))
        for number, words in enumerate(HEARS[:2]):
            await socket.send(json.dumps(append(ulaw.SILENCE * 8000 + await tone() + ulaw.SILENCE * 8000)))
            events = [await received(socket) for _ in range(6)]
            assert kinds(events)[:4] == ["buffer.speech_started", "buffer.speech_stopped", "buffer.committed", "added"]
            assert events[2]["previous_item_id"] == ("item_1" if number else None)
            assert 640 <= events[0]["audio_start_ms"] - number * 2260 <= 760
            assert (events[4]["delta"], events[5]["transcript"]) == (words, words)
            assert events[5]["usage"]["type"] == "duration"


async def test_a_transcript_may_come_after_the_next_voice(fake: OpenAIFake) -> None:
    """It is made beside the listening."""
    fake.transcribing.gate.clear()
    async with session(fake) as socket:
        await told(socket, update(**PCMU, transcription={"model": "whisper-1"}))
        await socket.send(json.dumps(append(await tone() + ulaw.SILENCE * 8000 + await tone())))
        events = [await received(socket) for _ in range(5)]
        assert kinds(events)[-1] == "buffer.speech_started"
        fake.transcribing.gate.set()
        assert (await received(socket))["item_id"] == "item_1"


@pytest.mark.parametrize("encoding", ["pcmu", "pcma", "pcm"])
async def test_sound_is_heard_in_every_format(fake: OpenAIFake, encoding: str) -> None:
    """µ-law, A-law, and 24 kHz of 16 bits, in pieces that need not be whole samples."""
    sound = await tone() + ulaw.SILENCE * 8000
    form: Message = {"type": f"audio/{encoding}"}
    if encoding == "pcma":
        sound = encoded(sound, "pcm_alaw")
        assert len(alaw_to_samples(sound)) == len(sound)
    if encoding == "pcm":
        form["rate"] = 24000
        sound = encoded(sound, "pcm_s16le", hertz=24000)
    async with session(fake) as socket:
        assert (await told(socket, update(format=form, transcription={"model": "whisper-1"})))["type"] == (
            "session.updated"
        )
        for at in range(0, len(sound), 4801):
            await socket.send(json.dumps(append(sound[at : at + 4801])))
        assert kinds([await received(socket) for _ in range(6)])[-1] == "transcription.completed"


async def test_without_detection_of_voice_the_client_commits(fake: OpenAIFake) -> None:
    """Nothing is told of voices; a commit without sound is refused, and one after a clear."""
    async with session(fake) as socket:
        model = {"model": "gpt-realtime-whisper", "delay": "low"}
        await told(socket, update(**PCMU, transcription=model, turn_detection=None))
        commit = {"type": "input_audio_buffer.commit", "event_id": "mine"}
        refused = await told(socket, commit)
        assert refused["error"]["code"] == "input_audio_buffer_commit_empty"
        assert (refused["error"]["type"], refused["error"]["event_id"]) == ("invalid_request_error", "mine")
        await socket.send(json.dumps(append(await tone() + ulaw.SILENCE * 8000)))
        first = await told(socket, commit)
        assert (first["type"], first["previous_item_id"]) == ("input_audio_buffer.committed", None)
        events = [await received(socket) for _ in range(6)]
        assert (kinds(events)[0], events[-1]["transcript"]) == ("added", HEARS[0])
        await socket.send(json.dumps(append(await tone())))
        assert (await told(socket, {"type": "input_audio_buffer.clear"}))["type"] == "input_audio_buffer.cleared"
        assert (await told(socket, commit))["error"]["code"] == "input_audio_buffer_commit_empty"


async def test_a_commit_in_the_middle_of_a_voice_ends_the_item(fake: OpenAIFake) -> None:
    """It is not told that the voice is gone."""
    async with session(fake) as socket:
        await told(socket, update(**PCMU, transcription={"model": "whisper-1"}))
        started = await told(socket, append(await tone()))
        assert started["type"] == "input_audio_buffer.speech_started"
        assert await told(socket, {"type": "input_audio_buffer.commit"}) | {"event_id": ""} == {
            "type": "input_audio_buffer.committed",
            "event_id": "",
            "item_id": started["item_id"],
            "previous_item_id": None,
        }


async def test_an_utterance_that_cannot_be_transcribed_is_told_by_its_item(fake: OpenAIFake) -> None:
    """The session goes on."""
    fake.transcribing.lost = 1
    async with session(fake) as socket:
        await told(socket, update(**PCMU, transcription={"model": "whisper-1"}))
        for last in ("failed", "completed"):
            await socket.send(json.dumps(append(await tone() + ulaw.SILENCE * 8000)))
            events = [await received(socket)]
            while "transcription" not in events[-1]["type"] or "delta" in events[-1]["type"]:
                events.append(await received(socket))
            assert events[-1]["type"].endswith(last)
            assert events[-1]["item_id"] == events[0]["item_id"]


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("no json", "invalid_json"),
        ({"type": "response.create"}, "invalid_value"),
        ({"type": "session.update", "session": {}}, "missing_required_parameter"),
        (update(format={"type": "g711_ulaw"}), "invalid_value"),
        (update(transcription={"model": "gpt-9"}), "model_not_found"),
        (update(transcription={"model": "gpt-realtime-whisper"}), "invalid_value"),
        ({"type": "input_audio_buffer.append", "audio": "no base64"}, "invalid_value"),
    ],
)
async def test_what_is_refused_leaves_the_session_open(fake: OpenAIFake, message: Message | str, code: str) -> None:
    """It is told, remembered, and the next message is taken."""
    async with session(fake) as socket:
        refused = await told(socket, message)
        assert (refused["type"], refused["error"]["code"]) == ("error", code)
        assert (await told(socket, update(**PCMU)))["type"] == "session.updated"
    assert len(fake.refused) == 1


async def test_a_socket_wants_a_key_and_an_intent(fake: OpenAIFake) -> None:
    """Otherwise it is not opened."""
    url = f"{fake.url.replace('http', 'ws', 1)}/v1/realtime"
    wrong = [
        (f"{url}?intent=transcription", {}, 401),
        (f"{url}?intent=transcription", {"Authorization": "Bearer sk-wrong"}, 401),
        (f"{url}?intent=transcription", {"Authorization": KEY}, 401),
        (url, {"Authorization": f"Bearer {KEY}"}, 400),
        (f"{url}?model=gpt-realtime", {"Authorization": f"Bearer {KEY}"}, 400),
    ]
    for address, headers, status in wrong:
        with pytest.raises(InvalidStatus) as refused:
            await connect(address, additional_headers=headers, proxy=None)
        assert refused.value.response.status_code == status
    assert len(fake.refused) == len(wrong)


# ── transcription of files ────────────────────────────────────────────────────


async def test_openais_own_client_has_files_transcribed(fake: OpenAIFake, client: openai.AsyncOpenAI) -> None:
    """In JSON, as text, in a stream, with times: as each model can."""
    file = ("u.wav", wav(await tone(), hertz=16_000), "audio/wav")
    create = client.audio.transcriptions.create
    whole = await create(file=file, model="gpt-transcribe", languages=["en", "hi"], keywords=["UPI"])
    assert (whole.text, whole.languages and whole.languages[0].code) == (HEARS[0], "en")
    assert whole.usage is not None
    assert whole.usage.type == "tokens"
    verbose = await create(
        file=file, model="whisper-1", response_format="verbose_json", timestamp_granularities=["segment"]
    )
    assert (verbose.text, verbose.segments and verbose.segments[0].text) == (HEARS[1], HEARS[1])
    stream = await create(
        file=file, model="gpt-4o-mini-transcribe", stream=True, include=["logprobs"], chunking_strategy="auto"
    )
    events = [event async for event in stream]
    assert [event.type for event in events] == ["transcript.text.delta"] * 2 + ["transcript.text.done"]
    assert events[-1].type == "transcript.text.done"
    assert events[-1].text == HEARS[2]
    assert list(fake.refused) == []


@pytest.mark.parametrize("form", ["text", "srt", "vtt"])
async def test_words_come_in_the_form_that_is_asked_for(client: openai.AsyncOpenAI, form: Any) -> None:
    """Bare, or as subtitles."""
    file = ("u.wav", wav(await tone(), hertz=8000), "audio/wav")
    found = await client.audio.transcriptions.create(file=file, model="whisper-1", response_format=form)
    assert HEARS[0] in str(found)
    assert ("-->" in str(found)) == (form != "text")


async def test_words_have_times_where_that_is_asked_for(client: openai.AsyncOpenAI) -> None:
    """One after the other, within the sound; segments only when they are asked for, too."""
    told = await client.audio.transcriptions.create(
        file=("u.wav", wav(await tone(), hertz=8000)),
        model="whisper-1",
        response_format="verbose_json",
        timestamp_granularities=["word"],
    )
    assert told.segments is None
    assert [word.word for word in told.words or ()] == told.text.split()
    times = [time for word in told.words or () for time in (word.start, word.end)]
    assert times == sorted(times)
    assert times[-1] == pytest.approx(told.duration, abs=0.001)


async def test_ulaw_in_a_wav_file_is_heard_and_bare_ulaw_is_not(
    fake: OpenAIFake, client: openai.AsyncOpenAI, plain: httpx.AsyncClient
) -> None:
    """A name is not enough."""
    with pytest.raises(openai.BadRequestError, match="corrupted or unsupported"):
        await client.audio.transcriptions.create(file=("u.wav", await tone()), model="whisper-1")
    with pytest.raises(openai.BadRequestError, match="Unrecognized file format"):
        await client.audio.transcriptions.create(file=("u.ulaw", await tone()), model="whisper-1")
    with pytest.raises(openai.BadRequestError, match="WAV only"):
        await client.audio.transcriptions.create(file=("u.flac", b"fLaC"), model="whisper-1")
    with pytest.raises(openai.BadRequestError, match="too short"):
        await client.audio.transcriptions.create(file=("u.wav", wav(b"\xff" * 400, hertz=8000)), model="whisper-1")
    assert len(fake.refused) == 4


@pytest.mark.parametrize(
    ("fields", "status", "param"),
    [
        ({"model": ""}, 400, "model"),
        ({"model": "whisper-9"}, 404, "model"),
        ({"model": "gpt-4o"}, 404, "model"),
        ({"modle": "whisper-1"}, 400, "modle"),
        ({"response_format": "verbose_json"}, 400, "response_format"),
        ({"model": "whisper-1", "response_format": "diarized_json"}, 400, "response_format"),
        ({"language": "English"}, 400, "language"),
        ({"languages[]": "en"}, 400, "languages"),
        ({"keywords[]": "UPI"}, 400, "keywords"),
        ({"model": "gpt-4o-transcribe-diarize", "prompt": "UPI"}, 400, "prompt"),
        ({"timestamp_granularities[]": "word"}, 400, "timestamp_granularities"),
        ({"model": "whisper-1", "include[]": "logprobs"}, 400, "include"),
        ({"temperature": "hot"}, 400, "temperature"),
        ({"stream": "maybe"}, 400, "stream"),
        ({"chunking_strategy": "often"}, 400, "chunking_strategy"),
    ],
)
async def test_parameters_are_looked_at(
    fake: OpenAIFake, plain: httpx.AsyncClient, fields: dict[str, str], status: int, param: str
) -> None:
    """Those that are unknown, missing, ill-typed, or not for this model; in OpenAI's words."""
    file = {"file": ("u.wav", wav(await tone(), hertz=8000))}
    response = await plain.post(TRANSCRIPTIONS, data={"model": "gpt-4o-transcribe", **fields}, files=file)
    assert (response.status_code, response.json()["error"]["param"]) == (status, param)
    assert response.json()["error"]["type"] == "invalid_request_error"
    assert len(fake.refused) == 1


async def test_a_file_must_be_there_and_not_too_large(fake: OpenAIFake, plain: httpx.AsyncClient) -> None:
    """And it comes in a form, not as JSON."""
    model = {"model": "whisper-1"}
    assert (await plain.post(TRANSCRIPTIONS, json=model)).status_code == 400
    assert (await plain.post(TRANSCRIPTIONS, files={"model": (None, b"whisper-1")})).json()["error"]["param"] == "file"
    other = await plain.post(TRANSCRIPTIONS, data=model, files={"sound": ("u.wav", b"x")})
    assert other.json()["error"]["param"] == "sound"
    large = {"file": ("u.wav", bytes(26 * 1024 * 1024))}
    assert (await plain.post(TRANSCRIPTIONS, data=model, files=large)).status_code == 413
    twice = await plain.post(TRANSCRIPTIONS, data={"model": ["a", "b"]}, files={"file": ("u.wav", b"x")})
    assert "Duplicate" in twice.json()["error"]["message"]
    broken = await plain.post(
        TRANSCRIPTIONS, content=b"--x\r\n", headers={"Content-Type": "multipart/form-data; boundary=y"}
    )
    assert broken.status_code == 400


# ── speech ────────────────────────────────────────────────────────────────────


async def test_openais_own_client_is_spoken_to(fake: OpenAIFake, client: openai.AsyncOpenAI) -> None:
    """As it is made, in bare samples or in a WAV file; as long either way."""
    lengths: list[int] = []
    for form in ("pcm", "wav"):
        async with client.audio.speech.with_streaming_response.create(
            model="gpt-4o-mini-tts",
            voice="alloy",
            input="Good morning.",
            response_format="pcm" if form == "pcm" else "wav",
            instructions="Speak slowly.",
        ) as response:
            assert response.headers["content-type"] == f"audio/{form}"
            sound = b"".join([piece async for piece in response.iter_bytes(4800)])
        lengths.append(len(sound))
    assert lengths == [len(await tone("Good morning.")) * 3 * 2, lengths[0] + 44]
    assert sound.startswith(b"RIFF")
    assert list(fake.refused) == []


async def test_a_wav_file_can_be_read(plain: httpx.AsyncClient) -> None:
    """Though it is streamed, and does not say how long it is."""
    asked = {"model": "tts-1", "voice": "alloy", "input": "Yes.", "response_format": "wav"}
    sound = (await plain.post("/audio/speech", json=asked)).content
    with wave.open(io.BytesIO(sound)) as file:
        assert (file.getframerate(), file.getsampwidth(), file.getnchannels()) == (24000, 2, 1)


async def test_speech_comes_as_events_where_that_is_asked_for(fake: OpenAIFake, plain: httpx.AsyncClient) -> None:
    """The sound in base64, and at the end what it used."""
    asked = {"model": "gpt-4o-mini-tts", "voice": "alloy", "input": "Yes.", "response_format": "pcm"}
    response = await plain.post("/audio/speech", json={**asked, "stream_format": "sse"})
    events = [json.loads(line.removeprefix("data: ")) for line in response.text.split("\n\n") if line]
    assert {event["type"] for event in events[:-1]} == {"speech.audio.delta"}
    assert events[-1]["type"] == "speech.audio.done"
    assert events[-1]["usage"]["total_tokens"] > 0
    whole = await plain.post("/audio/speech", json=asked)
    assert b"".join(base64.b64decode(event["audio"]) for event in events[:-1]) == whole.content


@pytest.mark.parametrize(
    ("fields", "status", "param"),
    [
        ({"model": "tts-9"}, 404, "model"),
        ({"model": None}, 400, "model"),
        ({"voice": "nobody"}, 400, "voice"),
        ({"voice": 5}, 400, "voice"),
        ({"input": ""}, 400, "input"),
        ({"input": "x" * 4097}, 400, "input"),
        ({"input": ["x"]}, 400, "input"),
        ({"speed": 5}, 400, "speed"),
        ({"speed": "fast"}, 400, "speed"),
        ({"response_format": "ulaw"}, 400, "response_format"),
        ({"response_format": "mp3"}, 400, "response_format"),
        ({"sample_rate": 8000}, 400, "sample_rate"),
        ({"model": "tts-1", "stream_format": "sse"}, 400, "stream_format"),
    ],
)
async def test_what_cannot_be_spoken_is_refused(
    fake: OpenAIFake, plain: httpx.AsyncClient, fields: Message, status: int, param: str
) -> None:
    """In OpenAI's words."""
    asked = {"model": "gpt-4o-mini-tts", "voice": "alloy", "input": "Yes.", "response_format": "pcm"}
    response = await plain.post("/audio/speech", json=asked | fields)
    assert (response.status_code, response.json()["error"]["param"]) == (status, param)
    assert len(fake.refused) == 1


async def test_the_default_format_is_said_not_to_be_made_here(plain: httpx.AsyncClient) -> None:
    """It is mp3, which the real one makes."""
    response = await plain.post("/audio/speech", json={"model": "tts-1", "voice": {"id": "voice_1"}, "input": "Yes."})
    assert "cannot make mp3" in response.json()["error"]["message"]


# ── the rest ──────────────────────────────────────────────────────────────────


async def test_models_are_listed_and_told_of(fake: OpenAIFake, client: openai.AsyncOpenAI) -> None:
    """Those that listen, speak and chat, each once."""
    names = [model.id async for model in client.models.list()]
    assert {"gpt-transcribe", "gpt-4o-mini-tts", "gpt-4o-mini"} <= set(names)
    assert len(names) == len(set(names))
    assert (await client.models.retrieve("whisper-1")).id == "whisper-1"
    with pytest.raises(openai.NotFoundError) as refused:
        await client.models.retrieve("whisper-9")
    assert refused.value.code == "model_not_found"


async def test_chat_is_answered_there_too(fake: OpenAIFake, client: openai.AsyncOpenAI) -> None:
    """One stand-in is all of OpenAI."""
    answer = await client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": "Hello?"}])
    assert answer.choices[0].message.content
    assert list(fake.refused) == []


@pytest.mark.parametrize("path", ["models", "models/whisper-1", "audio/speech", "audio/transcriptions", "nothing"])
async def test_every_path_wants_the_key(fake: OpenAIFake, path: str) -> None:
    """And one that is not there is told in the same form."""
    for headers in ({}, {"Authorization": "Bearer sk-wrong"}):
        async with web_client(base_url=f"{fake.url}/v1/", headers=headers) as nobody:
            response = await nobody.request(
                "GET" if path in {"models", "models/whisper-1", "nothing"} else "POST", path
            )
        assert response.status_code == (404 if path == "nothing" else 401)
        assert set(response.json()["error"]) == {"message", "type", "param", "code"}
    assert len(fake.refused) == 2


async def test_faults_are_openais(fake: OpenAIFake, client: openai.AsyncOpenAI) -> None:
    """Its own client takes them for what they are."""
    fake.troubles.add(*(Fault("refuse", status=status) for status in (401, 402, 429, 500)))
    for kind in (openai.AuthenticationError, openai.APIStatusError, openai.RateLimitError, openai.InternalServerError):
        with pytest.raises(kind):
            await client.models.list()


async def test_a_cut_is_no_end(fake: OpenAIFake, plain: httpx.AsyncClient) -> None:
    """Of the sound: a client that looks can tell."""
    fake.troubles.add(Fault("cut", after=1))
    asked = {"model": "tts-1", "voice": "alloy", "input": "Good morning.", "response_format": "pcm"}
    with pytest.raises(httpx.RemoteProtocolError):
        await plain.post("/audio/speech", json=asked)
