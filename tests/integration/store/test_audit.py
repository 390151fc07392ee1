"""The audit log in a real database: one chain, whoever writes, and no way to change it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from agent.safety.audit.chain import TRIMMED, Entry, Walk, link
from agent.store.audit import AuditEntries, Connection, NewEntry, WantedEntries
from agent.store.database import Database
from tests.support.tenants import THE_FIRST

AT = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
ODD = '{"z": 1.50, "ä": "„\\u0001\\n\\"\\\\", "list": [null, true, 1e3], "deep": {"b": {}, "a": []}}'


def done(did: str = "call.seen", *, at: datetime = AT, who: str = "asha@example.com", details: str = "{}") -> NewEntry:
    """Something that somebody did."""
    return NewEntry(at, who, did, "call CA1", details)


@pytest.fixture
def entries(database: Database) -> AuditEntries:
    """The log."""
    return AuditEntries(database)


async def whole(entries: AuditEntries) -> list[Entry]:
    """All of the log."""
    return [entry async for page in entries.all() for entry in page]


async def walked(entries: AuditEntries, anchor: bytes | None = None) -> Walk:
    """A walk along it, to its end."""
    walk = Walk(anchor=anchor)
    async for page in entries.all():
        for entry in page:
            walk.take(entry)
    walk.end()
    return walk


async def test_the_database_makes_the_chain(entries: AuditEntries) -> None:
    """With the hashes that we reckon, whatever the details are."""
    await entries.append([done("a"), done("ж", details=ODD), done("")])
    await entries.append([done("d", at=AT + timedelta(microseconds=1))])
    found = await whole(entries)
    assert [entry.ordinal for entry in found] == [1, 2, 3, 4]
    assert [entry.did for entry in found] == ["a", "ж", "", "d"]
    assert all(link(entry) == entry.hash for entry in found)
    assert (await walked(entries)).broken is None


@pytest.fixture
async def workers(database_url: str) -> AsyncIterator[list[AuditEntries]]:
    """Several processes' logs, each over connections of its own."""
    databases = [Database(database_url, connections=5) for _ in range(4)]
    yield [AuditEntries(each) for each in databases]
    for each in databases:
        await each.close()


async def test_many_who_write_at_once_keep_one_chain(workers: list[AuditEntries]) -> None:
    """Two hundred statements, of one entry or three, over twenty connections: none is lost, and no link is broken."""
    batches = [[done(f"n{n}") for _ in range(1 + 2 * (n % 2))] for n in range(200)]
    await asyncio.gather(*(workers[n % 4].append(batch) for n, batch in enumerate(batches)))
    walk = await walked(workers[0])
    assert (walk.broken, walk.seen) == (None, 400)
    names = [entry.did for entry in await whole(workers[1])]
    assert sorted(set(names)) == sorted(f"n{n}" for n in range(200))


@pytest.mark.parametrize(
    "statement",
    [
        "update audit_log set who = 'nobody'",
        "delete from audit_log",
        "truncate audit_log",
        "set session_replication_role = replica; delete from audit_log",
        "merge into audit_log using (select 1) x on true when matched then update set who = 'nobody'",
    ],
)
async def test_nobody_changes_it_not_even_its_owner(entries: AuditEntries, database_url: str, statement: str) -> None:
    """The tests' role owns the table and is a superuser."""
    await entries.append([done("a"), done("b")])
    connection = await asyncpg.connect(database_url, server_settings=THE_FIRST)
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="only added to"):
            await connection.execute(statement)
    finally:
        await connection.close()
    assert [entry.did for entry in await whole(entries)][:2] == ["a", "b"]
    assert (await walked(entries)).broken is None


async def test_whoever_gets_past_that_breaks_the_chain(entries: AuditEntries, database: Database) -> None:
    """The owner can switch triggers off; it shows where they did, and a head that was noted shows a cut end."""
    await entries.append([done("a"), done("b"), done("c")])
    head = await entries.head()
    assert head is not None
    async with database.owner() as owner:
        await owner.execute("alter table audit_log disable trigger audit_log_kept")
        await owner.execute("delete from audit_log where ordinal = 3")
    assert (await walked(entries)).broken is None
    assert str((await walked(entries, head.hash)).broken).startswith("No entry has the hash")

    async with database.owner() as owner:
        await owner.execute("update audit_log set details = '{\"n\": 1}' where ordinal = 1")
    broken = (await walked(entries)).broken
    assert broken is not None
    assert (broken.ordinal, broken.why) == (1, "changed")


async def test_what_is_inserted_by_hand_is_chained_like_everything(entries: AuditEntries, database: Database) -> None:
    """Its ordinal and its hashes are not its own to choose."""
    await entries.append([done("a")])
    await (await database.pool()).execute(
        "insert into audit_log values (900, now(), 'x', 'y', 'z', '{}', sha256('a'), sha256('b'))"
    )
    assert [entry.ordinal for entry in await whole(entries)] == [1, 2]
    assert (await walked(entries)).broken is None


async def test_a_page_is_the_latest_that_is_wanted(entries: AuditEntries) -> None:
    """By who, did, what and time; and from the last that is known on."""
    await entries.append([done(f"n{n % 2}", at=AT + timedelta(hours=n), who=f"w{n % 3}") for n in range(12)])
    found = await entries.page(WantedEntries(did="n1"), most=3)
    assert [entry.ordinal for entry in found] == [12, 10, 8]
    assert [entry.ordinal for entry in await entries.page(WantedEntries(did="n1"), before=8)] == [6, 4, 2]
    assert [entry.ordinal for entry in await entries.page(WantedEntries(who="w0", did="n0"))] == [7, 1]
    between = WantedEntries(since=AT + timedelta(hours=2), until=AT + timedelta(hours=4))
    assert [entry.ordinal for entry in await entries.page(between)] == [4, 3]
    assert await entries.page(WantedEntries(what="call CA2")) == []


async def test_the_beginning_is_cut_and_the_cut_recorded(entries: AuditEntries) -> None:
    """The chain stays whole, once and again, and what was noted before is still known."""
    await entries.append([done(f"n{n}", at=AT + timedelta(days=n)) for n in range(10)])
    noted = (await whole(entries))[3].hash
    cut = await entries.trim(AT + timedelta(days=4), who="root", now=AT + timedelta(days=20))
    assert cut is not None
    assert (cut.entries, cut.through, cut.head) == (4, 4, noted.hex())
    found = await whole(entries)
    assert [entry.ordinal for entry in found] == [5, 6, 7, 8, 9, 10, 11]
    assert (found[-1].did, found[-1].who) == (TRIMMED, "root")
    assert (await walked(entries, noted)).broken is None

    assert await entries.trim(AT + timedelta(days=4), who="root", now=AT + timedelta(days=21)) is None
    everything = await entries.trim(AT + timedelta(days=30), who="root", now=AT + timedelta(days=31))
    assert everything is not None
    assert [(entry.ordinal, entry.did) for entry in await whole(entries)] == [(12, TRIMMED)]
    assert (await walked(entries)).broken is None


async def test_a_long_beginning_is_cut_in_batches(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that nobody waits long to add to the log; after each of them the rest is whole, should it be broken off."""
    monkeypatch.setattr("agent.store.audit.TRIMMED_AT_ONCE", 3)

    class Stopping(AuditEntries):
        batches = 1

        async def append(self, entries: Sequence[NewEntry], *, within: Connection | None = None) -> None:
            self.batches -= within is not None
            if self.batches < 0:
                raise ConnectionError("gone")
            await super().append(entries, within=within)

    entries = Stopping(database)
    await entries.append([done(f"n{n}", at=AT + timedelta(days=n)) for n in range(10)])
    with pytest.raises(ConnectionError):
        await entries.trim(AT + timedelta(days=8), who="root", now=AT + timedelta(days=20))
    assert [entry.ordinal for entry in await whole(entries)] == [4, 5, 6, 7, 8, 9, 10, 11]
    assert (await walked(entries)).broken is None
    entries.batches = 2
    cut = await entries.trim(AT + timedelta(days=8), who="root", now=AT + timedelta(days=21))
    assert cut is not None
    assert (cut.entries, cut.through) == (5, 8)
    assert [entry.ordinal for entry in await whole(entries)] == [9, 10, 11, 12, 13]
    assert (await walked(entries)).broken is None


async def test_nothing_older_than_something_younger_is_cut(entries: AuditEntries) -> None:
    """Workers' clocks differ: the cut ends before the first entry that is to stay."""
    await entries.append([done("a"), done("b", at=AT + timedelta(days=5)), done("c")])
    cut = await entries.trim(AT + timedelta(days=1), who="root", now=AT + timedelta(days=9))
    assert cut is not None
    assert cut.through == 1


async def test_after_a_cut_it_is_as_guarded_as_before(entries: AuditEntries, database: Database) -> None:
    """What was switched off for it is on again, also where other triggers keep still."""
    pool = await database.pool()
    guards = "select tgname, tgenabled from pg_trigger where tgrelid = 'audit_log'::regclass order by 1"
    before = [tuple(row) for row in await pool.fetch(guards)]
    await entries.append([done("a"), done("b", at=AT + timedelta(days=5))])
    await entries.trim(AT + timedelta(days=1), who="root", now=AT + timedelta(days=9))
    assert [tuple(row) for row in await pool.fetch(guards)] == before
    assert {how for _, how in before} == {b"A"}, "always"
    async with database.owner() as owner:
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="only added to"):
            await owner.execute("delete from audit_log")
