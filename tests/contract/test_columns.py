"""Every column of the database is declared as holding something of a caller or not, so that none is forgotten when a
caller is erased or exported.
"""

from collections import Counter

import pytest

from agent.safety.keeping.columns import HOLDINGS, of_callers
from agent.store.database import Database

LINKS = {
    "call_id": "calls",
    "thread_id": "conversations",
    "caller_key": "profiles",
    "caller": "numbers",
    "phone": "numbers",
}
"""Names of columns by which a row is somebody's."""

_COLUMNS = """
select table_name, column_name, data_type from information_schema.columns where table_schema = 'public'
"""


async def columns(database: Database) -> list[tuple[str, str]]:
    """All that there are after every migration."""
    rows = await (await database.pool()).fetch(_COLUMNS)
    return [(row["table_name"], row["column_name"]) for row in rows]


async def test_every_column_of_the_database_is_declared(database: Database) -> None:
    """A new one has to be: in `agent/safety/keeping/columns.py`, where the tables stand with whose their rows are."""
    declared = {(table, column) for table, each in HOLDINGS.items() for column in each.columns}
    assert sorted(set(await columns(database)) - declared) == [], "say whom these columns tell of"
    assert sorted(declared - set(await columns(database))) == [], "these are gone"


def test_a_column_is_declared_once() -> None:
    """It holds something of somebody, or of nobody."""
    for table, each in HOLDINGS.items():
        assert [column for column, times in Counter(each.columns).items() if times > 1] == [], table


def test_whose_rows_they_are_can_be_told_wherever_there_is_something_of_a_caller() -> None:
    """Otherwise they could neither be erased nor exported."""
    for table, each in HOLDINGS.items():
        assert bool(each.caller) == bool(each.whose) == bool(each.kind), table


async def test_what_links_to_a_caller_is_never_said_to_be_nobodys(database: Database) -> None:
    """A call's id, a conversation's, a number, a key: whoever has them knows whose the row is."""
    for table, column in await columns(database):
        if column in LINKS:
            assert column in HOLDINGS[table].caller.split(), (table, column)


@pytest.mark.parametrize("fate", ["erased", "record", "kept"])
async def test_conditions_can_be_asked(database: Database, fate: str) -> None:
    """With the four arguments that there are."""
    pool = await database.pool()
    for table, each in of_callers(fate).items():  # type: ignore[arg-type]  # one of the three
        sql = f"with asked as (select $1::text[], $2::text[], $3::text[], $4::text) select count(*) from {table} where {each.whose}"  # noqa: E501 -- constants of the code
        assert await pool.fetchval(sql, ["+1"], ["t"], ["c"], "k") == 0
