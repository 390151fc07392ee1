"""Rows of digits in one utterance, what they are called, and what stands before and after them."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from agent.safety.redaction import harmless
from agent.safety.redaction.harmless import Marks
from agent.safety.redaction.kinds import Kind, Label, Plain
from agent.safety.redaction.labels import Mention, mentions
from agent.safety.redaction.numbers import Number, numbers
from agent.safety.redaction.tokens import Token, keys, tokens
from agent.safety.redaction.words import CONNECTING, JOINING, PAUSING, REPAIRS, STARTING_OVER, THINKING, WAITING

_SKIPPED = THINKING | JOINING
_MOST_SKIPPED = 9
_LABEL_REACH = 12
_AFTER_REACH = 6
_RESTART_REACH = 12
_NEAREST = 8
_IS = keys(
    """
    is was that's that it's its it hai he hain are as for the my mera meri this yeh ye woh number है मेरा
    मेरी यह वो ये ka का और and so ok okay right which your hoga था tha , . -
    """
)
_OF_LETTERS = frozenset({Kind.pan, Kind.ifsc, Kind.upi, Kind.email})
_RETRO = keys("that's thats that was this is yeh ye woh that'll वह यह ये tha था")
_ENDINGS = keys("ending ends end last khatam खत्म आखिरी aakhri")
_GOING_ON = JOINING | keys(
    """
    next rest remaining last after then uske baad iske aage half continue final बाद आगे बाकी baaki baki
    second
    """
)
_ENDS = frozenset("?!।")


@dataclass(frozen=True, slots=True)
class Segment:
    """Digits that were said one after another in one utterance."""

    turn: int
    pieces: tuple[Number, ...]
    start: int
    end: int
    """Its characters."""
    first: int
    after: int
    """Its tokens."""
    label: Label | None = None
    """What it was called in the same utterance."""
    weak: bool = False
    """That name says little."""
    after_label: bool = False
    """The name came after it."""
    plus: bool = False
    ending: bool = False
    """It was called the last digits of something: "ending in 1234"."""
    repaired: bool = False
    """Something was taken back before it."""
    retracted: bool = False
    """It was taken back in so many words, not only waited."""
    restarted: bool = False
    """All of it is said from the beginning once more."""
    led: bool = False
    """The caller said that it goes on: "and then", "the rest is"."""

    @property
    def digits(self) -> str:
        """All of them in a row."""
        return "".join(piece.digits for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Heard:
    """One utterance, read."""

    text: str
    said: tuple[Token, ...] = ()
    found: tuple[Number, ...] = ()
    marks: Marks = field(default_factory=dict)
    segments: tuple[Segment, ...] = ()
    named: tuple[Mention, ...] = ()
    trailing: Label | None = None
    """The name after the last digits: of what comes in the next utterance."""
    retro: Label | None = None
    """The utterance names what was said before: "that was my card number"."""


def heard(turn: int, text: str) -> Heard:
    """Read an utterance."""
    said = tokens(text)
    named = mentions(said)
    inside = {at for each in named if each.after - each.first > 1 for at in range(each.first, each.after)}
    led = {at for each in named for at in range(each.after, each.after + 3)}
    # A number within a name is no digit: "one time password".
    found = [each for each in numbers(said, led) if inside.isdisjoint(range(each.first, each.after))]
    marks = harmless.marked(said, found)
    rows = _rows(said, found, marks)
    ends = (0, *(row[-1].after for row in rows))
    segments = tuple(_segment(turn, said, row, since) for row, since in zip(rows, ends, strict=False))
    segments = _labelled(said, segments, named)
    last = segments[-1].after if segments else 0
    trailing = [each for each in named if each.first >= last and not each.weak]
    used_after = segments and segments[-1].after_label
    retro = trailing[-1].label if trailing and not segments and said[0].text in _RETRO and len(said) <= 8 else None
    return Heard(
        text,
        said,
        tuple(found),
        marks,
        segments,
        tuple(named),
        trailing[-1].label if trailing and not used_after and retro is None else None,
        retro,
    )


def _rows(said: Sequence[Token], found: Sequence[Number], marks: Marks) -> list[list[Number]]:
    rows: list[list[Number]] = []
    last = -1
    for place, number in enumerate(found):
        if place in marks:
            continue
        between = range(last + 1, place)
        if (
            rows
            and all(marks[each] == "pause" for each in between)
            and _goes_on(said, rows[-1][-1], number, [found[each] for each in between])
        ):
            rows[-1].append(number)
        else:
            rows.append([number])
        last = place
    return rows


def _goes_on(said: Sequence[Token], first: Number, second: Number, pauses: Sequence[Number]) -> bool:
    """Whether nothing but sounds of thinking, breaths and pauses stands between two numbers."""
    places = range(first.after, second.first)
    if len(places) > _MOST_SKIPPED + 2 * len(pauses):
        return False
    paused = {at for pause in pauses for at in range(pause.first, pause.after + 1)}
    return all(at in paused or _skipped(said, at) for at in places)


def _skipped(said: Sequence[Token], at: int) -> bool:
    token = said[at]
    if token.sort == "sign":
        return token.text not in _ENDS and token.text not in "@₹$€£%"
    return token.text in _SKIPPED


def _segment(turn: int, said: Sequence[Token], row: Sequence[Number], since: int) -> Segment:
    first, after = row[0].first, row[-1].after
    before = [token.text for token in said[max(0, first - 5) : first]]
    plus = bool(before) and before[-1] in ("+", "plus", "प्लस")
    ending = not _ENDINGS.isdisjoint(before)
    leading = [token.text for token in said[max(since, first - _RESTART_REACH) : first]]
    restarted = not STARTING_OVER.isdisjoint(leading) or ("start", "over") in pairwise(leading)
    repaired = restarted or any(word in REPAIRS for word in before if word != "i")
    retracted = restarted or any(word in REPAIRS - WAITING for word in before)
    led = any(word in _GOING_ON or word in THINKING for word in before)
    start = said[first - 1].start if plus else said[first].start
    return Segment(
        turn,
        tuple(row),
        start,
        said[after - 1].end,
        first,
        after,
        plus=plus,
        ending=ending,
        repaired=repaired,
        retracted=retracted,
        restarted=restarted,
        led=led,
    )


def _labelled(said: Sequence[Token], segments: tuple[Segment, ...], named: Sequence[Mention]) -> tuple[Segment, ...]:
    """Each row with the name that stands before it, or right after it."""
    done: list[Segment] = []
    begins = [each.first for each in named]
    since = 0
    for place, segment in enumerate(segments):
        here = bisect_left(begins, segment.first)
        before = named[max(bisect_left(begins, since), here - _NEAREST) : here]
        near = before[-1] if before and _words(said, before[-1].after, segment.first) <= _LABEL_REACH else None
        near = _stronger(said, before, near)
        behind = None
        if near is None or near.weak:
            until = segments[place + 1].first if place + 1 < len(segments) else len(said)
            following = named[here : here + _NEAREST]
            behind = _behind(said, segment, following, until, last=place + 1 == len(segments))
        if behind is not None:
            done.append(_with(segment, behind, after=True))
        elif near is not None:
            done.append(_with(segment, near, after=False))
        else:
            done.append(segment)
        since = segment.after
    return tuple(done)


def _stronger(said: Sequence[Token], before: Sequence[Mention], near: Mention | None) -> Mention | None:
    """The nearest name, unless it says little and a better one stands close before it: "OTP on my phone is"."""
    if near is None or not (near.weak or near.label is Plain.phone):
        return near
    for each in reversed(before):
        if not each.weak and each.label is not Plain.phone and _words(said, each.after, near.first) <= 5:
            return each
    return near


def _with(segment: Segment, mention: Mention, *, after: bool) -> Segment:
    return replace(segment, label=mention.label, weak=mention.weak, after_label=after)


def _words(said: Sequence[Token], first: int, after: int) -> int:
    return sum(token.sort != "sign" for token in said[first:after])


def _behind(
    said: Sequence[Token], segment: Segment, named: Sequence[Mention], until: int, *, last: bool
) -> Mention | None:
    """A name that comes after the digits: "… is my card number", "… hai OTP"."""
    for each in named:
        if each.first < segment.after or each.weak or each.label in _OF_LETTERS:
            continue
        between = said[segment.after : each.first]
        if len(between) > _AFTER_REACH or not all(token.text in _IS for token in between):
            return None
        linked = any(token.text in ("is", "was", "hai", "है", "are", "as", "tha", "था") for token in between)
        return each if last or (linked and _words(said, each.after, until) > 3) or until - each.after > 8 else None
    return None


_LEADING = _SKIPPED | CONNECTING | REPAIRS
_ALSO_PAUSING = _LEADING | PAUSING


def clean(said: Sequence[Token], first: int, after: int, *, pausing: bool = False, but: int = 0) -> bool:
    """Whether only what leads from one part of a number to its next stands there, but for so many other words."""
    allowed = _ALSO_PAUSING if pausing else _LEADING
    return sum(token.sort != "sign" and token.text not in allowed for token in said[first:after]) <= but
