"""Sessions as the guard and the routes know them: found by the cookie, begun, ended, and remembered for a moment."""

import time
from dataclasses import replace
from typing import Final

from agent.access.lately import Lately
from agent.access.signing_in import WRONG, Verified, WrongPassword
from agent.access.tokens import hashed, new_id, new_token
from agent.store.people import Person
from agent.store.sessions import BeganBy, NewSession, Sessions, SignedIn

GOOD_S: Final = 5.0
"""How long a session that was ended by another worker may still admit here."""


class Sittings:
    """Sessions, and which were good a moment ago."""

    def __init__(self, sessions: Sessions) -> None:
        self.kept = sessions
        self._lately: Lately[bytes, SignedIn] = Lately(good_s=GOOD_S)

    async def find(self, token: str) -> SignedIn | None:
        """Whose cookie this is."""
        token_hash = hashed(token)
        if found := self._lately.get(token_hash, now=time.monotonic()):
            return found
        changes = self._lately.changes
        found = await self.kept.find(token_hash)
        if found is not None:
            if not found.seen_lately:
                await self.kept.seen([token_hash])
            self._lately.put(token_hash, found, now=time.monotonic(), changes=changes)
        return found

    async def begin(
        self, who: Person | Verified, began_by: BeganBy, *, address: str, browser: str, instead_of: str | None = None
    ) -> tuple[str, SignedIn]:
        """Somebody signed in: a new session under a new token, which nobody knew before. The browser's old one ends.

        Raises WrongPassword when the account was disabled meanwhile, or has another password.
        """
        person, verified = (who.person, who.password_hash) if isinstance(who, Verified) else (who, None)
        token, before = new_token(), await self.find(instead_of) if instead_of else None
        new = NewSession(new_id(), hashed(token), person.id, began_by, address, browser)
        if not await self.kept.begin(new, instead_of=before.id if before else None, verified=verified):
            raise WrongPassword(WRONG)
        self.forget()
        return token, SignedIn(new.id, person.id, person.email, person.name, person.role, seen_lately=True)

    async def renew(self, session: SignedIn) -> tuple[str, SignedIn]:
        """The same session under a new token."""
        token = new_token()
        await self.kept.renew(session.id, hashed(token))
        self.forget()
        return token, replace(session)

    def forget(self) -> None:
        """Something about sessions or accounts has changed: look again."""
        self._lately.clear()
