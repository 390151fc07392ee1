"""Mistakes of a document that does not fit its models, in a colleague's words."""

import pytest

from graphs.loading import read_flow
from graphs.problems import Problem


def told(text: str, old: str, new: str) -> list[Problem]:
    """What is said about a flow with one thing changed, apart from what is said without that."""
    assert old in text
    before = {(each.code, each.message) for each in read_flow(text)[1]}
    return [each for each in read_flow(text.replace(old, new, 1))[1] if (each.code, each.message) not in before]


@pytest.mark.parametrize(
    ("old", "new", "message", "fix"),
    [
        ("keypad: {digits: 10}", "keypad: {digit: 10}", "“digit” is not a setting here (in “keypad”)", "“digits”"),
        ("{no_match: 3,", "{no_mach: 3,", "“no_mach” is not a setting here (in “tries”)", "“no_match”"),
        ("{no_match: 3,", "{no_match:3,", "“no_match:3” is not a setting here", "A colon needs a space after it."),
        ("filler: Let me look.", "fller: Let me look.", "“fller” is not a setting here (in “find”)", "“filler”"),
        ("options:", "option:", "“option” is not a setting here (in “menu”)", "“options”"),
        ("slots:\n", "slot:\n", "“slot” is not a setting here", "“slots”"),
        ("nodes:\n", "steps:\n", "“steps” is not a setting here", "“nodes”"),
        ("say: Hello., next: menu", "text: Hello., next: menu", "“text” is not a setting here", "“say”"),
        ("say: Hello., next: menu", "say: Hello., to: menu", "“to” is not a setting here", "“next”"),
        ("Hello., next", "Hello., slots: [name], next", "“slots” is not a setting here", "It is a setting of ask."),
        ("if_no: bye_booked, ", "", "“if_no” is missing (in “more”)", "Add it: where a no leads."),
        ("type: yes_no,", "type: boolean,", "is not one of text, free_text, name", "Did you mean “yes_no”?"),
        ("booked: success", "booked: succes", "is not one of success, partial, failed", "Did you mean “success”?"),
        ("[en, hi]", "[en, hindi]", "must be the code of a language, such as en or hi", "Did you mean “hi”?"),
        ('key: "9"', 'key: "12"', "must be one key of the telephone, 0 to 9", ""),
        ("next: menu}", "next: Menu}", "may only have small letters, digits and _", "Write “menu”."),
        ("show: 2", "show: 0", "“show” must be 1 or more", ""),
        ("if_full: full", "if_full: [full]", "must name a step under “if_full”", ""),
        (
            "ask: What name?",
            "ask: {name}",
            "must name its languages",
            "A text that begins with a brace must stand in quotes.",
        ),
        ("say: Hello.,", "say: '',", "must be text", "Write what is said."),
        ("type: say, say: Hello.", "say: Hello.", "does not say what kind of step it is", "Add type: say, ask,"),
    ],
)
def test_one_slip_is_one_problem_that_says_what_was_meant(
    restaurant: str, old: str, new: str, message: str, fix: str
) -> None:
    """Also deep inside of a step, and when the right word is one of another tool."""
    (problem,) = told(restaurant, old, new)
    assert message in problem.message
    assert fix in problem.fix
    assert problem.level == "error"


def test_a_bad_line_of_a_script_is_told_at_its_line(restaurant: str) -> None:
    """The third line is wrong, not the script."""
    tests = "tests:\n  - name: One\n    script:\n      - caller: table\n      - callr: four\n"
    (problem,) = read_flow(restaurant + tests)[1][:1]
    assert problem.line == restaurant.count("\n") + 5
    assert problem.fix == "Did you mean “caller”?"


def test_a_case_that_cannot_be_read_does_not_make_the_list_empty(restaurant: str) -> None:
    """It is there, and says something wrong."""
    step = "  sizes: {type: check, cases: [{when: people = 8, to: bye}], else: bye}\n"
    problems = [each for each in read_flow(restaurant + step)[1] if each.level == "error"]
    assert [each.code for each in problems] == ["expression"]
