"""A running service, started as a user would."""

from collections.abc import Iterator

import pytest

from tests.support.running import Service, a_home


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    """One service for the tests of a file, in a home of its own."""
    with a_home() as home:
        running = Service(home).start()
        yield running
        running.stop()
