"""The calendar's tools on a real database."""

import asyncio
import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from agent.store.database import Database
from agent.tools import availability, calendar, references
from agent.tools.registry import Toolbox
from graphs.ports import Outcome

if TYPE_CHECKING:
    from tests.integration.tools.conftest import Wall

ANA, JO = "+14155550137", "+14155550199"


async def find(toolbox: Toolbox, day: str, service: str = "cleaning", part: str | None = None) -> list[dict[str, Any]]:
    """What find_times answers."""
    arguments = {"service": service, "day": day, "day_part": part}
    outcome = await toolbox("find_times", arguments, key="f", commits=False)
    assert outcome.name == "ok"
    found: list[dict[str, Any]] = outcome.value
    return found


async def book(
    toolbox: Toolbox, key: str, slot: dict[str, Any], service: str = "cleaning", phone: str = ANA
) -> Outcome:
    """What book answers."""
    arguments = {"service": service, "slot": slot, "name": "Ana Gomez", "phone": phone}
    return await toolbox("book", arguments, key=key, commits=True)


async def change(toolbox: Toolbox, action: str, key: str, **arguments: object) -> Outcome:
    """What move or cancel answers."""
    return await toolbox(action, arguments, key=key, commits=True)


async def appointments(toolbox: Toolbox, phone: str = ANA) -> list[dict[str, Any]]:
    """What find_appointments answers."""
    outcome = await toolbox("find_appointments", {"phone": phone}, key="a", commits=False)
    assert outcome.name == "ok"
    found: list[dict[str, Any]] = outcome.value
    return found


async def count(database: Database, where: str) -> object:
    """How many appointments there are."""
    async with database.unit() as session:
        return await session.scalar(text(f"SELECT count(*) FROM appointments WHERE {where}"))


class TestFindTimes:
    async def test_record(self, toolbox: Toolbox) -> None:
        """A record says when it begins and ends in local time, what for, and with whom."""
        first = (await find(toolbox, "2026-03-03", "filling"))[0]
        assert first == {
            "start": "2026-03-03T08:00",
            "end": "2026-03-03T08:45",
            "service": "filling",
            "staff": "Dr Ananya Kulkarni",
            "staff_id": 1,
        }

    async def test_hours(self, toolbox: Toolbox) -> None:
        """What begins must end before closing time: Saturdays end at one, Sundays are closed."""
        tuesday = [each["start"][11:] for each in await find(toolbox, "2026-03-03")]
        assert (tuesday[0], tuesday[-1], len(tuesday)) == ("08:00", "17:30", 20)
        assert (await find(toolbox, "2026-03-03", "filling"))[-1]["start"] == "2026-03-03T17:00"
        assert (await find(toolbox, "2026-03-07"))[-1]["start"] == "2026-03-07T12:30"
        assert (await find(toolbox, "2026-03-07", "filling"))[-1]["start"] == "2026-03-07T12:00"
        assert await find(toolbox, "2026-03-08") == []

    async def test_part(self, toolbox: Toolbox) -> None:
        """The morning ends at noon, where the afternoon begins."""
        assert (await find(toolbox, "2026-03-03", part="morning"))[-1]["start"] == "2026-03-03T11:30"
        assert (await find(toolbox, "2026-03-03", part="afternoon"))[0]["start"] == "2026-03-03T12:00"

    async def test_past(self, toolbox: Toolbox, wall: "Wall") -> None:
        """Only times still to come are offered, by the clock of the business."""
        wall.now = wall.now.replace(hour=16, minute=30)
        assert [each["start"] for each in await find(toolbox, "2026-03-02")] == ["2026-03-02T17:00", "2026-03-02T17:30"]
        assert await find(toolbox, "2026-03-01") == []
        assert await find(toolbox, "2026-02-27") == []

    async def test_taken_staff(self, toolbox: Toolbox) -> None:
        """A time is offered once, as long as anybody who offers the service is free, and with somebody who is."""
        slot = (await find(toolbox, "2026-03-03"))[0]
        for number in range(3):
            found = await find(toolbox, "2026-03-03")
            assert len({each["start"] for each in found}) == len(found)
            assert (await book(toolbox, f"k{number}", found[0])).value["staff"] == found[0]["staff"]
        assert (await find(toolbox, "2026-03-03"))[0]["start"] > slot["start"]

    async def test_longer_overlap(self, toolbox: Toolbox) -> None:
        """A filling of 45 minutes takes the next half hour of its dentist too."""
        for number in range(3):
            await book(toolbox, f"k{number}", {"start": "2026-03-03T08:00"}, "filling")
        starts = [each["start"] for each in await find(toolbox, "2026-03-03", "filling")]
        assert starts[0] == "2026-03-03T09:00"

    async def test_fair(self, toolbox: Toolbox) -> None:
        """Among those who are free, whoever has least that day is offered, so that the load is spread."""
        booked = []
        for number in range(9):
            found = await find(toolbox, "2026-03-03")
            booked.append((await book(toolbox, f"k{number}", found[number])).value["staff"])
        assert sorted(booked.count(each) for each in set(booked)) == [3, 3, 3]

    @pytest.mark.parametrize(
        "arguments",
        [
            {"service": "massage", "day": "2026-03-03", "day_part": None},
            {"service": "cleaning", "day": "soon", "day_part": None},
            {"service": "cleaning", "day": "2026-03-03", "day_part": "evening"},
            {"service": "cleaning", "day": None},
            {"day": "2026-03-03"},
            {},
        ],
    )
    async def test_bad_arguments(self, toolbox: Toolbox, arguments: dict[str, Any]) -> None:
        """What cannot be asked is the outcome `error`, not an exception."""
        assert await toolbox("find_times", arguments, key="f", commits=False) == Outcome("error")


class TestBook:
    async def test_booked(self, toolbox: Toolbox) -> None:
        """A booking answers a reference to speak, and is found by the caller's number, in order."""
        later, sooner = (await find(toolbox, "2026-03-04"))[3], (await find(toolbox, "2026-03-03"))[2]
        second = await book(toolbox, "k1", later)
        first = await book(toolbox, "k2", sooner, "checkup")
        assert set(first.value["ref"]) <= set(references.ALPHABET)
        assert [each["ref"] for each in await appointments(toolbox)] == [first.value["ref"], second.value["ref"]]
        assert (await appointments(toolbox))[0] == {
            "id": first.value["id"],
            "service": "checkup",
            "start": "2026-03-03T09:00",
            "staff": first.value["staff"],
            "ref": first.value["ref"],
        }
        assert await appointments(toolbox, JO) == []

    async def test_same_key(self, toolbox: Toolbox, database: Database) -> None:
        """The same action again, even at the same moment, books nothing and is answered alike."""
        slot = (await find(toolbox, "2026-03-03"))[0]
        outcomes = await asyncio.gather(*(book(toolbox, "k", slot) for _ in range(5)))
        assert all(each == outcomes[0] for each in outcomes)
        assert await count(database, "true") == 1

    async def test_somebody_else(self, toolbox: Toolbox) -> None:
        """When the dentist who was offered is taken meanwhile, another one who is free has the booking."""
        slot = (await find(toolbox, "2026-03-03"))[0]
        staff = [(await book(toolbox, f"k{number}", slot)).value["staff"] for number in range(3)]
        assert staff[0] == slot["staff"]
        assert len(set(staff)) == 3
        assert (await book(toolbox, "k3", slot)).name == "taken"

    async def test_twenty_at_once(self, toolbox: Toolbox, database: Database) -> None:
        """Of twenty callers who want the same time, as many get it as there are people for it."""
        slot = (await find(toolbox, "2026-03-03"))[0]
        outcomes = await asyncio.gather(*(book(toolbox, f"k{number}", slot) for number in range(20)))
        assert sorted(each.name for each in outcomes) == ["ok"] * 3 + ["taken"] * 17
        assert await count(database, "status = 'booked'") == 3

    async def test_behind_our_back(self, toolbox: Toolbox, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        """When another program books what we saw free, its entry stands and the next dentist is tried."""
        slot = (await find(toolbox, "2026-03-03"))[0]
        seen = availability.read_day

        async def read_then_lose(*given: Any) -> Any:
            day = await seen(*given)
            async with database.unit() as session:
                await session.execute(
                    text(
                        "INSERT INTO appointments (staff_id, service, name, phone, during, ref, created_by) VALUES "
                        "(1, 'cleaning', 'x', 'x', '[2026-03-03 08:00+05:30, 2026-03-03 08:30+05:30)', 'x', 'x')",
                    ),
                )
            return day

        monkeypatch.setattr(calendar, "read_day", read_then_lose)
        outcome = await book(toolbox, "k", slot)
        assert outcome.name == "ok"
        assert slot["staff"] == "Dr Ananya Kulkarni"
        assert outcome.value["staff"] != slot["staff"]

    async def test_reference_in_use(self, toolbox: Toolbox, monkeypatch: pytest.MonkeyPatch) -> None:
        """A reference that is in use already is drawn again."""
        drawn = iter(["KKKK", "KKKK", "KKKK", "WWWW"])
        monkeypatch.setattr(calendar, "reference", lambda _: next(drawn))
        found = await find(toolbox, "2026-03-03")
        assert (await book(toolbox, "k1", found[0])).value["ref"] == "KKKK"
        assert (await book(toolbox, "k2", found[1])).value["ref"] == "WWWW"

    async def test_gone_by(self, toolbox: Toolbox, wall: "Wall") -> None:
        """A time that passes while the caller thinks is taken."""
        slot = (await find(toolbox, "2026-03-02"))[0]
        wall.now += timedelta(hours=1)
        assert (await book(toolbox, "k", slot)).name == "taken"

    @pytest.mark.parametrize(
        "slot",
        [
            {"start": "2026-03-03T07:30"},
            {"start": "2026-03-03T17:45"},
            {"start": "2026-03-08T10:00"},
            {"start": "2026-03-03T08:10"},
            {"start": "2026-03-03T08:00+00:00"},
            {"start": "at eight"},
            {},
            None,
        ],
    )
    async def test_bad_slot(self, toolbox: Toolbox, database: Database, slot: Any) -> None:
        """No booking out of hours, off the grid, or at what is no time."""
        assert await book(toolbox, "k", slot) == Outcome("error")
        assert await count(database, "true") == 0

    async def test_bad_phone(self, toolbox: Toolbox) -> None:
        """A number is written with its country."""
        slot = (await find(toolbox, "2026-03-03"))[0]
        assert await book(toolbox, "k", slot, phone="555 0137") == Outcome("error")


class TestMove:
    async def test_moved(self, toolbox: Toolbox) -> None:
        """A moved appointment keeps its reference, and its old time is free again."""
        first, *_, last = await find(toolbox, "2026-03-03")
        await book(toolbox, "k", first)
        [before] = await appointments(toolbox)
        moved = await change(toolbox, "move", "m", appointment=before, slot=last)
        assert moved.value["ref"] == before["ref"]
        assert moved.value["start"] == last["start"]
        assert (await appointments(toolbox))[0]["start"] == last["start"]
        assert (await find(toolbox, "2026-03-03"))[0]["start"] == first["start"]

    async def test_into_itself(self, toolbox: Toolbox) -> None:
        """A filling may move by half an hour, into the time that it holds itself."""
        await book(toolbox, "k", {"start": "2026-03-03T08:00", "staff_id": 3}, "filling")
        [before] = await appointments(toolbox)
        moved = await change(toolbox, "move", "m", appointment=before, slot={"start": "2026-03-03T08:30"})
        assert (moved.name, moved.value["start"], moved.value["staff"]) == ("ok", "2026-03-03T08:30", "Dr Meera Joshi")

    async def test_taken(self, toolbox: Toolbox) -> None:
        """A move to where nobody is free leaves the appointment where it is."""
        found = await find(toolbox, "2026-03-03")
        await book(toolbox, "mine", found[5])
        for number in range(3):
            await book(toolbox, f"k{number}", found[0], phone=JO)
        [before] = await appointments(toolbox)
        assert (await change(toolbox, "move", "m", appointment=before, slot=found[0])).name == "taken"
        assert await appointments(toolbox) == [before]

    async def test_same_key(self, toolbox: Toolbox) -> None:
        """The same move again, even after a later one, moves nothing and is answered as the first time."""
        found = await find(toolbox, "2026-03-03")
        await book(toolbox, "k", found[0])
        [before] = await appointments(toolbox)
        first = await change(toolbox, "move", "m1", appointment=before, slot=found[1])
        await change(toolbox, "move", "m2", appointment=before, slot=found[2])
        assert await change(toolbox, "move", "m1", appointment=before, slot=found[1]) == first
        assert (await appointments(toolbox))[0]["start"] == found[2]["start"]

    async def test_other_treatment(self, toolbox: Toolbox) -> None:
        """A time that was found for another treatment is moved to as that treatment, with somebody who offers it."""
        await book(toolbox, "k", {"start": "2026-03-03T08:00", "staff_id": 4})
        [before] = await appointments(toolbox)
        assert before["staff"] == "Kavita Shinde"
        slot = (await find(toolbox, "2026-03-04", "filling"))[0]
        moved = await change(toolbox, "move", "m", appointment=before, slot=slot)
        assert (moved.value["service"], moved.value["staff"]) == ("filling", slot["staff"])

    async def test_no_appointment(self, toolbox: Toolbox) -> None:
        """What is not there, or is cancelled, cannot be moved."""
        found = await find(toolbox, "2026-03-03")
        assert await change(toolbox, "move", "m", appointment={"id": 99}, slot=found[0]) == Outcome("error")
        booked = await book(toolbox, "k", found[0])
        await change(toolbox, "cancel", "c", appointment=booked.value)
        assert await change(toolbox, "move", "m", appointment=booked.value, slot=found[1]) == Outcome("error")


class TestCancel:
    async def test_cancelled(self, toolbox: Toolbox) -> None:
        """A cancelled appointment is not found any more, and its time is free."""
        found = await find(toolbox, "2026-03-03")
        booked = await book(toolbox, "k", found[0])
        cancelled = await change(toolbox, "cancel", "c", appointment=booked.value)
        assert cancelled.value["ref"] == booked.value["ref"]
        assert await appointments(toolbox) == []
        assert await find(toolbox, "2026-03-03") == found

    async def test_again(self, toolbox: Toolbox) -> None:
        """To cancel again, by the same action or another, changes nothing and succeeds."""
        booked = await book(toolbox, "k", (await find(toolbox, "2026-03-03"))[0])
        for key in ("c", "c", "d"):
            cancelled = await change(toolbox, "cancel", key, appointment=booked.value)
            assert (cancelled.name, cancelled.value["ref"]) == ("ok", booked.value["ref"])


class TestMessage:
    async def test_left_once(self, toolbox: Toolbox, database: Database) -> None:
        """A message is kept once for each action."""
        arguments = {"phone": ANA, "message": "Please call me about a filling."}
        first = await toolbox("leave_message", arguments, key="k", commits=True)
        assert await toolbox("leave_message", arguments, key="k", commits=True) == first
        other = await toolbox("leave_message", arguments, key="l", commits=True)
        assert other.value["id"] != first.value["id"]
        async with database.unit() as session:
            assert await session.scalar(text("SELECT count(*) FROM messages")) == 2

    async def test_empty(self, toolbox: Toolbox) -> None:
        """A message says something."""
        arguments = {"phone": ANA, "message": "  "}
        assert await toolbox("leave_message", arguments, key="k", commits=True) == Outcome("error")


class TestNoOverlap:
    async def test_random_days(self, toolbox: Toolbox, database: Database) -> None:
        """Whatever is booked, moved and cancelled, at the same time and by chance, nobody is ever in two rooms."""
        chance = random.Random(7)

        async def caller(number: int) -> None:
            service = chance.choice(["cleaning", "checkup", "filling"])
            start = f"2026-03-03T{chance.randrange(8, 12):02}:{chance.choice(['00', '30'])}"
            booked = await book(toolbox, f"b{number}", {"start": start, "staff_id": chance.randrange(5)}, service)
            if booked.name == "ok" and chance.random() < 0.5:
                slot = {"start": f"2026-03-03T{chance.randrange(8, 12):02}:30"}
                await change(toolbox, "move", f"m{number}", appointment=booked.value, slot=slot)
            if booked.name == "ok" and chance.random() < 0.3:
                await change(toolbox, "cancel", f"c{number}", appointment=booked.value)

        await asyncio.gather(*(caller(number) for number in range(60)))
        async with database.unit() as session:
            rows = await session.execute(
                text(
                    "SELECT count(*) FROM appointments a JOIN appointments b ON a.id < b.id "
                    "AND a.staff_id = b.staff_id AND a.during && b.during "
                    "WHERE a.status = 'booked' AND b.status = 'booked'",
                ),
            )
            assert rows.scalar_one() == 0
        assert await count(database, "status = 'booked'") != 0

    async def test_constraint(self, database: Database) -> None:
        """The database itself refuses two booked appointments of one person that overlap."""
        begin = datetime(2026, 3, 3, 8, tzinfo=UTC)

        async def write(ref: str, staff: int, minutes: int, status: str) -> bool:
            async with database.unit() as session:
                return bool(
                    await session.scalar(
                        text(
                            "INSERT INTO appointments "
                            "(staff_id, service, name, phone, during, ref, status, created_by) VALUES "
                            "(:staff, 'filling', 'x', 'x', "
                            "tstzrange(:begin, CAST(:begin AS timestamptz) + interval '45 minutes'), "
                            ":ref, :status, :ref) RETURNING id",
                        ),
                        {"staff": staff, "begin": begin + timedelta(minutes=minutes), "ref": ref, "status": status},
                    ),
                )

        assert await write("a", 1, 0, "booked")
        assert await write("b", 1, 45, "booked"), "touching is not overlapping"
        assert await write("c", 2, 0, "booked"), "another person"
        assert await write("d", 1, 0, "cancelled"), "what is cancelled takes no time"
        with pytest.raises(IntegrityError, match="appointments_no_overlap"):
            await write("e", 1, 30, "booked")
