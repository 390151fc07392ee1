"""The sound of a call that nobody has made words of yet, for whoever has to recognise it anew. Pure.

Sound and what the call's voice detector said of it are kept in order, at most so much of them. Whoever reads them has
a `Cursor`; it begins where the words that are still owed may begin. Positions are bytes of µ-law since the call began.
"""

from collections import deque
from dataclasses import dataclass

from telephony.asr.port import PIECE_MS
from telephony.line import BYTES_PER_MS

PRE_ROLL_MS = 500
"""Kept from before a voice was noticed: the detector needs some 150 ms, and a recogniser some room."""
UNNOTICED_MS = 2_000
"""So long before the first word its voice began at the latest, when the voice detector missed it."""
DELAY_MS = 300
"""So much later than its sound a recogniser's word comes, at the least."""
_MOST_MARKS = 500


@dataclass(slots=True)
class Cursor:
    """How far a reader is, and what it was told last."""

    at: int
    mark: int
    speaking: bool = False


class Kept:
    """One call's. `bound_ms`: how much sound is kept; the oldest goes first."""

    def __init__(self, *, bound_ms: int = 20_000) -> None:
        self._bound = bound_ms * BYTES_PER_MS
        self._sound = bytearray()
        self._begin = 0
        self._marks: deque[tuple[int, bool]] = deque()
        self._first_mark = 0
        self._speaking_before = False
        self._floor = 0
        """What lies before it is settled."""
        self._voice_at: int | None = None
        self._worded_at: int | None = None
        self._shown_at: int | None = None

    @property
    def end(self) -> int:
        """Where the next sound will lie."""
        return self._begin + len(self._sound)

    @property
    def speaking(self) -> bool:
        """The voice detector hears a voice now."""
        return self._marks[-1][1] if self._marks else self._speaking_before

    # ── what happens ──────────────────────────────────────────────────────────

    def feed(self, audio: bytes) -> None:
        """The next sound."""
        self._sound += audio
        if (excess := len(self._sound) - self._bound) > 0:
            self._drop(self._begin + excess)
            if self._worded_at is None:
                # A voice that nobody made words of, and that is gone: it was a noise.
                self._voice_at = self._first_voice()

    def voice(self, *, speaking: bool) -> None:
        """The voice detector noticed a change, here."""
        if speaking == self.speaking:
            return
        if speaking and self._voice_at is None:
            self._voice_at = self.end
        self._marks.append((self.end, speaking))
        if len(self._marks) > _MOST_MARKS:
            self._fold()

    def shown(self, *, hurried: bool = False) -> None:
        """Words were shown that are not certain: their sound is still owed. `hurried`: by a reader that was given
        much at once, so that nobody knows up to where they go.
        """
        if self._worded_at is None:
            self._worded_at = self._begin if hurried else self.end
        self._shown_at = None if hurried else self.end

    def forget(self) -> None:
        """All words so far were taken, or given up."""
        ended = [at for at, speaking in self._marks if not speaking]
        quiet = max(self.end - PRE_ROLL_MS * BYTES_PER_MS, ended[-1] if ended else 0)
        self._settle(self.end if self.speaking else quiet)

    def settled(self, cursor: Cursor, *, at: int | None = None, hurried: bool = False) -> None:
        """The words up to `at` are certain. When that is not known it is judged by the pauses before the cursor:
        a reader that hears the sound as it comes is at the last of them, one that was `hurried` at the first.
        """
        self._settle(min(cursor.at, at if at is not None else self._last_settled(cursor, hurried=hurried)))

    # ── who reads ─────────────────────────────────────────────────────────────

    @property
    def overrun(self) -> bool:
        """Words were shown whose sound is not kept to its beginning: it cannot be made words of anew."""
        return self._worded_at is not None and self._owed_from() < self._begin

    def rely_on_shown(self) -> bool:
        """Take the words that were shown as they are: what was heard after them is owed. False: nobody knows where
        that begins.
        """
        if self._shown_at is None:
            return False
        self._settle(self._shown_at - DELAY_MS * BYTES_PER_MS)
        return True

    def cursor(self, *, unread: int | None = None) -> Cursor:
        """Where whoever takes over begins: before the first voice of which no certain words came, and not after
        `unread`, from where on nobody has heard anything; otherwise a moment ago. At the beginning of a piece, so that
        the pieces of whoever sends them on end where those that are fed do.
        """
        owed = [self._owed_from()] if unread is None else [self._owed_from(), unread]
        at = min(self.end, *owed)
        at = max(self._begin, at - at % (PIECE_MS * BYTES_PER_MS))
        past = sum(1 for position, _ in self._marks if position < at)
        return Cursor(at, self._first_mark + past)

    def up_to_date(self, cursor: Cursor) -> bool:
        """There is nothing next: the sound that is fed now is what its reader lacks."""
        return (
            cursor.at == self._begin + len(self._sound)
            and cursor.mark == self._first_mark + len(self._marks)
            and cursor.speaking == self.speaking
        )

    def next(self, cursor: Cursor, *, most: int) -> bytes | bool | None:
        """What comes next: at most so many bytes of sound, or a voice that begins or ends, or None: that was all.

        A cursor that was overtaken, by what was forgotten or had to go, goes on behind it.
        """
        cursor.at = max(cursor.at, self._begin)
        cursor.mark = max(cursor.mark, self._first_mark)
        before = self._speaking_at(cursor.mark)
        if before != cursor.speaking:
            cursor.speaking = before
            return before
        coming = self._marks[cursor.mark - self._first_mark] if cursor.mark < self._last_mark else None
        if coming is not None and coming[0] <= cursor.at:
            cursor.mark += 1
            if coming[1] == cursor.speaking:
                return self.next(cursor, most=most)
            cursor.speaking = coming[1]
            return coming[1]
        upto = min(self.end, cursor.at + most, coming[0] if coming else self.end)
        if upto == cursor.at:
            return None
        sound = bytes(self._sound[cursor.at - self._begin : upto - self._begin])
        cursor.at = upto
        return sound

    # ── inside ────────────────────────────────────────────────────────────────

    @property
    def _last_mark(self) -> int:
        return self._first_mark + len(self._marks)

    def _speaking_at(self, mark: int) -> bool:
        passed = mark - self._first_mark
        return self._marks[passed - 1][1] if passed else self._speaking_before

    def _owed_from(self) -> int:
        owed = [] if self._voice_at is None else [self._voice_at - PRE_ROLL_MS * BYTES_PER_MS]
        if self._worded_at is not None:
            owed.append(self._worded_at - UNNOTICED_MS * BYTES_PER_MS)
        owed.append(self.end - PRE_ROLL_MS * BYTES_PER_MS)
        return max(self._floor, min(owed))

    def _last_settled(self, cursor: Cursor, *, hurried: bool) -> int:
        pauses = [at for at, speaking in self._marks if not speaking and self._floor < at <= cursor.at]
        if hurried:
            return pauses[0] if pauses else self._floor
        if not cursor.speaking:
            return max(cursor.at - PRE_ROLL_MS * BYTES_PER_MS, pauses[-1] if pauses else 0)
        began = max((at for at, speaking in self._marks if speaking and at <= cursor.at), default=0)
        if pauses and cursor.at - began <= 1_000 * BYTES_PER_MS:
            # The certain words are those before the pause; what began just now is another utterance.
            return pauses[-1]
        return cursor.at - DELAY_MS * BYTES_PER_MS

    def _settle(self, at: int) -> None:
        self._floor = max(self._floor, at)
        if at > self._begin:
            self._drop(at)
        self._voice_at = self._first_voice()
        self._worded_at = self._shown_at = None

    def _first_voice(self) -> int | None:
        voices = (position for position, speaking in self._marks if speaking)
        return self._begin if self._speaking_before else next(voices, None)

    def _drop(self, before: int) -> None:
        del self._sound[: before - self._begin]
        self._begin = before
        while self._marks and self._marks[0][0] <= before:
            self._fold()

    def _fold(self) -> None:
        self._speaking_before = self._marks.popleft()[1]
        self._first_mark += 1
