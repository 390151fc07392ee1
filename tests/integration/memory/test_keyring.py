"""Data keys in a real database: made, rotated, wrapped anew, and learnt of by processes that run."""

import asyncio

import pytest

from agent.memory import Memories
from agent.safety.keys.data_keys import DataKeys
from agent.safety.keys.envelope import place_of
from agent.safety.keys.errors import KeysUnread, KeyTrouble, NoMasterKey, NotAuthentic, UnknownKey
from agent.safety.keys.keyring import UNKNOWN_FOR_S, Keyring
from agent.safety.keys.master import MasterKey
from agent.store.database import Database
from tests.support.conversation import CountingPool, Desk, Talk
from tests.support.keys import MASTER, keyring_of

OTHER = MasterKey(bytes(32), "another test")
PLACE = place_of("turns", "thread", "1")


async def test_processes_that_begin_at_once_share_one_key(database: Database) -> None:
    """What one encrypts, each other decrypts."""
    rings = await asyncio.gather(*(keyring_of(database) for _ in range(6)))

    sealed = [ring.seal(b"hello", PLACE) for ring in rings]
    assert {ring.open(each, PLACE) for ring in rings for each in sealed} == {b"hello"}
    assert {ring.newest() for ring in rings} == {1}


async def test_no_key_is_in_the_database_in_the_clear(database: Database) -> None:
    """A row holds the wrapped key; two keys are wrapped differently, and neither is a key that can be used."""
    ring = await keyring_of(database)
    await ring.rotate()
    rows = await DataKeys(await database.pool()).read()
    wrapped = [row.wrapped for row in rows]

    assert {len(each) for each in wrapped} == {12 + 32 + 16}
    assert len(set(wrapped)) == 2
    for row in rows:
        assert MASTER.unwrap(row.wrapped, key_id=row.id, tenant=row.tenant) not in row.wrapped


async def test_a_value_cannot_be_moved(database: Database) -> None:
    """What was sealed for one place is refused at another, unless the reader does not know where it reads."""
    ring = await keyring_of(database)
    sealed = ring.seal(b"hello", PLACE)

    with pytest.raises(NotAuthentic, match="moved in the database"):
        ring.open(sealed, place_of("turns", "thread", "2"))
    assert ring.open(sealed, None) == b"hello"


async def test_after_a_rotation_the_old_key_still_decrypts(database: Database) -> None:
    """And the new one encrypts, after the next start, too."""
    ring = await keyring_of(database)
    before = ring.seal(b"before", PLACE)
    assert (await ring.rotate()).id == ring.newest() == 2

    again = await keyring_of(database)
    assert again.open(before, PLACE) == b"before"
    assert again.newest() == 2
    assert [row.retired_at is None for row in again.keys] == [False, True]


async def test_a_running_process_learns_of_a_new_key_when_it_meets_it(
    desk: Desk, talk: Talk, database: Database
) -> None:
    """A conversation that another process wrote under a key made since is opened without a restart."""
    memory = await desk.opened(talk)
    other = await keyring_of(database)
    await other.rotate()
    theirs = await Memories(desk.pool, keys=other).open(memory.thread_id)
    await talk.hear(theirs.thread_id, theirs, 1, "tuesday")
    await theirs.commit()

    ours = await desk.memories.open(memory.thread_id)

    assert ours.values()["messages"][0]["content"] == "tuesday"


async def test_a_key_that_is_not_there_is_looked_for_once(database: Database) -> None:
    """However many values want it; after some seconds it is looked for again."""
    pool, now = CountingPool(await database.pool()), 100.0
    ring = Keyring(MASTER, DataKeys(pool), clock=lambda: now)
    await keyring_of(database)
    await ring.read()
    foreign = ring.seal(b"x", PLACE)
    foreign = foreign[:2] + (9).to_bytes(4, "big") + foreign[6:]
    pool.statements.clear()
    for _ in range(5):
        with pytest.raises(UnknownKey, match="data key 9"):
            await ring.opened(lambda: ring.open(foreign, PLACE))
    assert len(pool.statements) == 1

    now += UNKNOWN_FOR_S
    with pytest.raises(UnknownKey):
        await ring.opened(lambda: ring.open(foreign, PLACE))
    assert len(pool.statements) == 2


async def test_a_new_master_key_wraps_all_and_changes_no_value(database: Database) -> None:
    """The former one opens nothing any more; processes that run keep the keys that they have."""
    ring, running = await keyring_of(database), await keyring_of(database)
    await ring.rotate()
    sealed = ring.seal(b"hello", PLACE)
    await running.read()

    assert await ring.rewrap(OTHER) == 2

    assert (await keyring_of(database, OTHER)).open(sealed, PLACE) == b"hello"
    with pytest.raises(NoMasterKey, match=OTHER.id):
        await keyring_of(database)
    await running.read()
    assert running.open(sealed, PLACE) == b"hello"
    assert ring.open(running.seal(b"back", PLACE), PLACE) == b"back"


async def test_a_process_with_the_former_master_key_makes_no_key(database: Database) -> None:
    """Keys of two masters in one table could be read by nobody."""
    ring, running = await keyring_of(database), await keyring_of(database)
    await ring.rewrap(OTHER)

    with pytest.raises(NoMasterKey, match="Nothing was changed"):
        await running.rotate()
    assert len(await DataKeys(await database.pool()).read()) == 1


async def test_a_row_that_was_changed_is_refused(database: Database) -> None:
    """A wrapped key cannot be given to another tenant."""
    await keyring_of(database)
    async with database.owner() as owner:
        await owner.execute("update data_keys set tenant = 'other'")
    other = Database(database.address.url, tenant="other")

    with pytest.raises(KeyTrouble, match="was changed"):
        await Keyring.begin(MASTER, DataKeys(await other.pool()), tenant="other")
    await other.close()


async def test_a_database_that_is_away_is_told(database: Database) -> None:
    """As it is by every part of the service."""
    ring = await keyring_of(database)
    (await database.pool()).terminate()

    with pytest.raises(KeysUnread, match="check the database"):
        await ring.read()


async def test_tenants_have_keys_of_their_own(database: Database) -> None:
    """A rotation of one's key leaves the other's as it is, and neither opens what the other has encrypted."""
    ring = await keyring_of(database)
    clinics = Database(database.address.url, tenant="clinic")
    theirs = await Keyring.begin(MASTER, DataKeys(await clinics.pool()), tenant="clinic")
    await theirs.rotate()

    assert (ring.newest(), theirs.newest()) == (1, 2)
    assert [key.tenant for key in ring.keys] == ["main"]
    assert theirs.open(theirs.seal(b"hello", PLACE), PLACE) == b"hello"
    with pytest.raises(NotAuthentic):
        theirs.open(ring.seal(b"hello", PLACE), PLACE)
    await clinics.close()
