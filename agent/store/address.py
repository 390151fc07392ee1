"""The address of a database: what DATABASE_URL may say, and how it is shown to people."""

from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit, urlunsplit

from agent.errors import DatabaseError

_SCHEMES = frozenset({"postgres", "postgresql", "postgresql+asyncpg"})


@dataclass(frozen=True, slots=True)
class Address:
    """A database's URL, with the password, and the same for people, without."""

    url: str
    """`postgresql://…`, as asyncpg and libpq understand it."""
    shown: str

    def __repr__(self) -> str:
        return f"Address({self.shown!r})"


def parse_address(text: str) -> Address:
    """Understand a URL. Raises DatabaseError, which does not repeat the text: a password may be anywhere in it."""
    try:
        parts = urlsplit(text.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        raise _not_a_url() from None
    if parts.scheme not in _SCHEMES:
        raise DatabaseError(
            "DATABASE_URL does not begin with postgresql://: Trunkline keeps its data in PostgreSQL, "
            "so write postgresql://user:password@host:5432/database.",
        )
    if parts.fragment or "@" in parts.path or "@" in parts.query:
        raise _not_a_url()
    folder = parse_qs(parts.query).get("host", [""])[0]
    shown = f"{host or folder or 'localhost'}{f':{port}' if port else ''}{parts.path}"
    return Address(urlunsplit(parts._replace(scheme="postgresql")), shown)


def _not_a_url() -> DatabaseError:
    return DatabaseError(
        "DATABASE_URL is not a URL: write postgresql://user:password@host:5432/database, "
        "with special characters of the password percent-encoded (/ as %2F, @ as %40, # as %23).",
    )
