"""What the flows for support and sales look up and enter, as SQLAlchemy maps it: customers, outages, tickets, leads,
demonstrations of the product.
"""

from datetime import datetime, time

from sqlalchemy import CheckConstraint, Double, ForeignKey, Identity, Index, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column

from agent.store.tables import Owned, Table


class Customer(Owned, Table):
    """Somebody who has a line of ours, with what is known of that line."""

    __tablename__ = "customers"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    account: Mapped[str]
    first_name: Mapped[str]
    last_name: Mapped[str]
    phone: Mapped[str | None]
    """E.164."""
    postcode: Mapped[str]
    line: Mapped[str] = mapped_column(server_default="up")
    line_seen_at: Mapped[datetime] = mapped_column(server_default=func.now())
    """When the line was last seen in that state."""
    source: Mapped[str]
    """Where the row comes from: `demonstration`, or the system that it was taken over from."""

    __table_args__ = (
        UniqueConstraint("tenant", "account", name="customers_account_key"),
        CheckConstraint("line IN ('up', 'degraded', 'down')", name="line"),
        Index("customers_phone_idx", "phone"),
    )


class Outage(Owned, Table):
    """A fault of a whole area. It lasts until `until`: who learns that it takes longer moves that."""

    __tablename__ = "outages"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    postcode: Mapped[str]
    begins: Mapped[datetime]
    until: Mapped[datetime]
    note: Mapped[str] = mapped_column(server_default="")
    source: Mapped[str]
    """As for customers."""

    __table_args__ = (
        CheckConstraint("begins < until", name="order"),
        Index("outages_postcode_idx", "postcode", "until"),
    )


class Ticket(Owned, Table):
    """A fault that somebody works on."""

    __tablename__ = "tickets"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    number: Mapped[str]
    """Six digits, to be spoken."""
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"))
    issue: Mapped[str]
    detail: Mapped[str] = mapped_column(server_default="")
    tried: Mapped[str] = mapped_column(server_default="")
    phone: Mapped[str]
    """E.164: where to ring back."""
    status: Mapped[str] = mapped_column(server_default="open")
    note: Mapped[str] = mapped_column(server_default="")
    """What callers are told of it: a whole sentence."""
    source: Mapped[str] = mapped_column(server_default="call")
    """`call`, or as for customers."""
    created_by: Mapped[str]
    """The key of the action that opened it: the same action again opens nothing."""
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())

    __table_args__ = (
        UniqueConstraint("tenant", "created_by", name="tickets_created_by_key"),
        UniqueConstraint("tenant", "number", name="tickets_number_key"),
        CheckConstraint("number ~ '^[1-9][0-9]{5}$'", name="number"),
        CheckConstraint("status IN ('open', 'in progress', 'closed')", name="status"),
        Index("tickets_customer_id_idx", "customer_id"),
    )


class Lead(Owned, Table):
    """Somebody who may become a customer."""

    __tablename__ = "leads"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    name: Mapped[str]
    email: Mapped[str]
    need: Mapped[str] = mapped_column(server_default="")
    score: Mapped[float] = mapped_column(Double)
    created_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (UniqueConstraint("tenant", "created_by", name="leads_created_by_key"),)


class Specialist(Owned, Table):
    """Somebody who shows the product."""

    __tablename__ = "specialists"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    name: Mapped[str]
    source: Mapped[str]
    """As for customers."""

    __table_args__ = (UniqueConstraint("tenant", "name", name="specialists_name_key"),)


class SpecialistHours(Owned, Table):
    """When a specialist gives demos; a weekday without a row is free of them, one with two has a break."""

    __tablename__ = "specialist_hours"

    specialist_id: Mapped[int] = mapped_column(ForeignKey("specialists.id", ondelete="CASCADE"), primary_key=True)
    weekday: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """0 is Monday."""
    opens: Mapped[time] = mapped_column(primary_key=True)
    closes: Mapped[time]

    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("opens < closes", name="order"),
    )


class Demo(Owned, Table):
    """A time at which a specialist shows the product to a lead. The database lets no two that are booked overlap."""

    __tablename__ = "demos"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    specialist_id: Mapped[int] = mapped_column(ForeignKey("specialists.id"))
    lead_id: Mapped[int] = mapped_column(ForeignKey("leads.id"))
    during: Mapped[Range[datetime]]
    status: Mapped[str] = mapped_column(server_default="booked")
    created_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        UniqueConstraint("tenant", "created_by", name="demos_created_by_key"),
        CheckConstraint("status IN ('booked', 'cancelled')", name="status"),
        CheckConstraint("NOT isempty(during)", name="during"),
        ExcludeConstraint(
            (text("int8range(specialist_id, specialist_id, '[]')"), "&&"),
            ("during", "&&"),
            name="demos_no_overlap",
            using="gist",
            where=text("status = 'booked'"),
        ),
    )
