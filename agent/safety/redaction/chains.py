"""Rows of digits that belong together, over words and turns, and what they are.

A row that was called something, or asked for, is that. Of the others the check digits decide: any rows one after
another that make a card, an Aadhaar number or a virtual id together are one.
"""

from dataclasses import dataclass, field

from agent.safety.redaction import checks, matching
from agent.safety.redaction.kinds import Kind, Label, Plain
from agent.safety.redaction.segments import Segment

FULL: dict[Label, int] = {
    Kind.card: 16,
    Kind.cvv: 4,
    Kind.aadhaar: 12,
    Kind.virtual_id: 16,
    Kind.bank_account: 18,
    Kind.ssn: 9,
    Kind.otp: 8,
    Kind.pan: 4,
    Kind.ifsc: 7,
    Plain.phone: 10,
    Plain.postcode: 6,
    Plain.expiry: 4,
    Plain.pin: 6,
}
"""With so many digits a row of its name is complete."""
_ENOUGH: dict[Label, int] = {
    Kind.card: 15,
    Kind.cvv: 3,
    Kind.aadhaar: 12,
    Kind.virtual_id: 16,
    Kind.bank_account: 6,
    Kind.ssn: 9,
    Kind.otp: 4,
}
"""With so many digits nothing more is waited for; more may come."""
FEWEST: dict[Kind, int] = {Kind.cvv: 2, Kind.bank_account: 9, Kind.upi: 99, Kind.email: 99, Kind.phone: 7}
"""Fewer digits than these are something else by the same name; three for the others."""
_MOST: dict[Kind, int] = {Kind.cvv: 5, Kind.otp: 9, Kind.pan: 8, Kind.ifsc: 9}
LAST_FOUR_STAY = frozenset({Kind.card, Kind.aadhaar, Kind.virtual_id, Kind.bank_account, Kind.otp})
"""Kinds whose last four digits tell nobody the number; of a one-time code they are another number's."""
_WITH_CHECK_DIGIT = (Kind.card, Kind.aadhaar, Kind.virtual_id)
_WEAKLY = {Kind.card: 8, Kind.pan: 4}
"""So many digits may be a card's when all that is known is the word "card"; of a PAN's there are four."""
_LONGEST_NOT = 2
_GROUP = 3


def _begun_again(digits: str, fewest: int = 2) -> int:
    """How many digits at the end are those of the beginning; so many at least, else none."""
    return next((size for size in range(len(digits) - 1, fewest - 1, -1) if digits.startswith(digits[-size:])), 0)


def _said_twice(digits: str) -> int:
    """How many digits repeat what is right before them: "four five one nine, so four five one nine"."""
    total = at = 0
    while at < len(digits):
        last = 2 if len(digits) - at == 4 else _GROUP
        size = next((n for n in range(8, last - 1, -1) if digits[at : at + n] == digits[at + n : at + 2 * n]), 0)
        total, at = total + size, at + (size or 1)
    return total


def _overlapping(rows: list[Segment]) -> int:
    """How many digits rows begin with that the rows before end with."""
    total, before = 0, rows[0].digits
    for row in rows[1:]:
        total += next((n for n in range(len(row.digits), 1, -1) if before.endswith(row.digits[:n])), 0)
        before += row.digits
    return total


@dataclass(slots=True)
class Chain:
    """Rows one after another."""

    segments: list[Segment]
    label: Label | None = None
    choices: tuple[Label, ...] = ()
    """All that a question asked for."""
    weak: bool = False
    bare: bool = False
    """Nothing but what leads to a number stands around its first row."""
    wordy: bool = False
    """Words of another subject stand between the rows."""
    repaired: bool = False
    """Some of it was taken back."""
    follows: bool = False
    """It puts right, or goes on with, a secret that was told before."""
    found: dict[int, Kind] = field(default_factory=dict)
    """By the place of a row: what it is."""

    _size: int = 0
    _begun: int = 0

    def __post_init__(self) -> None:
        self._size = sum(len(segment.digits) for segment in self.segments)

    def add(self, segment: Segment) -> None:
        """One more row."""
        if segment.restarted:
            self._begun, self._size = len(self.segments), 0
        self.segments.append(segment)
        self._size += len(segment.digits)
        self.repaired = self.repaired or segment.repaired

    @property
    def digits(self) -> str:
        """All of its digits."""
        return "".join(segment.digits for segment in self.segments)

    @property
    def attempt(self) -> str:
        """Its digits since the caller began it from the beginning, the last time."""
        return "".join(segment.digits for segment in self.segments[self._begun :])

    @property
    def size(self) -> int:
        """How many those are."""
        return self._size

    @property
    def told(self) -> int:
        """How many digits of it are told at least: without those that were put right or said twice."""
        rows, digits = self.segments[self._begun :], self.attempt
        if (begun_again := _begun_again(digits, 1 if self.label is Kind.cvv else 2)) > 0:
            return begun_again
        sizes = [len(row.digits) for row in rows[1:] if row.repaired]
        right = sum(size if size > _LONGEST_NOT else 2 * size for size in sizes)  # "no, not nine, eight" is twice
        return len(digits) - right - max(_said_twice(digits), _overlapping(rows))

    def complete(self) -> bool:
        """Whether it has all the digits that it can have."""
        if self.label is not Kind.card:
            return self.label is not None and self._has(FULL.get(self.label, 99))
        if self._size < checks.SHORTEST_CARD:
            return False
        digits = self.attempt
        return checks.is_card(digits) or (checks.full_card(digits) and self.told >= len(digits) - 1)

    def enough(self) -> bool:
        """Whether it may be all that was to be said."""
        return self.label is not None and self._has(_ENOUGH.get(self.label, 0))

    def _has(self, size: int) -> bool:
        """Whether so many are told; what was said twice counts once, when it is a secret."""
        return self._size >= size and (isinstance(self.label, Plain) or self.told >= size)


def judged(chain: Chain, *, bank: bool = False, ifsc: bool = False, card: bool = False) -> Chain:
    """The chain with what its rows are.

    `bank`, `ifsc`: a bank, or its branch's code, was spoken of; `card`: a card number just before.
    """
    if chain.label is not None and not isinstance(chain.label, Plain):
        _named(chain, bank=bank)
    if not chain.found:
        _checked(chain)
    if not chain.found and chain.label is Plain.pin and len(chain.digits) in (4, 5):
        _all(chain, Kind.otp)
    if not chain.found and card and chain.label is None and len(chain.digits) in (3, 4) and len(chain.segments) == 1:
        _all(chain, Kind.cvv)
    whole = len(chain.digits)
    if not chain.found and ifsc and chain.label is None and 9 <= whole <= 18 and not chain.segments[0].plus:
        _all(chain, Kind.bank_account)
    if not chain.found and chain.label is Plain.phone and len(chain.digits) >= FEWEST[Kind.phone]:
        _all(chain, Kind.phone)
    return chain


def _all(chain: Chain, kind: Kind) -> None:
    chain.found.update(dict.fromkeys(range(len(chain.segments)), kind))


def _named(chain: Chain, *, bank: bool) -> None:
    """What it was called, when its digits can be that at all."""
    kind = _fitting(chain)
    digits = chain.digits
    longest = sum(max(map(len, (piece.digits, *piece.others))) for row in chain.segments for piece in row.pieces)
    fewest = FEWEST.get(kind, 3)
    if kind is Kind.bank_account and bank:
        fewest = 6
    if chain.weak and len(digits) < _WEAKLY.get(kind, 0):
        return
    if longest < fewest and not chain.follows:
        return
    most = _MOST.get(kind, 99)
    if len(digits) > most and not (chain.repaired or chain.bare or _repeated(chain, most)):
        return
    if _phone(chain, kind):
        return
    if chain.segments[0].ending and len(digits) == 4 and not chain.repaired and kind in LAST_FOUR_STAY:
        return
    exact = matching.exact(digits)
    _all(chain, kind if exact is None or kind is Kind.bank_account or _long_enough(kind, digits) else exact)


def _long_enough(kind: Kind, digits: str) -> bool:
    """Whether digits are as many as what they were called has; otherwise their check digit tells what they are."""
    return checks.card_length(digits) if kind is Kind.card else len(digits) == FULL.get(kind)


def _repeated(chain: Chain, most: int) -> bool:
    """Whether the same digits were said again: "4 8 2 1, I repeat, 4 8 2 1"."""
    digits = chain.digits
    half = len(digits) // 2
    again = (digits[:half] == digits[half:] and half <= most) or most >= _begun_again(digits, _GROUP) > 0
    return again or (len(chain.segments) > 1 and all(len(segment.digits) <= most for segment in chain.segments))


def _phone(chain: Chain, kind: Kind) -> bool:
    """A phone number where something shorter or longer was spoken of: "send the OTP to 98123 45678"."""
    whole = chain.digits
    likely = checks.is_phone(whole, plus=chain.segments[0].plus)
    if kind is Kind.otp:
        first, *others = chain.segments
        again = any(segment.repaired or segment.digits[:3] == first.digits[:3] for segment in others)
        again = again or _begun_again(whole) > 0
        return len(whole) > _MOST[kind] and likely and not again and not chain.bare
    if kind in (Kind.pan, Kind.ifsc, Kind.cvv):
        return likely
    return likely and (chain.segments[0].plus or (chain.weak and not chain.repaired)) and kind is not Kind.bank_account


def _fitting(chain: Chain) -> Kind:
    """Of several things that were asked for together the one that has so many digits."""
    digits = len(chain.digits)
    kinds = [label for label in chain.choices if isinstance(label, Kind)]
    if Kind.cvv in kinds and Kind.card in kinds:
        return Kind.cvv if digits in (3, 4) else Kind.card
    if Kind.bank_account in kinds and digits >= FEWEST[Kind.bank_account]:
        return Kind.bank_account
    if Kind.otp in kinds and Kind.aadhaar in kinds:
        return Kind.otp if digits <= 8 else Kind.aadhaar
    assert isinstance(chain.label, Kind)
    return chain.label


def _ends(rows: list[Segment], segment: Segment) -> bool:
    """Whether the end of what was said is said once more."""
    return len(segment.digits) > 1 and "".join(row.digits for row in rows).endswith(segment.digits)


def _checked(chain: Chain) -> None:
    """What rows one after another make together; the longest first."""
    plain = isinstance(chain.label, Plain) and chain.label is not Plain.last_four and not chain.weak
    stretches = list(matching.stretches(chain.segments))
    for first, after in stretches:
        rows = chain.segments[first:after]
        if chain.found.keys().isdisjoint(range(first, after)) and (
            kind := matching.together(rows, wordy=chain.wordy, plain=plain, first=first == 0)
        ):
            chain.found.update(dict.fromkeys(range(first, after), kind))
    if plain:
        return
    if chain.found and chain.repaired:
        _all(chain, chain.found[min(chain.found)])
    elif not chain.found and not chain.wordy and (kind := matching.corrected(chain.segments)):
        _all(chain, kind)
    for first, after in stretches:
        rows = chain.segments[first:after]
        if chain.found.keys().isdisjoint(range(first, after)) and matching.phone(rows):
            chain.found.update(dict.fromkeys(range(first, after), Kind.phone))
    _beside(chain)
    if not chain.found and chain.repaired and not chain.wordy and matching.once_more(chain.segments):
        _all(chain, Kind.card)


def _beside(chain: Chain) -> None:
    """What single rows are, by themselves or by what stands before them."""
    for place, segment in enumerate(chain.segments):
        if place in chain.found:
            continue
        before = chain.found.get(place - 1)
        if (kind := matching.within(segment)) is not None:
            chain.found[place] = kind
        elif before in _WITH_CHECK_DIGIT and (segment.repaired or _ends(chain.segments[:place], segment)):
            chain.found[place] = before
        elif before is Kind.card and matching.code_of_card(chain.segments[place - 1], segment):
            chain.found[place] = Kind.cvv
