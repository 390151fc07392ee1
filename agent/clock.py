"""The time."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """By the system's clock."""
    return datetime.now(UTC)
