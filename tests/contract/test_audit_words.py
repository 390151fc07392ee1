"""Everything that the audit log can tell of routes has words in the console."""

from pathlib import Path

import pytest

from agent.access.needs import NEEDS, READS, Need
from agent.safety.audit import acts

WORDS = Path(__file__).parents[2] / "web/src/strings/audit.ts"


def recorded(name: str, need: Need) -> bool:
    """Whether using a route is an entry of the log, by whoever is signed in."""
    changes = name.partition(" ")[0] not in READS | {"WS"}
    return need.role is not None and (changes if need.audited is None else need.audited)


@pytest.mark.parametrize("route", [name for name, need in NEEDS.items() if recorded(name, need)])
def test_what_was_done_by_a_route_is_told_in_words(route: str) -> None:
    """Under the name that it has when it was done, and under its own when it was refused."""
    words = WORDS.read_text()
    for status in (200, 422):
        assert f'"{acts.named(route, {"status": status})}": ' in words
