"""Whom one call asks next. Pure: time is an argument.

The one that broke is opened once more, if that can help, and last if it would cost time; then those that were not asked
yet, in their order; then those that were left. Nobody is opened again more often than every few seconds, so that all
this comes to an end. Providers are numbered in the order of the settings.
"""

from collections.abc import Iterable


class Choosing:
    """One call's. `every_s`: so often at most one provider is opened again."""

    def __init__(self, *, every_s: float) -> None:
        self._every_s = every_s
        self._opened: set[int] = set()
        self._again_at: dict[int, float] = {}

    @property
    def fresh(self) -> bool:
        """Nobody was asked yet."""
        return not self._opened

    def order(
        self, able: Iterable[int], now: float, *, broke: int | None = None, again: bool = False, slow: bool = False
    ) -> list[int]:
        """Whom to try, the first first. `able`: those that know the language; `broke`: the one that just did;
        `again`: whether to ask it once more can help; `slow`: it did not answer in time, so others come before it.
        """
        new, old = [], []
        for each in able:
            if each not in self._opened:
                new.append(each)
            elif self._may_again(each, now) and (each != broke or again):
                old.append(each)
        same, left = [each for each in old if each == broke], [each for each in old if each != broke]
        return [*new, *left, *same] if slow else [*same, *new, *left]

    def opened(self, number: int, now: float) -> None:
        """It is being opened now."""
        if number in self._opened:
            self._again_at[number] = now
        self._opened.add(number)

    def _may_again(self, number: int, now: float) -> bool:
        return number not in self._again_at or now - self._again_at[number] >= self._every_s
