"""What a model is told of its work, and must not repeat to a caller: its manners, its goal, its instructions. Pure.

A sentence repeats them when it shares so many words in a row with them. In other words, or in another language, they
may still be told: this is a net, as `graphs.guarding` is.
"""

import re
from functools import lru_cache

from graphs.understanding import normalise

IN_A_ROW = 7
"""Words in a row that are no accident."""

_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|‘[^’]*’")

Run = tuple[str, ...]


class Unspoken:
    """Texts that no sentence may repeat."""

    def __init__(self) -> None:
        self._runs: set[Run] = set()

    def keep(self, *texts: str) -> None:
        """From now on these are not to be repeated."""
        for text in texts:
            self._runs.update(_runs(text))

    def repeated_in(self, sentence: str) -> bool:
        """Whether a sentence repeats one of them."""
        return not self._runs.isdisjoint(_runs(sentence))


def unquoted(text: str) -> str:
    """Without what stands in quotes: where somebody writes how to speak, that is meant to be said."""
    return _QUOTED.sub(" ", text)


@lru_cache(maxsize=256)
def _runs(text: str) -> frozenset[Run]:
    words = normalise(text).split()
    return frozenset(tuple(words[at : at + IN_A_ROW]) for at in range(len(words) - IN_A_ROW + 1))
