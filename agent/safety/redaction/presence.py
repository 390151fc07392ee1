"""Whether an utterance can have anything in it that is redacted: what costs next to nothing for most sentences."""

import re

from agent.safety.redaction.labels import LABEL_WORDS
from agent.safety.redaction.mailing import HANDLES, PROVIDERS
from agent.safety.redaction.nato import BANKS, LETTERS_BY_WORD
from agent.safety.redaction.numerals import REPEATS, SINGLES, single
from agent.safety.redaction.tokens import keys

_SIGNS = re.compile(
    r"[\d@\u0900-\u097f]|[A-Z]{4}|[a-zA-Z]\.[a-zA-Z]{2}|^\W*[a-zA-Z]\W*$|\b[aAiI](?:[\s.,/-]+[a-zA-Z]\b|\s+(?:for|as|like|se)\s)"
    r"|(?<!['’])\b[b-hj-zB-HJ-Z]\b(?!['’])"
)
_WORDS = re.compile(r"[a-z]+")
_ALSO_ENGLISH = keys("do to no see")
_SHORT = 24
"""Characters: in so short an answer "do" may be a two."""
_WORDS_OF_ADDRESSES = keys("dot dotcom underscore rate okaxis okhdfcbank ybl paytm attherate")
TELLING = frozenset(
    word
    for words in (SINGLES, REPEATS, LABEL_WORDS, LETTERS_BY_WORD, BANKS, _WORDS_OF_ADDRESSES, HANDLES, PROVIDERS)
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
