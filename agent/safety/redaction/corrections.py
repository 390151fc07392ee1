"""What a number may be of which something was taken back and said again.

Of a number that nobody named the check digit tells whether it is one. It is right only once what the caller took back
is left out: "4539 1488, no sorry, 1489" is eight digits. What was taken back ends where the correction begins, so its
length follows from how many digits the whole must have.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate

from agent.safety.redaction.segments import Segment

LENGTHS = (16, 12, 15, 14)
"""Digits of what has a check digit: a card or a virtual id, an Aadhaar number, cards of American Express and of
Diners Club."""
_FEWEST_RESTATED = 6
_PUT_RIGHT = 2
_LONGEST_FIX = 8
_MOST = 60
_FEWEST_REPEATED = 2
_GROUP = 3
_LONGEST_NOT = 2


def restated(before: str, now: str, fewest: int = _FEWEST_RESTATED) -> bool:
    """Whether digits are said again, as they were or with a digit or two put right."""
    return len(before) == len(now) >= fewest and differences(before, now) <= _PUT_RIGHT


def differences(one: str, other: str) -> int:
    """How many digits of two rows are not the same, as far as the shorter goes."""
    return sum(first != second for first, second in zip(one, other, strict=False))


def alike(before: str, now: str) -> bool:
    """Whether one stands for the other: half of its digits are the same at least, or all of them in another order."""
    return len(before) == len(now) and (differences(before, now) <= len(now) // 2 or sorted(before) == sorted(now))


def resolved(rows: Sequence[Segment]) -> Iterator[str]:
    """All that the digits of some rows may be, when some of them were taken back, or said twice."""
    digits = "".join(row.digits for row in rows)
    if len(digits) > _MOST:
        return
    marks, breaks = _marks(rows), list(accumulate(len(row.digits) for row in rows))[:-1]
    for length in LENGTHS:
        if length < len(digits):
            yield from _shortened(digits, marks, breaks, len(digits) - length)
            yield from _fixed(digits, rows, length)


def _marks(rows: Sequence[Segment]) -> dict[int, int]:
    """Where corrections begin among the digits, and how many digits are put right; 0 where that cannot be told."""
    found: dict[int, int] = {}
    at, short, digits = 0, False, ""
    for row in rows:
        if (row.repaired or short) and at:
            found[at] = _put_right(digits, row.digits)
            first = row.pieces[0].digits
            if row.retracted and digits.endswith(first) and len(row.pieces) > 1:
                found[at + len(first)] = 0
        digits += row.digits
        at += len(row.digits)
        short = row.repaired and len(row.digits) <= _LONGEST_NOT  # "no, not nine, eight"
    return found


def _put_right(before: str, now: str) -> int:
    """How many digits before a correction it replaces: as many as it has, when it is like them; else 0."""
    size = len(now)
    most = _PUT_RIGHT if size >= _FEWEST_RESTATED else 1
    if not _GROUP <= size <= len(before) or not 0 < differences(before[-size:], now) <= most:
        return 0
    short = before[-size + 1 :]  # a digit may have been left out
    return 0 if any(short == now[:place] + now[place + 1 :] for place in range(size)) else size


def _shortened(digits: str, marks: Mapping[int, int], breaks: Sequence[int], excess: int) -> Iterator[str]:
    """Without so many digits right before a correction; or before what repeats them; or before two corrections."""
    for mark, size in marks.items():
        if excess <= mark and size in (0, excess):
            yield digits[: mark - excess] + digits[mark:]
    if excess == 1:
        for mark in breaks:
            if digits[mark - 1] == digits[mark]:
                yield digits[: mark - 1] + digits[mark:]
    if excess >= _FEWEST_REPEATED:
        for start in range(len(digits) - 2 * excess + 1):
            if digits[start : start + excess] == digits[start + excess : start + 2 * excess]:
                yield digits[:start] + digits[start + excess :]
    for second in marks:
        for first in marks:
            if first < second:
                yield from _twice(digits, first, second, excess)


def _twice(digits: str, first: int, second: int, excess: int) -> Iterator[str]:
    """Without some digits before each of two corrections, in which they are said anew."""
    for size in range(1, excess):
        rest = excess - size
        if size > first or second - rest < first:
            continue
        parts = ((first - size, first), (second - rest, second))
        if all(alike(digits[start:after], digits[after : 2 * after - start]) for start, after in parts):
            yield digits[: first - size] + digits[first : second - rest] + digits[second:]


def _fixed(digits: str, rows: Sequence[Segment], length: int) -> Iterator[str]:
    """With a part of them put right at the end: "sorry, the third group is 0344"."""
    whole, fix = digits[:length], digits[length:]
    if not rows[-1].repaired or not 0 < len(fix) <= _LONGEST_FIX or len(rows[-1].digits) != len(fix):
        return
    for start in range(length - len(fix) + 1):
        if len(fix) == 1 and start < length - 1:
            continue
        if alike(whole[start : start + len(fix)], fix):
            yield whole[:start] + fix + whole[start + len(fix) :]
