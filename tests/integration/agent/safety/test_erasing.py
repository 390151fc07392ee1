"""A caller is erased from everywhere, all at once, and that is told."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from agent.forgetting import CallGoesOn, NotANumber, Unerasable, variants
from agent.memory.memories import Memories
from agent.office import Office
from agent.recordings import RecordingFiles
from agent.safety.audit import acts
from agent.safety.keeping.columns import HOLDINGS, of_callers
from agent.safety.keeping.opening import Keeping, keeping
from agent.settings import Settings
from agent.store.audit import WantedEntries
from agent.store.database import Database
from tests.integration.agent.safety.conftest import Life
from tests.support.text_call import TextCall

NUMBER, NAME = "+919855501777", "Kamala Iyer"
OTHER, OTHER_NAME = "+919855501888", "Vikram Seth"
WRITTEN = ("flow_revisions", "flow_releases", "flow_versions")
"""What analysts wrote."""


async def counted(office: Office) -> dict[str, int]:
    """The rows of every table."""
    pool = await office.database.pool()
    return {table: await pool.fetchval(f"select count(*) from {table}") for table in HOLDINGS}


async def found(office: Office, *words: str) -> set[str]:
    """The tables in which one of these stands, in whatever column, also in the clear of bytes."""
    pool, tables = await office.database.pool(), set()
    for table in HOLDINGS:
        for row in await pool.fetch(f"select t::text as line from {table} t"):
            if any(word in row["line"] or word.encode().hex() in row["line"] for word in words):
                tables.add(table)
    return tables


async def test_of_every_kind_that_there_is_nothing_is_left(
    office: Office, kept: Keeping, life: Life, files: RecordingFiles
) -> None:
    """The caller had something in each table that is erased, so none can be forgotten; somebody else loses nothing."""
    await life.leaves(OTHER, OTHER_NAME)
    before = await counted(office)
    others_sound = set(files.written())
    calls = await life.leaves(NUMBER, NAME)
    shown = await kept.callers.find(NUMBER)
    assert set(shown.own) == {each.kind for each in of_callers("erased").values()} | {"recordings"}
    assert set(calls) <= set(shown.calls)
    assert shown.profiles[0].remembered == {"name": NAME}

    erased = await kept.callers.forget(NUMBER)

    assert (erased.own, erased.records) == (shown.own, shown.records)
    left = await counted(office)
    kinds = [table for table in of_callers("erased") if table != "recording_refusals"]
    assert {table: left[table] for table in kinds} == {table: before[table] for table in kinds}
    assert set(files.written()) == others_sound
    threads = await office.around.memories.conversations.of_caller(NUMBER)
    assert threads == []
    assert await found(office, NUMBER, NUMBER[1:], NAME, "kamala") <= {"appointments", *WRITTEN}
    again = await kept.callers.find(NUMBER)
    assert again.own == {}
    assert again.records == {"appointments": 1}


async def test_a_second_time_there_is_nothing_to_erase(kept: Keeping, life: Life) -> None:
    """And that is no mistake."""
    await life.leaves(NUMBER, NAME)
    await kept.callers.forget(NUMBER, records=True)
    assert (await kept.callers.forget(NUMBER, records=True)).own == {}


@pytest.mark.parametrize("written", ["00919855501777", "tel:+919855501777", "+91 98555-01777"])
async def test_a_number_is_the_same_however_it_is_written(kept: Keeping, life: Life, written: str) -> None:
    """As networks write it, and as people do; the report says what was looked for."""
    await life.leaves(NUMBER, NAME)
    shown = await kept.callers.find(written)
    assert shown.own["calls"] == 3
    assert {NUMBER, "919855501777"} <= set(shown.numbers)


async def test_calls_are_found_however_the_network_wrote_the_number(office: Office, kept: Keeping, life: Life) -> None:
    """One that was noted with zeros in front, or as an address, is the caller's too."""
    calls = await life.leaves(NUMBER, NAME)
    pool = await office.database.pool()
    for network in ("919855501777", "00919855501777", "011919855501777", "tel:+919855501777"):
        await pool.execute("update calls set caller = $2, thread_id = null where id = $1", calls[2], network)
        shown = await kept.callers.find(NUMBER)
        assert calls[2] in shown.calls, network
        assert network in shown.numbers


@pytest.mark.parametrize("written", ["", "Asha", "98555 01777", "anonymous", "+266696687", "0"])
def test_what_may_be_anybody_is_nobody(written: str) -> None:
    """A number without its country, a withheld one, a name."""
    with pytest.raises(NotANumber, match=r"\+919822012345"):
        variants(written)


async def test_nobody_is_erased_while_they_speak(office: Office, kept: Keeping, life: Life) -> None:
    """It is said which call goes on; who wants it even now cuts the call off."""
    calls = await life.leaves(NUMBER, NAME)
    speaking = TextCall(office, NUMBER, call_id=calls[0])
    await speaking.ring()
    with pytest.raises(CallGoesOn, match=calls[0]):
        await kept.callers.forget(NUMBER)
    assert (await kept.callers.find(NUMBER)).own["calls"] == 3

    assert (await kept.callers.forget(NUMBER, even_now=True)).own["calls"] == 3
    await speaking.hangs_up()
    assert (await kept.callers.find(NUMBER)).own == {}


async def test_a_recording_that_cannot_be_deleted_leaves_all_as_it_was(
    office: Office, kept: Keeping, life: Life, files: RecordingFiles
) -> None:
    """So that one knows whose it is, and can try again; nothing is told as erased."""
    calls = await life.leaves(NUMBER, NAME)
    path = files.path(calls[1])
    assert path is not None
    path.unlink()
    (path / "in the way").mkdir(parents=True)
    before = await counted(office)
    with pytest.raises(Unerasable, match="cannot be deleted"):
        await kept.callers.forget(NUMBER)
    assert await counted(office) == before


async def test_that_somebody_was_erased_is_told_with_it(kept: Keeping, life: Life) -> None:
    """Who did it, about whom, as a key, and how much of what; the number is nowhere."""
    await life.leaves(NUMBER, NAME)
    await kept.callers.forget(NUMBER, records=True, who="asha@example.com")
    [entry] = await kept.audit.entries.page(WantedEntries(did=acts.ERASED))
    assert (entry.who, entry.what) == ("asha@example.com", await kept.audit.caller(NUMBER))
    details: dict[str, Any] = orjson.loads(entry.details)
    assert details["erased"]["calls"] == 3
    assert details["records"] == {"appointments": 1}
    assert NUMBER[1:] not in str(entry)
    assert (await kept.callers.find(NUMBER)).kept["entries of the audit log, without the number"] == 1


async def test_several_are_erased_at_once(kept: Keeping, life: Life) -> None:
    """More than the database has connections: each waits for its turn."""
    await life.leaves(NUMBER, NAME)
    await life.leaves(OTHER, OTHER_NAME)
    numbers = [NUMBER, OTHER, *(f"+9198555010{n}" for n in range(10, 32))]
    done = await asyncio.gather(*(kept.callers.forget(number) for number in numbers))
    assert [bool(each.own) for each in done] == [True, True] + [False] * 22


async def test_several_are_looked_up_at_once(office: Office, settings: Settings, life: Life) -> None:
    """More than there are connections: nobody holds one while they wait for another."""
    await life.leaves(NUMBER, NAME)
    assert settings.database_url is not None
    small = Database(settings.database_url.get_secret_value(), connections=2)
    memories = Memories(await small.pool(), keys=office.around.memories.keys)
    callers = keeping(settings, small, memories).callers
    found = await asyncio.gather(*(callers.find(NUMBER) for _ in range(12)))
    await small.close()
    assert {len(each.calls) for each in found} == {3}


async def test_recordings_on_another_machine_go_when_it_looks(kept: Keeping, life: Life, files: RecordingFiles) -> None:
    """The call is noted as one that must not be heard; its id says nothing about anybody any more."""
    calls = await life.leaves(NUMBER, NAME)
    await kept.callers.forget(NUMBER)
    files.write(calls[0], b"\xff" * 160, begins_ms=0)  # as it lies there, or as it is written late
    assert (await kept.retention.delete(now=datetime.now(UTC)))["recordings"] == 1
    assert not files.has(calls[0])
