"""What came to a stand-in: remembered, and not for ever."""

import json
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

KEPT = 2_000
"""Requests and refusals that are remembered."""
KEPT_BYTES = 64 * 1024 * 1024
"""What clients sent that is remembered, over all requests; the oldest is forgotten first."""
COUNTED_EACH = 1024 * 1024
"""After so much more it is counted again."""
KEPT_OF_ONE = 16 * 1024 * 1024
"""The same of one socket."""


@dataclass(slots=True)
class Seen:
    """One request, or one socket, as it came."""

    method: str
    path: str
    query: list[tuple[str, str]]
    headers: Mapping[str, str]
    """In small letters."""
    body: Any = None
    """What JSON says, or bytes (also of JSON that is none), or None."""
    messages: list[Any] = field(default_factory=list)
    """Of a socket: JSON, or bytes, in order; sound is only counted."""
    sound_bytes: int = 0
    over: bool = False
    close_code: int | None = None
    """With which code the client closed the socket; None: it did not, or told none."""
    kept_bytes: int = 0
    """How much of what the client sent is remembered here."""
    _sizes: deque[int] = field(default_factory=deque, repr=False)

    def remember(self, message: Any, size: int) -> None:
        """Add a message of a socket; the oldest are forgotten when they are too many."""
        self.messages.append(message)
        self._sizes.append(size)
        self.kept_bytes += size
        while self.kept_bytes > KEPT_OF_ONE and len(self.messages) > 1:
            del self.messages[0]
            self.kept_bytes -= self._sizes.popleft()

    def values(self, name: str) -> list[str]:
        """All values of a query parameter."""
        return [value for each, value in self.query if each == name]


class Requests(deque[Seen]):
    """Those that came, oldest first. Never more than `KEPT` of them, nor more than about `KEPT_BYTES` in them."""

    def __init__(self) -> None:
        super().__init__(maxlen=KEPT)
        self._uncounted = 0

    def add(self, seen: Seen) -> None:
        """Remember one."""
        self.append(seen)
        self.grew(seen.kept_bytes)

    def grew(self, size: int) -> None:
        """One of them became so much larger: forget the oldest where it is too much."""
        self._uncounted += size
        if self._uncounted <= COUNTED_EACH:
            return
        self._uncounted = 0
        total = sum(seen.kept_bytes for seen in self)
        while total > KEPT_BYTES and len(self) > 1:
            total -= self.popleft().kept_bytes


async def see(request: web.Request) -> Seen:
    """One request as it came, with its body unless that has many parts."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    seen = Seen(request.method, request.path, list(request.query.items()), headers)
    if request.can_read_body and not request.content_type.startswith("multipart/"):
        raw = await request.read()
        seen.body = parsed(raw) if "json" in request.content_type else raw
        seen.kept_bytes = len(raw)
    return seen


def parsed(text: str | bytes) -> Any:
    """What the JSON says; the text itself where it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
