"""What a caller said about a list of items that was read out."""

import re
from collections.abc import Sequence
from datetime import datetime

from graphs.understanding.agreement import yes_no
from graphs.understanding.matching import matches
from graphs.understanding.reading import ItemPick
from graphs.understanding.reckoning import MONTHS, WEEKDAYS
from graphs.understanding.requests import patterns, strip_politeness
from graphs.understanding.times import times
from graphs.understanding.words import normalise
from graphs.understanding.written import written

_NUMBERED = re.compile(r"(?<!\S)(?:number|option|choice|item)(?: \.)? (?P<number>\d{1,2})(?!\S)")
_NUMBER_AFTER = re.compile(r"(?<!\S)(?P<number>\d{1,2}) number(?!\S)")
""" "do number wala"."""
_MIDDLE = re.compile(r"(?<!\S)middle(?!\S)")
_ORDINAL = re.compile(r"(?<!\S)(?P<number>\d{1,2})th(?!\S)")
_NOT = re.compile(r"(?<!\S)(?:no|not|sorry|actually|wait|instead)(?!\S)")
_MONTH = re.compile(rf"(?<!\S)(?P<month>{'|'.join(MONTHS)})(?!\S)")
_WEEKDAY = re.compile(rf"(?<!\S)(?P<weekday>{'|'.join(WEEKDAYS)})(?!\S)")
_PART = re.compile(r"(?<!\S)(?<!good )(?P<part>morning|afternoon|evening)(?!\S)")
_LAST = re.compile(r"(?<!\S)(?:last|final|bottom|aakhri|akhri|aakhiri|आखिरी|आख़िरी)(?!\S)")
_EARLIEST = re.compile(r"(?<!\S)(?:earliest|soonest)(?!\S)")
_LATEST = re.compile(r"(?<!\S)latest(?!\S)")
_THAT = re.compile(r"(?<!\S)(?:that|this|it|wahi|wohi|yahi|वही|यही|वो|वह)(?!\S)")
_ALONE = re.compile(r"(?:the )?(?P<number>\d{1,2})")
_PARTS = {"morning": range(12), "afternoon": range(12, 17), "evening": range(17, 24)}
_BOUND = re.compile(
    r"(?<!\S)(?:after|before|later than|earlier than|by|until|till|from|since|between)(?: around| about"
    r"| like)? (?:half |quarter )?\d"
)
_SHORTEST_LABEL_WORD = 3
_OF_TIMES = frozenset(
    (
        *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "half"),
        *("quarter", "past", "oclock", "fifteen", "thirty", "एक", "दो", "तीन", "चार", "पाँच", "छह", "सात", "आठ", "नौ"),
        *("दस", "ग्यारह", "बारह", "साढ़े", "सवा", "पौने", "बजे"),
    )
)
"""Words of a label that say a time."""

_Starts = Sequence[datetime | None]


def pick_item(  # noqa: PLR0913 -- the list and the two ways out of it are one question
    text: str,
    *,
    starts: Sequence[datetime | None],
    labels: Sequence[str],
    shown: range,
    language: str,
    more_phrases: Sequence[str] = (),
    none_phrases: Sequence[str] = (),
) -> ItemPick | None:
    """What a caller said about a list: one of its items, that they want others, or none of them.

    `starts` and `labels` are of the whole list, `shown` is the part that was read out. A place in the list ("the
    second one") counts within that part; a time, a day or a label is looked for there first. Words that fit several
    items, or nothing, give None.
    """
    if any(matches(text, phrase) for phrase in more_phrases):
        return ItemPick("more")
    if any(matches(text, phrase) for phrase in none_phrases):
        return ItemPick("none")
    index = _named(text, starts, labels, shown, language)
    if index is not None:
        return ItemPick("item", index)
    plain, known = normalise(text), patterns(text, language)
    if any(each.none.search(plain) for each in known):
        return ItemPick("none")
    if any(each.more.search(plain) for each in known):
        return ItemPick("more")
    return _agreed(text, plain, shown, language)


def _agreed(text: str, plain: str, shown: range, language: str) -> ItemPick | None:
    """An answer to a single item: yes, no, or "that one"."""
    agreed = yes_no(text, language)
    if len(shown) == 1 and (agreed or (agreed is None and _THAT.search(plain))):
        return ItemPick("item", shown[0])
    if len(shown) == 1 and agreed is False:
        return ItemPick("none")
    return None


def _named(text: str, starts: _Starts, labels: Sequence[str], shown: range, language: str) -> int | None:
    """The item that the words name by its place in the list, its time and day, or its label."""
    said, timed = written(text, language).text, False
    if (place := _place(said, starts, shown)) is not None:
        return place
    if any(start is not None for start in starts):
        bound = _BOUND.search(said) is not None  # "after two" is not two
        minutes, days = () if bound else times(text, language), _days(said, starts)
        timed = bound
        if minutes or days is not None:
            fitting = [
                index
                for index, start in enumerate(starts)
                if start is not None
                and (days is None or index in days)
                and (not minutes or start.hour * 60 + start.minute in minutes)
            ]
            if (index := _only(fitting, shown)) is not None or (minutes and fitting):
                return index
            if days is not None and (index := _only(sorted(days), shown)) is not None:
                return index
            timed = True
        elif (part := _PART.search(said)) is not None:
            hours = _PARTS[part["part"]]
            fitting = [index for index in shown if (start := starts[index]) is not None and start.hour in hours]
            if len(fitting) == 1:
                return fitting[0]
    # "Three" is not "half past three", though its label has that word.
    if (index := _labelled(text, labels, shown, timed=timed)) is not None:
        return index
    alone = _ALONE.fullmatch(written(strip_politeness(text, language), language).text)
    return _nth(int(alone["number"]), shown) if alone else None


def _only(found: Sequence[int], shown: range) -> int | None:
    """The one item among those read out, or else the one in the whole list."""
    near = [index for index in found if index in shown]
    if near:
        return near[0] if len(near) == 1 else None
    return found[0] if len(found) == 1 else None


def _nth(number: int, shown: range) -> int | None:
    return shown[number - 1] if 1 <= number <= len(shown) else None


def _place(said: str, starts: _Starts, shown: range) -> int | None:
    """The item by its place among those that were read out."""
    if (numbered := _NUMBERED.search(said) or _NUMBER_AFTER.search(said)) is not None:
        return _nth(int(numbered["number"]), shown)
    ordinals = [int(match["number"]) for match in _ORDINAL.finditer(said)] if not _MONTH.search(said) else []
    if ordinals and (len(set(ordinals)) == 1 or _NOT.search(said)):
        return _nth(ordinals[-1], shown)
    if (_LAST.search(said) and shown) or (_MIDDLE.search(said) and len(shown) == 3):
        return shown[-1] if _LAST.search(said) else shown[1]
    timed = [(start, index) for index in shown if (start := starts[index]) is not None]
    if timed and _EARLIEST.search(said):
        return min(timed)[1]
    return max(timed)[1] if timed and _LATEST.search(said) else None


def _days(said: str, starts: _Starts) -> set[int] | None:
    """The items on the day that was named; None when none was."""
    weekdays = {WEEKDAYS.index(match["weekday"]) for match in _WEEKDAY.finditer(said)}
    months = {MONTHS.index(match["month"]) + 1 for match in _MONTH.finditer(said)}
    numbers = {int(match["number"]) for match in _ORDINAL.finditer(said)}
    if not (weekdays or months or numbers):
        return None
    return {
        index
        for index, start in enumerate(starts)
        if start is not None
        and (not weekdays or start.weekday() in weekdays)
        and (not months or start.month in months)
        and (not numbers or start.day in numbers)
    }


def _labelled(text: str, labels: Sequence[str], shown: range, *, timed: bool) -> int | None:
    """The item whose label shares the most words with what was said, when only one does.

    `timed`: a time was said that none of them has, so that its words do not count.
    """
    told = [_telling(labels, index) - (_OF_TIMES if timed else set()) for index in range(len(labels))]
    scores = [(sum(matches(text, word) for word in words), index) for index, words in enumerate(told)]
    for among in (shown, range(len(labels))):
        best = max((score for score, index in scores if index in among), default=0)
        fitting = [index for score, index in scores if score == best and index in among]
        if best:
            return fitting[0] if len(fitting) == 1 else None
    return None


def _telling(labels: Sequence[str], index: int) -> set[str]:
    """The words of a label that not every label has."""
    common = set.intersection(*(set(normalise(label).split()) for label in labels)) if len(labels) > 1 else set()
    return {word for word in normalise(labels[index]).split() if len(word) >= _SHORTEST_LABEL_WORD} - common
