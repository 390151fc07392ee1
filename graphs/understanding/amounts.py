"""Which number, or how much money, a caller means."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from graphs.understanding.calendar import ANY_DAY, mentions
from graphs.understanding.clock import moments
from graphs.understanding.counting import COUNTED, CURRENCY_BEFORE, KIN, singular, units, weight
from graphs.understanding.reading import Asking, Reading
from graphs.understanding.selection import beside, repaired, standing
from graphs.understanding.words import normalise
from graphs.understanding.written import Written, written

_SCALES = (10_000_000, 100_000, 1_000, 100)
"""What numbers are counted in, the largest first."""
_FIGURE = re.compile(
    r"(?<!\S)(?:(?P<hundreds>[1-9]\d?) (?:(?P<rest>[1-9]\d)|(?:oh|o) (?P<units>[1-9]))"
    r"|(?P<whole>\d+(?:\.\d+)?)(?: point (?P<decimals>(?:\d(?: |$))*\d?)|(?P<half> and a (?:half|quarter))"
    r"|(?P<thousand> k))?"
    r"|(?P<quarter>saadhe|sava|paune) (?P<of>[1-9]\d*)|(?P<word>dedh|dhai))(?!\S)"
)
_WORDED = re.compile(
    r"(?<!\S)(?:(?P<dozens>half (?:a )?dozen|a dozen|\d+ dozen|(?:a )?couple(?: of)?|a pair(?: of)?)"
    r"|(?P<one>(?:only|just)(?: be)? (?:me|myself)|by myself|myself|alone|solo|a single"
    r"|an? (?P<thing>ticket|room|seat|person|table|day|night|adult))"
    rf"|(?P<two>(?:the )?(?:both|two) of us|my (?:{KIN}) and (?:i|me|myself)|(?:me"
    rf"|myself) and my (?:{KIN})))(?!\S)"
)
_A_HALF = re.compile(r"(?<!\S)half(?: an?)?(?!\S)")
_CURRENCY = r"(?:dollars?|bucks?|usd|rupees?|rs|inr|euros?|eur|pounds?|quid|gbp)"
_SMALL = r"(?:cents?|paise|paisa|pence)"
_CURRENCY_AFTER = re.compile(rf" (?:{_CURRENCY}|(?P<small>{_SMALL}))(?!\S)")
_CENTS = re.compile(
    r" (?:dollars?|bucks?|rupees?|euros?|pounds?)(?: and)? (?P<cents>\d{1,2})(?: (?:cents?|paise|pence|p))?(?!\S)"
)
_FAR_APART = 10
"""Callers leave open numbers that are near each other; "for one to 400 High Street" is no range."""
_NEAR = 60
"""How many characters after a number can say what it counts."""
_MISHEARD = re.compile(
    r"(?:(?:just|only|a table|table|tickets|seats) )*(?:for )?(?P<heard>to|too|for|fore|won|ate)"
    rf"(?: (?:{COUNTED}))?(?: please)?(?: \.)?"
)
_MEANT = {"to": 2, "too": 2, "for": 4, "fore": 4, "won": 1, "ate": 8}
"""Words that recognisers write for numbers when the answer is nothing else."""
_NONE = re.compile(rf"(?:(?:no|0|zero)? ?(?:none|nobody|no one)|no (?P<unit>{COUNTED}))(?: please)?(?: \.)?")


@dataclass(frozen=True, slots=True)
class _Amount:
    """A number where it stands in the written form."""

    value: float
    start: int
    end: int
    weight: int
    """How much it looks like the one that is meant: higher is more."""


def read_number(text: str, asking: Asking) -> Reading | None:
    """The number that a caller means. Not asked for, one of the units must stand beside it."""
    said = written(text, asking.language)
    found = [_weighed(said, amount, asking, text) for amount in _amounts(said)]
    if not asking.primary:
        found = [amount for amount in found if _has_unit(said, amount, asking.units)]
    return (_bare(text, said, asking) if asking.primary else None) or _reading(text, said, found, asking)


def read_money(text: str, asking: Asking) -> Reading | None:
    """An amount of money. Not asked for, a currency must stand beside it."""
    said = written(text, asking.language)
    found: list[_Amount] = []
    for amount in _amounts(said):
        cents = _CENTS.match(said.text, amount.end)
        after = cents or _CURRENCY_AFTER.match(said.text, amount.end)
        before = CURRENCY_BEFORE.search(said.before(amount.start))
        small = after is not None and cents is None and after["small"] is not None
        value = amount.value / (100 if small else 1) + (int(cents["cents"]) / 100 if cents else 0)
        end = after.end() if after else amount.end
        start = amount.start - len(before.group()) if before else amount.start
        if (after or before or asking.primary) and not any(start < other.end for other in found):
            found.append(_Amount(value, start, end, 2 if after or before else 1))
    return _reading(text, said, found, asking)


def _reading(text: str, said: Written, found: list[_Amount], asking: Asking) -> Reading | None:
    fitting = [amount for amount in found if amount.weight >= 0 and _allowed(amount.value, asking)]
    kept = standing(said, fitting)
    if not kept:
        return None
    best = max(amount.weight for amount in kept)
    likely = [amount for amount in kept if amount.weight == best]
    joined = [other for amount in likely for other in beside(said, kept, amount) if not _apart(said, amount, other)]
    likely = [amount for amount in kept if amount in likely or amount in joined]
    back = repaired(said, likely)
    chosen = back or likely[0]
    others = tuple(dict.fromkeys(plain(each.value) for each in likely if each.value != chosen.value and not back))
    start, end = said.span(chosen.start, chosen.end)
    undecided = bool(others)
    return Reading(
        plain(chosen.value), text[start:end], start, end, sure=not others, alternatives=others, undecided=undecided
    )


def _apart(said: Written, one: _Amount, other: _Amount) -> bool:
    """Whether "and" or nothing stands between two numbers, which then count different things."""
    early, late = sorted((one, other), key=lambda amount: amount.start)
    if late.value > early.value * _FAR_APART:
        return True
    return re.search(
        r"\b(?:or|to|till|until|through|ya|या"
        r"|se)\b",
        said.text[early.end : late.start],
    ) is None and not (re.search(r"\bbetween $", said.before(early.start)))


def _bare(text: str, said: Written, asking: Asking) -> Reading | None:
    """An answer that a recogniser wrote as another word, or that there are none; neither is sure to be a number."""
    heard = _MISHEARD.fullmatch(said.text)
    none = _NONE.fullmatch(said.text) if not heard else None
    if none and none["unit"] and singular(none["unit"]) not in units(asking.asked):
        return None
    value = _MEANT[heard["heard"]] if heard else 0
    if not (heard or none) or not _allowed(value, asking):
        return None
    start, end = said.span(0, len(said.text))
    return Reading(value, text[start:end], start, end, sure=none is not None)


def plain(value: float) -> int | float:
    """A whole number as an integer."""
    return int(value) if value == int(value) else round(value, 6)


def _allowed(value: float, asking: Asking) -> bool:
    return (asking.minimum is None or value >= asking.minimum) and (asking.maximum is None or value <= asking.maximum)


def _has_unit(said: Written, amount: _Amount, units: Sequence[str]) -> bool:
    """Whether one of the flow's own units stands right after the number, or right before it."""
    beside = f" {normalise(said.text[amount.end : amount.end + _NEAR])} "
    before = f" {normalise(said.before(amount.start))} "
    return any(
        unit and (beside.startswith((f" {unit} ", f" {unit}s ")) or before.endswith(f" {unit} "))
        for unit in map(normalise, units)
    )


def _amounts(said: Written) -> list[_Amount]:
    """Every number of an utterance that is not part of a day or a clock time."""
    days = [(mention.start, mention.end) for mention in mentions(said, ANY_DAY) if mention.plain]
    taken = days + [(moment.start, moment.end) for moment in moments(said, taken=days) if moment.plain]
    found: list[_Amount] = []
    for pattern, value_of in ((_WORDED, _worded), (_FIGURE, _figure), (_A_HALF, _a_half)):
        for match in pattern.finditer(said.text):
            start, end = match.span()
            if any(start < stop and begin < end for begin, stop in taken):
                continue
            if any(start < other.end and other.start < end for other in found):
                continue
            found.append(_Amount(value_of(match), start, end, 0))
    return sorted(found, key=lambda amount: amount.start)


def _figure(match: re.Match[str]) -> float:
    if match["quarter"] is not None:
        return _quarters(match["quarter"], int(match["of"][:15]))
    if match["word"] is not None:
        return {"dedh": 1.5, "dhai": 2.5}[match["word"]]
    if match["hundreds"] is not None:
        return int(match["hundreds"]) * 100 + int(match["rest"] or match["units"])
    value = float(match["whole"][:15])
    if match["decimals"]:
        value = float(f"{int(value)}.{match['decimals'].replace(' ', '')}")
    if match["half"] is not None:
        value += 0.25 if "quarter" in match["half"] else 0.5
    return value * (1000 if match["thousand"] else 1)


_SCALES = (10_000_000, 100_000, 1_000, 100)


def _quarters(word: str, of: int) -> float:
    """Hindi's quarters count in the scale of their number: saadhe teen is 3.5, saadhe teen sau (300) is 350."""
    scale = next((scale for scale in _SCALES if of and of % scale == 0 and of // scale < 100), 1)
    return of + {"saadhe": 0.5, "sava": 0.25, "paune": -0.25}[word] * scale


def _worded(match: re.Match[str]) -> float:
    if match["one"] is not None:
        return 1
    words = match["dozens"]
    if words is None or words.startswith(("a couple", "couple", "a pair")):
        return 2
    return 6 if words.startswith("half") else 12 * int(words.split()[0] if words[0].isdigit() else 1)


def _a_half(_: re.Match[str]) -> float:
    return 0.5


def _weighed(said: Written, amount: _Amount, asking: Asking, text: str) -> _Amount:
    """How much a number looks like the one that was asked for."""
    before, after = said.before(amount.start), said.text[amount.end : amount.end + _NEAR]
    start, end = said.span(amount.start, amount.end)
    words = text[start:end].lower()
    return replace(amount, weight=weight(words, before, after, units(asking.asked)))
