"""Limits in a real database: what many processes let in together, what counts, and what is kept."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TypeVar
from zoneinfo import ZoneInfo

import pytest

from agent.limits.budgets import Spent
from agent.limits.catalogue import LIMITS, Limits
from agent.limits.counting import Subject, bounds, counters, model_counter
from agent.limits.lists import Entry
from agent.memory.memories import Memories
from agent.store.database import Database
from agent.store.limits import Kept, LimitStore, Refused
from tests.support.conversation import until

PUNE = ZoneInfo("Asia/Kolkata")
NOW = datetime(2027, 3, 1, 3, 30, tzinfo=UTC)
ANIL = Subject("+919822012345", "+912071110000")
LEASE = timedelta(seconds=30)
WAITING = "select count(*) from pg_locks where not granted"
Told = TypeVar("Told")


@pytest.fixture
async def worker(database: Database) -> AsyncIterator[str]:
    """One that says that it lives."""
    memories = Memories(await database.pool())
    await memories.start()
    yield memories.worker
    await memories.stop()


async def admit(
    store: LimitStore,
    call_id: str,
    worker: str,
    *,
    subject: Subject = ANIL,
    limits: Limits,
    now: datetime = NOW,
    lease: timedelta = LEASE,
) -> str | None:
    """Ask for a call."""
    return await store.admit(
        call_id,
        subject,
        counters=counters(subject, limits, now=now, zone=PUNE),
        bounds=bounds(subject, limits),
        worker=worker,
        lease=lease,
        limit_s=20,
    )


def just(**named: int) -> Limits:
    """No limits but these; two underscores for a point."""
    given = {name.replace("__", "."): Decimal(most) for name, most in named.items()}
    return Limits({**dict.fromkeys(LIMITS), **given})


async def several(database_url: str, stack: AsyncExitStack, count: int) -> Sequence[LimitStore]:
    """Stores with connections of their own, as so many processes have."""
    stores = []
    for _ in range(count):
        database = Database(database_url, connections=5)
        stack.push_async_callback(database.close)
        stores.append(LimitStore(database))
    return stores


async def at_one_moment(database: Database, in_the_way: str, doing: Sequence[Awaitable[Told]]) -> list[Told]:
    """What comes of these, which all go on at the same moment: until twenty wait for the database, something is in
    the way of what they write.
    """
    pool = await database.pool()

    async def twenty_wait() -> bool:
        return bool(await pool.fetchval(WAITING) >= 20)

    async with pool.acquire() as other:
        holding = other.transaction()
        await holding.start()
        await other.execute(in_the_way)
        done = asyncio.gather(*doing)
        await until(twenty_wait)
        await holding.commit()
    return await done


@pytest.mark.parametrize("name", ["caller.calls.minute", "callee.calls.day", "all.calls.hour", "caller.at_once"])
async def test_a_hundred_calls_at_the_same_moment_let_in_exactly_the_limit(
    database_url: str, database: Database, worker: str, name: str
) -> None:
    """From four pools, over twenty connections, all asking at once: seven are let in, each other is told the limit.
    Each of the twenty has decided, or waits to, before the first can count.
    """
    limits = just(**{name.replace(".", "__"): 7})
    async with AsyncExitStack() as stack:
        stores = await several(database_url, stack, 4)
        asked = [admit(stores[number % 4], f"CA{number}", worker, limits=limits) for number in range(100)]
        reached = await at_one_moment(database, "lock table limit_counts in share mode", asked)
    assert sorted(reached, key=str).count(None) == 7
    assert set(reached) == {None, name}


async def test_a_refused_call_counts_nowhere(database: Database, worker: str) -> None:
    """Who is refused for one limit uses up nothing of the others, so the caller after them is let in."""
    store, limits = LimitStore(database), just(caller__calls__minute=1, all__calls__day=2)
    other = replace(ANIL, caller="+919822099999")
    assert await admit(store, "CA1", worker, limits=limits) is None
    assert await admit(store, "CA2", worker, limits=limits) == "caller.calls.minute"
    assert await admit(store, "CA3", worker, limits=limits, subject=other) is None
    assert await admit(store, "CA4", worker, limits=limits, subject=other) == "caller.calls.minute"


async def test_the_same_call_asked_about_twice_counts_once(database: Database, worker: str) -> None:
    """Twilio asks again when an answer was lost."""
    store, limits = LimitStore(database), just(caller__calls__minute=1)
    assert await admit(store, "CA1", worker, limits=limits) is None
    assert await admit(store, "CA1", worker, limits=limits) is None
    [(calls, _, _), *_] = await store.counts(counters(ANIL, limits, now=NOW, zone=PUNE))
    assert calls == 1


async def test_the_next_window_begins_at_nothing(database: Database, worker: str) -> None:
    """A minute later there is room again."""
    store, limits = LimitStore(database), just(caller__calls__minute=1)
    assert await admit(store, "CA1", worker, limits=limits) is None
    assert await admit(store, "CA2", worker, limits=limits) == "caller.calls.minute"
    assert await admit(store, "CA2", worker, limits=limits, now=NOW + timedelta(minutes=1)) is None


async def test_a_limit_of_nothing_lets_nobody_in(database: Database, worker: str) -> None:
    """Also when nothing was counted yet."""
    store = LimitStore(database)
    assert await admit(store, "CA1", worker, limits=just(callee__calls__day=0)) == "callee.calls.day"
    assert await admit(store, "CA1", worker, limits=just(all__minutes__day=0)) == "all.minutes.day"
    assert await admit(store, "CA1", worker, limits=just(tenant__at_once=0)) == "tenant.at_once"


async def test_a_limit_beyond_all_measure_is_a_limit(database: Database, worker: str) -> None:
    """No number that can be set keeps the database from deciding."""
    limits = just(caller__calls__day=10**12, caller__at_once=10**12, all__minutes__day=10**12)
    assert await admit(LimitStore(database), "CA1", worker, limits=limits) is None


async def test_calls_of_a_worker_that_died_hold_no_place(database: Database, worker: str) -> None:
    """As soon as it has fallen silent, whatever its leases say."""
    store, limits = LimitStore(database), just(all__at_once=1)
    pool = await database.pool()
    await pool.execute("insert into workers (worker, seen_at) values ('dead', now())")
    assert await admit(store, "CA1", "dead", limits=limits) is None
    assert await admit(store, "CA2", worker, limits=limits) == "all.at_once"
    assert await store.calls_at_once() == 1
    await pool.execute("update workers set seen_at = now() - interval '4 seconds' where worker = 'dead'")
    assert await store.calls_at_once() == 0
    assert await admit(store, "CA2", worker, limits=limits) is None


async def test_a_call_that_never_comes_gives_its_place_back(database: Database, worker: str) -> None:
    """When its lease ends."""
    store, limits = LimitStore(database), just(all__at_once=1)
    assert await admit(store, "CA1", worker, limits=limits, lease=timedelta()) is None
    assert await admit(store, "CA2", worker, limits=limits) is None


async def test_a_trial_counts_among_the_calls_at_once_and_nowhere_else(database: Database, worker: str) -> None:
    """Its caller's number is nobody's."""
    store, limits = LimitStore(database), just(caller__calls__minute=0, caller__at_once=1, all__at_once=2)
    trial = replace(ANIL, trial=True)
    assert await admit(store, "CA1", worker, limits=limits, subject=trial) is None
    assert await admit(store, "CA2", worker, limits=limits, subject=trial) is None
    assert await admit(store, "CA3", worker, limits=limits, subject=trial) == "all.at_once"


def kept(call_id: str, seconds: float, *, limits: Limits, tokens: int = 0, held: bool = True) -> Kept:
    """What a call of Anil's has used."""
    wanted = counters(ANIL, limits, now=NOW, zone=PUNE)
    return Kept(call_id, ANIL, wanted, Decimal(str(seconds)), Spent(Decimal(tokens), Decimal(tokens) / 1000), held=held)


async def test_what_calls_use_is_counted_once_however_often_it_is_told(database: Database, worker: str) -> None:
    """Sums that only grow: told again, told late, and told once more after the end."""
    store, limits = LimitStore(database), just()
    model = model_counter("USD", now=NOW, zone=PUNE)

    async def tell(*told: Kept) -> None:
        await store.keep(told, worker=worker, lease=LEASE, model=model)

    await tell(kept("CA1", 10, limits=limits, tokens=100), kept("CA2", 5, limits=limits))
    await tell(kept("CA1", 30, limits=limits, tokens=300), kept("CA2", 5, limits=limits))
    await tell(kept("CA1", 20, limits=limits, tokens=200))
    await tell(kept("CA1", 31.5, limits=limits, tokens=300, held=False))
    await tell(kept("CA1", 31.5, limits=limits, tokens=300, held=False))
    [(_, seconds, spent), *_] = await store.counts(counters(ANIL, limits, now=NOW, zone=PUNE))
    assert (seconds, spent.tokens) == (Decimal("36.5"), Decimal(300))
    [(_, _, of_models)] = await store.counts([model])
    assert of_models == Spent(Decimal(300), Decimal("0.3"))


async def test_what_many_tell_at_the_same_moment_counts_once(
    database_url: str, database: Database, worker: str
) -> None:
    """From four pools, a hundred times, the same calls in whatever order: each amount counts once, also when twenty
    have read what was counted before the first writes.
    """
    limits, model = just(), model_counter("USD", now=NOW, zone=PUNE)
    calls = [kept(f"CA{number}", 10, limits=limits, tokens=100) for number in range(5)]
    await LimitStore(database).keep([kept("CA", 0, limits=limits)], worker=worker, lease=LEASE, model=model)
    async with AsyncExitStack() as stack:
        stores = await several(database_url, stack, 4)
        told = [calls[number % 5 :] + calls[: number % 5] for number in range(100)]
        keeping = [stores[at % 4].keep(each, worker=worker, lease=LEASE, model=model) for at, each in enumerate(told)]
        await at_one_moment(database, "select from limit_counts for update", keeping)
    [(_, seconds, spent), *_] = await LimitStore(database).counts(counters(ANIL, limits, now=NOW, zone=PUNE))
    assert (seconds, spent.tokens) == (Decimal(50), Decimal(500))


async def test_calls_that_reach_a_limit_of_minutes_are_named(database: Database, worker: str) -> None:
    """All of that caller's, and none that is over; the next one is not let in."""
    store, limits = LimitStore(database), just(caller__minutes__hour=1)
    model = model_counter("USD", now=NOW, zone=PUNE)
    told = [kept("CA1", 40, limits=limits), kept("CA2", 19, limits=limits), kept("CA3", 0, limits=limits, held=False)]
    assert await store.keep(told, worker=worker, lease=LEASE, model=model) == {}
    reached = await store.keep([kept("CA2", 21, limits=limits)], worker=worker, lease=LEASE, model=model)
    assert reached == {"CA2": "caller.minutes.hour"}
    reached = await store.keep(told, worker=worker, lease=LEASE, model=model)
    assert set(reached) == {"CA1", "CA2"}
    assert await admit(store, "CA4", worker, limits=limits) == "caller.minutes.hour"


async def test_a_call_holds_its_place_while_its_worker_keeps_it(database: Database, worker: str) -> None:
    """A call that nobody could admit in time gets its place then; at its end it is free."""
    store, limits = LimitStore(database), just(all__at_once=1)
    model = model_counter("USD", now=NOW, zone=PUNE)
    await store.keep([kept("CA1", 3, limits=limits)], worker=worker, lease=LEASE, model=model)
    assert await admit(store, "CA2", worker, limits=limits) == "all.at_once"
    await store.keep([kept("CA1", 4, limits=limits, held=False)], worker=worker, lease=LEASE, model=model)
    assert await admit(store, "CA2", worker, limits=limits) is None


async def test_limits_are_changed_and_restored(database: Database) -> None:
    """None is no limit; a limit that is restored is not in the table any more."""
    store = LimitStore(database)
    await store.change("caller.calls.day", Decimal(5), by="Asha")
    await store.change("caller.calls.day", None, by="Ravi")
    [changed] = await store.changed()
    assert (changed.name, changed.most, changed.changed_by) == ("caller.calls.day", None, "Ravi")
    assert await store.restore("caller.calls.day") is True
    assert await store.restore("caller.calls.day") is False
    assert await store.changed() == []


async def test_entries_of_the_lists_are_put_and_taken_out(database: Database) -> None:
    """An entry of the same pattern goes before the former."""
    store, until = LimitStore(database), NOW + timedelta(days=1)
    await store.put(Entry("+4479*", "block", "reject", "robots", until), by="Asha")
    await store.put(Entry("+4479*", "allow", "sentence", "a mistake"), by="Ravi")
    [listed] = await store.listed()
    assert listed.entry == Entry("+4479*", "allow", "sentence", "a mistake")
    assert listed.changed_by == "Ravi"
    assert await store.take_out("+4479*") is True
    assert await store.take_out("+4479*") is False


async def test_any_change_to_the_lists_is_another_mark(database: Database) -> None:
    """Also one that takes the place of another, and one that began earlier and is written later."""
    store, pool = LimitStore(database), await database.pool()
    marks = [await store.mark()]
    for number in ("+447900000001", "+447900000002"):
        await store.put(Entry(number, "block"), by="Asha")
        marks.append(await store.mark())
    assert await store.mark() == marks[-1]
    await store.put(Entry("+447900000001", "allow"), by="Asha")
    marks.append(await store.mark())
    late = "changed_at = changed_at + interval '1 microsecond'"
    await pool.execute(f"update listed_numbers set rule = 'allow', {late} where pattern = '+447900000002'")
    marks.append(await store.mark())
    await store.take_out("+447900000002")
    marks.append(await store.mark())
    assert len(set(marks)) == len(marks)
    assert [entries for entries, *_ in marks] == [0, 1, 2, 2, 2, 1]


async def test_what_is_put_is_what_is_listed(database: Database) -> None:
    """With when it was put."""
    store = LimitStore(database)
    put = await store.put(Entry("+4479*", "block", "reject", "robots", NOW), by="Asha")
    assert [put] == await store.listed()
    assert (await store.is_listed("+4479*"), await store.is_listed("+447*")) == (True, False)


async def test_refused_calls_add_up_by_hour_reason_and_number(database: Database) -> None:
    """A flood is one row."""
    store = LimitStore(database)
    flood = Refused(NOW, "blocked", "+447900000001", "+912071110000", 900, NOW)
    await store.count_refused([flood, replace(flood, why="full", calls=2)])
    await store.count_refused([replace(flood, calls=100, last_at=NOW + timedelta(minutes=9))])
    assert await store.refused_by_hour(since=NOW) == {(NOW, "blocked"): 1000, (NOW, "full"): 2}
    [latest, _] = await store.refused(since=NOW)
    assert (latest.calls, latest.last_at) == (1000, NOW + timedelta(minutes=9))


async def test_what_is_of_no_use_any_more_is_deleted(database: Database, worker: str) -> None:
    """Counts after three days, ends of calls after an hour, refusals after ninety days: not a minute earlier."""
    store, limits, minute = LimitStore(database), just(), timedelta(minutes=1)
    await admit(store, "CA1", worker, limits=limits, lease=timedelta())
    await store.count_refused([Refused(NOW, "full", "", "", 1, NOW)])
    pool = await database.pool()

    async def rows() -> list[int]:
        tables = ("limit_counts", "call_slots", "refused_calls")
        return [int(await pool.fetchval(f"select count(*) from {table}")) for table in tables]

    ended = datetime.now(UTC)
    await pool.execute("update call_slots set expires_at = $1", ended)
    await pool.execute("update limit_counts set began = $1", ended)
    await pool.execute("update refused_calls set hour = $1", ended)
    for after, left in (
        (timedelta(), [12, 1, 1]),
        (timedelta(hours=1) - minute, [12, 1, 1]),
        (timedelta(hours=1) + minute, [12, 0, 1]),
        (timedelta(days=3) - minute, [12, 0, 1]),
        (timedelta(days=3) + minute, [0, 0, 1]),
        (timedelta(days=90) - minute, [0, 0, 1]),
        (timedelta(days=90) + minute, [0, 0, 0]),
    ):
        await store.tidy(now=ended + after)
        assert await rows() == left, after
