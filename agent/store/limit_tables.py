"""Limits, the lists of numbers, what was counted, calls that go on, and calls that were refused, as SQLAlchemy maps
them.
"""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Index, Numeric, func
from sqlalchemy.orm import Mapped, mapped_column

from agent.store.tables import OF_CONNECTION, Table

_NOTHING = "0"


class ChangedLimit(Table):
    """A limit that somebody changed; those that are not here are as Trunkline brings them along."""

    __tablename__ = "limits"

    tenant: Mapped[str] = mapped_column(primary_key=True, server_default=OF_CONNECTION)
    name: Mapped[str] = mapped_column(primary_key=True)
    """In `agent.limits.catalogue`."""
    most: Mapped[Decimal | None] = mapped_column(Numeric)
    """None: no limit."""
    changed_at: Mapped[datetime] = mapped_column(server_default=func.now())
    changed_by: Mapped[str]
    """As the audit log calls them, and not by a name that they can change."""

    __table_args__ = (CheckConstraint("most >= 0", name="most"),)


class ListedNumber(Table):
    """A number, or the beginning of numbers, that is blocked or let in (`agent.limits.lists`)."""

    __tablename__ = "listed_numbers"

    tenant: Mapped[str] = mapped_column(primary_key=True, server_default=OF_CONNECTION)
    pattern: Mapped[str] = mapped_column(primary_key=True)
    rule: Mapped[str]
    how: Mapped[str]
    reason: Mapped[str]
    until: Mapped[datetime | None]
    changed_at: Mapped[datetime] = mapped_column(server_default=func.now())
    changed_by: Mapped[str]

    __table_args__ = (
        CheckConstraint("rule IN ('block', 'allow')", name="rule"),
        CheckConstraint("how IN ('sentence', 'reject')", name="how"),
    )


class LimitCount(Table):
    """What was counted in one window. Kept for three days."""

    __tablename__ = "limit_counts"

    tenant: Mapped[str] = mapped_column(primary_key=True, server_default=OF_CONNECTION)
    scope: Mapped[str] = mapped_column(primary_key=True)
    """In `agent.limits.catalogue`; or `model`: what language models used."""
    key: Mapped[str] = mapped_column(primary_key=True)
    """A number; of `model` the currency."""
    period: Mapped[str] = mapped_column(primary_key=True)
    began: Mapped[datetime] = mapped_column(primary_key=True)
    calls: Mapped[int] = mapped_column(server_default=_NOTHING)
    seconds: Mapped[Decimal] = mapped_column(Numeric, server_default=_NOTHING)
    tokens: Mapped[Decimal] = mapped_column(Numeric, server_default=_NOTHING)
    money: Mapped[Decimal] = mapped_column(Numeric, server_default=_NOTHING)

    __table_args__ = (
        CheckConstraint("period IN ('minute', 'hour', 'day')", name="period"),
        Index("limit_counts_began_idx", "began"),
    )


class CallSlot(Table):
    """A call that goes on or is expected, on the lease of its worker; and how much of it is counted.

    What was counted stays for an hour after the end, so that a write that is repeated counts nothing twice.
    """

    __tablename__ = "call_slots"

    call_id: Mapped[str] = mapped_column(primary_key=True)
    worker: Mapped[str]
    """As in `workers`: the calls of one that has fallen silent hold no place."""
    tenant: Mapped[str] = mapped_column(server_default=OF_CONNECTION)
    caller: Mapped[str | None]
    """Empty: they show no number. None: a trial, which counts among no caller's calls."""
    callee: Mapped[str | None]
    expires_at: Mapped[datetime]
    seconds: Mapped[Decimal] = mapped_column(Numeric, server_default=_NOTHING)
    tokens: Mapped[Decimal] = mapped_column(Numeric, server_default=_NOTHING)
    money: Mapped[Decimal] = mapped_column(Numeric, server_default=_NOTHING)

    __table_args__ = (Index("call_slots_expires_at_idx", "expires_at"),)


class RefusedCalls(Table):
    """Calls that were not taken, by hour, reason and numbers: who is refused a thousand times is one row. Kept for
    ninety days.
    """

    __tablename__ = "refused_calls"

    tenant: Mapped[str] = mapped_column(primary_key=True, server_default=OF_CONNECTION)
    hour: Mapped[datetime] = mapped_column(primary_key=True)
    why: Mapped[str] = mapped_column(primary_key=True)
    """`blocked`, `full`, …, or the name of a limit."""
    caller: Mapped[str] = mapped_column(primary_key=True)
    callee: Mapped[str] = mapped_column(primary_key=True)
    calls: Mapped[int]
    last_at: Mapped[datetime]
