"""All secrets that this process may name, in memory: read before they are needed, and again now and then.

Whoever needs one asks `reveal`, which waits for nothing. A secret that was changed in its file or in the table is used
from the next time on that it was read; one that was removed is refused from then on. While the database is away, what
was read last is used.
"""

import asyncio
import os
from collections.abc import Callable, Collection, Iterable
from pathlib import Path

import structlog
from dotenv import dotenv_values
from pydantic import SecretStr

from agent.errors import TrunklineError
from agent.safety.vault.folder import Folder
from agent.safety.vault.references import Reference, parse
from agent.safety.vault.stored import Stored
from agent.secrets import remember

log = structlog.get_logger(__name__)

Read = Callable[[str], str | None]
"""Gives the value of a variable; None when there is none."""

EVERY_S = 5.0
"""How often secrets are read anew."""

_MISSING = {
    "env": "which is not set: set it, or take it out",
    "file": "which is not in TRUNKLINE_SECRETS_DIR: put it there, or take it out",
    "secret": "which is not in the table: trunkline secret set {name}, or take it out",
}


def variables(file: Path = Path(".env")) -> Read:
    """The variables of the environment and, as for the settings, of `.env`; the environment wins."""
    written = dotenv_values(file) if file.is_file() else {}

    def read(name: str) -> str | None:
        return os.environ.get(name) or written.get(name) or None

    return read


class Vault:
    """Secrets by name. Variables are there at once; files and the table after `read`."""

    def __init__(self, variables: Read, folder: Folder | None = None, stored: Stored | None = None) -> None:
        self._variables = variables
        self._folder = folder
        self._stored = stored
        self._wanted: frozenset[Reference] = frozenset()
        self._values: dict[Reference, str] = {}

    async def read(self, wanted: Iterable[Reference]) -> None:
        """Read these, now and from now on. Raises SecretTrouble or KeyTrouble."""
        self._wanted = frozenset(wanted)
        await self._read()

    async def run(self) -> None:
        """Read them now and then, until cancelled."""
        while True:
            await asyncio.sleep(EVERY_S)
            try:
                await self._read()
            except TrunklineError as why:
                log.warning("vault.unread", why=str(why))

    def reveal(self, text: str) -> SecretStr:
        """A text with its secrets put in. Raises ValueError, with the name alone, for a secret that is not there, and
        for a text that would break out of a header.
        """
        named = parse(text)
        values = [self._value(reference) for reference in named.references]
        for reference, value in zip(named.references, values, strict=True):
            if not _fits(value):
                raise ValueError(f"names {reference}, whose value no header can hold (a line break, an accent)")
        if not all(map(_fits, named.texts)):
            raise ValueError("holds what no header can hold (a line break, an accent)")
        whole = [named.texts[0]]
        for value, after in zip(values, named.texts[1:], strict=True):
            whole += (value, after)
        return SecretStr("".join(whole))

    def _value(self, reference: Reference) -> str:
        found = self._variables(reference.name) if reference.kind == "env" else self._values.get(reference)
        if not found:
            raise ValueError(f"names {reference}, {_MISSING[reference.kind].format(name=reference.name)}")
        remember([found])
        return found

    async def _read(self) -> None:
        files, rows = (
            frozenset(each.name for each in self._wanted if each.kind == kind) for kind in ("file", "secret")
        )
        found = await asyncio.to_thread(self._in_folder, files) if files and self._folder else {}
        if rows and self._stored:
            stored = await self._stored.read(rows)
            found |= {Reference("secret", name): value for name, value in stored.items()}
        remember(found.values())
        for reference in sorted(self._values.keys() - found.keys(), key=str):
            log.warning("vault.gone", secret=str(reference))
        self._values = found

    def _in_folder(self, names: Collection[str]) -> dict[Reference, str]:
        assert self._folder is not None
        read = {Reference("file", name): self._folder.read(name) for name in names}
        # An empty file is one that is being written: what it held before counts until it holds something again.
        held = {place: self._values.get(place) if value == "" else value for place, value in read.items()}
        return {place: value for place, value in held.items() if value}


def _fits(text: str) -> bool:
    return text.isprintable() and text.isascii()
