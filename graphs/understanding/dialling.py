"""Digits as telephone numbers that can be dialled, by Google's numbering plans."""

from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumberType

_NORTH_AMERICA = "US"
_OTHER_REGIONS = ("IN", _NORTH_AMERICA)
"""Where a number is looked for that its own region does not have: mobile numbers of ten digits are said alike."""


def dialled(
    digits: str, *, plus: bool, caller: str, region: str, american: bool, abroad: bool = True
) -> tuple[str, ...]:
    """The numbers in E.164 that the digits can be, the likeliest first; none when nobody could dial them.

    `american` is true when they were grouped as only North American numbers are; `abroad` when a number of another
    country than the caller's and the region's counts.
    """
    if plus:
        number = _valid(f"+{digits}", None)
        return (number,) if number else ()
    own = _region_of(caller)
    regions = dict.fromkeys(filter(None, (own, _NORTH_AMERICA if american else None, region)))
    for each in regions:
        if (number := _valid(digits, each)) is not None:
            if own is None and each != _NORTH_AMERICA and _rather_american(digits, number, each):
                other = _valid(digits, _NORTH_AMERICA)
                return (other, number) if other else (number,)
            return (number,)
    if not abroad:
        return ()
    if len(digits) > 10 and (number := _valid(f"+{digits.removeprefix('00')}", None)) is not None:
        return (number,)
    return _elsewhere(digits, [each for each in _OTHER_REGIONS if each not in regions])


def _elsewhere(digits: str, regions: list[str]) -> tuple[str, ...]:
    """The mobile number that the digits are in another country."""
    for each in regions:
        if len(digits) >= 10 and (number := _valid(digits, each)) is not None and _is_mobile(number):
            return (number,)
    return ()


def _rather_american(digits: str, number: str, region: str) -> bool:
    """Whether ten digits look like a North American number more than like a landline without its trunk zero."""
    return region == "IN" and len(digits) == 10 and digits[0] in "2345" and not _is_mobile(number)


def _is_mobile(number: str) -> bool:
    kind = phonenumbers.number_type(phonenumbers.parse(number, None))
    return kind in (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE, PhoneNumberType.TOLL_FREE)


@lru_cache(maxsize=1024)
def _valid(digits: str, region: str | None) -> str | None:
    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@lru_cache(maxsize=256)
def _region_of(caller: str) -> str | None:
    """The country of the caller's own number."""
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(caller, None)) if caller else None
    except phonenumbers.NumberParseException:
        return None
