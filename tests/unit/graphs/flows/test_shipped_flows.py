"""The flows that come with the product keep their conversations."""

import pytest

from graphs.compiler import compile_flow
from graphs.document import TestCase
from graphs.fields import Text, find
from graphs.flows import flow_text, shipped, shipped_flow
from graphs.testing import run_test, run_tests, untested

FLOWS = {name: compile_flow(shipped_flow(name)) for name in shipped()}
TESTS = [(name, test) for name, flow in FLOWS.items() for test in flow.document.tests]


@pytest.mark.parametrize(("name", "test"), TESTS, ids=[f"{name}: {test.name}" for name, test in TESTS])
async def test_a_conversation_goes_as_it_is_written(name: str, test: TestCase) -> None:
    """Each test of each flow, on the engine of real calls."""
    report = await run_test(FLOWS[name], test)
    assert report.ok, report.failure


def test_the_scheduling_flow_has_its_eleven_conversations() -> None:
    """None is lost."""
    assert len(FLOWS["scheduling"].document.tests) == 11


async def test_the_conversations_come_through_almost_every_step() -> None:
    """What no test comes through is named."""
    flow = FLOWS["scheduling"]
    assert untested(flow, await run_tests(flow)) == ["none_found", "menu_again", "done_cancelled", "goodbye"]


@pytest.mark.parametrize("name", FLOWS)
def test_whatever_a_caller_hears_is_there_in_every_language(name: str) -> None:
    """Except for what is nothing but a value, and what staff read."""
    document = FLOWS[name].document
    for section in ("slots", "handlers", "knowledge", "resume", "nodes"):
        for path, text in find(getattr(document, section), Text, (section,)):
            words = any(letter.isalpha() for _, wording in text.templates() for letter in wording.split("{")[0])
            if words and path[-1] != "summary":
                assert set(text.ladders) == set(document.languages), path


def test_a_flow_that_there_is_not_is_told_with_those_that_there_are() -> None:
    """A typing error on the command line is soon found."""
    with pytest.raises(LookupError, match="scheduling"):
        flow_text("schedulling")
