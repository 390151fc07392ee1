"""Slots by themselves."""

import pytest

from graphs.slots import Slot


@pytest.mark.parametrize(
    ("slot", "keys"),
    [
        ({"type": "digits", "keypad": {"digits": 4}, "length": 6}, 4),
        ({"type": "digits", "length": 6}, 6),
        ({"type": "digits"}, None),
        ({"type": "yes_no"}, 1),
        ({"type": "choice", "values": {"sales": {"key": "1"}, "support": {}}}, 1),
        ({"type": "choice", "values": {"sales": {}, "support": {}}}, None),
        ({"type": "phone", "keypad": {}}, None),
    ],
)
def test_how_many_keys_give_a_value_is_known_or_left_open(slot: dict[str, object], keys: int | None) -> None:
    """What the keypad is told goes first; otherwise it follows from the kind of the value."""
    assert Slot.model_validate(slot).keys == keys
