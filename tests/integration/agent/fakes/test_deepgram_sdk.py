"""The stand-in for Deepgram under both of Deepgram's clients, and with what else the real one takes."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import numpy as np
import pytest
from deepgram import AsyncDeepgramClient, DeepgramClient
from deepgram.core.api_error import ApiError
from deepgram.environment import DeepgramClientEnvironment
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosedError

import tests.support.deepgram_sdk  # noqa: F401 - imports the SDK's sockets without their warnings
from agent.fakes import Fault
from agent.fakes.deepgram import DeepgramFake
from agent.fakes.running import open_fakes, scripted
from agent.fakes.sounds import encoded
from telephony.audio import ulaw
from telephony.tts.scripted import ScriptedVoice
from tests.support.clients import web_client

SAID = "I want to pay"
V1: dict[str, Any] = {"model": "nova-3", "encoding": "mulaw", "sample_rate": 8000}
V2: dict[str, Any] = {"model": "flux-general-en", "encoding": "mulaw", "sample_rate": 8000}


@pytest.fixture
async def fake() -> AsyncIterator[DeepgramFake]:
    """It hears the same thing several times."""
    async with open_fakes(["deepgram"], talents=scripted([SAID] * 9)) as fakes:
        served = fakes["deepgram"]
        assert isinstance(served, DeepgramFake)
        yield served


def environment(fake: DeepgramFake) -> DeepgramClientEnvironment:
    """Where Deepgram's clients find it."""
    socket = fake.url.replace("http", "ws", 1)
    return DeepgramClientEnvironment(base=fake.url, production=socket, agent=socket, agent_rest=fake.url)


@pytest.fixture
async def client(fake: DeepgramFake) -> AsyncIterator[AsyncDeepgramClient]:
    """The one for event loops."""
    async with web_client() as http:
        yield AsyncDeepgramClient(api_key="fake-key", environment=environment(fake), httpx_client=http)


async def voice() -> bytes:
    """Half a second of voice, and quiet after it."""
    spoken = ScriptedVoice(letter_ms=40).speak(SAID, language="en")
    return b"".join([piece.audio async for piece in spoken]) + ulaw.SILENCE * 8000


async def everything(socket: Any) -> None:
    """Read it to its end."""
    async for _ in socket:
        pass


async def test_the_client_for_threads_hears_both_versions(fake: DeepgramFake) -> None:
    """Beside the event loop that serves them."""
    sound = await voice()

    def hear() -> tuple[list[Any], list[Any]]:
        threads = DeepgramClient(api_key="fake-key", environment=environment(fake))
        with threads.listen.v1.connect(**V1) as socket:
            socket.send_media(sound)
            socket.send_close_stream()
            nova = list(socket)
        with threads.listen.v2.connect(**V2, eager_eot_threshold=0.4) as socket:
            socket.send_media(sound)
            socket.send_close_stream()
            flux = list(socket)
        return nova, flux

    nova, flux = await asyncio.to_thread(hear)
    assert next(each.channel.alternatives[0].transcript for each in nova if each.type == "Results") == SAID
    assert [each.event for each in flux if each.type == "TurnInfo" and each.event != "Update"] == [
        "StartOfTurn",
        "EagerEndOfTurn",
        "EndOfTurn",
    ]
    assert not fake.refused


@pytest.mark.parametrize("encoding", ["alaw", "linear32"])
async def test_other_encodings_are_heard_too(fake: DeepgramFake, client: AsyncDeepgramClient, encoding: Any) -> None:
    """Where one voice and one silence are, there they are heard."""
    sound = encoded(await voice(), "pcm_alaw" if encoding == "alaw" else "pcm_f32le")
    async with client.listen.v1.connect(**{**V1, "encoding": encoding}, endpointing=300) as socket:
        await socket.send_media(sound)
        await socket.send_close_stream()
        heard = [each async for each in socket]
    assert [each.speech_final for each in heard if each.type == "Results"] == [True, False]
    assert heard[0].channel.alternatives[0].transcript == SAID
    assert heard[-1].duration == pytest.approx(len(await voice()) / 8000)
    assert not fake.refused


async def test_floats_that_are_no_numbers_are_only_sound(client: AsyncDeepgramClient) -> None:
    """They break nothing; half of a sample breaks the stream."""
    async with client.listen.v1.connect(**{**V1, "encoding": "linear32"}) as socket:
        await socket.send_media(np.full(800, np.nan, "<f4").tobytes() + np.full(800, np.inf, "<f4").tobytes())
        await socket.send_media(b"\0" * 6)
        with pytest.raises(ConnectionClosedError) as closed:
            await everything(socket)
    assert closed.value.rcvd is not None
    assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (1008, "DATA-0000")


async def test_browsers_bring_the_key_as_a_subprotocol(fake: DeepgramFake) -> None:
    """It is taken there, and the scheme is agreed on."""
    url = fake.url.replace("http", "ws", 1) + "/v1/listen?model=nova-3&encoding=mulaw&sample_rate=8000"
    async with connect(url, subprotocols=["token", "fake-key"], proxy=None) as socket:  # type: ignore[list-item] # NewType
        assert socket.subprotocol == "token"
        assert socket.response is not None
        request_id = socket.response.headers["dg-request-id"]
        await socket.send('{"type": "CloseStream"}')
        metadata = json.loads(await socket.recv())
    assert metadata["request_id"] == request_id


@pytest.mark.parametrize("kind", [[], {}, 5])
@pytest.mark.parametrize("path", ["v1/listen?model=nova-3", "v2/listen?model=flux-general-en"])
async def test_a_type_that_is_no_text_is_not_known(fake: DeepgramFake, path: str, kind: object) -> None:
    """It is refused as every unknown message is."""
    url = f"{fake.url.replace('http', 'ws', 1)}/{path}&encoding=mulaw&sample_rate=8000"
    async with connect(url, additional_headers={"Authorization": "Token fake-key"}, proxy=None) as socket:
        await socket.send(json.dumps({"type": kind}))
        told = json.loads(await socket.recv())
        while told["type"] == "Connected":
            told = json.loads(await socket.recv())
    assert told["type"] == "Error"
    assert "broke" not in " ".join(fake.refused)


async def test_hints_that_are_no_text_are_refused(fake: DeepgramFake) -> None:
    """They end a stream of Flux as what cannot be understood."""
    url = f"{fake.url.replace('http', 'ws', 1)}/v2/listen?model=flux-general-multi&encoding=mulaw&sample_rate=8000"
    async with connect(url, additional_headers={"Authorization": "Token fake-key"}, proxy=None) as socket:
        await socket.send('{"type": "Configure", "language_hints": [[]]}')
        told = [json.loads(message) async for message in socket]
    assert [each["type"] for each in told] == ["Connected", "Error"]
    assert "broke" not in " ".join(fake.refused)


async def test_faults_are_what_the_client_makes_of_the_real_ones(
    fake: DeepgramFake, client: AsyncDeepgramClient
) -> None:
    """A status at the opening, a close with its code and reason, a connection that is torn."""
    fake.troubles.add(Fault("refuse", status=429), Fault("close", after=1, reason="NET-0000"), Fault("cut", after=1))
    with pytest.raises(ApiError) as refused:
        async with client.listen.v2.connect(**V2):
            pass
    assert refused.value.status_code == 429
    received = []
    for _ in range(2):
        async with client.listen.v2.connect(**V2) as socket:
            await socket.send_media(await voice())
            with pytest.raises(ConnectionClosedError) as closed:
                await everything(socket)
            received.append(closed.value.rcvd)
    assert received[0] is not None
    assert (received[0].code, received[0].reason) == (1011, "NET-0000")
    assert received[1] is None
