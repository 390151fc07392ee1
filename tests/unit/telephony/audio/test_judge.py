"""What the windows of a call mean: real speech, with and without the gate before the model."""

from collections.abc import Sequence

import numpy as np
import pytest
import pytest_asyncio
from numpy.typing import NDArray

from telephony.audio import ulaw
from telephony.audio.gate import CONTEXT, WINDOW, Gate, Window
from telephony.audio.hysteresis import Sensitivity, VoiceChange, VoiceOff, VoiceOn
from telephony.audio.judge import Judge
from telephony.audio.levels import frame_levels
from telephony.audio.providers import Means
from telephony.audio.silero import Silero
from telephony.audio.workers import SpeechPool
from telephony.tts.embedded import EmbeddedVoice

SENTENCES = ("Yes.", "I'd like to book a cleaning next Tuesday.", "Four thirty.", "No, thanks.")
PAUSE_MS = 3000
Span = tuple[float, float]
"""Where a sentence begins and ends, in milliseconds."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def spoken() -> list[NDArray[np.float32]]:
    """The sentences, each as loud as a square wave at full scale where it is loud."""
    pool = SpeechPool(threads=1)
    voice = EmbeddedVoice.configured("", Means(pool))
    sounds = []
    for text in SENTENCES:
        samples = ulaw.to_samples(b"".join([piece.audio async for piece in voice.speak(text, language="en")]))
        levels = frame_levels(samples, 160)
        sounds.append(samples / np.sqrt(np.mean(np.square(levels[levels > levels.max() * 0.05]))))
    await pool.aclose()
    return sounds


def line(spoken: Sequence[NDArray[np.float32]], level: float, noise: float | None) -> tuple[bytes, list[Span]]:
    """A call: pauses and sentences of that level, over a noise of another, in dB; and where they are."""
    parts, spans, at = [np.zeros(PAUSE_MS * 8, np.float32)], [], PAUSE_MS * 8
    for samples in spoken:
        parts += [samples * 10 ** (level / 20), np.zeros(PAUSE_MS * 8, np.float32)]
        spans.append((at / 8, (at + len(samples)) / 8))
        at += len(samples) + PAUSE_MS * 8
    whole = np.concatenate(parts)
    if noise is not None:
        whole += np.random.default_rng(4).standard_normal(len(whole)).astype(np.float32) * 10 ** (noise / 20)
    return ulaw.from_samples(whole.astype(np.float32)), spans


def heard(model: Silero, sound: bytes, *, gated: bool) -> tuple[list[VoiceChange], float]:
    """The changes, and how much of the sound the model looked at."""
    gate, judge = Gate(), Judge(Sensitivity())
    padded, changes, looked = ulaw.SILENCE * CONTEXT + sound, [], 0
    for start in range(0, len(sound) - WINDOW + 1, WINDOW):
        piece = padded[start : start + CONTEXT + WINDOW]
        for window in gate.hear(start, piece) if gated else [Window(start, piece, 0.0, last=False)]:
            samples = ulaw.to_samples(window.heard)[None, :]
            looked += 1
            (probability,) = model.probabilities(samples, [judge.memory])
            change = judge.decide(window, probability, frame_levels(samples[0, CONTEXT:], 64).tolist())
            if change is not None:
                changes.append(change)
    return changes, looked / (len(sound) // WINDOW)


def noticed(changes: list[VoiceChange], span: Span) -> float | None:
    """When the sentence was first noticed."""
    times = [c.noticed_ms for c in changes if isinstance(c, VoiceOn) and span[0] - 200 < c.noticed_ms < span[1] + 300]
    return times[0] if times else None


CONDITIONS = [(-20, None), (-45, None), (-20, -40), (-20, -32), (-45, -60), (-38, -50)]


@pytest.mark.parametrize(("level", "noise"), CONDITIONS)
def test_behind_the_gate_every_sentence_is_noticed_and_none_later(
    spoken: list[NDArray[np.float32]], level: float, noise: float | None
) -> None:
    """Loud and soft voices, quiet and noisy lines: a beginning is noticed as soon as without the gate, or sooner."""
    model = Silero()
    sound, spans = line(spoken, level, noise)
    gated, looked = heard(model, sound, gated=True)
    ungated, _ = heard(model, sound, gated=False)
    assert looked < 0.65
    for span in spans:
        with_gate, without = noticed(gated, span), noticed(ungated, span)
        assert with_gate is not None
        assert with_gate <= span[0] + 350
        assert without is None or with_gate <= without + 32


@pytest.mark.parametrize(("level", "noise"), CONDITIONS)
def test_behind_the_gate_an_end_is_where_it_was(
    spoken: list[NDArray[np.float32]], level: float, noise: float | None
) -> None:
    """Each sentence ends, within 120 ms of where it does, and is over before the next: nothing is left speaking."""
    sound, spans = line(spoken, level, noise)
    changes, _ = heard(Silero(), sound, gated=True)
    assert [type(change) for change in changes] == [VoiceOn, VoiceOff] * (len(changes) // 2)
    for _, end in spans:
        ends = [c for c in changes if isinstance(c, VoiceOff) and end - 400 < c.noticed_ms < end + 900]
        assert ends
        assert ends[-1].at_ms == pytest.approx(end, abs=120)


def test_a_voice_that_the_model_does_not_let_go_ends_with_the_gate() -> None:
    """A model that says "voice" into silence is believed until the gate closes; the end is where sound was."""
    judge, changes = Judge(Sensitivity()), []
    loud, silent = [0.1] * 4, [0.004] * 4
    for number in range(26):
        window = Window(number * WINDOW, b"", 0.0, last=number == 25)
        changes.append(judge.decide(window, 0.9, loud if number < 10 else silent))
    assert changes[1] == VoiceOn(0, 64)
    assert changes[25] == VoiceOff(320, 832)
    assert not any(changes[2:25])


def test_on_a_noisy_line_the_end_is_where_sound_was_last_above_the_noise() -> None:
    """The model lets go of a voice late in noise; what was only noise is not counted as speech, nor waited for."""
    judge, changes = Judge(Sensitivity()), []
    for number in range(30):
        speaking, certain = number < 10, number < 15
        window = Window(number * WINDOW, b"", 0.03, last=False)
        changes.append(judge.decide(window, 0.9 if certain else 0.1, [0.1 if speaking else 0.02] * 4))
    (off,) = [change for change in changes if isinstance(change, VoiceOff)]
    assert off == VoiceOff(320, 480)
