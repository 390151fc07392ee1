"""Websocket frames, and the heads of HTTP messages: as much of both as bench/calls needs. Pure.

Source: RFC 6455 and RFC 9112. The bench has its own because its instruments share one core with the callers of a
hundred calls: a library costs ten times as much for each message.
"""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, urlsplit

TEXT: Final = 1
BINARY: Final = 2
CLOSE: Final = 8
PING: Final = 9
PONG: Final = 10

_MAGIC: Final = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_NO_KEY: Final = b"\0\0\0\0"


class BrokenWire(Exception):
    """What came is none of the protocol, or a part of it that the bench does not speak."""


def frame(payload: bytes, *, opcode: int = TEXT, client: bool = False) -> bytes:
    """One whole message. A client has to mask what it sends; a key of zeros leaves it as it is."""
    size, mask = len(payload), 0x80 if client else 0
    if size < 126:
        head = bytes((0x80 | opcode, mask | size))
    elif size < 65_536:
        head = bytes((0x80 | opcode, mask | 126)) + size.to_bytes(2, "big")
    else:
        head = bytes((0x80 | opcode, mask | 127)) + size.to_bytes(8, "big")
    return head + _NO_KEY + payload if client else head + payload


class Frames:
    """Takes bytes as they come, gives whole messages."""

    def __init__(self) -> None:
        self._rest = bytearray()

    def feed(self, data: bytes) -> list[tuple[int, bytes]]:
        """Messages that are whole now: opcode and payload. Raises `BrokenWire` for one in several frames."""
        rest, found, at = self._rest, [], 0
        rest += data
        while (end := self._end(at)) is not None:
            first, (start, key) = rest[at], self._payload(at)
            if not first & 0x80 or first & 0x70 or not first & 0x0F:
                raise BrokenWire("a message in several frames, or a compressed one")
            payload = bytes(rest[start:end])
            found.append((first & 0x0F, _unmasked(payload, key) if key != _NO_KEY and key else payload))
            at = end
        del rest[:at]
        return found

    def _end(self, at: int) -> int | None:
        """Where the frame that begins there ends; None while it is not whole."""
        rest = self._rest
        if len(rest) < at + 2:
            return None
        size, start = rest[at + 1] & 0x7F, at + 2
        if size > 125:
            width = 2 if size == 126 else 8
            if len(rest) < start + width:
                return None
            size, start = int.from_bytes(rest[start : start + width], "big"), start + width
        end = start + size + (4 if rest[at + 1] & 0x80 else 0)
        return end if len(rest) >= end else None

    def _payload(self, at: int) -> tuple[int, bytes]:
        """Where its payload begins, and its key; empty: it has none."""
        second = self._rest[at + 1]
        start = at + {126: 4, 127: 10}.get(second & 0x7F, 2)
        return (start + 4, bytes(self._rest[start : start + 4])) if second & 0x80 else (start, b"")


def _unmasked(payload: bytes, key: bytes) -> bytes:
    size = len(payload)
    keys = (key * (size // 4 + 1))[:size]
    return (int.from_bytes(payload, "little") ^ int.from_bytes(keys, "little")).to_bytes(size, "little")


@dataclass(frozen=True, slots=True)
class Head:
    """The head of an HTTP message."""

    first: str
    """The request line, or the status line."""
    fields: Mapping[str, str]
    """With names in lower case."""

    @property
    def method(self) -> str:
        """Of a request."""
        return self.first.split(" ", 1)[0]

    @property
    def path(self) -> str:
        """Of a request, without the query."""
        return urlsplit(self.first.split(" ")[1]).path

    @property
    def query(self) -> Mapping[str, str]:
        """Of a request; of each name the first value."""
        return {name: values[0] for name, values in parse_qs(urlsplit(self.first.split(" ")[1]).query).items()}

    @property
    def status(self) -> int:
        """Of a response."""
        return int(self.first.split(" ")[1])

    @property
    def length(self) -> int:
        """Bytes of the body."""
        return int(self.fields.get("content-length", "0"))


def read_head(data: bytes | bytearray) -> tuple[Head, int] | None:
    """The head that the data begins with, and where the body begins; None while it is not whole."""
    end = data.find(b"\r\n\r\n")
    if end < 0:
        return None
    first, *lines = data[:end].decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return Head(first, {name.strip().lower(): value.strip() for name, _, value in pairs}), end + 4


def upgrade_request(host: str, path: str) -> bytes:
    """What a client asks to open a socket."""
    key = base64.b64encode(b"trunkline--bench").decode()
    return (
        f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
    ).encode()


def upgrade_answer(head: Head) -> bytes:
    """What a server answers who opens one. No extension is taken: nothing is compressed."""
    key = head.fields["sec-websocket-key"].encode()
    accepted = base64.b64encode(hashlib.sha1(key + _MAGIC, usedforsecurity=False).digest()).decode()
    return (
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Accept: {accepted}\r\n\r\n"
    ).encode()


def response(body: bytes, *, status: str = "200 OK", kind: str = "application/json") -> bytes:
    """A whole HTTP response."""
    return f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def chunk(body: bytes) -> bytes:
    """A piece of a response whose length is not known; an empty one is its end."""
    return b"%x\r\n%b\r\n" % (len(body), body)
