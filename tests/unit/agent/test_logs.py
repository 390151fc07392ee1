"""What may stand in a log."""

from agent.logs import redact


def test_personal_fields_are_never_written() -> None:
    """Only their length is."""
    event = redact(None, "info", {"event": "call.started", "pii_caller": "+919822012345", "live": 1})

    assert event == {"event": "call.started", "pii_caller": "<13 characters>", "live": 1}
