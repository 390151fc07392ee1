"""What people and programs may do: four roles, each of which may do what the one before it may, and scopes of keys."""

from collections.abc import Iterable, Mapping
from typing import Final, Literal, get_args

Role = Literal["view", "edit", "publish", "administer"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)

SCOPES: Final[Mapping[str, str]] = {
    "view": "read everything: flows, calls, transcripts, recordings, reports",
    "edit": "also change drafts, rehearse them and make test calls",
    "publish": "also publish versions and say what numbers run",
    "administer": "also people, keys, and erasing",
    "calls:read": "only read calls: lists, timelines, transcripts, recordings, costs",
    "calls:tell": "only tell running calls what happened (events that a flow waits for)",
    "metrics:read": "only read /metrics",
}
"""Of keys: a role, or a part of the API alone; and what each admits to."""


def at_least(role: Role | None, wanted: Role) -> bool:
    """Whether whoever has `role` may do what `wanted` may."""
    return role is not None and ROLES.index(role) >= ROLES.index(wanted)


def highest(names: Iterable[str]) -> Role | None:
    """The role that may do most among these names; None where there is none among them."""
    given = set(names)
    return next((role for role in reversed(ROLES) if role in given), None)
