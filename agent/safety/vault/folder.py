"""Secrets in files, as Docker (`/run/secrets`) and Kubernetes mount them: one a file, its name the secret's."""

import os
import stat
from pathlib import Path

import structlog

from agent.safety.vault.references import is_name

log = structlog.get_logger(__name__)

LARGEST = 65_536
"""Bytes of a secret."""


class Unsafe(Exception):
    """What stands under a name is no secret; the message says why."""


class Folder:
    """A folder of secrets. Reads files: to be asked in a thread."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self, name: str) -> str | None:
        """The secret as it is now, without the end of its last line; None when there is none.

        Kubernetes' links lead about within the folder, and are followed; one that leads out of it is not, nor is what
        is no plain file.
        """
        try:
            return self._read(name).decode("utf-8").removesuffix("\n").removesuffix("\r") if is_name(name) else None
        except FileNotFoundError:
            return None
        except Unsafe as why:
            log.warning("vault.refused", file=name, why=str(why))
        except (OSError, UnicodeDecodeError) as why:
            log.warning("vault.refused", file=name, why=type(why).__name__)
        return None

    def _read(self, name: str) -> bytes:
        place = (self.path / name).resolve(strict=True)
        if not place.is_relative_to(self.path.resolve(strict=True)):
            raise Unsafe("it leads out of the folder")
        # Opened without waiting: a pipe would keep us until somebody writes to it.
        with os.fdopen(os.open(place, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise Unsafe("it is no file")
            content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise Unsafe(f"it is larger than {LARGEST} bytes")
        return content
