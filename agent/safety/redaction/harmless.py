"""Numbers that are plainly something harmless by the words beside them: dates, times, prices, quantities, counts."""

import re
from collections.abc import Sequence

from agent.safety.redaction.numbers import Number
from agent.safety.redaction.numerals import HUNDREDS, LARGE, THOUSANDS
from agent.safety.redaction.tokens import Token, keys
from agent.safety.redaction.words import (
    AFTER_YEAR,
    AT_TIME,
    COUNTED,
    COUNTING_BEFORE,
    DATE_JOINTS,
    DIGIT_WORDS,
    HALF_DAYS,
    IN_YEAR,
    JOINING,
    MONEY_AFTER,
    MONEY_BEFORE,
    MONTHS,
    ORDINAL_ENDS,
    PAUSES,
    PAUSING,
    STREETS,
    THINKING,
)

_YEAR = re.compile(r"(?:19|20)\d\d")
_LONG = 12
_PRICE = 7
_ERROR = 3
_ONE = keys("one a 1 ek just एक")
SIGHS = keys("mm")
ONWARDS = keys("next final remaining other these those agle अगले")
"""Before a number that stands alone they lead to digits: "next three"."""
_COUNT_IS = keys("is hai hain : है हैं ke")
_LOOKING = THINKING | JOINING | PAUSING

Marks = dict[int, str]
"""By the place of a number in the row of all numbers: what it is."""


def marked(said: Sequence[Token], found: Sequence[Number]) -> Marks:
    """What each harmless number is: `date`, `time`, `money`, `quantity`, `range`, `pause`, `count`, `decimal`,
    `code`."""
    marks: Marks = {}
    if not found:
        return marks
    for place, number in enumerate(found):
        if place in marks:
            continue
        if number.coded and len(number.digits) < _LONG:
            marks[place] = "code"
        elif number.amount and len(number.digits) > 4:
            marks[place] = "quantity"
            if _after_another(found, place) and len(found[place - 1].digits) <= 2 and not found[place - 1].figures:
                marks[place - 1] = "quantity"  # "bees pachees hazaar"
        else:
            _written(said, found, place, marks)
            if place not in marks:
                _counted(said, found, place, marks)
            if place not in marks:
                _timed(said, found, place, marks)
    _dated(said, found, marks)
    return marks


def _text(said: Sequence[Token], at: int) -> str:
    return said[at].text if 0 <= at < len(said) else ""


def _next_to(found: Sequence[Number], place: int) -> bool:
    """Whether the next number follows with nothing between."""
    return place + 1 < len(found) and found[place + 1].first == found[place].after


def _after_another(found: Sequence[Number], place: int) -> bool:
    return place > 0 and found[place - 1].after == found[place].first


def _written(said: Sequence[Token], found: Sequence[Number], place: int, marks: Marks) -> None:
    """Dates, clock times, decimals and measures in figures: 14/03/2026, 10:30, 12.50."""
    row = [found[place]]
    signs: list[str] = []
    while (
        place + len(row) < len(found)
        and found[place + len(row)].first == row[-1].after + 1
        and said[row[-1].after].sort == "sign"
        and said[row[-1].after].glued
        and said[row[-1].after + 1].glued
        and len(row) < 5
    ):
        signs.append(said[row[-1].after].text)
        row.append(found[place + len(row)])
    if not signs or not all(number.figures for number in row):
        return
    lengths = [len(number.digits) for number in row]
    sort = _shape(signs, lengths, [int(number.digits[:9]) for number in row])
    if sort is not None:
        before, after = _text(said, row[0].first - 1), _text(said, row[-1].after)
        if before in "-./" and before and said[row[0].first].glued and place:
            return
        if after in "-./" and after and said[row[-1].after].glued and _text(said, row[-1].after + 1).isdigit():
            return
        last = place + len(row) - 1
        if sort in ("decimal", "range") and (_after_another(found, place) or _next_to(found, last)):
            return
        if sort == "range" and _may_be_part(said, found, place, last):
            return
        for offset in range(len(row)):
            marks[place + offset] = sort


def _may_be_part(said: Sequence[Token], found: Sequence[Number], first: int, last: int) -> bool:
    """Whether what looks like a range goes on with a number, in the same utterance or with one before it:
    "3, let me check, hmm, 4-7".
    """
    if first:
        beside = said[found[first - 1].after : found[first].first]
    else:
        beside = (*said[: found[first].first], *said[found[last].after :])
    return all(token.sort != "word" or token.text in _LOOKING for token in beside)


def _shape(signs: list[str], lengths: list[int], values: list[int]) -> str | None:  # noqa: PLR0911 -- one line for each shape
    """What figures with these signs between them are."""
    if len(signs) == 2 and signs[0] == signs[1] and signs[0] in "/.-":
        day_first = max(lengths[:2]) <= 2 and lengths[2] in (2, 4) and max(values[:2]) <= 31 and min(values[:2]) <= 12
        year_first = lengths[0] == 4 and max(lengths[1:]) <= 2 and max(values[1:]) <= 31
        return "date" if day_first or year_first else None
    if len(signs) == 1 and signs[0] == "/" and lengths[0] <= 2 and lengths[1] in (2, 4) and values[0] <= 31:
        return "date"
    if signs[0] == ":" and lengths[0] <= 2 and all(each == 2 for each in lengths[1:]) and set(signs) == {":"}:
        return "time" if values[0] <= 24 and len(signs) <= 2 else None
    if signs == ["."] * 3 and max(lengths) <= 3 and max(values) < 256:
        return "code"
    if signs == ["."] and lengths[1] <= 2 and lengths[0] <= 7:
        return "decimal"
    if signs == ["-"] and max(lengths) <= 2 and values[0] < values[1]:
        return "range"
    return None


def _counted(said: Sequence[Token], found: Sequence[Number], place: int, marks: Marks) -> None:  # noqa: C901 -- one line for each shape
    number = found[place]
    before, after = _text(said, number.first - 1), _text(said, number.after)
    if before == "." and _text(said, number.first - 2) in ("rs", "inr"):
        before = "rs"
    if len(number.digits) <= _LONG and (before in MONEY_BEFORE and before != "amount"):
        _price(found, place, marks)
    elif (after in PAUSES or (after == "more" and _text(said, number.after + 1) in PAUSES)) and _is_pause(found, place):
        marks[place] = "pause"
    elif _is_count(said, found, place):
        marks[place] = "count"
    elif after in MONEY_AFTER or (after in LARGE | THOUSANDS | HUNDREDS and not number.figures):
        _price_before(found, place, marks)
    elif _of_address_or_error(said, found, place):
        marks[place] = "code"
    elif after in SIGHS and _sighed(said, found, place):
        return
    elif (after in COUNTED or (after == "/" and _text(said, number.after + 1) == "-")) and len(number.digits) < 8:
        glued_letter = after in ("k", "x") and not said[number.after].glued
        rest = _text(said, number.after + 1)
        if not glued_letter and not (after in ("am", "hundred") and rest == "ount"):
            marks[place] = "quantity"
            if _either(found, place):
                marks[place - 1] = "quantity"
            if after in HALF_DAYS and _after_another(found, place) and len(found[place - 1].digits) <= 2:
                marks[place - 1] = "time"
    elif after in ("point", "पॉइंट", "over") and _next_number_after_word(found, place) and len(number.digits) <= 4:
        marks[place] = "decimal"
        marks[place + 1] = "decimal"


def _either(found: Sequence[Number], place: int) -> bool:
    """ "Char paanch log": four or five people."""
    if not _after_another(found, place) or found[place].figures or found[place - 1].figures:
        return False
    alone = place < 2 or not _after_another(found, place - 1)
    return alone and len(found[place - 1].digits) <= 2 and int(found[place - 1].digits) < int(found[place].digits)


def _sighed(said: Sequence[Token], found: Sequence[Number], place: int) -> bool:
    """ "Eight mm, four": what may be a unit is a sound of thinking among digits."""
    number = found[place]
    at = number.after
    following = at + 1 < len(said) and said[at + 1].text in ",.-"
    going_on = place + 1 < len(found) and found[place + 1].first == at + 1
    return not said[at].glued and (following or going_on or _after_another(found, place))


def _of_address_or_error(said: Sequence[Token], found: Sequence[Number], place: int) -> bool:
    """ "5067 Oak Road", "error 502"."""
    number = found[place]
    if not number.figures or len(number.digits) > 5 or _after_another(found, place) or _next_to(found, place):
        return False
    if _text(said, number.first - 1) == "error" and len(number.digits) == _ERROR:
        return True
    name = said[number.after : number.after + 3]
    street = next((at for at, token in enumerate(name) if token.text in STREETS), 0)
    return street > 0 and all(token.sort == "word" and token.raw[0].isupper() for token in name[:street])


def _is_pause(found: Sequence[Number], place: int) -> bool:
    """ "One second", "2 minutes"; after other digits only in words: in "4 8 2 1 second" the one is theirs."""
    number = found[place]
    if _after_another(found, place):
        return number.digits == "1" and not number.figures
    return number.digits in ("1", "2")


def _next_number_after_word(found: Sequence[Number], place: int) -> bool:
    return (
        place + 1 < len(found)
        and found[place + 1].first == found[place].after + 1
        and not _next_to(found, place + 1)
        and not _after_another(found, place)
        and len(found[place + 1].digits) <= 3
    )


def _price(found: Sequence[Number], place: int, marks: Marks) -> None:
    """The number after a currency, and digits that go on with it as long as they make a price."""
    marks[place] = "money"
    total = len(found[place].digits)
    while _next_to(found, place) and total + len(found[place + 1].digits) <= _PRICE and not found[place].figures:
        place += 1
        total += len(found[place].digits)
        marks[place] = "money"


def _price_before(found: Sequence[Number], place: int, marks: Marks) -> None:
    """The number before a currency; digits said one by one are all of it, when they are few."""
    row = [place]
    while _after_another(found, row[-1]) and not found[row[-1]].figures and not found[row[-1]].amount:
        if row[-1] - 1 in marks:
            break
        row.append(row[-1] - 1)
    whole = sum(len(found[each].digits) for each in row)
    for each in row if whole <= _PRICE else row[:1]:
        marks[each] = "money"


def _is_count(said: Sequence[Token], found: Sequence[Number], place: int) -> bool:
    """ "the last four digits", "last four are", "aakhri chaar"; not the four of "next four one one"."""
    number = found[place]
    if len(number.digits) > 2:
        return False
    before, after = _text(said, number.first - 1), _text(said, number.after)
    if before in ("ke", "के"):
        before = _text(said, number.first - 2)
    if after == "-" and _text(said, number.after + 1) in DIGIT_WORDS:
        after = _text(said, number.after + 1)
    if after in DIGIT_WORDS:
        return not _after_another(found, place) or before in COUNTING_BEFORE
    waits = before in PAUSES and _text(said, number.first - 2) in _ONE
    if before not in COUNTING_BEFORE or waits or int(number.digits) > 12:
        return False
    if not _next_to(found, place):
        told = place + 1 < len(found) and found[place + 1].first - number.after <= 2
        return before not in ONWARDS or after == "are" or (told and after in _COUNT_IS)
    row, at = 0, place + 1
    while at < len(found) and (at == place + 1 or found[at].first - found[at - 1].after <= 1):
        row += len(found[at].digits)
        at += 1
    return row == int(number.digits) or (found[place + 1].figures and before not in ONWARDS)


def _timed(said: Sequence[Token], found: Sequence[Number], place: int, marks: Marks) -> None:
    """ "at ten", "at ten thirty", "half past ten", "साढ़े दस"."""
    number = found[place]
    before = _text(said, number.first - 1)
    if before not in AT_TIME or len(number.digits) > 2 or not 1 <= int(number.digits) <= 24:
        return
    if before == "by" and _text(said, number.first - 2) == "followed":
        return
    if not _next_to(found, place):
        if len(number.digits) <= 2 and _text(said, number.after) not in ("-", "dash"):
            marks[place] = "time"
    elif len(found[place + 1].digits) == 2 and int(found[place + 1].digits) < 60 and not _next_to(found, place + 1):
        marks[place] = marks[place + 1] = "time"


def _dated(said: Sequence[Token], found: Sequence[Number], marks: Marks) -> None:
    """Days and years beside months, and years beside what leads up to them."""
    by_first = {number.first: place for place, number in enumerate(found)}
    by_after = {number.after: place for place, number in enumerate(found)}
    for at, token in enumerate(said):
        if token.text in MONTHS:
            _beside_month(said, found, marks, (at, by_first, by_after))
        elif token.text in IN_YEAR and (place := by_first.get(at + 1)) is not None:
            _year(found, place, marks)
        elif token.text in AFTER_YEAR and at in by_after and not _after_another(found, by_after[at]):
            _year(found, by_after[at], marks)
        elif token.text in ORDINAL_ENDS | HALF_DAYS and token.text not in COUNTED and (at in by_after):
            marks[by_after[at]] = "time"


def _beside_month(
    said: Sequence[Token], found: Sequence[Number], marks: Marks, near: tuple[int, dict[int, int], dict[int, int]]
) -> None:
    at, by_first, by_after = near
    back = at
    while back > 0 and at - back < 2 and said[back - 1].text in DATE_JOINTS | ORDINAL_ENDS:
        back -= 1
    day = by_after.get(back)
    if day is not None and len(found[day].digits) <= 2 and not _after_another(found, day):
        marks[day] = "date"
    ahead = at + 1
    while ahead < len(said) and ahead - at < 3 and said[ahead].text in DATE_JOINTS:
        ahead += 1
    place = by_first.get(ahead)
    if place is None:
        return
    if _year(found, place, marks):
        return
    if len(found[place].digits) <= 2 and int(found[place].digits) <= 31:
        following = found[place].after
        while _text(said, following) in DATE_JOINTS | ORDINAL_ENDS and following - found[place].after < 3:
            following += 1
        after = by_first.get(following)
        if after is None or _year(found, after, marks):
            marks[place] = "date"


def _year(found: Sequence[Number], place: int, marks: Marks) -> bool:
    """Marks a year, in figures or in pairs ("twenty twenty six"), and says whether there is one."""
    number = found[place]
    if _YEAR.fullmatch(number.digits):
        if not _next_to(found, place) or number.figures:
            marks[place] = "date"
            return True
        return False
    if number.digits in ("19", "20") and _next_to(found, place) and len(found[place + 1].digits) == 2:
        last = place + 1
        if not _next_to(found, last):
            marks[place] = marks[last] = "date"
            return True
    if number.digits == "20" and _next_to(found, place) and found[place + 1].digits == "20":
        third = place + 2
        if _next_to(found, place + 1) and len(found[third].digits) == 1 and not _next_to(found, third):
            marks[place] = marks[place + 1] = marks[third] = "date"
            return True
    return False
