"""Sound and the times of words, as a vendor sends them, made into pieces of speech. Pure.

Sound goes on as it comes, all but its last 20 ms: the times of words may come after their sound, and a piece is never
empty, so something has to be left for them to come with.
"""

from collections.abc import Iterable, Iterator

from telephony.line import BYTES_PER_MS
from telephony.tts.alignment import align, shared
from telephony.tts.port import Speech, Word

HELD_MS = 20


class Pieces:
    """The speech of one text on its way. µ-law, 8 kHz; times are milliseconds since its first sound.

    Over all pieces the words are those of `text.split()`, in order, or none at all when no times came. A word comes
    when its sound is there; once other words were spoken than were written, the rest comes with the last piece.
    """

    def __init__(self, text: str) -> None:
        self._written = text.split()
        self._plain = [_letters(word) for word in self._written]
        self._wanted = [letters for letters in self._plain if letters]
        self._spoken: list[Word] = []
        self._sounded: list[str] = []
        """The letters of the words that were spoken."""
        self._given = self._used = 0
        self._edge_ms = 0
        self._held = b""
        self._gone_bytes = 0

    @property
    def sound_ms(self) -> int:
        """How much sound came."""
        return (self._gone_bytes + len(self._held)) // BYTES_PER_MS

    @property
    def whole(self) -> bool:
        """Every word was spoken as it was written, and its sound is there: whatever comes now, the text was said."""
        if len(self._sounded) < len(self._wanted) or not self._wanted:
            return False
        ends_ms = max(word.end_ms for word in self._spoken)
        return [letters for letters in self._sounded if letters] == self._wanted and ends_ms <= self.sound_ms + HELD_MS

    def spoke(self, words: Iterable[Word]) -> None:
        """Words that were spoken, after those that came before, with their times."""
        for word in words:
            self._spoken.append(word)
            self._sounded.append(_letters(word.text))

    def add(self, audio: bytes) -> Speech | None:
        """Sound that came. The next piece, or None while there is too little; whole milliseconds."""
        self._held += audio
        length = len(self._held) - HELD_MS * BYTES_PER_MS
        length -= length % BYTES_PER_MS
        if length <= 0:
            return None
        sound, self._held = self._held[:length], self._held[length:]
        self._gone_bytes += length
        return Speech(sound, tuple(self._known()))

    def finish(self) -> Speech | None:
        """The last piece, with all words that were not given yet. None: there was no sound at all."""
        if not self._held:
            return None
        end_ms = self.sound_ms
        words = tuple(self._within(word, end_ms) for word in self._rest())
        sound, self._held = self._held, b""
        self._gone_bytes += len(sound)
        return Speech(sound, words)

    def broken(self) -> Speech | None:
        """What came and was not given when no more comes, with the words whose sound is there: another voice goes on
        after them. None: nothing is left.
        """
        length = len(self._held) - len(self._held) % BYTES_PER_MS
        if not length:
            return None
        sound, self._held = self._held[:length], b""
        self._gone_bytes += length
        return Speech(sound, tuple(self._known()))

    def _known(self) -> Iterator[Word]:
        gone_ms = self._gone_bytes // BYTES_PER_MS
        while self._given < len(self._written) and self._used < len(self._spoken):
            text, sound = self._written[self._given], self._spoken[self._used]
            letters, sounded = self._plain[self._given], self._sounded[self._used]
            if letters == sounded and sound.end_ms <= gone_ms:
                self._used += 1
            elif not letters and sounded:
                sound = Word(text, self._edge_ms, self._edge_ms)
            else:
                return
            self._given += 1
            yield self._within(Word(text, sound.start_ms, sound.end_ms), gone_ms)

    def _rest(self) -> tuple[Word, ...]:
        written, spoken = self._written[self._given :], self._spoken[self._used :]
        if spoken or not self._given:
            return align(written, spoken)
        return tuple(shared(written, self._edge_ms, self.sound_ms))

    def _within(self, word: Word, end_ms: int) -> Word:
        """Never before the word before it, never after the sound."""
        start_ms = min(max(word.start_ms, self._edge_ms), end_ms)
        self._edge_ms = min(max(word.end_ms, start_ms), end_ms)
        return Word(word.text, start_ms, self._edge_ms)


def _letters(word: str) -> str:
    return "".join(letter for letter in word.casefold() if letter.isalnum())
