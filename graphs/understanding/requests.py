"""What callers say in any conversation: yes and no, corrections, questions, and the built-in requests."""

import re
from collections.abc import Iterable
from functools import lru_cache

from graphs.understanding.languages import LANGUAGES, spoken_in
from graphs.understanding.reading import Asking, Reading
from graphs.understanding.words import normalise

_BUILTIN = ("agent", "repeat", "wait", "help", "goodbye", "cancel")
"""In this order: a caller who says "hold on, let me speak to a person" wants the person."""

_OPEN_KINDS = frozenset({"name", "text", "free_text", "email"})
"""When one of these was asked for, only a request that is the whole utterance counts: the words may be the answer."""


def _any(phrases: Iterable[str], *, opening: bool = False, alone: bool = False) -> re.Pattern[str]:
    """One pattern out of phrases, on the bounds of words; an empty list matches nothing."""
    together = "|".join(rf"(?:{phrase})" for phrase in phrases) or r"(?!)"
    before = "^" if opening or alone else r"(?<!\S)"
    after = "$" if alone else r"(?!\S)"
    return re.compile(f"{before}(?:{together}){after}")


class _Patterns:
    """The phrases of one language, compiled once."""

    def __init__(self, language: str) -> None:
        said = LANGUAGES[language].requests
        self.yes = _any(said.yes, opening=True)
        self.no = _any(said.no, opening=True)
        self.takes_back = _any(said.takes_back, opening=True)
        self.agrees = _any(said.agrees)
        self.refuses = _any(said.refuses)
        self.finished = _any(said.finished)
        self.anything_else = _any(said.anything_else)
        self.question = _any(said.question, opening=True)
        self.correction = _any(said.correction)
        self.politeness = tuple(re.compile(phrase) for phrase in said.politeness)
        self.builtin = {key: _any(phrases) for key, phrases in said.builtin.items()}
        self.builtin_alone = {key: _any(phrases, alone=True) for key, phrases in said.builtin_alone.items()}
        self.more = _any(said.more)
        self.none = _any(said.none)


_PATTERNS = {language: _Patterns(language) for language in LANGUAGES}


def patterns(text: str, language: str) -> tuple[_Patterns, ...]:
    """The patterns of every language that an utterance may be in."""
    return tuple(_PATTERNS[key] for key in spoken_in(text, language))


def yes_no(text: str, language: str, asked: str = "") -> bool | None:
    """Whether the caller agreed; None when they said neither or both.

    The question helps: to "anything else?", "that's all" is a no; to "is that right?" it is not.
    """
    return _yes_no(text, language, asked)


@lru_cache(maxsize=256)
def _yes_no(text: str, language: str, asked: str) -> bool | None:
    plain = normalise(text)
    known = patterns(text, language)
    closing = any(each.anything_else.search(normalise(_last_question(asked))) for each in known)
    if closing and (answer := _closing(plain, known)) is not None:
        return answer
    refused = max((len(match.group()) for each in known if (match := each.no.match(plain))), default=0)
    agreed = max((len(match.group()) for each in known if (match := each.yes.match(plain))), default=0)
    if agreed > refused:
        rest = plain[agreed:].strip()
        return not any(each.takes_back.match(rest) for each in known)
    if refused:
        return False
    if is_question(text, language):
        return None
    if any(each.refuses.search(plain) for each in known):
        return False
    return True if any(each.agrees.search(plain) for each in known) else None


def _last_question(asked: str) -> str:
    """The question itself: the last sentence of what was said, which is the one that is answered."""
    sentences = [part for part in re.split(r"(?<=[.?!।])\s+", asked.strip()) if part]
    questions = [part for part in sentences if part.endswith("?")]
    return (questions or sentences or [""])[-1]


def _closing(plain: str, known: Iterable[_Patterns]) -> bool | None:
    """An answer to "anything else?", which people refuse by thanking."""
    opened_yes = opened_no = False
    for each in known:
        opened_no = opened_no or each.no.match(plain) is not None
        opened_yes = opened_yes or each.yes.match(plain) is not None
        if not opened_no and each.finished.search(plain):
            return False
    return False if opened_no else True if opened_yes else None


def read_yes_no(text: str, asking: Asking) -> Reading | None:
    """`yes` or `no`. Not asked for, the whole utterance must say it."""
    agreed = yes_no(text, asking.language, asking.asked)
    if agreed is None or (not asking.primary and len(normalise(text).split()) > 3):
        return None
    return Reading("yes" if agreed else "no", text, 0, len(text))


@lru_cache(maxsize=256)
def strip_politeness(text: str, language: str) -> str:
    """The plain words of an utterance without greetings, thanks, "please" and "could you"."""
    plain = normalise(text)
    for each in patterns(text, language):
        for phrase in each.politeness:
            plain = phrase.sub("", plain).strip()
    return plain


def is_question(text: str, language: str) -> bool:
    """Whether the caller asks something, rather than answers or asks for something to be done."""
    plain = strip_politeness(text, language)
    return any(each.question.match(plain) for each in patterns(text, language))


def is_correction(text: str, language: str) -> bool:
    """Whether the caller takes back something that was understood: "no, make it Wednesday", "I meant the other"."""
    plain = normalise(text)
    return any(each.correction.search(plain) for each in patterns(text, language))


def builtin(text: str, language: str, primary_kind: str | None = None) -> str | None:
    """The built-in request that an utterance makes: `agent`, `repeat`, `help`, `cancel`, `wait`, `goodbye`, or None.

    `primary_kind` is the kind of value that was asked for. When that can be any words, only an utterance that is
    nothing but the request is one.
    """
    plain, bare = normalise(text), strip_politeness(text, language)
    known = patterns(text, language)
    for request in _BUILTIN:
        for each in known:
            alone = each.builtin_alone.get(request)
            if alone and (alone.match(plain) or (bare and alone.match(bare))):
                return request
    for request in _BUILTIN:
        for each in known:
            inside = each.builtin.get(request)
            match = inside.search(plain) if inside else None
            if match and (
                primary_kind not in _OPEN_KINDS or len(plain) - len(match.group()) <= len("i would like to ")
            ):
                return request
    return None
