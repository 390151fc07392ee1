"""Who may use the console, as SQLAlchemy maps it: accounts, sessions, tries to sign in, keys of programs.

Of passwords, sessions, links and keys only hashes are kept.
"""

from datetime import datetime

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, LargeBinary, Text, UniqueConstraint, false, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from agent.store.tables import Owned, OwnedKeys, Table


class Account(Owned, Table):
    """A person who may sign in."""

    __tablename__ = "accounts"

    id: Mapped[str] = mapped_column(primary_key=True)
    email: Mapped[str]
    """In small letters."""
    name: Mapped[str]
    role: Mapped[str]
    role_from: Mapped[str] = mapped_column(server_default="here")
    """Who decides it: administrators `here`, or the OpenID `provider` at each sign-in."""
    password_hash: Mapped[str | None]
    """argon2id with its parameters; None: they sign in by the provider only."""
    issuer: Mapped[str | None]
    """The OpenID provider that knows them, and as whom."""
    subject: Mapped[str | None]
    disabled: Mapped[bool] = mapped_column(Boolean, server_default=false())
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    created_by: Mapped[str]
    signed_in_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("tenant", "email", name="accounts_email_key"),
        UniqueConstraint("tenant", "issuer", "subject", name="accounts_issuer_key"),
        CheckConstraint("role IN ('view', 'edit', 'publish', 'administer')", name="role"),
        CheckConstraint("role_from IN ('here', 'provider')", name="role_from"),
        CheckConstraint("(issuer IS NULL) = (subject IS NULL)", name="subject"),
    )


class Session(Owned, Table):
    """Somebody who is signed in at some browser."""

    __tablename__ = "sessions"

    id: Mapped[str] = mapped_column(primary_key=True)
    """By which it is spoken of; it admits nobody."""
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    """SHA-256 of what the cookie holds."""
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    began_by: Mapped[str]
    began_at: Mapped[datetime] = mapped_column(server_default=func.now())
    seen_at: Mapped[datetime] = mapped_column(server_default=func.now())
    ends_at: Mapped[datetime] = mapped_column(index=True)
    address: Mapped[str]
    browser: Mapped[str]

    __table_args__ = (CheckConstraint("began_by IN ('password', 'provider', 'first_account')", name="began_by"),)


class SignInTries(OwnedKeys, Table):
    """How often somebody tried to sign in and failed."""

    __tablename__ = "sign_in_tries"
    __mapper_args__ = {"primary_key": ["who"]}  # noqa: RUF012 - SQLAlchemy reads it on the class

    who: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    """SHA-256 of an e-mail address or of a network address."""
    failures: Mapped[int]
    tried_at: Mapped[datetime] = mapped_column(server_default=func.now(), index=True)
    wait_until: Mapped[datetime] = mapped_column(server_default=func.now())


class SignInTrip(Owned, Table):
    """A way to the OpenID provider that was begun."""

    __tablename__ = "sign_in_trips"

    state_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    browser_hash: Mapped[bytes] = mapped_column(LargeBinary)
    """Of a cookie: only the browser that began it can finish it."""
    nonce: Mapped[str]
    verifier: Mapped[str]
    """Of PKCE (RFC 7636)."""
    back_to: Mapped[str]
    redirect_uri: Mapped[str]
    source: Mapped[bytes] = mapped_column(LargeBinary)
    """SHA-256 of the network address from which it was begun."""
    began_at: Mapped[datetime] = mapped_column(server_default=func.now(), index=True)

    __table_args__ = (Index("sign_in_trips_source_idx", "source", "began_at"),)


class SetupLink(OwnedKeys, Table):
    """The link with which the first account is made."""

    __tablename__ = "setup_links"
    __mapper_args__ = {"primary_key": ["purpose"]}  # noqa: RUF012 - SQLAlchemy reads it on the class

    purpose: Mapped[str] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary)
    ends_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("purpose = 'first account'", name="purpose"),)


class ApiKey(Owned, Table):
    """A key by which a program asks the API."""

    __tablename__ = "api_keys"

    id: Mapped[str] = mapped_column(primary_key=True)
    """The part of the key by which it is spoken of."""
    name: Mapped[str]
    key_hash: Mapped[bytes] = mapped_column(LargeBinary)
    """SHA-256 of the whole key."""
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    created_by: Mapped[str]
    expires_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
