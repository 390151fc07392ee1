"""What the console's pages know of the API is what the API says."""

from tests.support.console_types import FILE, contract, types


def test_the_generated_types_are_fresh() -> None:
    """Else: run `python -m tests.support.console_types`, and mend what the pages' compiler finds then."""
    assert FILE.read_text() == types()


def test_every_schema_of_the_contract_has_a_type() -> None:
    """Under its own name, and nothing refers to one that is not there."""
    text = types()
    names = [name.replace("-Output", "").replace("-Input", "Sent") for name in contract()["components"]["schemas"]]
    missing = [name for name in names if f"export interface {name} " not in text and f"export type {name} " not in text]
    assert missing == []
    assert len(names) > 50
