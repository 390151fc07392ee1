"""Server-sent events, out of bytes as they come. Pure.

Source: https://html.spec.whatwg.org/multipage/server-sent-events.html, "Interpreting an event stream". Only the data of
events is of interest; an event that is cut off at the end is none. Stricter than the source in one thing: what cannot
be the name of a field is not passed over, for whatever came torn or from elsewhere would be passed over too.
"""

MOST_BYTES = 1024 * 1024
"""Of one event."""
_COMMENT = ord(":")


class ServerEvents:
    """One stream of events. `most`: bytes of one event."""

    def __init__(self, *, most: int = MOST_BYTES) -> None:
        self._most = most
        self._line: list[bytes] = []
        """Parts of the line that is not over yet."""
        self._data: list[bytes] = []
        """Lines of data of the event that is not over yet."""
        self._size = 0
        self._returned = False
        """The last byte was a carriage return: a line feed that follows belongs to it."""

    def feed(self, piece: bytes) -> list[bytes]:
        """The data of the events that are whole now. Raises ValueError for what is none, or too large."""
        if self._returned and piece[:1] == b"\n":
            piece = piece[1:]
        self._returned = piece[-1:] == b"\r"
        self._size += len(piece)
        found: list[bytes] = []
        for part in piece.splitlines(keepends=True):
            self._line.append(part)
            if part[-1] in b"\r\n":
                self._take(b"".join(self._line).rstrip(b"\r\n"), found)
                self._line.clear()
        if self._size > self._most:
            raise ValueError("An event of the stream is larger than any that is meant.")
        return found

    def _take(self, line: bytes, found: list[bytes]) -> None:
        if line.startswith(b"data:"):
            self._data.append(line[6:] if line[5:6] == b" " else line[5:])
        elif line == b"data":
            self._data.append(b"")
        elif not line:
            if self._data:
                found.append(b"\n".join(self._data))
            self._data.clear()
            self._size = 0
        elif line[0] != _COMMENT and not line.partition(b":")[0].isalpha():
            raise ValueError("What came is no stream of events.")
