"""Places in the words of a caller that are not written, and the words without them."""

from collections.abc import Sequence
from dataclasses import dataclass

from agent.safety.redaction.kinds import UNDECIDED, Kind
from agent.safety.redaction.segments import Heard
from agent.safety.redaction.words import JOINING, REPAIRS, THINKING

_BETWEEN = (THINKING | JOINING | REPAIRS) - {"not"}
_MOST_BETWEEN = 4


@dataclass(frozen=True, slots=True)
class Span:
    """Characters of a turn that stand for something."""

    turn: int
    start: int
    end: int
    kind: Kind | None
    """None while it is not known what."""
    whole: bool = False
    """It is all of a PAN or an IFSC, by its form: what follows is something else."""


def rewritten(heard: Heard, spans: Sequence[Span]) -> str:
    """The words with a placeholder for each place; everything else stays character for character."""
    if not spans:
        return heard.text
    pieces: list[str] = []
    at = 0
    for span in _merged(heard, spans):
        pieces += [heard.text[at : span.start], span.kind.placeholder if span.kind else UNDECIDED]
        at = span.end
    return "".join((*pieces, heard.text[at:]))


def _merged(heard: Heard, spans: Sequence[Span]) -> list[Span]:
    """In order, none over another, and one for several of a kind with nothing but breaths between."""
    merged: list[Span] = []
    for span in sorted(spans, key=lambda each: (each.start, -each.end)):
        last = merged[-1] if merged else None
        if last is not None and (
            span.start < last.end or (span.kind is last.kind and _nothing(heard.text[last.end : span.start]))
        ):
            kind = last.kind or span.kind
            merged[-1] = Span(last.turn, last.start, max(last.end, span.end), kind)
        else:
            merged.append(span)
    return merged


def _nothing(between: str) -> bool:
    words = between.lower().replace(",", " ").replace(".", " ").replace("-", " ").split()
    return len(words) <= _MOST_BETWEEN and all(word in _BETWEEN for word in words)
