"""Names of people: in one line, and whether two of them look the same. Pure."""

import re
import unicodedata
from typing import Final

from agent.errors import TrunklineError

LONGEST_NAME: Final = 80
# Letters without a look of their own (Unicode's Default_Ignorable_Code_Point, as far as they are printable, and the
# empty pattern of Braille).
_INVISIBLE: Final = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)


class BadAccount(TrunklineError):
    """What an account is to be made of cannot be used."""


def normal_name(written: str, *, email: str) -> str:
    """A name in one line, of whoever has this e-mail address. Raises BadAccount, also for somebody else's address: the
    audit log knows people by theirs.
    """
    name = " ".join("".join(letter if letter.isprintable() else " " for letter in written).split())
    if not 1 <= len(name) <= LONGEST_NAME or not folded(name):
        raise BadAccount(f"Write a name of 1 to {LONGEST_NAME} letters.")
    if "@" in folded(name) and folded(name) != folded(email[:LONGEST_NAME]):
        raise BadAccount("A name has no “@”, unless it is the person's own e-mail address.")
    return name


def folded(name: str) -> str:
    """What two names have in common that look the same: whatever letters are composed of, capitals, blanks and what
    cannot be seen. Letters of other scripts that resemble ours are others.
    """
    same = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return " ".join(_INVISIBLE.sub("", same).split())
