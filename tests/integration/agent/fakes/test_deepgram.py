"""The stand-in for Deepgram: held against Deepgram's own SDK, and as strict as the real one."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, cast

import pytest
from deepgram import AsyncDeepgramClient
from deepgram.core.api_error import ApiError
from deepgram.environment import DeepgramClientEnvironment
from deepgram.listen.v1.types import ListenV1Configure
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

import tests.support.deepgram_sdk  # noqa: F401 - imports the SDK's sockets without their warnings
from agent.fakes import Fault
from agent.fakes.deepgram import DeepgramFake
from agent.fakes.running import open_fakes, scripted
from agent.fakes.talents import Talents
from telephony.asr.embedded import EmbeddedRecogniser
from telephony.asr.scripted import Said
from telephony.audio import ulaw
from telephony.audio.workers import SpeechPool
from telephony.tts.embedded import EmbeddedVoice
from telephony.tts.scripted import ScriptedVoice
from tests.support.clients import web_client

KEY = "fake-key"
V1 = "/v1/listen?model=nova-3&encoding=mulaw&sample_rate=8000&interim_results=true&endpointing=300"
V2 = "/v2/listen?model=flux-general-en&encoding=mulaw&sample_rate=8000"
SAID = "I want to pay"


class House:
    """Stand-ins, and sockets to them."""

    def __init__(self, stack: AsyncExitStack) -> None:
        self._stack = stack

    async def fake(self, hears: Iterable[Said] = (), talents: Talents | None = None) -> DeepgramFake:
        """A stand-in that hears these utterances."""
        fakes = await self._stack.enter_async_context(
            open_fakes(["deepgram"], talents=talents or scripted(hears), key=KEY)
        )
        return cast("DeepgramFake", fakes["deepgram"])

    async def socket(self, fake: DeepgramFake, path: str, key: str = KEY) -> ClientConnection:
        """A plain socket."""
        url = fake.url.replace("http", "ws", 1) + path
        return await self._stack.enter_async_context(
            connect(url, additional_headers={"Authorization": f"Token {key}"}, proxy=None)
        )

    def client(self, fake: DeepgramFake) -> AsyncDeepgramClient:
        """Deepgram's own."""
        socket = fake.url.replace("http", "ws", 1)
        environment = DeepgramClientEnvironment(base=fake.url, production=socket, agent=socket, agent_rest=fake.url)
        http = web_client()
        self._stack.push_async_callback(http.aclose)
        return AsyncDeepgramClient(api_key=KEY, environment=environment, httpx_client=http)


@pytest.fixture
async def house() -> AsyncIterator[House]:
    """Closed at the end of the test."""
    async with AsyncExitStack() as stack:
        yield House(stack)


@pytest.fixture
async def tone() -> bytes:
    """Half a second of voice."""
    return b"".join([piece.audio async for piece in ScriptedVoice(letter_ms=40).speak(SAID, language="en")])


async def spoken(*sounds: bytes) -> AsyncIterator[bytes]:
    """In pieces of 20 ms."""
    whole = b"".join(sounds)
    for at in range(0, len(whole), 160):
        yield whole[at : at + 160]


def quiet(ms: int) -> bytes:
    """Silence."""
    return ulaw.SILENCE * (ms * 8)


async def until_over(socket: ClientConnection) -> tuple[list[dict[str, Any]], int, str]:
    """All messages, and with what it is closed."""
    messages = []
    try:
        async with asyncio.timeout(5):
            while True:
                messages.append(json.loads(await socket.recv()))
    except ConnectionClosed as closed:
        return messages, closed.rcvd.code if closed.rcvd else 1006, closed.rcvd.reason if closed.rcvd else ""


async def next_of(socket: ClientConnection, kind: str) -> dict[str, Any]:
    """The next message of that type."""
    async with asyncio.timeout(5):
        while True:
            message: dict[str, Any] = json.loads(await socket.recv())
            if message["type"] == kind:
                return message


@asynccontextmanager
async def gathering(socket: Any) -> AsyncIterator[list[Any]]:
    """What the SDK receives until the socket is closed."""
    messages: list[Any] = []

    async def read() -> None:
        async for message in socket:
            messages.append(message)  # noqa: PERF401 - read while it grows

    reading = asyncio.create_task(read())
    try:
        yield messages
        async with asyncio.timeout(5):
            await reading
    finally:
        reading.cancel()


# ── with Deepgram's own client ───────────────────────────────────────────────


async def test_the_sdk_hears_an_utterance_of_nova(house: House, tone: bytes) -> None:
    """Every message has the shape that the SDK knows; the order is that of the protocol."""
    fake = await house.fake([SAID])
    listen = house.client(fake).listen.v1
    parameters: dict[str, Any] = {
        "model": "nova-3",
        "encoding": "mulaw",
        "sample_rate": 8000,
        "interim_results": True,
        "utterance_end_ms": 1000,
        "vad_events": True,
        "endpointing": 300,
        "keyterm": ["UPI", "bank card"],
    }
    async with listen.connect(**parameters) as socket, gathering(socket) as messages:
        async for piece in spoken(quiet(1100), tone, quiet(1400)):
            await socket.send_media(piece)
        await socket.send_keep_alive()
        await socket.send_configure(ListenV1Configure(keyterms=["card"]))
        await fake.until(lambda: any(message.type == "ConfigureSuccess" for message in messages))
        await socket.send_finalize()
        await socket.send_close_stream()
    assert None not in messages
    kinds = [message.type for message in messages]
    assert kinds[0] == "Results"
    assert kinds.index("SpeechStarted") < kinds.index("UtteranceEnd")
    assert kinds[-1] == "Metadata"
    results = [message for message in messages if message.type == "Results"]
    (ended,) = (each for each in results if each.speech_final)
    (heard,) = ended.channel.alternatives
    assert (heard.transcript, ended.is_final) == (SAID, True)
    assert [word.punctuated_word for word in heard.words] == SAID.split()
    assert 1.0 <= heard.words[0].start < heard.words[-1].end <= ended.start + ended.duration
    assert [each.from_finalize for each in results].count(True) == 1
    starts = [each.start for each in results]
    assert starts == sorted(starts)
    assert messages[-1].duration == pytest.approx(3.0, abs=0.1)
    assert list(fake.refused) == []


async def test_the_sdk_hears_the_turns_of_flux(house: House, tone: bytes) -> None:
    """A turn that seems to end, goes on, ends; then CloseStream, after which nothing is confirmed."""
    fake = await house.fake([SAID, "by card"])
    listen = house.client(fake).listen.v2
    parameters: dict[str, Any] = {
        "model": "flux-general-multi",
        "encoding": "mulaw",
        "sample_rate": 8000,
        "eager_eot_threshold": 0.5,
        "language_hint": ["en", "hi"],
    }
    async with listen.connect(**parameters) as socket, gathering(socket) as messages:
        async for piece in spoken(quiet(500), tone, quiet(300), tone, quiet(1000), tone):
            await socket.send_media(piece)
        await socket.send_configure({"type": "Configure", "thresholds": {"eot_threshold": 0.8}})
        await fake.until(lambda: any(message.type == "ConfigureSuccess" for message in messages))
        await socket.send_close_stream()
    assert None not in messages
    assert messages[0].type == "Connected"
    assert [message.sequence_id for message in messages] == list(range(len(messages)))
    turns = [message for message in messages if message.type == "TurnInfo"]
    events = [(turn.turn_index, turn.event) for turn in turns if turn.event != "Update"]
    assert events == [
        (0, "StartOfTurn"),
        (0, "EagerEndOfTurn"),
        (0, "TurnResumed"),
        (0, "EagerEndOfTurn"),
        (0, "EndOfTurn"),
        (1, "StartOfTurn"),
    ]
    eager, end = (
        next(turn for turn in turns[::-1] if turn.event == event) for event in ("EagerEndOfTurn", "EndOfTurn")
    )
    assert (eager.transcript, end.transcript, end.trigger) == (SAID, SAID, "model")
    assert end.languages == ["en"]
    assert turns[0].event == "Update"
    assert turns[0].transcript == ""
    assert (turns[-1].event, turns[-1].transcript) == ("Update", "by card")
    assert list(fake.refused) == []


async def test_the_sdk_is_refused_as_by_deepgram(house: House) -> None:
    """Its error has the status, and nothing else of use."""
    fake = await house.fake()
    fake.troubles.add(Fault("refuse", status=402))
    with pytest.raises(ApiError) as refusal:
        async with house.client(fake).listen.v1.connect(model="nova-3", encoding="mulaw", sample_rate=8000):
            pass
    assert refusal.value.status_code == 402


async def test_the_embedded_models_can_listen_for_it() -> None:
    """Real speech becomes real words."""
    pool = SpeechPool(threads=1)
    talents = Talents(EmbeddedRecogniser(pool), EmbeddedVoice(pool))
    async with AsyncExitStack() as stack:
        stack.push_async_callback(pool.aclose)
        fake = await House(stack).fake(talents=talents)
        speech = b"".join([piece.audio async for piece in talents.voice.speak("Good morning.", language="en")])
        socket = await House(stack).socket(fake, V1)
        async for piece in spoken(quiet(300), speech, quiet(800)):
            await socket.send(piece)
        async with asyncio.timeout(20):
            while not (result := await next_of(socket, "Results"))["speech_final"]:
                pass
        assert "morning" in result["channel"]["alternatives"][0]["transcript"].lower()


# ── what is told ─────────────────────────────────────────────────────────────


async def test_a_long_utterance_comes_in_several_stretches(house: House, tone: bytes) -> None:
    """Final stretches follow each other without a gap; only the last ends the speech."""
    socket = await house.socket(await house.fake([SAID]), V1)
    async for piece in spoken(tone * 12, quiet(500)):
        await socket.send(piece)
    await socket.send('{"type": "CloseStream"}')
    messages, code, _ = await until_over(socket)
    finals = [message for message in messages if message.get("is_final")]
    assert [message["speech_final"] for message in finals][:2] == [False, True]
    assert [message["start"] for message in finals[1:]] == [
        pytest.approx(before["start"] + before["duration"]) for before in finals[:-1]
    ]
    said = [message["channel"]["alternatives"][0]["transcript"] for message in finals]
    assert " ".join(part for part in said if part) == SAID
    assert code == 1000


async def test_forced_turns_are_told_as_such(house: House, tone: bytes) -> None:
    """ForceEndTurn ends what is open, and only that."""
    fake = await house.fake([SAID])
    socket = await house.socket(fake, V2 + "&eot_threshold=1.0")
    await socket.send('{"type": "ForceEndTurn"}')
    async for piece in spoken(tone, quiet(1500)):
        await socket.send(piece)
    await socket.send('{"type": "ForceEndTurn"}')
    ends: list[dict[str, Any]] = []
    async with asyncio.timeout(5):
        while not ends:
            turn = await next_of(socket, "TurnInfo")
            ends += [turn] if turn["event"] == "EndOfTurn" else []
    assert (ends[0]["trigger"], ends[0]["transcript"], ends[0]["turn_index"]) == ("manual", SAID, 0)
    assert list(fake.refused) == []


async def test_other_sound_is_understood_too(house: House, tone: bytes) -> None:
    """linear16 at another rate."""
    samples = ulaw.decode(tone + quiet(600)).repeat(2)
    socket = await house.socket(await house.fake([SAID]), V1.replace("mulaw", "linear16").replace("8000", "16000"))
    await socket.send(samples.astype("<i2").tobytes())
    while not (result := await next_of(socket, "Results"))["speech_final"]:
        pass
    assert result["channel"]["alternatives"][0]["transcript"] == SAID


# ── what is refused ──────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", [V1, V2])
async def test_a_wrong_key_is_refused_in_deepgrams_way(house: House, path: str) -> None:
    """Status, body and headers; the stand-in remembers why."""
    fake = await house.fake()
    with pytest.raises(InvalidStatus) as refusal:
        await house.socket(fake, path, key="wrong")
    response = refusal.value.response
    body = json.loads(bytes(response.body or b""))
    assert (response.status_code, body["err_code"]) == (401, "INVALID_AUTH")
    assert response.headers["dg-request-id"] == body["request_id"]
    assert response.headers["dg-error"]
    assert list(fake.refused) == ["401: Invalid credentials."]


@pytest.mark.parametrize("path", [V1 + "&eot_threshold=0.7", V2 + "&interim_results=true", V1.replace("v1", "v2")])
async def test_a_wrong_query_is_refused(house: House, path: str) -> None:
    """With 400, before anything is opened."""
    with pytest.raises(InvalidStatus) as refusal:
        await house.socket(await house.fake(), path)
    assert refusal.value.response.status_code == 400


async def test_a_forbidden_model_is_refused(house: House) -> None:
    """While the key opens another door."""
    fake = await house.fake()
    fake.forbidden = frozenset({"nova-3"})
    with pytest.raises(InvalidStatus) as refusal:
        await house.socket(fake, V1)
    assert refusal.value.response.status_code == 403
    async with web_client() as http:
        for key, status in ((KEY, 200), ("wrong", 401)):
            answer = await http.get(f"{fake.url}/v1/projects", headers={"Authorization": f"Token {key}"})
            assert answer.status_code == status
        assert (await http.get(f"{fake.url}/v1/nothing")).status_code == 404
        plain = await http.get(fake.url + V2, headers={"Authorization": f"Token {KEY}"})
        assert plain.status_code == 400


@pytest.mark.parametrize("message", ['{"type": "Restart"}', "[1]", "no json", '{"type": 5}'])
async def test_nova_complains_of_messages_that_it_does_not_know(house: House, message: str) -> None:
    """And goes on."""
    fake = await house.fake()
    socket = await house.socket(fake, V1)
    await socket.send(message)
    error = await next_of(socket, "Error")
    assert error["variant"] == "SchemaError"
    await socket.send(quiet(20))
    await socket.send('{"type": "CloseStream"}')
    _, code, _ = await until_over(socket)
    assert code == 1000
    assert len(fake.refused) == 1


@pytest.mark.parametrize("message", ['{"type": "KeepAlive"}', '{"type": "Finalize"}', '{"type": "Restart"}', "no json"])
async def test_flux_ends_over_messages_that_it_does_not_know(house: House, message: str) -> None:
    """Those of the first version among them."""
    fake = await house.fake()
    socket = await house.socket(fake, V2)
    await socket.send(message)
    messages, code, _ = await until_over(socket)
    assert [each["type"] for each in messages] == ["Connected", "Error"]
    assert code == 1005
    assert len(fake.refused) == 1


@pytest.mark.parametrize("path", [V1, V2])
async def test_an_empty_frame_of_sound_breaks_the_stream(house: House, path: str) -> None:
    """Clients have to skip those."""
    fake = await house.fake()
    socket = await house.socket(fake, path)
    await socket.send(b"")
    _, code, _ = await until_over(socket)
    assert code == 1011
    assert len(fake.refused) == 1


async def test_sound_that_cannot_be_decoded_breaks_the_stream(house: House) -> None:
    """Half a sample."""
    socket = await house.socket(await house.fake(), V1.replace("mulaw", "linear16"))
    await socket.send(b"\x00\x01\x02")
    assert (await until_over(socket))[1:] == (1008, "DATA-0000")


@pytest.mark.parametrize("path", [V1, V2])
async def test_one_configuration_is_done_at_a_time(house: House, path: str) -> None:
    """The second is refused while the first is being done, and taken afterwards."""
    fake = await house.fake()
    socket = await house.socket(fake, path)
    for _ in range(2):
        await socket.send('{"type": "Configure", "keyterms": ["UPI"]}')
    assert (await next_of(socket, "ConfigureFailure"))["code"] == "CONFIGURE_ALREADY_PENDING"
    assert (await next_of(socket, "ConfigureSuccess"))["keyterms"] == ["UPI"]
    await socket.send('{"type": "Configure", "keyterms": ["card"]}')
    assert (await next_of(socket, "ConfigureSuccess"))["keyterms"] == ["card"]


async def keep(socket: ClientConnection) -> None:
    """Send KeepAlive again and again."""
    while True:
        await socket.send('{"type": "KeepAlive"}')
        await asyncio.sleep(0.02)


async def test_a_silent_stream_is_closed(house: House) -> None:
    """Neither sound nor KeepAlive; KeepAlive keeps it once there was sound."""
    fake = await house.fake()
    fake.idle_s = 0.15
    socket = await house.socket(fake, V1)
    await socket.send(quiet(20))
    keeping = asyncio.create_task(keep(socket))
    await fake.until(lambda: len(fake.requests[-1].messages) >= 15)  # twice as long as it may be silent
    assert fake.live == 1
    keeping.cancel()
    assert (await until_over(socket))[1:] == (1011, "NET-0001")


async def test_the_first_sound_is_not_replaced_by_keeping_alive(house: House) -> None:
    """Without any sound the stream is closed, however often it is kept."""
    fake = await house.fake()
    fake.first_sound_s = 0.1
    socket = await house.socket(fake, V1)
    keeping = asyncio.create_task(keep(socket))
    assert (await until_over(socket))[1:] == (1011, "NET-0001")
    keeping.cancel()


async def test_flux_is_patient(house: House) -> None:
    """No limit of it is known."""
    fake = await house.fake()
    fake.idle_s = fake.first_sound_s = 0.01
    socket = await house.socket(fake, V2)
    await next_of(socket, "Connected")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await socket.recv()
