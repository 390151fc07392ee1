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
    Kind.cvv: 3,
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
FEWEST: dict[Kind, int] = {Kind.cvv: 2, Kind.bank_account: 9, Kind.upi: 99, Kind.email: 99, Kind.phone: 7}
"""Fewer digits than these are something else by the same name; three for the others."""
_MOST: dict[Kind, int] = {Kind.cvv: 5, Kind.otp: 9}
LAST_FOUR_STAY = frozenset({Kind.card, Kind.aadhaar, Kind.virtual_id, Kind.bank_account, Kind.otp})
"""Kinds whose last four digits tell nobody the number; of a one-time code they are another number's."""
_WITH_CHECK_DIGIT = (Kind.card, Kind.aadhaar, Kind.virtual_id)
_WEAKLY = 8
"""So many digits may be a card's when all that is known is the word "card"."""


@dataclass(slots=True)
class Chain:
    """Rows one after another."""

    segments: list[Segment]
    label: Label | None = None
    choices: tuple[Label, ...] = ()
    """All that a question asked for."""
    weak: bool = False
    wordy: bool = False
    """Words of another subject stand between the rows."""
    repaired: bool = False
    """Some of it was taken back."""
    found: dict[int, Kind] = field(default_factory=dict)
    """By the place of a row: what it is."""

    @property
    def digits(self) -> str:
        """All of its digits."""
        return "".join(segment.digits for segment in self.segments)

    @property
    def attempt(self) -> str:
        """Its digits since the caller began it from the beginning, the last time."""
        begun = max((place for place, segment in enumerate(self.segments) if segment.restarted), default=0)
        return "".join(segment.digits for segment in self.segments[begun:])

    def complete(self) -> bool:
        """Whether it has all the digits that it can have."""
        digits = self.attempt
        if self.label is Kind.card:
            return checks.full_card(digits) or checks.is_card(digits)
        return self.label is not None and len(digits) >= FULL.get(self.label, 99)


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
    fewest = FEWEST.get(kind, 3)
    if kind is Kind.bank_account and bank:
        fewest = 6
    if chain.weak and kind is Kind.card and len(digits) < _WEAKLY:
        return
    if len(digits) < fewest and not (chain.repaired and digits):
        return
    most = _MOST.get(kind, 99)
    if len(digits) > most and not _repeated(chain, most):
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
    again = digits[:half] == digits[half:] and half <= most
    return again or (len(chain.segments) > 1 and all(len(segment.digits) <= most for segment in chain.segments))


def _phone(chain: Chain, kind: Kind) -> bool:
    """A phone number where something shorter or longer was spoken of: "send the OTP to 98123 45678"."""
    whole = chain.digits
    likely = checks.is_phone(whole, plus=chain.segments[0].plus)
    if kind is Kind.otp:
        first, *others = chain.segments
        again = any(segment.repaired or segment.digits[:3] == first.digits[:3] for segment in others)
        return len(whole) > _MOST[kind] and likely and not again
    if kind in (Kind.pan, Kind.ifsc, Kind.cvv):
        return likely
    return likely and (chain.segments[0].plus or chain.weak) and kind is not Kind.bank_account


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


def _checked(chain: Chain) -> None:
    """What rows one after another make together; the longest first."""
    plain = isinstance(chain.label, Plain) and chain.label is not Plain.last_four
    for first, after in matching.stretches(chain.segments):
        if any(place in chain.found for place in range(first, after)):
            continue
        rows = chain.segments[first:after]
        kind = matching.together(rows, wordy=chain.wordy, plain=plain, first=first == 0)
        if kind is not None:
            chain.found.update(dict.fromkeys(range(first, after), kind))
    if plain:
        return
    for place, segment in enumerate(chain.segments):
        if place in chain.found:
            continue
        before = chain.found.get(place - 1)
        if (kind := matching.within(segment)) is not None:
            chain.found[place] = kind
        elif before in _WITH_CHECK_DIGIT and segment.repaired:
            chain.found[place] = before
        elif before is Kind.card and matching.code_of_card(chain.segments[place - 1], segment):
            chain.found[place] = Kind.cvv
    if not chain.found and chain.repaired and not chain.wordy and matching.once_more(chain.segments):
        _all(chain, Kind.card)
