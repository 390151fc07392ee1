"""Entries that nobody sees yet, since a turn before them is not understood. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from telephony.call.timeline import Entry

MOST_HELD: Final = 100
"""Entries that are held back at most; with one more all of them are told, as they are."""


class Backlog:
    """Holds entries back, in their order, and lets them go together."""

    def __init__(self) -> None:
        self.holding = False
        self._held: dict[int, Entry] = {}

    def passed(self, written: Sequence[Entry]) -> Sequence[Entry]:
        """What may be told now: nothing new while it holds; then also what was held back.

        One that is written again while it is held back is told in its last form only.
        """
        if not self.holding and not self._held:
            return written
        told: list[Entry] = []
        for each in written:
            if each.again and each.ordinal not in self._held:
                told.append(each)
            else:
                self._held[each.ordinal] = replace(each, again=False)
        if len(self._held) > MOST_HELD:
            self.holding = False
        if not self.holding:
            told += self._held.values()
            self._held = {}
        return told
