"""What goes wrong with a stand-in, when it is told to: each fault befalls one request or one stream."""

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Literal, cast, get_args

FaultKind = Literal["stall", "cut", "refuse", "garbage", "drip", "close"]
"""stall: nothing more comes; cut: the connection is torn; refuse: an HTTP status instead of an answer; garbage: what is
no message of the protocol comes instead of one; drip: everything comes in crumbs; close: the stream is closed in an
orderly way before its end.
"""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that goes wrong."""

    kind: FaultKind
    after: int = 0
    """So many pieces of the answer come first: messages of a socket, chunks of a body. 0: before anything, and for a
    socket that is its opening. `refuse` is always before anything."""
    times: int = 1
    """So many requests or streams it befalls; 0: all, until it is taken away."""
    status: int = 429
    """Of `refuse`."""
    retry_after_s: float | None = None
    """Told with `refuse`."""
    code: int = 1011
    """Of `close`, for a socket."""
    reason: str = ""
    """Of `close`, for a socket."""

    @classmethod
    def parse(cls, written: str) -> "Fault":
        """`cut`, `cut@3` (after 3 pieces), `429`, `stallx2` (two requests), `cut@3x0` (always). Raises ValueError."""
        body, _, times = written.partition("x")
        body, _, after = body.partition("@")
        try:
            pieces, requests = _number(after, 0), _number(times, 1)
            if body.isdecimal() and 400 <= int(body) <= 599:
                return cls("refuse", pieces, requests, status=int(body))
            if body in get_args(FaultKind):
                return cls(cast("FaultKind", body), pieces, requests)
        except ValueError:
            pass
        kinds = ", ".join(get_args(FaultKind))
        raise ValueError(
            f"{written!r} is no fault. Write a status from 400 to 599 such as 429, or one of {kinds}; then @N for "
            "after N pieces, xN for N requests (x0: all), such as cut@3x0."
        )


def _number(written: str, default: int) -> int:
    if not written:
        return default
    if not written.isdecimal():
        raise ValueError(written)
    return int(written)


class Torn(Exception):
    """The connection was torn: there is nobody to answer any more."""


class Refused(Exception):
    """Answer with this status instead."""

    def __init__(self, status: int, retry_after_s: float | None = None) -> None:
        super().__init__(status)
        self.status = status
        self.retry_after_s = retry_after_s


class Closed(Exception):
    """Close the stream in an orderly way, with this code."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(code, reason)
        self.code = code
        self.reason = reason


@dataclass(slots=True)
class Course:
    """How one request, or one stream, goes. `piece()` before each piece of the answer."""

    fault: Fault | None
    delay_s: float
    piece_s: float
    pieces: int = 0

    @property
    def drips(self) -> bool:
        """Every piece is to be sent in crumbs, with a pause of `piece_s` (10 ms at least) between them."""
        return self.fault is not None and self.fault.kind == "drip" and self.pieces > self.fault.after

    async def begin(self) -> None:
        """Before anything is answered. Raises `Refused`, `Torn`, `Closed`; a stall lasts until the client leaves."""
        if self.delay_s:
            await asyncio.sleep(self.delay_s)
        fault = self.fault
        if fault is None:
            return
        if fault.kind == "refuse":
            raise Refused(fault.status, fault.retry_after_s)
        if fault.after == 0 and fault.kind in ("stall", "cut"):
            await self._befall(fault)

    async def piece(self) -> bool:
        """Before each piece. True when garbage is to be sent in its place. Raises `Torn`, `Closed`."""
        if self.piece_s:
            await asyncio.sleep(self.piece_s)
        self.pieces += 1
        fault = self.fault
        if fault is None or self.pieces <= fault.after or fault.kind in ("refuse", "drip"):
            return False
        if fault.kind == "garbage":
            return self.pieces == fault.after + 1
        await self._befall(fault)
        return False

    @staticmethod
    async def _befall(fault: Fault) -> None:
        if fault.kind == "stall":
            await asyncio.Event().wait()
        if fault.kind == "close":
            raise Closed(fault.code, fault.reason)
        raise Torn


class Troubles:
    """The faults that are still to come, and how slow the stand-in is.

    `delay_s`: before an answer begins; `piece_s`: before each piece of it.
    """

    def __init__(self, *, delay_s: float = 0.0, piece_s: float = 0.0) -> None:
        self.delay_s = delay_s
        self.piece_s = piece_s
        self._faults: deque[Fault] = deque()
        self._left = 0

    def add(self, *faults: Fault) -> None:
        """After the faults that are still to come, these."""
        if not self._faults and faults:
            self._left = faults[0].times
        self._faults.extend(faults)

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self._faults.clear()

    def course(self) -> Course:
        """How the next request, or stream, goes."""
        return Course(self._next(), self.delay_s, self.piece_s)

    def _next(self) -> Fault | None:
        if not self._faults:
            return None
        fault = self._faults[0]
        if fault.times:
            self._left -= 1
            if self._left == 0:
                self._faults.popleft()
                self._left = self._faults[0].times if self._faults else 0
        return fault
