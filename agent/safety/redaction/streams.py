"""Turns read as if they were one: what is left of them when only an address is looked for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import islice

from agent.safety.redaction.asides import FINISHING
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
    handle,
)
from agent.safety.redaction.numerals import REPEATS, TIMES, single
from agent.safety.redaction.tokens import Token, keys
from agent.safety.redaction.words import (
    CONNECTING,
    DIGIT_WORDS,
    JOINING,
    ONWARD,
    PAUSES,
    PAUSING,
    REPAIRS,
    THINKING,
)

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
_ALSO_DIGITS = keys("one now")
"""Words that lead to what follows when no digit does: "the next one okaxis", "now yahoo"."""
_UP_TO = ONWARD | keys("coming")
_FAR = 7
"""Words of a turn among which the domain stands, when the @ was said in a turn before."""
_LATER = 4
"""Turns in which it may come."""


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
    for place, turn in enumerate(turns):
        said = turn.heard.said
        signed = bool(places) and places[-1].token.text in _SIGNING
        first = _after_leading(said, signed=signed, going_on=bool(places))
        begun = "ok" if signed and places[-1].token.text == "ok" else ""
        domain = _domain_in(said, first, begun) if signed else None
        if domain is not None:
            first = domain
        elif turn.index not in wanted and (
            _aside(said, _after_leading(said, signed=signed, going_on=False), signed=signed)
            or (signed and _waits(said, first, turns[place + 1 : place + _LATER]))
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
            Place(turn.index, said[at], opens=nth == 0, parted=at > first and said[at - 1].text == ",")
            for nth, at in enumerate(kept)
        ]
    return places


def _domain_in(said: Sequence[Token], first: int, begun: str = "") -> int | None:
    """Where a handle or a provider stands after words that only lead to it: "the next one okaxis"."""
    for at in range(first, min(first + _FAR, len(said))):
        token = said[at]
        words = tuple(each.text for each in said[at : at + _FAR])
        if token.text in PROVIDERS or handle(words) is not None or (begun and handle((begun, *words)) is not None):
            return at
        if token.text in MARKS or token.text in _AT or (spelled(token) and token.text not in _ALSO_DIGITS):
            return None
    return None


def _waits(said: Sequence[Token], first: int, later: Sequence[Turn]) -> bool:
    """Whether a turn without sign or letter is only said meanwhile: the domain comes in one of the next."""
    if any(_tells(said, at) for at in range(first, len(said))):
        return False
    return any(_domain_in(turn.heard.said, 0) is not None for turn in later)


def _after_leading(said: Sequence[Token], *, signed: bool, going_on: bool) -> int:
    """The first token after what leads to the next part: "which is followed by", "next four digits"."""
    at = 0
    while at < len(said):
        token, following = said[at], said[at + 1].text if at + 1 < len(said) else ""
        if token.text == "ok":
            leads = following in _LEADING and following not in SOUNDS
        elif token.text == "i":
            leads = len(following) > 1 and following not in _SIGNING
        elif token.text == "to" and following in FINISHING:
            leads = True
        elif token.text == "up":
            leads = at > 0 and said[at - 1].text in _UP_TO
        elif spelled(token):
            leads = following in DIGIT_WORDS or following in PAUSES or _only_leads(said, at)
        else:
            leads = token.text == "," or token.text in _LEADING or (going_on and token.text in _COMMON)
        if token.text in ENDINGS and signed:
            onward = following not in _LEADING and not ENDINGS.isdisjoint(
                each.text for each in said[at + 1 : at + _FAR]
            )
            leads = token.text in _LEADING or (token.text in _COMMON and onward)
        if token.text == "under" and following == "score":
            leads = False
        if not leads:
            return at
        at += 1
    return at


def _only_leads(said: Sequence[Token], at: int) -> bool:
    """Whether a word that may be a digit is none: "the next one is asha", "now asha", but not "one two at"."""
    if said[at].text not in _ALSO_DIGITS or at + 1 >= len(said) or spelled(said[at + 1]):
        return False
    following = said[at + 1].text
    if following in MARKS or following in _AT:
        return said[at].text == "one" and at > 0 and said[at - 1].text in ONWARD
    return said[at].text != "one" or (at > 0 and said[at - 1].text in ONWARD)


def _aside(said: Sequence[Token], first: int, *, signed: bool) -> bool:
    """Whether a turn has nothing of an address: "I'm looking at it", "my phone is slipping"."""
    words = [token for token in said[first:] if token.sort != "sign" or token.text == "@" or token.glued]
    rest = [token for token in words if token.text not in SOUNDS]
    if not rest:
        return True
    meant = rest[0].text not in PLAIN_AT and all(token.text in _PASSING for token in rest[1:])
    if signed and (rest[0].text in _DOMAINS | ENDINGS or meant):
        return False
    if any(_tells(rest, at) for at in range(len(rest))):
        return False
    if len(rest) > 1 and rest[-2].text in _BEFORE_NAMES and not _of_speech(rest[-1]):
        return False
    return any(map(_of_speech, rest[1:]))


def _of_speech(token: Token) -> bool:
    """Whether it is a word of any sentence."""
    return token.text in _PASSING or token.text in NEVER or token.text in UNLIKELY


def _tells(said: Sequence[Token], at: int) -> bool:  # noqa: PLR0911 -- one line for each shape
    """Whether a token is of an address: a sign, a letter, an app."""
    token, following = said[at], said[at + 1].text if at + 1 < len(said) else ""
    if token.text in MARKS or token.text == "@" or token.text in _DOMAINS:
        return True
    phrases = (*AT_PHRASES.get(token.text, ()), *_SIGNS.get(token.text, ()))
    if any(_begins(said, at, phrase) for phrase in phrases):
        return True
    if token.text in PLAIN_AT and following == "ok" and at + 2 == len(said):
        return True  # "at ok", and "axis" in the next turn
    if token.text in PLAIN_AT and (not following or following not in _PASSING):
        return not following or not (following in NEVER or following in UNLIKELY)
    if (token.text == "do" and following in NEVER) or (token.text == "oh" and following in _COMMON | _PASSING):
        return False
    if spelled(token) and following not in PAUSES | TIMES:
        return token.text not in ("a", "i") or following not in _PASSING
    return False


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
