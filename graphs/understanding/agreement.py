"""Whether a caller agreed. What is neither a yes nor a no stays open: it is asked again, never guessed."""

import re
from collections.abc import Sequence
from functools import lru_cache

from graphs.understanding.reading import Asking, Reading
from graphs.understanding.requests import Patterns, patterns
from graphs.understanding.words import normalise

_LEAD = re.compile(
    r"^(?:(?:well|oh|so|and|hi|hello|hey|please|thanks|thank you(?: (?:so|very) much)?|honestly|look|sir|maam"
    r"|finally"
    r"|just|i said|i say|the answer is)\b ?)+"
)
"""What may stand before an answer without being a part of it."""
_PARTLY = frozenset({"not"})
"""It opens a refusal that what follows can make good: "not ideal, but it will do"."""


_NAMED = re.compile(
    r"(?:(?:yes|hi|hello|ji|haan) )*(?:(?:this is|its|it is|thats|im|i am|main) )?(?P<name>[^\W\d_]{3,})"
    r"(?: (?:\w+ )?(?:here|speaking|bol raha hoon|bol rahi hoon|hi hoon|hoon))"
)
"""Whoever says the name that the question asked for: “Maria here”."""


def yes_no(text: str, language: str, asked: str = "") -> bool | None:
    """Whether the caller agreed; None when they said neither or both.

    The question helps: to "anything else?", "that's all" is a no; to "is that right?" it is not.
    """
    return _yes_no(text, language, asked)


def read_yes_no(text: str, asking: Asking) -> Reading | None:
    """`yes` or `no`. Not asked for, the whole utterance must say it."""
    agreed = yes_no(text, asking.language, asking.asked)
    if agreed is None or (not asking.primary and len(normalise(text).split()) > 3):
        return None
    return Reading("yes" if agreed else "no", text, 0, len(text))


@lru_cache(maxsize=256)
def _yes_no(text: str, language: str, asked: str) -> bool | None:
    plain = normalise(text)
    known = patterns(text, language)
    question = normalise(_last_question(asked))
    if (own := _NAMED.fullmatch(plain)) is not None and own["name"] in question.split():
        return True
    if any(each.anything_else.search(question) for each in known) and (answer := _closing(plain, known)) is not None:
        return answer
    return _Answer(known).given(plain)


def _last_question(asked: str) -> str:
    """The question itself: the last sentence of what was said, which is the one that is answered."""
    sentences = [part for part in re.split(r"(?<=[.?!।])\s+", asked.strip()) if part]
    questions = [part for part in sentences if part.endswith("?")]
    return (questions or sentences or [""])[-1]


def _closing(plain: str, known: Sequence[Patterns]) -> bool | None:
    """An answer to "anything else?", which people refuse by thanking."""
    if any(each.more_wanted.match(plain) for each in known):
        return True
    opened_yes = opened_no = False
    for each in known:
        opened_no = opened_no or each.no.match(plain) is not None
        opened_yes = opened_yes or each.yes.match(plain) is not None
        if not opened_no and each.finished.search(plain):
            return False
    return False if opened_no else True if opened_yes else None


class _Answer:
    """An answer to a plain question, in the languages that it may be in."""

    def __init__(self, known: Sequence[Patterns]) -> None:
        self.known = known

    def given(self, plain: str) -> bool | None:
        """The answer as a whole: what was thought better of, or what comes after "but", counts for more."""
        for each in self.known:
            again = [part.strip() for part in each.second_thoughts.split(plain)]
            if len(again) > 1 and again[-1] and (answer := self.reconsidered(again)) is not None:
                return answer
        for each in self.known:
            if (but := each.but.search(plain)) is not None:
                return self.weighed(plain[: but.start()].strip(), plain[but.end() :].strip(), but.group())
        return self.clause(plain)

    def reconsidered(self, parts: Sequence[str]) -> bool | None:
        """The last of several answers; a no is only taken back by a plain yes."""
        if self.longest("no", parts[0]) and not self.longest("yes", parts[-1]):
            return None
        return self.clause(parts[-1])

    def weighed(self, before: str, after: str, but: str) -> bool | None:
        """What two halves around a "but" come to: a bare no stands, a partial one gives way."""
        first, second = self.clause(before), self.clause(after)
        bare = before[: self.longest("no", before)]
        if bare.isalpha() and bare not in _PARTLY:
            return False
        if second is not None:
            return second
        return None if first and self.wants_else(f"{but} {after}") else first

    def clause(self, plain: str) -> bool | None:
        """The answer of one clause."""
        if self.longest("neither", plain):
            return None
        for words in dict.fromkeys((plain, _LEAD.sub("", plain))):
            yes, no, soft = (self.longest(kind, words) for kind in ("yes", "no", "acknowledges"))
            if yes > no:
                return self.after_yes(words[yes:].strip())
            if no:
                return False
            if soft:
                return self.after_soft(words[soft:].strip())
        if self.found("refuses", plain) and not self.asks(plain):
            return False
        return (
            True if self.found("agrees", plain) and not (self.asks(plain) or self.found("elsewhere", plain)) else None
        )

    def after_yes(self, rest: str) -> bool | None:
        """What stands after a yes can take it back, or ask for something else."""
        if self.longest("takes_back", rest):
            return False
        return None if self.found("correction", rest) else True

    def after_soft(self, rest: str) -> bool | None:
        """What stands after "okay" or "great" decides what they meant."""
        if self.longest("takes_back", rest) or self.found("refuses", rest):
            return False
        if self.clause(rest):
            return True
        return None if self.longest("neither", rest) or self.wants_else(rest) else True

    def wants_else(self, plain: str) -> bool:
        """Whether words ask something, correct something or want something else."""
        return self.asks(plain) or self.found("correction", plain) or self.found("elsewhere", plain)

    def asks(self, plain: str) -> bool:
        """Whether words are a question."""
        return self.longest("question", _LEAD.sub("", plain)) > 0

    def longest(self, kind: str, plain: str) -> int:
        """How many letters of the opening are of a kind."""
        found = (getattr(each, kind).match(plain) for each in self.known)
        return max((len(match.group()) for match in found if match), default=0)

    def found(self, kind: str, plain: str) -> bool:
        """Whether words of a kind are anywhere."""
        return any(getattr(each, kind).search(plain) for each in self.known)
