"""Windows of time in which things are counted. Pure.

They are fixed: the minute, the hour and the day of the business's own clock. So a count is one number that people can
read (“12 of 60 in this hour”), minutes of calls and money fit into it as well as calls, and a day ends when the
business's does. The price: across the border of two windows up to twice the limit may come within one window's length;
the limit of the next longer period bounds that.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Literal

Period = Literal["minute", "hour", "day"]

PERIODS: tuple[Period, ...] = ("minute", "hour", "day")
_LENGTHS: Mapping[Period, timedelta] = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1)}


def began(period: Period, now: datetime, zone: tzinfo) -> datetime:
    """When the window began that `now` is in, UTC. `zone`: where the business is."""
    local = now.astimezone(zone)
    if period == "day":
        return local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0).astimezone(UTC)
    # From what is counted in UTC, since an hour may come twice on the wall: its two windows are two.
    offset = local.utcoffset() or timedelta()
    since = (now - datetime(1970, 1, 1, tzinfo=UTC) + offset) % _LENGTHS[period]
    return (now - since).astimezone(UTC)
