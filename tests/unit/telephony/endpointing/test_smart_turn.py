"""Smart Turn with its real model, on real speech."""

import asyncio
import re
import sys
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from telephony.audio import ulaw
from telephony.audio.providers import Means
from telephony.audio.workers import Priority, SpeechPool
from telephony.endpointing import smart_turn
from telephony.endpointing.smart_turn import SmartTurn, SmartTurnModel
from telephony.errors import SpeechUnavailable
from telephony.tts.embedded import EmbeddedVoice

ROOT = Path(__file__).parents[4]
SENTENCES = (
    "I would like to book a cleaning for next Tuesday.",
    "Yes, that works for me.",
    "Can you tell me your opening hours?",
    "I need to cancel my appointment tomorrow.",
    "Wednesday at eleven thirty would be perfect.",
    "My tooth has been hurting since yesterday.",
    "Could you put me through to a real person?",
    "I think the second one is better.",
    "It is about the invoice from last month.",
    "Please call me back in the evening.",
    "The water heater stopped working this morning.",
    "I moved to a new house.",
)


@pytest_asyncio.fixture
async def pool() -> AsyncIterator[SpeechPool]:
    """One thread."""
    pool = SpeechPool(threads=1)
    yield pool
    await pool.aclose()


@pytest.fixture(scope="module")
def model() -> SmartTurnModel:
    """The model."""
    return SmartTurnModel()


async def whole_and_cut(voice: EmbeddedVoice, sentence: str) -> tuple[bytes, bytes]:
    """A sentence, and the same broken off in the middle of a word."""
    pieces = [piece async for piece in voice.speak(sentence, language="en")]
    audio, words = b"".join(piece.audio for piece in pieces), [word for piece in pieces for word in piece.words]
    broken = words[len(words) * 3 // 5]
    return audio, audio[: (broken.start_ms + broken.end_ms) // 2 * 8]


async def test_what_is_broken_off_sounds_less_finished(pool: SpeechPool, model: SmartTurnModel) -> None:
    """Of twelve sentences spoken to their end, each sounds finished; broken off in a word, nearly each less so."""
    voice = EmbeddedVoice(pool)
    pairs = [await whole_and_cut(voice, sentence) for sentence in SENTENCES]
    await voice.aclose()
    silence = ulaw.SILENCE * 800

    whole = [model.finished(audio + silence) for audio, _ in pairs]
    cut = [model.finished(audio + silence) for _, audio in pairs]

    assert min(whole) > 0.5
    assert sum(after < before for before, after in zip(whole, cut, strict=True)) >= 10
    assert sum(score < 0.3 for score in cut) >= 4


@pytest.mark.parametrize("seconds", [0, 0.02, 1, 8, 12])
def test_sound_of_any_length_has_a_probability(model: SmartTurnModel, seconds: float) -> None:
    """From nothing to more than it takes."""
    assert 0.0 <= model.finished(ulaw.SILENCE * round(8000 * seconds)) <= 1.0


def test_only_the_last_eight_seconds_are_heard(model: SmartTurnModel) -> None:
    """What was before changes nothing."""
    last = bytes(range(256)) * 250

    assert model.finished(b"\x00" * 5000 + last) == model.finished(last)


async def test_the_package_of_the_model_is_never_imported(pool: SpeechPool) -> None:
    """Its file is read; none of its code runs."""
    judge = SmartTurn(pool, limit_s=20)
    await judge.warm()
    await judge.finished(ulaw.SILENCE * 8000)

    assert not [name for name in sys.modules if name.partition(".")[0] == "pipecat"]


async def test_when_too_many_ask_the_next_is_refused(pool: SpeechPool) -> None:
    """At once, so that the caller's silence decides alone; later there is a place again."""
    judge = SmartTurn(pool, most_at_once=2, limit_s=20)
    await judge.warm()
    free = threading.Event()
    busy = asyncio.create_task(pool.run(Priority.FINAL, free.wait, 20))
    asking = [asyncio.create_task(judge.finished(b"")) for _ in range(2)]
    await asyncio.sleep(0)

    with pytest.raises(SpeechUnavailable, match="2 calls ask already") as refused:
        await judge.finished(b"")
    free.set()
    await asyncio.gather(busy, *asking)

    assert refused.value.fault == "busy"
    assert await judge.finished(b"") >= 0


async def test_an_answer_that_is_late_is_none(pool: SpeechPool) -> None:
    """A busy machine does not keep a caller waiting; what was not begun is never done."""
    judge = SmartTurn(pool, limit_s=0.01)
    await judge.warm()
    free = threading.Event()
    busy = asyncio.create_task(pool.run(Priority.FINAL, free.wait, 20))
    await asyncio.sleep(0)

    with pytest.raises(SpeechUnavailable, match=r"within 0\.01 s") as late:
        await judge.finished(b"")
    waiting = pool.waiting
    free.set()
    await busy

    assert late.value.fault == "timeout"
    assert waiting == 0


async def test_nobody_is_judged_after_the_end(pool: SpeechPool) -> None:
    """Closed twice is closed once."""
    judge = SmartTurn(pool)
    await judge.aclose()
    await judge.aclose()

    with pytest.raises(SpeechUnavailable, match="process is ending"):
        await judge.finished(b"")


def test_without_its_package_the_sentence_says_what_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Exactly the command that installs the model and nothing else."""
    monkeypatch.setattr(smart_turn, "find_spec", lambda name: None)

    with pytest.raises(
        SpeechUnavailable, match=re.escape("pip install --no-deps --require-hashes -r requirements-smart-turn.txt")
    ):
        SmartTurnModel()


def test_a_changed_model_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another release may bring another model, which nobody measured."""
    monkeypatch.setitem(smart_turn._SHA256, smart_turn._FILE, "0" * 64)

    with pytest.raises(SpeechUnavailable, match=r"differs.*pipecat-ai==1\.14\.0"):
        SmartTurnModel()


async def test_another_version_is_refused(pool: SpeechPool) -> None:
    """One is known."""
    with pytest.raises(SpeechUnavailable, match="write 'smart-turn'"):
        SmartTurn.configured("v2", Means(pool))


def test_the_lock_pins_that_one_package_by_its_hash() -> None:
    """What is installed is what was measured, from whatever index the machine has, and nothing beside it."""
    text = (ROOT / "requirements-smart-turn.txt").read_text()

    assert re.findall(r"^[a-z][^ ]*==\S+", text, flags=re.MULTILINE) == [smart_turn._PACKAGE]
    assert text.count("--hash=sha256:") == 1
    assert "://" not in text
