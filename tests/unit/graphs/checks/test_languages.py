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
            "languages: [en, hi]  # here",
            "missing_language",
            "A text has no “hi” wording; callers who speak “hi” will hear “en” there.",
            "Add the wordings.",
            "warning",
        ),
        (
            "languages: [en, hi]\n"
            + BOTH
            + "  extra:\n    type: say\n    say:  # here\n      hi: नमस्ते\n    next: well\n",
            "missing_language",
            "“extra.say” has no “en” wording.",
            "",
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


def test_all_texts_that_lack_a_language_stand_under_one_line(told: Told) -> None:
    """Twenty-one lines about one language would bury the rest."""
    flow = (
        "languages: [en, hi]\nnodes:\n  hello: {type: say, say: Hello., next: more}\n"
        "  more: {type: say, say: Well., next: well}"
    )
    problems = [each for each in told(flow) if each.code == "missing_language"]
    assert [each.message for each in problems] == [
        "2 texts have no “hi” wording; callers who speak “hi” will hear “en” there."
    ]
    assert [each.message for each in problems[0].consequences] == [
        "“hello.say” has no “hi” wording.",
        "“more.say” has no “hi” wording.",
    ]


def test_texts_that_are_only_values_or_for_colleagues_need_no_other_language(told: Told) -> None:
    """Values are said in any language; a summary is read in the first."""
    flow = (
        "languages: [en, hi]\n"
        + BOTH.replace("if_yes: well", "if_yes: desk")
        + "  desk: {type: transfer, to: desk, say: '{call.caller}.', summary: A call., if_failed: well}"
    )
    assert [str(each) for each in told(flow) if each.level != "hint"] == []
