"""Rows of digits in one utterance, what they are called, and what stands before and after them."""

from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from agent.safety.redaction import harmless
from agent.safety.redaction.asides import Aside, aside
from agent.safety.redaction.harmless import ONWARDS, SIGHS, Marks
from agent.safety.redaction.kinds import Kind, Label, Plain
from agent.safety.redaction.labels import Mention, mentions
from agent.safety.redaction.numbers import Number, numbers
from agent.safety.redaction.tokens import Token, keys, tokens
from agent.safety.redaction.words import COUNTED, DATE_JOINTS, ELSEWHERE, JOINING, THINKING

_SKIPPED = THINKING | JOINING
_MOST_SKIPPED = 9
_LABEL_REACH = 12
_AFTER_REACH = 6
_RESTART_REACH = 12
_TAIL = 16
_NAMED_REACH = 4
_NAME_REACH = 6
_NEGATIONS = keys("""
    not no never don't didn't haven't without forgot lost nahi nahin nhi नहीं need want do did is are was which why kya
    """)
_STRANGE = 1
_NEAREST = 8
_IS = keys(
    """
    is was that's that it's its it hai he hain are as for the my mera meri this yeh ye woh number है मेरा
    मेरी यह वो ये ka का और and so ok okay right which your hoga था tha , . -
    """
)
_FOR = keys("for of on from the my your this that to in ka ke ki liye mere wale का के की लिए")
_OF_LETTERS = frozenset({Kind.pan, Kind.ifsc, Kind.upi, Kind.email})
_RETRO = keys("that's thats that was this is yeh ye woh that'll वह यह ये tha था")
_ENDINGS = keys("ending ends end last khatam खत्म आखिरी aakhri")
_ENDS = frozenset("?!।")
_OF_A_DATE = (COUNTED | ELSEWHERE | DATE_JOINTS) - {","}
"""After figures with dashes between: a date or a range, whatever was named before."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Digits that were said one after another in one utterance."""

    turn: int
    pieces: tuple[Number, ...]
    digits: str
    """All of them in a row."""
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
    direct: bool = False
    """Nothing stands between the name and it but what leads to a number."""
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
    """The caller may go on with it: "and", "uh"."""
    onward: bool = False
    """The caller said that it goes on: "and then", "the rest is"."""
    placed: bool = False
    """The caller said which part of it comes: "the third group"."""


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
    labels: frozenset[Label] = frozenset()
    """All that it names."""
    words: frozenset[str] = frozenset()
    """The texts of its tokens."""

    def tail(self) -> Aside:
        """What stands after its last digits; all of it when it has none."""
        last = self.segments[-1].after if self.segments else 0
        return aside(self.said, max(last, len(self.said) - _TAIL), len(self.said))


def heard(turn: int, text: str, *, keen: bool = False, named: bool = False) -> Heard:
    """Read an utterance. `keen`: a number is being dictated; `named`: it is known to be a secret."""
    said = tokens(text)
    names = mentions(said)
    secrets = {each.after for each in names if isinstance(each.label, Kind) and not each.weak} | (
        {0} if named else set()
    )
    keen = keen or bool(secrets)
    inside = {at for each in names if each.after - each.first > 1 for at in range(each.first, each.after)}
    led = {at for each in names for at in range(each.after, each.after + 3)}
    led |= {at for each in names if isinstance(each.label, Kind) and not each.weak for at in _led_to(said, each.after)}
    # A number within a name is no digit: "one time password".
    found = [
        each for each in numbers(said, led, keen=keen, named=named) if inside.isdisjoint(range(each.first, each.after))
    ]
    marks = harmless.marked(said, found)
    if keen:
        _unmarked(said, found, marks, secrets, named=bool(secrets))
    rows = _rows(said, found, marks)
    ends = (0, *(row[-1].after for row in rows))
    segments = tuple(_segment(turn, said, row, since) for row, since in zip(rows, ends, strict=False))
    segments = _labelled(said, segments, names)
    last = segments[-1].after if segments else 0
    trailing = [each for each in names if each.first >= last and not each.weak]
    used_after = segments and segments[-1].after_label
    retro = trailing[-1].label if trailing and not segments and said[0].text in _RETRO and len(said) <= 8 else None
    return Heard(
        text,
        said,
        tuple(found),
        marks,
        segments,
        tuple(names),
        trailing[-1].label if trailing and not used_after and retro is None and _leads_on(said, trailing[-1]) else None,
        retro,
        frozenset(each.label for each in names),
        frozenset(token.text for token in said),
    )


def _led_to(said: Sequence[Token], after: int) -> range:
    """The tokens to which a name leads, over words that say nothing: "otp bol raha hoon tees ek"."""
    at = after
    while at < len(said) and at - after < _LABEL_REACH and aside(said, at, at + 1).passing():
        at += 1
    return range(after, at + 1)


def _unmarked(
    said: Sequence[Token], found: list[Number], marks: Marks, secrets: Collection[int], *, named: bool
) -> None:
    """Of a secret "11-58" is no range, "12.34" no decimal, and in "next four one one" the four may be no count."""
    for place, number in enumerate(found):
        mark = marks.get(place)
        if mark == "count" and said[number.first - 1].text in ONWARDS:
            following = found[place + 1] if place + 1 < len(found) and place + 1 not in marks else None
            if following is not None and following.first == number.after:
                del marks[place]
                found[place] = number if named else replace(number, others=("",))
        elif mark == "quantity" and number.after < len(said):
            unit = said[number.after]
            if named and unit.text in SIGHS and not unit.glued:
                del marks[place]
        elif (
            mark in ("range", "decimal", "date")
            and number.figures
            and any(
                after <= number.first <= after + _NAMED_REACH and aside(said, after, number.first).passing()
                for after in secrets
            )
        ):
            places = _written_together(said, found, marks, place)
            after = found[places[-1]].after if places else len(said)
            if places and not (after < len(said) and said[after].text in _OF_A_DATE):
                for each in places:
                    del marks[each]


def _written_together(said: Sequence[Token], found: Sequence[Number], marks: Marks, place: int) -> list[int]:
    """The places of figures with dashes or dots between, from one of them on, that are marked alike."""
    places = [place]
    while (
        (following := places[-1] + 1) < len(found)
        and marks.get(following) == marks[place]
        and found[following].first == found[places[-1]].after + 1
        and said[found[following].first - 1].text in "-."
    ):
        places.append(following)
    return places if len(places) > 1 else []


def _leads_on(said: Sequence[Token], name: Mention) -> bool:
    """Whether the number of a name is to come: not after "I never got the OTP", nor "the CVV is not working"."""
    before = [token.text for token in said[max(0, name.first - _NAME_REACH) : name.first]]
    if not (_NEGATIONS.isdisjoint(before) and aside(said, max(0, name.first - _STRANGE), name.first).passing(1)):
        return False
    rest = aside(said, name.after, min(len(said), name.after + _TAIL))
    if isinstance(name.label, Plain):
        return rest.strange == 0
    return rest.strange == 0 or (rest.passing(_STRANGE) and not rest.retracted)


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
    if len(places) > 1 and aside(said, first.after, second.first).retracted:
        return False  # "no no" is no breath
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
    lead = aside(said, max(since, first - _RESTART_REACH), first)
    start = said[first - 1].start if plus else said[first].start
    return Segment(
        turn,
        tuple(row),
        "".join(number.digits for number in row),
        start,
        said[after - 1].end,
        first,
        after,
        plus=plus,
        ending=ending,
        repaired=lead.repaired,
        retracted=lead.retracted,
        restarted=lead.restarted,
        led=lead.led,
        onward=lead.onward,
        placed=lead.placed,
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
            direct = aside(said, near.after, segment.first).passing()
            done.append(replace(_with(segment, near, after=False), direct=direct))
        else:
            done.append(segment)
        since = segment.after
    return tuple(done)


def _stronger(said: Sequence[Token], before: Sequence[Mention], near: Mention | None) -> Mention | None:
    """The nearest name, unless it says little and a better one stands close before it: "OTP on my phone is", or it
    only says what another is for: "OTP for the transaction", "virtual id of my Aadhaar".
    """
    if near is None:
        return near
    for each in reversed(before):
        if each is near or each.weak or each.label is Plain.phone:
            continue
        if _FOR.issuperset(token.text for token in said[each.after : near.first]) and each.after < near.first:
            return each
        if (near.weak or near.label is Plain.phone) and _words(said, each.after, near.first) <= 5:
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
