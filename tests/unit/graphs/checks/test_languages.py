"""Languages that a flow promises, and those that it speaks."""

from collections.abc import Callable

import pytest

from graphs.problems import Problem

Told = Callable[[str], list[Problem]]
Planted = Callable[..., Problem]

BOTH = (
    "nodes:\n  hello:\n    type: confirm\n    say: {en: Shall we?, hi: क्या हम शुरू करें?}\n"
    "    if_yes: well\n    if_no: bye\n"
)


@pytest.mark.parametrize(
    ("flow", "code", "message", "fix", "level"),
    [
        (
            (
                "languages: [en, hi]  # here\nslots:\n  day: {type: date, ask: Which day?, no_input: Hello?}\n"
                "nodes:\n  hello: {type: ask, slots: [day], say: Well., next: bye}\n"
                "  bye: {type: end, say: Goodbye., result: lost}"
            ),
            "missing_language",
            "4 texts have no “hi” wording; callers who speak “hi” will hear “en” there.",
            "Add the wordings.",
            "warning",
        ),
        (
            "languages: [en, hi]\n"
            + BOTH
            + "  extra:\n    type: say\n    say:  # here\n      hi: नमस्ते\n    next: well\n",
            "missing_language",
            "“extra.say” has no “en” wording; callers who speak “en” will hear “hi” there.",
            "Add the wording.",
            "warning",
        ),
        (
            "languages: [en]\n"
            + BOTH.replace("{en: Shall we?, hi:", "\n      en: Shall we?\n      hi:  # here\n       ").replace(
                "}\n", "\n", 1
            ),
            "undeclared_language",
            "There are words in “hi”, which is not one of the languages of this flow.",
            "Add hi under languages.",
            "error",
        ),
        (
            "languages:\n  - en\n  - en  # here",
            "twice",
            "“en” stands twice in languages.",
            "",
            "warning",
        ),
        (
            "languages:\n  - en\n  - es  # here\n" + BOTH.replace("hi:", "es:"),
            "not_understood",
            "Callers who speak “es” will be understood as if they spoke English.",
            "en, hi",
            "warning",
        ),
        (
            "tests:\n  - name: One\n    result: done\n    script: []\n    call:\n      language: hi-IN  # here",
            "undeclared_language",
            "The caller of the test “One” speaks “hi”, which is no language of this flow.",
            "They will hear “en”.",
            "warning",
        ),
        (
            (
                "languages: [en, hi]\nnodes:\n  hello:  # here\n    type: choose\n    say: {en: Which?, hi: कौन सा?}\n"
                "    options:\n      one: {phrases: [a table], key: '1', to: well}\n"
                "      two: {phrases: [a chair], label: {en: a chair, hi: a kursi}, key: '2', to: bye}"
            ),
            "no_phrases_in_language",
            "“hello” has no phrase in the letters of “hi”",
            "",
            "hint",
        ),
        (
            (
                "languages: [en, hi]\nslots:\n  which:  # here\n    type: choice\n    ask: {en: Which?, hi: कौन सा?}\n"
                "    values:\n      one: {phrases: [a table], key: '1'}\n      two: {phrases: [a chair], key: '2'}\n"
                "nodes:\n  hello: {type: ask, slots: [which], next: well}"
            ),
            "no_phrases_in_language",
            "“which” has no phrase in the letters of “hi”",
            "",
            "hint",
        ),
    ],
)
def test_a_language_that_is_missing_or_too_many_is_told(
    planted: Planted, flow: str, code: str, message: str, fix: str, level: str
) -> None:
    """Callers would hear another language than their own."""
    planted(flow, code, message, fix, level=level, besides="unreachable")


STEPS = "".join(f"  more{n}: {{type: say, say: Well., next: more{n + 1}}}\n" for n in range(3))
MANY = f"nodes:\n  hello: {{type: say, say: Hello., next: more0}}\n{STEPS}  more3: {{type: end, result: done}}\n"


def test_all_texts_that_lack_a_language_stand_under_one_line(told: Told) -> None:
    """Twenty-one lines about one language would bury the rest."""
    (problem,) = [each for each in told(f"languages: [en, hi]\n{MANY}") if each.code == "missing_language"]
    assert problem.message == "4 texts have no “hi” wording; callers who speak “hi” will hear “en” there."
    assert [each.path[1] for each in problem.consequences] == ["hello", "more0", "more1", "more2"]


def test_all_texts_in_a_language_that_is_not_declared_stand_under_one_line(told: Told) -> None:
    """One word is missing in the list of languages, and not one line in each of forty texts."""
    flow = MANY.replace("say: Well.", "say: {en: Well., hi: अच्छा।}").replace("say: Hello.", "say: {en: Hi, hi: हाँ}")
    (problem,) = [each for each in told(f"languages: [en]\n{flow}") if each.level == "error"]
    assert problem.message == "4 texts have words in “hi”, which is not one of the languages of this flow."
    assert problem.fix == "Add hi under languages."
    assert len(problem.consequences) == 4


def test_a_misspelt_language_is_one_mistake(told: Told) -> None:
    """The text lacks Hindi because its Hindi is called something else."""
    flow = "nodes:\n  hello: {type: say, say: {en: Hello., hl: नमस्ते।}, next: well}"
    (problem,) = [each for each in told(f"languages: [en, hi]\n{flow}") if each.level != "hint"]
    assert problem.fix == "Did you mean “hi”?"


def test_texts_that_are_only_values_or_for_colleagues_need_no_other_language(told: Told) -> None:
    """Values are said in any language; a summary is read in the first."""
    flow = (
        "languages: [en, hi]\n"
        + BOTH.replace("if_yes: well", "if_yes: desk")
        + "  desk: {type: transfer, to: desk, say: '{call.caller}.', summary: A call., if_failed: well}"
    )
    assert [str(each) for each in told(flow) if each.level != "hint"] == []
