"""Hindi in Roman letters, so that a voice which reads only English can say it. Pure.

Spelling follows what an English reader makes of it (`aa`, `ee`, `oo`), not a standard of transliteration.
The unwritten vowel of a consonant is dropped where Hindi drops it: at the end of a word, and between a vowel and
consonant before and a consonant and vowel after (Ohala, "Aspects of Hindi Phonology", 1983).
"""

import re
import unicodedata
from dataclasses import dataclass


def _table(pairs: str) -> dict[str, str]:
    letters = pairs.split()
    return dict(zip(letters[::2], letters[1::2], strict=True))


_VOWELS = _table("अ a  आ aa  इ i  ई ee  उ u  ऊ oo  ऋ ri  ए e  ऐ ai  ओ o  औ au  ऑ o  ऍ e  ॐ om")
_SIGNS = _table("ा aa  ि i  ी ee  ु u  ू oo  ृ ri  े e  ै ai  ो o  ौ au  ॉ o  ॅ e")
_CONSONANTS = _table(
    "क k  ख kh  ग g  घ gh  ङ ng  च ch  छ chh  ज j  झ jh  ञ ny  ट t  ठ th  ड d  ढ dh  ण n  त t  थ th  द d  ध dh  न n "
    "प p  फ ph  ब b  भ bh  म m  य y  र r  ल l  व v  श sh  ष sh  स s  ह h  ळ l"
)
_DOTTED = _table("क q  ख kh  ग gh  ज z  ड r  ढ rh  फ f  य y")
_DOT, _SILENCER, _NASALS, _BREATH = "\u093c", "\u094d", "\u0902\u0901", "\u0903"
_LABIALS = "पफबभम"
_UNPRONOUNCEABLE_ENDS = frozenset({"y", "r", "l", "v", "n", "m"})
_PUNCTUATION = str.maketrans({"।": ".", "॥": ".", "\u200c": "", "\u200d": "", "ऽ": ""})
_RUN = re.compile(r"[\u0900-\u0963\u0970-\u097f]+")
_DIGITS = re.compile(r"[\u0966-\u096f]")


@dataclass(slots=True)
class _Letter:
    """A consonant (may be empty) and the vowel after it."""

    consonant: str
    vowel: str
    inherent: bool = False
    joined: bool = False
    """Stands right after a consonant without a vowel."""
    nasal: str = ""


def contains_devanagari(text: str) -> bool:
    """The text has letters or digits of the Devanagari script."""
    return bool(_RUN.search(text) or _DIGITS.search(text))


def romanise(text: str) -> str:
    """The text with every Devanagari word, digit and full stop in Roman letters; the rest is left as it is."""
    text = unicodedata.normalize("NFC", text).translate(_PUNCTUATION)
    text = _DIGITS.sub(lambda match: str(unicodedata.digit(match[0])), text)
    return _RUN.sub(lambda match: _word(match[0]), text)


def _word(written: str) -> str:
    letters = _letters(written)
    _drop_vowels(letters)
    if len(letters) > 1 and letters[-1].vowel == "aa":
        letters[-1].vowel = "a"
    return "".join(letter.consonant + letter.vowel + letter.nasal for letter in letters)


def _letters(written: str) -> list[_Letter]:
    letters: list[_Letter] = []
    for at, sign in enumerate(written):
        if sign in _CONSONANTS:
            joined = bool(letters) and not letters[-1].vowel
            letters.append(_Letter(_CONSONANTS[sign], "a", inherent=True, joined=joined))
        elif sign in _VOWELS:
            letters.append(_Letter("", _VOWELS[sign]))
        elif letters:
            _modify(letters[-1], sign, before=written[at - 1], after=written[at + 1 : at + 2])
    return letters


def _modify(letter: _Letter, sign: str, *, before: str, after: str) -> None:
    if sign == _DOT:
        letter.consonant = _DOTTED.get(before, letter.consonant)
    elif sign == _SILENCER:
        letter.vowel, letter.inherent = "", False
    elif sign in _SIGNS:
        letter.vowel, letter.inherent = _SIGNS[sign], False
    elif sign in _NASALS:
        letter.nasal = "m" if after and after in _LABIALS else "n"
    elif sign == _BREATH:
        letter.nasal = "h"


def _drop_vowels(letters: list[_Letter]) -> None:
    """From the end backwards; the first syllable keeps its vowel."""
    for place in range(len(letters) - 1, 0, -1):
        letter, before = letters[place], letters[place - 1]
        if not letter.inherent or letter.nasal:
            continue
        if place == len(letters) - 1:
            dropped = not (letter.joined and letter.consonant in _UNPRONOUNCEABLE_ENDS)
        else:
            after = letters[place + 1]
            dropped = bool(before.vowel and after.consonant and after.vowel) and not (letter.joined or before.nasal)
        if dropped:
            letter.vowel = ""
