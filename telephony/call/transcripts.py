"""What a recogniser wrote, as bare words. Pure."""

import re

_NOISE = re.compile(r"\[[^\]]*\]|\([^)]*\)|<[^>]*>|\*[^*\s][^*]*\*|[♪♫]+")
"""Recognisers write what is no speech in brackets: "[noise]", "(coughs)", "*laughs*"."""
_PUNCTUATION = str.maketrans(dict.fromkeys('.,!?;:"“”„…।|', " "))
_HALF_DAY = re.compile(r"\b([ap])\.\s?m\b")
_DRAWN_OUT = re.compile(r"([^\W\d])\1{2,}")
_SHORT = 60
"""Letters at the end in which a drawn-out "hmmmm" matters."""
LONGEST = 160
"""So many letters at the end of what was said decide whether it is over."""


def words_of(text: str) -> list[str]:
    """The bare words of a transcript: lower case, no punctuation, no noises in brackets; "hmmmm" as "hmm"."""
    plain = text.lower()
    if "(" in plain or "[" in plain or "*" in plain or "<" in plain or "♪" in plain:
        plain = _NOISE.sub(" ", plain)
    if ".m" in plain or ". m" in plain:
        plain = _HALF_DAY.sub(r"\1m", plain)
    if "’" in plain:
        plain = plain.replace("’", "'")
    if len(plain) > _SHORT:
        plain = plain[:-_SHORT] + _DRAWN_OUT.sub(r"\1\1", plain[-_SHORT:])
    else:
        plain = _DRAWN_OUT.sub(r"\1\1", plain)
    return [word for word in plain.translate(_PUNCTUATION).split() if word not in _DASHES]


_DASHES = frozenset("-–—")


def spoken(text: str) -> str:
    """The transcript without the noises that the recogniser wrote in brackets; empty when there was nothing else."""
    return " ".join(_NOISE.sub(" ", text).split()) if _NOISE.search(text) else text


def ending_of(text: str) -> str:
    """The last part of a long transcript, from the beginning of a word."""
    return text if len(text) <= LONGEST else text[-LONGEST:].partition(" ")[2]


def tails(words: list[str], longest: int) -> list[str]:
    """The last word, the last two, and so on."""
    return [" ".join(words[-count:]) for count in range(1, min(longest, len(words)) + 1)]
