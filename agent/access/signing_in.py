"""Signing in with a password: who is let in, and how long one waits after failures."""

import time
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

from agent.access.failures import Failures
from agent.access.passwords import BusyHashing, Passwords
from agent.access.tokens import hashed
from agent.errors import TrunklineError
from agent.store.people import People, Person
from agent.store.sign_in_tries import SignInTries

FREE_OF_ACCOUNT: Final = 5
FREE_OF_ADDRESS: Final = 20
"""Failures without a wait; more than an account's, since many may share an address."""
LONGEST_S: Final = 900.0
LONGEST_EMAIL: Final = 254
WRONG: Final = "The e-mail address or the password is wrong."
MOST_WAITS: Final = 10_000
"""Waits that are known to be recorded already."""


class WrongPassword(TrunklineError):
    """Nobody has this e-mail address and this password."""


class TooManyTries(TrunklineError):
    """They have to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"That was wrong too often. Wait {_spoken(seconds)}, then try again.")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Doorway:
    """Who tries, beside what they say: where they come from."""

    address: str
    browser: str


@dataclass(frozen=True, slots=True)
class Verified:
    """Somebody whose password was right just now, and its hash."""

    person: Person
    password_hash: str


class SigningIn:
    """Looks at passwords."""

    def __init__(self, people: People, tries: SignInTries, passwords: Passwords, failures: Failures) -> None:
        self._people = people
        self._tries = tries
        self._passwords = passwords
        self._failures = failures
        self._waits: OrderedDict[bytes, float] = OrderedDict()
        """Until when somebody waits, on the monotonic clock, of whom the audit knows that."""

    async def with_password(self, email: str, password: str, doorway: Doorway) -> Verified:
        """Whoever that is. An address that nobody has takes as long and gets the same answer.

        Raises WrongPassword, TooManyTries, BusyHashing.
        """
        email = email.strip().lower()[:LONGEST_EMAIL]
        account, address = of_account(email), of_address(doorway.address)
        await self._counted(address, FREE_OF_ADDRESS, email, doorway)
        await self._counted(account, FREE_OF_ACCOUNT, email, doorway)
        person = await self._people.by_email(email)
        kept = await self._people.password_hash(person.id if person else "")
        if not await self._right(password, kept, account, address) or person is None or kept is None:
            await self._failed(person, doorway, "wrong")
            raise WrongPassword(WRONG)
        await self._tries.forget(account)
        await self._tries.undo(address)
        if self._passwords.stale(kept):
            with suppress(BusyHashing):  # then another time
                newer = await self._passwords.hash(password)
                if await self._people.rehash(person.id, kept, newer):
                    kept = newer
        return Verified(person, kept)

    async def compare(self, person: Person, password: str, doorway: Doorway) -> None:
        """Whether somebody who is signed in knows their own password. Raises as `with_password`, for the account."""
        account = of_account(person.email)
        await self._counted(account, FREE_OF_ACCOUNT, person.email, doorway)
        if not await self._right(password, await self._people.password_hash(person.id), account):
            await self._failed(person, doorway, "old_password")
            raise WrongPassword("The old password is wrong.")
        await self._tries.forget(account)

    async def forgive(self, person: Person) -> None:
        """Forget how often somebody tried to sign in as them."""
        await self._tries.forget(of_account(person.email))

    async def _counted(self, who: bytes, free: int, email: str, doorway: Doorway) -> None:
        if seconds := await self._tries.begin(who, free=free, longest_s=LONGEST_S):
            if self._waits.get(who, 0.0) <= time.monotonic():
                await self._failed(await self._people.by_email(email), doorway, "too_many")
            else:
                self._failures.count("password", "too_many")
            self._waits[who] = time.monotonic() + seconds
            if len(self._waits) > MOST_WAITS:
                self._waits.popitem(last=False)
            raise TooManyTries(seconds)
        self._waits.pop(who, None)

    async def _right(self, password: str, kept: str | None, *counted: bytes) -> bool:
        """Whether it is theirs. Raises BusyHashing; then it was no try."""
        try:
            return await self._passwords.right(password, kept)
        except BusyHashing:
            for who in counted:
                await self._tries.undo(who)
            raise

    async def _failed(self, person: Person | None, doorway: Doorway, why: str) -> None:
        self._failures.count("password", why)
        account = person.id if person else None
        await self._failures.tell("password", why, account=account, address=doorway.address)


def of_account(email: str) -> bytes:
    """By what the tries of an account are counted."""
    return hashed(f"account:{email}")


def of_address(address: str) -> bytes:
    """By what the tries from an address are counted; of IPv6 by the network that one customer has, /64."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return hashed("address:unknown")
    if isinstance(parsed, IPv6Address):
        parsed = parsed.ipv4_mapped or ip_network((parsed, 64), strict=False).network_address
    return hashed(f"address:{parsed}")


def _spoken(seconds: int) -> str:
    if seconds >= 120:
        return f"{(seconds + 59) // 60} minutes"
    return "1 second" if seconds == 1 else f"{seconds} seconds"
