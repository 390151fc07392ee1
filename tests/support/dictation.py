"""Numbers as callers dictate them: figures, groups, words of two languages, with hesitations, over several turns.

Independent of what reads them: the words are written out here once more.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from random import Random

from stdnum import luhn, verhoeff

ENGLISH = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
HINDI = ["zero", "ek", "do", "teen", "chaar", "paanch", "chhe", "saat", "aath", "nau"]
HINDI_OTHER = ["shunya", "ek", "do", "tin", "char", "panch", "chhah", "saat", "aath", "nau"]
NATIVE = ["शून्य", "एक", "दो", "तीन", "चार", "पाँच", "छह", "सात", "आठ", "नौ"]
NATIVE_OTHER = ["ज़ीरो", "एक", "दो", "तीन", "चार", "पांच", "छः", "सात", "आठ", "नौ"]
ENGLISH_IN_NATIVE = ["ज़ीरो", "वन", "टू", "थ्री", "फोर", "फाइव", "सिक्स", "सेवन", "एट", "नाइन"]
HINDI_TWENTIES = [
    "bees",
    "ikkees",
    "baais",
    "teis",
    "chaubees",
    "pachchees",
    "chhabbees",
    "sattaais",
    "atthaais",
    "untees",
]
NATIVE_TEENS = ["दस", "ग्यारह", "बारह", "तेरह", "चौदह", "पंद्रह", "सोलह", "सत्रह", "अठारह", "उन्नीस"]
NATIVE_FIGURES = "०१२३४५६७८९"
MULTIPLES = {2: "double", 3: "triple"}
NATIVE_MULTIPLES = {2: "डबल", 3: "ट्रिपल"}

FORMS = (
    "solid", "fours", "dashes", "threes", "loose", "words", "commas", "oh", "repeats", "pairs", "hindi", "hindi_other",
    "hindi_repeats", "native", "native_other", "native_repeats", "native_figures", "native_fours", "native_pairs",
    "english_in_native", "mixed",
)  # fmt: skip
"""How a number can be said."""

HESITATIONS = [
    "uh",
    "um",
    "hmm",
    "matlab",
    "haan",
    "er",
    "like",
    "so",
    "okay",
    "और",
    "मतलब",
    "हाँ",
    "and",
    "then",
    "aur",
]
ASIDES = [
    "hold on",
    "one second please",
    "wait let me see",
    "ek minute",
    "एक मिनट रुकिए",
    "just a moment",
    "okay",
    "haan ji",
]
LEADS = [
    "",
    "",
    "and then ",
    "next is ",
    "uh ",
    "then ",
    "the next four are ",
    "aur phir ",
    "फिर ",
    "okay so ",
    "and the rest is ",
]


def spoken(digits: str, form: str, random: Random) -> str:
    """The digits in a form: one of FORMS."""
    if form == "mixed":
        return " ".join(spoken(group, random.choice(_MIXABLE), random) for group in _groups(digits, 4))
    if form == "loose":
        return ", ".join(_groups_of(digits, (2, 3, 4), random))
    return _SPELLERS[form](digits)


_MIXABLE = ("solid", "words", "repeats", "pairs", "hindi", "native", "native_figures", "english_in_native")


def hesitant(text: str, random: Random, share: float = 0.2) -> str:
    """The same with sounds of thinking between some of its words."""
    words = text.split(" ")
    said = [words[0]]
    for before, word in pairwise(words):
        if random.random() < share and before not in ("double", "triple", "डबल", "ट्रिपल") and before not in TENS:
            said += [f"{random.choice(HESITATIONS)}{random.choice(['', ','])}"]
        said.append(word)
    return " ".join(said)


@dataclass(frozen=True)
class Dictated:
    """A number over some turns: what stands before it, the number, what stands after it, in each."""

    turns: tuple[tuple[str, str, str], ...]

    def said(self) -> list[str]:
        """The turns as they were said."""
        return ["".join(turn) for turn in self.turns]

    def redacted(self, placeholder: str) -> list[str]:
        """The turns as they must be written."""
        return [f"{before}{placeholder if number else ''}{after}" for before, number, after in self.turns]


def spread(digits: str, form: str, random: Random, *, turns: int, lead: str = "", hesitation: float = 0.0) -> Dictated:
    """The digits over so many turns; now and then the caller looks for the rest in between."""
    parts = _cut(digits, turns, random)
    found: list[tuple[str, str, str]] = []
    for place, part in enumerate(parts):
        said = spoken(part, form, random)
        if hesitation:
            said = hesitant(said, random, hesitation)
        if place and random.random() < 0.25:
            found.append((random.choice(ASIDES), "", ""))
        before = lead if place == 0 else random.choice(LEADS)
        found.append((before, said, random.choice(["", "", " okay", "."]) if place == len(parts) - 1 else ""))
    return Dictated(tuple(found))


def _cut(digits: str, turns: int, random: Random) -> list[str]:
    """Parts that end where groups of four do, when there are enough of them."""
    if turns == 1:
        return [digits]
    fours = list(range(4, len(digits), 4))
    cuts = sorted(
        random.sample(fours, turns - 1)
        if len(fours) >= turns - 1
        else random.sample(range(2, len(digits) - 1), turns - 1)
    )
    return [digits[first:after] for first, after in zip([0, *cuts], [*cuts, len(digits)], strict=True)]


def _groups(digits: str, size: int) -> list[str]:
    return [digits[at : at + size] for at in range(0, len(digits), size)]


def _groups_of(digits: str, sizes: tuple[int, ...], random: Random) -> list[str]:
    groups, at = [], 0
    while at < len(digits):
        size = random.choice(sizes)
        groups.append(digits[at : at + size])
        at += size
    return groups


def _words(digits: str, names: list[str]) -> str:
    return " ".join(names[int(digit)] for digit in digits)


def _repeats(digits: str, names: list[str], multiples: dict[int, str]) -> str:
    said, at = [], 0
    while at < len(digits):
        count = next((size for size in (3, 2) if digits[at : at + size] == digits[at] * size), 1)
        said.append(f"{multiples[count]} {names[int(digits[at])]}" if count > 1 else names[int(digits[at])])
        at += count
    return " ".join(said)


def _pairs(digits: str) -> str:
    """ "forty five sixty seven"; a last digit stands apart, because "forty five" is one number."""
    even, odd = (digits, "") if len(digits) % 2 == 0 else (digits[:-1], digits[-1])
    said = " ".join(map(_pair, _groups(even, 2)))
    return f"{said}, {_pair(odd)}" if said and odd else said or _pair(odd)


def _pair(pair: str) -> str:
    """ "forty five"; "oh five", because "five" alone would lose its zero."""
    if len(pair) == 1 or pair[0] == "0":
        return _words(pair, ["oh", *ENGLISH[1:]])
    value = int(pair)
    if value < 20:
        return TEENS[value - 10]
    return TENS[value // 10 - 2] + (f" {ENGLISH[value % 10]}" if value % 10 else "")


def _native_pair(pair: str) -> str:
    if len(pair) == 2 and pair[0] == "1":
        return NATIVE_TEENS[int(pair[1])]
    if len(pair) == 2 and pair[0] == "2":
        return HINDI_TWENTIES[int(pair[1])]
    return _words(pair, NATIVE)


def _native(digits: str) -> str:
    return "".join(NATIVE_FIGURES[int(digit)] for digit in digits)


_SPELLERS: dict[str, Callable[[str], str]] = {
    "solid": str,
    "fours": lambda digits: " ".join(_groups(digits, 4)),
    "dashes": lambda digits: "-".join(_groups(digits, 4)),
    "threes": lambda digits: " ".join(_groups(digits, 3)),
    "words": lambda digits: _words(digits, ENGLISH),
    "commas": lambda digits: ", ".join(_words(group, ENGLISH) for group in _groups(digits, 4)),
    "oh": lambda digits: _words(digits, ["oh", *ENGLISH[1:]]),
    "repeats": lambda digits: _repeats(digits, ENGLISH, MULTIPLES),
    "pairs": _pairs,
    "hindi": lambda digits: _words(digits, HINDI),
    "hindi_other": lambda digits: _words(digits, HINDI_OTHER),
    "hindi_repeats": lambda digits: _repeats(digits, HINDI, MULTIPLES),
    "native": lambda digits: _words(digits, NATIVE),
    "native_other": lambda digits: _words(digits, NATIVE_OTHER),
    "native_repeats": lambda digits: _repeats(digits, NATIVE, NATIVE_MULTIPLES),
    "native_figures": _native,
    "native_fours": lambda digits: " ".join(map(_native, _groups(digits, 4))),
    "native_pairs": lambda digits: " ".join(map(_native_pair, _groups(digits, 2))),
    "english_in_native": lambda digits: _words(digits, ENGLISH_IN_NATIVE),
}


def card(random: Random, start: str | None = None) -> str:
    """A card number with its check digit."""
    start = start or random.choice(["4", "51", "54", "2231", "6521", "6011", "5085", "37", "34", "3566", "81"])
    length = 15 if start in ("37", "34") else 16
    body = start + "".join(random.choice("0123456789") for _ in range(length - 1 - len(start)))
    return f"{body}{luhn.calc_check_digit(body)}"


def aadhaar(random: Random) -> str:
    """Twelve digits with a check digit, beginning with 2 to 9."""
    body = random.choice("2345678") + "".join(random.choice("0123456789") for _ in range(10))
    return f"{body}{verhoeff.calc_check_digit(body)}"


def virtual_id(random: Random) -> str:
    """Sixteen digits with a check digit; none that are a card's as well."""
    while True:
        body = random.choice("23456789") + "".join(random.choice("0123456789") for _ in range(14))
        if not luhn.is_valid(whole := f"{body}{verhoeff.calc_check_digit(body)}"):
            return whole


def figures(random: Random, length: int) -> str:
    """Any digits."""
    return random.choice("123456789") + "".join(random.choice("0123456789") for _ in range(length - 1))


def social(random: Random) -> str:
    """A social security number that can have been issued."""
    return f"{random.randint(1, 665):03}{random.randint(1, 99):02}{random.randint(1, 9999):04}"
