"""What is known of a call when it begins."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class CallFacts:
    """What is known of a call when it begins; flows see it as `call`."""

    id: str
    caller: str = ""
    callee: str = ""
    direction: str = "inbound"
    language: str | None = None
    open: bool = True
    """Whether somebody is there to take calls."""
    extra: Mapping[str, Any] = field(default_factory=dict)

    def kept(self) -> dict[str, Any]:
        """For the state."""
        named = {name: getattr(self, name) for name in ("id", "caller", "callee", "direction", "language", "open")}
        return {**self.extra, **named}
