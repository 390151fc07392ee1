"""The console's own tests use what the service really tells."""

import json

import pytest

from tests.support.console_examples import FOLDER, examples


@pytest.mark.parametrize("name", sorted(examples()))
def test_an_example_is_what_the_service_tells(name: str) -> None:
    """Else: run `python -m tests.support.console_examples` and “make fix”."""
    kept = json.loads((FOLDER / name).read_text())
    assert json.dumps(kept) == json.dumps(examples()[name]), "The order of settings counts, too."
