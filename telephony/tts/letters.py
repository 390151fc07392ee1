"""Words from letters, for vendors that tell where every letter lies in the sound. Pure."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from telephony.tts.port import Word

ROUNDING_MS = 20
"""The times of letters are rounded, and may reach beyond their sound."""
QUICKEST_MS = 45
"""Of a quick voice: a text that sounded shorter than that for each of its letters was not said to its end."""
_FEW = 3
"""Letters of a longer text that a vendor may leave untold at its end."""
_A_DIGIT = 5
"""Letters that a digit sounds like."""


class Letter(NamedTuple):
    """One letter, or space, and its time in the piece of sound with which it came."""

    text: str
    start_ms: int
    end_ms: int


class Spelling:
    """The words that letters make, however the letters are spread over the pieces of sound."""

    def __init__(self) -> None:
        self._begun: list[Letter] = []

    def hear(self, letters: Iterable[Letter], *, at_ms: int) -> list[Word]:
        """Letters that came with a piece of sound which begins at `at_ms`. The words that are whole now."""
        words: list[Word] = []
        for letter in letters:
            if letter.text.strip():
                self._begun.append(Letter(letter.text, letter.start_ms + at_ms, letter.end_ms + at_ms))
            else:
                words += self.pause()
        return words

    def pause(self) -> list[Word]:
        """No word goes on beyond here: the one that was begun, if there was one."""
        if not self._begun:
            return []
        letters, self._begun = self._begun, []
        return [Word("".join(letter.text for letter in letters), letters[0].start_ms, letters[-1].end_ms)]


Silence = Literal["stall", "end", "likely end"]
"""What it means that nothing more comes of a text."""


class Told:
    """How much of a text its vendor's letters have told, and its sound."""

    def __init__(self, text: str) -> None:
        self._wanted = _sayables(text)
        self._least_ms = QUICKEST_MS * sum(_A_DIGIT if letter.isdigit() else 1 for letter in text)
        self._came = ""
        self._sound_ms = self._until_ms = 0

    def hear(self, letters: Iterable[Letter], *, sound_ms: int = 0) -> None:
        """Letters that came, after those before, and how long the sound is with which they came."""
        for letter in letters:
            if not (sayable := _sayables(letter.text)):
                continue
            self._came += sayable
            self._until_ms = max(self._until_ms, self._sound_ms + letter.end_ms)
        self._sound_ms += sound_ms

    @property
    def whole(self) -> bool:
        """All letters of the text were told, in its order and no others, and their sound is there."""
        return bool(self._wanted) and self._came == self._wanted and self._sound_ms >= self._until_ms - ROUNDING_MS

    @property
    def silence(self) -> Silence:
        """What it means that nothing more comes now. Where the letters do not tell, the sound does by its length."""
        if self.whole:
            return "end"
        half_told = self._came and self._wanted.startswith(self._came) and self.missing > min(_FEW, self.length // 5)
        return "stall" if half_told or self._sound_ms < self._least_ms else "likely end"

    @property
    def missing(self) -> int:
        """So many letters fewer were told than the text has."""
        return len(self._wanted) - len(self._came)

    @property
    def length(self) -> int:
        """Letters and digits of the text."""
        return len(self._wanted)


def _sayables(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())
