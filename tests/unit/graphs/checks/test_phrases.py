"""Phrases and keys that stand for two things."""

from collections.abc import Callable

import pytest

from graphs.problems import Problem

Told = Callable[[str], list[Problem]]
Planted = Callable[..., Problem]


def options(one: str, two: str) -> str:
    """A question with two options."""
    return (
        "nodes:\n  hello:\n    type: choose\n    say: Which?\n    options:\n"
        f"      one: {{{one}, to: well}}\n      two: {{{two}, to: bye}}  # here\n"
    )


FIRST = "phrases: [a table], key: '1'"


@pytest.mark.parametrize(
    ("flow", "code", "message", "level"),
    [
        (
            options(FIRST, "phrases: ['A tables!'], key: '2'"),
            "clash",
            "“A tables!” means both “one” and “two” (each an option of “hello”); “one” wins, because it comes first.",
            "warning",
        ),
        (
            options(FIRST, "phrases: [one], key: '2'"),
            "clash",
            "“one” means both “one” and “two”",
            "warning",
        ),
        (
            options(FIRST, "phrases: [a table for two], key: '2'"),
            "clash",
            "“a table” of “one” is also in “a table for two” of “two”",
            "hint",
        ),
        (
            options("phrases: [a table for two], key: '1'", "phrases: [a table], key: '2'"),
            "clash",
            "“a table” of “two” is also in “a table for two” of “one”",
            "hint",
        ),
        (options(FIRST, "phrases: [it], key: '2'"), "small_word", "“it”, an option of “hello” (“two”)", "warning"),
        (options(FIRST, "phrases: [xy], key: '2'"), "small_word", "“xy”, an option of “hello” (“two”)", "warning"),
        (options(FIRST, "phrases: ['…'], key: '2'"), "small_word", "“…” has no words in it", "warning"),
        (
            options(FIRST, "phrases: [start over], key: '1'"),
            "same_key",
            "The key 1 stands for both “one” and “two” (each an option of “hello”).",
            "error",
        ),
        (
            options(FIRST, "phrases: [start over], key: '0'"),
            "clash_key",
            "The key 0 calls a person everywhere else; here it is “two”",
            "warning",
        ),
        (
            options(FIRST, "phrases: [hurry up], key: '2'") + "handlers: {fast: {phrases: [hurry up], to: bye}}",
            "clash_handler",
            "“hurry up” is an option of “hello” (“two”) and also the handler “fast”. Here the option wins.",
            "warning",
        ),
        (
            options(FIRST, "phrases: [hurry up now], key: '2'")
            + "handlers: {fast: {phrases: [hurry up], always: true, to: bye}}",
            "clash_handler",
            "“hurry up now” is an option of “hello” (“two”) and also the handler “fast”. Here the handler “fast” wins.",
            "warning",
        ),
        (
            options(FIRST, "phrases: [hurry up], key: '2'") + "handlers: {fast: {key: '2', to: bye}}",
            "clash_key",
            "The key 2 is “two” (option of “hello”) and also the handler “fast”. Here the option wins.",
            "warning",
        ),
        (
            options(FIRST, "phrases: [cancel], key: '2'"),
            "clash_built_in",
            "“cancel” is an option of “hello” (“two”) and also what every flow understands as “cancel”.",
            "hint",
        ),
        (
            "handlers:\n  fast: {phrases: [hurry up], to: bye}\n  quick: {phrases: [hurry up], to: bye}  # here",
            "clash",
            "“hurry up” means both “fast” and “quick” (each a handler)",
            "warning",
        ),
        (
            (
                "slots:\n  issue:\n    type: choice\n    ask: Which?\n    values:\n"
                "      down: {phrases: [broken], key: '1'}\n"
                "      slow: {phrases: [broken], key: '2'}  # here\nnodes:\n"
                "  hello: {type: ask, slots: [issue], next: well}"
            ),
            "clash",
            "“broken” means both “down” and “slow” (each a value of “issue”)",
            "warning",
        ),
        (
            (
                "actions: {find: {out: list}}\nvars: {found: {type: list}, one: {type: record}}\n"
                "nodes:\n  hello: {type: do, action: find, save: found, next: pick, if_empty: bye}\n"
                "  pick:\n    type: offer\n    items: found\n    item: '{item.start}'\n    save: one\n"
                "    more_phrases: [other ones]\n    none_phrases: [other ones]  # here\n    next: well\n"
                "    if_none: bye"
            ),
            "clash",
            "“other ones” asks “pick” for more of the list, and also for none of it.",
            "warning",
        ),
        (
            (
                "actions: {find: {out: list}}\nvars: {found: {type: list}, one: {type: record}}\n"
                "nodes:\n  hello: {type: do, action: find, save: found, next: pick, if_empty: bye}\n"
                "  pick:\n    type: offer\n    items: found\n    item: '{item.start}'\n    save: one\n"
                "    more_phrases: [other ones]\n    none_phrases: [the]  # here\n    next: well\n    if_none: bye"
            ),
            "small_word",
            "“the”, a phrase of “pick” (“none_phrases”)",
            "warning",
        ),
    ],
)
def test_words_and_keys_that_mean_two_things_are_told(
    planted: Planted, flow: str, code: str, message: str, level: str
) -> None:
    """And which of the two wins."""
    planted(flow, code, message, level=level)


@pytest.mark.parametrize(
    "flow",
    [
        options(FIRST, "phrases: ['no', ok, हाँ], key: '2'"),
        options(FIRST, "phrases: [आ], key: '2'"),
        options(FIRST, "phrases: [tables], key: '2'").replace("a table", "chairs"),
        options(FIRST, "phrases: [hurry up], key: '2'") + "handlers: {fast: {phrases: [hurry up], off: true}}",
        options(FIRST, "phrases: [hurry up], key: '2'").replace("say: Which?", "say: Which?\n    not_here: [fast]")
        + "handlers: {fast: {phrases: [hurry up], key: '2', to: bye}, slow: {phrases: [calm down],"
        " key: '3', to: bye}}\n",
        options(FIRST, "phrases: [cancel], key: '2'").replace("say: Which?", "say: Which?\n    not_here: [cancel]"),
    ],
)
def test_words_that_mean_one_thing_are_right(told: Told, flow: str) -> None:
    """Short answers, other letters, and what is switched off here."""
    clashing = [each.code for each in told(flow) if "clash" in each.code or each.code == "small_word"]
    assert clashing == []


def test_all_words_that_two_options_share_stand_under_the_first(told: Told) -> None:
    """They are one mistake."""
    flow = options("phrases: [a table, a seat], key: '1'", "phrases: [a table, a seat], key: '2'")
    problems = [each for each in told(flow) if each.code == "clash"]
    assert [len(each.consequences) for each in problems] == [1]
