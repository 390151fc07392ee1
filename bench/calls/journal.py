"""What the stand-ins saw and did, and when: `time.monotonic`, which all processes of a machine share."""

import json
import time
from collections.abc import Iterator
from typing import Any

from bench.calls.marks import Tag

Row = dict[str, Any]
"""`what`, `at` (seconds), `call` and `turn`, and what else there is to say."""


class Journal:
    """Rows in memory; asked for when a run is over."""

    def __init__(self) -> None:
        self._rows: list[Row] = []
        self.messages = 0
        """That came and went, of all providers."""

    def note(self, what: str, tag: Tag, **more: object) -> None:
        """Something happens now."""
        self._rows.append({"what": what, "at": time.monotonic(), "call": tag.call, "turn": tag.turn, **more})

    def dump(self) -> bytes:
        """All rows, one a line; the journal is empty then."""
        rows, self._rows = self._rows, []
        return b"\n".join(json.dumps(row).encode() for row in rows)


def rows(text: str) -> Iterator[Row]:
    """The rows of a dump."""
    return (json.loads(line) for line in text.splitlines() if line)
