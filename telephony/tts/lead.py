"""How long whoever listens has something to hear before the sound that is being made: what comes meanwhile need not
come piece by piece, for every piece goes through many hands.

It belongs to the task that tells of it, and to the tasks which that one starts.
"""

from contextvars import ContextVar

_until: ContextVar[float] = ContextVar("lead", default=0.0)


def tell(until_s: float) -> None:
    """They have something to hear until then, on the loop's clock, and this comes after it."""
    _until.set(until_s)


def until() -> float:
    """Until when they have something to hear; 0: nothing is known."""
    return _until.get()
