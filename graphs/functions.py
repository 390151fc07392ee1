"""The functions that expressions may use."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Scope:
    """What an expression may look at."""

    values: Mapping[str, Any]
    now: datetime


def _day(value: object) -> date | None:
    if not isinstance(value, str):
        return None
    try:
        return datetime.fromisoformat(value).date()
    except ValueError:
        return None


def _days_until(scope: Scope, value: object) -> int | None:
    day = _day(value)
    return None if day is None else (day - scope.now.date()).days


def _weekday(_: Scope, value: object) -> str | None:
    day = _day(value)
    return None if day is None else WEEKDAYS[day.weekday()]


def _texts(test: Callable[[str, str], bool]) -> Callable[[Scope, object, object], bool]:
    def compare(_: Scope, a: object, b: object) -> bool:
        return isinstance(a, str) and isinstance(b, str) and test(a.casefold(), b.casefold())

    return compare


FUNCTIONS: Mapping[str, tuple[int, Callable[..., Any]]] = {
    "today": (0, lambda scope: scope.now.date().isoformat()),
    "now": (0, lambda scope: scope.now.isoformat(timespec="minutes")),
    "days_until": (1, _days_until),
    "weekday": (1, _weekday),
    "size": (1, lambda _, value: len(value) if isinstance(value, str | list | Mapping) else 0),
    "first": (1, lambda _, value: value[0] if isinstance(value, list) and value else None),
    "filled": (1, lambda _, value: value not in (None, "", [], {})),
    "empty": (0, lambda _: None),
    "pick": (3, lambda _, condition, yes, no: yes if condition else no),
    "lower": (1, lambda _, value: value.lower() if isinstance(value, str) else None),
    "contains": (2, _texts(lambda a, b: b in a)),
    "starts_with": (2, _texts(str.startswith)),
}
"""Name → how many values it takes, and what it makes of them. None of them ever fails."""
