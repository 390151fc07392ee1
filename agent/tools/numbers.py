"""Telephone numbers, in the one form in which they can be compared: E.164."""

import phonenumbers

from agent.errors import TrunklineError


class NotANumber(TrunklineError):
    """What should be a telephone number cannot be read as one."""


def e164(written: str, region: str | None = None) -> str:
    """`+1 (415) 555-0137` as `+14155550137`. A number without its country is read as one of `region` (`IN`).

    Raises NotANumber; without a region a number has to begin with + and its country.
    """
    try:
        number = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        raise NotANumber("this is no telephone number: write it with its country, as in +14155550137") from None
    number.extension = None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
