"""The telephone numbers of ours: which flow answers each, and in which environment."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from agent.store.contents import Environment
from agent.store.database import Database
from agent.store.flow_tables import PhoneNumber


@dataclass(frozen=True, slots=True)
class Number:
    """A number, and what its calls run."""

    number: str
    label: str
    flow: str
    environment: Environment
    changed_at: datetime
    changed_by: str


class Numbers:
    """The repository of numbers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> list[Number]:
        """Every number, in order."""
        async with self._database.unit() as session:
            rows = await session.scalars(select(PhoneNumber).order_by(PhoneNumber.number))
            return [_number(row) for row in rows]

    async def read(self, number: str) -> Number | None:
        """One of them."""
        async with self._database.unit() as session:
            row = await session.get(PhoneNumber, number)
        return _number(row) if row else None

    async def put(self, number: str, *, label: str, flow: str, environment: Environment, by: str) -> bool:
        """Enter a number, or change what it runs. False when there is no such flow."""
        told = {"label": label, "flow": flow, "environment": environment, "changed_by": by}
        statement = insert(PhoneNumber).values(number=number, **told)
        statement = statement.on_conflict_do_update(
            index_elements=["tenant", "number"], set_={**told, "changed_at": func.now()}
        )
        try:
            async with self._database.unit() as session:
                await session.execute(statement)
        except IntegrityError:
            return False
        return True

    async def delete(self, number: str) -> bool:
        """Take a number out: its calls run what others run. False when it is not there."""
        statement = delete(PhoneNumber).where(PhoneNumber.number == number).returning(PhoneNumber.number)
        async with self._database.unit() as session:
            return await session.scalar(statement) is not None


def _number(row: PhoneNumber) -> Number:
    return Number(**{name: getattr(row, name) for name in Number.__slots__})
