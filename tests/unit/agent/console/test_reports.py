"""What may be asked of a report."""

import pytest
from pydantic import ValidationError

from agent.console.reports import ReportQuestion


@pytest.mark.parametrize("name", ["from", "until"])
@pytest.mark.parametrize("when", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1969-12-31T00:00:00Z"])
def test_times_at_the_ends_of_the_calendar_are_refused(name: str, when: str) -> None:
    """In another time zone there is no such day."""
    with pytest.raises(ValidationError, match="must be between 1970 and 2100"):
        ReportQuestion.model_validate({name: when})


@pytest.mark.parametrize("name", ["version", "compare"])
def test_a_version_is_a_number_that_the_database_counts(name: str) -> None:
    """A larger one is none."""
    assert ReportQuestion.model_validate({name: "3"})
    with pytest.raises(ValidationError):
        ReportQuestion.model_validate({name: str(2**31)})
