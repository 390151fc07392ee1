"""The fingerprint by which a replay with other arguments is noticed."""

from agent.memory.ledger import fingerprint_of


def test_the_order_of_arguments_does_not_matter() -> None:
    """A fingerprint is of what is said, not of how it is written."""
    assert fingerprint_of("k", "book", {"a": 1, "b": [2]}) == fingerprint_of("k", "book", {"b": [2], "a": 1})


def test_other_arguments_actions_and_keys_have_other_fingerprints() -> None:
    """The key is part of it, so that equal arguments of two conversations cannot be told to be equal."""
    prints = {
        fingerprint_of("k", "book", {"day": "tuesday"}),
        fingerprint_of("k", "book", {"day": "friday"}),
        fingerprint_of("k", "cancel", {"day": "tuesday"}),
        fingerprint_of("other", "book", {"day": "tuesday"}),
    }

    assert len(prints) == 4


def test_any_argument_has_a_fingerprint() -> None:
    """Surrogates, NUL and values that are no JSON do not stop an action."""
    assert len(fingerprint_of("k", "book", {"text": "\ud800\0", "when": object})) == 64
