"""The heads of WebSocket frames (RFC 6455, 5.2), for the places that read or write whole messages themselves. Pure."""

import struct
from typing import Final

TEXT: Final = 0x81
BINARY: Final = 0x82
"""The first byte of a message that is whole."""
MASKED: Final = 0x80
"""In the second byte; the rest of it is the size, or says where the size stands."""
SHORT: Final = 125
"""The largest size that stands in the second byte."""
MIDDLE: Final = 126
"""The size is in the next two bytes; one more, and it is in the next eight."""
_LONG: Final = 127
_64K: Final = 65_536
_LEAST: Final = 2
"""Bytes of the shortest head."""


def extent(data: bytes, at: int) -> tuple[int, int] | None:
    """Where the body of the frame that begins `at` there begins, behind the mask if there is one, and where it ends,
    which may be behind the end of the data; None: too little of its head is there.
    """
    if len(data) - at < _LEAST:
        return None
    size, body = data[at + 1] & ~MASKED, at + _LEAST
    if size > SHORT:
        body += 2 if size == MIDDLE else 8
        if body > len(data):
            return None
        size = int.from_bytes(data[at + _LEAST : body])
    if data[at + 1] & MASKED:
        body += 4
    return body, body + size


def head(first: int, size: int, *, masked: bool = False) -> bytes:
    """Everything before the mask, or before the message where there is none."""
    bit = MASKED if masked else 0
    if size <= SHORT:
        return bytes((first, bit | size))
    if size < _64K:
        return struct.pack(">BBH", first, bit | MIDDLE, size)
    return struct.pack(">BBQ", first, bit | _LONG, size)
