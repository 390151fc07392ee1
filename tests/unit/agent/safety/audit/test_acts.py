"""What stands in the audit log, and what must not."""

import orjson
import pytest

from agent.access.needs import NEEDS
from agent.safety.audit import acts

NUMBER = "+919822012345"
KEYS = {NUMBER: "caller 5f2c"}


def test_names_are_those_of_routes() -> None:
    """A route that is called otherwise by now would lose its name."""
    assert set(acts.NAMES) <= set(NEEDS)


@pytest.mark.parametrize(
    ("did", "what", "about"),
    [
        (acts.SEEN, "/api/calls/CA31/page", "call CA31"),
        (acts.HEARD, "/api/calls/CA31/recording", "call CA31"),
        ("flow.published", "/api/flows/book%20it/versions", "flow book it"),
        ("flow.pointed", "/api/flows/hello/environments/live", "flow hello, live"),
        ("flow.deleted", "/api/flows/hello", "flow hello"),
        ("account.added", "account 7", "account 7"),
    ],
)
def test_an_address_is_told_as_what_it_is_about(did: str, what: str, about: str) -> None:
    """The call, the flow."""
    assert acts.subject(did, what) == about


@pytest.mark.parametrize(
    "text", [f"/api/callers/{NUMBER}", "/api/limits/%2B919822012345", f"rang {NUMBER}.", "00919822012345"]
)
def test_numbers_of_callers_are_found(text: str) -> None:
    """However they are written in an address."""
    [found] = acts.numbers_in(text)
    assert found[-12:] == NUMBER[1:]
    assert NUMBER[1:] not in acts.without(text, {found: "caller 5f2c"})


@pytest.mark.parametrize("text", ["/api/numbers/+912071110000", "call CA00919822012345678901", "revision 7", "2027"])
def test_our_numbers_and_ids_are_no_callers(text: str) -> None:
    """They stay readable."""
    assert acts.numbers_in(text) == set()


def test_details_hold_nothing_that_is_marked_as_personal() -> None:
    """What was left out is named; a number that somebody forgot to mark is a key."""
    text = acts.details_text({"pii_email": "asha@example.com", "count": 3, "of": [f"from {NUMBER}"]}, KEYS)
    assert orjson.loads(text) == {"count": 3, "of": ["from caller 5f2c"], "left_out": ["pii_email"]}


def test_a_number_without_a_key_is_not_told() -> None:
    """Not even when nobody knows what stands for it."""
    assert NUMBER not in acts.details_text({"of": NUMBER}, {})


def test_details_are_bounded_and_always_json() -> None:
    """However large or odd they are."""
    assert orjson.loads(acts.details_text({"all": "x " * 5000, "n": list(range(3000))}, {})) == {
        "too_large": ["all", "n"]
    }
    assert orjson.loads(acts.details_text({"odd": object()}, {})) == {"unreadable": ["odd"]}
    assert orjson.loads(acts.details_text({"nul": "a\0b"}, {})) == {"nul": "ab"}


def test_what_was_refused_is_told_by_its_route() -> None:
    """“Published” stands only where something was."""
    route = "POST /api/flows/{flow}/versions"
    assert acts.named(route, {"status": 201}) == "flow.published"
    assert acts.named(route, {"status": 422}) == route
    assert acts.named("account.added", {}) == "account.added"
