"""What a flow's tests tell: the conversation as it went, and what was not as the test says, pointed out. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from graphs.acts import Act
from graphs.marked import Sentence

Who = Literal["bot", "caller", "keys", "line"]
"""Who did something: the flow, the caller by words or by keys, or the line (silence, an event, a cut)."""


@dataclass(frozen=True, slots=True)
class Uttered:
    """One thing that was said or done."""

    who: Who
    text: str
    script_line: int = 0
    """The line of the script that it is; 0 for what the flow said."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """What was not as the test says."""

    message: str
    """In a sentence."""
    script_line: int = 0
    """The line of the script; 0 for what the test says of the whole call."""
    written: str = ""
    """That line, as it is written."""
    differences: tuple[tuple[str, str], ...] = ()
    """What was expected and what came, side by side, one pair for each thing that differs."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "message", Sentence(self.message))
        pairs = tuple((Sentence(wanted), Sentence(came)) for wanted, came in self.differences)
        object.__setattr__(self, "differences", pairs)

    def told(self) -> Iterator[str]:
        """Line by line, with the parts that differ in ‹brackets›."""
        for wanted, came in self.differences:
            yield f"expected  {wanted}"
            yield f"came      {came}"


@dataclass(frozen=True, slots=True)
class TestReport:
    """How one conversation went."""

    __test__ = False

    name: str
    mismatch: Mismatch | None = None
    visited: tuple[str, ...] = ()
    """The steps it came through, in order."""
    turns: int = 0
    seconds: float = 0.0
    transcript: tuple[Uttered, ...] = ()
    acts: tuple[Act, ...] = ()
    """All that the flow did, for coverage."""

    @property
    def ok(self) -> bool:
        """Whether all went well."""
        return self.mismatch is None

    @property
    def failure(self) -> str:
        """What went wrong, in a sentence; empty when all went well."""
        if self.mismatch is None:
            return ""
        line = f"line {self.mismatch.script_line}: " if self.mismatch.script_line else ""
        return Sentence(f"{line}{Sentence(self.mismatch.message).marked}")

    def told(self) -> Iterator[str]:
        """The conversation, line by line and numbered; then where it went wrong."""
        for number, uttered in enumerate(self.transcript, 1):
            yield f"  {number:3} {uttered.who:7}{uttered.text}"
        if self.mismatch is not None:
            where = f"line {self.mismatch.script_line} of the script, {self.mismatch.written}" * bool(
                self.mismatch.script_line
            )
            yield f"> {where or 'at the end'}"
            yield f"      {self.mismatch.message}"
            yield from (f"      {line}" for line in self.mismatch.told())

    def as_json(self) -> dict[str, Any]:
        """Plain dicts and lists."""
        return {
            "name": self.name,
            "ok": self.ok,
            "failure": self.failure or None,
            "line": self.mismatch.script_line if self.mismatch else None,
            "differences": [
                {"expected": wanted, "came": came}
                for wanted, came in (self.mismatch.differences if self.mismatch else ())
            ],
            "visited": list(self.visited),
            "turns": self.turns,
            "seconds": round(self.seconds, 6),
            "transcript": [
                {"who": uttered.who, "text": uttered.text, "script_line": uttered.script_line or None}
                for uttered in self.transcript
            ],
        }


def pointed_out(wanted: str, said: str) -> tuple[str, str]:
    """Both with the words that differ in ‹brackets›; of what was said, the part that comes nearest."""
    expected, heard = wanted.split(), said.split()
    first, last = _nearest(expected, heard)
    near = heard[first:last]
    if not near:
        return wanted, said or "nothing"
    left, right = [], []
    for what, a, b, c, d in _compared(expected, near).get_opcodes():
        same = what == "equal"
        left += expected[a:b] if same else _bracketed(expected[a:b])
        right += near[c:d] if same else _bracketed(near[c:d])
    before, after = "… " * (first > 0), " …" * (last < len(heard))
    return " ".join(left), f"{before}{' '.join(right)}{after}"


def _bracketed(words: list[str]) -> list[str]:
    return [f"‹{' '.join(words)}›"] if words else []


def _nearest(wanted: list[str], said: list[str]) -> tuple[int, int]:
    """The part of what was said that has most of the wanted words in order: from its first to its last such word."""
    blocks = [block for block in _compared(wanted, said).get_matching_blocks() if block.size]
    if not blocks:
        return 0, len(said)
    first = max(blocks[0].b - blocks[0].a, 0)
    left = len(wanted) - blocks[-1].a - blocks[-1].size
    return first, min(blocks[-1].b + blocks[-1].size + left, len(said))


def _compared(wanted: list[str], said: list[str]) -> SequenceMatcher[str]:
    return SequenceMatcher(None, [_bare(word) for word in wanted], [_bare(word) for word in said], autojunk=False)


def _bare(word: str) -> str:
    return re.sub(r"^\W+|\W+$", "", word).casefold() or word
