"""Random tokens, and the form of API keys. Only hashes of them are kept.

All have 256 bits of chance (a key 190), so that a plain SHA-256 is enough: there is nothing to guess from.
"""

import hashlib
import re
import secrets
import string
import zlib
from dataclasses import dataclass
from typing import Final

_LETTERS: Final = string.digits + string.ascii_letters
_ID, _SECRET, _CHECK = 8, 32, 6
_KEY: Final = re.compile(rf"tlk_([0-9A-Za-z]{{{_ID}}})[0-9A-Za-z]{{{_SECRET}}}([0-9A-Za-z]{{{_CHECK}}})")


def new_token() -> str:
    """256 bits, for a cookie or an address."""
    return secrets.token_urlsafe(32)


def new_id() -> str:
    """By which something is spoken of; it admits nobody."""
    return "".join(secrets.choice(_LETTERS) for _ in range(12))


def hashed(token: str) -> bytes:
    """What is kept of a token."""
    return hashlib.sha256(token.encode(errors="surrogateescape")).digest()


def change_token(session_token: str) -> str:
    """What a page sends along when it changes something, made from the cookie that it cannot read; the way back from it
    to the cookie is a hash's.
    """
    return hashlib.sha256(f"change:{session_token}".encode(errors="surrogateescape")).hexdigest()


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that was just made."""

    id: str
    key: str


def new_key() -> NewKey:
    """`tlk_`, eight letters by which it is spoken of, the secret, and six letters of a checksum (CRC-32)."""
    written = "".join(secrets.choice(_LETTERS) for _ in range(_ID + _SECRET))
    return NewKey(written[:_ID], f"tlk_{written}{_checksum(written)}")


def key_id(key: str) -> str | None:
    """The id of a key; None for what is no key, or has a slip of the pen."""
    found = _KEY.fullmatch(key)
    if found is None or _checksum(key[4:-_CHECK]) != found[2]:
        return None
    return found[1]


def _checksum(written: str) -> str:
    rest = zlib.crc32(written.encode())
    letters = ""
    for _ in range(_CHECK):
        rest, at = divmod(rest, len(_LETTERS))
        letters = _LETTERS[at] + letters
    return letters
