"""Days as people name them, found in the written form of an utterance.

Each way of naming a day is one row of `_WAYS`: a pattern over the grammar's words and a function that makes the day
out of the match and of today. Rows are tried in order and what a row has taken is not read again, so the fuller way
of saying a thing comes first.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from graphs.understanding.reckoning import MONTHS, WEEKDAYS, after_months, dated, in_week, weekday_on, yearless
from graphs.understanding.written import Written


@dataclass(frozen=True, slots=True)
class Day:
    """A day that words name."""

    day: date
    others: tuple[date, ...] = ()
    """Other days that the same words could name."""
    vague: bool = False
    """True when the words name a stretch of days of which this is only one: "the end of the month"."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a day is named, in the written form."""

    start: int
    end: int
    day: Day
    plain: bool
    """True when the words can hardly mean anything but a day."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What a day is reckoned from."""

    today: date
    month_first: bool
    """3/4 is the fourth of March."""


ANY_DAY = Frame(date(2001, 1, 1), month_first=False)
"""For those who only want to know which figures belong to days: any today will do."""


_DAY = r"(?P<day>\d{1,2})(?:th)?"
_ORDINAL = r"(?P<day>\d{1,2})th"
_MONTH = rf"(?P<month>{'|'.join(MONTHS)})"
_WEEKDAY = rf"(?P<weekday>{'|'.join(WEEKDAYS)})"
_YEAR = r"(?: (?:of )?(?P<year>(?:19|20)\d\d|(?:19|20) \d\d)(?! \d))?"
_COUNT = r"(?P<count>\d{1,3}|a|an|couple|a couple|couple of|a couple of)"
_UNIT = r"(?P<unit>days?|weeks?|months?)"
_BY = r"(?P<lead>(?:on|for|until|till|by|from|to|through) )"
"""Words that lead up to a day without being part of it."""

# A bare "the second" is a thing as often as a day: after a low ordinal only words that cannot be the thing may stand.
_AFTER_DAY = (
    r"(?= (?:at|in|for|on|from|to|till|until|with|without|and|or|nor|please|if|by|before|after|around|about|through"
    r"|during|near|via|into|since|because|but|so|then|though|although|unless|while|that|which|when|where|what|who"
    r"|how"
    r"|as|than|not|i|i'\w+|you|he|she|it|we|they|there|here|my|your|his|her|its|our|their|a|an|the|this|any|some"
    r"|all"
    r"|no|is|isn't|are|was|were|be|will|won't|would|should|shall|can|can't|could|may|might|must|has|have|do|does"
    r"|doesn't|works|itself|only|just|too|also|instead|actually|maybe|perhaps|possibly|preferably|probably|again"
    r"|otherwise|anyway|thanks|thank|sorry|yes|okay|ok|morning|afternoon|evening|night|noon|same|using|leaving"
    r"|picking|dropping|checking|staying|let's"
    r"|returning|going|coming|travell?ing|flying|departing|arriving|starting|if|\d+:\d\d|\.)(?:'\w+)?(?: |$)|$)"
)
_NOT_THING = (
    r"(?! (?:street|st|avenue|ave|floor|road|rd|lane|grade|anniversary|birthday|century|time|one|option|of them"
    r"|of those|person|people|flight|bus|block|cross|class|hour|year|place|row|sector|main|phase|of these)\b)"
)


def _month_day(match: re.Match[str], frame: Frame) -> Day | None:
    groups = match.groupdict()
    month, day = MONTHS.index(match["month"]) + 1, int(match["day"])
    if (year := groups.get("year")) is not None:
        found = dated(int(year.replace(" ", "")), month, day)
        return Day(found) if found is not None else None
    found = yearless(frame.today, month, day)
    if found is None:
        return None
    if (said := groups.get("weekday")) is not None and WEEKDAYS[found.weekday()] != said:
        return _another_year(found, said)
    return Day(found)


def _another_year(found: date, weekday: str) -> Day:
    """Words that disagree with themselves, unless the year after or before makes them true."""
    for year in (found.year + 1, found.year - 1):
        other = dated(year, found.month, found.day)
        if other is not None and WEEKDAYS[other.weekday()] == weekday:
            return Day(found, (other,))
    return Day(found, (weekday_on(found - timedelta(7), WEEKDAYS.index(weekday)),))


def _this_month(match: re.Match[str], frame: Frame) -> Day | None:
    months = {"this": 0, "next": 1, "coming": 1, "following": 1, "last": -1}
    found = after_months(frame.today, months.get(match["which"] or "this", 0), int(match["day"]))
    return Day(found) if found is not None else None


def _coming_day(match: re.Match[str], frame: Frame) -> Day | None:
    """The next day of the month with this number, and on this weekday when that was said too."""
    day, said = int(match["day"]), match.groupdict().get("weekday")
    for months in range(12 if said else 3):
        found = after_months(frame.today, months, day)
        if found is not None and found >= frame.today and said in (None, WEEKDAYS[found.weekday()]):
            return Day(found)
    return None


def _weekday(match: re.Match[str], frame: Frame) -> Day | None:
    """A weekday alone or with this, next, coming, last. Said on that very day it means a week from now."""
    weekday, which = WEEKDAYS.index(match["weekday"]), match.groupdict().get("which")
    first = weekday_on(frame.today, weekday)
    if which == "next":
        found = in_week(frame.today, 1, weekday)
        return Day(found, () if found == first else (first,))
    if which == "last":
        return Day(weekday_on(frame.today - timedelta(8), weekday))
    if which == "this" and weekday == frame.today.weekday():
        return Day(frame.today)
    return Day(first, (frame.today,) if weekday == frame.today.weekday() else ())


def _weekday_in_week(match: re.Match[str], frame: Frame) -> Day | None:
    weeks = {"this": 0, "next": 1, "coming": 1, "following": 1, "after next": 2, "last": -1}
    which = match["which"] if match["which"] in weeks else "next"
    return Day(in_week(frame.today, weeks[which], WEEKDAYS.index(match["weekday"])))


def _nth_weekday(match: re.Match[str], frame: Frame) -> Day | None:
    """ "The first Monday in April": the next such day that has not passed."""
    weekday, nth = WEEKDAYS.index(match["weekday"]), match["nth"]
    for months in range(13):
        first = after_months(frame.today, months, 1)
        if first is None or (match["month"] or MONTHS[first.month - 1]) != MONTHS[first.month - 1]:
            continue
        if match["month"] is None and months != (match["which"] == "next"):
            continue
        days = [day for number in range(1, 32) if (day := dated(first.year, first.month, number)) is not None]
        matching = [day for day in days if day.weekday() == weekday]
        place = -1 if nth == "last" else int(nth[:-2]) - 1
        if place < len(matching) and matching[place] >= frame.today:
            return Day(matching[place])
    return None


def _weekday_in_weeks(match: re.Match[str], frame: Frame) -> Day | None:
    return Day(in_week(frame.today, int(match["count"]), WEEKDAYS.index(match["weekday"])))


def _weekday_after_next(match: re.Match[str], frame: Frame) -> Day | None:
    return Day(in_week(frame.today, 2, WEEKDAYS.index(match["weekday"])))


_NEAR = {"tomorrow": 1, "overmorrow": 2, "yesterday": -1}
"""How far a day is from today; the others are today by another name."""


_VAGUE = re.compile(r"couple|\bwithin\b")
"""Counts that callers do not mean to the day."""


def _near(match: re.Match[str], frame: Frame) -> Day | None:
    return Day(frame.today + timedelta(_NEAR.get(match["near"], 0)))


def _counted(match: re.Match[str], frame: Frame) -> Day | None:
    """So many days, weeks or months from today, tomorrow or a weekday."""
    groups = match.groupdict()
    said = groups.get("count") or "a"
    count = int(said) if said.isdigit() else 2 if "couple" in said else 1
    start, vague = frame.today, _VAGUE.search(match.group()) is not None
    if (near := groups.get("near")) is not None:
        start += timedelta(_NEAR.get(near, 0))
    elif (weekday := groups.get("weekday")) is not None:
        start = weekday_on(frame.today, WEEKDAYS.index(weekday))
    unit = (groups.get("unit") or "week").rstrip("s")
    if unit == "month":
        found = after_months(start, count, min(start.day, 28)) if count <= 24 else None
        return Day(found, vague=vague) if found is not None else None
    return Day(start + timedelta(count * (7 if unit == "week" else 1)), vague=vague)


def _weekdays_ahead(match: re.Match[str], frame: Frame) -> Day | None:
    """ "Two Fridays from now"."""
    return Day(weekday_on(frame.today, WEEKDAYS.index(match["weekday"])) + timedelta(7 * (int(match["count"]) - 1)))


def _day_of_month(match: re.Match[str], frame: Frame) -> Day | None:
    """ "The fifth of the sixth": the month by its number."""
    found = yearless(frame.today, int(match["numbered"]), int(match["day"]))
    return Day(found) if found is not None else None


def _numeric(match: re.Match[str], frame: Frame) -> Day | None:
    parts = [int(part) for part in re.split("[/.-]", match["numeric"])]
    if parts[0] > 31:
        found = dated(parts[0], parts[1], parts[2])
        return Day(found) if found is not None else None
    year = parts[2] + (2000 if parts[2] < 100 else 0) if len(parts) == 3 else None
    orders = ((parts[0], parts[1]), (parts[1], parts[0]))
    days = [
        found
        for month, day in (orders if frame.month_first else orders[::-1])
        if 1 <= month <= 12
        and (found := yearless(frame.today, month, day) if year is None else dated(year, month, day)) is not None
    ]
    return Day(days[0], tuple(day for day in days[1:] if day != days[0])) if days else None


def _weekend(match: re.Match[str], frame: Frame) -> Day | None:
    saturday = in_week(frame.today, 1 if match["which"] == "next" else 0, 5)
    if saturday < frame.today:
        return Day(frame.today)
    return Day(saturday, (saturday + timedelta(1),), vague=True)


def _edge_of_month(match: re.Match[str], frame: Frame) -> Day | None:
    months = 1 if match["which"] == "next" else 0
    vague = not match["edge"].endswith("day")
    if match["edge"] in ("end", "last day"):
        following = after_months(frame.today, months + 1, 1)
        return Day(following - timedelta(1), vague=vague) if following is not None else None
    first = after_months(frame.today, months, 1)
    return Day(first, vague=vague) if first is not None else None


_Make = Callable[[re.Match[str], Frame], Day | None]


def _way(pattern: str, make: _Make, *, plain: bool = True) -> tuple[re.Pattern[str], _Make, bool]:
    return re.compile(rf"(?<!\S)(?:{pattern})(?!\S)"), make, plain


_WAYS = (
    _way(r"(?P<numeric>\d{4}[/.-]\d{1,2}[/.-]\d{1,2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4})", _numeric),
    _way(r"(?P<numeric>\d{1,2}/\d{1,2})", _numeric, plain=False),
    _way(rf"(?:{_WEEKDAY} )?(?:the )?{_ORDINAL}(?: day)?(?: of)? {_MONTH}{_YEAR}", _month_day),
    _way(rf"(?:{_WEEKDAY} )?{_MONTH}(?: the| on the)? {_ORDINAL}{_YEAR}", _month_day),
    _way(rf"(?:{_WEEKDAY} )?(?:the )?{_DAY}(?: of)? {_MONTH}{_YEAR}", _month_day),
    _way(
        rf"(?:{_WEEKDAY} )?{_MONTH} {_DAY}(?! (?:people|persons?|tickets?|o'clock|am|pm"
        rf"|percent)){_YEAR}",
        _month_day,
    ),
    _way(rf"{_MONTH}(?: of)? {_DAY} dayth{_YEAR}", _month_day),
    _way(
        rf"(?:the )?{_DAY}(?: day)?(?: of| in)? (?:the )?(?P<which>this|next|coming|following|last)? ?month"
        r"(?(which)|(?! (?:later|hence|away|from|after)(?: |$)))",
        _this_month,
    ),
    _way(rf"(?P<which>this|next|coming|following) month(?: of)?(?: on)?(?: the)? {_DAY}(?: dayth)?", _this_month),
    _way(rf"{_DAY} dayth", _coming_day),
    _way(rf"(?:the )?{_ORDINAL} of the (?P<numbered>1[0-2]|[1-9])th", _day_of_month, plain=False),
    _way(
        rf"(?:the )?(?P<nth>[1-5]th|last) {_WEEKDAY} (?:of|in) (?:{_MONTH}|(?:the )?(?P<which>this|next)? ?month)",
        _nth_weekday,
    ),
    _way(rf"{_WEEKDAY} in (?P<count>\d{{1,2}}) weeks", _weekday_in_weeks),
    # "For two days from tomorrow" begins tomorrow.
    _way(
        rf"(?<!for )(?<!stay )(?<!staying ){_COUNT} {_UNIT} (?:from|after) (?:the day )?(?P<near>today|now"
        rf"|tomorrow|overmorrow)",
        _counted,
    ),
    _way(rf"(?<!the )(?:{_COUNT} )?(?P<unit>weeks?) (?:from|on|after|from next|from this) {_WEEKDAY}", _counted),
    _way(rf"(?P<count>\d) {_WEEKDAY} (?:from (?:now|today)|hence|away)", _weekdays_ahead),
    _way(rf"{_COUNT} (?P<unit>weeks?) (?P<near>today|tomorrow)", _counted),
    _way(rf"(?:on )?{_WEEKDAY}(?: a)? week(?! (?:days?|end))", _counted),
    _way(r"(?:a )?(?P<near>today|tomorrow) week", _counted),
    _way(
        rf"(?:in|after|within) (?:about |exactly |another )?{_COUNT} {_UNIT}(?:'s? time"
        rf"| time)?",
        _counted,
        plain=False,
    ),
    _way(rf"(?P<near>today|tomorrow|overmorrow) se {_COUNT} {_UNIT} later", _counted),
    _way(rf"{_COUNT} {_UNIT} (?:later|hence|away|time)", _counted, plain=False),
    _way(rf"next to next (?:week )?{_WEEKDAY}", _weekday_after_next),
    _way(
        rf"(?:on )?{_WEEKDAY}(?: of| in| the| on)* (?P<which>this|next|coming|following|after next|last) week",
        _weekday_in_week,
    ),
    _way(rf"(?:the )?(?P<which>this|next|coming|following) week(?: of)?(?: on)? {_WEEKDAY}", _weekday_in_week),
    _way(rf"{_WEEKDAY} (?:the )?week (?P<which>after next|after)", _weekday_in_week),
    _way(rf"the week (?P<which>after)(?: this(?: one)?| that)?(?: on)? (?:a |the )?{_WEEKDAY}", _weekday_in_week),
    _way(rf"(?:the )?week after next(?: on)?(?: an?| the)? {_WEEKDAY}", _weekday_after_next),
    _way(rf"(?:the )?{_WEEKDAY} after next", _weekday_after_next),
    _way(rf"{_WEEKDAY}(?: on)?(?: the)? {_ORDINAL}", _coming_day),
    _way(rf"(?:on |this |the )*(?P<which>this|next|coming|last|following) (?:coming )?{_WEEKDAY}", _weekday),
    _way(rf"(?:on )?{_WEEKDAY}", _weekday),
    _way(r"(?:later )?(?P<near>today|tomorrow|overmorrow)", _near),
    _way(r"(?P<near>yesterday|tonight|this evening|this afternoon)", _near),
    _way(r"(?P<near>this morning)", _near, plain=False),
    _way(r"(?:the |this |on the |at the |over the )*(?P<which>this|next|coming)? ?weekend", _weekend, plain=False),
    _way(
        r"(?:the )?(?P<edge>end|last day|start|beginning|1th day) of (?:the |this )?(?:(?P<which>next) )?month",
        _edge_of_month,
    ),
    _way(rf"{_BY}(?:the |that )?(?P<day>[4-9]|[12]\d|3[01])th{_NOT_THING}", _coming_day),
    _way(rf"(?:the |that )?(?P<day>[4-9]|[12]\d|3[01])th{_NOT_THING}", _coming_day, plain=False),
    _way(r"the (?P<day>[2-9]|[12]\d|3[01])(?= \.|$)", _coming_day, plain=False),
    _way(rf"(?:the |that )(?P<day>[123])th{_AFTER_DAY}", _coming_day, plain=False),
    _way(rf"{_BY}(?P<day>[123])th{_AFTER_DAY}", _coming_day, plain=False),
)

_CUE = re.compile(
    rf"{'|'.join(MONTHS)}|{'|'.join(WEEKDAYS)}|morrow|today|tonight|yesterday|\dth|the \d|month|week|day|/"
    rf"|\d[.-]\d|later|this"
)


def mentions(said: Written, frame: Frame) -> list[Mention]:
    """Every day that an utterance names, in the order in which it names them."""
    if _CUE.search(said.text) is None:
        return []
    found: list[Mention] = []
    taken: list[tuple[int, int]] = []
    for pattern, make, plain in _WAYS:
        for match in pattern.finditer(said.text):
            start, end = match.end("lead") if "lead" in pattern.groupindex else match.start(), match.end()
            if any(start < stop and begin < end for begin, stop in taken):
                continue
            # A day that does not exist is still what the caller said: "february 30th" is not the thirtieth of March.
            taken.append((start, end))
            if (day := make(match, frame)) is not None:
                found.append(_shifted(said, Mention(start, end, day, plain)))
    found.sort(key=lambda mention: mention.start)
    after = _FOLLOWING.search(said.text)
    if after is not None and found and found[-1].end <= after.start():
        found.append(Mention(after.start(), after.end(), Day(found[-1].day.day + timedelta(1)), plain=True))
    return found


_FOLLOWING = re.compile(
    r"(?<!\S)(?:the|a) day after(?: that| it)?(?= (?:\.|works|is|would|then|instead|please|if)(?: |$)|$)"
)
"""A day counted from the one that was named before: “not tomorrow, the day after”."""
_SHIFT = re.compile(
    r"(?<!\S)(?<!any )(?:(?:the |a )?(?P<one>day)|(?P<count>\d{1,2}|a|one) (?P<unit>days?|weeks?)) (?P<way>after"
    r"|before)(?: the)? $"
)


def _shifted(said: Written, mention: Mention) -> Mention:
    """A day counted from another: "the day after the tenth", "two weeks before Christmas"."""
    match = _SHIFT.search(said.before(mention.start))
    if match is None:
        return mention
    count = int(match["count"]) if match["count"] and match["count"].isdigit() else 1
    span = timedelta(count * (7 if (match["unit"] or "day").startswith("week") else 1))
    day = mention.day.day + (span if match["way"] == "after" else -span)
    return replace(mention, start=mention.start - len(match.group()), day=Day(day))
