"""Sound that ends early ends softly."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from telephony.audio import ulaw
from telephony.audio.fade import fade_out

LOUD = ulaw.from_samples(np.full(320, 0.8, np.float32))


def test_it_falls_from_full_to_silence_without_a_step() -> None:
    """A steady tone of full voice: first almost all of it, last nothing, and no step above a fiftieth on the way."""
    falling = ulaw.to_samples(fade_out(LOUD))
    assert falling[0] > 0.78
    assert falling[-1] == 0.0
    steps = np.diff(falling)
    assert bool((steps <= 0).all())
    # The coarsest step of µ-law itself is a thirty-second.
    assert float(np.abs(steps).max()) <= 1 / 32


def test_half_way_it_is_half_as_loud() -> None:
    """The curve is symmetric."""
    falling = ulaw.to_samples(fade_out(LOUD))
    assert abs(float(falling[160]) - 0.4) < 0.03


@given(audio=st.binary(max_size=400))
def test_it_is_as_long_as_before_and_nowhere_louder(audio: bytes) -> None:
    """Whatever the sound: no byte more or less, no sample louder than µ-law's coarseness makes it, the last silent."""
    faded = fade_out(audio)
    assert len(faded) == len(audio)
    if audio:
        before, after = np.abs(ulaw.to_samples(audio)), np.abs(ulaw.to_samples(faded))
        assert bool((after <= before + 1e-3).all())
        assert after[-1] == 0.0
