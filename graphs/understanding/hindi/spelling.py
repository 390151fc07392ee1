"""How Hindi words sound, whichever way they are spelled.

Roman Hindi has no orthography: "pachees", "pachchis" and "pacchees" are one word, and recognisers write all three.
Devanagari has a few free choices too: the nukta, the nasal signs, the endings of "रुपए". Two spellings of a word have
the same sound here. What sounds alike and is not the same ("sath" for seven and for sixty) is left to the tables.
"""

import re
from functools import lru_cache

_ROMAN = (
    (re.compile(r"([bcdfghjklmnpqrstvwxyz])\1+"), r"\1"),
    (re.compile(r"(?:c+h+)+"), "ch"),
    (re.compile(r"a{2,}"), "a"),
    (re.compile(r"ee+|ii+|ie"), "i"),
    (re.compile(r"oo+|uu+"), "u"),
    (re.compile(r"ai|ay(?=[^aeiou]|$)|ei"), "e"),
    (re.compile(r"aw(?=[^aeiou]|$)|au|ou"), "o"),
    (re.compile(r"w"), "v"),
    (re.compile(r"z"), "j"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"(?<=[aeiou])[nm](?=[^aeiouhnmy])"), ""),
    (re.compile(r"k?kh$"), "k"),
    (re.compile(r"(?<=[aeiou])h$"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
)
_DEVANAGARI = (
    (re.compile("\u093c"), ""),
    (re.compile("\u0901"), "\u0902"),
    (re.compile("[न\u092eञणङ]\u094d(?=[क-ध\u092a-म])(?!\u094d?[नम])"), "\u0902"),
    (re.compile("ये$"), "ए"),
    (re.compile("यी$"), "ई"),
    (re.compile("ऊ"), "उ"),
    (re.compile("ईस$"), "इस"),
)
_NATIVE = re.compile("[\u0900-\u097f]")
_SHORTEST = 4
"""Letters of a Roman sound: shorter ones are too many things in too many languages."""


@lru_cache(maxsize=4096)
def sound(word: str) -> str:
    """How a folded word sounds; empty when it is too short to tell."""
    if _NATIVE.search(word):
        return _applied(word, _DEVANAGARI)
    heard = _applied(word, _ROMAN)
    return heard if len(heard) >= _SHORTEST else ""


def _applied(word: str, rules: tuple[tuple[re.Pattern[str], str], ...]) -> str:
    for pattern, replacement in rules:
        word = pattern.sub(replacement, word)
    return word
