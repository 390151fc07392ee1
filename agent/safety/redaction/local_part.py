"""What stands before the @ of an address: where it begins, and what before it is no part of it."""

from collections.abc import Collection, Sequence

from agent.safety.redaction.mailing import MARKS, NEVER, SOUNDS, UNLIKELY
from agent.safety.redaction.numerals import REPEATS, single
from agent.safety.redaction.streams import Place, digits, spelled
from agent.safety.redaction.tokens import Token

_LONGEST_LOCAL = 60
_LONGEST_SIGNED = 6
_REACH = 3
_MOST_WORDS = 4
_MOBILE = 10
"""Digits of a mobile number, which may stand before an @ instead of a name."""
_FEWEST_OWN = 4
"""Digits before a name that are no part of it."""


def local(stream: Sequence[Place], at: int, *, floor: int, named: Collection[int]) -> int:
    """Where what stands before the @ at a place begins, read backwards; that place when nothing does.

    `floor` is where the address before it ends, `named` are the turns in which one was named or asked for.
    """
    first, place, words, unit = at, at - 1, 0, False
    while place >= floor and at - place <= _LONGEST_LOCAL:
        token, crossing = stream[place].token, stream[place + 1].opens
        if crossing and unit and not _may_cross(stream, place, first, named):
            break
        if unit and _something_else(stream, place, first, at, named):
            break
        if token.text in SOUNDS and not token.glued:
            place -= 1
            continue
        if place > floor and _under_score(stream, place):
            first, unit, place = place - 1, False, place - 2
            continue
        mark = token.text in MARKS
        if mark and token.text == "." and (crossing or not stream[place + 1].token.glued):
            break
        if mark:
            first, unit = place, False
            place -= 1
            continue
        touching = place + 1 < len(stream) and stream[place + 1].token.glued and not crossing
        if token.sort == "sign" and not touching:
            break
        if not _belongs(token, unit=unit, touching=touching, words=words):
            break
        words += _is_word(token)
        first, unit = place, True
        place -= 1
    while first < at and stream[first].token.text in MARKS:
        first += 1
    return first


def signed(stream: Sequence[Place], at: int, *, floor: int) -> bool:
    """Whether a sign of addresses joins what stands before "at": "rahul.das at paytm", "rahul underscore 9 at sbi"."""
    place, least = at - 1, max(floor, at - _LONGEST_SIGNED)
    while place > least and not _joins(stream, place):
        if not _is_word(stream[place].token) and not spelled(stream[place].token):
            return False
        place -= 1
    return place > least


def _joins(stream: Sequence[Place], at: int) -> bool:
    """Whether a sign that is no hyphen stands between two words, or an underscore between any."""
    token, before, following = stream[at].token, stream[at - 1].token, stream[at + 1].token
    sign = "_" if _under_score(stream, at) else MARKS.get(token.text)
    if sign == ".":
        names = [each for each in (before, following) if each.sort == "word" and _named_so(each)]
        return len(names) == 2 and any(map(_is_word, names)) and (token.text != "." or following.glued)
    return sign == "_"


def _under_score(stream: Sequence[Place], place: int) -> bool:
    return place > 0 and stream[place].token.text == "score" and stream[place - 1].token.text == "under"


def _named_so(token: Token) -> bool:
    """Whether a word may be a name: no digit, and no word of every sentence."""
    return single(token.text) is None and token.text not in NEVER and token.text not in UNLIKELY


def _may_cross(stream: Sequence[Place], place: int, first: int, named: Collection[int]) -> bool:
    """Whether an address goes back into the turn before: it was named or being spelled there, or a sign stands
    between."""
    here, there = stream[first].token, stream[place].token
    if here.text in MARKS or here.text == "under" or there.text in MARKS or _under_score(stream, place):
        return True
    if spelled(here) and spelled(there):
        return True
    if there.sort != "word" or there.text in NEVER:
        return False
    alone = stream[place].opens or stream[place - 1].token.text in ("to", "at", "on")
    alone = alone and there.text not in UNLIKELY and stream[first].turn - stream[place].turn <= _REACH
    return stream[place].turn in named or alone


def _something_else(stream: Sequence[Place], place: int, first: int, at: int, named: Collection[int]) -> bool:
    """Whether what stands before an address is no part of it: "98123 45678, a@b.co", "flat 12 asha@gmail.com".

    Names begin with letters. What is written with an @ is what touches it; what is said may begin with few digits.
    """
    token, following = stream[place].token, stream[place + 1]
    if stream[first].token.text in MARKS or (following.token.glued and not following.opens):
        return False
    written = stream[at].token.text == "@" and stream[at].token.glued
    apart = following.opens or following.parted
    told = sum(digits(each.token) for each in stream[first:at])
    if not digits(token):
        own = told >= _MOBILE if digits(stream[first].token) else not _letter(stream, place, opening=True)
        strict = written or stream[at].turn not in named
        return strict and following.parted and token.text not in MARKS and own
    row = place
    while row > 0 and digits(stream[row - 1].token) and not (stream[row].opens or stream[row].parted):
        row -= 1
    before = sum(digits(each.token) for each in stream[row : place + 1])
    if digits(stream[first].token):
        return apart and before + told > _MOBILE
    return apart or before >= _FEWEST_OWN or (written and not (before == 1 and _letter(stream, row - 1)))


def _letter(stream: Sequence[Place], place: int, *, opening: bool = False) -> bool:
    """Whether a letter of what is being spelled stands there; with `opening`, no word leads to it: "plan B, a@b.co"."""
    if place < 0 or len(stream[place].token.text) != 1 or not spelled(stream[place].token):
        return False
    return not opening or place == 0 or stream[place].opens or spelled(stream[place - 1].token)


def _is_word(token: Token) -> bool:
    return token.sort == "word" and len(token.text) > 1 and single(token.text) is None and token.text not in REPEATS


def _belongs(token: Token, *, unit: bool, touching: bool, words: int) -> bool:
    """Whether a token is part of what stands before the @."""
    if touching:
        return True
    if token.sort == "figures" or (len(token.text) == 1 and token.text.isalnum()):
        return True
    if not _is_word(token):
        return token.text not in NEVER or single(token.text) is not None
    if not unit:
        return token.text not in NEVER
    return token.text not in NEVER and token.text not in UNLIKELY and words < _MOST_WORDS
