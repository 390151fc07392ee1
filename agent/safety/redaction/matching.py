"""What rows of digits that nobody named are, by check digits and by how they were grouped."""

from collections.abc import Iterator, Sequence
from itertools import groupby, islice, pairwise, product

from agent.safety.redaction import checks
from agent.safety.redaction.corrections import alike, differences, resolved
from agent.safety.redaction.kinds import Kind
from agent.safety.redaction.numbers import Number
from agent.safety.redaction.segments import Segment

_MOST_SPELLINGS = 8
_SHORT_OF_ONE = (11, 14, 15)
_SHORT_OF_TWO = (10, 13)
_LONGEST = checks.LONGEST_CARD
_SHORTEST = 9
_NEAR = 8
_FEW = 4
_GROUP = 3
"""Digits that people say in one breath, at least."""
_MISHEARD = 15
"""Digits of a card of which one may be missing."""
_CARDS_BEGIN = "3456"
"""First digits of most cards: for digits that fail the check."""


def exact(digits: str) -> Kind | None:
    """What the check digits say."""
    if checks.is_card(digits):
        return Kind.card
    if checks.is_virtual_id(digits):
        return Kind.virtual_id
    if checks.is_aadhaar(digits):
        return Kind.aadhaar
    return None


def stretches(segments: Sequence[Segment]) -> Iterator[tuple[int, int]]:
    """Where rows begin and end that have together as many digits as anything has; the most digits first."""
    found = []
    for first in range(len(segments)):
        total = 0
        for after in range(first + 1, len(segments) + 1):
            total += len(segments[after - 1].digits)
            if total > _LONGEST + 2:
                break
            if total >= _SHORTEST:
                found.append((total, first, after))
    for _, first, after in sorted(found, key=lambda each: -each[0]):
        yield first, after


def together(rows: Sequence[Segment], *, wordy: bool, plain: bool, first: bool = True) -> Kind | None:
    """What rows make together. `wordy`: words of something else stand between; `plain`: they were called harmless;
    `first`: no other digits were said before them.
    """
    if len(rows) > 1 and (any(piece.amount for row in rows for piece in row.pieces) or _said_again(rows)):
        return None
    if (
        plain
        and len(rows) > 1
        and (min(len(row.digits) for row in rows) < _GROUP or any(row.repaired for row in rows[1:]))
    ):
        return None
    phones = _phones(rows)
    for digits in spellings([piece for row in rows for piece in row.pieces]):
        likely = first or _grouped(rows, wordy=wordy) or min(len(row.digits) for row in rows) >= _GROUP
        if checks.is_card(digits) and (len(digits) in (15, 16) if plain else likely):
            return Kind.card
        kind = exact(digits)
        if kind is None or kind is Kind.card or plain or phones:
            continue
        if _grouped(rows, wordy=wordy) or (not wordy and _may_be_parts(rows, first=first)):
            return kind
    return Kind.ssn if not plain and _social(rows) else None


def corrected(rows: Sequence[Segment]) -> Kind | None:
    """What rows are of which some were taken back, or said twice."""
    amounts = any(piece.amount for row in rows for piece in row.pieces)
    if amounts or _phones(rows):
        return None
    return next((kind for digits in resolved(rows) if (kind := exact(digits)) is not None), None)


def _phones(rows: Sequence[Segment]) -> bool:
    """Whether all the digits of one turn are a phone number, and nobody said that they are the part of another."""
    for _, turn in groupby(range(len(rows)), lambda place: rows[place].turn):
        places = list(turn)
        following = places[-1] + 1
        if rows[places[0]].onward or (following < len(rows) and rows[following].onward):
            continue
        if checks.is_phone("".join(rows[place].digits for place in places), plus=rows[places[0]].plus):
            return True
    return False


def _said_again(rows: Sequence[Segment]) -> bool:
    """Whether a row stands for what was said before it, so that both are not one number."""
    said = ""
    for row in rows:
        if row.repaired and len(row.digits) >= _GROUP and alike(said[-len(row.digits) :], row.digits):
            return True
        said += row.digits
    return False


def phone(rows: Sequence[Segment]) -> bool:
    """Whether rows make a phone number together."""
    digits = "".join(row.digits for row in rows)
    return checks.is_phone(digits, plus=rows[0].plus) or _american(rows)


def _social(rows: Sequence[Segment]) -> bool:
    """Whether it is a social security number by its groups: it has no check digit."""
    return len(rows) == 1 and _grouped_as_ssn(rows[0]) and checks.is_ssn(rows[0].digits)


def _grouped(rows: Sequence[Segment], *, wordy: bool) -> bool:
    """Whether it is one row, or rows are groups of four, or the caller looked for the rest or said that it goes on.

    A tenth of all other digits have the right check digit as well: digits that nobody named need more than that.
    """
    if len(rows) == 1 or all(len(row.digits) % 4 == 0 for row in rows):
        return True
    if wordy:
        return False
    if rows[0].turn == rows[-1].turn:
        return True
    paused = any(second.turn - first.turn > 1 for first, second in pairwise(rows))
    return paused or any(row.led for row in rows[1:])


def _may_be_parts(rows: Sequence[Segment], *, first: bool) -> bool:
    """Whether rows that are no groups of four look like parts of one number: whatever they are, when no other digits
    were said before them; else a few, or all alike.
    """
    lengths = [len(row.digits) for row in rows]
    regular = len(set(lengths[:-1])) == 1 and lengths[-1] <= lengths[0]
    return first or regular or (len(rows) <= _FEW and min(lengths) >= _GROUP)


def _american(rows: Sequence[Segment]) -> bool:
    """Three figures, three, four: how a phone number is written in America."""
    return len(rows) == 1 and [len(piece.digits) for piece in rows[0].pieces if piece.figures] == [3, 3, 4]


def _grouped_as_ssn(segment: Segment) -> bool:
    """Three digits, two, four: in figures that is how one is written, and nothing else is."""
    return [len(piece.digits) for piece in segment.pieces] == [3, 2, 4] and segment.pieces[0].figures


def within(segment: Segment) -> Kind | None:
    """A number within a longer row: a stammer before it, an expiry date and a code after it."""
    digits, places = segment.digits, _places(segment.pieces)
    if len(digits) < 12 or checks.is_phone(digits, plus=segment.plus):
        return None
    starts = set(places)
    for start in places:
        for length in (16, 15):
            if start + length in starts and checks.is_card(digits[start : start + length]):
                return Kind.card
    if 12 < len(digits) <= 15 and (checks.is_aadhaar(digits[:12]) or checks.is_aadhaar(digits[-12:])):
        return Kind.aadhaar
    doubtful = checks.SHORTEST_CARD <= len(digits) <= checks.LONGEST_CARD + 1 and digits[0] in _CARDS_BEGIN
    return Kind.card if doubtful and len(digits) >= 15 and not segment.plus else None


def _places(pieces: Sequence[Number]) -> list[int]:
    """Where pieces begin among the digits, and where the last one ends."""
    places, at = [0], 0
    for piece in pieces:
        at += len(piece.digits)
        places.append(at)
    return places


def spellings(pieces: Sequence[Number]) -> Iterator[str]:
    """The digits, then what else the same words can stand for."""
    plain = "".join(piece.digits for piece in pieces)
    yield plain
    if any(piece.others for piece in pieces) and len(pieces) <= _LONGEST + 2:
        # "twenty four" may be 20 4, and "forty five hundred six" 4500 6: only looked at where digits are missing.
        short = len(plain) in _SHORT_OF_ONE or (len(plain) in _SHORT_OF_TWO and any(piece.scaled for piece in pieces))
        choices = [
            (piece.digits, *(each for each in piece.others if short or len(each) <= len(piece.digits)))
            for piece in pieces
        ]
        for place, (first, *others) in enumerate(choices):
            for other in others:
                yield "".join(
                    (*(each[0] for each in choices[:place]), other, *(each[0] for each in choices[place + 1 :]))
                )
            del first
        for chosen in islice(product(*choices), 1, _MOST_SPELLINGS):
            yield "".join(chosen)


def code_of_card(card: Segment, segment: Segment) -> bool:
    """Whether three or four digits come so close after a card number that they are its code."""
    near = segment.turn != card.turn or segment.first - card.after <= _NEAR
    return near and len(segment.digits) in (3, 4)


def once_more(rows: Sequence[Segment]) -> bool:
    """Whether digits of which some were taken back are as many as a card has: their check digit can say nothing."""
    digits = "".join(row.digits for row in rows)
    if len(digits) < _MISHEARD or digits[0] not in _CARDS_BEGIN or _phones(rows):
        return False
    attempts = [0]  # what is begun anew counts by itself: a shorter number, said once more, is no card
    for row in rows:
        alike_ = differences(row.digits[:_GROUP], digits[:_GROUP]) <= 1 or len(row.digits) == attempts[-1]
        begins = row.repaired and alike_
        attempts = [*attempts, len(row.digits)] if begins else [*attempts[:-1], attempts[-1] + len(row.digits)]
    return max(attempts) >= _MISHEARD - 2
