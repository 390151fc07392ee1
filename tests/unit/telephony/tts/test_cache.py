"""Sentences that are the same in every call are made once."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from structlog.testing import capture_logs

from telephony.audio.workers import Priority, SpeechPool
from telephony.errors import SpeechUnavailable
from telephony.tts.cache import SpeechCache
from telephony.tts.port import Speech
from telephony.tts.scripted import ScriptedVoice

HELLO = "Hello there. How may I help you?"


@pytest_asyncio.fixture
async def pool() -> AsyncIterator[SpeechPool]:
    """One thread: work done at the lowest priority was done after all other."""
    pool = SpeechPool(threads=1)
    yield pool
    await pool.aclose()


async def fixed(cache: SpeechCache, text: str = HELLO, language: str = "en") -> list[Speech]:
    """All pieces of a fixed text."""
    return [piece async for piece in cache.speak_fixed(text, language=language)]


async def written(cache: SpeechCache, pool: SpeechPool) -> None:
    """Everything that was made has reached the folder."""
    while cache._tasks:
        await asyncio.wait(cache._tasks)


def held(folder: Path) -> int:
    """Bytes in the folder."""
    return sum(file.stat().st_size for file in folder.glob("*.speech"))


def make_older(folder: Path, seconds: int) -> None:
    """The entry that was used last was used earlier."""
    newest = max(folder.glob("*.speech"), key=lambda file: file.stat().st_mtime_ns)
    os.utime(newest, (newest.stat().st_atime - seconds, newest.stat().st_mtime - seconds))


def spoil(folder: Path, damage: str) -> None:
    """What may happen to the file of an entry."""
    (file,) = folder.glob("*.speech")
    about, _, sound = file.read_bytes().partition(b"\n")
    match damage:
        case "sound":
            file.write_bytes(about + b"\n" + b"\x00" + sound[1:])
        case "shorter":
            file.write_bytes(about + b"\n" + sound[:-1])
        case "description":
            file.write_bytes(about.replace(b'"format":2', b'"format":1') + b"\n" + sound)
        case "nonsense":
            file.write_bytes(b"\xff\xfe not json")
        case _:
            file.write_bytes(about)


async def test_the_second_time_it_is_the_same_and_nobody_speaks(pool: SpeechPool, tmp_path: Path) -> None:
    """The same bytes and word times, and one synthesis."""
    voice = ScriptedVoice()
    cache = SpeechCache(voice, tmp_path, pool=pool)
    first = await fixed(cache)
    assert first == [piece async for piece in ScriptedVoice().speak(HELLO, language="en")]
    assert await fixed(cache) == first
    assert len(voice.calls) == 1
    await cache.aclose()


async def test_another_process_finds_it_in_the_folder(pool: SpeechPool, tmp_path: Path) -> None:
    """A new cache over the same folder gives the same pieces without its voice."""
    cache = SpeechCache(ScriptedVoice(), tmp_path, pool=pool)
    first = await fixed(cache)
    await written(cache, pool)
    later = SpeechCache(ScriptedVoice(unavailable="asleep"), tmp_path, pool=pool)
    assert await fixed(later) == first


async def test_what_is_kept_can_be_asked_for_alone(pool: SpeechPool, tmp_path: Path) -> None:
    """From memory or from the folder, never from the voice."""
    voice = ScriptedVoice()
    cache = SpeechCache(voice, tmp_path, pool=pool)
    with pytest.raises(SpeechUnavailable, match="not kept"):
        await anext(cache.speak_kept(HELLO, language="en"))
    first = await fixed(cache)
    await written(cache, pool)
    later = SpeechCache(ScriptedVoice(unavailable="asleep"), tmp_path, pool=pool)
    for each in (cache, later):
        assert [piece async for piece in each.speak_kept(HELLO, language="en")] == first
    assert len(voice.calls) == 1


async def test_text_language_and_voice_make_the_difference(pool: SpeechPool, tmp_path: Path) -> None:
    """Another text, another language, another voice: another entry."""
    voice, other = ScriptedVoice(), ScriptedVoice(letter_ms=20)
    other.name = "another"
    cache = SpeechCache(voice, tmp_path, pool=pool)
    await fixed(cache, "Yes.")
    await fixed(cache, "No.")
    await fixed(cache, "No.", "en-IN")
    await written(cache, pool)
    assert len(voice.calls) == 3
    assert len(await fixed(SpeechCache(other, tmp_path, pool=pool), "Yes.")) == 1
    assert len(other.calls) == 1


async def test_two_who_ask_at_once_share_one_synthesis(pool: SpeechPool, tmp_path: Path) -> None:
    """All get all pieces, the first before the second is made; one of them leaving does not disturb the others."""
    gate = asyncio.Event()

    async def slow(sentence: str) -> None:
        if sentence.startswith("How"):
            await gate.wait()

    voice = ScriptedVoice(before_piece=slow)
    cache = SpeechCache(voice, tmp_path, pool=pool)
    one, two, three = (cache.speak_fixed(HELLO, language="en") for _ in range(3))
    firsts = await asyncio.gather(anext(one), anext(two), anext(three))
    assert firsts[0] == firsts[1] == firsts[2]
    await three.aclose()
    gate.set()
    rests = await asyncio.gather(anext(one), anext(two))
    assert rests[0] == rests[1]
    assert len(voice.calls) == 1
    await cache.aclose()


async def test_an_interrupted_sentence_is_finished_for_the_next_call(pool: SpeechPool, tmp_path: Path) -> None:
    """The caller who interrupts stops listening; the sentence is kept whole."""
    voice = ScriptedVoice()
    cache = SpeechCache(voice, tmp_path, pool=pool)
    pieces = cache.speak_fixed(HELLO, language="en")
    await anext(pieces)
    await pieces.aclose()
    await written(cache, pool)
    assert len(await fixed(cache)) == 2
    assert len(voice.calls) == 1


@pytest.mark.parametrize("damage", ["sound", "shorter", "description", "nonsense", "no sound"])
async def test_a_damaged_entry_is_made_anew(pool: SpeechPool, tmp_path: Path, damage: str) -> None:
    """Whatever happened to the files: the caller hears the right sentence, and the entry is good again."""
    cache = SpeechCache(ScriptedVoice(), tmp_path, pool=pool)
    first = await fixed(cache)
    await written(cache, pool)
    spoil(tmp_path, damage)
    voice = ScriptedVoice()
    with capture_logs():
        again = SpeechCache(voice, tmp_path, pool=pool)
        assert await fixed(again) == first
        await written(again, pool)
    assert len(voice.calls) == 1
    assert await fixed(SpeechCache(ScriptedVoice(unavailable="asleep"), tmp_path, pool=pool)) == first


async def test_the_folder_is_bounded_and_the_least_recently_used_goes(pool: SpeechPool, tmp_path: Path) -> None:
    """With room for two of three sentences, the one that was not used since goes."""
    cache = SpeechCache(ScriptedVoice(), tmp_path, pool=pool, disk_bytes=6000, memory_bytes=0)
    for age, text in ((30, "One."), (20, "Two.")):
        await fixed(cache, text)
        await written(cache, pool)
        make_older(tmp_path, age)
    await fixed(cache, "One.")
    await fixed(cache, "Six.")
    await written(cache, pool)
    asleep = SpeechCache(ScriptedVoice(unavailable="asleep"), tmp_path, pool=pool)
    assert await fixed(asleep, "One.")
    assert await fixed(asleep, "Six.")
    with pytest.raises(SpeechUnavailable, match="asleep"):
        await fixed(asleep, "Two.")
    assert 0 < held(tmp_path) <= 6000


async def test_memory_is_bounded(pool: SpeechPool, tmp_path: Path) -> None:
    """With memory for one sentence, the older one comes from the folder again, not from the voice."""
    voice = ScriptedVoice()
    cache = SpeechCache(voice, tmp_path, pool=pool, memory_bytes=4000)
    for text in ("One.", "Two.", "One."):
        await fixed(cache, text)
        await written(cache, pool)
    assert len(voice.calls) == 2
    assert cache._memory._held <= 4000


async def test_a_failure_is_told_to_all_and_not_kept(pool: SpeechPool, tmp_path: Path) -> None:
    """Who waits gets the reason; the next who asks gets a new attempt."""
    voice = ScriptedVoice(unavailable="The vendor refused.")
    cache = SpeechCache(voice, tmp_path, pool=pool)
    both = await asyncio.gather(fixed(cache), fixed(cache), return_exceptions=True)
    assert [str(error) for error in both] == ["The vendor refused."] * 2
    assert len(voice.calls) == 1
    voice._unavailable = ""
    assert await fixed(cache)


async def test_the_fault_is_told_too(pool: SpeechPool, tmp_path: Path) -> None:
    """Whoever decides whether to ask again has to know it."""

    async def breaks(sentence: str) -> None:
        raise SpeechUnavailable("The account is empty.", fault="quota")

    with pytest.raises(SpeechUnavailable) as caught:
        await fixed(SpeechCache(ScriptedVoice(before_piece=breaks), tmp_path, pool=pool))
    assert caught.value.fault == "quota"


async def test_a_voice_that_breaks_is_speech_unavailable(pool: SpeechPool, tmp_path: Path) -> None:
    """Even an error nobody foresaw reaches the listener as `SpeechUnavailable`, after the pieces that came."""

    async def breaking(sentence: str) -> None:
        if sentence.startswith("How"):
            raise RuntimeError("unforeseen")

    cache = SpeechCache(ScriptedVoice(before_piece=breaking), tmp_path, pool=pool)
    pieces = cache.speak_fixed(HELLO, language="en")
    with capture_logs():
        assert await anext(pieces)
        with pytest.raises(SpeechUnavailable, match="unforeseen"):
            await anext(pieces)


async def test_a_folder_that_cannot_be_written_is_no_reason_to_be_silent(pool: SpeechPool, tmp_path: Path) -> None:
    """A file where the folder should be: the sentence is spoken, and the log says that it is not kept."""
    (tmp_path / "file").write_text("in the way")
    cache = SpeechCache(ScriptedVoice(), tmp_path / "file", pool=pool)
    with capture_logs() as logs:
        assert await fixed(cache)
        await written(cache, pool)
    assert "speech_shelf.not_written" in [entry["event"] for entry in logs]


async def test_preparing_makes_what_is_missing_when_nobody_waits(pool: SpeechPool, tmp_path: Path) -> None:
    """Every sentence once, however often it is listed; and not while a caller's work waits."""
    voice = ScriptedVoice()
    cache = SpeechCache(voice, tmp_path, pool=pool)
    await fixed(cache, "Yes.")
    assert await cache.prepare([("Yes.", "en"), ("No.", "en"), ("No.", "en"), ("नहीं।", "hi")]) == 4
    assert [(call.text, call.language) for call in voice.calls] == [("Yes.", "en"), ("No.", "en"), ("नहीं।", "hi")]
    order: list[str] = []
    work = asyncio.gather(*(pool.run(Priority.FINAL, order.append, "call") for _ in range(5)))
    preparing = asyncio.create_task(cache.prepare([("Later.", "en")]))
    preparing.add_done_callback(lambda _: order.append("prepared"))
    await asyncio.gather(work, preparing)
    assert order == ["call"] * 5 + ["prepared"]


async def test_preparing_gives_up_after_three_failures(pool: SpeechPool, tmp_path: Path) -> None:
    """A vendor that is down is not asked two thousand times."""
    voice = ScriptedVoice(unavailable="down")
    with capture_logs():
        assert await SpeechCache(voice, tmp_path, pool=pool).prepare((f"{n}.", "en") for n in range(100)) == 0
    assert len(voice.calls) == 3


async def test_what_is_not_fixed_goes_straight_to_the_voice(pool: SpeechPool, tmp_path: Path) -> None:
    """Nothing is kept of it, and closing the iterator interrupts the voice."""
    voice = ScriptedVoice()
    cache = SpeechCache(voice, tmp_path, pool=pool)
    pieces = cache.speak(HELLO, language="en")
    await anext(pieces)
    await pieces.aclose()
    assert voice.interrupted == [HELLO]
    assert held(tmp_path) == 0


async def test_closing_stops_the_making_and_tells_who_waits(pool: SpeechPool, tmp_path: Path) -> None:
    """Who listens to a sentence that will not come gets `SpeechUnavailable`; closing twice is allowed."""

    async def never(sentence: str) -> None:
        await asyncio.Event().wait()

    cache = SpeechCache(ScriptedVoice(before_piece=never), tmp_path, pool=pool)
    listening = asyncio.create_task(fixed(cache))
    await asyncio.sleep(0)  # the listener has begun to wait
    await cache.aclose()
    await cache.aclose()
    with pytest.raises(SpeechUnavailable, match="closed"):
        await listening
    with pytest.raises(SpeechUnavailable, match="closed"):
        await fixed(cache)
