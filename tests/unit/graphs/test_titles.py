"""A sentence about a flow is written once, and reads in the file's names or in the titles that forms show."""

import pickle
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.compiler import compile_flow
from graphs.differences import differences
from graphs.document import FlowDocument, TestCase
from graphs.loading import read_tree
from graphs.marked import Sentence, setting_at, step_at, worded
from graphs.problems import Problem
from graphs.repairs import repair
from graphs.testing import run_test
from graphs.titles import in_titles, title_at
from graphs.whys import why

FLOW: dict[str, Any] = {
    "flow": "refills",
    "format": 1,
    "title": "Refills",
    "start": "greet",
    "tries": {"then": "sorry"},
    "on_error": "sorry",
    "results": {"done": "success", "not_helped": "failed"},
    "slots": {"ref": {"type": "digits", "length": 6, "ask": "Which number?"}},
    "handlers": {"hours": {"phrases": ["opening hours"], "say": "Nine to five."}},
    "nodes": {
        "greet": {"type": "say", "title": "Say hello", "say": "Hello", "next": "ask_ref"},
        "ask_ref": {"type": "ask", "title": "Prescription number", "slots": ["ref"], "next": "menu"},
        "menu": {
            "type": "choose",
            "say": "Order or stop?",
            "options": {
                "order_now": {"label": "order", "phrases": ["order"], "to": "goodbye"},
                "not_now": {"phrases": ["not now"], "to": "goodbye"},
            },
        },
        "goodbye": {"type": "end", "title": "The end", "say": "Bye", "result": "done"},
        "sorry": {"type": "end", "title": "The end", "say": "Sorry", "result": "not_helped"},
    },
}


def changed(value: Any, *path: str) -> dict[str, Any]:
    """The flow with something set, or taken out where the value is None."""
    tree = deepcopy(FLOW)
    inside: Any = tree
    for name in path[:-1]:
        inside = inside[name]
    if value is None:
        del inside[path[-1]]
    else:
        inside[path[-1]] = value
    return tree


@pytest.mark.parametrize(
    ("path", "title"),
    [
        (("start",), "Begins with"),
        (("nodes", "greet"), "Say hello"),
        (("nodes", "menu"), "Menu"),
        (("nodes", "greet", "next"), "Then goes to"),
        (("nodes", "menu", "options"), "Options"),
        (("nodes", "menu", "options", "order_now"), "order"),
        (("nodes", "menu", "options", "not_now"), "Not now"),
        (("nodes", "menu", "options", "not_now", "to"), "Goes to"),
        (("nodes", "greet", "if_taken"), "Taken"),
        (("nodes", "menu", "tries", "no_match"), "Answers not understood"),
        (("slots", "ref"), "ref"),
        (("slots", "ref", "type"), "Kind"),
        (("nodes", "gone", "say"), "say"),
        (("nodes", "greet", "say", 1), "Says 2"),
    ],
)
def test_a_part_is_called_what_its_form_calls_it(path: tuple[str | int, ...], title: str) -> None:
    """Settings by their titles, steps by theirs, options by their spoken names; slots are named in conditions."""
    assert title_at(path, FLOW) == title


def test_steps_of_the_same_title_are_told_apart_by_their_names() -> None:
    """Only where two are alike is a name of any use."""
    assert title_at(("nodes", "sorry"), FLOW) == "The end (sorry)"


def test_a_sentence_is_what_the_file_says_and_keeps_its_marks() -> None:
    """Copied, sent to another process, or put into another problem."""
    sentence = Sentence(f"“{step_at('greet')}” lacks {setting_at(('nodes', 'greet', 'next'))}. {worded('a', 'b')}")
    assert sentence == "“greet” lacks next. a"
    problem = replace(pickle.loads(pickle.dumps(Problem((), 0, "x", sentence))), level="hint")
    assert in_titles(problem.message, FLOW) == "“Say hello” lacks “Then goes to”. b"


@pytest.mark.parametrize(
    ("tree", "file", "form"),
    [
        (
            changed(5, "nodes", "greet", "say"),
            (
                "“say” must be text; put “5” in quotes – you wrote “5”. YAML reads this as a number and drops its "
                "zeros or its plus; put it in quotes."
            ),
            "“Says” must be text (in “Say hello”) – you wrote “5”. Write it anew.",
        ),
        (
            changed("", "nodes", "greet", "say"),
            "“say” must be text, a list of texts, or one of them for each language – you wrote “”. Write what is said.",
            "“Says” is empty (in “Say hello”). Write what is said.",
        ),
        (
            changed(None, "nodes", "menu", "options", "order_now", "to"),
            "“to” is missing (in “order_now”). Add it: where it leads.",
            "“Goes to” is missing (in “order” of “Menu”). Fill it in: where it leads.",
        ),
        (
            changed("digit", "slots", "ref", "type"),
            (
                "“type” is not one of text, free_text, name, number, money, yes_no, choice, date, time, phone, email, "
                "digits, record – you wrote “digit”. Did you mean “digits”?"
            ),
            (
                "“Kind” must be one of “A word or two”, “A sentence, as it is said”, “Name”, “Number”, “Money”, “Yes "
                "or no”, “Choice”, “Date”, “Time”, “Phone”, “Email”, “A number of digits”, “Record” (in “ref”) – you "
                "wrote “digit”. Did you mean “digits”?"
            ),
        ),
        (
            changed("ask_reff", "nodes", "greet", "next"),
            "Step “greet” (next) goes to “ask_reff”, but there is no such step. Did you mean “ask_ref”?",
            (
                "Step “Say hello” (Then goes to) goes to “ask_reff”, but there is no such step. Did you mean "
                "“Prescription number”?"
            ),
        ),
        (
            changed({"phrases": ["opening hours"]}, "handlers", "hours"),
            "The handler “hours” does nothing. Give it to, say, answer or call.",
            "The request “hours” does nothing. Say where it goes, what it says, or what it answers from.",
        ),
        (
            changed(None, "slots", "ref", "ask"),
            "“ref” is asked for in “ask_ref” but has no question. Add ask.",
            "“ref” is asked for in “Prescription number” but has no question. Add “Question”.",
        ),
    ],
)
def test_a_mistake_is_told_in_the_words_of_its_reader(tree: dict[str, Any], file: str, form: str) -> None:
    """Of documents that cannot be read, and of those that can."""
    _, problems = read_tree(deepcopy(tree))
    told = {f"{each.message} {each.fix}": each for each in problems}
    assert file in told
    assert f"{in_titles(told[file].message, tree)} {in_titles(told[file].fix, tree)}" == form


def test_a_repair_is_a_button_in_the_same_words() -> None:
    """What it sets is the name all the same."""
    tree = changed("ask_reff", "nodes", "greet", "next")
    _, problems = read_tree(deepcopy(tree))
    mending = repair(next(each for each in problems if each.code == "unknown_step"), tree)
    assert mending is not None
    assert mending.label == "Use “ask_ref”"
    assert in_titles(mending.label, tree) == "Use “Prescription number”"
    assert mending.set == ((("nodes", "greet", "next"), "ask_ref"),)


def test_differences_are_told_by_titles_where_forms_are_read() -> None:
    """Steps and their exits; the file's reader is told the names."""
    old, new = (FlowDocument.model_validate(tree) for tree in (FLOW, changed("goodbye", "nodes", "greet", "next")))
    (found,) = differences(old, new)
    assert found.sentence == "The exit *next* of *greet* now goes to *goodbye* instead of *ask ref*."
    assert in_titles(found.sentence, FLOW) == (
        "The exit *Then goes to* of *Say hello* now goes to *The end (goodbye)* instead of *Prescription number*."
    )


async def test_a_test_that_fails_is_told_by_titles_where_forms_are_read() -> None:
    """What should have been come to, and what was."""
    flow = compile_flow(FlowDocument.model_validate(FLOW))
    report = await run_test(flow, TestCase(name="One", script=({"caller": "hm"},), visited=("menu",)))
    assert report.failure == "the call should visit menu; it visited greet, ask_ref"
    assert in_titles(report.failure, FLOW) == "the call should visit Menu; it visited Say hello, Prescription number"


def test_notes_of_a_turn_name_steps_by_titles_where_forms_are_read() -> None:
    """Why a turn went as it did."""
    (note,) = why([("no_match", {"step": "ask_ref", "count": 2})])["notes"]
    assert note == "Nothing of use was understood at “ask_ref”, 2 times in a row."
    assert in_titles(note, FLOW) == "Nothing of use was understood at “Prescription number”, 2 times in a row."


@given(st.text(alphabet='\ue000\ue001\ue002at[]"{} a', max_size=30))
@settings(max_examples=200)
def test_texts_that_look_like_marks_harm_nothing(words: str) -> None:
    """Whatever stands in a flow may be quoted in a sentence."""
    sentence = Sentence(f"“{words}” of “{step_at(words)}”")
    assert in_titles(sentence, FLOW).startswith("“")
