"""Lists whose dashes have no space behind them."""

from collections.abc import Callable

import pytest

from graphs.problems import Problem

Told = Callable[[str], list[Problem]]


@pytest.mark.parametrize(
    ("text", "wrong"), [("'-Which day?'", True), ("'- Which day?'", False), ("'-5 degrees'", False)]
)
def test_a_text_that_begins_with_a_dash_was_to_be_a_line_of_a_list(told: Told, text: str, wrong: bool) -> None:
    """YAML makes one long text of it, and the caller would hear all of it at once."""
    found = [each for each in told(f"nodes:\n  hello: {{type: say, say: {text}, next: well}}") if each.code == "dash"]
    assert [each.fix for each in found] == ["Put a space after each dash."] * wrong
