"""Speech kept in a folder: a file for each text, with the sound and what is known of it.

`KEY.speech` begins with a line of JSON that describes the sound, and holds its checksum; then comes the sound: µ-law,
8 kHz. A file is put in its place whole. So a crash, a full disk or a curious hand leaves at worst an entry that is not
believed and made anew, and several processes may share a folder: whoever reads while another writes gets the old entry
or the new one.
Everything here blocks; it is for the pool.
"""

import hashlib
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

import structlog
from pydantic import BaseModel, ConfigDict, NonNegativeInt, ValidationError

from telephony.tts.port import Speech, Word

log = structlog.get_logger(__name__)
_ENTRY, _BEGUN = ".speech", ".part"
_ABANDONED_S = 3600.0
"""A file that was begun so long ago was left by a process that died."""
_LOOKS = 16
"""The folder is looked through each time that this part of the bound has been written: others may write there too."""


class _Piece(BaseModel):
    model_config = ConfigDict(extra="forbid")

    length: NonNegativeInt
    """Bytes."""
    words: list[tuple[str, NonNegativeInt, NonNegativeInt]]


class _About(BaseModel):
    model_config = ConfigDict(extra="forbid")

    format: Literal[2] = 2
    sha256: str
    pieces: list[_Piece]


class Shelf:
    """The folder. `bound_bytes`: how much it may hold; beyond it the least recently used goes. Several processes may
    exceed it by a sixteenth each.
    """

    def __init__(self, folder: Path, *, bound_bytes: int) -> None:
        self._folder = folder
        self._bound = bound_bytes
        self._room = 0
        """Bytes that may be written before the folder is looked through again."""

    def read(self, key: str) -> tuple[Speech, ...] | None:
        """The speech kept under the key, or None. What cannot be believed is removed."""
        file = self._folder / (key + _ENTRY)
        try:
            written, _, sound = file.read_bytes().partition(b"\n")
            about = _About.model_validate_json(written)
        except FileNotFoundError:
            return None
        except (OSError, ValidationError) as error:
            self._disbelieve(file, type(error).__name__)
            return None
        sound_is_whole = sum(piece.length for piece in about.pieces) == len(sound)
        if not sound_is_whole or hashlib.sha256(sound).hexdigest() != about.sha256:
            self._disbelieve(file, "checksum")
            return None
        self._touch(file)
        return tuple(_cut(sound, about.pieces))

    def write(self, key: str, pieces: Sequence[Speech]) -> None:
        """Keep the speech. A disk that refuses is logged and not an error: speech can be made again."""
        sound = b"".join(piece.audio for piece in pieces)
        about = _About(
            sha256=hashlib.sha256(sound).hexdigest(),
            pieces=[
                _Piece(length=len(piece.audio), words=[(word.text, word.start_ms, word.end_ms) for word in piece.words])
                for piece in pieces
            ],
        )
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            content = about.model_dump_json().encode() + b"\n" + sound
            self._put(key + _ENTRY, content)
            self._room -= len(content)
            if self._room < 0:
                self._evict(keep=key + _ENTRY)
        except OSError as error:
            log.warning("speech_shelf.not_written", folder=str(self._folder), error=str(error))

    def _put(self, name: str, content: bytes) -> None:
        with tempfile.NamedTemporaryFile(dir=self._folder, prefix=".", suffix=_BEGUN, delete=False) as file:
            try:
                file.write(content)
                file.close()
                Path(file.name).replace(self._folder / name)
            except OSError:
                Path(file.name).unlink(missing_ok=True)
                raise

    def _evict(self, *, keep: str) -> None:
        entries = sorted(self._files(_ENTRY))
        total = sum(size for _, size, _ in entries)
        for _, size, file in entries:
            if total <= self._bound:
                break
            if file.name != keep:
                self._remove(file)
                total -= size
        self._room = min(self._bound - total, self._bound // _LOOKS)
        for used, _, file in self._files(_BEGUN):
            if used < time.time() - _ABANDONED_S:
                self._remove(file)

    def _files(self, suffix: str) -> Iterator[tuple[float, int, Path]]:
        """When each was last used, its bytes, and where it is."""
        for file in self._folder.glob("*" + suffix):
            try:
                about = file.stat()
            except FileNotFoundError:
                # Another process has just removed it.
                continue
            yield about.st_mtime, about.st_size, file

    def _disbelieve(self, file: Path, why: str) -> None:
        log.warning("speech_shelf.entry_removed", key=file.stem, why=why)
        self._remove(file)

    @staticmethod
    def _remove(file: Path) -> None:
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            log.warning("speech_shelf.entry_not_removed", key=file.stem, error=str(error))

    @staticmethod
    def _touch(file: Path) -> None:
        try:
            os.utime(file)
        except OSError as error:
            # A folder that may only be read is a good one; it merely does not learn what is used.
            log.debug("speech_shelf.use_not_noted", error=str(error))


def _cut(sound: bytes, pieces: Sequence[_Piece]) -> Iterator[Speech]:
    at = 0
    for piece in pieces:
        yield Speech(sound[at : at + piece.length], tuple(Word(*word) for word in piece.words))
        at += piece.length
