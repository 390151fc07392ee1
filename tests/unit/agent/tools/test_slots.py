"""When appointments may begin."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from agent.tools.slots import Slot, day_slots, in_part, local_time, share_out, spoken_time

KOLKATA = ZoneInfo("Asia/Kolkata")
BERLIN = ZoneInfo("Europe/Berlin")

times = st.builds(time, st.integers(0, 23), st.integers(0, 59))
days = st.dates(date(2025, 1, 1), date(2027, 12, 31))
zones = st.sampled_from(
    [KOLKATA, BERLIN, ZoneInfo("America/New_York"), ZoneInfo("Australia/Lord_Howe"), ZoneInfo("UTC")]
)


def starts(day: date, *hours: tuple[int, int], minutes: int = 30, zone: ZoneInfo = KOLKATA) -> list[str]:
    """The beginnings that opening hours, given in full hours, allow."""
    opening = [(time(opens), time(closes)) for opens, closes in hours]
    return [f"{slot.start:%H:%M}" for slot in day_slots(day, opening, minutes, zone=zone)]


class TestDaySlots:
    def test_grid(self) -> None:
        """Appointments begin on the half hour and end before closing."""
        assert starts(date(2026, 3, 3), (8, 10)) == ["08:00", "08:30", "09:00", "09:30"]
        assert starts(date(2026, 3, 3), (8, 10), minutes=45) == ["08:00", "08:30", "09:00"]
        assert starts(date(2026, 3, 3), (8, 10), minutes=121) == []

    def test_break(self) -> None:
        """None goes over a break."""
        assert starts(date(2026, 3, 3), (14, 15), (8, 9), minutes=45) == ["08:00", "14:00"]

    def test_closed(self) -> None:
        """A day without opening hours has none."""
        assert starts(date(2026, 3, 8)) == []

    def test_odd_opening(self) -> None:
        """Who opens at ten past begins at half past."""
        slots = list(day_slots(date(2026, 3, 3), [(time(8, 10), time(9, 30))], 30, zone=KOLKATA))
        assert [f"{slot.start:%H:%M}" for slot in slots] == ["08:30", "09:00"]

    def test_clocks_go_forward(self) -> None:
        """An hour that clocks skip has no appointments, and the length of those around it is real time."""
        day = date(2026, 3, 29)
        assert starts(day, (1, 4), zone=BERLIN) == ["01:00", "01:30", "03:00", "03:30"]
        assert all(slot.end.astimezone(UTC) - slot.start.astimezone(UTC) == timedelta(minutes=30)
                   for slot in day_slots(day, [(time(1), time(4))], 30, zone=BERLIN))  # fmt: skip

    @given(days, st.lists(st.tuples(times, times).filter(lambda pair: pair[0] < pair[1]), max_size=2),
           st.integers(5, 480), zones)  # fmt: skip
    def test_always(self, day: date, hours: list[tuple[time, time]], minutes: int, zone: ZoneInfo) -> None:
        """Every slot begins on the grid, on that day, lasts as long as the service, and lies in opening hours."""
        for slot in day_slots(day, hours, minutes, zone=zone):
            begin, end = slot.start.replace(tzinfo=None), slot.end.replace(tzinfo=None)
            assert begin.date() == day
            assert begin.minute in {0, 30}
            assert slot.end.astimezone(UTC) - slot.start.astimezone(UTC) == timedelta(minutes=minutes)
            assert local_time(begin, zone) == slot.start
            assert any(
                datetime.combine(day, opens) <= begin and end <= datetime.combine(day, closes)
                for opens, closes in hours
            )


class TestParts:
    def test_noon(self) -> None:
        """Noon is the first of the afternoon."""
        slots = list(day_slots(date(2026, 3, 3), [(time(11), time(13))], 30, zone=KOLKATA))
        assert [in_part(slot, "morning") for slot in slots] == [True, True, False, False]
        assert [in_part(slot, "afternoon") for slot in slots] == [False, False, True, True]
        assert all(in_part(slot, None) for slot in slots)


class TestLocalTime:
    def test_skipped(self) -> None:
        """A time that clocks never show is none."""
        assert local_time(datetime(2026, 3, 29, 2, 30), BERLIN) is None  # noqa: DTZ001 - a wall clock's time

    def test_spoken(self) -> None:
        """Flows write local time to the minute."""
        assert spoken_time(datetime(2026, 3, 3, 2, 30, tzinfo=UTC), KOLKATA) == "2026-03-03T08:00"


def slots_at(*hours: int) -> list[Slot]:
    """Slots of an hour."""
    begin = datetime(2026, 3, 3, tzinfo=KOLKATA)
    return [Slot(begin + timedelta(hours=hour), begin + timedelta(hours=hour + 1)) for hour in hours]


class TestShareOut:
    def test_round(self) -> None:
        """Offers go round among those who have equally little."""
        shared = share_out(slots_at(8, 9, 10, 11), {1: [], 2: []})
        assert [staff for _, staff in shared] == [1, 2, 1, 2]

    def test_least_loaded(self) -> None:
        """Whoever has most that day comes last."""
        evening = [(slot.start, slot.end) for slot in slots_at(18, 19)]
        assert [staff for _, staff in share_out(slots_at(8, 9, 10), {1: evening, 2: []})] == [2, 2, 1]

    def test_nobody_free(self) -> None:
        """A slot for which nobody is free is not offered; touching is not overlapping."""
        at_nine = [(slot.start, slot.end) for slot in slots_at(9)]
        assert [slot for slot, _ in share_out(slots_at(8, 9, 10), {1: at_nine})] == slots_at(8, 10)

    @given(st.lists(st.integers(8, 17), unique=True), st.dictionaries(st.integers(1, 4), st.lists(st.integers(8, 17))))
    def test_only_the_free(self, hours: list[int], taken: dict[int, list[int]]) -> None:
        """A slot is shared out exactly when somebody is free for it, and to one who is."""
        busy = {staff: [(slot.start, slot.end) for slot in slots_at(*at)] for staff, at in taken.items()}
        shared = {slot.start.hour: staff for slot, staff in share_out(slots_at(*hours), busy)}
        for hour in hours:
            free = {staff for staff, at in taken.items() if hour not in at}
            assert (hour in shared) == bool(free)
            assert not free or shared[hour] in free
