"""Turns read as if they were one: what is left of them when only an address is looked for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from agent.safety.redaction.grouping import Turn
from agent.safety.redaction.mailing import AT_PHRASES, HANDLES, MARKS, PLAIN_AT, PROVIDERS, SOUNDS, UNLIKELY
from agent.safety.redaction.numerals import REPEATS, single
from agent.safety.redaction.tokens import Token, keys
from agent.safety.redaction.words import CONNECTING, JOINING, PAUSES, PAUSING, REPAIRS, THINKING

_AT = frozenset(AT_PHRASES) | PLAIN_AT
_PASSING = (THINKING | JOINING | CONNECTING | PAUSING | REPAIRS) - frozenset(MARKS) - _AT
_LEADING = (
    THINKING
    | keys("""
    and then so okay next it's is its it the rest that that's after finally lastly continuing aage uske baad phir fir
    aur और फिर आगे बाद उसके remaining ones are yeah yes haan
    """)
) - frozenset(MARKS)
_TELLING = frozenset(MARKS) | _AT | HANDLES | PROVIDERS
_RATE = keys("rate of off sign रेट ऑफ ok")
_SIGNING = _AT | _RATE | frozenset(MARKS)


@dataclass(frozen=True, slots=True)
class Place:
    """A token and its turn."""

    turn: int
    token: Token
    opens: bool
    """It is the first of its turn."""


def stream(turns: Sequence[Turn], wanted: Collection[int]) -> list[Place]:
    """The tokens of some turns, without what leads from one to the next, and without turns about something else.

    `wanted` are the turns in which an address was named or asked for.
    """
    places: list[Place] = []
    for turn in turns:
        said = turn.heard.said
        signed = bool(places) and places[-1].token.text in _SIGNING
        if turn.index not in wanted and _aside(said) and not (signed and said and said[-1].text == "ok"):
            continue
        first, after = 0, len(said)
        while (
            first < after
            and (said[first].text in _LEADING or said[first].text == ",")
            and not (signed and said[first].text == "ok")
        ):
            first += 1
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
        kept = [token for at, token in enumerate(said[first:after], first) if not _pause(said, at)]
        places += [Place(turn.index, token, opens=place == 0) for place, token in enumerate(kept)]
    return places


def _aside(said: Sequence[Token]) -> bool:
    """Whether a turn has nothing of an address: "I'm looking at it", "just a moment"."""
    for at, token in enumerate(said):
        if token.sort == "sign" and token.text != "@":
            continue
        following = next((each.text for each in said[at + 1 : at + 3] if each.text not in SOUNDS), "")
        if token.text in PLAIN_AT or token.text in ("a", "i"):
            if following not in _PASSING:
                return False
        elif (
            token.text in MARKS
            or (spelled(token) and following not in PAUSES)
            or (token.text not in _PASSING and token.text not in UNLIKELY)
        ):
            return False
        if any(_begins(said, at, phrase) for phrase in AT_PHRASES.get(token.text, ())):
            return False
    return True


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
    beside = (*said[max(at - 1, 0) : at], *said[at + 1 : at + 2])
    return any(spelled(each) or each.text in _TELLING | _RATE for each in beside)


def spelled(token: Token) -> bool:
    """Whether it is a letter or a digit."""
    text = token.text
    return token.sort == "figures" or (len(text) == 1 and text.isalpha()) or text in REPEATS or single(text) is not None
