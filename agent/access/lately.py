"""What was found out a moment ago, so that not every request asks the database. Pure: time is an argument."""

from collections import OrderedDict
from typing import Final, Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")
MOST: Final = 5_000


class Lately(Generic[K, V]):
    """Values that are good for some seconds."""

    def __init__(self, *, good_s: float, most: int = MOST) -> None:
        self._good_s = good_s
        self._most = most
        self._kept: OrderedDict[K, tuple[V, float]] = OrderedDict()
        self.changes = 0
        """How often something has changed. Whoever asks elsewhere notes it before, and says it with the answer."""

    def get(self, key: K, *, now: float) -> V | None:
        """What was found out; None when that is too long ago."""
        value, then = self._kept.get(key, (None, now))
        return value if now - then < self._good_s else None

    def put(self, key: K, value: V, *, now: float, changes: int | None = None) -> None:
        """It is so now. `changes`: as they were when it was asked; an answer from before a change is not kept."""
        if changes is not None and changes != self.changes:
            return
        self._kept[key] = (value, now)
        self._kept.move_to_end(key)
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)

    def clear(self) -> None:
        """Something has changed."""
        self.changes += 1
        self._kept.clear()
