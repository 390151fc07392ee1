"""Which part of a report's time was added up before, and which is counted call by call."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from agent.store.report_days import parts

MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 3, 1), timezones=st.just(UTC))  # noqa: DTZ001
DAYS = st.frozensets(st.dates(date(2026, 1, 1), date(2026, 3, 1)), max_size=10)


@given(MOMENTS, MOMENTS, DAYS)
def test_every_moment_is_in_one_part(one: datetime, other: datetime, stale: frozenset[date]) -> None:
    """Whole days and the stretches between them are the whole time, each moment once; no stale day is taken whole."""
    since, before = sorted((one, other))
    days, apart = parts(since, before, stale=stale)
    whole = [(datetime(day.year, day.month, day.day, tzinfo=UTC), timedelta(days=1)) for day in days]
    pieces = sorted([(begin, begin + length) for begin, length in whole] + apart)

    assert not stale.intersection(days)
    assert all(begin < end for begin, end in pieces)
    assert [end for _, end in pieces[:-1]] == [begin for begin, _ in pieces[1:]]
    assert (pieces[0][0], pieces[-1][1]) == (since, before) if pieces else since == before


def test_a_day_that_is_stale_is_counted_call_by_call() -> None:
    """Its neighbours are not."""
    since = datetime(2026, 1, 1, 18, tzinfo=UTC)
    days, apart = parts(since, since + timedelta(days=4), stale={date(2026, 1, 3)})

    assert days == [date(2026, 1, 2), date(2026, 1, 4)]
    assert [(begin.day, end.day) for begin, end in apart] == [(1, 2), (3, 4), (5, 5)]
