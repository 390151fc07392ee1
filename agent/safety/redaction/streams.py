"""Turns read as if they were one: what is left of them when only an address is looked for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import islice

from agent.safety.redaction.grouping import Turn
from agent.safety.redaction.mailing import (
    AT_PHRASES,
    ENDINGS,
    HANDLES,
    MARKS,
    NEVER,
    PLAIN_AT,
    PROVIDERS,
    SOUNDS,
    UNLIKELY,
)
from agent.safety.redaction.numerals import REPEATS, TIMES, single
from agent.safety.redaction.tokens import Token, keys
from agent.safety.redaction.words import CONNECTING, DIGIT_WORDS, JOINING, PAUSES, PAUSING, REPAIRS, THINKING

_AT = frozenset(AT_PHRASES) | PLAIN_AT
_PASSING = (THINKING | JOINING | CONNECTING | PAUSING | REPAIRS) - frozenset(MARKS) - _AT
_LEADING = (_PASSING | keys("iske इसके which reads read goes have there")) - keys("ok")
_BEFORE_NAMES = keys("to at on")
_DOMAINS = HANDLES | PROVIDERS
_COMMON = (NEVER | UNLIKELY) - _AT - frozenset(MARKS) - _DOMAINS - keys(". ? ! ; : @")
_TELLING = frozenset(MARKS) | _AT | HANDLES | PROVIDERS
_RATE = keys("rate of off sign रेट ऑफ ok")
_SOUNDS_BESIDE = 4
_SIGNS = {"under": (("under", "score"),)}
_SIGNING = _AT | _RATE | frozenset(MARKS)


@dataclass(frozen=True, slots=True)
class Place:
    """A token and its turn."""

    turn: int
    token: Token
    opens: bool
    """It is the first of its turn."""
    parted: bool = False
    """A comma stands before it that may be a breath."""


def stream(turns: Sequence[Turn], wanted: Collection[int]) -> list[Place]:
    """The tokens of some turns, without what leads from one to the next, and without turns about something else.

    `wanted` are the turns in which an address was named or asked for.
    """
    places: list[Place] = []
    for turn in turns:
        said = turn.heard.said
        signed = bool(places) and places[-1].token.text in _SIGNING
        first = _after_leading(said, signed=signed, going_on=bool(places))
        if turn.index not in wanted and _aside(
            said, _after_leading(said, signed=signed, going_on=False), signed=signed
        ):
            continue
        after = len(said)
        while (
            after > first
            and turn is not turns[-1]
            and (said[after - 1].text in THINKING or said[after - 1].text in ",.?")
        ):
            if said[after - 1].text == "ok" and (
                signed if after - 1 == first else said[after - 2].text in _SIGNING | SOUNDS
            ):
                break
            after -= 1
        kept = [at for at in range(first, after) if not _pause(said, at)]
        places += [
            Place(turn.index, said[at], opens=place == 0, parted=at > first and said[at - 1].text == ",")
            for place, at in enumerate(kept)
        ]
    return places


def _after_leading(said: Sequence[Token], *, signed: bool, going_on: bool) -> int:
    """The first token after what leads to the next part: "which is followed by", "next four digits"."""
    at = 0
    while at < len(said):
        token, following = said[at], said[at + 1].text if at + 1 < len(said) else ""
        if token.text == "ok":
            leads = following in _LEADING and following not in SOUNDS
        elif token.text == "i":
            leads = len(following) > 1 and following not in _SIGNING
        elif spelled(token):
            leads = following in DIGIT_WORDS or following in PAUSES
        else:
            leads = token.text == "," or token.text in _LEADING or (going_on and token.text in _COMMON)
        if token.text in ENDINGS and signed:
            leads = token.text in _LEADING or (token.text in _COMMON and following not in _LEADING and following != "")
        if token.text == "under" and following == "score":
            leads = False
        if not leads:
            return at
        at += 1
    return at


def _aside(said: Sequence[Token], first: int, *, signed: bool) -> bool:
    """Whether a turn has nothing of an address: "I'm looking at it", "my phone is slipping"."""
    words = [token for token in said[first:] if token.sort != "sign" or token.text == "@" or token.glued]
    rest = [token for token in words if token.text not in SOUNDS]
    if not rest:
        return True
    if signed and (rest[0].text in _DOMAINS | ENDINGS or all(token.text in _PASSING for token in rest[1:])):
        return False
    if any(_tells(rest, at) for at in range(len(rest))):
        return False
    if len(rest) > 1 and rest[-2].text in _BEFORE_NAMES and not _of_speech(rest[-1]):
        return False
    return any(map(_of_speech, rest[1:]))


def _of_speech(token: Token) -> bool:
    """Whether it is a word of any sentence."""
    return token.text in _PASSING or token.text in NEVER or token.text in UNLIKELY


def _tells(said: Sequence[Token], at: int) -> bool:
    """Whether a token is of an address: a sign, a letter, an app."""
    token, following = said[at], said[at + 1].text if at + 1 < len(said) else ""
    if token.text in MARKS or token.text == "@" or token.text in _DOMAINS:
        return True
    if token.text in PLAIN_AT and (not following or following not in _PASSING):
        return not following or not (following in NEVER or following in UNLIKELY)
    if spelled(token) and following not in PAUSES | TIMES:
        return token.text not in ("a", "i") or following not in _PASSING
    phrases = (*AT_PHRASES.get(token.text, ()), *_SIGNS.get(token.text, ()))
    return any(_begins(said, at, phrase) for phrase in phrases)


def _begins(said: Sequence[Token], at: int, phrase: Sequence[str]) -> bool:
    return [token.text for token in said[at : at + len(phrase)]] == [*phrase]


def _pause(said: Sequence[Token], at: int) -> bool:
    """Whether it is a breath within an address: "d e, e p a", "rao, at the rate of um okaxis", "gmail. Uh dot com"."""
    token = said[at]
    if token.text in SOUNDS and token.text != ",":
        return not token.glued
    following = said[at + 1] if at + 1 < len(said) else None
    if token.text == "." and following is not None and not following.glued:
        return following.text in SOUNDS or following.text in MARKS
    if token.text != ",":
        return False
    onward = (each for each in said[at + 1 : at + _SOUNDS_BESIDE] if each.text not in SOUNDS)
    beside = (*said[max(at - 1, 0) : at], *islice(onward, 1))
    return any(spelled(each) or each.text in _TELLING | _RATE for each in beside)


def spelled(token: Token) -> bool:
    """Whether it is a letter or a digit."""
    text = token.text
    return token.sort == "figures" or (len(text) == 1 and text.isalpha()) or text in REPEATS or single(text) is not None


def digits(token: Token) -> int:
    """How many digits a token tells, by itself or with the one after it: "double"."""
    if token.sort == "figures":
        return len(token.text)
    if token.text in REPEATS:
        return REPEATS[token.text] - 1
    return 1 if len(token.text) > 1 and single(token.text) is not None else 0
