"""Counters, gauges and histograms, and the text in which Prometheus reads them. Pure.

Source: https://prometheus.io/docs/instrumenting/exposition_formats/, version 0.0.4. A label's values come from our own
tables and files, never from callers; still each family keeps at most `MOST_SERIES` of them.
"""

import math
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
MOST_SERIES = 200
"""Of one family; what would be more is counted under `other`."""
OTHER = "other"

_NAME = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*")
_LABEL = re.compile(r"(?!__)[a-zA-Z_][a-zA-Z0-9_]*")

Values = tuple[str, ...]
"""Of a family's labels, in their order."""


class Family(Protocol):
    """What is told of one thing."""

    name: str

    def lines(self) -> Iterator[str]:
        """The family as text, a line each."""
        ...


class _Named:
    """A family's name, its sentence, and its labels. Raises ValueError for names that Prometheus cannot read."""

    kind = ""

    def __init__(self, name: str, meaning: str, labels: Sequence[str] = ()) -> None:
        wrong = [each for each in labels if not _LABEL.fullmatch(each) or each == "le"]
        if not _NAME.fullmatch(name) or wrong:
            raise ValueError(f"Prometheus cannot read the name {name!r} with the labels {list(labels)}.")
        self.name = name
        self.labels = tuple(labels)
        self._meaning = meaning

    def head(self) -> Iterator[str]:
        """What stands before the samples."""
        meaning = self._meaning.replace("\\", r"\\").replace("\n", r"\n")
        yield f"# HELP {self.name} {meaning}"
        yield f"# TYPE {self.name} {self.kind}"

    def bounded(self, values: Values, known: Iterable[Values], count: int) -> Values:
        """The values, or others in their place when there are too many already."""
        if len(values) != len(self.labels):
            raise ValueError(f"{self.name} has the labels {self.labels}, not {len(values)} of them.")
        return values if count < MOST_SERIES or values in known else (OTHER,) * len(values)

    def sample(self, values: Values, number: float, *, suffix: str = "", le: str = "") -> str:
        """One line."""
        pairs = [*zip(self.labels, values, strict=True), *([("le", le)] if le else [])]
        labels = ",".join(f'{label}="{_escaped(value)}"' for label, value in pairs)
        return f"{self.name}{suffix}{'{' + labels + '}' if labels else ''} {_written(number)}"


class Counter(_Named):
    """What only grows."""

    kind = "counter"

    def __init__(self, name: str, meaning: str, labels: Sequence[str] = ()) -> None:
        super().__init__(name, meaning, labels)
        self._sums: dict[Values, float] = {} if labels else {(): 0.0}

    def add(self, *values: str, by: float = 1.0) -> None:
        """So much more."""
        values = self.bounded(values, self._sums, len(self._sums))
        self._sums[values] = self._sums.get(values, 0.0) + by

    def lines(self) -> Iterator[str]:
        """The family as text, a line each."""
        yield from self.head()
        for values, number in self._sums.items():
            yield self.sample(values, number)


class Asked(_Named):
    """What is asked for when it is told: a number that somebody else keeps. `kind`: `gauge`, or `counter`."""

    def __init__(self, name: str, meaning: str, ask: Callable[[], float], *, kind: str = "gauge") -> None:
        super().__init__(name, meaning)
        self.kind = kind
        self._ask = ask

    def lines(self) -> Iterator[str]:
        """The family as text, a line each."""
        yield from self.head()
        yield self.sample((), self._ask())


class Histogram(_Named):
    """How often something took how long. `bounds`: the upper end of each bucket, ascending."""

    kind = "histogram"

    def __init__(self, name: str, meaning: str, labels: Sequence[str] = (), *, bounds: Sequence[float]) -> None:
        super().__init__(name, meaning, labels)
        self._bounds = tuple(bounds)
        self._counts: dict[Values, list[int]] = {}
        self._sums: dict[Values, float] = {}
        if not labels:
            self._counts[()], self._sums[()] = self._empty(), 0.0

    def see(self, *values: str, seconds: float) -> None:
        """It took so long. What is no number is passed over."""
        if not math.isfinite(seconds):
            return
        values = self.bounded(values, self._counts, len(self._counts))
        self._counts.setdefault(values, self._empty())[bisect_left(self._bounds, seconds)] += 1
        self._sums[values] = self._sums.get(values, 0.0) + seconds

    def lines(self) -> Iterator[str]:
        """The family as text, a line each."""
        yield from self.head()
        for values, counts in self._counts.items():
            upto = 0
            for bound, count in zip((*self._bounds, math.inf), counts, strict=True):
                upto += count
                yield self.sample(values, upto, suffix="_bucket", le=_written(bound))
            yield self.sample(values, self._sums[values], suffix="_sum")
            yield self.sample(values, upto, suffix="_count")

    def _empty(self) -> list[int]:
        return [0] * (len(self._bounds) + 1)


def render(families: Iterable[Family]) -> str:
    """All of them as one page. Raises ValueError when two have one name."""
    told: set[str] = set()
    lines: list[str] = []
    for family in families:
        if family.name in told:
            raise ValueError(f"There are two families called {family.name}.")
        told.add(family.name)
        lines.extend(family.lines())
    return "".join(f"{line}\n" for line in lines)


def _written(number: float) -> str:
    if math.isinf(number):
        return "+Inf" if number > 0 else "-Inf"
    if math.isnan(number):
        return "NaN"
    return str(int(number)) if number == int(number) and abs(number) < 1e15 else repr(float(number))


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
