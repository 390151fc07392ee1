"""A gap too short to be noticed."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from telephony.audio import ulaw
from telephony.audio.concealment import CONCEALED_MS, conceal
from telephony.line import BYTES_PER_MS

TONE = ulaw.from_samples((0.5 * np.sin(np.arange(160) * 2 * np.pi * 300 / 8000)).astype(np.float32))


def test_the_seam_is_not_heard() -> None:
    """Between the sound and what goes on from it lies no larger step than within the sound itself."""
    line = ulaw.to_samples(TONE + conceal(TONE, 320))
    steps = np.abs(np.diff(line))
    assert float(steps[159:].max()) <= float(steps[:159].max()) + 0.02


def test_a_gap_of_40_ms_falls_to_silence_and_a_shorter_one_half_way() -> None:
    """What follows a short gap is speech again: it must not begin out of silence."""
    loud = ulaw.from_samples(np.full(160, 0.5, np.float32))
    assert ulaw.to_samples(conceal(loud, CONCEALED_MS * BYTES_PER_MS))[-1] == 0.0
    assert 0.2 < ulaw.to_samples(conceal(loud, 160))[-1] < 0.3


@given(before=st.binary(max_size=400), length=st.integers(1, CONCEALED_MS * BYTES_PER_MS))
def test_it_is_as_long_as_the_gap(before: bytes, length: int) -> None:
    """Whatever the sound before it, also when there was none."""
    assert len(conceal(before, length)) == length
    if not before:
        assert conceal(before, length) == ulaw.SILENCE * length
