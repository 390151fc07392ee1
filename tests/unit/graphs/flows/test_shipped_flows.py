"""The flows that come with the product keep their conversations."""

from collections.abc import Mapping
from typing import Any

import pytest

from graphs.compiler import compile_flow
from graphs.coverage import KINDS, Kind
from graphs.document import TestCase
from graphs.fields import Text, find
from graphs.flows import flow_text, library, shipped, shipped_flow
from graphs.nodes.do import Do
from graphs.nodes.say import Say
from graphs.testing import covered, run_test, run_tests

LIBRARY = library()
FLOWS = {name: compile_flow(shipped_flow(name), LIBRARY) for name in shipped()}
TESTS = [(name, test) for name, flow in FLOWS.items() for test in flow.document.tests]
EACH = pytest.mark.parametrize("name", FLOWS)

FIRST_TESTS: Mapping[str, tuple[str, ...]] = {
    "scheduling": (
        "Everything in one sentence",
        "Corrects the day at the summary, and asks the opening hours on the way",
        "Nothing free, a past day, then another day",
        "The last free time goes while we talk",
        "Moves an appointment",
        "Keypad only, two silences, then a person who is not there",
        "The call drops and the caller rings back",
        "Cancels one of two, then books again",
        "Says no at the summary and changes the treatment",
        "A toothache emergency in the middle of booking",
        "In Hindi",
    ),
    "support": (
        "Known caller, restart fixes it",
        "Unknown number, wrong account once, then a ticket with a question in the middle",
        "Asks for a person three ways",
        "Looks up a ticket by keypad",
        "Other problem without a language model",
    ),
    "sales": (
        "A good lead books a demo and asks the price on the way",
        "Outbound, take me off your list",
        "Small company, no recording, takes the overview",
    ),
}
"""The conversations that the flows were first written for."""


@pytest.mark.parametrize(("name", "test"), TESTS, ids=[f"{name}: {test.name}" for name, test in TESTS])
async def test_a_conversation_goes_as_it_is_written(name: str, test: TestCase) -> None:
    """Each test of each flow; the conversation is shown when it does not."""
    report = await run_test(FLOWS[name], test)
    assert report.ok, "\n".join(report.told())


@EACH
def test_no_conversation_is_lost(name: str) -> None:
    """Those that the flow was first written for come first, and more follow."""
    names = [test.name for test in FLOWS[name].document.tests]
    assert tuple(names[: len(FIRST_TESTS[name])]) == FIRST_TESTS[name]
    assert len(set(names)) == len(names)


@EACH
@pytest.mark.parametrize("kind", KINDS)
async def test_the_conversations_come_through_everything(name: str, kind: Kind) -> None:
    """Every step, every exit by its name, every question given up, every handler, every rule that refuses a value."""
    flow = FLOWS[name]
    found = covered(flow, await run_tests(flow))
    assert [str(point) for point in found.missed(kind)] == []


@EACH
async def test_what_needs_a_model_is_only_the_free_talk(name: str) -> None:
    """All else is covered without one."""
    flow = FLOWS[name]
    free = {step for step, each in flow.document.steps.items() if each.type == "converse"}
    assert {point.of for point in covered(flow, await run_tests(flow)).beyond} == free


@EACH
def test_whatever_a_caller_hears_is_there_in_every_language(name: str) -> None:
    """Except for what is nothing but a value, and what staff read."""
    document = FLOWS[name].document
    for section in ("slots", "handlers", "knowledge", "resume", "nodes"):
        for path, text in find(getattr(document, section), Text, (section,)):
            words = any(letter.isalpha() for _, wording in text.templates() for letter in wording.split("{")[0])
            if words and path[-1] != "summary":
                assert set(text.ladders) == set(document.languages), path


@EACH
def test_whatever_a_caller_may_say_is_there_in_hindi_too(name: str) -> None:
    """Every list of phrases has some in Devanagari and some in Roman letters."""
    for path, phrases in _phrases(FLOWS[name].document.model_dump(by_alias=True), ()):
        assert any("\u0900" <= letter <= "\u097f" for phrase in phrases for letter in phrase), path
        assert any(phrase.isascii() for phrase in phrases), path


def _phrases(part: Any, path: tuple[Any, ...]) -> list[tuple[tuple[Any, ...], list[str]]]:
    if isinstance(part, Mapping):
        found = [each for key, value in part.items() for each in _phrases(value, (*path, key))]
        own = [(path, list(part[key])) for key in ("phrases", "q", "more_phrases") if part.get(key)]
        return own + found
    if isinstance(part, list | tuple):
        return [each for index, value in enumerate(part) for each in _phrases(value, (*path, index))]
    return []


@EACH
def test_what_has_an_effect_is_marked(name: str) -> None:
    """Whatever writes something commits; whatever only looks does not."""
    for action, signature in FLOWS[name].document.actions.items():
        looks = action.startswith(("find_", "customer_by_", "outage_", "test_", "demo_times"))
        assert signature.commits is not looks, action


def test_sales_says_first_that_it_is_a_machine() -> None:
    """A disclosure: it cannot be interrupted, and every call begins with it."""
    document = FLOWS["sales"].document
    opening = document.steps[document.start]
    assert isinstance(opening, Say)
    assert opening.disclosure
    assert "automated" in opening.say.ladders["en"][0]


def test_nobody_is_recorded_or_called_again_by_mistake() -> None:
    """Where the list or the recorder fails, the call does not go on as if nothing were."""
    steps = FLOWS["sales"].document.steps
    for name in ("no_recording", "dnc"):
        step = steps[name]
        assert isinstance(step, Do)
        assert step.if_error not in (None, step.next)


def test_numbers_of_callers_are_sensitive() -> None:
    """Accounts, telephone numbers and addresses are kept out of traces."""
    for name, slots in {"support": ("account", "callback"), "sales": ("email",), "scheduling": ("phone",)}.items():
        for slot in slots:
            assert FLOWS[name].document.slots[slot].sensitive, slot


def test_a_flow_that_there_is_not_is_told_with_those_that_there_are() -> None:
    """A typing error on the command line is soon found."""
    with pytest.raises(LookupError, match="scheduling"):
        flow_text("schedulling")
