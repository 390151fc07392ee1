"""What is wrong with a flow, in words that the person who wrote it understands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from graphs.marked import Sentence

Path = tuple[str | int, ...]
"""Where in the document: `("nodes", "menu", "options", "book", "to")`."""

Level = Literal["error", "warning", "hint"]
"""A flow with an error is not used; a warning is most likely a mistake; a hint is an idea."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: where it is, what it is and what to do about it.

    The sentences read in the file's words; as `Sentence`s they keep the marks that `graphs.titles` reads.
    """

    path: Path
    line: int
    """Line of the text, from 1; 0 when the document did not come from text."""
    code: str
    """Stable name of the kind of mistake, such as `unknown_target`."""
    message: str
    fix: str = ""
    level: Level = "error"
    consequences: tuple["Problem", ...] = ()
    """What this one brings about, or the other places of the same mistake: right as soon as this one is."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "message", Sentence(self.message))
        object.__setattr__(self, "fix", Sentence(self.fix))

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else ""
        return f"{where}{self.message} {self.fix}".rstrip()


class FlowError(Exception):
    """A flow that cannot be used; all that is wrong with it is in `problems`."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known name that was probably meant; None when none is close."""
    return next(iter(get_close_matches(word, list(known), n=1, cutoff=0.6)), None)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`Did you mean “look_up”?` when a known name is close to the word, else an empty string."""
    close = closest(word, known)
    return f"Did you mean “{close}”?" if close else ""
