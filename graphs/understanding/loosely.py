"""Which of several things a caller means when they say none of the written phrases: by the words that matter.

“I'd like my teeth cleaned” says “cleaning”, and “they've come back on” says “they are back”: all words of a phrase that
carry meaning are there, in whatever form and order. Only ever tried when no phrase was found as it is written, never
across a negation, and never when two answers fit: then nothing was understood, and the caller is asked again.
"""

from collections.abc import Hashable, Iterable, Sequence
from functools import lru_cache
from typing import TypeVar

import snowballstemmer

from graphs.understanding.choices import ruled_out
from graphs.understanding.words import words

Name = TypeVar("Name", bound=Hashable)

_SHORTEST = 3
"""Letters of a word that carries meaning."""
_SMALL = frozenset(("on", "off", "up", "in"))
"""Shorter ones that do all the same: a light that is on is not one that is red."""
_EMPTY = frozenset(
    (
        *("the", "and", "for", "are", "was", "were", "been", "with", "that", "this", "these", "those", "there", "here"),
        *(
            "have",
            "has",
            "had",
            "will",
            "would",
            "could",
            "should",
            "shall",
            "can",
            "may",
            "might",
            "must",
            "does",
            "did",
        ),
        *("you", "your", "yours", "our", "ours", "his", "her", "its", "their", "them", "they", "she", "him", "mine"),
        *("from", "into", "onto", "about", "just", "some", "any", "one", "ones", "get", "got", "let", "want", "like"),
        *("need", "please", "what", "which", "who", "how", "when", "where", "why", "thing", "something", "anything"),
        *("say", "said", "think", "know", "well", "really", "very", "much", "more", "also", "too", "now", "yet"),
        *("but", "then", "than", "because", "make", "take", "give", "put", "use", "way", "time", "yes", "okay", "all"),
        *(
            "right",
            "good",
            "fine",
            "sure",
            "sorry",
            "thanks",
            "thank",
            "other",
            "hai",
            "hain",
            "mera",
            "mujhe",
            "chahiye",
        ),
    )
)
"""Words that carry no meaning of their own, in English and Hindi."""
_NEGATIONS = frozenset(
    ("not", "no", "never", "without", "none", "nothing", "cannot", "nahi", "nahin", "mat", "na", "नहीं", "मत", "ना")
)
_STEMMER = snowballstemmer.stemmer("english")


def meant(text: str, answers: Iterable[tuple[Name, Sequence[str]]]) -> Name | None:
    """The one answer of which a phrase has all its words of meaning in the text; None when none has, or several."""
    answers = [(name, each) for name, each in answers if not any(ruled_out(text, phrase) for phrase in each)]
    said, negated = _content(text)
    if not said or negated:
        return None
    fitting: dict[Name, frozenset[str]] = {}
    known = [(name, _content(phrase)[0]) for name, phrases in answers for phrase in phrases]
    for name, phrases in answers:
        for phrase in phrases:
            wanted, _ = _content(phrase)
            if wanted and wanted <= said and len(wanted) > len(fitting.get(name, ())):
                fitting[name] = wanted
    fitting = {name: wanted for name, wanted in fitting.items() if not _shared(name, wanted, known)}
    best = [name for name, wanted in fitting.items() if not any(wanted < other for other in fitting.values())]
    return best[0] if len(best) == 1 else None


def _shared(name: Hashable, wanted: frozenset[str], known: Iterable[tuple[Hashable, frozenset[str]]]) -> bool:
    """Whether words tell nothing because another answer has them, and more: an appointment is booked and cancelled."""
    return any(other != name and wanted < words for other, words in known)


@lru_cache(maxsize=2048)
def _content(text: str) -> tuple[frozenset[str], bool]:
    """The stems of the words that carry meaning, and whether something is denied."""
    plain = [word.text for word in words(text) if word.sort != "end"]
    negated = any(word in _NEGATIONS or word.endswith("n't") for word in plain)
    stems = {_stem(word.split("'")[0]) for word in plain if word not in _EMPTY}
    kept = (stem for stem in stems if len(stem) >= _SHORTEST or stem in _SMALL or not stem.isascii())
    return frozenset(kept), negated


@lru_cache(maxsize=4096)
def _stem(word: str) -> str:
    stem: str = _STEMMER.stemWord(word)
    return stem
