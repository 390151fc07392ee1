"""Work for which nobody waits yet. Whatever is given to the pool on an errand is done when nothing else is, until
somebody does wait: then it goes where it belongs, also what stands in the queue already.

An errand belongs to the task that goes on it, and to the tasks which that one starts.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_errand: ContextVar["Errand | None"] = ContextVar("errand", default=None)


class Errand:
    """One piece of work ahead of its time. `hurried`: somebody waits for it now."""

    def __init__(self) -> None:
        self.hurried = False
        self._moves: set[Callable[[], None]] = set()

    def hurry(self) -> None:
        """Somebody waits for it: what waits in a queue goes on in a more urgent one."""
        self.hurried = True
        for move in tuple(self._moves):
            move()

    def relax(self) -> None:
        """Nobody waits for it any more; what it asks for from now on has time."""
        self.hurried = False

    @contextmanager
    def queued(self, move: Callable[[], None]) -> Iterator[None]:
        """Within this context a part of it stands in a queue; `move` puts it into the one where it belongs."""
        self._moves.add(move)
        try:
            yield
        finally:
            self._moves.discard(move)


@contextmanager
def on(errand: Errand) -> Iterator[None]:
    """Within this context, and in the tasks started in it, work is done on that errand."""
    token = _errand.set(errand)
    try:
        yield
    finally:
        _errand.reset(token)


def current() -> Errand | None:
    """The errand that this task is on; None: somebody waits for what it does."""
    return _errand.get()
