"""The way of a call through its flow: the steps it came to, how long it stayed, and by which way it left. Pure.

A visit begins when the conversation comes to a step and ends when it goes on to another, or with the call. A step that
asks for several things asks within one visit.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from agent.console.timelines import Span, told
from telephony.call.timeline import Entry

ANSWERED = frozenset({"words", "keys"})
"""Turns whose answer somebody waited for."""


@dataclass(slots=True)
class Visit:
    """One stay at a step."""

    step: str
    at_ms: int
    left_ms: int | None = None
    """None: the call ended here."""
    waited: bool = False
    """The caller was waited for here."""
    hung_up: bool = False
    """The caller hung up here."""
    no_match: int = 0
    no_input: int = 0
    corrections: int = 0
    """Times that a caller changed what they had said here."""
    transfers: int = 0
    """Times that the caller was handed over from here."""
    latencies: list[int] = field(default_factory=list)
    """Milliseconds from the caller's last sound to the first of each answer."""


@dataclass(frozen=True, slots=True)
class Move:
    """From one step to another."""

    step: str
    exit: str
    """The exit's name; `handler agent`, `gave up`, `corrected` or `moved` where no exit of the step was taken."""
    to: str


@dataclass(frozen=True, slots=True)
class Miss:
    """Words that could not be understood where they were said."""

    turn: int
    step: str
    text: str


@dataclass(slots=True)
class Journey:
    """The whole way."""

    visits: list[Visit] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    misses: list[Miss] = field(default_factory=list)
    turns: int = 0
    """Turns that the caller made, by words or keys."""


def journey(turns: Sequence[Span]) -> Journey:
    """The way through those turns."""
    walking = _Walking()
    for span in turns:
        walking.turn(span)
    return walking.over()


class _Walking:
    """Follows a call from turn to turn."""

    def __init__(self) -> None:
        self._way = Journey()
        self._here: Visit | None = None
        self._asked: Visit | None = None
        """Where the caller was waited for when the turn began."""
        self._filled: dict[str, Visit] = {}
        """Where each slot got its value."""
        self._why = "moved"
        """How a step is left without one of its exits."""
        self._changes = False
        """The caller takes something back."""
        self._ended_by = ""

    def turn(self, span: Span) -> None:
        """The next turn."""
        self._asked, self._why, self._changes, self._ended_by = self._here, "moved", False, ""
        if self._asked is not None and span.doing not in ("begin", "failure"):
            self._asked.waited = True
        if span.doing in ANSWERED:
            self._way.turns += 1
        for entry in span.entries:
            self._take(span, entry)
        sent = span.times.get("sent")
        if self._asked is not None and span.doing in ANSWERED and isinstance(sent, int | float):
            self._asked.latencies.append(max(0, round(sent)))

    def over(self) -> Journey:
        """The way, up to here."""
        here = self._here
        if here is not None and here.left_ms is None and self._ended_by == "caller":
            here.waited = here.hung_up = True
        return self._way

    def _take(self, span: Span, entry: Entry) -> None:
        match entry.event:
            case "step":
                self._come_to(str(told(entry, "step")), entry)
            case "exit":
                self._leave(str(told(entry, "step")), str(told(entry, "exit")), str(told(entry, "to")), entry)
            case "understood":
                self._changes = "Correct" in (told(entry, "commands") or ())
            case "fill":
                self._fill(str(told(entry, "slot")))
            case "no_match" | "no_input":
                self._missed(span, entry)
            case "handler":
                self._why = f"handler {told(entry, 'name')}"
            case "give_up":
                self._why = "gave up"
            case "rewind":
                self._why = "corrected"
            case "transfer":
                self._transferred()
            case "ended":
                self._ended_by = str(told(entry, "by"))

    def _come_to(self, step: str, entry: Entry) -> None:
        here = self._here
        if here is not None and here.left_ms is None:
            if here.step == step:
                return
            here.left_ms = entry.at_ms
            self._way.moves.append(Move(here.step, self._why, step))
        self._here = Visit(step, entry.at_ms)
        self._way.visits.append(self._here)
        self._why = "moved"

    def _leave(self, step: str, way: str, to: str, entry: Entry) -> None:
        self._way.moves.append(Move(step, way, to))
        here = self._here
        if here is not None and here.step == step and here.left_ms is None:
            here.left_ms = entry.at_ms

    def _fill(self, slot: str) -> None:
        if self._changes:
            changed = self._filled.get(slot) or self._here
            if changed is not None:
                changed.corrections += 1
            self._changes = False
        if self._here is not None:
            self._filled[slot] = self._here

    def _missed(self, span: Span, entry: Entry) -> None:
        if self._here is None:
            return
        if entry.event == "no_input":
            self._here.no_input += 1
            return
        self._here.no_match += 1
        if span.text:
            self._way.misses.append(Miss(span.number, str(told(entry, "step") or self._here.step), span.text))

    def _transferred(self) -> None:
        where = self._asked or self._here
        if where is not None:
            where.transfers += 1


@dataclass(slots=True)
class StepFigures:
    """All stays of one call at one step, added up."""

    step: str
    entered: int = 0
    left: int = 0
    hang_ups: int = 0
    no_match: int = 0
    no_input: int = 0
    corrections: int = 0
    transfers: int = 0
    seconds: list[float] = field(default_factory=list)
    """Of each stay at which the caller was waited for."""
    latencies: list[int] = field(default_factory=list)


def figures(way: Journey) -> list[StepFigures]:
    """A call's figures by step, in the order in which it came to them."""
    found: dict[str, StepFigures] = {}
    for visit in way.visits:
        each = found.setdefault(visit.step, StepFigures(visit.step))
        each.entered += 1
        each.left += visit.left_ms is not None
        each.hang_ups += visit.hung_up
        each.no_match += visit.no_match
        each.no_input += visit.no_input
        each.corrections += visit.corrections
        each.transfers += visit.transfers
        each.latencies += visit.latencies
        if visit.waited and visit.left_ms is not None:
            each.seconds.append(round((visit.left_ms - visit.at_ms) / 1000, 1))
    return list(found.values())


def counted(moves: Iterable[Move]) -> dict[Move, int]:
    """How often each way was taken."""
    counts: dict[Move, int] = {}
    for move in moves:
        counts[move] = counts.get(move, 0) + 1
    return counts
