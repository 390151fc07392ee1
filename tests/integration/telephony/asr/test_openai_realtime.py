"""OpenAI's realtime transcription over a real socket, against a stand-in of OpenAI."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import Context
from typing import Any

import pytest
from structlog.testing import capture_logs
from websockets.asyncio.server import ServerConnection, serve

from agent.fakes import Fakes, Fault, open_fakes
from agent.fakes.openai import OpenAIFake
from agent.fakes.running import scripted
from telephony.asr.openai_realtime import OpenAIRealtimeRecogniser, OpenAIRealtimeTranscriber, Pace
from telephony.asr.port import Eager, Failed, Listening, Partial, Result, Resumed
from telephony.asr.registry import load
from telephony.audio import ulaw
from telephony.audio.providers import Means
from telephony.audio.workers import SpeechPool
from telephony.errors import Fault as Why
from telephony.errors import SpeechUnavailable
from telephony.openai_access import SpeechAccess
from telephony.usage import Usage, charging
from tests.support.openai_speech import KEY, everything, first, openai, say, tone

OPENING = 2
"""Messages before the session is as we asked: created, updated."""
UTTERANCE = 4
"""Messages of an utterance before its transcript: started, stopped, committed, added."""
MIXED = Listening("en-IN", ("hi",), ("UPI",))


@pytest.fixture
async def fakes() -> AsyncIterator[Fakes]:
    """OpenAI stood in for; it hears these."""
    async with open_fakes(["openai"], talents=scripted(["I want", "to pay", "a bill"]), key=KEY) as fakes:
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


def access(fake: OpenAIFake, *, key: str = KEY) -> SpeechAccess:
    """How it is reached."""
    return SpeechAccess(f"{fake.url}/v1", key, "OPENAI_API_KEY")


def made(
    fake: OpenAIFake, *, model: str = "gpt-transcribe", limit_s: float = 5, key: str = KEY
) -> OpenAIRealtimeRecogniser:
    """A recogniser whose every wait is this long."""
    pace = Pace(connect_s=limit_s, ready_s=limit_s, answer_s=limit_s, doubt_s=limit_s)
    return OpenAIRealtimeRecogniser(access(fake, key=key), model=model, pace=pace)


@pytest.fixture
async def transcriber(fake: OpenAIFake) -> AsyncIterator[OpenAIRealtimeTranscriber]:
    """A call that is listened to; nothing was refused in the end."""
    transcriber = await made(fake).open(MIXED)
    yield transcriber
    await transcriber.aclose()
    assert list(fake.refused) == []


async def gathered(results: AsyncIterator[Result], last: type[Result]) -> list[Result]:
    """All results up to the first of that kind, without the partials."""
    found: list[Result] = []
    async with asyncio.timeout(10):
        async for result in results:
            if not isinstance(result, Partial):
                found.append(result)
            if isinstance(result, last):
                return found
    raise AssertionError("The results ended.")


async def test_as_the_settings_name_it(fakes: Fakes, fake: OpenAIFake, pool: SpeechPool) -> None:
    """It warms up, and asks for the model, the languages and the words that were named."""
    recogniser = load("openai:gpt-live-transcribe", Means(pool, fakes.settings))
    await recogniser.warm()
    await (await recogniser.open(MIXED)).aclose()
    sound = fake.requests[-1].messages[0]["session"]["audio"]["input"]
    assert sound["format"] == {"type": "audio/pcmu"}
    assert sound["transcription"] == {"model": "gpt-live-transcribe", "languages": ["en", "hi"], "keywords": ["UPI"]}
    assert [seen.close_code for seen in fake.requests] == [1000, 1000]
    assert list(fake.refused) == []


async def test_an_utterance_is_partials_and_an_eager(fake: OpenAIFake, transcriber: OpenAIRealtimeTranscriber) -> None:
    """Word for word, then whole, with the languages that were heard."""
    fake.transcribing.word_s = 0.02
    await say(transcriber)
    results = transcriber.results()
    assert (await first(results, Partial)).text in {"I", "I want"}
    assert await first(results, Eager) == Eager("I want", 1.0, ("en",))


async def test_who_goes_on_resumes_the_same_utterance(transcriber: OpenAIRealtimeTranscriber) -> None:
    """What was said before stays in front."""
    results = transcriber.results()
    await say(transcriber)
    assert await gathered(results, Eager) == [Eager("I want", 1.0, ("en",))]
    await say(transcriber)
    assert await gathered(results, Eager) == [Resumed(), Eager("I want to pay", 1.0, ("en",))]


async def test_after_a_turn_a_new_utterance_begins(transcriber: OpenAIRealtimeTranscriber) -> None:
    """Without the words of the last, and without `Resumed`."""
    results = transcriber.results()
    await say(transcriber)
    await first(results, Eager)
    transcriber.end_utterance()
    await say(transcriber)
    assert await gathered(results, Eager) == [Eager("to pay", 1.0, ("en",))]


async def test_a_transcript_that_comes_after_its_turn_is_dropped(
    fake: OpenAIFake, transcriber: OpenAIRealtimeTranscriber
) -> None:
    """The caller had pressed a key, say."""
    fake.transcribing.gate.clear()
    await say(transcriber)
    await fake.until(lambda: fake.requests[-1].sound_bytes > 7000)
    transcriber.end_utterance()
    fake.transcribing.gate.set()
    await say(transcriber)
    assert await gathered(transcriber.results(), Eager) == [Eager("to pay", 1.0, ("en",))]


async def test_a_transcript_that_comes_while_the_caller_goes_on_is_kept(
    fake: OpenAIFake, transcriber: OpenAIRealtimeTranscriber
) -> None:
    """It is part of what is said in the end."""
    fake.transcribing.gate.clear()
    await say(transcriber)
    await say(transcriber)
    await fake.until(lambda: fake.requests[-1].sound_bytes > 14_000)
    fake.transcribing.gate.set()
    assert (await first(transcriber.results(), Eager)).text == "I want to pay"


async def test_the_sound_arrives_as_it_was(fake: OpenAIFake, transcriber: OpenAIRealtimeTranscriber) -> None:
    """All of it but the last moment, in pieces of a tenth of a second."""
    for _ in range(100):
        transcriber.feed(ulaw.SILENCE * 160)
        await asyncio.sleep(0)
    await fake.until(lambda: fake.requests[-1].sound_bytes >= 15_200)
    appended = [each for each in fake.requests[-1].messages if each["type"] == "input_audio_buffer.append"]
    assert len(appended) <= 20


async def test_another_language_is_told_to_the_server(fake: OpenAIFake, transcriber: OpenAIRealtimeTranscriber) -> None:
    """In the same session, and no sound is lost."""
    transcriber.adapt(Listening("hi", ("en",), ("नमस्ते",)))
    await say(transcriber)
    assert (await first(transcriber.results(), Eager)).text == "I want"
    updates = [each for each in fake.requests[-1].messages if each["type"] == "session.update"]
    told = updates[-1]["session"]["audio"]["input"]["transcription"]
    assert (told["languages"], told["keywords"]) == (["hi", "en"], ["नमस्ते"])


async def test_a_model_that_detects_no_voice_is_told_by_ours(fake: OpenAIFake) -> None:
    """Only what is said is sent, with the moment before it; the end is a commit."""
    transcriber = await made(fake, model="gpt-realtime-whisper").open(MIXED)
    results = transcriber.results()
    transcriber.feed(ulaw.SILENCE * 80_000)
    await say(transcriber)
    assert await gathered(results, Eager) == [Eager("I want", 1.0)]
    assert fake.requests[-1].sound_bytes < 3600 + 2400 + 800
    await say(transcriber)
    assert await gathered(results, Eager) == [Resumed(), Eager("I want to pay", 1.0)]
    transcriber.end_utterance()
    await say(transcriber)
    assert await gathered(results, Eager) == [Eager("a bill", 1.0)]
    await transcriber.aclose()
    assert list(fake.refused) == []


async def test_what_was_committed_before_a_turn_is_dropped(fake: OpenAIFake) -> None:
    """Also where we commit, and the server has not yet said that it did."""
    transcriber = await made(fake, model="gpt-realtime-whisper").open(MIXED)
    await say(transcriber)
    transcriber.end_utterance()
    await say(transcriber)
    assert await gathered(transcriber.results(), Eager) == [Eager("to pay", 1.0)]
    transcriber.voice(speaking=True)
    transcriber.feed(await tone())
    transcriber.end_utterance()
    transcriber.voice(speaking=False)
    await fake.until(lambda: fake.requests[-1].messages[-1]["type"] == "input_audio_buffer.clear")
    await transcriber.aclose()
    assert list(fake.refused) == []


async def test_a_lost_utterance_is_an_eager_without_words(
    fake: OpenAIFake, transcriber: OpenAIRealtimeTranscriber
) -> None:
    """It is logged, and the next one is understood."""
    fake.transcribing.lost = 2
    results = transcriber.results()
    with capture_logs() as logs:
        for _ in range(2):
            await say(transcriber)
            assert await first(results, Eager) == Eager("", 0.0)
            transcriber.end_utterance()
    assert [each["event"] for each in logs] == ["asr.utterance_lost"] * 2
    await say(transcriber)
    assert (await first(results, Eager)).text == "a bill"


async def test_the_third_lost_utterance_in_a_row_is_the_end(fake: OpenAIFake) -> None:
    """A recogniser that understands nothing is none."""
    fake.transcribing.lost = 3
    transcriber = await made(fake).open(MIXED)
    results = transcriber.results()
    for _ in range(2):
        await say(transcriber)
        await first(results, Eager)
        transcriber.end_utterance()
    await say(transcriber)
    failed = await first(results, Failed)
    assert (failed.fault, "3 utterances" in failed.why) == ("broken", True)
    await transcriber.aclose()


async def test_what_a_call_used_is_reported_once(fake: OpenAIFake) -> None:
    """Seconds of sound that were sent, when it ends."""
    used: list[Usage] = []
    with charging(used.append):
        transcriber = await made(fake).open(MIXED)
        transcriber.feed(ulaw.SILENCE * 16_000)
        await fake.until(lambda: fake.requests[-1].sound_bytes == 16_000)
        await transcriber.aclose()
        await transcriber.aclose()
    assert used == [Usage("asr", "openai", "gpt-transcribe", "seconds", 2.0)]


async def test_a_turn_without_a_transcript_is_a_failure(fake: OpenAIFake) -> None:
    """The call gave up waiting before our own limit: still, nobody answered, and somebody else must be asked."""
    fake.troubles.add(Fault("stall", after=OPENING))
    pace = Pace(answer_s=0.6)
    recogniser = OpenAIRealtimeRecogniser(access(fake), model="gpt-realtime-whisper", pace=pace)
    transcriber = await recogniser.open(MIXED)
    await say(transcriber)
    await fake.until(lambda: transcriber._late or transcriber._closed)
    transcriber.end_utterance()
    results = await gathered(transcriber.results(), Failed)
    assert [each.fault for each in results if isinstance(each, Failed)] == ["timeout"]
    await transcriber.aclose()


async def test_a_failure_that_a_timer_finds_is_on_the_calls_account(fake: OpenAIFake) -> None:
    """The voice detector, which belongs to nobody's call, had set the timer."""
    used: list[Usage] = []
    fake.troubles.add(Fault("stall", after=OPENING))
    with charging(used.append):
        transcriber = await made(fake, limit_s=0.6).open(MIXED)
    transcriber.feed(await tone())
    Context().run(transcriber.voice, speaking=True)
    assert (await first(transcriber.results(), Failed)).fault == "timeout"
    await transcriber.aclose()
    assert [each.provider for each in used] == ["openai"]


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        (Fault("refuse", status=401), "key"),
        (Fault("refuse", status=402), "quota"),
        (Fault("refuse", status=404), "model"),
        (Fault("refuse", status=429), "busy"),
        (Fault("refuse", status=500), "broken"),
        (Fault("stall"), "timeout"),
        (Fault("cut"), "broken"),
        (Fault("close"), "broken"),
        (Fault("garbage"), "broken"),
        (Fault("stall", after=1), "timeout"),
        (Fault("cut", after=1), "broken"),
        (Fault("close", after=1), "broken"),
        (Fault("garbage", after=1), "broken"),
    ],
)
async def test_what_goes_wrong_while_it_opens_is_told_by_name(fake: OpenAIFake, fault: Fault, why: Why) -> None:
    """To the one who opens, and to the one who warms up; and the key is nowhere in it."""
    recogniser = made(fake, limit_s=1.0)
    fake.troubles.add(fault, fault)
    with capture_logs() as logs:
        for attempt in (lambda: recogniser.open(MIXED), recogniser.warm):
            with pytest.raises(SpeechUnavailable) as refused:
                await attempt()
            assert refused.value.fault == why, str(refused.value)
            assert KEY not in everything(refused.value)
    assert KEY not in str(logs)
    await fake.until(lambda: fake.live == 0)


@pytest.mark.parametrize("after", [OPENING, OPENING + 2, OPENING + UTTERANCE, OPENING + UTTERANCE + 1])
@pytest.mark.parametrize(
    ("kind", "why"), [("stall", "timeout"), ("cut", "broken"), ("close", "broken"), ("garbage", "broken")]
)
async def test_what_goes_wrong_in_a_call_ends_its_results(fake: OpenAIFake, kind: str, why: Why, after: int) -> None:
    """At every place of an utterance, with one named failure, which is the last result."""
    fake.troubles.add(Fault.parse(f"{kind}@{after}"))
    transcriber = await made(fake, limit_s=1.0).open(MIXED)
    await say(transcriber)
    results = [result async for result in transcriber.results()]
    assert [type(result) for result in results if not isinstance(result, Partial)] == [Failed]
    failed = results[-1]
    assert isinstance(failed, Failed)
    assert failed.fault == why
    assert KEY not in repr(failed)
    transcriber.feed(ulaw.SILENCE * 800)
    transcriber.voice(speaking=True)
    transcriber.end_utterance()
    transcriber.adapt(MIXED)
    await transcriber.aclose()
    await fake.until(lambda: fake.live == 0)


async def test_a_drip_is_slow_and_nothing_worse(fake: OpenAIFake) -> None:
    """Messages that come in crumbs are messages."""
    fake.troubles.add(Fault("drip", after=OPENING + UTTERANCE))
    transcriber = await made(fake).open(MIXED)
    await say(transcriber)
    assert (await first(transcriber.results(), Eager)).text == "I want"
    await transcriber.aclose()


async def test_a_server_that_hears_no_voice_where_we_do_is_asked_and_believed(fake: OpenAIFake) -> None:
    """A noise is no voice to everybody: it answers, and the call goes on."""
    transcriber = await made(fake, limit_s=0.6).open(MIXED)
    for _ in range(2):  # after sound it is asked, and never before
        transcriber.voice(speaking=True)
        transcriber.feed(ulaw.SILENCE * 1600)
        transcriber.voice(speaking=False)
        await fake.until(lambda: fake.requests[-1].messages[-1]["type"] == "session.update")
    await say(transcriber)
    assert (await first(transcriber.results(), Eager)).text == "I want"
    await transcriber.aclose()


@pytest.mark.parametrize(
    ("model", "fault"), [("gpt-5-hearing", "model"), ("gpt-4o-transcribe", None), ("whisper-1", None)]
)
async def test_a_model_that_is_not_known_is_told_at_the_start(fake: OpenAIFake, model: str, fault: Why | None) -> None:
    """Known ones are taken."""
    recogniser = made(fake, model=model)
    if fault is None:
        await recogniser.warm()
        assert list(fake.refused) == []
        return
    with pytest.raises(SpeechUnavailable, match="does not know the model") as refused:
        await recogniser.warm()
    assert refused.value.fault == fault


async def test_a_wrong_key_is_told_by_its_setting(fake: OpenAIFake) -> None:
    """And never shown, though the server repeats it."""
    wrong = "sk-wrong-secret"
    with pytest.raises(SpeechUnavailable, match="check OPENAI_API_KEY") as refused:
        await made(fake, key=wrong).warm()
    assert refused.value.fault == "key"
    assert wrong not in everything(refused.value)


@asynccontextmanager
async def answering(*messages: dict[str, Any]) -> AsyncIterator[OpenAIRealtimeTranscriber]:
    """A call whose server makes a session, says these, and then takes nothing any more."""

    async def serve_one(socket: ServerConnection) -> None:
        await socket.send(json.dumps({"type": "session.created"}))
        await socket.recv()
        for message in ({"type": "session.updated"}, *messages):
            await socket.send(json.dumps(message))
        await over.wait()

    over = asyncio.Event()
    async with serve(serve_one, "127.0.0.1", 0, compression=None, max_queue=1, close_timeout=0.1) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        there = SpeechAccess(f"http://127.0.0.1:{port}/v1", KEY, "OPENAI_API_KEY")
        pace = Pace(answer_s=0.2, backlog_ms=100)
        transcriber = await OpenAIRealtimeRecogniser(there, model="gpt-transcribe", pace=pace).open(MIXED)
        yield transcriber
        await transcriber.aclose()
        over.set()


def error(code: str | None, kind: str = "invalid_request_error") -> dict[str, Any]:
    """An `error` event, whose words may hold anything."""
    return {"type": "error", "error": {"type": kind, "code": code, "message": f"your key {KEY} is wrong"}}


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("invalid_api_key", "key"),
        ("insufficient_quota", "quota"),
        ("model_not_found", "model"),
        ("session_expired", "broken"),
    ],
)
async def test_an_error_that_is_about_us_ends_the_results(code: str, why: Why) -> None:
    """With its fault, though the server leaves the session open."""
    with capture_logs() as logs:
        async with answering(error(code)) as transcriber:
            failed = await first(transcriber.results(), Failed)
    assert failed.fault == why
    assert KEY not in failed.why + str(logs)


async def test_an_error_that_is_not_is_logged() -> None:
    """By its code, without its words; the call goes on."""
    completed = {
        "type": "conversation.item.input_audio_transcription.completed",
        "item_id": "item_1",
        "transcript": "Hello.",
    }
    refusals = (error("rate_limit_exceeded"), error(None, "server_error"), error("input_audio_buffer_commit_empty"))
    with capture_logs() as logs:
        async with answering(*refusals, completed) as transcriber:
            assert (await first(transcriber.results(), Eager)).text == "Hello."
    codes = [each["code"] for each in logs if each["event"] == "asr.refused"]
    assert codes == ["rate_limit_exceeded", "server_error", "input_audio_buffer_commit_empty"]
    assert KEY not in str(logs)


async def test_a_server_that_takes_no_sound_is_noticed() -> None:
    """What waits has a bound: the oldest is dropped and counted; and a wait for it has a limit."""
    with capture_logs() as logs:
        async with answering() as transcriber:
            transcriber.feed(ulaw.SILENCE * 8000)
            failed = asyncio.create_task(first(transcriber.results(), Failed))
            while not failed.done():
                transcriber.feed(ulaw.SILENCE * 800)
                await asyncio.sleep(0)
            assert failed.result().fault == "timeout"
    assert [each["dropped_ms"] >= 900 for each in logs if each["event"] == "asr.sound_dropped"] == [True]


async def test_nobody_is_there() -> None:
    """The sentence says where we looked."""
    nowhere = SpeechAccess("http://127.0.0.1:9/v1", KEY, "OPENAI_API_KEY")
    with pytest.raises(SpeechUnavailable, match=r"at 127\.0\.0\.1:9 cannot be reached") as refused:
        await OpenAIRealtimeRecogniser(nowhere, model="gpt-transcribe").warm()
    assert refused.value.fault == "network"


async def test_after_closing_nobody_is_listened_to(fake: OpenAIFake) -> None:
    """Closing twice is allowed."""
    recogniser = made(fake)
    await recogniser.aclose()
    await recogniser.aclose()
    with pytest.raises(SpeechUnavailable, match="is closed"):
        await recogniser.open(MIXED)
    assert len(fake.requests) == 0
