"""What the scribe asks of a call's recording. Milliseconds count from the call's beginning."""

from typing import Protocol


class Sound(Protocol):
    """The recording of the call."""

    def hold(self, from_ms: int) -> None:
        """Write nothing from there on, until it is known what it is."""
        ...

    def free(self) -> None:
        """All that was held may be written."""
        ...

    def hush(self, from_ms: int, to_ms: int, *, theirs: bool, ours: bool) -> None:
        """There is to be silence, of what was not written yet."""
        ...


class NoSound:
    """The recording of a call that is not recorded."""

    def hold(self, from_ms: int) -> None:
        """Nothing."""

    def free(self) -> None:
        """Nothing."""

    def hush(self, from_ms: int, to_ms: int, *, theirs: bool, ours: bool) -> None:
        """Nothing."""
