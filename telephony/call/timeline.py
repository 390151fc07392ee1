"""The record of one call, from which transcript, figures, the live view and the benchmarks all read.

An entry is a moment (milliseconds since the call began), a named event and its fields. Fields whose names begin with
`pii_` hold what a person said or may be known by; whoever shows or stores an entry decides about those.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field

LONGEST = 20_000
"""Entries kept for one call; a call that makes more is noisy beyond use, and only its count goes on."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One moment of a call."""

    ordinal: int
    at_ms: int
    event: str
    fields: Mapping[str, object] = field(default_factory=dict)
    again: bool = False
    """It takes the place of an entry that was told of before."""

    def telling(self, fields: Mapping[str, object]) -> "Entry":
        """The same with other fields."""
        return Entry(self.ordinal, self.at_ms, self.event, fields, self.again)

    def public(self) -> dict[str, object]:
        """The entry as one flat record, the marks of personal fields taken off."""
        plain = {name.removeprefix("pii_"): value for name, value in self.fields.items()}
        return {"n": self.ordinal, "at_ms": self.at_ms, "event": self.event, **plain}


Edit = Callable[[Entry], Sequence[Entry]]
"""Takes an entry, and gives what may be kept now, in order: the entry, unless it is held back, and others that were
held back before; also earlier entries that are to be another way now, each with `again`.
"""


class Timeline:
    """What happened in a call, in order; can be read while it grows."""

    def __init__(
        self,
        call_id: str,
        listener: Callable[[Entry], None] | None = None,
        *,
        first: int = 0,
        offset_s: float = 0.0,
        edit: Edit | None = None,
    ) -> None:
        """`first`, `offset_s`: the first ordinal and the age of a call whose line was lost and that goes on. `edit`:
        decides what of each entry may be kept, and is the only one that sees what it was.
        """
        self.call_id = call_id
        self.first = first
        self.offset_s = offset_s
        self.entries: list[Entry] = []
        self.dropped = 0
        self.closed = False
        self._noted = 0
        """Entries so far, with those that the editor holds back."""
        self._listener = listener
        self._edit = edit
        self._grew: asyncio.Event | None = None
        """Somebody waits for more."""

    @property
    def next_ordinal(self) -> int:
        """The ordinal of the next entry."""
        return self.first + self._noted

    def add(self, at_s: float, event: str, fields: Mapping[str, object] | None = None) -> None:
        """Note an event at this time of the stream's clock."""
        entry = Entry(self.next_ordinal, round((self.offset_s + at_s) * 1000), event, fields or {})
        dropped = self.closed or self._noted >= LONGEST
        # The editor is told of all: it also decides what is recorded, and may hold something back.
        written = self._edit(entry) if self._edit else (entry,)
        if dropped:
            self.dropped += 1
            written = () if self.closed else [each for each in written if each.ordinal != entry.ordinal]
        else:
            self._noted += 1
        for each in written:
            self._keep(each)

    def _keep(self, entry: Entry) -> None:
        if entry.again:
            self.entries[entry.ordinal - self.first] = entry
        else:
            self.entries.append(entry)
            self._wake()
        self._tell(entry)

    def _tell(self, entry: Entry) -> None:
        if self._listener:
            self._listener(entry)

    def close(self) -> None:
        """Nothing more will come."""
        self.closed = True
        self._wake()

    async def follow(self, *, after: int = -1) -> AsyncIterator[Entry]:
        """The entries behind that ordinal, then those to come, until the call is over."""
        at = max(0, after + 1 - self.first)
        while True:
            grew = self._grew = self._grew or asyncio.Event()
            while at < len(self.entries):
                yield self.entries[at]
                at += 1
            if self.closed:
                return
            await grew.wait()

    def _wake(self) -> None:
        if self._grew is not None:
            self._grew.set()
            self._grew = None
