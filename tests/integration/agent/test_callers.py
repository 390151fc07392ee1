"""Callers who are remembered, and callers who are forgotten, in a real database."""

import argparse
import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from agent.cli import callers as verb
from agent.errors import TrunklineError
from agent.forgetting import CallerRecords
from agent.office import Office, open_office
from agent.recordings import RecordingFiles
from agent.settings import Settings
from agent.store.calls import Calls, OpenedCall
from graphs.engine import CallFacts
from graphs.flows import flow_text
from graphs.loading import load_flow
from telephony.call.ports import Act
from tests.support.conversation import CountingPool
from tests.support.text_call import TextCall

NUMBER = "+919855501777"
OTHER = "+919822000001"
BOOKING = ("book a cleaning on Wednesday", "the first one")


async def publish(office: Office, consent: str = 'service == "cleaning"', keep: str = "90d") -> None:
    """The shipped flow, which remembers the names of those who agree; to come for a cleaning stands for a yes."""
    text = flow_text("scheduling").replace("\nresume:", f"\nprofile: {{consent: {consent}, keep: {keep}}}\nresume:", 1)
    text = text.replace("  name:\n    type: name\n", "  name:\n    type: name\n    remember: caller\n", 1)
    await office.flows.publish(load_flow(text))


async def books(office: Office, number: str = NUMBER, *, treatment: str = "cleaning") -> None:
    """A caller who books under the name of Asha Rao."""
    call = TextCall(office, number)
    await call.ring()
    await call.says(f"book a {treatment} on Wednesday")
    for line in ("the first one", "my name is Asha Rao", "yes", "yes"):
        await call.says(line)
    assert call.over
    await call.hangs_up()


async def up_to_the_name(office: Office, number: str = NUMBER) -> str:
    """What a caller is asked when their name is wanted."""
    call = TextCall(office, number)
    await call.ring()
    await call.says(BOOKING[0])
    return await call.says(BOOKING[1])


async def test_a_caller_who_agreed_is_asked_whether_it_is_still_right(office: Office) -> None:
    """The next call proposes the name; another caller is asked for theirs."""
    await publish(office)
    await books(office)

    assert "Last time it was Asha Rao. Is that still right?" in await up_to_the_name(office)
    assert "What name" in await up_to_the_name(office, OTHER)


async def test_who_did_not_agree_is_not_remembered_and_forgotten_if_they_were(office: Office) -> None:
    """A no in a later call takes back the yes of an earlier one."""
    await publish(office)
    await books(office, treatment="filling")
    assert "What name" in await up_to_the_name(office)
    await books(office)
    await books(office, treatment="filling")
    assert "What name" in await up_to_the_name(office)


async def test_a_number_is_never_in_the_table(office: Office) -> None:
    """A profile is found by a keyed hash; what is remembered is encrypted."""
    await publish(office)
    await books(office)
    [row] = await (await office.database.pool()).fetch("select * from caller_profiles")

    assert row["remembered"].startswith('{"name": {"aes-gcm": "')
    assert NUMBER[1:] not in str(dict(row))
    assert "Asha" not in str(dict(row))
    [profile] = await office.around.memories.profiles.of_caller(NUMBER)
    assert profile.remembered == {"name": "Asha Rao"}


@pytest.mark.parametrize("number", ["anonymous", "", "+266696687"])
async def test_withheld_numbers_have_no_profile(office: Office, number: str) -> None:
    """Many people share them."""
    await publish(office)
    profiles = office.around.memories.profiles
    now = datetime.now(UTC)
    assert not await profiles.save(number, "scheduling", {"name": "Asha"}, keep=timedelta(days=1), now=now)
    assert await profiles.load(number, "scheduling", keep=timedelta(days=1), now=now) == {}


async def test_a_call_that_we_place_is_about_who_is_called(office: Office) -> None:
    """Our own number, from which all those calls come, has no profile and resumes nothing."""
    await publish(office)
    facts = CallFacts("CA-out", caller="+912071110000", callee=NUMBER, direction="outbound", language="en")
    await books(office)
    call = TextCall(office, NUMBER)
    call.dialogue._facts = facts
    await call.ring()
    await call.says(BOOKING[0])

    assert "Asha Rao" in await call.says(BOOKING[1])


async def test_a_profile_is_kept_as_long_as_the_flow_says(office: Office, settings: Settings) -> None:
    """Beyond that it counts no more, also when the flow was shortened since, and the next start deletes it."""
    await publish(office, keep="90d")
    await books(office)
    pool = await office.database.pool()
    await pool.execute("update caller_profiles set saved_at = saved_at - interval '60 days'")
    assert "Last time" in await up_to_the_name(office)
    await publish(office, keep="30d")
    profiles, now = office.around.memories.profiles, datetime.now(UTC)
    assert await profiles.load(NUMBER, "scheduling", keep=timedelta(days=30), now=now) == {}

    await pool.execute("update caller_profiles set expires_at = now() - interval '1 second'")
    assert await profiles.load(NUMBER, "scheduling", keep=timedelta(days=90), now=now) == {}
    async with open_office(settings):
        assert await pool.fetchval("select count(*) from caller_profiles") == 0


async def test_what_a_call_does_not_ask_stays_remembered(office: Office) -> None:
    """A profile grows with the calls; the latest value of each slot counts."""
    profiles, now = office.around.memories.profiles, datetime.now(UTC)
    keep = timedelta(days=90)
    await profiles.save(NUMBER, "scheduling", {"name": "Asha", "phone": "1"}, keep=keep, now=now)
    await profiles.save(NUMBER, "scheduling", {"name": "Asha Rao"}, keep=keep, now=now + timedelta(days=1))

    assert await profiles.load(NUMBER, "scheduling", keep=keep, now=now + timedelta(days=2)) == {
        "name": "Asha Rao",
        "phone": "1",
    }


async def test_a_call_that_begins_asks_the_database_five_times_at_most(office: Office) -> None:
    """Before its first words: is this call known, who was cut off (twice when nobody was), begin; the profile is
    looked for at the same time as the last.
    """
    await publish(office)
    await books(office)
    statements = office.around.memories._statements
    counted = statements.pool = CountingPool(statements.pool)
    call = TextCall(office, NUMBER)
    before_words: list[int] = []

    def hear(_: Act) -> None:
        before_words.append(len(counted.statements))

    await call.dialogue.begin(hear)
    assert before_words[0] == 5
    assert "caller_profiles" in "".join(counted.statements[3:5])


async def test_the_journal_is_not_waited_for(office: Office) -> None:
    """A turn is answered, and durable, before its entry in the journal is."""
    call = TextCall(office, NUMBER)
    await call.ring()
    journal = office.around.memories.journal
    answered = asyncio.Event()
    real = journal._statements

    class Slow:
        async def value(self, sql: str, *args: object) -> object:
            await answered.wait()
            return await real.value(sql, *args)

    journal._statements = Slow()  # type: ignore[assignment]  # a database that takes its time
    assert "What would you like to come in for" in await call.says("book")
    pool = await office.database.pool()
    assert await pool.fetchval("select count(*) from turns") == 0
    answered.set()
    await journal.written()
    assert await pool.fetchval("select count(*) from turns") == 1


# ---- forgetting


async def record_call(office: Office, number: str) -> None:
    """As the service notes a call of this number."""
    call = OpenedCall(f"CA{number[-3:]}", "twilio", "inbound", "scheduling", datetime.now(UTC), number, "+912000000000")
    calls = Calls(office.database)
    await calls.open_call(call)
    await calls.append_events(call.id, [(0, 0, "words", {"pii_text": "my name is Asha Rao"})])


WRITTEN = ["flow_releases", "flow_revisions"]
"""Tables of what analysts wrote: the invented callers of a flow's tests stand there."""


async def rows_with(office: Office, *words: str) -> list[str]:
    """The tables in which any of these words is found, in whatever column."""
    pool = await office.database.pool()
    wanted = "select tablename from pg_tables where schemaname = 'public' and tablename <> all($1::text[])"
    tables = await pool.fetch(wanted, WRITTEN)
    found = []
    for (table,) in tables:
        rows = await pool.fetch(f'select t::text as line from "{table}" t')
        lines = [row["line"] for row in rows]
        hexed = [word.encode().hex() for word in words]
        if any(word in line for line in lines for word in (*words, *hexed)):
            found.append(table)
    return sorted(found)


async def test_a_caller_is_erased_from_everything(office: Office, settings: Settings) -> None:
    """No table holds their number, their name or a conversation of theirs; the business's records and others stay."""
    await publish(office)
    for number in (NUMBER, OTHER):
        await record_call(office, number)
        await books(office, number)
        await up_to_the_name(office, number)
    records = CallerRecords(office.database, office.around.memories, RecordingFiles(settings.trunkline_home))
    shown = await records.find(NUMBER)
    assert shown.profiles[0].remembered == {"name": "Asha Rao"}
    assert shown.own["conversations"] == 2
    threads = await office.around.memories.conversations.of_caller(NUMBER)
    pool = await office.database.pool()
    others = await pool.fetchval("select count(*) from conversations")

    erased = await records.forget(NUMBER)

    assert erased.own == shown.own
    assert erased.records == {"appointments": 1}
    assert await rows_with(office, NUMBER, *threads) == ["appointments"]
    assert await pool.fetchval("select count(*) from conversations") == others - 2
    assert "Last time it was Asha Rao" in await up_to_the_name(office, OTHER)
    assert (await records.find(NUMBER)).own == {}


async def test_the_sound_of_a_callers_calls_is_erased(office: Office, settings: Settings) -> None:
    """Of those that are over at once; whoever records one that goes on is told to stop. Others' stay."""
    for number in (NUMBER, OTHER):
        await record_call(office, number)
    pool, files = await office.database.pool(), RecordingFiles(settings.trunkline_home)
    calls = dict(await pool.fetch("select caller, id from calls"))
    for call_id in calls.values():
        files.write(call_id, b"\xff" * 16, begins_ms=0)
    await pool.execute("update calls set ended_at = null where id = $1", calls[NUMBER])
    records = CallerRecords(office.database, office.around.memories, files)

    assert (await records.find(NUMBER)).own["recordings"] == 1
    assert (await records.forget(NUMBER)).own["recordings"] == 1

    assert [files.has(calls[number]) for number in (NUMBER, OTHER)] == [False, True]
    assert await pool.fetchval("select call_id from recording_refusals") == calls[NUMBER]


async def test_the_businesss_records_go_when_that_is_wanted(office: Office, settings: Settings) -> None:
    """With them nothing at all is left; somebody else's appointment stays."""
    await publish(office)
    for number in (NUMBER, OTHER):
        await books(office, number)
    records = CallerRecords(office.database, office.around.memories, RecordingFiles(settings.trunkline_home))
    await records.forget(NUMBER, records=True)

    assert (await records.find(NUMBER)).empty
    assert await rows_with(office, NUMBER) == []
    assert await (await office.database.pool()).fetchval("select count(*) from appointments") == 1


async def test_a_wish_not_to_be_called_stays(office: Office, settings: Settings) -> None:
    """Whoever forgets it calls them again."""
    await (await office.database.pool()).execute(
        "insert into do_not_call (number, source) values ($1, 'said so')", NUMBER
    )
    records = CallerRecords(office.database, office.around.memories, RecordingFiles(settings.trunkline_home))
    assert (await records.forget(NUMBER, records=True)).kept == {"wishes not to be called": 1}
    assert not (await records.find(NUMBER)).empty


async def test_what_is_no_number_is_refused(office: Office, settings: Settings) -> None:
    """With how to write one."""
    with pytest.raises(TrunklineError, match=r"\+919822012345"):
        await CallerRecords(office.database, office.around.memories, RecordingFiles(settings.trunkline_home)).forget(
            "Asha"
        )


async def test_the_verb_shows_and_erases(
    office: Office, settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`trunkline callers show` and `forget` say what there is and what went."""
    await publish(office)
    await books(office)
    monkeypatch.setattr(verb, "load_settings", lambda: settings)
    given = argparse.Namespace(number=NUMBER, records=False, even_now=False)
    given.what = "show"
    await asyncio.to_thread(verb.run, given)
    shown = capsys.readouterr().out
    given.what = "forget"
    await asyncio.to_thread(verb.run, given)
    erased = capsys.readouterr().out
    await asyncio.to_thread(verb.run, given)

    assert "name: Asha Rao" in shown
    assert "1  conversations" in erased
    assert "--records erases them" in erased
    assert "Not erased" in capsys.readouterr().out
