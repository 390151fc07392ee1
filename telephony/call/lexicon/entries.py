"""What a language's lexicon holds, and how several are used together. Pure.

Entries are lower case without punctuation, and match whole words. An *ending* may be several words; it is looked for at
the end of what was said. A lexicon may leave out any of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields

Entries = frozenset[str]
NONE: Entries = frozenset()
LONGEST_ENDING = 5
"""Words of the longest ending."""


def words(*lines: str) -> Entries:
    """Single words, parted by blanks."""
    return frozenset(word for line in lines for word in line.split())


def phrases(*lines: str) -> Entries:
    """Words or groups of words, parted by commas."""
    return frozenset(" ".join(phrase.split()) for line in lines for phrase in line.split(",") if phrase.strip())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lexicon:
    """One language's words, or several languages' together."""

    hesitations: Entries = NONE
    """Endings of somebody who is thinking: "umm", "you know"."""
    openings: Entries = NONE
    """Beginnings of a sentence that may also end one: unfinished when they are all that was said."""
    unfinished: Entries = NONE
    """Endings that something has to follow: "and", "to the", "my name is"."""
    finished: Entries = NONE
    """Endings that look unfinished and are not: "yes I am", "come in"."""
    repairs: Entries = NONE
    """Endings that take back what was said: "no wait", "I mean"."""
    halves: Entries = NONE
    """Words of which the second part must follow somewhere: "between" … "and"."""
    seconds: Entries = NONE
    """Those second parts."""
    waits: Entries = NONE
    """Endings that ask for a moment: "one second", "let me see"."""
    searches: Entries = NONE
    """The same, when a few words may follow: "let me check" … "my diary"."""

    answers: Entries = NONE
    """Words that are a whole yes or no, or belong to one."""
    denials: Entries = NONE
    """Words of somebody who does not give what was asked for: "don't have", "the same"."""
    courtesies: Entries = NONE
    """Words that may follow when somebody asks for a moment: "please"."""
    around: Entries = NONE
    """Words around an answer that add nothing to it: "please", "sir", "I'd like the … one"."""
    ordinals: Entries = NONE
    """Words that pick one of several: "first", "last"."""
    backchannels: Entries = NONE
    """What listeners say to show that they listen, word for word."""
    urgent: Entries = NONE
    """What callers say to be listened to, and beginnings of what they want: never a sign of listening, however badly it
    was understood.
    """
    noises: Entries = NONE
    """Sounds that are written like words: "haha", "hmm". They never are an answer."""

    digits: Entries = NONE
    """Words for one digit."""
    doubtful_digits: Entries = NONE
    """Those of them that are other words too: they count beside other digits, or alone."""
    not_digits: Entries = NONE
    """Words after which such a word is no digit: "the same (one)"."""
    two_digits: Entries = NONE
    """Words for two digits."""
    tens: Entries = NONE
    """Those of them that a unit may follow: "twenty"."""
    doubles: Entries = NONE
    triples: Entries = NONE
    scales: Entries = NONE
    """"hundred", "lakh"."""
    currencies: Entries = NONE

    days: Entries = NONE
    """Words that are a whole date: "Tuesday", "tomorrow"."""
    months: Entries = NONE
    day_numbers: Entries = NONE
    """Ordinals and other words for the day of a month."""
    before_days: Entries = NONE
    """Words that a day has to follow: "next"."""
    clock: Entries = NONE
    """Words that end a whole time: "pm", "o'clock"."""
    day_parts: Entries = NONE
    """Words that end a time when there was an hour: "morning"."""
    clock_joints: Entries = NONE
    """Words within a time, of which the hour must follow: "half past"."""
    mail_at: Entries = NONE
    mail_dot: Entries = NONE


def together(lexicons: Iterable[Lexicon]) -> Lexicon:
    """One lexicon with the words of all."""
    every = tuple(lexicons)
    return Lexicon(**{each.name: NONE.union(*(getattr(one, each.name) for one in every)) for each in fields(Lexicon)})
