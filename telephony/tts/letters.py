"""Words from letters, for vendors that tell where every letter lies in the sound. Pure."""

from collections.abc import Iterable
from typing import NamedTuple

from telephony.tts.port import Word


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
