"""Steps in which a model talks."""

from collections.abc import Callable

import pytest

from graphs.problems import Problem

Planted = Callable[..., Problem]

SLOTS = "slots:\n  need: {type: free_text, ask: What for?}\n  name: {type: name, ask: Who?}\n"


def converse(**settings: str) -> str:
    """A free conversation with these settings, one a line."""
    given = {
        "goal": "find out what for",
        "may_fill": "[need]",
        "limits": "{turns: 4}",
        "done_when": "filled(need)",
        "next": "ask",
        "if_limit": "ask",
        "without_llm": "other",
        **settings,
    }
    lines = "\n".join(f"    {name}: {value}" for name, value in given.items() if value)
    return (
        f"{SLOTS}nodes:\n  hello:{settings.get('mark', '')}\n    type: converse\n{lines}\n"
        "  other: {type: ask, slots: [need], next: ask}\n"
        "  ask: {type: ask, slots: [name], next: well}\n"
    ).replace(f"    mark: {settings.get('mark', '')}\n", "")


@pytest.mark.parametrize(
    ("flow", "code", "message", "fix", "level"),
    [
        (
            converse(limits="", mark="  # here"),
            "no_limits",
            "“hello” says nothing of its limits: it ends after 8 turns, or 240 seconds.",
            "Add limits",
            "hint",
        ),
        (
            converse(done_when="filled(name)  # here"),
            "never_done",
            "“hello” may fill nothing that “filled(name)” looks at, so it only ends at its limits.",
            "Add the slot to may_fill.",
            "warning",
        ),
        (
            converse(done_when="filled(need) and filled(name)  # here"),
            "never_done",
            "“hello” is done when “filled(need) and filled(name)”, but may not fill “name”.",
            "Add name to may_fill.",
            "warning",
        ),
        (
            converse(without_llm="ask", mark="  # here"),
            "same_exit",
            "“hello” goes to “ask” whatever comes of it.",
            "ask for what it should have found out",
            "warning",
        ),
        (
            "actions: {charge: {commits: true}, look: {}}\n"
            + converse(may_use="\n      - look\n      - charge  # here"),
            "model_acts",
            "“hello” may run “charge”, which cannot be undone; a model must not decide that.",
            "Run it in a step of its own.",
            "error",
        ),
        (
            (
                "knowledge: {faq: {entries: [{q: [how much], a: Ten.}]}}\n"
                "nodes:\n  hello:\n    type: answer\n    knowledge: faq\n    next: well\n    if_unknown: well  # here"
            ),
            "same_exit",
            "“hello” goes to “well” whether it knew the answer or not.",
            "Say so when it does not know.",
            "warning",
        ),
        (
            (
                "knowledge:\n  faq: {}  # here\n"
                "nodes:\n  hello: {type: answer, knowledge: faq, next: well, if_unknown: bye}"
            ),
            "empty_knowledge",
            "There is nothing to answer from in “faq”.",
            "Add entries, or a source.",
            "warning",
        ),
    ],
)
def test_a_talk_that_cannot_end_well_is_told(
    planted: Planted, flow: str, code: str, message: str, fix: str, level: str
) -> None:
    """A model talks within bounds, and code decides what comes of it."""
    planted(flow, code, message, fix, level=level, besides="unreachable unused")


def test_an_answer_needs_its_question(planted: Planted) -> None:
    """A slot that holds it is filled before."""
    flow = (
        "slots: {question: {type: free_text, ask: What would you like to know?}}\n"
        "knowledge: {faq: {entries: [{q: [how much], a: Ten.}]}}\n"
        "nodes:\n  hello: {type: confirm, say: A question?, if_yes: ask, if_no: tell}\n"
        "  ask: {type: ask, slots: [question], next: tell}\n"
        "  tell:\n    type: answer\n    knowledge: faq\n    question: question  # here\n"
        "    next: well\n    if_unknown: bye"
    )
    planted(flow, "unfilled", "“tell” answers “question”, which is not known", level="warning")
