"""A text that is longer than a vendor takes at once, in portions. Pure."""

import re
from collections.abc import Iterator

_SENTENCE_ENDS = re.compile(r"(?<=[.!?।॥])\s+")


def sayable(text: str) -> bool:
    """There is something in it that can be spoken: a letter or a digit."""
    return any(letter.isalnum() for letter in text)


def portions(text: str, most: int) -> list[str]:
    """The text in portions of at most `most` letters, cut after a sentence, else between words.

    Only a word that is longer still is cut within. Their words together are those of the text.
    """
    found: list[str] = []
    for sentence in _SENTENCE_ENDS.split(text.strip()):
        for part in (sentence,) if len(sentence) <= most else _words(sentence, most):
            if found and len(found[-1]) + 1 + len(part) <= most:
                found[-1] += f" {part}"
            elif part:
                found.append(part)
    return found


def _words(sentence: str, most: int) -> Iterator[str]:
    for word in sentence.split():
        for start in range(0, len(word), most):
            yield word[start : start + most]
