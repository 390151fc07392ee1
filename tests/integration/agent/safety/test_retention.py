"""What is older than it may be kept goes; what is counted stays as it was counted."""

import asyncio
import os
from datetime import UTC, date, datetime, timedelta
from typing import Any

import orjson

from agent.console.digests import FORM, Digesting
from agent.memory.memories import OF_CONVERSATIONS
from agent.office import Office
from agent.recordings import RecordingFiles
from agent.safety.audit.acts import TIDIED
from agent.safety.keeping.kinds import KINDS, keep
from agent.safety.keeping.opening import Keeping
from agent.safety.keeping.retention import Retention
from agent.store.audit import WantedEntries
from agent.store.call_digests import CallDigests
from agent.store.call_search import CallSearch, Wanted
from agent.store.old_data import BATCH, OldData
from agent.store.report_days import ReportDays
from agent.store.reports import Reports, Scope
from agent.store.sign_in_tries import SignInTries
from agent.store.usage import Selection, Usages
from tests.integration.agent.safety.conftest import OURS
from tests.support.past_calls import Past
from tests.support.text_call import TextCall
from tests.support.timelines import Story

NUMBER = "+919855501777"
LATER = datetime(2025, 3, 1, 9, 0, tzinfo=UTC)
"""Now, in these tests."""
FOREVER: dict[str, int] = dict.fromkeys(KINDS, 0)


def retention(office: Office, kept: Keeping, files: RecordingFiles, **days: int) -> Retention:
    """That keeps these kinds for so many days, and everything else for ever."""
    wanted = keep({**FOREVER, **days}, recordings=0)
    return Retention(OldData(office.database), files, keep=wanted, audit=kept.audit)


async def calls(office: Office, *ago: int) -> list[str]:
    """Calls of so many days ago, with all that was noted, digested and added up."""
    past, ids = Past(office.database), list[str]()
    for days in ago:
        call_id = f"CA-{days}-{len(ids)}"
        story = Story().step("name").says("What name?").turn("it is Kamala").times(sent=900.0).turn("mumble mumble")
        story.note("cost", total=1.25, currency="INR", stages={"asr": 1.25})
        at = LATER - timedelta(days=days)
        ids.append(await past.enter(call_id, story, at=at, result="booked", caller=NUMBER, callee=OURS))
        pool = await office.database.pool()
        await pool.execute("insert into call_usage values ($1, 0, 'asr', 'a', 'b', 'seconds', 3)", call_id)
    await past.digest()
    await past.add_days_up()
    return ids


async def report(office: Office) -> Any:
    """What reports say of all that time, but for the words."""
    scope = Scope("scheduling", LATER - timedelta(days=900), LATER)
    counted = await Reports(office.database, zone="Asia/Kolkata").count(scope)
    return counted.by_day, counted.steps, counted.exits, counted.costs


async def used(office: Office) -> list[tuple[str, int]]:
    """What bills say."""
    return [(each.call_id, len(each.used)) async for each in Usages(office.database).calls(Selection())]


async def shown(office: Office, words: str) -> list[str]:
    """The calls that a search finds."""
    return [each.id for each in await CallSearch(office.database).page(Wanted(words=words))]


async def rows(office: Office, table: str) -> int:
    """How many there are."""
    count: int = await (await office.database.pool()).fetchval(f"select count(*) from {table}")
    return count


async def test_of_old_calls_what_was_said_goes_and_the_numbers_stay(
    office: Office, kept: Keeping, files: RecordingFiles
) -> None:
    """Reports and bills say what they said; the call is found by its number, and by no word any more."""
    [old, young] = await calls(office, 100, 80)
    before, bills = await report(office), await used(office)
    assert await shown(office, "kamala") == [young, old]

    job = retention(office, kept, files, transcripts=90)
    assert (await job.due(now=LATER))["transcripts"] == 1
    assert (await job.delete(now=LATER))["transcripts"] == 1
    assert (await job.delete(now=LATER))["transcripts"] == 0

    assert await shown(office, "kamala") == [young]
    assert await shown(office, "777") == [young, old]
    assert await report(office) == before
    assert await used(office) == bills
    pool = await office.database.pool()
    assert {
        row["call_id"]
        for row in await pool.fetch("select call_id from call_events union select call_id from call_misses")
    } == {young}


async def test_a_call_without_its_timeline_keeps_its_digest(
    office: Office, kept: Keeping, files: RecordingFiles
) -> None:
    """Also when a newer Trunkline makes all digests anew: of nothing, nothing could be made."""
    await calls(office, 100, 80)
    before = await report(office)
    await retention(office, kept, files, transcripts=90).delete(now=LATER)
    digests = CallDigests(office.database)
    await digests.outdated(FORM + 1)
    assert len(await digests.waiting(most=10)) == 1
    digesting = Digesting(digests, ReportDays(office.database))
    while await digesting.make():
        pass
    await Past(office.database).add_days_up()
    assert await report(office) == before


async def test_of_older_calls_nobody_can_tell_who_called(office: Office, kept: Keeping, files: RecordingFiles) -> None:
    """They count as before, and are nobody's: not found by the number, and not erased with it."""
    [old, young] = await calls(office, 400, 80)
    before = await report(office)
    gone = await retention(office, kept, files, calls=365).delete(now=LATER)
    assert (gone["transcripts"], gone["calls"]) == (1, 1)
    pool = await office.database.pool()
    [row] = await pool.fetch("select caller, callee, thread_id, why, result from calls where id = $1", old)
    assert tuple(row) == (None, OURS, None, None, "booked")
    assert await shown(office, "777") == [young]
    assert (await kept.callers.find(NUMBER)).own["calls"] == 1
    assert await report(office) == before


async def test_at_last_the_numbers_go_by_whole_days(office: Office, kept: Keeping, files: RecordingFiles) -> None:
    """Calls with what they used, and the sums of those days; younger days say what they said."""
    [_, young] = await calls(office, 800, 80)
    pool = await office.database.pool()
    await pool.execute("insert into process_usage values ($1, 'p', 'asr', 'a', 'b', 'seconds', 3)", date(2022, 1, 1))
    gone = await retention(office, kept, files, usage=730).delete(now=LATER)
    assert gone["usage"] == 1
    assert await used(office) == [(young, 1)]
    assert await rows(office, "process_usage") == 0
    days = {row["day"] for row in await pool.fetch("select day from step_days union select day from exit_days")}
    assert days == {(LATER - timedelta(days=80)).date()}


async def test_a_day_is_whole_or_gone(office: Office, kept: Keeping, files: RecordingFiles) -> None:
    """A call of the morning does not go before one of the evening."""
    await calls(office, 731, 730)
    assert (await retention(office, kept, files, usage=730).delete(now=LATER))["usage"] == 1
    await calls(office, 729)
    assert await rows(office, "calls") == 2


async def test_conversations_go_with_all_of_theirs(office: Office, kept: Keeping, files: RecordingFiles) -> None:
    """Not those of a call that goes on, and not those of a caller who may still ring back."""
    for number in (NUMBER, "+919855501888"):
        call = TextCall(office, number)
        await call.ring()
        await call.says("book a cleaning on Wednesday")
        if number == NUMBER:
            await call.hangs_up()
    await office.around.memories.journal.written()
    pool = await office.database.pool()
    await pool.execute("update conversations set updated_at = $1", LATER - timedelta(days=40))
    job = retention(office, kept, files, conversations=30)
    assert (await job.delete(now=LATER))["conversations"] == 1
    [left] = await pool.fetch("select thread_id, status from conversations")
    assert left["status"] == "open"
    for table in ("checkpoints", "checkpoint_blobs", "turns", "call_lease"):
        found = await pool.fetch(f"select distinct thread_id from {table}")
        assert [row["thread_id"] for row in found] in ([left["thread_id"]], []), table


async def test_a_conversation_is_chosen_and_deleted_at_once(office: Office) -> None:
    """Nobody takes it up in between."""
    call = TextCall(office, NUMBER)
    await call.ring()
    await call.says("book a cleaning on Wednesday")
    await call.hangs_up()
    await office.around.memories.journal.written()
    batch = await OldData(office.database).delete("conversations", datetime.now(UTC) + timedelta(days=1))
    assert (batch.deleted, batch.full) == (1, False)
    assert {table: await rows(office, table) for table in OF_CONVERSATIONS} == dict.fromkeys(OF_CONVERSATIONS, 0)


async def test_tries_to_sign_in_are_forgotten_after_a_day(office: Office, kept: Keeping, files: RecordingFiles) -> None:
    """Also where nobody ever succeeds."""
    pool, tries = await office.database.pool(), SignInTries(office.database)
    await tries.begin(b"a", free=5, longest_s=900)
    await tries.begin(b"b", free=5, longest_s=900)
    await pool.execute("update sign_in_tries set tried_at = now() - interval '25 hours' where who = 'a'")
    await retention(office, kept, files).delete(now=LATER)
    assert [row["who"] for row in await pool.fetch("select who from sign_in_tries")] == [b"b"]


async def test_profiles_go_although_their_flow_would_keep_them(
    office: Office, kept: Keeping, files: RecordingFiles
) -> None:
    """The setting is the longest that any is kept."""
    profiles = office.around.memories.profiles
    for flow, ago in (("old", 50), ("young", 5)):
        saved = LATER - timedelta(days=ago)
        await profiles.save(NUMBER, flow, {"name": "K"}, keep=timedelta(days=999), now=saved)
    assert (await retention(office, kept, files, profiles=30).delete(now=LATER))["profiles"] == 1
    assert [each.flow for each in await profiles.of_caller(NUMBER)] == ["young"]


async def test_recordings_go_by_when_they_were_written(office: Office, kept: Keeping, files: RecordingFiles) -> None:
    """And those of calls that must not be heard, at once."""
    for name, ago in (("CA-old", 40), ("CA-young", 5), ("CA-refused", 0)):
        files.write(name, b"\xff" * 16, begins_ms=0)
        path = files.path(name)
        assert path is not None
        at = (LATER - timedelta(days=ago)).timestamp()
        os.utime(path, (at, at))
    await (await office.database.pool()).execute("insert into recording_refusals values ('CA-refused')")
    job = retention(office, kept, files, recordings=30)
    assert (await job.due(now=LATER))["recordings"] == 2
    assert set(files.written()) == {"CA-old", "CA-young", "CA-refused"}
    assert (await job.delete(now=LATER))["recordings"] == 2
    assert set(files.written()) == {"CA-young"}


async def test_for_ever_means_for_ever(office: Office, kept: Keeping, files: RecordingFiles) -> None:
    """Zero days: nothing goes, and there is nothing to tell."""
    await calls(office, 3000)
    job = retention(office, kept, files)
    assert set((await job.due(now=LATER)).values()) == {0}
    assert set((await job.delete(now=LATER)).values()) == {0}
    await kept.audit.flush()
    assert await kept.audit.entries.page(WantedEntries(did=TIDIED)) == []


async def test_what_went_is_told_as_counts(office: Office, kept: Keeping, files: RecordingFiles) -> None:
    """Of each kind that there was, with until when."""
    await calls(office, 100, 101)
    await retention(office, kept, files, transcripts=90).delete(now=LATER)
    await kept.audit.flush()
    [entry] = await kept.audit.entries.page(WantedEntries(did=TIDIED))
    assert (entry.who, entry.what) == ("trunkline", "transcripts")
    assert orjson.loads(entry.details) == {"count": 2, "before": "2024-12-01T09:00:00+00:00", "days": 90}


async def test_one_worker_at_a_time_deletes(office: Office, kept: Keeping, files: RecordingFiles) -> None:
    """Whoever finds another at it leaves it to them; together they delete everything once, in bounded batches."""
    pool = await office.database.pool()
    await pool.execute(
        "insert into calls (id, line, direction, flow, started_at, digest)"
        " select 'CA' || n, 'twilio', 'inbound', 'scheduling', $1, 2 from generate_series(1, $2) n",
        LATER - timedelta(days=100),
        BATCH * 3 + 5,
    )
    job = retention(office, kept, files, transcripts=90)
    async with pool.acquire() as other, other.transaction():
        await other.execute("select pg_advisory_xact_lock(7311003, hashtext('main'))")
        assert (await job.delete(now=LATER))["transcripts"] == 0
    gone = await asyncio.gather(*(job.delete(now=LATER) for _ in range(3)))
    assert sum(each["transcripts"] for each in gone) == BATCH * 3 + 5
