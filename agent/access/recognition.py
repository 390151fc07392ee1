"""Who a request is from: a key, a cookie, or somebody at this machine as long as nobody has to sign in."""

from typing import Final
from urllib.parse import unquote

from starlette.requests import HTTPConnection

from agent.access import cookies
from agent.access.access import Access
from agent.access.roles import ROLES, highest
from agent.access.tokens import change_token, hashed
from agent.access.visitor import Visitor
from agent.errors import TrunklineError
from agent.store.api_keys import GoodKey
from agent.store.sessions import SignedIn

LONGEST_NAME: Final = 80
NOBODY: Final = "somebody"


class BadCredential(TrunklineError):
    """The request brings a key that is none, was revoked or has expired."""


async def recognise(access: Access, connection: HTTPConnection) -> Visitor | None:
    """Who it is; None: nobody that is known. Raises BadCredential."""
    if authorization := connection.headers.get("authorization"):
        return await _by_key(access, authorization)
    if token := cookies.read(connection):
        found = await access.sittings.find(token)
        if found is not None:
            return of_session(found, token)
    if await access.openness.admits(connection):
        return Visitor("neighbour", said_name(connection), "administer")
    return None


def of_session(session: SignedIn, token: str) -> Visitor:
    """Somebody who is signed in."""
    return Visitor(
        "account",
        session.name,
        session.role,
        account=session.account,
        email=session.email,
        session=session.id,
        token=change_token(token),
        cookie_hash=hashed(token),
    )


def said_name(connection: HTTPConnection) -> str:
    """Who asks, as they say where nobody signs in: the header X-Trunkline-Person, percent-encoded UTF-8."""
    name = unquote(connection.headers.get("x-trunkline-person", ""), errors="replace")
    return (
        " ".join("".join(letter if letter.isprintable() else " " for letter in name).split())[:LONGEST_NAME] or NOBODY
    )


async def _by_key(access: Access, authorization: str) -> Visitor:
    scheme, _, key = authorization.partition(" ")
    found = await access.keys.find(key.strip()) if scheme.lower() == "bearer" else None
    if found is None:
        raise BadCredential("This key is none of ours, was revoked or has expired. Send Authorization: Bearer tlk_….")
    return _of_key(found)


def _of_key(key: GoodKey) -> Visitor:
    narrow = frozenset(key.scopes).difference(ROLES)
    return Visitor("key", key.name, highest(key.scopes), scopes=narrow, key=key.id)
