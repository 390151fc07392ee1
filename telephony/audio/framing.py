"""Frames of one length out of sound that comes in pieces of any length."""

from collections.abc import Iterator


class Framer:
    """Cuts sound into frames of `size` bytes; what is left over waits for the next piece."""

    def __init__(self, size: int) -> None:
        if size < 1:
            raise ValueError(f"A frame has at least one byte, not {size}.")
        self._size = size
        self._rest = bytearray()

    def push(self, audio: bytes) -> Iterator[bytes]:
        """Take the next piece, give every frame that it completes. It is taken even if nobody iterates."""
        self._rest += audio
        whole = len(self._rest) - len(self._rest) % self._size
        ready = bytes(self._rest[:whole])
        del self._rest[:whole]
        return (ready[start : start + self._size] for start in range(0, whole, self._size))

    def flush(self, fill: bytes) -> bytes:
        """The last frame, filled up with `fill` (one byte); empty when nothing was left over."""
        if not self._rest:
            return b""
        last = bytes(self._rest.ljust(self._size, fill))
        self._rest.clear()
        return last
