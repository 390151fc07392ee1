"""Finding a stored answer to a question, without a model: by the words that both have."""

import re
from collections.abc import Sequence

_EMPTY = frozenset(
    (
        *("yes", "no", "what", "when", "where", "who", "how", "why", "can", "could", "do", "does", "did", "the", "and"),
        *("for", "are", "you", "your", "not", "with", "that", "this", "have", "has", "is", "was", "it", "my", "me"),
    )
)
"""Words that say nothing about the subject."""


def _words(text: str) -> set[str]:
    words = re.findall(r"[^\W_]+(?:[-'][^\W_]+)*", text.casefold())
    return {word.rstrip("s") for word in words if word not in _EMPTY and (len(word) > 2 or not word.isascii())}


def best_entry(text: str, questions: Sequence[Sequence[str]]) -> tuple[float, int]:
    """The score (0–1) and place of the entry that answers best; (0.0, -1) when none has a word in common."""
    asked = _words(text)
    best = (0.0, -1)
    for index, wordings in enumerate(questions):
        for wording in wordings:
            known = _words(wording)
            if not (asked & known):
                continue
            score = len(asked & known) / min(len(asked), len(known))
            best = max(best, (score, index), key=lambda found: found[0])
    return best
