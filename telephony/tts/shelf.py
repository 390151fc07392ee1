"""Speech kept in a folder: two files for each text, the sound and what is known of it.

`KEY.ulaw` is µ-law, 8 kHz; `KEY.json` describes it. The description is written last and holds the sound's checksum, so
a crash, a full disk or a curious hand leaves at worst an entry that is not believed and made anew.
Everything here blocks; it is for the pool. Several processes may share a folder.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

import structlog
from pydantic import BaseModel, ConfigDict, NonNegativeInt, ValidationError

from telephony.tts.port import Speech, Word

log = structlog.get_logger(__name__)
_SOUND, _ABOUT = ".ulaw", ".json"


class _Piece(BaseModel):
    model_config = ConfigDict(extra="forbid")

    length: NonNegativeInt
    """Bytes."""
    words: list[tuple[str, NonNegativeInt, NonNegativeInt]]


class _About(BaseModel):
    model_config = ConfigDict(extra="forbid")

    format: Literal[1] = 1
    sha256: str
    pieces: list[_Piece]


class Shelf:
    """The folder. `bound_bytes`: how much sound it may hold; beyond it the least recently used goes."""

    def __init__(self, folder: Path, *, bound_bytes: int) -> None:
        self._folder = folder
        self._bound = bound_bytes

    def read(self, key: str) -> tuple[Speech, ...] | None:
        """The speech kept under the key, or None. What cannot be believed is removed."""
        about_file, sound_file = self._folder / (key + _ABOUT), self._folder / (key + _SOUND)
        try:
            about = _About.model_validate_json(about_file.read_bytes())
            sound = sound_file.read_bytes()
        except FileNotFoundError:
            return None
        except (OSError, ValidationError) as error:
            self._disbelieve(key, type(error).__name__)
            return None
        sound_is_whole = sum(piece.length for piece in about.pieces) == len(sound)
        if not sound_is_whole or hashlib.sha256(sound).hexdigest() != about.sha256:
            self._disbelieve(key, "checksum")
            return None
        self._touch(sound_file)
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
            self._replace(key + _SOUND, sound)
            self._replace(key + _ABOUT, about.model_dump_json().encode())
            self._evict(keep=key)
        except OSError as error:
            log.warning("speech_shelf.not_written", folder=str(self._folder), error=str(error))

    def _replace(self, name: str, content: bytes) -> None:
        with tempfile.NamedTemporaryFile(dir=self._folder, prefix=".", suffix=".part", delete=False) as file:
            try:
                file.write(content)
                file.close()
                Path(file.name).replace(self._folder / name)
            except OSError:
                Path(file.name).unlink(missing_ok=True)
                raise

    def _evict(self, *, keep: str) -> None:
        entries = sorted(self._entries())
        total = sum(size for _, size, _ in entries)
        for _, size, file in entries:
            if total <= self._bound:
                return
            if file.stem != keep:
                self._remove(file.stem)
                total -= size

    def _entries(self) -> Iterator[tuple[int, int, Path]]:
        for file in self._folder.glob("*" + _SOUND):
            try:
                about = file.stat()
            except FileNotFoundError:
                # Another process has just removed it.
                continue
            yield about.st_mtime_ns, about.st_size, file

    def _disbelieve(self, key: str, why: str) -> None:
        log.warning("speech_shelf.entry_removed", key=key, why=why)
        self._remove(key)

    def _remove(self, key: str) -> None:
        try:
            for suffix in (_ABOUT, _SOUND):
                (self._folder / (key + suffix)).unlink(missing_ok=True)
        except OSError as error:
            log.warning("speech_shelf.entry_not_removed", key=key, error=str(error))

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
