"""Which number, or how much money, a caller means."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from graphs.understanding.calendar import ANY_DAY, mentions
from graphs.understanding.clock import moments
from graphs.understanding.reading import Asking, Reading
from graphs.understanding.words import normalise
from graphs.understanding.written import Written, written

_FIGURE = re.compile(
    r"(?<!\S)(?:(?P<hundreds>[1-9]\d?) (?P<rest>[1-9]\d)"
    r"|(?P<whole>\d+(?:\.\d+)?)(?: point (?P<decimals>(?:\d(?: |$))*\d?))?(?P<half> and a (?:half|quarter))?"
    r"|(?P<quarter>saadhe|sava|paune) (?P<of>[1-9]\d*)|(?P<word>dedh|dhai))(?!\S)"
)
_WORDED = re.compile(
    r"(?<!\S)(?:(?P<dozens>half a dozen|a dozen|\d+ dozen|a couple(?: of)?|a pair(?: of)?|a few)"
    r"|(?P<one>(?:only|just) (?:me|myself)|by myself|alone|solo|a single|an? (?P<thing>ticket|room|seat"
    r"|person|table|day|night|adult))"
    r"|(?P<two>(?:the )?(?:both|two) of us|my (?:wife|husband|partner|girlfriend|boyfriend|friend|mother|mom"
    r"|mum|father|dad|son"
    r"|daughter|brother|sister|colleague) and (?:i|me|myself)|me and my (?:wife|husband|partner|girlfriend"
    r"|boyfriend|friend|mother"
    r"|mom|mum|father|dad|son|daughter|brother|sister)))(?!\S)"
)

_A_HALF = re.compile(r"(?<!\S)half(?: an?)?(?!\S)")

# What can be counted in an ordinary call. A number beside one of these is a count of it.
_COUNTED = (
    r"(?:people|persons?|tickets?|seats?|rooms?|adults?|children|kids|guests?|passengers?|travell?ers?"
    r"|nights?|days?|weeks?|months?"
    r"|years?|pax|members?|friends|riders?|of (?:us|them)|log|logon|sadasya)"
)
_UNIT_AFTER = re.compile(
    rf" (?:more |other |hotel |economy |premium |business |round trip |one way )*(?P<unit>{_COUNTED})(?!\S)"
)
_GROUP = re.compile(
    r"(?<!\S)(?:(?:group|party|family|table|total) of|there(?:'s| are| is)|we are|we're"
    r"|number of \w+ is)(?: just| only| about)* $"
)
_FOR = re.compile(r"(?<!\S)(?:for|of|with|make (?:it|that)|need|want|get|buy|book|like|just|only|about|around|be) $")
_PRONOUN_BEFORE = re.compile(
    r"(?<!\S)(?:that|this|the|another|other|which|any|no|every|some|each|good|next|last|first|different"
    r"|better|cheaper|nice) $"
)
_PRONOUN_AFTER = re.compile(
    r" (?:way|ways|that|which|i|more time|moment|second|thing|day|of (?:the|these|those|my|your)|sounds)(?!\S)"
)
_NOT_AMOUNT_AFTER = re.compile(
    r" (?:percent|%|star|stars|street|st|avenue|ave|road|rd|drive|lane|blvd|boulevard|o'clock|am|pm|th|mph"
    r"|degrees|bedroom|bed|bath)(?!\S)"
)
_CURRENCY = r"(?:dollars?|bucks?|usd|rupees?|rs|inr|euros?|eur|pounds?|quid|gbp|cents?|paise)"
_CURRENCY_AFTER = re.compile(rf" {_CURRENCY}(?!\S)")
_CURRENCY_BEFORE = re.compile(r"(?<!\S)(?:[$₹€£]|rs|rupees|inr|usd) ?\.? ?$")
_CENTS = re.compile(
    r" (?:dollars?|bucks?|rupees?|euros?|pounds?)(?: and)? (?P<cents>\d{1,2})(?: (?:cents?|paise|pence|p))?(?!\S)"
)
_TAKEN_BACK = re.compile(r"\b(?:actually|instead|i meant?|make (?:it|that)|sorry|no|wait|rather|correction|change)\b")
_DROPPED = re.compile(r"\b(?:not(?: for)?|instead of|rather than)(?: the)? ?$")
_NEAR = 60
"""How many characters after a number can say what it counts."""
_QUESTION_UNITS = re.compile(_COUNTED.replace("of (?:us|them)|", ""))


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
    return _reading(text, said, found, asking)


def read_money(text: str, asking: Asking) -> Reading | None:
    """An amount of money. Not asked for, a currency must stand beside it."""
    said = written(text, asking.language)
    found: list[_Amount] = []
    for amount in _amounts(said):
        cents = _CENTS.match(said.text, amount.end)
        after = cents or _CURRENCY_AFTER.match(said.text, amount.end)
        before = _CURRENCY_BEFORE.search(said.before(amount.start))
        value = amount.value + (int(cents["cents"]) / 100 if cents else 0)
        end = after.end() if after else amount.end
        start = amount.start - len(before.group()) if before else amount.start
        if (after or before or asking.primary) and not any(start < other.end for other in found):
            found.append(_Amount(value, start, end, 2 if after or before else 1))
    return _reading(text, said, found, asking)


def _reading(text: str, said: Written, found: list[_Amount], asking: Asking) -> Reading | None:
    fitting = [amount for amount in found if _allowed(amount.value, asking)]
    kept = [amount for amount in fitting if not _DROPPED.search(said.before(amount.start))]
    if not kept:
        return None
    best = max(amount.weight for amount in kept)
    if best < 0:
        return None
    likely = [amount for amount in kept if amount.weight == best]
    back = _TAKEN_BACK.search(said.text, likely[0].end, likely[-1].start)
    chosen = likely[-1] if back else likely[0]
    others = tuple(dict.fromkeys(plain(each.value) for each in likely if each.value != chosen.value and not back))
    start, end = said.span(chosen.start, chosen.end)
    return Reading(plain(chosen.value), text[start:end], start, end, sure=not others, alternatives=others)


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
        return int(match["hundreds"]) * 100 + int(match["rest"])
    value = float(match["whole"][:15])
    if match["decimals"]:
        value = float(f"{int(value)}.{match['decimals'].replace(' ', '')}")
    if match["half"] is not None:
        value += 0.25 if "quarter" in match["half"] else 0.5
    return value


def _quarters(word: str, of: int) -> float:
    """Hindi's quarters count in the scale of their number: saadhe teen is 3.5, saadhe teen sau (300) is 350."""
    scale = 1
    while of >= scale * 100 and of % (scale * 100) == 0:
        scale *= 100
    if of % 1000 == 0 and of and scale < 1000 and of // 1000 < 100:
        scale = 1000
    return of + {"saadhe": 0.5, "sava": 0.25, "paune": -0.25}[word] * scale


def _worded(match: re.Match[str]) -> float:
    if match["one"] is not None:
        return 1
    if match["two"] is not None or re.match(r"a (?:couple|pair)", match["dozens"]):
        return 2
    words = match["dozens"]
    if "dozen" in words:
        return 6 if words.startswith("half") else 12 * int(words.split()[0] if words[0].isdigit() else 1)
    return 3


def _a_half(_: re.Match[str]) -> float:
    return 0.5


def _weighed(said: Written, amount: _Amount, asking: Asking, text: str) -> _Amount:
    """How much a number looks like the one that was asked for."""
    unit = _UNIT_AFTER.match(said.text, amount.end)
    start, end = said.span(amount.start, amount.end)
    before, after = said.before(amount.start), said.text[amount.end : amount.end + _NEAR]
    weight = 1
    if (
        (
            text[start:end].lower() == "one"
            and not unit
            and (_PRONOUN_BEFORE.search(before) or _PRONOUN_AFTER.match(after))
        )
        or _NOT_AMOUNT_AFTER.match(after)
        or _CURRENCY_BEFORE.search(before)
    ):
        weight = -1
    elif unit is not None:
        asked = {found.rstrip("s") for found in _QUESTION_UNITS.findall(asking.asked.lower())}
        weight = 5 if unit["unit"].rstrip("s") in asked else 4
    elif _GROUP.search(before) or amount.value % 1:
        weight = 3
    elif _FOR.search(before):
        weight = 2
    return replace(amount, weight=weight)
