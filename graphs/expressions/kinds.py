"""What kinds of value an expression works with, and where two of them do not go together.

A kind is what is known before the call: a slot of type `number` holds numbers, `weekday(…)` gives one of seven words,
and what an action returned may be anything. Nothing is said about what may be anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Literal as OneOf

from graphs.functions import WEEKDAYS
from graphs.problems import Level, did_you_mean

Sort = OneOf["any", "text", "number", "yes_no", "choice", "date", "time", "moment", "list", "record", "empty"]


@dataclass(frozen=True, slots=True)
class Kind:
    """What values something can have."""

    sort: Sort
    values: tuple[str, ...] = ()
    """For a choice: what may be chosen."""
    constant: object = None
    """The value itself, when it stands in the expression."""


ANY = Kind("any")
TEXT = Kind("text")
NUMBER = Kind("number")
YES_NO = Kind("yes_no")
DATE = Kind("date")
TIME = Kind("time")
MOMENT = Kind("moment")
LIST = Kind("list")
RECORD = Kind("record")
EMPTY = Kind("empty")
WEEKDAY = Kind("choice", WEEKDAYS)

CALL: Mapping[str, Kind] = {
    "id": TEXT,
    "caller": TEXT,
    "callee": TEXT,
    "direction": Kind("choice", ("inbound", "outbound")),
    "language": TEXT,
    "open": YES_NO,
}
"""What is known of every call; `call.` has other parts when the system that placed it says so."""

Kinds = Mapping[str, Kind]
"""Slot, variable or other name → its kind; a name that is not there may be anything."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """Something in an expression that cannot be meant, to the person who wrote it."""

    code: str
    """`unlike` for kinds that do not go together, `unknown_value`, `no_condition`, or `never` for what is never so."""
    message: str
    """A sentence without its full stop."""
    fix: str = ""
    """What to do: a whole sentence."""
    level: Level = "error"


_IS: Mapping[Sort, str] = {
    "text": "text",
    "number": "a number",
    "yes_no": "yes or no",
    "choice": "one of a choice",
    "date": "a date",
    "time": "a time of day",
    "moment": "a date with a time",
    "list": "a list",
    "record": "a record",
    "empty": "nothing",
    "any": "anything",
}
_TEXTUAL = frozenset({"text", "choice", "date", "time", "moment"})
"""Sorts whose values are written as text."""
_DAYS = frozenset({"date", "moment"})


def is_a(kind: Kind) -> str:
    """How the kind is called: `a number`."""
    return _IS[kind.sort]


def called(said: str, kind: Kind) -> str:
    """How a side is named in a sentence: `the text “six”`, `the number 6`, or its own name."""
    if kind.constant is None:
        return said
    if isinstance(kind.constant, bool):
        return "true" if kind.constant else "false"
    return f"the text “{kind.constant}”" if isinstance(kind.constant, str) else f"the number {kind.constant}"


# ---- two kinds that meet


def comparable(a: tuple[str, Kind], sign: str, b: tuple[str, Kind]) -> Complaint | None:
    """What is wrong with a comparison of two sides, each with its name; None when nothing is."""
    if "any" in (a[1].sort, b[1].sort):
        return None
    if "empty" in (a[1].sort, b[1].sort):
        return _with_nothing(a, sign, b)
    if sign in ("in", "not in"):
        return _within(a, b)
    if a[1].constant is not None and b[1].constant is None:
        a, b = b, a
    return _equal(a, b) if sign in ("==", "!=") else _ordered(a, sign, b)


def _with_nothing(a: tuple[str, Kind], sign: str, b: tuple[str, Kind]) -> Complaint:
    name = a[0] if b[1].sort == "empty" else b[0]
    fix = f"Write filled({name})." if sign == "!=" else f"Write not filled({name})."
    return Complaint("never", f"{name} is compared with nothing, and every such comparison is false", fix)


def _within(a: tuple[str, Kind], b: tuple[str, Kind]) -> Complaint | None:
    if b[1].sort == "list" or (b[1].sort in _TEXTUAL and a[1].sort in _TEXTUAL):
        return None
    wrong = b if b[1].sort not in _TEXTUAL else a
    message = f"{called(*a)} cannot be looked for in {called(*b)}: {called(*wrong)} is {is_a(wrong[1])}"
    return Complaint("unlike", message, "“in” looks for something in a list, or for a text in a text.")


def _equal(a: tuple[str, Kind], b: tuple[str, Kind]) -> Complaint | None:
    one, other = a[1], b[1]
    if one.sort == "choice" and isinstance(other.constant, str):
        return unknown_value(a[0], one, other.constant)
    if isinstance(other.constant, str) and one.sort in ("date", "time", "moment"):
        return None if _written_as(one, other.constant) else _unlike(a, b, _how_to_write(one))
    if one.sort == other.sort or (one.sort in _DAYS and other.sort in _DAYS):
        return None
    if one.sort in ("text", "choice") and other.sort in _TEXTUAL:
        return None
    if other.sort in ("text", "choice") and one.sort in _TEXTUAL:
        return None
    return _unlike(a, b, _instead(one, other))


def _ordered(a: tuple[str, Kind], sign: str, b: tuple[str, Kind]) -> Complaint | None:
    one, other = a[1], b[1]
    for said, kind in (a, b):
        if kind.sort in ("choice", "yes_no", "list", "record"):
            fix = f"Compare size({said})." if kind.sort == "list" else ""
            return Complaint("unlike", f"{called(said, kind)} is {is_a(kind)}; there is no “{sign}” for that", fix)
    if isinstance(other.constant, str) and one.sort in ("date", "time", "moment"):
        return None if _written_as(one, other.constant) else _unlike(a, b, _how_to_write(one))
    if one.sort == other.sort or (one.sort in _DAYS and other.sort in _DAYS):
        return None
    return _unlike(a, b, _instead(one, other))


def _unlike(a: tuple[str, Kind], b: tuple[str, Kind], fix: str) -> Complaint:
    message = f"{called(*a)} is {is_a(a[1])}; it cannot be compared with {called(*b)}"
    return Complaint("unlike", message if b[1].constant is not None else f"{message}, which is {is_a(b[1])}", fix)


def unknown_value(name: str, kind: Kind, value: str) -> Complaint | None:
    """A value that a choice does not have."""
    if value in kind.values:
        return None
    fix = did_you_mean(value, kind.values) or f"Its values: {', '.join(kind.values)}."
    return Complaint("unknown_value", f"{name} has no value “{value}”", fix)


def _instead(one: Kind, other: Kind) -> str:
    """What to write in place of a constant of the wrong kind."""
    written = other.constant
    if written is None:
        return ""
    if one.sort == "yes_no" and isinstance(written, str):
        return "Write true or false, without quotes."
    if one.sort == "number" and isinstance(written, str) and written.strip().isdigit():
        return f"Write {written.strip()}, without quotes."
    if one.sort in ("text", "choice") and not isinstance(written, str | bool):
        return f'Write "{written}", in quotes.'
    return _how_to_write(one) if one.sort in ("date", "time", "moment") else ""


def _how_to_write(kind: Kind) -> str:
    if kind.sort == "time":
        return "Write times as 14:30."
    return "Write dates as 2026-03-10, or use today()."


def _written_as(kind: Kind, constant: str) -> bool:
    try:
        if kind.sort == "time":
            time.fromisoformat(constant)
        else:
            datetime.fromisoformat(constant)
    except ValueError:
        return False
    return True


# ---- a kind that is to be kept


def keepable(target: Kind, kind: Kind) -> bool:
    """Whether values of a kind may be kept where another is expected."""
    if "any" in (target.sort, kind.sort) or kind.sort in ("empty", target.sort):
        return True
    if target.sort == "text":
        return kind.sort in _TEXTUAL
    if target.sort == "choice":
        return kind.sort == "text"
    if target.sort in ("date", "time", "moment"):
        if isinstance(kind.constant, str):
            return _written_as(target, kind.constant)
        return kind.sort == "text" or (target.sort in _DAYS and kind.sort in _DAYS)
    return False
