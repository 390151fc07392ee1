"""Roles, scopes, and who may what."""

from itertools import product

from agent.access.needs import Need
from agent.access.roles import ROLES, SCOPES, Role, at_least, highest
from agent.access.visitor import Visitor


def test_each_role_may_what_those_before_it_may() -> None:
    """view, edit, publish, administer; nobody's role may nothing."""
    for (at, role), (wanted_at, wanted) in product(enumerate(ROLES), enumerate(ROLES)):
        assert at_least(role, wanted) is (at >= wanted_at)
    assert not any(at_least(None, wanted) for wanted in ROLES)


def test_the_highest_role_among_names_is_taken() -> None:
    """Names that are no roles do not count."""
    assert highest(["view", "nothing", "publish", "edit"]) == "publish"
    assert highest(["calls:read"]) is None


def test_every_role_is_a_scope_and_every_scope_is_explained() -> None:
    """Keys are made of them."""
    assert set(ROLES) < set(SCOPES)
    assert all(SCOPES.values())


def test_a_narrow_scope_does_for_what_names_it_and_nothing_else() -> None:
    """A key that reads calls reads no flows."""
    key = Visitor("key", "Program", None, scopes=frozenset({"calls:read"}), key="12345678")
    assert key.may(Need("view", scope="calls:read"))
    assert not key.may(Need("view"))
    assert not key.may(Need("edit", scope="calls:tell"))
    assert key.may(Need(None))


def test_visitors_are_told_apart_for_the_audit() -> None:
    """By who they are, and by ids without names."""
    role: Role = "view"
    asha = Visitor("account", "Asha", role, account="A1", email="asha@example.com", session="S1", token="secret")
    key = Visitor("key", "Program", role, key="12345678")
    here = Visitor("neighbour", "somebody", "administer")
    assert [each.who for each in (asha, key, here)] == [
        "asha@example.com",
        "key 12345678 (Program)",
        "somebody (at this machine, no sign-in)",
    ]
    assert asha.ids == {"visitor": "account", "account": "A1", "session": "S1"}
    assert key.ids == {"visitor": "key", "key": "12345678"}
