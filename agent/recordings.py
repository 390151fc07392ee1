"""What calls sounded like, kept in files: both sides, as they were heard.

Sound is laid out in memory and written once a second by a thread, so that a process that dies loses two seconds. A
caller who wishes not to be recorded is asked about once a second too: what was kept of their call is deleted.

A file holds pairs of µ-law bytes, the caller's and ours, 8,000 a second, from the beginning of the call on and without
a header: whoever appends to it, after a line was lost, needs to know nothing of it.
"""

import asyncio
import os
import re
import struct
import time
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

import structlog
from sqlalchemy import select

from agent.bookkeeping import AWAY
from agent.store.database import Database
from agent.store.tables import RecordingRefusal
from telephony.line import BYTES_PER_MS, Heard
from telephony.tracks import Tracks

log = structlog.get_logger(__name__)

EVERY_S: Final = 1.0
LONGEST_MS: Final = 4 * 3600 * 1000
"""What is longer is a line that nobody hung up."""
LONGEST_HELD_MS: Final = 120_000
"""Sound that is held back for longer is written as silence."""
_PAIR: Final = 2 * BYTES_PER_MS
"""Bytes of a millisecond of both sides."""
_SUFFIX: Final = ".ulaw2"
_NAME: Final = re.compile(r"[A-Za-z0-9_.-]{2,64}")


class Taping:
    """One call on one stream, being recorded: a `telephony.recorded_line.Tape`, and an `agent.safety.sound.Sound`."""

    def __init__(self, call_id: str, *, since: Callable[[], float], at_ms: int) -> None:
        """`since`: how long ago this stream's part began, in seconds; `at_ms`: where that was in the call."""
        self.call_id = call_id
        self.over = False
        self._since = since
        self._at_ms = at_ms
        self._held_ms: int | None = None
        self._tracks = Tracks(at_ms=at_ms)

    def heard(self, sound: Heard) -> None:
        """Sound came from the caller."""
        if (now_ms := self._now_ms()) <= LONGEST_MS:
            self._tracks.hear(sound.audio, sound.at_ms, now_ms)

    def played(self, audio: bytes) -> None:
        """Sound was sent."""
        if (now_ms := self._now_ms()) <= LONGEST_MS:
            self._tracks.play(audio, now_ms)

    def cleared(self) -> None:
        """What was sent and not played was thrown away."""
        self._tracks.clear(self._now_ms())

    def hold(self, from_ms: int) -> None:
        """Write nothing from there on until `free`: it may have to be silence. Milliseconds of the call."""
        self._held_ms = from_ms if self._held_ms is None else min(self._held_ms, from_ms)

    def free(self) -> None:
        """What was held may be written."""
        self._held_ms = None

    def hush(self, from_ms: int, to_ms: int, *, theirs: bool, ours: bool) -> None:
        """Silence from there to there, of what was not written yet."""
        self._tracks.hush(from_ms, to_ms, theirs=theirs, ours=ours)

    def take(self) -> tuple[int, bytes]:
        """What can be written now, and where in the call it begins, in milliseconds."""
        now_ms, begins_ms = min(self._now_ms(), LONGEST_MS), self._tracks.taken_ms
        if self.over:
            if self._held_ms is not None:
                # Nobody said what it is: it is taken for what must not be kept, as below.
                self._tracks.hush(self._held_ms, now_ms)
            return begins_ms, self._tracks.finish(now_ms)
        if self._held_ms is not None and self._held_ms < now_ms - LONGEST_HELD_MS:
            # Nobody said what it is: it is taken for what must not be kept.
            self._tracks.hush(self._held_ms, now_ms - LONGEST_HELD_MS)
            self._held_ms = now_ms - LONGEST_HELD_MS
        return begins_ms, self._tracks.take(now_ms, hold_ms=self._held_ms)

    def _now_ms(self) -> int:
        return self._at_ms + round(self._since() * 1000)


class RecordingFiles:
    """Where recordings lie, one file a call. Looks at the disk."""

    def __init__(self, home: Path) -> None:
        """`home`: TRUNKLINE_HOME."""
        self.folder = home / "recordings"

    def path(self, call_id: str) -> Path | None:
        """Where the recording of a call would be; None for an id that cannot have one."""
        return self.folder / f"{call_id}{_SUFFIX}" if _NAME.fullmatch(call_id) else None

    def has(self, call_id: str) -> bool:
        """Whether there is sound of that call."""
        path = self.path(call_id)
        return path is not None and path.is_file()

    def delete(self, call_id: str) -> None:
        """Delete the recording of a call, if there is one. Raises OSError."""
        if (path := self.path(call_id)) is not None:
            path.unlink(missing_ok=True)

    def write(self, call_id: str, sound: bytes, *, begins_ms: int) -> None:
        """Write at its place in the call, with silence for what is missing before it. Raises OSError."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self.folder / f"{call_id}{_SUFFIX}"
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as file:
            missing = begins_ms * _PAIR - file.tell()
            if missing > 0:
                file.write(b"\xff" * missing)
            file.write(sound)

    def written(self) -> dict[str, float]:
        """The calls of which there is sound, each with the time when it was last written (Unix)."""
        found = {}
        for path in self.folder.glob(f"*{_SUFFIX}"):
            with suppress(OSError):  # somebody has just deleted it
                found[path.name.removesuffix(_SUFFIX)] = path.stat().st_mtime
        return found


class Recordings:
    """Of this process. `clock`: seconds that only grow."""

    def __init__(self, home: Path, database: Database, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.files = RecordingFiles(home)
        self._database = database
        self._taping: list[Taping] = []
        self._refused: set[str] = set()
        self._stopped = asyncio.Event()

    def begin(self, call_id: str, *, at_ms: int) -> Taping | None:
        """Record a call from now on; `at_ms`: how far it is. None for an id that is no name of a file."""
        if not _NAME.fullmatch(call_id):
            return None
        clock, began = self._clock, self._clock()
        taping = Taping(call_id, since=lambda: clock() - began, at_ms=at_ms)
        self._taping.append(taping)
        return taping

    def goes_on(self, call_id: str) -> bool:
        """Whether the call is being recorded now, or what was recorded of it is still to be written."""
        return any(taping.call_id == call_id for taping in self._taping)

    async def run(self) -> None:
        """Write until stopped, and then what is left."""
        while not self._stopped.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopped.wait(), EVERY_S)
            await self.flush()
        for taping in self._taping:
            taping.over = True
        await self.flush()

    def stop(self) -> None:
        """Let `run` write what is left and end."""
        self._stopped.set()

    async def flush(self) -> None:
        """Write what can be written; forget what is over."""
        if not self._taping:
            return
        now = list(self._taping)
        self._refused = await self._refusals({taping.call_id for taping in now})
        over = {id(taping) for taping in now if taping.over}
        pieces = [(taping.call_id, *taping.take()) for taping in now]
        await asyncio.to_thread(self._write, pieces, self._refused)
        self._taping = [taping for taping in self._taping if id(taping) not in over]

    async def _refusals(self, call_ids: Collection[str]) -> set[str]:
        try:
            async with self._database.unit() as session:
                found = await session.scalars(
                    select(RecordingRefusal.call_id).where(RecordingRefusal.call_id.in_(call_ids))
                )
                return set(found)
        except AWAY as why:
            log.warning("recordings.refusals_unread", why=type(why).__name__)
            return self._refused

    def _write(self, pieces: Iterable[tuple[str, int, bytes]], refused: Collection[str]) -> None:
        for call_id, begins_ms, sound in pieces:
            try:
                if call_id in refused:
                    self.files.delete(call_id)
                elif sound:
                    self.files.write(call_id, sound, begins_ms=begins_ms)
            except OSError as why:  # what comes later is written at its own place
                log.warning("recordings.unwritten", call_id=call_id, why=why.strerror)


def wav_header(size: int) -> bytes:
    """Of a WAV file with so many bytes of µ-law in two channels. Source: Microsoft, "WAVE specifications", RIFF."""
    form = struct.pack("<HHIIHHH", 7, 2, 8000, 16_000, 2, 8, 0)
    facts = struct.pack("<I", size // 2)
    body = b"WAVEfmt " + struct.pack("<I", len(form)) + form + b"fact" + struct.pack("<I", 4) + facts
    return b"RIFF" + struct.pack("<I", len(body) + 8 + size) + body + b"data" + struct.pack("<I", size)
