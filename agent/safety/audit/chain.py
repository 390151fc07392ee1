"""The chain of the audit log: each entry is hashed together with the hash of the one before it. Pure.

Whoever changes, removes or inserts an entry breaks the chain from there on. Whoever could write all of it anew, and
whoever cuts off its end, is found out by a hash that was noted elsewhere: the anchor. Source of the idea: Schneier and
Kelsey, "Secure Audit Logs to Support Computer Forensics", 1999, without its keys.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal

import orjson

GENESIS: Final = bytes(32)
"""What stands before the first entry."""
FORM: Final = "trunkline-audit-1"
TRIMMED: Final = "audit.trimmed"
"""The entry that says until where the log was cut, and which hash stood last there."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as it is kept."""

    ordinal: int
    """Counts from 1."""
    at: datetime
    who: str
    did: str
    what: str
    details: str
    """JSON, in the very text that was hashed: that of PostgreSQL's `jsonb`."""
    before: bytes
    """The hash of the entry before."""
    hash: bytes

    @property
    def told(self) -> dict[str, Any]:
        """As a line of an exported log."""
        return {
            "ordinal": self.ordinal,
            "at": self.at.astimezone(UTC).isoformat(),
            "who": self.who,
            "did": self.did,
            "what": self.what,
            "details": self.details,
            "before": self.before.hex(),
            "hash": self.hash.hex(),
        }


def beginning(tenant: str) -> bytes:
    """What stands before the first entry of a tenant's log: for each something else, but for the first (`main`), so
    that no log can be shown as another's.
    """
    return GENESIS if tenant == "main" else hashlib.sha256(f"{FORM}:{tenant}".encode()).digest()


def entry_of(told: Mapping[str, Any]) -> Entry:
    """An entry from a line of an exported log. Raises ValueError, KeyError, TypeError for what is none."""
    return Entry(
        ordinal=int(told["ordinal"]),
        at=datetime.fromisoformat(told["at"]),
        who=str(told["who"]),
        did=str(told["did"]),
        what=str(told["what"]),
        details=str(told["details"]),
        before=bytes.fromhex(told["before"]),
        hash=bytes.fromhex(told["hash"]),
    )


def canonical(entry: Entry) -> bytes:
    """What is hashed of an entry: its parts as netstrings (D. J. Bernstein, 1997); the time in microseconds of Unix."""
    at = (entry.at - _EPOCH) // _MICROSECOND
    parts = (FORM, str(entry.ordinal), str(at), entry.who, entry.did, entry.what, entry.details)
    encoded = (part.encode() for part in parts)
    return b"".join(b"%d:%b," % (len(part), part) for part in encoded)


def link(entry: Entry) -> bytes:
    """The hash that the entry has to have: SHA-256 of the hash before it and its canonical form."""
    return hashlib.sha256(entry.before + canonical(entry)).digest()


@dataclass(frozen=True, slots=True)
class Broken:
    """Where the chain is broken for the first time."""

    ordinal: int
    """Of the entry at which it shows."""
    why: Literal["changed", "missing", "beginning", "anchor"]

    def __str__(self) -> str:
        match self.why:
            case "changed":
                return f"Entry {self.ordinal} is not as it was written: its hash does not fit."
            case "missing":
                return f"Something stood before entry {self.ordinal} that is gone, or was put in or changed since."
            case "beginning":
                return f"The log begins at entry {self.ordinal}, and no entry says that what was before it was cut off."
            case "anchor":
                return "No entry has the hash that was noted: the end was cut off, or all of it was written anew."


class Walk:
    """Goes along the chain, entry by entry, and holds the first that is broken."""

    def __init__(self, *, anchor: bytes | None = None, tenant: str = "main") -> None:
        """`anchor`: a hash that was noted earlier, and has to be there. `tenant`: whose log it is."""
        self._beginning = beginning(tenant)
        self._anchor = anchor
        self._anchored = anchor is None
        self._opening: Entry | None = None
        """The first entry, of a log that does not begin at 1, until an entry explains it."""
        self.last: Entry | None = None
        self.seen = 0
        self.broken: Broken | None = None

    def take(self, entry: Entry) -> None:
        """The next entry."""
        self.seen += 1
        if self.broken is None and (why := self._wrong(entry)) is not None:
            self.broken = Broken(entry.ordinal, why)
        self.last = entry
        if entry.hash == self._anchor:
            self._anchored = True
        if entry.did == TRIMMED:
            self._explain(entry)

    def take_all(self, entries: Iterable[Entry]) -> None:
        """The next entries."""
        for entry in entries:
            self.take(entry)

    def end(self) -> Broken | None:
        """There are no more. The first broken link; None: there is none."""
        if self.broken is None and self._opening is not None:
            self.broken = Broken(self._opening.ordinal, "beginning")
        if self.broken is None and not self._anchored:
            self.broken = Broken(self.last.ordinal if self.last else 0, "anchor")
        return self.broken

    def _wrong(self, entry: Entry) -> Literal["changed", "missing"] | None:
        if self.last is None:
            if entry.ordinal != 1 or entry.before != self._beginning:
                self._opening = entry
        elif entry.ordinal != self.last.ordinal + 1 or entry.before != self.last.hash:
            return "missing"
        return None if link(entry) == entry.hash else "changed"

    def _explain(self, entry: Entry) -> None:
        cut = orjson.loads(entry.details)
        if cut.get("head") == (self._anchor or b"").hex():
            self._anchored = True
        opening = self._opening
        if opening is not None and (cut.get("through"), cut.get("head")) == (opening.ordinal - 1, opening.before.hex()):
            self._opening = None
