"""What is said in the bench's calls, and when: words of callers and of the model, and delays of providers. Pure."""

from dataclasses import dataclass
from typing import Final

from bench.calls.marks import NOBODY, Tag, named

QUESTION: Final = "Could you tell me how ticket {} is getting on"
"""What a caller says. The words of all of it, and of its beginning, are more than a sign of listening."""

_GREETING: Final = (
    "Good day and welcome to the front desk. Please tell us how we may help you with the work to be done."
)
_ANSWER: Final = (
    "Ticket {} is open and somebody looks after it. "
    "Ticket {} came to us from the north office. "
    "Ticket {} waits for another part from the store. "
    "Ticket {} will be closed when the work is done."
)
"""Forty words. No clause ends within a sentence, so that whoever speaks clauses sooner has no other work to do."""
_END: Final = "done"
"""The word with which everything that is said in one turn ends."""

OPENERS: Final = 2
"""Words that are understood when a turn is heard to begin."""


@dataclass(frozen=True, slots=True)
class Delays:
    """What providers take, in milliseconds: set, so that it can be taken off."""

    start: int = 0
    """From the caller's first sound at the recogniser to its `StartOfTurn`."""
    end: int = 200
    """From the caller's last sound at the recogniser to its `EndOfTurn`."""
    eager: int = 0
    """From the caller's last sound at the recogniser to its `EagerEndOfTurn`; 0: there is none, so that what is
    measured begins with the same message for every service."""
    token: int = 150
    """From the request at the model to its first token."""
    tokens: int = 10
    """From one token to the next."""
    sound: int = 80
    """From the text at the voice to its first sound."""
    faster: int = 5
    """How much faster than it is played the voice's sound comes after that."""
    word: int = 80
    """How long the voice speaks for each word."""

    def spoken_ms(self, text: str) -> int:
        """How long a text is spoken: whole pieces of 40 ms, so that every framework sends whole frames."""
        return -(-len(text.split()) * self.word // 40) * 40


def asked(tag: Tag) -> str:
    """What the caller says in this turn."""
    return QUESTION.format(tag.words)


def answer(text: str) -> tuple[Tag, tuple[str, ...]]:
    """What the model writes when the caller's last words are these: the turn, and the tokens."""
    tag = named(text) or NOBODY
    whole = _ANSWER.replace("{}", tag.words) if tag != NOBODY else _GREETING
    words = whole.split(" ")
    return tag, (words[0], *(f" {word}" for word in words[1:]))


def at_once(tokens: tuple[str, ...], place: int) -> bool:
    """Whether a token comes in one packet with the one before it.

    The first of a sentence does: that a sentence is over can be known only by what follows, and to wait for that is not
    the fault of a framework.
    """
    return place > 0 and tokens[place - 1].endswith(".")


def ends(text: str) -> bool:
    """Whether nothing is said after this text in the turn."""
    return text.rstrip(" .?").endswith(_END)


def letters(text: str) -> int:
    """Letters of a text, however it is spaced and cut: what a voice was given is found in what a model wrote."""
    return sum(letter.isalnum() for letter in text)
