"""E-mail addresses and UPI ids, written or said: "asha dot rao at gmail dot com", "asha at the rate okaxis"."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from agent.safety.redaction.checks import is_phone
from agent.safety.redaction.grouping import Turn, around
from agent.safety.redaction.kinds import Kind
from agent.safety.redaction.local_part import local, signed
from agent.safety.redaction.mailing import (
    AT_PHRASES,
    ENDINGS,
    HANDLES,
    MARKS,
    NEVER,
    PLAIN_AT,
    PROVIDERS,
    SHORT_HANDLES,
    SOUNDS,
    UNLIKELY,
    handle,
)
from agent.safety.redaction.numerals import single
from agent.safety.redaction.segments import Heard
from agent.safety.redaction.spans import Span
from agent.safety.redaction.streams import Place, digits, stream
from agent.safety.redaction.tokens import Token

_LONGEST_DOMAIN = 24
_MOST_PARTS = 8
_MOBILE = 10
_LONGEST_HANDLE = 8
_MONEY_FOR = 5
"""Turns in which a UPI id may be told after it was named."""
_REACH = 3
_NAMED = frozenset({Kind.email, Kind.upi})
_SURE = PROVIDERS | HANDLES | ENDINGS | frozenset(AT_PHRASES)
_FOLLOWING = frozenset(MARKS) | PROVIDERS | HANDLES
_AFTER_A_STOP = frozenset({"com", "org", "net", "edu", "gov"})
"""Endings that are no words of the next sentence: "gmail. com"."""
_TELLING = frozenset(AT_PHRASES) | PLAIN_AT | frozenset(MARKS)


@dataclass(frozen=True, slots=True)
class _Domain:
    kind: Kind
    after: int


def addresses(turns: Sequence[Turn]) -> list[Span]:
    """Where an address stands; its two halves may be in two turns."""
    if not any(turn.mailed or turn.asks or _NAMED & turn.heard.labels for turn in turns):
        return []
    asked = {turn.index for turn in turns if Kind.email in turn.asks}
    money = {turn.index for turn in turns if Kind.upi in turn.asks or Kind.upi in turn.heard.labels}
    named = asked | money | {turn.index for turn in turns if Kind.email in turn.heard.labels}
    money = {index + later for index in money for later in range(_MONEY_FOR)}
    found: list[Span] = []
    for stretch in around(turns, [turn.mailed or turn.index in named for turn in turns], _REACH):
        found += _in_stream(stream(stretch, named), asked, money, named)
    taken = {span.turn for span in found}
    for turn in turns:
        if turn.index not in taken and (turn.index in asked or turn.index - 1 in asked | taken):
            found += _dictated(turn, asked=turn.index in asked)
    return found


def mailed(heard: Heard) -> bool:
    """Whether an utterance has an @ or a dot in it, or words that may mean one."""
    said = heard.said
    return not _TELLING.isdisjoint(heard.words) and any(
        token.text in _TELLING and token.text not in ".-" and (token.text not in PLAIN_AT or _may_be_at(said, at))
        for at, token in enumerate(said)
    )


def _may_be_at(said: Sequence[Token], at: int) -> bool:
    """Whether what follows "at" may be the rest of an address: "at the rate", "at gmail", "at" and no more."""
    following = [token.text for token in said[at + 1 : at + _LONGEST_HANDLE] if token.text not in SOUNDS]
    if not following or not _FOLLOWING.isdisjoint(following):
        return True
    return (
        any(_said(said, at, phrase) for phrase in AT_PHRASES.get(said[at].text, ()))
        or handle(tuple(following)) is not None
    )


def _in_stream(
    stream: Sequence[Place], asked: Collection[int], money: Collection[int], named: Collection[int]
) -> list[Span]:
    """The addresses with an @."""
    found: list[Span] = []
    at = floor = 0
    while at < len(stream):
        after, sign = _at(stream, at)
        if after == at:
            at += 1
            continue
        upi = stream[at].turn in money or _paid_by_mobile(stream, at, after) or signed(stream, at, floor=floor)
        domain = _domain(stream, after, sign=sign, upi=upi)
        start = local(stream, at, floor=floor, named=named) if domain is not None else at
        if domain is not None and not sign and _only_a_word(stream, start, at):
            start = at
        if domain is not None and (start < at or (sign and (stream[at].opens or stream[at].token.text == "@"))):
            kind = Kind.email if domain.kind is Kind.upi and stream[at].turn in asked and not sign else domain.kind
            found += _spans(stream, start, domain.after, kind)
            floor = at = domain.after
        elif sign and _ends_turn(stream, after) and (start := local(stream, at, floor=floor, named=named)) < at:
            found += _spans(stream, start, after, Kind.email)
            floor = at = after
        else:
            at = after
    return found


def _paid_by_mobile(stream: Sequence[Place], at: int, after: int) -> bool:
    """Whether it is a mobile number "at" an app of which every user's mobile is an id.

    At a bank it may be where somebody can be called: "reach me on 9812345678 at citi".
    """
    apps = ("paytm", "upi")
    if after >= len(stream) or stream[after].token.text not in apps:
        return False
    told, place = 0, at
    while place > 0 and told <= _MOBILE and (more := digits(stream[place - 1].token)):
        told, place = told + more, place - 1
    before = stream[at - 1].token if at else None
    return (before is not None and before.sort == "figures" and is_phone(before.text)) or told == _MOBILE


def _only_a_word(stream: Sequence[Place], start: int, at: int) -> bool:
    """Whether one common word is all that stands before "at": "look at example dot com"."""
    return at - start == 1 and stream[start].token.text in UNLIKELY


def _ends_turn(stream: Sequence[Place], at: int) -> bool:
    return at >= len(stream) or stream[at].opens


def tells_address(heard: Heard) -> bool:
    """Whether an utterance surely has some of an address, of which more may have been said before."""
    return not _SURE.isdisjoint(heard.words) and any(
        token.text in PROVIDERS
        or token.text in HANDLES
        or token.text == "@"
        or (token.text in ENDINGS and at > 0 and MARKS.get(heard.said[at - 1].text) == ".")
        or any(_said(heard.said, at, phrase) for phrase in AT_PHRASES.get(token.text, ()))
        for at, token in enumerate(heard.said)
    )


def address_open(heard: Heard) -> bool:
    """Whether an utterance ends within an address: "asha at the rate", "gmail dot"."""
    words = [token.text for token in heard.said if token.text not in SOUNDS and token.text not in ".?"]
    return bool(words) and (words[-1] in _TELLING or words[-1] in ("rate", "of", "रेट"))


def _said(said: Sequence[Token], at: int, phrase: Sequence[str]) -> bool:
    return len(phrase) <= len(said) - at and all(said[at + i].text == word for i, word in enumerate(phrase))


def _at(stream: Sequence[Place], at: int) -> tuple[int, bool]:
    """The place after an @ or the words for it, and whether they are surely that; the same place when there is none."""
    text = stream[at].token.text
    for phrase in AT_PHRASES.get(text, ()):
        if len(phrase) <= len(stream) - at and all(stream[at + i].token.text == word for i, word in enumerate(phrase)):
            return at + len(phrase), True
    return (at + 1, False) if text in PLAIN_AT else (at, False)


def _domain(stream: Sequence[Place], at: int, *, sign: bool, upi: bool) -> _Domain | None:
    """What stands after the @."""
    while at < len(stream) and stream[at].token.text in SOUNDS:
        at += 1
    named = handle(tuple(place.token.text for place in stream[at : at + _LONGEST_HANDLE]))
    if named is not None and not _dot(stream, at + named[1]):
        name, size = named
        if sign or upi or name.startswith("ok") or name in SHORT_HANDLES:
            return _Domain(Kind.upi, at + size)
    after = _dotted(stream, at)
    if after is not None:
        return _Domain(Kind.email, after)
    if sign and at < len(stream) and stream[at].token.sort == "word" and not _common(stream[at].token):
        return _Domain(Kind.upi, at + 1)
    return None


def _dotted(stream: Sequence[Place], at: int) -> int | None:
    """The place after the last known ending, or after a provider that needs none: "gmail"."""
    place, dotted = at, False
    best: int | None = None
    while place < len(stream) and place - at < _LONGEST_DOMAIN:
        token = stream[place].token
        if _dot(stream, place):
            ending = _ending(stream, place + 1)
            if ending is None and (best is not None or place == at):
                break
            dotted, best = True, ending if ending is not None else best
            place = ending if ending is not None else place + 1
            continue
        stops = (token.sort == "sign" and token.text not in "-_") or token.text in PLAIN_AT
        if best is not None or stops or (not dotted and place - at >= _MOST_PARTS):
            break
        place += 1
        if not dotted and token.text in PROVIDERS and not _dot(stream, place):
            return _ending(stream, place) or place
    return best


def _common(token: Token) -> bool:
    return token.text in NEVER or (token.text in UNLIKELY and not token.glued) or single(token.text) is not None


def _dot(stream: Sequence[Place], at: int) -> bool:
    if at >= len(stream) or MARKS.get(stream[at].token.text) != ".":
        return False
    token = stream[at].token
    if token.text != ".":
        return True
    following = stream[at + 1] if at + 1 < len(stream) else None
    return (
        following is not None
        and following.turn == stream[at].turn
        and (following.token.glued or following.token.text in _AFTER_A_STOP)
    )


def _ending(stream: Sequence[Place], at: int) -> int | None:
    """The place after a known ending: com, in, c o m."""
    if at >= len(stream):
        return None
    if stream[at].token.text in ENDINGS:
        return at + 1
    spelled, best = "", None
    for place in range(at, min(at + 4, len(stream))):
        if len(stream[place].token.text) != 1:
            break
        spelled += stream[place].token.text
        if spelled in ENDINGS and len(spelled) > 1:
            best = place + 1
    return best


def _spans(stream: Sequence[Place], start: int, after: int, kind: Kind) -> list[Span]:
    """One place in each turn."""
    by_turn: dict[int, Span] = {}
    for place in stream[start:after]:
        last = by_turn.get(place.turn)
        by_turn[place.turn] = Span(place.turn, last.start if last else place.token.start, place.token.end, kind)
    return list(by_turn.values())


def _dictated(turn: Turn, *, asked: bool) -> list[Span]:
    """Part of an address without its @: with a dot or an underscore said, or spelled; only when one was asked for."""
    said = turn.heard.said
    stream = [Place(turn.index, token, opens=place == 0) for place, token in enumerate(said)]
    marked = [
        place
        for place, token in enumerate(said)
        if token.text in MARKS and (token.sort == "word" or token.glued) and token.text not in ("point", "period")
    ]
    marked = [place for place in marked if said[place].text != "." or _dot(stream, place)]
    if not marked:
        letters = [place for place, token in enumerate(said) if len(token.text) == 1 and token.text.isalpha()]
        if asked and len(letters) >= 3 and letters[-1] - letters[0] < 2 * len(letters):
            return _spans(stream, letters[0], letters[-1] + 1, Kind.email)
        return []
    first = local(stream, marked[-1], floor=0, named=())
    after = marked[-1] + 1
    while (
        after < len(said) and after - marked[-1] <= 3 and said[after].text not in NEVER and said[after].sort != "sign"
    ):
        after += 1
    if not asked and (MARKS[said[marked[-1]].text] != "." or _ending(stream, marked[-1] + 1) is None):
        return []
    return _spans(stream, first, after, Kind.email) if after > first else []
