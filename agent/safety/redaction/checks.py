"""Which digits can be what: lengths, beginnings and check digits of cards, Aadhaar, PAN, IFSC, SSN and phones."""

import re
from functools import lru_cache

import phonenumbers
from stdnum import luhn
from stdnum.in_ import aadhaar, pan, vid
from stdnum.us import ssn

_IFSC = re.compile(r"[A-Z]{4}0[A-Z0-9]{6}")
_INDIAN_MOBILE = re.compile(r"(?:91|0)?[6-9]\d{9}")
SHORTEST_CARD, LONGEST_CARD = 13, 19
_LENGTHS: tuple[tuple[re.Pattern[str], frozenset[int]], ...] = (
    (re.compile(r"3[47]"), frozenset({15})),
    (re.compile(r"3(?:0[0-5]|[689])"), frozenset({14, 16, 19})),
    (re.compile(r"35"), frozenset({16, 17, 18, 19})),
    (re.compile(r"4"), frozenset({13, 16, 19})),
    (re.compile(r"5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)|8[12]"), frozenset({16})),
    (re.compile(r"6[0-57]|5[06-8]"), frozenset({16, 17, 18, 19})),
)
"""Issuers' ranges (ISO/IEC 7812): American Express, Diners, JCB, Visa, Mastercard and RuPay, Discover and Maestro."""


def card_length(digits: str) -> bool:
    """Whether a card can begin so and be so long."""
    return any(len(digits) in lengths and start.match(digits) for start, lengths in _LENGTHS)


def is_card(digits: str) -> bool:
    """A card number whose check digit is right."""
    return card_length(digits) and len(set(digits)) > 1 and luhn.is_valid(digits)


def full_card(digits: str) -> bool:
    """As long as a card that begins so is, right or misheard."""
    return len(digits) >= 16 or (len(digits) in (14, 15) and card_length(digits))


def is_aadhaar(digits: str) -> bool:
    """Twelve digits with Verhoeff's check digit."""
    return len(digits) == 12 and aadhaar.is_valid(digits)


def is_virtual_id(digits: str) -> bool:
    """Sixteen digits with Verhoeff's check digit."""
    return len(digits) == 16 and vid.is_valid(digits)


def is_pan(text: str) -> bool:
    """A permanent account number: AAAPA9999A."""
    return pan.is_valid(text)


def is_ifsc(text: str) -> bool:
    """A bank's branch: four letters, a zero, six letters or figures (Reserve Bank of India)."""
    return _IFSC.fullmatch(text.upper()) is not None


def is_ssn(digits: str) -> bool:
    """Nine digits that the Social Security Administration issues."""
    return len(digits) == 9 and ssn.is_valid(digits)


@lru_cache(maxsize=1024)
def is_phone(digits: str, *, plus: bool = False) -> bool:
    """A number that can be dialled: an Indian mobile, or with a plus any country's."""
    if _INDIAN_MOBILE.fullmatch(digits):
        return True
    if not plus or not 8 <= len(digits) <= 15:
        return False
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(f"+{digits}"))
    except phonenumbers.NumberParseException:
        return False
