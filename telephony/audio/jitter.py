"""Sound as it came in, put back into the order and the time in which it was spoken.

Pure: time is an argument, in seconds. Sound in order passes at once. What comes twice is dropped; what comes early
waits a moment for what is missing; what stays missing is filled, so that what comes out is as long as the stream's own
time, and a moment in it means the same to the recogniser, to the voice detector and to the far end.

A short gap is concealed as in ITU-T G.711 Appendix I, only simpler: the sound before it goes on, played backwards and
forwards so that no step is heard, and falls to silence. A longer gap is silence. Timestamps that begin anew are
followed; those that say nothing at all (always the same, or of another unit) are no longer looked at, and sound passes
as it comes.
"""

import itertools
from collections import deque
from dataclasses import dataclass
from typing import Final

from telephony.audio import ulaw
from telephony.audio.concealment import CONCEALED_MS, conceal
from telephony.line import BYTES_PER_MS

HOLD_S: Final = 0.08
"""So long sound waits for what is missing before it: four frames."""
HOLD_PIECES: Final = 4
"""So many pieces wait: in a burst they are there at once, and what is missing will not come any more."""
SLACK_MS: Final = 8
"""A stamp that is so little beside the sound is an unsteady clock, and no gap. Frames are 10 ms or longer."""
REPEAT_MS: Final = 1_000
"""What lies farther back than this is not a repeat: the clock jumped."""
FILL_MS: Final = 10_000
"""The longest gap that is filled as the stamps say; beyond it the clock jumped."""
FOLLOW: Final = 3
"""So many pieces in a row on another clock, and it is the clock."""
REFUSED: Final = 12
"""So many pieces in a row that cannot be placed, and the stamps are wrong, not the sound."""
STRAY_S: Final = 4 * HOLD_S
"""Sound that waits so long while everything before it keeps coming bears a wrong stamp."""
_SPARSE: Final = 3
"""Gaps of so many times the sound between them, again and again: the stamps are not milliseconds."""


@dataclass(slots=True)
class JitterCounts:
    """What was done to the sound of a call."""

    frames: int = 0
    repeats: int = 0
    """Pieces that had been there already."""
    reordered: int = 0
    """Pieces that came after their successors, in time."""
    late: int = 0
    """Pieces that came when their place had been filled."""
    strays: int = 0
    """Pieces whose stamp belongs to no clock."""
    gaps: int = 0
    concealed_ms: int = 0
    filled_ms: int = 0
    """Silence for what never came."""
    resyncs: int = 0
    """How often the stream's clock was set anew."""
    unstamped: bool = False
    """The stamps turned out to say nothing."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """Sound that was not passed yet. Places are counted in bytes of the stream's own clock."""

    start: int
    audio: bytes
    arrived: float

    @property
    def end(self) -> int:
        return self.start + len(self.audio)


class Jitter:
    """The sound of one call. Its clock begins with the first sound that comes."""

    def __init__(self) -> None:
        self.counts = JitterCounts()
        self._next: int | None = None
        """Where the next sound belongs."""
        self._last = b""
        """The newest sound that was passed: what a short gap is concealed with."""
        self._progress = 0.0
        """When sound last came that belonged where it came."""
        self._waiting: list[_Piece] = []
        """Ahead of their turn, in the order of their stamps."""
        self._elsewhere: list[_Piece] = []
        """In a row, each too far from the clock or behind it, in the order of arrival."""
        self._fills: deque[tuple[int, int]] = deque(maxlen=16)
        self._sparse = 0

    def put(self, audio: bytes, at_ms: int, now: float) -> list[bytes]:
        """Take the next sound as it came; returns what is due, in the order in which it was spoken."""
        if self.passes(audio, at_ms, now):
            return [audio]
        self.counts.frames += 1
        if self.counts.unstamped or not audio:
            return [audio] if audio else []
        return self._place(_Piece(at_ms * BYTES_PER_MS, audio, now), now)

    def passes(self, audio: bytes, at_ms: int, now: float) -> bool:
        """Take the next sound if it is due as it is and nothing waits, as nearly always; False: `put` it."""
        if self._next != at_ms * BYTES_PER_MS or self._waiting or self._elsewhere:
            return False
        self.counts.frames += 1
        self._next += len(audio)
        self._last = audio
        self._progress = now
        return True

    def deadline(self) -> float | None:
        """When `due` has to be asked although nothing came; None while nothing waits."""
        if not self._waiting:
            return None
        # While what lies before it keeps coming, nothing is missing yet.
        return max(min(piece.arrived for piece in self._waiting), self._progress) + HOLD_S

    def due(self, now: float) -> list[bytes]:
        """What has waited long enough, with what is missing before it made up."""
        out: list[bytes] = []
        while self._waiting and (deadline := self.deadline()) is not None and now >= deadline:
            self._release(out)
        self._drop_strays(now)
        return out

    def _place(self, piece: _Piece, now: float) -> list[bytes]:
        if self._next is None:
            self._next = piece.start
        out: list[bytes] = []
        ahead = piece.start - self._next
        if ahead < _slack(piece) and piece.end > self._next:
            self._elsewhere_dropped()
            self._progress = now
            self.counts.reordered += bool(self._waiting)
            self._sparse = 0
            self._pass(piece, out)
            self._pass_waiting(out)
        elif 0 < ahead <= FILL_MS * BYTES_PER_MS:
            self._elsewhere_dropped()
            self._hold(piece)
            if len(self._waiting) >= HOLD_PIECES:
                self._release(out)
        elif self._unplaceable(piece):
            self._follow(out)
        out += self.due(now)
        return out

    # ── in order ──────────────────────────────────────────────────────────────

    def _pass(self, piece: _Piece, out: list[bytes]) -> None:
        assert self._next is not None
        overlap = self._next - piece.start
        audio = piece.audio[overlap:] if overlap >= _slack(piece) else piece.audio
        self._next += len(audio)
        self._last = audio
        out.append(audio)

    def _pass_waiting(self, out: list[bytes]) -> None:
        """Pass what now follows without a gap."""
        assert self._next is not None
        while self._waiting and self._waiting[0].start - self._next < _slack(self._waiting[0]):
            piece = self._waiting.pop(0)
            if piece.end <= self._next:
                self.counts.repeats += 1
            else:
                self._pass(piece, out)

    # ── ahead of its turn ─────────────────────────────────────────────────────

    def _hold(self, piece: _Piece) -> None:
        at = len(self._waiting)
        while at and self._waiting[at - 1].start > piece.start:
            at -= 1
        if at and self._waiting[at - 1].end >= piece.end:
            self.counts.repeats += 1
            return
        self.counts.reordered += at < len(self._waiting)
        self._waiting.insert(at, piece)

    def _release(self, out: list[bytes]) -> None:
        """Wait no longer for what is missing before the first that waits."""
        assert self._next is not None
        piece = self._waiting[0]
        missing = piece.start - self._next
        self._sparse = self._sparse + 1 if missing >= _SPARSE * len(piece.audio) else 0
        if self._sparse >= REFUSED:
            self._look_no_more(out)
            return
        self.counts.gaps += 1
        self._fills.append((self._next, piece.start))
        self._fill(missing, out)
        self._next = piece.start
        self._pass_waiting(out)

    def _fill(self, missing: int, out: list[bytes]) -> None:
        if missing <= CONCEALED_MS * BYTES_PER_MS:
            self.counts.concealed_ms += missing // BYTES_PER_MS
            out.append(conceal(self._last, missing))
        else:
            self.counts.filled_ms += missing // BYTES_PER_MS
            out.append(ulaw.SILENCE * missing)

    def _drop_strays(self, now: float) -> None:
        while self._waiting and now - self._waiting[-1].arrived >= STRAY_S:
            self._waiting.pop()
            self.counts.strays += 1

    # ── elsewhere ─────────────────────────────────────────────────────────────

    def _unplaceable(self, piece: _Piece) -> bool:
        """Keep what is behind the clock or far ahead of it; True when there is enough of it to be followed."""
        assert self._next is not None
        if piece.start == self._next - len(self._last) and piece.audio == self._last:
            self.counts.repeats += 1
            return False
        self._elsewhere.append(piece)
        behind = self._next - piece.start
        jumped = behind > REPEAT_MS * BYTES_PER_MS or behind < 0
        return len(self._elsewhere) >= REFUSED or (jumped and self._steady())

    def _steady(self) -> bool:
        """The newest pieces elsewhere go on from each other: a clock."""
        newest = self._elsewhere[-FOLLOW:]
        return len(newest) == FOLLOW and all(abs(b.start - a.end) < _slack(b) for a, b in itertools.pairwise(newest))

    def _follow(self, out: list[bytes]) -> None:
        if not self._steady():
            self._look_no_more(out)
            return
        followed, self._elsewhere = self._elsewhere[-FOLLOW:], self._elsewhere[:-FOLLOW]
        self._elsewhere_dropped()
        while self._waiting:
            self._release(out)
        assert self._next is not None
        # Silence for what was missed while nothing came; a clock that was merely set needs none.
        paused = round((followed[0].arrived - self._progress) * 1000) * BYTES_PER_MS - len(followed[0].audio)
        missing = min(followed[0].start - self._next, paused, FILL_MS * BYTES_PER_MS)
        if missing > 0:
            self._fill(missing, out)
        self.counts.resyncs += 1
        self._fills.clear()
        self._next, self._progress = followed[0].start, followed[-1].arrived
        for piece in followed:
            self._pass(piece, out)

    def _elsewhere_dropped(self) -> None:
        """The clock goes on: what lay elsewhere was old, or belongs nowhere."""
        for piece in self._elsewhere:
            self._count_dropped(piece)
        self._elsewhere.clear()

    def _count_dropped(self, piece: _Piece) -> None:
        assert self._next is not None
        if piece.start > self._next or self._next - piece.start > REPEAT_MS * BYTES_PER_MS:
            self.counts.strays += 1
        elif any(start < piece.end and piece.start < end for start, end in self._fills):
            self.counts.late += 1
        else:
            self.counts.repeats += 1

    def _look_no_more(self, out: list[bytes]) -> None:
        """The stamps say nothing: what is here passes as it came, and so does all that follows."""
        self.counts.unstamped = True
        held = sorted((*self._waiting, *self._elsewhere), key=lambda piece: piece.arrived)
        self._waiting.clear()
        self._elsewhere.clear()
        out.extend(piece.audio for piece in held)


def _slack(piece: _Piece) -> int:
    """How far beside its stamp a piece may lie, in bytes."""
    return min(SLACK_MS * BYTES_PER_MS, len(piece.audio) // 2) or 1
