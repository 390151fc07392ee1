"""When appointments may begin: arithmetic on local times, with no database."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

GRID = timedelta(minutes=30)
NOON = time(12)

DayPart = Literal["morning", "afternoon"]


@dataclass(frozen=True, slots=True)
class Slot:
    """A time that an appointment can take: aware, in the zone of the business."""

    start: datetime
    end: datetime

    def overlaps(self, start: datetime, end: datetime) -> bool:
        """Whether the two have a moment in common; touching is not overlapping."""
        return self.start < end and start < self.end


def local_time(naive: datetime, zone: ZoneInfo) -> datetime | None:
    """The moment at which clocks in `zone` show `naive`; the first of two, None when they skip it."""
    moment = naive.replace(tzinfo=zone)
    back = moment.astimezone(UTC).astimezone(zone).replace(tzinfo=None)
    return moment if back == naive else None


def spoken_time(moment: datetime, zone: ZoneInfo) -> str:
    """A moment as flows write it: local, to the minute (`2026-03-10T09:30`)."""
    return moment.astimezone(zone).strftime("%Y-%m-%dT%H:%M")


def day_slots(day: date, hours: Iterable[tuple[time, time]], minutes: int, *, zone: ZoneInfo) -> Iterator[Slot]:
    """Every slot of `minutes` on the grid that lies within one of the opening `hours` of that day, in order."""
    length = timedelta(minutes=minutes)
    for opens, closes in sorted(hours):
        closing = local_time(datetime.combine(day, closes), zone)
        begin = _up_to_grid(datetime.combine(day, opens))
        while begin.date() == day and begin.time() < closes:
            start = local_time(begin, zone)
            # A slot's length is real time, so it is added to the moment and not to what the clock shows.
            end = start and (start.astimezone(UTC) + length).astimezone(zone)
            if start is not None and end is not None and closing is not None and _until(end) <= _until(closing):
                yield Slot(start, end)
            begin += GRID


def _until(moment: datetime) -> datetime:
    """Moments of one zone compare by what the clock shows; in UTC they compare as moments."""
    return moment.astimezone(UTC)


def _up_to_grid(naive: datetime) -> datetime:
    midnight = datetime.combine(naive.date(), time())
    return midnight + -(-(naive - midnight) // GRID) * GRID


def in_part(slot: Slot, part: DayPart | None) -> bool:
    """Whether a slot begins in that part of the day; None is all day."""
    return part is None or (slot.start.time() < NOON) == (part == "morning")


def share_out(
    slots: Sequence[Slot],
    busy: dict[int, list[tuple[datetime, datetime]]],
) -> Iterator[tuple[Slot, int]]:
    """For each slot that somebody is free for, who takes it. `busy` has an entry for each candidate.

    Whoever has least that day goes first, and what is offered counts, so that offers go round among equals.
    """
    load = {staff: len(taken) for staff, taken in busy.items()}
    for slot in slots:
        free = free_staff(slot, busy, load)
        if free:
            load[free[0]] += 1
            yield slot, free[0]


def free_staff(slot: Slot, busy: dict[int, list[tuple[datetime, datetime]]], load: dict[int, int]) -> list[int]:
    """Who is free for a slot, the least loaded first."""
    free = [staff for staff, taken in busy.items() if not any(slot.overlaps(*each) for each in taken)]
    return sorted(free, key=lambda staff: (load[staff], staff))
