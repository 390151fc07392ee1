"""The words for digits and numbers in English and Hindi, in Roman letters and Devanagari."""

from agent.safety.redaction.tokens import key, keys
from graphs.understanding.english.numbers import NUMERALS as ENGLISH_NUMERALS
from graphs.understanding.hindi.numbers import NUMERALS as HINDI_NUMERALS
from graphs.understanding.hindi.spelling import sound

_ENGLISH_IN_DEVANAGARI = {
    0: "ज़ीरो ज़िरो ओ ओह",
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
    0: "zeero ziro shuny sunn jiro",
    1: "aek ekk aik ikk",
    2: "doo",
    3: "teenn",
    4: "chaar chaara",
    5: "paanch panch paaanch punch",
    6: "chhe chhah cheh chhey chhae chhai",
    7: "saat",
    8: "aath aatth",
    9: "nau nao naw",
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
    tis ek दो एट ऐट एक ओ ओह फॉर oh o punch sunn panch pach nein nil bais
    """
)
"""Words that are also something else: they count only beside other digits."""
HOMOPHONES = {"to": "2", "too": "2", "tu": "2", "for": "4", "fore": "4", "won": "1", "ate": "8", "tree": "3"}
"""Words that a recogniser writes for digits; they count only in the middle of a row of digits that are words."""

_SHORTEST_SOUND = 5


def _sounds() -> dict[str, int]:
    """How the longer Roman words for 11 to 99 sound; what two of them share is no word's."""
    found: dict[str, set[int]] = {}
    for word, value in SINGLES.items():
        if word.isascii() and value > 10 and len(heard := sound(word)) >= _SHORTEST_SOUND:
            found.setdefault(heard, set()).add(value)
    return {heard: values.pop() for heard, values in found.items() if len(values) == 1}


_SOUNDS = _sounds()


def single(word: str) -> int | None:
    """The number below a hundred that one word is, also in a free Roman spelling of Hindi."""
    value = SINGLES.get(word)
    if value is None and len(word) >= _SHORTEST_SOUND and word.isascii():
        return _SOUNDS.get(sound(word))
    return value
