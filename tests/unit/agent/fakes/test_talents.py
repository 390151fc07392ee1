"""What a stand-in hears: with a script, and with the embedded recogniser on real speech."""

import asyncio
from collections.abc import AsyncIterator, Iterable

import numpy as np
import pytest
import pytest_asyncio
from structlog.testing import capture_logs

from agent.fakes import talents as room
from agent.fakes.running import scripted
from agent.fakes.script import Script
from agent.fakes.talents import MOST_WAITING, Hearing, Perceived, Talents, pcm16
from telephony.asr.embedded import EmbeddedRecogniser
from telephony.asr.port import Eager, Failed, Final, Listening, Partial
from telephony.asr.scripted import Said, ScriptedRecogniser
from telephony.audio import ulaw
from telephony.audio.workers import SpeechPool
from telephony.tts.embedded import EmbeddedVoice
from telephony.tts.scripted import ScriptedVoice


def tone(milliseconds: int) -> bytes:
    """Sound that is taken for a voice."""
    wave = np.sin(2 * np.pi * 400 * np.arange(milliseconds * 8) / 8000) * 0.1
    return ulaw.from_samples(wave.astype(np.float32))


def quiet(milliseconds: int) -> bytes:
    """Sound that is not."""
    return ulaw.SILENCE * (milliseconds * 8)


async def heard(hearing: Hearing) -> list[Perceived]:
    """All that was heard."""
    await hearing.aclose()
    return [each async for each in hearing.perceived()]


async def listening(said: Iterable[Said], *, end_ms: int | None = 300) -> Hearing:
    """Ears with a script."""
    return await Hearing.begin(scripted(said), end_ms=end_ms)


async def test_an_utterance_is_begun_paused_and_ended_where_it_is_in_the_sound() -> None:
    """400 ms of quiet, 600 ms of voice, quiet: noticed after 60 ms, ceased after 200, ended after 300."""
    hearing = await listening(["yes"])
    await hearing.feed(quiet(400) + tone(600) + quiet(500))
    assert await heard(hearing) == [
        Perceived("begun", "", 460, 400, 460),
        Perceived("words", "yes", 460, 400, 460),
        Perceived("paused", "yes", 1200, 400, 1000),
        Perceived("ended", "yes", 1300, 400, 1000),
    ]


@pytest.mark.parametrize("size", [1, 100, 160, 333, 100_000])
async def test_it_does_not_matter_how_the_sound_is_cut_nor_how_fast_it_comes(size: int) -> None:
    """An utterance with a pause in it, then another one: the same in crumbs and all at once."""
    sound = quiet(100) + tone(300) + quiet(240) + tone(200) + quiet(400) + tone(100) + quiet(400)
    hearing = await listening(["book a cleaning", "yes"])
    for at in range(0, len(sound), size):
        await hearing.feed(sound[at : at + size])
    found = [(each.what, each.text, each.at_ms) for each in await heard(hearing) if each.what != "words"]
    assert found == [
        ("begun", "", 160),
        ("paused", "book a cleaning", 600),
        ("resumed", "book a cleaning", 700),
        ("paused", "book a cleaning", 1040),
        ("ended", "book a cleaning", 1140),
        ("begun", "", 1300),
        ("paused", "yes", 1540),
        ("ended", "yes", 1640),
    ]


async def test_without_an_end_the_utterance_goes_on_until_it_is_finished() -> None:
    """`end_ms=None`: vendors whose client says where an utterance ends."""
    hearing = await listening(["yes"], end_ms=None)
    assert await hearing.finish() == ""
    await hearing.feed(tone(200) + quiet(3000))
    assert await hearing.finish() == "yes"
    assert await hearing.finish() == ""
    assert [each.what for each in await heard(hearing)] == ["begun", "words", "paused", "ended"]


async def test_an_utterance_may_be_finished_while_the_voice_is_there() -> None:
    """Its words are those so far."""
    hearing = await listening(["yes"])
    await hearing.feed(tone(500))
    assert await hearing.finish() == "yes"
    assert [each.what for each in await heard(hearing)] == ["begun", "words", "paused", "ended"]


async def test_soft_sounds_within_an_utterance_do_not_end_it() -> None:
    """What is too soft to begin a voice is enough to keep it."""
    hearing = await listening(["yes"])
    soft = ulaw.from_samples((ulaw.to_samples(tone(600)) * 0.2).astype(np.float32))
    await hearing.feed(soft)
    await hearing.feed(tone(100) + soft + tone(100) + quiet(400))
    assert [each.what for each in await heard(hearing)] == ["begun", "words", "paused", "ended"]


async def test_a_click_is_no_voice() -> None:
    """Less than 60 ms of loud sound begin nothing."""
    hearing = await listening(["yes"])
    await hearing.feed(tone(40) + quiet(500))
    assert await heard(hearing) == []


async def test_after_the_script_voices_without_words_are_heard_at_once() -> None:
    """Nobody waits for words that do not come."""
    hearing = await listening([])
    async with asyncio.timeout(1):
        await hearing.feed(tone(200) + quiet(400))
    assert [(each.what, each.text) for each in await heard(hearing)][-1] == ("ended", "")


async def test_the_older_part_of_a_long_utterance_stays_part_of_it() -> None:
    """Finals in the middle, then the rest; and nothing of it in the next one."""
    hearing = await listening([[Partial("a"), Final("a b", 1.0), Eager("c", 1.0)], "yes"])
    await hearing.feed(tone(200) + quiet(400) + tone(200) + quiet(400))
    ended = [each.text for each in await heard(hearing) if each.what == "ended"]
    assert ended == ["a b c", "yes"]


async def test_a_recogniser_that_fails_is_told_of_and_nothing_waits_for_it() -> None:
    """The voice is still noticed, its words are gone."""
    hearing = await listening([[Failed("gone")]])
    async with asyncio.timeout(1):
        await hearing.feed((tone(200) + quiet(400)) * 2)
    found = [each.what for each in await heard(hearing)]
    assert found == ["begun", "failed", "paused", "ended", "begun", "paused", "ended"]


async def test_a_recogniser_that_never_answers_is_waited_for_with_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pause that is not answered is told of as a failure; the stream lives."""
    monkeypatch.setattr(room, "SETTLE_S", 0.02)
    hearing = await Hearing.begin(Talents(ScriptedRecogniser(), ScriptedVoice()))
    await hearing.feed(tone(200) + quiet(400))
    assert [each.what for each in await heard(hearing)] == ["begun", "failed", "paused", "ended"]


async def test_what_nobody_reads_is_bounded() -> None:
    """The oldest is forgotten, and the log says so."""
    hearing = await listening([])
    with capture_logs() as logs:
        for _ in range(MOST_WAITING):
            await hearing.feed(tone(100) + quiet(400))
    assert logs
    assert logs[0]["event"] == "fake.unread"
    assert len(await heard(hearing)) == MOST_WAITING


async def test_it_may_be_read_while_it_is_fed() -> None:
    """The reader is woken, and ends with the hearing."""
    hearing = await listening(["yes"])
    reading = asyncio.create_task(_read(hearing))
    await hearing.feed(tone(200) + quiet(400))
    await hearing.aclose()
    await hearing.aclose()
    assert (await reading)[-1].what == "ended"


async def _read(hearing: Hearing) -> list[Perceived]:
    return [each async for each in hearing.perceived()]


def test_sound_can_be_had_as_samples_at_another_rate() -> None:
    """16-bit, little-endian; the same length in time, the same loudness."""
    sound = tone(1000)
    for hertz in (8000, 16_000, 24_000):
        samples = np.frombuffer(pcm16(sound, hertz), "<i2") / 32767
        assert abs(len(samples) - hertz) <= hertz // 100
        assert np.sqrt(np.mean(samples**2)) == pytest.approx(0.0707, rel=0.05)


# ── real speech ───────────────────────────────────────────────────────────────


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def embedded() -> AsyncIterator[Talents]:
    """Ears and a voice without a script."""
    pool = SpeechPool()
    found = Talents(EmbeddedRecogniser(pool), EmbeddedVoice(pool))
    await found.recogniser.warm()
    await found.voice.warm()
    yield found
    await found.recogniser.aclose()
    await found.voice.aclose()
    await pool.aclose()


async def spoken(talents: Talents, text: str) -> bytes:
    """The text as sound."""
    return b"".join([piece.audio async for piece in talents.voice.speak(text, language="en")])


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("size", [160, 1_000_000])
async def test_real_speech_is_heard_with_its_words_and_times(embedded: Talents, size: int) -> None:
    """In frames and all at once: two sentences with a pause that is shorter than the end, then another one."""
    first = await spoken(embedded, "I'd like to book a cleaning.")
    second = await spoken(embedded, "Monday at nine would be great.")
    sound = quiet(500) + first + quiet(1000) + second + quiet(1000)
    hearing = await Hearing.begin(embedded, end_ms=700)
    for at in range(0, len(sound), size):
        await hearing.feed(sound[at : at + size])
    found = await heard(hearing)
    ended = [each for each in found if each.what == "ended"]
    assert [each.text.lower().rstrip(".") for each in ended] == [
        "i'd like to book a cleaning",
        "monday at nine would be great",
    ]
    starts = 500, 500 + len(first) // 8 + 1000
    ends = starts[0] + len(first) // 8, starts[1] + len(second) // 8
    for each, start, end in zip(ended, starts, ends, strict=True):
        # The voice leaves 40 ms of silence before its speech and 80 after; soft sounds are not loud.
        assert start <= each.since_ms <= start + 200
        assert end - 300 <= each.until_ms <= end
        assert 0 <= each.at_ms - each.until_ms - 700 <= 20


@pytest.mark.asyncio(loop_scope="module")
async def test_several_streams_are_heard_at_once_by_one_recogniser(embedded: Talents) -> None:
    """Each has its own words."""
    texts = ["The second one please.", "I need to cancel my appointment."]
    hearings = [await Hearing.begin(embedded) for _ in texts]
    sounds = [await spoken(embedded, text) for text in texts]
    await asyncio.gather(
        *(hearing.feed(sound + quiet(500)) for hearing, sound in zip(hearings, sounds, strict=True)),
    )
    ended = [next(each.text for each in await heard(hearing) if each.what == "ended") for hearing in hearings]
    assert [text.lower().rstrip(".?") for text in ended] == ["the second one please", "i need to cancel my appointment"]


async def test_scripted_talents_have_a_script_and_a_tone() -> None:
    """No arithmetic."""
    found = scripted(["yes"])
    assert isinstance(found.recogniser, Script)
    await (await found.recogniser.open(Listening())).aclose()
    assert found.voice.name == "scripted"
