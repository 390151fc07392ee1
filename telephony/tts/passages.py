"""Where a sentence too long to be spoken in one breath is cut. Pure."""

import re
from collections.abc import Iterator

LONGEST = 200
"""Letters that are spoken in one piece."""
_LONG_TO_WAIT_FOR = 60
_WORTH_SAYING = 15
_CLAUSE_ENDS = re.compile(r"(?<=[,;:—–])\s+")
_SPACES = re.compile(r"\s+")


def quick_start(sentence: str) -> list[str]:
    """The pieces of the first sentence of a text. A long one is cut after its first clause: that is heard sooner."""
    if len(sentence) > _LONG_TO_WAIT_FOR:
        for end in _CLAUSE_ENDS.finditer(sentence):
            if end.start() >= _WORTH_SAYING and len(sentence) - end.end() >= _WORTH_SAYING:
                return [*clauses(sentence[: end.start()]), *clauses(sentence[end.end() :])]
    return clauses(sentence)


def clauses(sentence: str) -> list[str]:
    """The sentence in pieces of at most 200 letters, cut after punctuation if there is any, else between words."""
    pieces: list[str] = []
    for clause in _CLAUSE_ENDS.split(sentence.strip()):
        for part in _cut(clause):
            if pieces and len(pieces[-1]) + 1 + len(part) <= LONGEST:
                pieces[-1] += f" {part}"
            elif part:
                pieces.append(part)
    return pieces


def _cut(clause: str) -> Iterator[str]:
    """Between words; a single word longer than a piece is cut anywhere."""
    for word in _SPACES.split(clause):
        for start in range(0, len(word), LONGEST):
            yield word[start : start + LONGEST]
