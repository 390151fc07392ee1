"""Passwords: what is asked of them, and their argon2id hashes.

A hash costs 46 MiB and some tens of milliseconds (OWASP's first recommendation with a second pass). It is reckoned in
a thread of its own, one at a time: calls go on beside it.
"""

import asyncio
import re
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Final, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from agent.errors import TrunklineError

T = TypeVar("T")

SHORTEST: Final = 12
LONGEST: Final = 200
AT_ONCE: Final = 1
MOST_WAITING: Final = 16
"""Hashes that may wait for their turn; more are refused at once."""
_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=47_104, parallelism=1)

_WORDS: Final = """
password passwort passw0rd p@ssw0rd p@ssword motdepasse contrasena qwerty qwertyuiop qwertz azerty
asdfghjkl zxcvbnm letmein welcome iloveyou sunshine princess football baseball basketball superman
batman dragon monkey master shadow michael jennifer jordan trustno starwars pokemon computer
internet samsung google whatever freedom administrator admin administrate changeme changeit default
secret topsecret guest login root toor temporary temp trunkline trunklineadmin telephone callcenter
reception company office summer winter spring autumn january monday passwordpassword adminadmin
testtest letmeinletmein welcomewelcome mypassword yourpassword newpassword oldpassword
thisisapassword correcthorsebatterystaple iloveyouforever qazwsxedc qazwsxedcrfv abcdefghijkl india
mumbai bharat krishna ganesh jaishreeram omnamahshivaya indiaindia sairam
"""
_COMMON: Final = frozenset(_WORDS.split())
"""Words of which the commonest passwords are made, without the digits and signs around them."""
_ROWS: Final = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb",
)


class WeakPassword(TrunklineError):
    """The password cannot be taken; the message says why."""


class BusyHashing(TrunklineError):
    """Too many sign in at this moment."""


def settled(password: str) -> str:
    """The password as it is hashed: however a keyboard composes its letters (NFKC)."""
    return unicodedata.normalize("NFKC", password)


def check(password: str, *, email: str, name: str) -> None:
    """Raises WeakPassword for one that is short, common, or the person's own name."""
    password = settled(password)
    if len(password) < SHORTEST:
        raise WeakPassword(f"The password is too short: take at least {SHORTEST} characters, such as four words.")
    if len(password) > LONGEST:
        raise WeakPassword(f"The password is too long: take at most {LONGEST} characters.")
    plain = password.casefold()
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)
    if core in _COMMON or len(set(plain)) < 5 or any(plain in row * 2 or plain in row[::-1] * 2 for row in _ROWS):
        raise WeakPassword("Everybody's guess begins with this password: take another, such as four words.")
    own = {email.casefold(), email.casefold().partition("@")[0], "".join(name.casefold().split()), name.casefold()}
    if plain in own or (core in own and len(core) > 3):
        raise WeakPassword("The password is the person's own name or address: take another.")


class Passwords:
    """Makes hashes, and compares passwords with them."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        """`hasher`: with other costs."""
        self._hasher = hasher or _HASHER
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="passwords")
        self._waiting = 0
        self._nobodys = ""

    async def warm(self) -> None:
        """Make the hash that passwords of nobody are compared with: they take as long as others."""
        self._nobodys = await self._in_thread(lambda: _of_nobody(self._hasher))

    async def hash(self, password: str) -> str:
        """What is kept of it. Raises BusyHashing."""
        return await self._in_thread(self._hasher.hash, settled(password))

    async def right(self, password: str, kept: str | None) -> bool:
        """Whether it is the password; None is kept of nobody, and takes as long. Raises BusyHashing."""
        if not self._nobodys:
            await self.warm()
        same = await self._in_thread(self._same, kept or self._nobodys, settled(password[: LONGEST * 4]))
        return same and kept is not None

    def stale(self, kept: str) -> bool:
        """Whether it was made with other costs than today's."""
        return self._hasher.check_needs_rehash(kept)

    def close(self) -> None:
        """End the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _same(self, kept: str, password: str) -> bool:
        try:
            return self._hasher.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _in_thread(self, work: Callable[..., T], *given: str) -> T:
        if self._waiting >= MOST_WAITING:
            raise BusyHashing("Too many people sign in at this moment; try again in a few seconds.")
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work, *given)
        finally:
            self._waiting -= 1


@lru_cache(maxsize=8)
def _of_nobody(hasher: PasswordHasher) -> str:
    """The hash of a password that nobody has; one for all tenants of a process."""
    return hasher.hash("nobody's password")
