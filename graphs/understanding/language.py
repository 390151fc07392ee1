"""What a language brings to the grammar.

The grammar of dates, times and amounts is written once, over English words. A language is data: how it counts,
and which of its words stand for which English ones ("somvar" for "monday"). Grammar that only one language has
("saadhe teen", half past three) has words of its own there, which no other language uses.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Requests:
    """How a language says what callers say in any conversation. Phrases are regular expressions over plain words."""

    yes: tuple[str, ...]
    """Opening an answer, these agree."""
    no: tuple[str, ...]
    """Opening an answer, these refuse."""
    takes_back: tuple[str, ...]
    """Right after words that agree, these refuse all the same: "okay, no"."""
    agrees: tuple[str, ...]
    """Anywhere in an answer that opens with neither, these agree."""
    refuses: tuple[str, ...]
    """Anywhere in an answer that opens with neither, these refuse."""
    finished: tuple[str, ...]
    """These refuse when the question was whether there is anything else."""
    anything_else: tuple[str, ...]
    """Questions whether there is anything else."""
    question: tuple[str, ...]
    """Openings of a question."""
    correction: tuple[str, ...]
    """Anywhere in an utterance, these take back what was understood."""
    politeness: tuple[str, ...]
    """Openings and endings without content."""
    builtin: Mapping[str, tuple[str, ...]]
    """Built-in requests that are unmistakable anywhere in an utterance."""
    builtin_alone: Mapping[str, tuple[str, ...]]
    """Built-in requests only when they are all that was said."""
    more: tuple[str, ...]
    """Asking for other items than those that were read out."""
    none: tuple[str, ...]
    """Refusing every item that was read out."""
    acknowledges: tuple[str, ...] = ()
    """Opening an answer, these agree unless something else is wanted after them."""
    neither: tuple[str, ...] = ()
    """Opening an answer, these say that the caller does not know, did not hear or is thinking."""
    second_thoughts: str = ""
    """Between two answers: the second is meant. One expression."""
    but: str = ""
    """What comes after it weighs more than what goes before. One expression."""
    elsewhere: str = ""
    """Anywhere in an answer: something else is wanted than what was offered. One expression."""
    more_wanted: str = ""
    """To "anything else?", this is a yes. One expression."""


@dataclass(frozen=True, slots=True)
class Names:
    """How a language gives a name."""

    before: tuple[str, ...]
    """Words after which an asked-for name stands."""
    plain: tuple[str, ...]
    """Words after which a name stands even when nobody asked."""
    after: tuple[str, ...]
    """Words that end a name."""
    never: frozenset[str]
    """Words that are never part of a name."""
    never_alone: frozenset[str] = frozenset()
    """Words that are no name by themselves, though they may be part of one."""
    joints: frozenset[str] = frozenset()
    """Such words that a recogniser writes in the place of a name's syllables."""


@dataclass(frozen=True, slots=True)
class Language:
    """One language. Keys are single words unless said; Roman and native spellings stand side by side."""

    numerals: Mapping[str, int]
    scales: Mapping[str, int]
    """Words from a hundred up, which multiply what stands before them."""
    ordinals: Mapping[str, int]
    meanings: Mapping[str, str]
    """Words and phrases, each with the words of the grammar that it stands for."""
    requests: Requests
    names: Names
    script: str = ""
    """A letter that only this language is written with: a regular expression."""
    signs: frozenset[str] = frozenset()
    """Words that show that this language is being spoken inside another one."""
    particles: frozenset[str] = frozenset()
    """Words that other languages have too: only an utterance of nothing but this language's words shows it."""
    alone: frozenset[str] = frozenset()
    """Of those, the ones that show it when they are all that was said."""
    beside_numerals: frozenset[str] = frozenset()
    """English words that are said with this language's numerals: "das april", "do pm"."""
    sound: Callable[[str], str] | None = None
    """How a folded word sounds, for a language whose spelling is free; empty when that cannot be told."""
