"""Whether an utterance can have anything in it that is redacted: what costs next to nothing for most sentences."""

import re

from agent.safety.redaction.labels import LABEL_WORDS
from agent.safety.redaction.mailing import HANDLES
from agent.safety.redaction.nato import LETTERS_BY_WORD
from agent.safety.redaction.numerals import REPEATS, SINGLES, single
from agent.safety.redaction.tokens import keys

_SIGNS = re.compile(r"[\d@]|\b[a-zA-Z]\b[\s.,/-]+\b[a-zA-Z]\b|[\u0900-\u097f]|[A-Z]{4}|^\W*[a-zA-Z]\W*$")
_WORDS = re.compile(r"[a-z]+")
_ALSO_ENGLISH = keys("do to no see")
_SHORT = 24
"""Characters: in so short an answer "do" may be a two."""
_WORDS_OF_ADDRESSES = keys(
    "dot dotcom underscore rate gmail yahoo hotmail outlook okaxis okhdfcbank ybl paytm attherate"
)
TELLING = frozenset(
    word
    for words in (SINGLES, REPEATS, LABEL_WORDS, LETTERS_BY_WORD, _WORDS_OF_ADDRESSES, HANDLES)
    for word in words
    if len(word) > 1 and word not in _ALSO_ENGLISH
)
"""Words of which one at least is in every sentence that needs reading."""


def worth_reading(text: str) -> bool:
    """False when the text has no digit, digit word, name of a number, address or spelled letter.

    Devanagari is always read: its words have too many spellings for a list.
    """
    if _SIGNS.search(text) is not None:
        return True
    words = _WORDS.findall(text.lower())
    if not TELLING.isdisjoint(words) or (len(text) <= _SHORT and "do" in words):
        return True
    return any(single(word) is not None for word in words if word not in _ALSO_ENGLISH)
