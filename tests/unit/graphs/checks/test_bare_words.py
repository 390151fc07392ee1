"""Words in conditions and values without what makes them one."""

from collections.abc import Callable

import pytest

from graphs.problems import Problem

Told = Callable[[str], list[Problem]]
FLOW = (
    "slots:\n  issue: {type: choice, ask: Which?, values: {down: {phrases: [no internet]}, slow: {phrases: [slow]}}}\n"
    "  sure: {type: yes_no, ask: Sure?}\n"
    "vars:\n  purpose: {type: text, default: book}\n"
    "nodes:\n  hello: {type: ask, slots: [issue, sure], next: note}\n"
    "  note: {type: set, set: {purpose: VALUE}, next: which}\n"
    "  which: {type: check, cases: [{when: 'CONDITION', to: well}], else: bye}\n"
)


def flow(condition: str = 'purpose == "book"', value: str = "'\"book\"'") -> str:
    """A flow with one condition and one value."""
    return FLOW.replace("CONDITION", condition).replace("VALUE", value)


@pytest.mark.parametrize(
    ("changed", "fix"),
    [
        (flow("issue == down"), 'If you mean the word itself, write "down".'),
        (flow("sure == yes"), "Write true."),
        (flow("sure == False"), "Write false."),
        (flow("purpose == none"), "Write empty()."),
        (flow('direction == "outbound"'), "Write call.direction."),
        (flow(value="book"), "If you mean the word itself, write '\"book\"'."),
        (flow(value="xylophone"), "If you mean the word itself, write '\"xylophone\"'."),
        (flow("purpose == xylophone"), ""),
        (flow("isue == issue"), "Did you mean “issue”?"),
        (flow("size == 3 and sure"), "Write size(…)."),
        (flow("issue ==" + " " * 488 + "down"), 'write "down".'),
    ],
)
def test_a_word_without_quotes_is_one_mistake(told: Told, changed: str, fix: str) -> None:
    """It is told with what was meant, and not again as all that seems to follow from it."""
    (problem,) = [each for each in told(changed) if each.level == "error"]
    assert problem.code == "unknown_name"
    assert fix in problem.fix
    assert problem.consequences == ()


@pytest.mark.parametrize(("where", "said"), [("when", 'call.directon == "outbound"'), ("say", "{call.callr}")])
def test_what_is_nearly_known_of_a_call_is_told(told: Told, where: str, said: str) -> None:
    """In a condition as in a text."""
    changed = flow(said) if where == "when" else flow() + f"  well: {{type: end, say: '{said}', result: done}}"
    (problem,) = [each for each in told(changed) if each.code == "unknown_name"]
    assert "is nothing that is known of every call" in problem.message
    assert problem.level == "warning"
    assert "Did you mean" in problem.fix


def test_anything_else_may_come_from_whoever_placed_the_call(told: Told) -> None:
    """A campaign knows more of its calls than the checker does, and a test says so in its `extra`."""
    tests = "\ntests:\n  - {name: One, call: {extra: {directory: x}}, result: done, script: [{caller: slow}]}\n"
    changed = flow('call.directory == "x" and call.invoice == "7"') + tests
    assert [str(each) for each in told(changed) if each.code == "unknown_name"] == []
