"""What is sent as a draft: its layout, and how large it may be."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from agent.console.drafting import layout_of, refuse_large
from agent.console.drafts import Saving
from agent.console.refusals import Refusal
from agent.store.contents import Content


def nested(times: int) -> Any:
    """Lists in lists."""
    value: Any = 1
    for _ in range(times):
        value = [value]
    return value


def sent(layout: object) -> dict[str, Any]:
    """The layout of a draft that is saved."""
    saving = Saving.model_validate({"revision": 1, "document": {}, "layout": layout})
    return saving.layout.model_dump(mode="json", exclude_unset=True)


@pytest.mark.parametrize(
    "layout",
    [{}, {"positions": {"greet": [1, -2.5]}, "collapsed": ["booking"]}, {"positions": {}}, {"collapsed": []}],
)
def test_a_layout_is_kept_as_it_was_sent(layout: dict[str, Any]) -> None:
    """So that saving it again is no change."""
    assert sent(layout) == layout
    assert layout_of(Content("{}", "", json.dumps(layout))) == layout


@pytest.mark.parametrize(
    "layout",
    [
        {"positions": nested(300)},
        {"other": nested(900)},
        {"positions": {"greet": [1]}},
        {"positions": {"greet": ["1px", 2]}},
        {"positions": {"greet": [float("nan"), 2]}},
        {"positions": {"greet": [10**400, 2]}},
        {"positions": {"\ud83d": [1, 2]}},
        {"positions": {"x" * 501: [1, 2]}},
        {"positions": {f"s{number}": [1, 2] for number in range(2_001)}},
        {"collapsed": [["a"]]},
        {"collapsed": ["\ud83d"]},
        [],
    ],
)
def test_what_is_no_layout_is_refused_in_one_sentence(layout: Any) -> None:
    """Nothing of it is told again: it may be no text."""
    with pytest.raises(ValidationError) as wrong:
        sent(layout)
    (error,) = wrong.value.errors()

    assert error["loc"] == ("layout",)
    assert error["msg"].startswith("must hold “positions”")


def test_a_layout_that_was_kept_and_is_none_is_empty() -> None:
    """A page of it can be shown all the same."""
    assert layout_of(Content("{}", "", json.dumps({"positions": nested(300)}))) == {}


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({"about": nested(31)}, "nested more than 30 deep"),
        ({"about": nested(900)}, "nested more than 30 deep"),
        ({f"k{number}": 1 for number in range(60_000)}, "more than 2,000 entries"),
    ],
)
def test_what_is_no_flow_by_its_size_is_refused_before_it_is_handed_on(document: dict[str, Any], words: str) -> None:
    """With its problem, as one that is found later."""
    with pytest.raises(Refusal, match=words) as refusal:
        refuse_large(document)

    assert (refusal.value.status, refusal.value.code) == (422, "unreadable")
    assert [problem["code"] for problem in refusal.value.more["problems"]] == ["too_large"]
