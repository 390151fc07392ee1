"""In which order several workers run the tests: what takes long comes first, and to each its share of it.

xdist cuts the list of all tests into as many pieces as there are workers, and lets those who have finished take from
the ends of the others' pieces. A long test at an end would be waited for by everybody.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TypeVar

SECONDS = {
    "tests/acceptance": 4.0,
    "tests/browser": 3.0,
    "tests/integration/agent": 0.8,
    "tests/integration": 0.2,
    "tests/contract": 0.1,
}
"""What a test of a room takes, roughly; any other takes next to nothing."""
TOGETHER = ("tests/acceptance", "tests/browser")
"""Rooms in which processes are started: each is one worker's, so that they do not hold each other up."""

T = TypeVar("T")


def dealt(tests: Sequence[tuple[str, T]], workers: int) -> list[T]:
    """The same tests in their new order. Each comes with its file; those of a file are beside each other before, and
    stay so if they take long.
    """
    long = [test for test in tests if _seconds(test[0])]
    short = iter([test for file, test in tests if not _seconds(file)])
    heaps = [list(heap) for _, heap in groupby(long, lambda test: _heap(test[0]))]
    hands: list[list[T]] = [[] for _ in range(workers)]
    loads = [0.0] * workers
    for heap in sorted(heaps, key=_load, reverse=True):
        least = loads.index(min(loads))
        loads[least] += _load(heap)
        hands[least] += [test for _, test in heap]
    for hand, size in zip(hands, _sizes(len(tests), workers), strict=True):
        hand += [test for _, test in zip(range(size - len(hand)), short, strict=False)]
    return [test for hand in hands for test in hand] + list(short)


def _seconds(file: str) -> float:
    return next((seconds for room, seconds in SECONDS.items() if file.startswith(f"{room}/")), 0.0)


def _heap(file: str) -> str:
    return next((room for room in TOGETHER if file.startswith(f"{room}/")), file)


def _load(heap: Sequence[tuple[str, object]]) -> float:
    return sum(_seconds(file) for file, _ in heap)


def _sizes(tests: int, workers: int) -> Iterator[int]:
    """Of the pieces that xdist cuts."""
    for others in range(workers, 0, -1):
        yield tests // others
        tests -= tests // others
