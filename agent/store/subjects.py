"""What the things that entries of the audit log are about are called today."""

import re
from collections.abc import Collection
from typing import Final
from urllib.parse import unquote

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from agent.store.database import Database
from agent.store.flow_tables import Flow
from agent.store.people_tables import Account, ApiKey

_SUBJECT: Final = re.compile(r"(?:/api/)?(accounts?|people|keys?|flows?)[ /]([^/?, ]{1,200})(?=[/?,]|$)")
"""Such as “account 9aF3kQ0zLm2x”, “flow front-desk, live” and “/api/keys/7Gh2”."""
_NAMED: Final[dict[str, tuple[InstrumentedAttribute[str], InstrumentedAttribute[str]]]] = {
    "account": (Account.id, Account.name),
    "people": (Account.id, Account.name),
    "key": (ApiKey.id, ApiKey.name),
    "flow": (Flow.name, Flow.title),
}


class Subjects:
    """Knows accounts, keys and flows of its tenant."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def names(self, subjects: Collection[str]) -> dict[str, str]:
        """By the subject of an entry: the name of the account or key, the title of the flow.

        Left out is what is gone, what is called as the entry says anyway, and what is of none of these.
        """
        wanted: dict[str, dict[str, list[str]]] = {}
        for subject in subjects:
            if found := _SUBJECT.match(subject):
                kind = found[1] if found[1] in _NAMED else found[1].removesuffix("s")
                wanted.setdefault(kind, {}).setdefault(unquote(found[2]), []).append(subject)
        names: dict[str, str] = {}
        async with self._database.unit() as session:
            for kind, ids in wanted.items():
                own_id, own_name = _NAMED[kind]
                for found_id, name in await session.execute(select(own_id, own_name).where(own_id.in_(ids))):
                    if name and name != found_id:
                        names |= dict.fromkeys(ids[found_id], name)
        return names
