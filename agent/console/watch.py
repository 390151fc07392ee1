"""The time of something that is tried out, looked at from within: what runs on a flow may go round for ever."""

import time


class TimeIsOver(BaseException):
    """A rehearsal has used up its time. No Exception: a turn that fails with one is gone on from."""


class Watch:
    """The time of a rehearsal and of each of its lines. Another thread may end it."""

    def __init__(self, limit_s: float, line_limit_s: float) -> None:
        self._line_limit_s = line_limit_s
        self._until = time.monotonic() + limit_s
        self.next_line()

    def next_line(self) -> None:
        """Another line begins."""
        self._line_until = time.monotonic() + self._line_limit_s

    def look(self) -> None:
        """Raises TimeIsOver when the time is over."""
        if time.monotonic() > min(self._until, self._line_until):
            raise TimeIsOver

    def end(self) -> None:
        """Nobody waits for what comes of it any more."""
        self._until = 0.0
