"""The words for digits and numbers in English and Hindi, in Roman letters and Devanagari."""

import re
from functools import lru_cache

from agent.safety.redaction.tokens import key, keys
from graphs.understanding.english.numbers import NUMERALS as ENGLISH_NUMERALS
from graphs.understanding.hindi.numbers import NUMERALS as HINDI_NUMERALS
from graphs.understanding.hindi.spelling import sound

_ENGLISH_IN_DEVANAGARI = {
    0: "ज़ीरो ज़िरो झिरो ओ ओह",
    1: "वन",
    2: "टू",
    3: "थ्री",
    4: "फोर फॉर फौर",
    5: "फाइव फाईव फ़ाइव",
    6: "सिक्स",
    7: "सेवन सेवेन सैवन",
    8: "एट ऐट एइट",
    9: "नाइन नाईन",
    10: "टेन",
    11: "इलेवन इलेवेन",
    12: "ट्वेल्व ट्वेल्ब",
    13: "थर्टीन",
    14: "फोर्टीन फॉर्टीन",
    15: "फिफ्टीन",
    16: "सिक्सटीन सिक्स्टीन",
    17: "सेवनटीन सेवेंटीन",
    18: "एटीन एट्टीन",
    19: "नाइनटीन नाइंटीन",
    20: "ट्वेंटी ट्वेन्टी",
    30: "थर्टी",
    40: "फोर्टी फॉर्टी",
    50: "फिफ्टी",
    60: "सिक्सटी सिक्स्टी",
    70: "सेवनटी सेवेंटी",
    80: "एटी एट्टी",
    90: "नाइनटी नाइंटी",
}
_MORE_ENGLISH = {
    0: "oh o zeero ziro nil naught aught nought",
    4: "foure",
    5: "fife",
    9: "niner nein",
}
_MORE_HINDI = {
    0: "zeero ziro shuny shunye sunn jiro सुन्य",
    1: "aek ekk aik ikk इक",
    2: "doo doh dho don दोन",
    3: "teenn",
    4: "chaar chaara caar",
    5: "paanch panch paaanch punch",
    6: "chhe chhah cheh chhey chhae chhai chha chey saha सहा",
    7: "saat",
    8: "aath aatth aanth",
    9: "nau nao naw nou nav नऊ",
    10: "दहा",
    11: "egyarah egyara",
    15: "panrah panra",
    19: "unis",
    21: "ikkis ikis ikees ikkish ekkis ekkees",
    23: "teyis teyees",
    27: "sattaayis sattayis",
    28: "athayis atthayis",
    41: "ektalis",
    42: "byalis biyalis",
    46: "chhayalis chialis chhialis",
    51: "ikavan ikkavan ikawan ikkawan",
    53: "tarepan",
    54: "chavvan",
    55: "pachapan",
    61: "eksath iksat",
    62: "basat",
    63: "tirasath",
    67: "satsath",
    69: "unahattar",
    71: "ikahattar ikhatar",
    75: "pachahattar",
    76: "chhiyattar chiyattar chhehattar",
    78: "athahattar athahatar athatar",
    81: "ikasi",
    82: "byasi biyasi",
    86: "chhiasi chiasi",
    91: "ikanve ikyanbe",
    92: "bayanve",
    95: "pichanve pichanave",
    96: "chhianve chianve",
}

SINGLES: dict[str, int] = {}
"""Words for 0 to 99 that stand alone."""
TENS: dict[str, int] = {}
"""English words for 20, 30 … 90, with which a unit adds up."""
UNITS_OF_ENGLISH: dict[str, int] = {}
"""English words for 1 to 9, which add up with tens."""


def _fill() -> None:
    tables = [
        *({word: value} for word, value in HINDI_NUMERALS.items() if value < 100),
        *(dict.fromkeys(listed.split(), value) for value, listed in _MORE_HINDI.items()),
        *(dict.fromkeys(listed.split(), value) for value, listed in _ENGLISH_IN_DEVANAGARI.items()),
        *({word: value} for word, value in ENGLISH_NUMERALS.items() if not word.endswith("ish")),
        *(dict.fromkeys(listed.split(), value) for value, listed in _MORE_ENGLISH.items()),
    ]
    for table in tables:
        for word, value in table.items():
            SINGLES[key(word)] = value
    english = {key(word): value for word, value in ENGLISH_NUMERALS.items() if not word.endswith("ish")}
    english |= {key(w): value for value, listed in _ENGLISH_IN_DEVANAGARI.items() for w in listed.split()}
    TENS.update({word: value for word, value in english.items() if value >= 20 and value % 10 == 0})
    UNITS_OF_ENGLISH.update({word: value for word, value in english.items() if 1 <= value <= 9})


_fill()

OTHERWISE = {key("saath"): "7", key("sath"): "7", key("bara"): "12", key("chauda"): "14"}
"""Words that are written alike: what else they can be."""
SINGLES.update({"sath": 60, "bara": 12})

HINDI_WORDS = frozenset(SINGLES) - keys(" ".join(ENGLISH_NUMERALS))
"""Words for digits that are not English."""
HUNDREDS = keys("hundred hundreds sau सौ हंड्रेड हण्ड्रेड")
THOUSANDS = keys("thousand thousands grand hazaar hazar hajar hajaar हज़ार थाउजेंड थाउज़ेंड")
LARGE = keys("""
    lakh lakhs lac lacs laakh lakhon crore crores karod karor million millions billion लाख करोड़ मिलियन
    """)

REPEATS = {
    **dict.fromkeys(keys("double doubled dabal dubble dubal डबल"), 2),
    **dict.fromkeys(keys("triple treble tripple tripal ट्रिपल तिगुना"), 3),
    **dict.fromkeys(keys("quadruple quad क्वाड्रपल"), 4),
}
TIMES = keys("times baar bar बार टाइम्स")
PLURALS = {
    "zeros": 0, "zeroes": 0, "ones": 1, "twos": 2, "threes": 3, "fours": 4, "fives": 5, "sixes": 6, "sevens": 7,
    "eights": 8, "nines": 9, "oh's": 0,
}  # fmt: skip

WEAK = keys(
    """
    do das dus sat tin char che teen bara saath sath tees bees sola ath ik asi nave nao naw cha chah ded bis
    tis ek दो एट ऐट एक ओ ओह फॉर oh o punch sunn panch pach nein nil bais don saha caar nou nav doh dho इक दोन सहा दहा
    """
)
"""Words that are also something else: they count only beside other digits."""
HOMOPHONES = {
    "to": "2",
    "too": "2",
    "tu": "2",
    "for": "4",
    "fore": "4",
    "won": "1",
    "ate": "8",
    "tree": "3",
    "now": "9",
}
"""Words that a recogniser writes for digits; they count only in the middle of a row of digits that are words."""

_SHORTEST_SOUND = 5
_SHORTEST_BLURRED = 4
"""Letters of a Roman word; the shorter ones are listed."""
_BLURS = (
    (re.compile(r"ee+"), "i"),
    (re.compile(r"([a-z])\1+"), r"\1"),
    (re.compile(r"(?<=[cst])h+"), ""),
    (re.compile(r"y?h$"), ""),
)
"""What recognisers write double or leave out: "saatt", "paanchh", "theen"."""
_NATIVE_BLURS = str.maketrans({"ि": "ी", "ु": "ू", "ॉ": "ो", "ॅ": "े", "ं": None, "ः": None, "\u200d": None})
"""Short for long, and signs that are left out: "शुन्य", "पाच", "थ्रि"."""
_BLURRED_DIGITS = "shunya teen chaar paanch chhe saat aath"
_HALANT_END = re.compile("\u094d$")
_MOST_BLURRED = 9
_OTHER_WORDS = frozenset({"thin"})


def _blurred(word: str) -> str:
    """What is left of a word when it is written carelessly."""
    if not word.isascii():
        return _HALANT_END.sub("", word.translate(_NATIVE_BLURS))
    for pattern, replacement in _BLURS:
        word = pattern.sub(replacement, word)
    return word


def _sounds() -> dict[str, int]:
    """How the longer Roman words for 11 to 99 sound; what two of them share is no word's."""
    found: dict[str, set[int]] = {}
    for word, value in SINGLES.items():
        if word.isascii() and value > 10 and len(heard := sound(word)) >= _SHORTEST_SOUND:
            found.setdefault(heard, set()).add(value)
    return {heard: values.pop() for heard, values in found.items() if len(values) == 1}


def _blurs() -> dict[str, int]:
    """Of the digits, and of all number words in Devanagari, what is left when they are written carelessly."""
    found: dict[str, set[int]] = {}
    for word, value in SINGLES.items():
        if not word.isascii() or word in _BLURRED_DIGITS.split():
            found.setdefault(_blurred(word), set()).add(value)
    return {left: values.pop() for left, values in found.items() if len(values) == 1}


_SOUNDS = _sounds()
_BLURRED = _blurs()


@lru_cache(maxsize=8192)
def single(word: str) -> int | None:
    """The number below a hundred that one word is, also in a free spelling of Hindi."""
    value = SINGLES.get(word)
    if value is not None:
        return value
    if not word.isascii():
        return _BLURRED.get(_blurred(word)) if word[:1].isalpha() else None
    if len(word) >= _SHORTEST_SOUND and (value := _SOUNDS.get(sound(word))) is not None:
        return value
    if not _SHORTEST_BLURRED <= len(word) <= _MOST_BLURRED or word in _OTHER_WORDS:
        return None
    return _BLURRED.get(_blurred(word))


def doubtful(word: str) -> bool:
    """Whether a word that is a number may as well be another one."""
    return word in WEAK or word not in SINGLES
