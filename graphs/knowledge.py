"""Finding a stored answer to a question, without a model: by the words that both have.

A word that few of the entries have counts more than one that many have. Endings do not count ("pricing", "price"), nor
do slips of a recogniser in longer words. Words that say nothing about the subject are left out.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

from rapidfuzz import fuzz, process

_EMPTY = frozenset(
    (
        *("yes", "no", "what", "when", "where", "who", "how", "why", "can", "could", "do", "does", "did", "the", "and"),
        *("for", "are", "you", "your", "not", "with", "that", "this", "have", "has", "is", "was", "it", "its", "my"),
        *(
            "me",
            "much",
            "many",
            "there",
            "about",
            "tell",
            "know",
            "want",
            "need",
            "please",
            "get",
            "any",
            "some",
            "our",
        ),
        *(
            "would",
            "like",
            "should",
            "mean",
            "means",
            "will",
            "from",
            "which",
            "just",
            "but",
            "been",
            "were",
            "had",
            "they",
            "them",
            "us",
        ),
        *(
            "क्या",
            "कब",
            "कहाँ",
            "कहां",
            "कैसे",
            "कौन",
            "क्यों",
            "है",
            "हैं",
            "का",
            "की",
            "के",
            "को",
            "में",
            "से",
            "पर",
            "और",
            "मैं",
            "आप",
        ),
        *(
            "मेरा",
            "मेरी",
            "मेरे",
            "आपका",
            "आपकी",
            "आपके",
            "यह",
            "वह",
            "कि",
            "हो",
            "kya",
            "kab",
            "kahan",
            "kaise",
            "hai",
            "hain",
        ),
    )
)
"""Words that say nothing about the subject."""
_ENDINGS = re.compile(r"(?<=[a-z]{3})(?:ings?|ed|es|e|s)$")
_SHORTEST_TO_GUESS = 5
_ALIKE = 86.0


@lru_cache(maxsize=2048)
def content_words(text: str) -> frozenset[str]:
    """The words that say what a text is about, without their endings."""
    words = re.findall(r"(?:[^\W_]|[\u0900-\u0963])+(?:[-'’](?:[^\W_]|[\u0900-\u0963])+)*", text.casefold())
    return frozenset(
        _ENDINGS.sub("", word) for word in words if word not in _EMPTY and (len(word) > 2 or not word.isascii())
    )


@dataclass(frozen=True, slots=True)
class _Index:
    """The questions of a source of knowledge, ready to be searched."""

    entries: tuple[tuple[frozenset[str], ...], ...]
    weights: dict[str, float]
    rarest: float
    """The weight of a word that no entry has."""

    def spelt(self, word: str) -> str:
        """The word as the entries spell it, when it is one of theirs but for a slip."""
        if word in self.weights or len(word) < _SHORTEST_TO_GUESS:
            return word
        near = process.extractOne(word, self.weights.keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE)
        return near[0] if near else word

    def weight(self, words: frozenset[str]) -> float:
        return sum(self.weights.get(word, self.rarest) for word in words)


@lru_cache(maxsize=256)
def _index(questions: tuple[tuple[str, ...], ...]) -> _Index:
    entries = tuple(tuple(content_words(wording) for wording in wordings) for wordings in questions)
    spread: dict[str, int] = {}
    for wordings in entries:
        for word in frozenset().union(*wordings):
            spread[word] = spread.get(word, 0) + 1
    weights = {word: 1 + log(len(entries) / count) for word, count in spread.items()}
    return _Index(entries, weights, 1 + log(max(len(entries), 1)))


def ranked(text: str, questions: Sequence[Sequence[str]]) -> list[tuple[float, int]]:
    """The entries that have a word in common with a question, best first: score (0–1) and place."""
    index = _index(tuple(map(tuple, questions)))
    asked = frozenset(index.spelt(word) for word in content_words(text))
    found = []
    for place, wordings in enumerate(index.entries):
        score = 0.0
        for known in wordings:
            if common := asked & known:
                score = max(score, index.weight(common) / min(index.weight(asked), index.weight(known)))
        if score:
            found.append((min(score, 1.0), place))
    return sorted(found, key=lambda each: (-each[0], each[1]))


def best_entry(text: str, questions: Sequence[Sequence[str]]) -> tuple[float, int]:
    """The score (0–1) and place of the entry that answers best; (0.0, -1) when none has a word in common."""
    return next(iter(ranked(text, questions)), (0.0, -1))
