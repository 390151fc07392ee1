"""What is redacted, and what stands in its place."""

from enum import StrEnum


class Kind(StrEnum):
    """A kind of number or address that is not written down."""

    card = "card"
    cvv = "cvv"
    aadhaar = "aadhaar"
    virtual_id = "virtual_id"
    pan = "pan"
    bank_account = "bank_account"
    ifsc = "ifsc"
    upi = "upi"
    ssn = "ssn"
    otp = "otp"
    email = "email"
    phone = "phone"

    @property
    def placeholder(self) -> str:
        """What is written instead."""
        return f"[{NAMES[self]}]"


NAMES = {
    Kind.card: "card number",
    Kind.cvv: "security code",
    Kind.aadhaar: "Aadhaar number",
    Kind.virtual_id: "Aadhaar virtual id",
    Kind.pan: "PAN",
    Kind.bank_account: "account number",
    Kind.ifsc: "IFSC",
    Kind.upi: "UPI id",
    Kind.ssn: "social security number",
    Kind.otp: "one-time code",
    Kind.email: "e-mail address",
    Kind.phone: "phone number",
}
"""Each kind in words."""

DEFAULT: frozenset[Kind] = frozenset(Kind) - {Kind.phone}
"""All but the phone number, which the service needs and the network told it anyway."""

UNDECIDED = "[digits]"
"""Stands where digits may be the beginning of something that is redacted, until that is known."""


def redacted_kinds(written: str) -> frozenset[Kind]:
    """What a setting names: `default`, `all`, `none`, or kinds with commas between. Raises ValueError, in words."""
    named = {"default": DEFAULT, "all": frozenset(Kind), "none": frozenset[Kind]()}.get(written.strip().lower())
    if named is not None:
        return named
    names = [name.strip().lower() for name in written.split(",") if name.strip()]
    unknown = [name for name in names if name not in Kind.__members__]
    if unknown or not names:
        known = ", ".join(Kind)
        raise ValueError(f"there is no kind “{', '.join(unknown)}”; write default, all, none, or some of {known}")
    return frozenset(Kind(name) for name in names)


class Plain(StrEnum):
    """What stays readable by its name."""

    phone = "phone"
    postcode = "postcode"
    date = "date"
    expiry = "expiry"
    other = "other"
    pin = "pin"
    """A secret of four digits, or a postal code of six."""
    last_four = "last_four"
    """The end of a number that is known; who tells all of it instead has told a secret."""


Label = Kind | Plain
"""What a number was called."""
