"""Transcription by REST over a real socket, against a stand-in of OpenAI."""

import asyncio
import io
import wave
from collections.abc import AsyncIterator
from contextvars import Context
from dataclasses import replace

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from agent.fakes import Fakes, Fault, open_fakes
from agent.fakes.openai import OpenAIFake
from agent.fakes.running import scripted
from telephony.asr import whisper
from telephony.asr.port import Eager, Failed, Final, Listening, Result, Resumed
from telephony.asr.registry import load
from telephony.asr.whisper import Lengths, WhisperRecogniser, WhisperTranscriber
from telephony.audio import ulaw
from telephony.audio.providers import Means
from telephony.audio.workers import SpeechPool
from telephony.errors import Fault as Why
from telephony.errors import SpeechUnavailable
from telephony.openai_access import SpeechAccess
from telephony.usage import Usage, charging
from tests.support.openai_speech import KEY, everything, first, openai, say, tone

MIXED = Listening("en-IN", ("hi",), ("UPI",))
PATH = "/v1/audio/transcriptions"


@pytest.fixture
async def fakes() -> AsyncIterator[Fakes]:
    """OpenAI stood in for; it hears these."""
    async with open_fakes(["openai"], talents=scripted(["I want", "I want to pay", "a bill"]), key=KEY) as fakes:
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
async def recogniser(fake: OpenAIFake) -> AsyncIterator[WhisperRecogniser]:
    """It waits a second for an answer, and is not warmed."""
    recogniser = made(fake, limit_s=1)
    yield recogniser
    await recogniser.aclose()


@pytest.fixture
async def transcriber(fake: OpenAIFake, recogniser: WhisperRecogniser) -> AsyncIterator[WhisperTranscriber]:
    """A call that is listened to; nothing was refused in the end."""
    transcriber = await recogniser.open(MIXED)
    yield transcriber
    await transcriber.aclose()
    assert list(fake.refused) == []


def made(fake: OpenAIFake, *, model: str = "gpt-transcribe", limit_s: float = 5, key: str = KEY) -> WhisperRecogniser:
    """A recogniser that is not warmed."""
    access = SpeechAccess(f"{fake.url}/v1", key, "OPENAI_API_KEY")
    return WhisperRecogniser(access, model=model, answer_s=limit_s)


def asked(fake: OpenAIFake) -> list[dict[str, object]]:
    """What was to be transcribed."""
    return [seen.body for seen in fake.requests if seen.path == PATH and seen.body is not None]


async def test_as_the_settings_name_it(fakes: Fakes, fake: OpenAIFake, pool: SpeechPool) -> None:
    """It warms up by asking for its model, and sends what it is told to listen for."""
    recogniser = load("whisper", Means(pool, fakes.settings))
    await recogniser.warm()
    assert [seen.path for seen in fake.requests] == ["/v1/models/gpt-transcribe"]
    transcriber = await recogniser.open(MIXED)
    await say(transcriber)
    assert await first(transcriber.results(), Eager) == Eager("I want", 1.0, ("en",))
    body = asked(fake)[0]
    assert (body["model"], body["languages[]"], body["keywords[]"]) == ("gpt-transcribe", ["en", "hi"], ["UPI"])
    await transcriber.aclose()
    await recogniser.aclose()
    assert list(fake.refused) == []


async def test_who_goes_on_resumes_and_is_sent_whole(fake: OpenAIFake, transcriber: WhisperTranscriber) -> None:
    """The utterance grows; its words are those of all of it."""
    results = transcriber.results()
    await say(transcriber)
    assert await first(results, Eager) == Eager("I want", 1.0, ("en",))
    await say(transcriber)
    assert isinstance(await anext(results), Resumed)
    assert (await first(results, Eager)).text == "I want to pay"
    first_bytes, second_bytes = (body["file_bytes"] for body in asked(fake))
    assert isinstance(first_bytes, int)
    assert isinstance(second_bytes, int)
    assert second_bytes > first_bytes * 1.8


async def test_after_a_turn_a_new_utterance_begins(fake: OpenAIFake, transcriber: WhisperTranscriber) -> None:
    """Without the sound of the last, and without `Resumed`."""
    results = transcriber.results()
    await say(transcriber)
    await first(results, Eager)
    transcriber.end_utterance()
    await say(transcriber)
    assert isinstance(await anext(results), Eager)
    before, after = (body["file_bytes"] for body in asked(fake))
    assert isinstance(before, int)
    assert isinstance(after, int)
    assert abs(before - after) < 8000


async def test_a_request_that_is_superseded_is_ended(fake: OpenAIFake, transcriber: WhisperTranscriber) -> None:
    """There is never more than one on its way, and an answer that is not wanted any more is none."""
    fake.troubles.add(Fault("stall"), Fault("stall"))
    for _ in range(2):
        await say(transcriber, quiet_ms=0)
        await fake.until(lambda: fake.live == 1)
        transcriber.voice(speaking=True)
        await fake.until(lambda: fake.live == 0)
        transcriber.voice(speaking=False)
        await fake.until(lambda: fake.live == 1)
        transcriber.end_utterance()
        await fake.until(lambda: fake.live == 0)
    await say(transcriber)
    assert (await first(transcriber.results(), Eager)).text == "I want"


async def test_a_turn_without_an_answer_is_a_failure(fake: OpenAIFake) -> None:
    """The call gave up waiting before our own limit: still, nobody answered, and somebody else must be asked."""
    recogniser = made(fake, limit_s=5)
    fake.troubles.add(Fault("stall"))
    transcriber = await recogniser.open(MIXED)
    await say(transcriber, quiet_ms=0)
    await fake.until(lambda: fake.live == 1)
    recogniser.answer_s = 0.0
    transcriber.end_utterance()
    results = [result async for result in transcriber.results()]
    assert [(type(each), getattr(each, "fault", "")) for each in results] == [(Failed, "timeout")]
    await transcriber.aclose()
    await recogniser.aclose()


async def test_a_voice_that_flickers_is_asked_about_once_at_a_time(
    fake: OpenAIFake, transcriber: WhisperTranscriber
) -> None:
    """However often it begins and ends."""
    most = 0

    def watch() -> bool:
        nonlocal most
        most = max(most, fake.live)
        return len(fake.requests) > 0 and fake.live == 0

    for _ in range(20):
        await say(transcriber, quiet_ms=0)
        await asyncio.sleep(0)
    await fake.until(watch)
    await first(transcriber.results(), Eager)
    assert most <= 1


async def test_silence_is_not_sent(fake: OpenAIFake, transcriber: WhisperTranscriber) -> None:
    """Nor is a voice that ended before there was any sound of it: it was nothing."""
    transcriber.feed(ulaw.SILENCE * 80_000)
    transcriber.end_utterance()
    other = await made(fake).open(MIXED)
    other.voice(speaking=True)
    other.voice(speaking=False)
    assert (await first(other.results(), Eager)).text == ""
    await other.aclose()
    assert asked(fake) == []


async def test_a_long_speech_is_sent_in_parts(fake: OpenAIFake, recogniser: WhisperRecogniser) -> None:
    """The older part becomes final while the caller still speaks."""
    transcriber = WhisperTranscriber(recogniser, MIXED, Lengths(settle_ms=2000, bound_ms=4000))
    results = transcriber.results()
    transcriber.voice(speaking=True)
    transcriber.feed((await tone("one two three")) + ulaw.SILENCE * 1600 + (await tone("four five six seven" * 4)))
    assert (await first(results, Final)).text == "I want"
    transcriber.voice(speaking=False)
    assert (await first(results, Eager)).text == "I want to pay"
    await transcriber.aclose()


async def test_another_language_counts_from_the_next_request_on(
    fake: OpenAIFake, transcriber: WhisperTranscriber
) -> None:
    """Nothing is asked again for it."""
    transcriber.adapt(Listening("hi", (), ("नमस्ते",)))
    await say(transcriber)
    await first(transcriber.results(), Eager)
    body = asked(fake)[0]
    assert (body["language"], body["keywords[]"]) == ("hi", ["नमस्ते"])


async def test_models_of_other_kinds_are_asked_in_their_way(fake: OpenAIFake) -> None:
    """With one language and a prompt, and for how sure they are where they tell."""
    for model in ("whisper-1", "gpt-4o-transcribe", "gpt-4o-transcribe-diarize"):
        recogniser = made(fake, model=model)
        transcriber = await recogniser.open(Listening("en", (), ("UPI",)))
        await say(transcriber)
        heard = await first(transcriber.results(), Eager)
        assert heard.confidence == (pytest.approx(0.905, abs=0.001) if model == "gpt-4o-transcribe" else 1.0)
        await transcriber.aclose()
        await recogniser.aclose()
    assert list(fake.refused) == []


async def test_what_a_call_used_is_reported_once(fake: OpenAIFake, recogniser: WhisperRecogniser) -> None:
    """Seconds of sound that were sent, also those that were sent again."""
    used: list[Usage] = []
    with charging(used.append):
        transcriber = await recogniser.open(MIXED)
        for _ in range(2):
            await say(transcriber)
            await first(transcriber.results(), Eager)
        await transcriber.aclose()
        await transcriber.aclose()
    seconds = sum(int(str(body["file_bytes"])) - 44 for body in asked(fake)) / 2 / 8000
    (heard,) = (each for each in used if each.stage == "asr")
    assert replace(heard, amount=0) == Usage("asr", "whisper", "gpt-transcribe", "seconds", 0)
    assert heard.amount == pytest.approx(seconds)


async def test_a_failure_is_on_the_calls_account(fake: OpenAIFake, recogniser: WhisperRecogniser) -> None:
    """Though the voice detector, which belongs to nobody's call, began the request."""
    used: list[Usage] = []
    fake.troubles.add(Fault("refuse", status=500))
    with charging(used.append):
        transcriber = await recogniser.open(MIXED)
    transcriber.voice(speaking=True)
    transcriber.feed(await tone())
    Context().run(transcriber.voice, speaking=False)
    await first(transcriber.results(), Failed)
    await transcriber.aclose()
    assert [each.provider for each in used] == ["whisper"]


FAULTS: list[tuple[Fault, Why]] = [
    (Fault("refuse", status=400), "request"),
    (Fault("refuse", status=401), "key"),
    (Fault("refuse", status=402), "quota"),
    (Fault("refuse", status=403), "key"),
    (Fault("refuse", status=404), "model"),
    (Fault("refuse", status=429), "busy"),
    (Fault("refuse", status=500), "broken"),
    (Fault("stall"), "timeout"),
    (Fault("cut"), "broken"),
    (Fault("close"), "broken"),
    (Fault("garbage"), "broken"),
]


@pytest.mark.parametrize(("fault", "why"), FAULTS)
async def test_what_goes_wrong_ends_the_results(fake: OpenAIFake, fault: Fault, why: Why) -> None:
    """With one named failure, which is the last result, and no key in it."""
    recogniser = made(fake, limit_s=1.0)
    fake.troubles.add(fault)
    transcriber = await recogniser.open(MIXED)
    with capture_logs() as logs:
        await say(transcriber)
        results: list[Result] = [result async for result in transcriber.results()]
    assert len(results) == 1
    assert isinstance(results[0], Failed)
    assert results[0].fault == why, results[0].why
    assert KEY not in repr(results) + str(logs)
    transcriber.feed(ulaw.SILENCE * 800)
    transcriber.voice(speaking=True)
    transcriber.voice(speaking=False)
    transcriber.end_utterance()
    await transcriber.aclose()
    await fake.until(lambda: fake.live == 0)
    await recogniser.aclose()


@pytest.mark.parametrize(("fault", "why"), FAULTS)
async def test_what_goes_wrong_at_the_start_is_told_by_name(fake: OpenAIFake, fault: Fault, why: Why) -> None:
    """And the key is nowhere in it."""
    recogniser = made(fake, limit_s=1.0)
    fake.troubles.add(fault, fault)
    with pytest.raises(SpeechUnavailable) as refused:
        await recogniser.warm()
    assert refused.value.fault == why, str(refused.value)
    assert KEY not in everything(refused.value)
    await recogniser.aclose()


async def test_a_drip_is_waited_for_only_so_long(fake: OpenAIFake) -> None:
    """Each crumb comes in time, and the whole does not."""
    recogniser = made(fake, limit_s=0.1)
    fake.troubles.add(Fault("drip"))
    transcriber = await recogniser.open(MIXED)
    await say(transcriber)
    failed = await first(transcriber.results(), Failed)
    assert (failed.fault, failed.why.endswith("did not answer within 0.1 s.")) == ("timeout", True)
    await transcriber.aclose()
    await recogniser.aclose()


async def test_a_wrong_key_is_told_by_its_setting(fake: OpenAIFake) -> None:
    """And never shown, though the server repeats it."""
    wrong = "sk-wrong-secret"
    recogniser = made(fake, key=wrong)
    with pytest.raises(SpeechUnavailable, match="check OPENAI_API_KEY") as refused:
        await recogniser.warm()
    assert refused.value.fault == "key"
    assert wrong not in everything(refused.value)
    await recogniser.aclose()


async def test_a_model_that_is_not_known_is_told_at_the_start(fake: OpenAIFake) -> None:
    """Whether it is asked for by name or with a moment of silence."""
    recogniser = made(fake, model="gpt-5-hearing")
    with pytest.raises(SpeechUnavailable, match="does not know the model") as refused:
        await recogniser.warm()
    assert refused.value.fault == "model"
    await recogniser.aclose()


async def test_a_server_that_does_not_tell_its_models_is_sent_silence(fake: OpenAIFake) -> None:
    """If it transcribes that, it is well."""
    fake.troubles.add(Fault("refuse", status=404))
    recogniser = made(fake)
    await recogniser.warm()
    assert [seen.path for seen in fake.requests] == ["/v1/models/gpt-transcribe", PATH]
    await recogniser.aclose()


@pytest.mark.parametrize("text", ['{"text": 5}', "[]", '"hello"', "{}", '{"text": "' + "x" * 2_000_000 + '"}'])
async def test_an_answer_that_is_none_is_told_by_name(text: str, unused_tcp_port: int) -> None:
    """JSON of another form, or far too much of it."""

    async def answer(_: web.Request) -> web.Response:
        return web.Response(text=text, content_type="application/json")

    app = web.Application()
    app.router.add_post(PATH, answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", unused_tcp_port).start()
    access = SpeechAccess(f"http://127.0.0.1:{unused_tcp_port}/v1", KEY, "OPENAI_API_KEY")
    recogniser = WhisperRecogniser(access, model="x")
    with pytest.raises(SpeechUnavailable, match="broke off") as refused:
        await recogniser.transcribe(await tone(), MIXED)
    assert refused.value.fault == "broken"
    await recogniser.aclose()
    await runner.cleanup()


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/v1", "http://[x/v1", "http://127.0.0.1:x/v1"])
async def test_nobody_is_there(url: str) -> None:
    """Or there cannot be anybody."""
    recogniser = WhisperRecogniser(SpeechAccess(url, KEY, "OPENAI_API_KEY"), model="whisper-1")
    with pytest.raises(SpeechUnavailable, match="cannot be reached") as refused:
        await recogniser.warm()
    assert refused.value.fault == "network"
    assert KEY not in everything(refused.value)
    await recogniser.aclose()


async def test_after_closing_nobody_is_listened_to(recogniser: WhisperRecogniser) -> None:
    """Closing twice is allowed."""
    await recogniser.aclose()
    await recogniser.aclose()
    with pytest.raises(SpeechUnavailable, match="is closed"):
        await recogniser.open(MIXED)
    with pytest.raises(SpeechUnavailable, match="asked no more"):
        await recogniser.warm()


def test_sound_is_sent_as_a_file_that_every_server_can_read() -> None:
    """16 bits, 8 kHz, one channel, every sample of it."""
    sound = bytes(range(256)) * 10
    with wave.open(io.BytesIO(whisper.wav(sound))) as file:
        assert (file.getsampwidth(), file.getframerate(), file.getnchannels()) == (2, 8000, 1)
        assert file.readframes(9999) == ulaw.decode(sound).tobytes()
