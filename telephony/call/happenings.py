"""What happened outside a call and waits to be told to its conversation. Pure."""

from collections import deque

from telephony.call.events import Happened
from telephony.call.ports import CallerInput

MOST = 8
"""Events that may wait; more of them mean that nobody listens."""


class Happenings:
    """A short queue."""

    def __init__(self) -> None:
        self._waiting: deque[Happened] = deque()

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def full(self) -> bool:
        """Nothing more can wait."""
        return len(self._waiting) >= MOST

    def put(self, event: Happened) -> None:
        """Let an event wait."""
        self._waiting.append(event)

    def take(self) -> CallerInput:
        """The oldest, as a turn."""
        event = self._waiting.popleft()
        return CallerInput(event=event.name, value=event.value)
