"""Numbers that are refused, and numbers that are let in whatever they do. Pure.

An entry is a number in E.164, the beginning of numbers (`+4479*`), or `anonymous`: whoever shows no number. Of several
that fit, the one that says most of the number counts.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

ANONYMOUS: Final = "anonymous"
_PUNCTUATION: Final = re.compile(r"[\s().\-]")
_PATTERN: Final = re.compile(r"\+[1-9]\d{6,14}|\+[1-9]\d{0,13}\*")

Rule = Literal["block", "allow"]
How = Literal["sentence", "reject"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the lists."""

    pattern: str
    rule: Rule
    """`allow`: the limits of their number do not hold for them; those of everybody do."""
    how: How = "sentence"
    """What a blocked caller hears: TRUNKLINE_REFUSED, or, without our picking up, that the line is busy."""
    reason: str = ""
    until: datetime | None = None
    """From then on it is as if it were not there."""


def pattern(written: str) -> str | None:
    """An entry's pattern, without what people write between the digits; None for what is none."""
    bare = _PUNCTUATION.sub("", written).lower()
    return bare if bare == ANONYMOUS or _PATTERN.fullmatch(bare) else None


class Lists:
    """All entries. To look one up takes no longer when there are many."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._entries = {entry.pattern: entry for entry in entries}

    def __len__(self) -> int:
        return len(self._entries)

    def find(self, number: str, *, now: datetime) -> Entry | None:
        """The entry for a number in E.164, or for an empty one: that of a caller who shows none."""
        return next((entry for entry in self._fitting(number) if entry.until is None or now < entry.until), None)

    def _fitting(self, number: str) -> Iterable[Entry]:
        """The more they say of the number, the earlier."""
        beginnings = (f"{number[:length]}*" for length in range(len(number), 1, -1))
        names = (number, *beginnings) if number else (ANONYMOUS,)
        return (self._entries[name] for name in names if name in self._entries)
