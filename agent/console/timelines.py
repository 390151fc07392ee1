"""A call's timeline, turn by turn: what transcripts and reports both read. Pure.

A timeline says what happened, also what was taken back later: a caller who goes on undoes the turn before, and nothing
of that turn counts. A line that was lost and came back begins again to count its turns; here they are counted on.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from telephony.call.timeline import Entry

Doing = Literal["begin", "words", "keys", "silence", "event", "failure"]
"""What made a turn: the call's begin, something that the caller did or did not do, or a turn before that failed."""

_OF_A_TURN = frozenset({"say", "first_sound", "turn_done", "turn_times"})
"""Entries that say themselves to which turn they belong."""
_NEVER_WAS = frozenset({"trial", "discarded", "late_act", "said_twice"})


@dataclass(slots=True)
class Span:
    """One turn with everything that happened in it and after it, until the next."""

    number: int
    """Counted through the call, from 0."""
    doing: Doing
    at_ms: int
    text: str = ""
    """What the caller said, pressed, or what happened outside."""
    since_ms: int = 0
    """When the caller fell silent, or whatever else made the turn happened."""
    entries: list[Entry] = field(default_factory=list)
    times: Mapping[str, Any] = field(default_factory=dict)
    """The fields of `turn_times`; empty as long as the turn has none."""


def told(entry: Entry, name: str) -> Any:
    """A field of an entry, marked as personal or not; None when it has none of that name."""
    fields = entry.fields
    return fields[name] if name in fields else fields.get(f"pii_{name}")


def spans(entries: Iterable[Entry]) -> list[Span]:
    """The turns of a call that were not taken back, in order."""
    reading = _Reading()
    for entry in entries:
        reading.take(entry)
    return reading.spans


def kept(turns: Sequence[Span]) -> Iterable[tuple[Span, Entry]]:
    """Every entry that counts, with its turn, in order."""
    return ((span, entry) for span in turns for entry in span.entries)


class _Reading:
    """Puts entries to their turns."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self._by_id: dict[int, Span] = {}
        """Of the stream that is being read."""
        self._over = True
        """The stream is, or none has begun."""

    def take(self, entry: Entry) -> None:
        """The next entry."""
        if entry.event in _NEVER_WAS:
            return
        if self._over:
            self._over = False
            self._by_id = {}
            self._open("begin", entry)
        match entry.event:
            case "turn":
                self._turn(entry)
            case "turn_failed":
                self._open("failure", entry)
            case "continued":
                self._undo(entry)
                return
            case "turn_times":
                self._times(entry)
            case "ended":
                self._over = True
        self._span(entry).entries.append(entry)

    def _turn(self, entry: Entry) -> None:
        waited = told(entry, "waited_ms") or 0
        doing, text = _done(entry)
        span = self._open(doing, entry)
        span.text, span.since_ms = text, max(0, entry.at_ms - int(waited))
        self._by_id[int(told(entry, "turn"))] = span

    def _open(self, doing: Doing, entry: Entry) -> Span:
        span = Span(len(self.spans), doing, entry.at_ms, since_ms=entry.at_ms)
        self.spans.append(span)
        return span

    def _span(self, entry: Entry) -> Span:
        if entry.event in _OF_A_TURN:
            return self._by_id.setdefault(int(told(entry, "turn")), self.spans[-1])
        return self.spans[-1]

    def _undo(self, entry: Entry) -> None:
        """The last turn never was: what comes until the next belongs to the one before."""
        undone = self._by_id.pop(int(told(entry, "turn")), None)
        if undone is not None and undone is self.spans[-1] and len(self.spans) > 1:
            self.spans.pop()

    def _times(self, entry: Entry) -> None:
        span = self._span(entry)
        span.times = entry.fields


def _done(entry: Entry) -> tuple[Doing, str]:
    if told(entry, "silence"):
        return "silence", ""
    if happened := told(entry, "happened"):
        return "event", str(happened)
    if keys := told(entry, "keys"):
        return "keys", str(keys)
    return "words", str(told(entry, "text") or "")
