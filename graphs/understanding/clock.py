"""Clock times as people name them, found in the written form of an utterance.

A time is first read off the dial as it was said, and then given the half of the day that "pm", "in the evening" or
"subah" say. What no word settles stays open: both halves are kept.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from graphs.understanding.written import Written

NOON = 12 * 60
DAY = 24 * 60
OPENING = 7 * 60
"""Before this hour nobody arranges to meet, unless they say so."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Where a time of day is named, in the written form, and what it could be."""

    start: int
    end: int
    minutes: tuple[int, ...]
    """Minutes since midnight, every one that the words allow."""
    plain: bool
    """True when the words can hardly mean anything but a time."""
    rank: int
    """How much the words look like a time: lower is more."""
    vague: bool = False
    """True when the same words could as well be two times: "five to six"."""


@dataclass(frozen=True, slots=True)
class _Dial:
    """A time as it was said: minutes from midnight, and whether the dial had twenty-four hours."""

    minutes: int
    whole_day: bool = False
    vague: bool = False


_HOUR = r"(?P<hour>2[0-4]|1\d|0?\d)"
_MINUTE = r"(?P<minute>[0-5]\d)"
_OCLOCK = r"o'clock"

_COUNTED = (
    r"people|persons?|tickets?|seats?|rooms?|adults?|children|kids|guests?|passengers?|nights?|days?|weeks?|months?"
    r"|years?|hours?|minutes?|mins?|percent|dollars?|bucks?|rupees|pounds?|euros?|of (?:us|them|those|these|the)"
    r"|stars?|bedrooms?|beds?|baths?|bathrooms?|stops?|bags?|items?|things?|times|friends|others|tables?|log|logon"
)
# After a bare number these make it a count of things, a price or a part of an address, never an hour.
_NOT_COUNT = (
    rf"(?! (?:{_COUNTED}|2th(?: \.|$)|seconds?|secs?|sec|min|moments?|(?:or|to) \d+ (?:{_COUNTED})|more"
    rf"|and a half|point"
    r"|street|avenue|ave|st|road|rd|drive|lane|blvd|boulevard|way|court|place|one|ones|dayth|\d"
    r"|january|february|march|april|may|june|july|august|september|october|november|december)(?: |$)"
    r"| (?:to|past|till|til)(?: \.|$)"
    r"| (?:\S+ ){1,2}(?:street|avenue|road|drive|lane|boulevard|court)(?: |$))"
)


def _dial(hour: int, minutes: int) -> _Dial | None:
    """So many minutes after an hour, or before it when they are negative."""
    if hour > 24 or abs(minutes) > 59:
        return None
    return _Dial((hour * 60 + minutes) % DAY, whole_day=hour > 12 + (minutes < 0) or hour == 0)


def _digital(match: re.Match[str]) -> _Dial | None:
    hour, minute = re.split("[:.]", match["clock"])
    dial = _dial(int(hour), int(minute)) if int(minute) < 60 else None
    return dial and _Dial(dial.minutes, whole_day=dial.whole_day or hour.startswith("0"))


def _hour_minute(match: re.Match[str]) -> _Dial | None:
    dial = _dial(int(match["hour"]), int(match.groupdict().get("minute") or 0))
    return dial and _Dial(dial.minutes, whole_day=dial.whole_day or match["hour"].startswith("0"))


_LATE_FROM = {"am": NOON, "morning": NOON, "pm": 0, "afternoon": 0, "evening": 60, "night": 5 * 60, "tonight": 5 * 60}
"""From which time on the dial, in minutes, a part of the day means the second half: "two at night" is not."""

_PARTS_OF_HOUR = {"half": 30, "quarter": 15}


def _past(match: re.Match[str]) -> _Dial | None:
    return _beside(match, 1)


def _to(match: re.Match[str]) -> _Dial | None:
    return _beside(match, -1)


def _beside(match: re.Match[str], sign: int) -> _Dial | None:
    """So many minutes before or after an hour, noon or midnight."""
    amount = match["amount"]
    minutes = sign * (_PARTS_OF_HOUR.get(amount) or int(re.sub(r"\D", "", amount)))
    if (fixed := match.groupdict().get("fixed")) is not None:
        return _Dial(((NOON if fixed == "noon" else 0) + minutes) % DAY, whole_day=True)
    dial = _dial(int(match["hour"]), minutes)
    # "Five to six" may be a stretch of an hour; "twenty to six" is not.
    vague = sign < 0 and amount in ("5", "10") and 0 < int(match["hour"]) - int(amount) <= 1
    return dial and _Dial(dial.minutes, whole_day=dial.whole_day, vague=vague)


_QUARTERS = {"saadhe": 30, "sava": 15, "paune": -15}


def _quarters(match: re.Match[str]) -> _Dial | None:
    """Hindi's half and quarter hours: saadhe adds a half, sava a quarter, paune takes a quarter away."""
    return _dial(int(match["hour"]), _QUARTERS[match["quarter"]])


def _half_hours(match: re.Match[str]) -> _Dial | None:
    return _dial({"dedh": 1, "dhai": 2}[match["word"]], 30)


def _fixed(match: re.Match[str]) -> _Dial | None:
    return _Dial(NOON if match["fixed"] == "noon" else 0, whole_day=True)


_Make = Callable[[re.Match[str]], _Dial | None]

_STRONG, _LOOSE, _BARE = 0, 2, 3
"""How far a shape needs help from the words around it to be a time: not at all, some, all it can get."""


def _way(pattern: str, make: _Make, strength: int = _STRONG) -> tuple[re.Pattern[str], _Make, int]:
    return re.compile(rf"(?<![^\s]){pattern}(?!\S)"), make, strength


_AMOUNT = r"(?:a )?(?P<amount>half|quarter|[1-5]?\d(?: minutes?)?)"
_SHORT = r"(?:a )?(?<!from )(?<!between )(?P<amount>quarter|[1-5]?\d minutes?|5|10|20|25)"
_BEFORE_HOUR = r"(?:to|till|before|of|til)"
_WAYS = (
    _way(rf"{_AMOUNT} (?:past|after) (?P<fixed>noon|midnight)", _past),
    _way(rf"{_SHORT} {_BEFORE_HOUR} (?P<fixed>noon|midnight)", _to),
    _way(rf"{_AMOUNT} (?:past|after) {_HOUR}", _past),
    _way(rf"{_SHORT} {_BEFORE_HOUR} {_HOUR}(?! [0-5]\d(?: |$)){_NOT_COUNT}", _to),
    _way(rf"{_HOUR} bajne (?P<amount>[1-5]?\d)(?: minutes?)?", _to),
    _way(rf"(?P<quarter>saadhe|sava|paune) {_HOUR} {_OCLOCK}", _quarters),
    _way(rf"(?P<word>dedh|dhai) {_OCLOCK}", _half_hours),
    _way(r"(?P<clock>\d{1,2}:\d\d)", _digital),
    _way(rf"{_HOUR} {_OCLOCK} {_MINUTE}(?: minutes?)?", _hour_minute),
    _way(rf"{_HOUR} {_OCLOCK} (?P<minute>\d) minutes?", _hour_minute),
    _way(rf"(?P<hour>[01]\d|2[0-4]){_MINUTE} (?:hours|hrs)", _hour_minute),
    _way(rf"{_HOUR} (?:{_OCLOCK}|sharp)", _hour_minute),
    _way(r"(?:(?<=at )|(?<=by ))(?P<hour>1[3-9]|2[0-3]) (?:hours|hrs)", _hour_minute),
    _way(r"(?:12 )?(?P<fixed>noon|midnight)", _fixed),
    _way(rf"(?P<quarter>saadhe|sava|paune) {_HOUR}", _quarters, _LOOSE),
    _way(rf"{_HOUR} (?:oh|o|0) (?P<minute>[1-9])", _hour_minute, _LOOSE),
    _way(rf"{_HOUR} {_MINUTE}{_NOT_COUNT}", _hour_minute, _LOOSE),
    _way(r"(?P<clock>\d{1,2}\.[0-5]\d)", _digital, _LOOSE),
    _way(rf"(?P<hour>0\d){_MINUTE}", _hour_minute, _LOOSE),
    _way(rf"(?:half )(?P<hour>1[0-2]|[1-9]){_NOT_COUNT}", lambda match: _dial(int(match["hour"]), 30), _LOOSE),
    _way(rf"(?P<hour>1\d|2[0-3]|[1-9]){_MINUTE}{_NOT_COUNT}", _hour_minute, _BARE),
    _way(rf"(?P<hour>1\d|2[0-3]|[1-9]){_NOT_COUNT}", _hour_minute, _BARE),
)

_PART = r"(?:morning|afternoon|evening|night|tonight)"
_AFTER = re.compile(
    rf"(?: ish)? (?:(?P<half>am|pm)(?!\S)|(?:{_OCLOCK} )?(?:in |at |on )?(?:the |this |that |early |late |tomorrow "
    rf"|today )*(?P<part>{_PART})(?!\S)(?! (?:at |around |about |by )*(?:\d{{1,2}}:\d\d|(?<!at )\d{{1,2}} (?:\."
    rf"|or so)|(?<!at )\d{{1,2}}$)))"
)
_BEFORE = re.compile(
    rf"(?<!\S)(?P<part>{_PART}|am|pm)(?: (?:at|around|about|by|after|before|between|from|near|say"
    rf"|approximately|time))* $"
)
_CUE = re.compile(
    r"(?<!\S)(?:at|around|about|by|before|after|from|till|until|to|approximately|roughly|near|say|exactly|between"
    r"|@)"
    r"(?: (?:about|around|exactly|like|say))* $"
)
_AT = re.compile(r"(?<!\S)at $")
"""Right before two numbers it makes them an hour and minutes: "tomorrow at ten thirty"."""
_PRONOUN = re.compile(
    r"(?<!\S)(?:the|that|this|which|any|another|next|last|other|same|good|only"
    r"|(?<!in )the (?:morning|afternoon|evening)|\w+er|\w+est"
    r"|\w+day|\d+th) $"
)
"""Before "one" these make it stand for a thing, not for an hour."""
_ANYWHERE = re.compile(rf"(?<!\S){_PART}(?!\S)")
_GREETING = re.compile(rf"(?<!\S)good {_PART}(?!\S)")
_COULD = re.compile(r"\d|noon|midnight|dedh|dhai")


def moments(said: Written, *, taken: Sequence[tuple[int, int]] = ()) -> list[Moment]:
    """Every time of day that an utterance names, in the order in which it names them.

    `taken` are spans of the written form that are something else: days, for one.
    """
    if _COULD.search(said.text) is None:
        return []
    found: list[Moment] = []
    for pattern, make, strength in _WAYS:
        for match in pattern.finditer(said.text):
            start, end = match.span()
            if any(start < other.end and other.start < end for other in found):
                continue
            if any(start < stop and begin < end for begin, stop in taken):
                continue
            if strength == _BARE and match.group() == "1" and _PRONOUN.search(said.before(start)):
                continue
            if (dial := make(match)) is not None:
                found.append(_moment(said, match.span(), dial, strength))
    return sorted(found, key=lambda moment: moment.start)


def _moment(said: Written, span: tuple[int, int], dial: _Dial, strength: int) -> Moment:
    """A time with what the words beside it say about the half of the day."""
    start, end = span
    after, before = _AFTER.match(said.text, end), _BEFORE.search(said.before(start))
    halves = [found for found in (after and (after["half"] or after["part"]), before and before["part"]) if found]
    end = after.end() if after is not None else end
    start -= len(before.group()) if before is not None else 0
    rank = strength if not halves or strength == _STRONG else 1
    if rank == _BARE and _CUE.search(said.before(start)) is None:
        rank += 1
    at = rank == _LOOSE and "." not in said.text[span[0] : end] and _AT.search(said.before(start)) is not None
    lone = halves or [_lone_part(said.text)]
    # Words that disagree with each other leave both halves open; about twelve, "am" and "pm" are often confused.
    lone = lone[::-1] if dial.minutes % NOON < 60 else lone
    minutes = [each for half in lone for each in on_the_clock(dial.minutes, half, whole_day=dial.whole_day)]
    return Moment(start, end, tuple(dict.fromkeys(minutes)), at or rank <= 1, rank, vague=dial.vague)


def _lone_part(text: str) -> str | None:
    """The one part of the day that an utterance speaks of, wherever it stands."""
    parts = set(_ANYWHERE.findall(_GREETING.sub(" ", text)))
    return parts.pop() if len(parts) == 1 else None


def on_the_clock(minutes: int, half: str | None, *, whole_day: bool) -> tuple[int, ...]:
    """What a time on the dial can be, the likelier first: waking and working hours before the others."""
    early, late = minutes % NOON, minutes % NOON + NOON
    if whole_day and (half is None or minutes >= NOON + 60):
        return (minutes,)
    if half is None:
        return (early, late) if early >= OPENING else (late, early)
    if half == "morning" and early < 60:
        return (early, late)
    return (late if early >= _LATE_FROM[half] else early,)
