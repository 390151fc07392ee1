"""The manual of the flow format is made from the models, and is never stale."""

from pathlib import Path

import pytest
from pydantic import BaseModel

from graphs.document import FlowDocument, Handler, Slot, TestCase
from graphs.manual import manual
from graphs.nodes import STEP_TYPES

MANUAL = Path(__file__).parents[3] / "docs" / "flow-format.md"


def test_the_committed_manual_is_the_newest() -> None:
    """When this fails, run `scripts/manual`."""
    assert MANUAL.read_text(encoding="utf-8") == manual()


@pytest.mark.parametrize("model", [FlowDocument, Slot, Handler, TestCase, *STEP_TYPES.values()])
def test_every_setting_is_explained(model: type[BaseModel]) -> None:
    """A setting without a description would stand in the manual, and in the editor, as a bare name."""
    assert [name for name, field in model.model_fields.items() if not field.description and name != "type"] == []


@pytest.mark.parametrize("kind", STEP_TYPES)
def test_every_step_type_has_its_part(kind: str) -> None:
    """With what it does and by which ways it is left."""
    part = manual().split(f"### `{kind}`\n", 1)[1].split("\n### ", 1)[0]
    assert "Ways out: " in part
