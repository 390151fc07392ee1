"""Recognising a caller without keeping the number."""

import hashlib
import hmac
import re

KEYPAD = {
    letter: digit
    for digit, letters in {
        "2": "abc", "3": "def", "4": "ghi", "5": "jkl", "6": "mno", "7": "pqrs", "8": "tuv", "9": "wxyz",
    }.items()
    for letter in letters
}  # fmt: skip

WITHHELD = ("anonymous", "blocked", "private", "restricted", "unavailable", "unknown")
"""What networks put in place of a number that its owner withholds. Twilio also delivers these words as they are
typed on a keypad: `+266696687` is "anonymous" (Twilio, "Why am I getting calls from these strange numbers?")."""

_WITHHELD_DIGITS = {"".join(KEYPAD[letter] for letter in word) for word in WITHHELD}
_E164 = re.compile(r"\+[1-9]\d{6,14}")
_PUNCTUATION = re.compile(r"[\s().\-]")


def known_number(caller: str) -> str | None:
    """The caller's number in E.164, or None for one that is withheld or no number at all."""
    number = _PUNCTUATION.sub("", caller)
    if not _E164.fullmatch(number):
        return None
    digits = number.removeprefix("+")
    return None if {digits, digits.removeprefix("1")} & _WITHHELD_DIGITS else number


def caller_key(caller: str, secret: bytes) -> str | None:
    """HMAC-SHA256 of the number, hexadecimal: the same for the same caller; None for a number that is not known.

    A number has too little entropy for a plain hash: without the secret nobody can try all numbers.
    """
    number = known_number(caller)
    return hmac.new(secret, number.encode(), hashlib.sha256).hexdigest() if number else None
