"""What was stored in the clear, or under an older key, is brought under the newest one."""

import base64
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver

from agent.memory import Memories, Opening, TurnSaver
from agent.memory.reencryption import Reencryption
from agent.memory.statements import Statements
from agent.safety.keys.keyring import Keyring
from agent.safety.vault.stored import Stored
from agent.store.database import Database
from agent.store.tenants import OwnSettings, Tenants
from graphs.ports import Outcome
from tests.support.conversation import Desk, Talk
from tests.support.keys import keyring_of
from tests.support.tenants import of_tenant

NOW = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
CALLER = "+919822012345"
SECRET = "amethyst"
KEY = "thread1:4:book:0"
TABLES = ("checkpoints", "checkpoint_blobs", "checkpoint_writes", "turns", "tool_runs", "caller_profiles")

BYTES = """
select blob from checkpoint_blobs where length(blob) > 0
union all select blob from checkpoint_writes where length(blob) > 0
union all select value from installation_secrets
union all select sealed from secrets
"""
TEXTS = """
select heard ->> 'aes-gcm' from turns
union all select value ->> 'aes-gcm' from tool_runs
union all select substring(arguments_sha256 from 9) from tool_runs
union all select v.value ->> 'aes-gcm' from caller_profiles, jsonb_each(remembered) v
"""


async def answered(action: str, arguments: Mapping[str, Any], *, key: str, commits: bool) -> Outcome:
    """An action that gives a secret away."""
    return Outcome("ok", {"code": SECRET})


async def lived(memories: Memories, talk: Talk) -> TurnSaver:
    """A conversation, a journaled turn, an action and a profile, each with the secret."""
    opening = Opening("flow", "f1", CALLER, "CA1", "en")
    memory = await memories.begin(opening, now=NOW)
    await talk.begin(memory.thread_id, memory)
    await talk.hear(memory.thread_id, memory, 1, f"aside {SECRET}")
    await memory.commit()
    memories.journal.note(memory.thread_id, memory.epoch, {"turn": 2, "text": SECRET})
    await memories.journal.written()
    await memories.ledger(answered)("book", {"code": SECRET}, key=KEY, commits=True)
    await memories.profiles.save(CALLER, "flow", {"word": SECRET, "n": 7}, keep=timedelta(days=9), now=NOW)
    return memory


async def is_all_there(memories: Memories, thread_id: str, talk: Talk) -> bool:
    """Every part of what was lived is read as it was."""
    memory = await memories.open(thread_id)
    assert memory.values()["messages"][0]["content"] == f"aside {SECRET}"
    assert await talk.next(thread_id, memory) == ("side",)
    [turn] = await memories.journal.unanswered(thread_id, since=1)
    assert turn["text"] == SECRET
    replay = await memories.ledger(answered)("book", {"code": SECRET}, key=KEY, commits=True)
    assert replay == Outcome("ok", {"code": SECRET})
    [profile] = await memories.profiles.of_caller(CALLER)
    assert profile.remembered == {"word": SECRET, "n": 7}
    return True


async def found(database: Database) -> set[str]:
    """The tables in which the secret can be read."""
    pool, tables = await database.pool(), set()
    for table in TABLES:
        for row in await pool.fetch(f"select * from {table}"):
            if SECRET in " ".join(str(value) for value in row.values()):
                tables.add(table)
    return tables


async def keys_in_use(database: Database) -> set[int]:
    """The ids of the keys under which anything is stored."""
    pool = await database.pool()
    stored = [row[0] for row in await pool.fetch(BYTES)] + [base64.b64decode(row[0]) for row in await pool.fetch(TEXTS)]
    return {int.from_bytes(each[2:6], "big") for each in stored}


async def rewritten(database: Database, keys: Keyring) -> dict[str, tuple[int, int, int]]:
    """By table: rows rewritten, damaged, left; in batches of two."""
    done = await Reencryption(Statements(await database.pool()), keys, batch=2, pause_s=0).run()
    return {each.table: (each.rows, each.damaged, each.left) for each in done}


async def test_what_an_older_installation_stored_is_read_and_then_encrypted(database: Database, talk: Talk) -> None:
    """Before it can be found in every table, afterwards in none; and at no time is anything lost."""
    plain = Memories(await database.pool())
    thread_id = (await lived(plain, talk)).thread_id
    assert await found(database) >= {"checkpoint_blobs", "turns", "tool_runs", "caller_profiles"}

    keys = await keyring_of(database)
    memories = Memories(await database.pool(), keys=keys)
    assert await memories.conversations.of_caller(CALLER) == [thread_id]
    assert await is_all_there(memories, thread_id, talk)
    done = await rewritten(database, keys)

    assert await found(database) == set()
    assert all(rows > 0 for table, (rows, _, _) in done.items() if table not in {"checkpoints", "secrets", "tenants"})
    assert {(damaged, left) for _, damaged, left in done.values()} == {(0, 0)}
    assert await is_all_there(memories, thread_id, talk)
    assert await Memories(await database.pool(), keys=keys).conversations.of_caller(CALLER) == [thread_id]
    assert {rows for rows, _, _ in (await rewritten(database, keys)).values()} == {0}


async def test_after_a_rotation_everything_comes_under_the_new_key(desk: Desk, talk: Talk, database: Database) -> None:
    """Until then the old one is used as well; what is under the new one already is not written again."""
    thread_id = (await lived(desk.memories, talk)).thread_id
    keys = await keyring_of(database)
    secrets = Stored(await database.pool(), keys)
    await secrets.set("crm.token", SECRET)
    await keys.rotate()
    assert await keys_in_use(database) == {1}

    await rewritten(database, keys)

    assert await keys_in_use(database) == {2}
    assert await is_all_there(desk.memories, thread_id, talk)
    assert await secrets.read(["crm.token"]) == {"crm.token": SECRET}


async def test_what_a_tenant_has_set_comes_under_its_new_key(database: Database, database_url: str) -> None:
    """By the tenant itself; the first one sees the row, and leaves it."""
    await Tenants(database).add("clinic", "clinic.example.com")
    clinic = Database(database_url, tenant="clinic")
    keys, first = await keyring_of(clinic), await keyring_of(database)
    own = OwnSettings(clinic, keys)
    await own.write({"TWILIO_AUTH_TOKEN": SECRET})
    newest = (await keys.rotate()).id
    assert (await rewritten(database, first))["tenants"] == (0, 0, 0)
    assert (await rewritten(clinic, keys))["tenants"] == (1, 0, 0)
    sealed = await (await clinic.pool()).fetchval("select sealed from tenants")
    assert int.from_bytes(sealed[2:6], "big") == newest
    assert await own.read() == {"TWILIO_AUTH_TOKEN": SECRET}
    await clinic.close()


async def test_strings_in_the_checkpoint_itself_are_encrypted_too(
    database: Database, talk: Talk, database_url: str
) -> None:
    """Where the official saver, or an older version, keeps them; both savers read them afterwards."""
    keys, thread_id = await keyring_of(database), "made-by-the-official-saver"
    async with AsyncPostgresSaver.from_conn_string(of_tenant(database_url)) as official:
        await talk.begin(thread_id, official)
        await talk.hear(thread_id, official, 1, "tuesday")
        await talk.on(official).aupdate_state(
            {"configurable": {"thread_id": thread_id}}, {"cursor": SECRET}, as_node="say"
        )
    assert "checkpoints" in await found(database)

    done = await rewritten(database, keys)

    assert done["checkpoints"][0] > 0
    assert await found(database) == set()
    values = (await Memories(await database.pool(), keys=keys).open(thread_id)).values()
    assert (values["cursor"], values["turn"], values["messages"][0]["content"]) == (SECRET, 1, "tuesday")


async def test_the_checkpoints_of_a_call_that_goes_on_are_left_to_its_worker(database: Database, talk: Talk) -> None:
    """It writes the next one without strings, and would delete what it does not know."""
    pool, keys = await database.pool(), await keyring_of(database)
    memories = Memories(pool, keys=keys)
    await memories.start()
    memory = await lived(memories, talk)
    inline = "update checkpoints set checkpoint = jsonb_set(checkpoint, '{channel_values, cursor}', '\"here\"')"
    await pool.execute(inline)
    assert (await rewritten(database, keys))["checkpoints"] == (0, 0, 0)
    await memories.stop()

    done = await rewritten(database, keys)

    assert done["checkpoints"][0] > 0
    assert (await memories.read(memory.thread_id)).values()["messages"][0]["content"] == f"aside {SECRET}"


async def test_a_damaged_value_is_counted_and_the_rest_goes_on(desk: Desk, talk: Talk, database: Database) -> None:
    """It stays as it is: perhaps a backup knows better."""
    await lived(desk.memories, talk)
    keys, pool = await keyring_of(database), await database.pool()
    await keys.rotate()
    await pool.execute('update turns set heard = \'{"aes-gcm": "AQAAAAABAAAA"}\'')

    done = await rewritten(database, keys)

    assert done["turns"] == (0, 1, 1)
    assert {left for table, (_, _, left) in done.items() if table != "turns"} == {0}
    assert await pool.fetchval("select heard ->> 'aes-gcm' from turns") == "AQAAAAABAAAA"


@pytest.mark.parametrize("table", ["turns", "checkpoint_blobs"])
async def test_what_is_written_meanwhile_is_not_overwritten(
    desk: Desk, talk: Talk, database: Database, table: str
) -> None:
    """A row is rewritten only while it holds what was read: a later value of a live call wins."""
    await lived(desk.memories, talk)
    keys, pool = await keyring_of(database), await database.pool()
    await keys.rotate()

    class Meanwhile(Statements):
        async def value(self, sql: str, *args: Any) -> Any:
            if f"update {table} " in sql:
                await pool.execute(NEWER[table])
            return await super().value(sql, *args)

    done = {each.table: each for each in await Reencryption(Meanwhile(pool), keys, pause_s=0).run()}

    assert done[table].rows == 0
    assert done[table].left > 0


NEWER = {
    "turns": 'update turns set heard = \'{"text": "newer"}\'',
    "checkpoint_blobs": "update checkpoint_blobs set blob = blob || '\\x00'::bytea where length(blob) > 0",
}
