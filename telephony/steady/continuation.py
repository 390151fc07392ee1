"""A sentence that another voice has to finish: what was heard of it, and what is left to say. Pure.

Where the times of the words are known the next voice begins with the first word that was not wholly heard. Where they
are not, the place is judged by the time, and the next voice begins with the clause around it.
"""

import re

from telephony.line import BYTES_PER_MS
from telephony.tts.port import Speech, Word

LETTERS_A_SECOND = 12
"""Of a slow voice: a quick one has said more than is judged, and repeats a clause; a word is never left out."""
_WORD = re.compile(r"\S+")
_CLAUSE_END = re.compile(r"[.,;:!?…–—।॥]+[\"'”’)\]]*$")


class Continuation:
    """One sentence, spoken by one voice after the other."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        """Where in the text the voice that speaks now began."""
        self._given_ms = 0
        self._since_ms = 0
        """Of the sound, when that voice began."""
        self._told: list[Word] = []
        """Words of that voice that were wholly given."""
        self._waiting: list[Word] = []
        """Words of which it told, and whose sound has not come."""
        self._owed: list[Word] = []
        """Words of voices before, placed by judgement; told when this one tells words too."""

    @property
    def rest(self) -> str:
        """What is left to say, for the next voice."""
        return self._text[self._at :]

    @property
    def begun(self) -> bool:
        """Something was given."""
        return self._given_ms > 0

    def give(self, piece: Speech) -> Speech:
        """The piece as the listener has to get it: with the words whose sound is whole, in the time of all voices."""
        self._given_ms += -(-len(piece.audio) // BYTES_PER_MS)
        shift = self._since_ms
        self._waiting += [Word(word.text, word.start_ms + shift, word.end_ms + shift) for word in piece.words]
        whole = 0
        while whole < len(self._waiting) and self._waiting[whole].end_ms <= self._given_ms:
            whole += 1
        words, self._waiting = self._waiting[:whole], self._waiting[whole:]
        self._told += words
        return Speech(piece.audio, self._with_owed(words))

    def finish(self) -> Speech | None:
        """The voice has said everything: the words that are still to be told, if there are any."""
        words, self._waiting = self._waiting, []
        told = self._with_owed(words)
        return Speech(b"", told) if told else None

    def broke(self) -> None:
        """The voice broke off here; the next goes on with `rest`."""
        if self._given_ms == self._since_ms:
            return
        left = list(_WORD.finditer(self._text, self._at))
        words, told = [word.group() for word in left], [word.text for word in self._told]
        if (told or self._waiting) and told == words[: len(told)]:
            said = len(told)
        else:
            said = self._judged(words)
            if not told:
                self._owed += _shared(words[:said], self._since_ms, self._given_ms)
        self._at = left[said].start() if said < len(left) else len(self._text)
        self._since_ms = self._given_ms
        self._told, self._waiting = [], []

    def _judged(self, words: list[str]) -> int:
        """How many words can be left out: all before the clause in which the voice broke off."""
        letters = (self._given_ms - self._since_ms) * LETTERS_A_SECOND // 1000
        clause = 0
        for number, word in enumerate(words):
            letters -= len(word) + 1
            if letters < 0:
                return clause
            if _CLAUSE_END.search(word):
                clause = number + 1
        return clause

    def _with_owed(self, words: list[Word]) -> tuple[Word, ...]:
        if not words:
            return ()
        owed, self._owed = self._owed, []
        return (*owed, *words)


def _shared(words: list[str], start_ms: int, end_ms: int) -> list[Word]:
    """The words with the time shared out by length."""
    letters, before, placed = sum(map(len, words)), 0, []
    for word in words:
        begin = start_ms + (end_ms - start_ms) * before // letters
        before += len(word)
        placed.append(Word(word, begin, start_ms + (end_ms - start_ms) * before // letters))
    return placed
