"""Calls with their timeline, and the calendar of a clinic with its first entries."""

from datetime import time

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NOW = sa.text("now()")


def upgrade() -> None:
    create_calls()
    create_clinic()
    create_appointments()
    fill_clinic()


def create_calls() -> None:
    op.create_table(
        "calls",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("line", sa.Text, nullable=False),
        sa.Column("direction", sa.Text, nullable=False),
        sa.Column("caller", sa.Text),
        sa.Column("callee", sa.Text),
        sa.Column("flow", sa.Text, nullable=False),
        sa.Column("thread_id", sa.Text),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("result", sa.Text),
        sa.Column("ended_by", sa.Text),
        sa.Column("why", sa.Text),
        sa.CheckConstraint("direction IN ('inbound', 'outbound')", name="direction"),
    )
    op.create_index("calls_started_at_idx", "calls", ["started_at"])
    op.create_table(
        "call_events",
        sa.Column("call_id", sa.Text, sa.ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("ordinal", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at_ms", sa.Integer, nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("fields", postgresql.JSONB, nullable=False),
    )


def create_clinic() -> None:
    op.create_table(
        "clinics",
        sa.Column("id", sa.Integer, sa.Identity(), primary_key=True),
        sa.Column("name", sa.Text, nullable=False, unique=True),
    )
    op.create_table(
        "services",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("clinic_id", sa.Integer, sa.ForeignKey("clinics.id"), nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.CheckConstraint("minutes BETWEEN 5 AND 480", name="minutes"),
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.Integer, sa.Identity(), primary_key=True),
        sa.Column("clinic_id", sa.Integer, sa.ForeignKey("clinics.id"), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.UniqueConstraint("clinic_id", "name"),
    )
    op.create_table(
        "staff_services",
        sa.Column("staff_id", sa.Integer, sa.ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("service", sa.Text, sa.ForeignKey("services.key", ondelete="CASCADE"), primary_key=True),
    )
    op.create_table(
        "opening_hours",
        sa.Column("clinic_id", sa.Integer, sa.ForeignKey("clinics.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("weekday", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("opens", sa.Time, primary_key=True),
        sa.Column("closes", sa.Time, nullable=False),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        sa.CheckConstraint("opens < closes", name="order"),
    )


def create_appointments() -> None:
    op.create_table(
        "appointments",
        sa.Column("id", sa.Integer, sa.Identity(), primary_key=True),
        sa.Column("staff_id", sa.Integer, sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("service", sa.Text, sa.ForeignKey("services.key"), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("phone", sa.Text, nullable=False),
        sa.Column("during", postgresql.TSTZRANGE, nullable=False),
        sa.Column("ref", sa.Text, nullable=False, unique=True),
        sa.Column("status", sa.Text, nullable=False, server_default="booked"),
        sa.Column("created_by", sa.Text, nullable=False, unique=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=NOW),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False, server_default=NOW),
        sa.CheckConstraint("status IN ('booked', 'cancelled')", name="status"),
        sa.CheckConstraint("NOT isempty(during)", name="during"),
        postgresql.ExcludeConstraint(
            (sa.text("int8range(staff_id, staff_id, '[]')"), "&&"),
            ("during", "&&"),
            name="appointments_no_overlap",
            using="gist",
            where=sa.text("status = 'booked'"),
        ),
    )
    booked = sa.text("status = 'booked'")
    op.create_index("appointments_phone_idx", "appointments", ["phone"], postgresql_where=booked)
    op.create_table(
        "appointment_changes",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("appointment_id", sa.Integer, sa.ForeignKey("appointments.id", ondelete="CASCADE"), nullable=False),
        sa.Column("change", sa.Text, nullable=False),
        sa.Column("answer", postgresql.JSONB, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=NOW),
        sa.CheckConstraint("change IN ('move', 'cancel')", name="change"),
    )
    op.create_table(
        "messages",
        sa.Column("id", sa.Integer, sa.Identity(), primary_key=True),
        sa.Column("phone", sa.Text, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("created_by", sa.Text, nullable=False, unique=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=NOW),
    )


def fill_clinic() -> None:
    """Enter Riverside Dental of Pune, with which the shipped flow `scheduling` works from the first call."""
    connection = op.get_bind()
    clinic = connection.scalar(sa.text("INSERT INTO clinics (name) VALUES ('Riverside Dental') RETURNING id"))
    services = [("cleaning", "a cleaning", 30), ("checkup", "a check-up", 30), ("filling", "a filling", 45)]
    connection.execute(
        sa.text("INSERT INTO services (clinic_id, key, label, minutes) VALUES (:clinic, :key, :label, :minutes)"),
        [{"clinic": clinic, "key": key, "label": label, "minutes": minutes} for key, label, minutes in services],
    )
    everything = ("cleaning", "checkup", "filling")
    offers = {
        "Dr Ananya Kulkarni": everything,
        "Dr Rohan Deshpande": everything,
        "Dr Meera Joshi": ("checkup", "filling"),
        "Kavita Shinde": ("cleaning", "checkup"),
    }
    for name, keys in offers.items():
        staff = connection.scalar(
            sa.text("INSERT INTO staff (clinic_id, name) VALUES (:clinic, :name) RETURNING id"),
            {"clinic": clinic, "name": name},
        )
        connection.execute(
            sa.text("INSERT INTO staff_services (staff_id, service) VALUES (:staff, :service)"),
            [{"staff": staff, "service": key} for key in keys],
        )
    weekdays = [(day, time(8), time(18)) for day in range(5)]
    connection.execute(
        sa.text(
            "INSERT INTO opening_hours (clinic_id, weekday, opens, closes) VALUES (:clinic, :day, :opens, :closes)"
        ),
        [
            {"clinic": clinic, "day": day, "opens": opens, "closes": closes}
            for day, opens, closes in [*weekdays, (5, time(8), time(13))]
        ],
    )


def downgrade() -> None:
    for table in (
        "messages", "appointment_changes", "appointments", "opening_hours", "staff_services", "staff", "services",
        "clinics", "call_events", "calls",
    ):  # fmt: skip
        op.drop_table(table)
