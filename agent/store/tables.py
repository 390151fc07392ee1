"""The tables, as SQLAlchemy maps them. Their history is in `migrations`; `agent.memory` has tables of its own."""

from datetime import datetime, time
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    MetaData,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, TSTZRANGE, ExcludeConstraint, Range
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

OF_CONNECTION = text("current_setting('trunkline.tenant')")


class Table(DeclarativeBase):
    """Base of the tables."""

    metadata = MetaData(
        naming_convention={
            "pk": "%(table_name)s_pkey",
            "fk": "%(table_name)s_%(column_0_name)s_fkey",
            "uq": "%(table_name)s_%(column_0_name)s_key",
            "ix": "%(table_name)s_%(column_0_name)s_idx",
            "ck": "%(table_name)s_%(constraint_name)s_check",
        },
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it on the class
        str: Text,
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB,
        Range[datetime]: TSTZRANGE,
    }


class Owned:
    """Of a table whose rows are a tenant's: what a connection adds is its tenant's, and of the others' it sees nothing
    (migration 0014).
    """

    tenant: Mapped[str] = mapped_column(server_default=OF_CONNECTION)


class OwnedKeys:
    """Of such a table with keys that people choose, each tenant for itself. The mapper's key leaves the tenant out,
    since a connection sees one.
    """

    tenant: Mapped[str] = mapped_column(primary_key=True, server_default=OF_CONNECTION, sort_order=-1)


class Call(Owned, Table):
    """One call, on any line."""

    __tablename__ = "calls"

    id: Mapped[str] = mapped_column(primary_key=True)
    """The vendor's id: Twilio's CallSid."""
    line: Mapped[str]
    """`twilio`, `browser`, `terminal`, …"""
    direction: Mapped[str]
    caller: Mapped[str | None]
    callee: Mapped[str | None]
    flow: Mapped[str]
    thread_id: Mapped[str | None]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    result: Mapped[str | None]
    """The flow's result: `booked`, …"""
    ended_by: Mapped[str | None]
    why: Mapped[str | None]
    version: Mapped[int | None]
    """The release of the flow; None for one that was never released."""
    environment: Mapped[str | None]
    """`test` or `live`: what the call was placed or answered in."""
    digest: Mapped[int | None]
    """The form of what was made of its timeline for searches and reports; None: that is still to be made."""
    transcript_deleted_at: Mapped[datetime | None]
    """Since then nothing is left of what was said; what was counted stays."""
    anonymised_at: Mapped[datetime | None]
    """Since then nobody can tell who called."""

    __table_args__ = (
        CheckConstraint("direction IN ('inbound', 'outbound')", name="direction"),
        Index("calls_started_at_idx", "tenant", "started_at", "id"),
        Index("calls_flow_started_at_idx", "tenant", "flow", "started_at", "id"),
        Index("calls_thread_id_idx", "thread_id"),
        Index("calls_undigested_idx", "tenant", "started_at", postgresql_where=text("digest IS NULL")),
        Index("calls_transcribed_idx", "tenant", "started_at", postgresql_where=text("transcript_deleted_at IS NULL")),
        Index("calls_named_idx", "tenant", "started_at", postgresql_where=text("anonymised_at IS NULL")),
    )


class CallEvent(Owned, Table):
    """One event of a call's timeline."""

    __tablename__ = "call_events"

    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at_ms: Mapped[int]
    """Milliseconds since the call's start."""
    event: Mapped[str]
    fields: Mapped[dict[str, Any]]


class Clinic(Owned, Table):
    """A business that takes appointments. Its times are local to TRUNKLINE_TIMEZONE."""

    __tablename__ = "clinics"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    name: Mapped[str]

    __table_args__ = (UniqueConstraint("tenant", "name", name="clinics_name_key"),)


class Service(OwnedKeys, Table):
    """What one can come in for."""

    __tablename__ = "services"
    __mapper_args__ = {"primary_key": ["key"]}  # noqa: RUF012 - SQLAlchemy reads it on the class

    key: Mapped[str] = mapped_column(primary_key=True)
    """The word that flows use: `cleaning`."""
    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinics.id"))
    label: Mapped[str]
    minutes: Mapped[int]

    __table_args__ = (CheckConstraint("minutes BETWEEN 5 AND 480", name="minutes"),)


class Staff(Owned, Table):
    """Somebody with whom one has an appointment."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinics.id"))
    name: Mapped[str]

    __table_args__ = (UniqueConstraint("clinic_id", "name"),)


class StaffService(OwnedKeys, Table):
    """Who offers what."""

    __tablename__ = "staff_services"
    __mapper_args__ = {"primary_key": ["staff_id", "service"]}  # noqa: RUF012 - SQLAlchemy reads it on the class

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True)
    service: Mapped[str] = mapped_column(primary_key=True)

    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant", "service"],
            ["services.tenant", "services.key"],
            name="staff_services_service_fkey",
            ondelete="CASCADE",
        ),
    )


class OpeningHours(Owned, Table):
    """When a clinic is open; a weekday without a row is closed, one with two has a break."""

    __tablename__ = "opening_hours"

    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinics.id", ondelete="CASCADE"), primary_key=True)
    weekday: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """0 is Monday."""
    opens: Mapped[time] = mapped_column(primary_key=True)
    closes: Mapped[time]

    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("opens < closes", name="order"),
    )


class Appointment(Owned, Table):
    """A time that somebody of the staff keeps for somebody. The database lets no two that are booked overlap."""

    __tablename__ = "appointments"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    service: Mapped[str]
    name: Mapped[str]
    phone: Mapped[str]
    """E.164."""
    during: Mapped[Range[datetime]]
    ref: Mapped[str]
    """Short, to be spoken."""
    status: Mapped[str] = mapped_column(server_default="booked")
    created_by: Mapped[str]
    """The key of the action that booked it: the same action again books nothing."""
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())

    __table_args__ = (
        UniqueConstraint("tenant", "created_by", name="appointments_created_by_key"),
        ForeignKeyConstraint(
            ["tenant", "service"], ["services.tenant", "services.key"], name="appointments_service_fkey"
        ),
        UniqueConstraint("tenant", "ref", name="appointments_ref_key"),
        CheckConstraint("status IN ('booked', 'cancelled')", name="status"),
        CheckConstraint("NOT isempty(during)", name="during"),
        # int8range stands in for the scalar, which gist indexes only with an extension.
        ExcludeConstraint(
            (text("int8range(staff_id, staff_id, '[]')"), "&&"),
            ("during", "&&"),
            name="appointments_no_overlap",
            using="gist",
            where=text("status = 'booked'"),
        ),
        Index("appointments_phone_idx", "phone", postgresql_where=text("status = 'booked'")),
    )


class AppointmentChange(Owned, Table):
    """A move or a cancellation that took place, under the key of its action, with what was answered."""

    __tablename__ = "appointment_changes"

    key: Mapped[str] = mapped_column(primary_key=True)
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointments.id", ondelete="CASCADE"))
    change: Mapped[str]
    answer: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (CheckConstraint("change IN ('move', 'cancel')", name="change"),)


class Message(Owned, Table):
    """What a caller asked to be passed on."""

    __tablename__ = "messages"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    phone: Mapped[str]
    message: Mapped[str]
    created_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (UniqueConstraint("tenant", "created_by", name="messages_created_by_key"),)


class DoNotCall(OwnedKeys, Table):
    """A number that is not to be called. Rows are never changed, and nothing here deletes one."""

    __tablename__ = "do_not_call"
    __mapper_args__ = {"primary_key": ["number"]}  # noqa: RUF012 - SQLAlchemy reads it on the class

    number: Mapped[str] = mapped_column(primary_key=True)
    """E.164."""
    source: Mapped[str]
    """How the wish reached us: `call`, …"""
    call_id: Mapped[str | None]
    """The call in which it was said."""
    added_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (CheckConstraint("number ~ '^[+][0-9]{3,15}$'", name="number"),)


class RecordingRefusal(Owned, Table):
    """A call that must not be recorded (any more). It may be here before the call's own row is."""

    __tablename__ = "recording_refusals"

    call_id: Mapped[str] = mapped_column(primary_key=True)
    refused_at: Mapped[datetime] = mapped_column(server_default=func.now())
