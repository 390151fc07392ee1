"""Whoever asks something of the service, once they are known."""

from dataclasses import dataclass, field
from typing import Literal

from agent.access.needs import Need
from agent.access.roles import Role, at_least

Kind = Literal["account", "key", "neighbour"]
SCOPE = "trunkline.visitor"
"""Where the guard puts the visitor in an ASGI scope."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody with an account, a program with a key, or, as long as there is no sign-in, somebody at this machine."""

    kind: Kind
    name: str
    """By which their changes are signed."""
    role: Role | None
    scopes: frozenset[str] = frozenset()
    """Of a key: the narrow ones."""
    account: str | None = None
    email: str | None = None
    session: str | None = None
    key: str | None = None
    token: str | None = None
    """What comes along with a change."""
    cookie_hash: bytes = field(default=b"", repr=False)
    """By which the session is found; another one once its cookie was replaced."""

    @property
    def who(self) -> str:
        """For the audit."""
        match self.kind:
            case "account":
                return self.email or self.name
            case "key":
                return f"key {self.key} ({self.name})"
            case "neighbour":
                return f"{self.name} (at this machine, no sign-in)"

    @property
    def ids(self) -> dict[str, object]:
        """For the audit: who it was without their name."""
        known = {"account": self.account, "session": self.session, "key": self.key}
        return {"visitor": self.kind, **{name: each for name, each in known.items() if each}}

    def may(self, need: Need) -> bool:
        """Whether they may do what needs this."""
        return need.role is None or at_least(self.role, need.role) or (bool(need.scope) and need.scope in self.scopes)
