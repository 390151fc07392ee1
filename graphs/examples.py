"""Plausible answers of actions that nobody has scripted, so that a flow can be tried out before anything is connected.

An example is what one of the flow's own tests has the action answer; without one, it is made up of what the flow's
texts and conditions look at in the answer. Its days lie in the future of the call, and what was asked for comes back.
The same for the same call: nothing is drawn by chance. Pure.
"""

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any

from graphs.document import FlowDocument
from graphs.expressions import Expression
from graphs.expressions.tree import Comparison, Literal, walk
from graphs.fields import Text, find
from graphs.nodes.do import Do
from graphs.nodes.offer import Offer
from graphs.noting import path_of, paths

ITEMS = 2
"""Items of a list that is made up."""
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(T\d\d:\d\d(?::\d\d)?)?")


class Examples:
    """What the actions of one flow may answer."""

    def __init__(self, document: FlowDocument, now: str) -> None:
        """`now`: when the call is, ISO 8601."""
        self._document = document
        self._now = datetime.fromisoformat(now)

    def answer(self, action: str, arguments: Mapping[str, Any]) -> Any:
        """JSON only: a list, a record, a text or None, as the action's signature says."""
        out = self._document.actions[action].out
        if out == "none":
            return None
        found = self._of_tests(action, out)
        value = self._made_up(action, out) if found is None else deepcopy(found)
        return _as_asked(self._in_time(value, arguments), arguments)

    # ---- where it comes from

    def _of_tests(self, action: str, out: str) -> Any:
        """The first plain answer of the action in the flow's tests; None when there is none."""
        kinds: Mapping[str, type[Any]] = {"list": list, "record": dict, "text": str}
        kind = kinds[out]
        for test in self._document.tests:
            mock = test.mocks.get(action)
            several = mock if isinstance(mock, list) else []
            if out == "list" and not any(isinstance(each, list) for each in several):
                several = [mock]
            for each in (mock, *several) if out != "list" else several:
                if isinstance(each, kind) and each and not _is_a_way(each):
                    return each
        return None

    def _made_up(self, action: str, out: str) -> Any:
        if out == "text":
            return action.rpartition("/")[2].replace("_", " ")
        uses = list(self._uses(action))
        if out == "record":
            return self._record(uses, 0)
        return [self._record(uses, place) for place in range(ITEMS)]

    def _record(self, uses: "list[_Use]", place: int) -> dict[str, Any]:
        record: dict[str, Any] = {}
        for use in uses:
            inside: Any = record
            for name in use.path[:-1]:
                if not isinstance(inside.get(name), dict):
                    inside[name] = {}
                inside = inside[name]
            inside.setdefault(use.path[-1], self._value(use, place))
        return record or {"id": place + 1}

    def _value(self, use: "_Use", place: int) -> Any:
        if use.constant is not None:
            return use.constant
        name = use.path[-1]
        day = self._now.date() + timedelta(days=1 + place)
        for words, kind in _KINDS:
            if not words.isdisjoint(name.split("_")):
                return kind(day, place)
        if use.how == "time":
            return _at(day, place)
        if use.how in ("digits", "spell"):
            return f"12{place + 1}7"
        return f"{name.replace('_', ' ')} {place + 1}"

    # ---- what the flow looks at

    def _uses(self, action: str) -> Iterator["_Use"]:
        names = self._names(action)
        for _, text in find(self._document.nodes, Text):
            for each in text.placeholders():
                if each.path[0] in names and len(each.path) > 1:
                    yield _Use(each.path[1:], each.how)
        for _, expression in find(self._document.nodes, Expression):
            yield from _compared(expression, names)

    def _names(self, action: str) -> frozenset[str]:
        """The variables that hold the answer, or an item of it."""
        saved = {
            step.save
            for step in self._document.steps.values()
            if isinstance(step, Do) and step.action == action and step.save
        }
        offers = [step for step in self._document.steps.values() if isinstance(step, Offer) and step.items in saved]
        return frozenset({*saved, *(offer.save for offer in offers), *(["item"] if offers else [])})

    # ---- in this call

    def _in_time(self, value: Any, arguments: Mapping[str, Any]) -> Any:
        """With its days moved, all by as many: to a day that was asked for, or out of the past."""
        days = [found for each in _strings(value) if (found := _day(each))]
        if not days:
            return value
        asked = next((found for each in _strings(list(arguments.values())) if (found := _day(each))), None)
        today = self._now.date()
        to = asked or (today + timedelta(days=1) if min(days) <= today else min(days))
        return _moved(value, to - min(days))


@dataclass(frozen=True, slots=True)
class _Use:
    """A part of an answer that the flow looks at."""

    path: tuple[str, ...]
    how: str = ""
    """How it is said."""
    constant: Any = None
    """What it is compared with."""


def _compared(expression: Expression, names: frozenset[str]) -> Iterator[_Use]:
    """What a condition looks at; a part that is compared with something gets a value of that kind."""
    for node in walk(expression.tree):
        if not isinstance(node, Comparison):
            continue
        for left, sign, right in node.pairs():
            path = path_of(left)
            if path and path[0] in names and len(path) > 1 and isinstance(right, Literal):
                yield _Use(path[1:], constant=_beside(sign, right.value))
    for path in paths(expression.tree):
        if path[0] in names and len(path) > 1:
            yield _Use(path[1:])


def _beside(sign: str, constant: Any) -> Any:
    """A value for which `value sign constant` is true."""
    if isinstance(constant, int | float) and not isinstance(constant, bool):
        return constant + {">": 1, "<": -1, "!=": 1}.get(sign, 0)
    if sign == "!=":
        return not constant if isinstance(constant, bool) else f"not {constant}"
    return constant


def _at(day: date, place: int) -> str:
    return f"{day.isoformat()}T{10 + 4 * place % 8:02}:00"


_KINDS = (
    ({"start", "at", "begins", "starts", "slot", "when", "ends", "end", "arrives"}, _at),
    ({"date", "day", "due", "until", "since", "expires"}, lambda day, _: day.isoformat()),
    ({"time"}, lambda _, place: f"{10 + 4 * place % 8:02}:00"),
    ({"phone", "mobile", "telephone"}, lambda _, place: f"+91980000000{place + 1}"),
    ({"email", "mail"}, lambda _, place: f"person{place + 1}@example.com"),
    ({"price", "amount", "total", "cost", "balance", "fee", "charge"}, lambda _, place: 500 + 250 * place),
    ({"count", "quantity", "number", "people", "minutes", "hours", "days", "left"}, lambda _, place: 2 + place),
    ({"id"}, lambda _, place: place + 1),
    ({"ref", "reference", "code"}, lambda _, place: f"K{place + 7}Q2"),
    ({"ok", "open", "active", "found", "available", "paid", "ready"}, lambda *_: True),
    ({"name", "person", "customer", "staff"}, lambda _, place: ("Asha Rao", "Ravi Nair")[place % 2]),
)
"""Words in a name → its value, by the day and by the item's place."""


# ---- values


def _is_a_way(mock: object) -> bool:
    """Whether a scripted answer is none: an outcome of its own, or an error."""
    return isinstance(mock, Mapping) and ("outcome" in mock or bool(mock.get("error")))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list | tuple):
        inside = value.values() if isinstance(value, Mapping) else value
        yield from chain.from_iterable(map(_strings, inside))


def _day(text: str) -> date | None:
    found = _DAY.fullmatch(text)
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def _moved(value: Any, by: timedelta) -> Any:
    if isinstance(value, Mapping):
        return {name: _moved(each, by) for name, each in value.items()}
    if isinstance(value, list):
        return [_moved(each, by) for each in value]
    day = _day(value) if isinstance(value, str) else None
    return value if day is None else (day + by).isoformat() + value[10:]


def _as_asked(value: Any, arguments: Mapping[str, Any]) -> Any:
    """A record that says what was asked for: a ticket of the number that was given."""
    if not isinstance(value, Mapping):
        return value
    return {
        name: arguments[name] if isinstance(arguments.get(name), str | int) and not isinstance(each, Mapping) else each
        for name, each in value.items()
    }
