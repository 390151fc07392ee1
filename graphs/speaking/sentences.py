"""Cuts text that is still being written into pieces that can be spoken: sentences, and a first clause as soon as it is
whole. Pure.

A dot ends a sentence when a space and something else follow, and when it is no part of "Dr.", "a.m.", "3.5" or an
initial. A Hindi danda ends one always. Nothing waits for ever: a sentence that goes on and on is cut at a comma, or
between two words.
"""

import re

FIRST_CLAUSE = 24
"""Letters of the first clause that are worth speaking before the sentence is whole."""
LONGEST = 240
"""Letters without an end of sentence, after which a piece is cut off."""

_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s)|[।॥]+|\n+")
_CLAUSE = re.compile(r"[,;:–—](?=\s)")
_ABBREVIATED = re.compile(
    r"(?:^|[\s(\"'“‘])(?:mr|mrs|ms|dr|prof|st|sr|jr|vs|no|nos|approx|dept|ext|ltd|inc|co|rs|govt|etc|e\.g|i\.e|a\.m|p\.m"
    r"|mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec"
    r"|डॉ|श्री|रु|[^\W\d_]|\d{1,2})\.$",
    re.IGNORECASE,
)
"""A dot after one of these ends no sentence; nor does one after a single letter, or after the number of a list."""
_ENDS_ANYWAY = re.compile(r"(?:etc|a\.m|p\.m|ltd|inc|\d{1,2})\.$", re.IGNORECASE)
"""These may end one all the same, when a capital letter follows."""


class Sentences:
    """Takes text bit by bit, and gives whole pieces."""

    def __init__(self) -> None:
        self._rest = ""
        self._first = True

    def feed(self, text: str) -> list[str]:
        """The pieces that are whole with this text."""
        self._rest += text
        pieces = []
        while (end := self._cut()) is not None:
            piece, self._rest = self._rest[:end].strip(), self._rest[end:].lstrip()
            if speakable(piece):
                pieces.append(piece)
                self._first = False
        return pieces

    def close(self) -> list[str]:
        """What is left when no more text comes."""
        piece, self._rest = self._rest.strip(), ""
        return [piece] if speakable(piece) else []

    def _cut(self) -> int | None:
        """Where the first whole piece ends."""
        for found in _END.finditer(self._rest):
            if self._ends(found.end()):
                return found.end()
        if self._first:
            for found in _CLAUSE.finditer(self._rest):
                if found.end() >= FIRST_CLAUSE:
                    return found.end()
        if len(self._rest) <= LONGEST:
            return None
        clauses = [found.end() for found in _CLAUSE.finditer(self._rest, 0, LONGEST)]
        return clauses[-1] if clauses else self._rest.rfind(" ", 1, LONGEST) + 1 or LONGEST

    def _ends(self, end: int) -> bool:
        """Whether what ends here is a sentence; more text may be needed to tell."""
        before, after = self._rest[:end], self._rest[end:].lstrip()
        if not before.endswith(".") or not _ABBREVIATED.search(before):
            return True
        return bool(_ENDS_ANYWAY.search(before)) and len(before.split()) > 1 and after[:1].isupper()


def speakable(piece: str) -> bool:
    """Whether there is anything to be said in it."""
    return any(letter.isalnum() for letter in piece)
