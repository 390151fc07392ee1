"""The order of the tests for several workers."""

import pytest

from tests.support.dealing import dealt

ROOMS = {
    "tests/acceptance/test_call.py": 6,
    "tests/acceptance/test_crash.py": 4,
    "tests/browser/test_pages.py": 9,
    "tests/contract/test_voices.py": 20,
    "tests/integration/agent/test_service.py": 25,
    "tests/integration/store/test_calls.py": 12,
    "tests/unit/graphs/test_loading.py": 300,
    "tests/unit/telephony/test_line.py": 301,
}
TESTS = [(file, f"{file}::{number}") for file, count in ROOMS.items() for number in range(count)]


def pieces(workers: int) -> list[list[str]]:
    """As xdist cuts them."""
    left, cut = dealt(TESTS, workers), []
    for others in range(workers, 0, -1):
        cut.append(left[: len(left) // others])
        left = left[len(left) // others :]
    return cut


@pytest.mark.parametrize("workers", [1, 2, 3, 4, 40])
def test_every_test_is_dealt_once(workers: int) -> None:
    """Also to more workers than there are files."""
    assert sorted(dealt(TESTS, workers)) == sorted(test for _, test in TESTS)


@pytest.mark.parametrize("workers", [2, 3, 4])
def test_what_takes_long_comes_first_and_what_is_quick_last(workers: int) -> None:
    """So that whoever is ready sooner can take it over."""
    for piece in pieces(workers):
        quick = [test.startswith("tests/unit/") for test in piece]
        assert quick == sorted(quick)
        assert any(quick)


@pytest.mark.parametrize("workers", [2, 3, 4])
def test_rooms_that_start_processes_are_one_workers_each(workers: int) -> None:
    """In their own order."""
    for room in ("tests/acceptance/", "tests/browser/"):
        [theirs] = [found for piece in pieces(workers) if (found := [each for each in piece if each.startswith(room)])]
        assert theirs == [test for file, test in TESTS if file.startswith(room)]


def test_a_file_that_takes_long_is_not_torn_apart() -> None:
    """What its tests share is opened once."""
    [theirs] = [
        found
        for piece in pieces(3)
        if (found := [each for each in piece if each.startswith("tests/integration/agent/")])
    ]
    assert len(theirs) == 25
