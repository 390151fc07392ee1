"""What stands between two rows of digits: a pause, a correction, or words about something else."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from agent.safety.redaction.tokens import Token, keys
from agent.safety.redaction.words import (
    CONNECTING,
    ELSEWHERE,
    JOINING,
    ONWARD,
    ORDINALS,
    PAUSING,
    REPAIRING_PAIRS,
    REPAIRS,
    RESTARTING_PAIRS,
    STARTING_OVER,
    THINKING,
    WAITING,
)

_LEADING = THINKING | JOINING | CONNECTING | REPAIRS
_PASSING = _LEADING | PAUSING
_APOLOGIES = keys("""
    sorry no nope nah naah nahi nahin nai not mean meant pardon apologies नहीं नही सॉरी माफ़ माफ माफी maaf
    """)
"""Said alone they need take nothing back: "sorry, the print is tiny"."""
_UNDOING = REPAIRS - WAITING - _APOLOGIES
_PAIRED = frozenset(first for first, _ in REPAIRING_PAIRS | RESTARTING_PAIRS)
_WAITING = WAITING - {"i"}
_CONFIRMING = keys("that that's thats which was right correct yes yeah haan yaani yani हाँ यानी जी")
_PARTS = keys("""
    group groups part parts set bit block one ones digit digits four three two pair number wala wale wali waala वाला वाले
    """)
_GOING_ON = THINKING | JOINING | ONWARD | keys("last half final second")
_ENDING = keys("ends end ending starts start begins up")
FINISHING = keys("finish complete end close conclude continue wrap")
"""After "to" they lead to digits as well."""
_AFTER_END = keys("in at on by")
"""After those they lead to digits: "it ends in"."""
_NOT = keys("don't dont not nahi nahin nai never नहीं नही")
_HAVING = keys("have know remember got with received")
_REMEMBERING = keys("yaad pata paas याद पता पास")
_FORGOTTEN = keys("forgot forgotten lost bhool भूल")
_NEAR = 5
"""Words right before a row, of which one says that it goes on."""


@dataclass(frozen=True, slots=True)
class Aside:
    """Some words, looked through."""

    words: int
    strange: int
    """Words that nobody foresaw between two parts of a number."""
    elsewhere: bool
    """One of them leads to something else: "from", "for each"."""
    repaired: bool
    """Something is taken back, or the caller only waits."""
    retracted: bool
    """It is taken back in so many words."""
    undone: bool
    """It is taken back in words that mean nothing else."""
    restarted: bool
    """All of it is said from the beginning once more."""
    confirmed: bool
    """What was said is told once more: "that's", "yes"."""
    led: bool
    """It may be that the number goes on."""
    onward: bool
    """It is said that it does."""
    placed: bool
    """It is said which part comes: "the third group"."""

    def passing(self, but: int = 0) -> bool:
        """Whether it only leads from one part of a number to its next, but for so many words that nobody foresaw."""
        return self.strange == 0 or (self.strange <= but and not self.elsewhere)


NOTHING = Aside(
    0,
    0,
    elsewhere=False,
    repaired=False,
    retracted=False,
    undone=False,
    restarted=False,
    confirmed=False,
    led=False,
    onward=False,
    placed=False,
)


def aside(said: Sequence[Token], first: int, after: int) -> Aside:
    """What stands at these places."""
    words = [token.text for token in said[first:after] if token.sort != "sign"]
    if not words:
        return NOTHING
    pairs = set(pairwise(words)) if len(words) > 1 and not _PAIRED.isdisjoint(words) else frozenset()
    restarted = not (STARTING_OVER.isdisjoint(words) and RESTARTING_PAIRS.isdisjoint(pairs))
    undone = restarted or not (_UNDOING.isdisjoint(words) and REPAIRING_PAIRS.isdisjoint(pairs))
    retracted = undone or not _APOLOGIES.isdisjoint(words)
    strange = [
        word
        for place, word in enumerate(words)
        if word not in _PASSING
        and not (place and word in _AFTER_END and words[place - 1] in _ENDING)
        and not (word == "to" and place + 1 < len(words) and words[place + 1] in FINISHING)
    ]
    return Aside(
        len(words),
        len(strange),
        elsewhere=not ELSEWHERE.isdisjoint(strange),
        repaired=retracted or not _WAITING.isdisjoint(words),
        retracted=retracted,
        undone=undone,
        restarted=restarted,
        confirmed=not _CONFIRMING.isdisjoint(words),
        led=not _GOING_ON.isdisjoint(words[-_NEAR:]),
        onward=not ONWARD.isdisjoint(words[-_NEAR:]),
        placed=not (ORDINALS.isdisjoint(words) or _PARTS.isdisjoint(words)),
    )


def refused(said: Sequence[Token]) -> bool:
    """Whether the caller says that what was asked for will not be told: "I don't have it", "can we skip that"."""
    words = [token.text for token in said if token.sort != "sign"]
    if "skip" in words or not _FORGOTTEN.isdisjoint(words):
        return True
    return any(first in _NOT and second in _HAVING for first, second in pairwise(words)) or (
        not _NOT.isdisjoint(words) and not _REMEMBERING.isdisjoint(words)
    )


def clean(said: Sequence[Token], first: int, after: int, *, pausing: bool = False, but: int = 0) -> bool:
    """Whether only what leads from one part of a number to its next stands there, but for so many other words."""
    allowed = _PASSING if pausing else _LEADING
    strange = [token.text for token in said[first:after] if token.sort != "sign" and token.text not in allowed]
    return not strange or (len(strange) <= but and ELSEWHERE.isdisjoint(strange))
