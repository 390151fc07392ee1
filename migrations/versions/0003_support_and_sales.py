"""What the flows for support and for sales work with: customers, outages, tickets, leads, demos, wishes of callers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NOW = sa.text("now()")
BOOKED = sa.text("status = 'booked'")


def upgrade() -> None:
    create_support()
    create_sales()
    create_wishes()


def create_support() -> None:
    op.create_table(
        "customers",
        sa.Column("id", sa.Integer, sa.Identity(), primary_key=True),
        sa.Column("account", sa.Text, nullable=False, unique=True),
        sa.Column("first_name", sa.Text, nullable=False),
        sa.Column("last_name", sa.Text, nullable=False),
        sa.Column("phone", sa.Text),
        sa.Column("postcode", sa.Text, nullable=False),
        sa.Column("line", sa.Text, nullable=False, server_default="up"),
        sa.Column("line_seen_at", sa.DateTime(timezone=True), nullable=False, server_default=NOW),
        sa.Column("source", sa.Text, nullable=False),
        sa.CheckConstraint("line IN ('up', 'degraded', 'down')", name="line"),
    )
    op.create_index("customers_phone_idx", "customers", ["phone"])
    op.create_table(
        "outages",
        sa.Column("id", sa.Integer, sa.Identity(), primary_key=True),
        sa.Column("postcode", sa.Text, nullable=False),
        sa.Column("begins", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text, nullable=False, server_default=""),
        sa.Column("source", sa.Text, nullable=False),
        sa.CheckConstraint("begins < until", name="order"),
    )
    op.create_index("outages_postcode_idx", "outages", ["postcode", "until"])
    op.create_table(
        "tickets",
        sa.Column("id", sa.Integer, sa.Identity(), primary_key=True),
        sa.Column("number", sa.Text, nullable=False, unique=True),
        sa.Column("customer_id", sa.Integer, sa.ForeignKey("customers.id")),
        sa.Column("issue", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False, server_default=""),
        sa.Column("tried", sa.Text, nullable=False, server_default=""),
        sa.Column("phone", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False, server_default="open"),
        sa.Column("note", sa.Text, nullable=False, server_default=""),
        sa.Column("source", sa.Text, nullable=False, server_default="call"),
        sa.Column("created_by", sa.Text, nullable=False, unique=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=NOW),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False, server_default=NOW),
        sa.CheckConstraint("number ~ '^[1-9][0-9]{5}$'", name="number"),
        sa.CheckConstraint("status IN ('open', 'in progress', 'closed')", name="status"),
    )
    op.create_index("tickets_customer_id_idx", "tickets", ["customer_id"])


def create_sales() -> None:
    op.create_table(
        "leads",
        sa.Column("id", sa.Integer, sa.Identity(), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("need", sa.Text, nullable=False, server_default=""),
        sa.Column("score", sa.Double, nullable=False),
        sa.Column("created_by", sa.Text, nullable=False, unique=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=NOW),
    )
    op.create_table(
        "specialists",
        sa.Column("id", sa.Integer, sa.Identity(), primary_key=True),
        sa.Column("name", sa.Text, nullable=False, unique=True),
        sa.Column("source", sa.Text, nullable=False),
    )
    op.create_table(
        "specialist_hours",
        sa.Column("specialist_id", sa.Integer, sa.ForeignKey("specialists.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("weekday", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("opens", sa.Time, primary_key=True),
        sa.Column("closes", sa.Time, nullable=False),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        sa.CheckConstraint("opens < closes", name="order"),
    )
    op.create_table(
        "demos",
        sa.Column("id", sa.Integer, sa.Identity(), primary_key=True),
        sa.Column("specialist_id", sa.Integer, sa.ForeignKey("specialists.id"), nullable=False),
        sa.Column("lead_id", sa.Integer, sa.ForeignKey("leads.id"), nullable=False),
        sa.Column("during", postgresql.TSTZRANGE, nullable=False),
        sa.Column("status", sa.Text, nullable=False, server_default="booked"),
        sa.Column("created_by", sa.Text, nullable=False, unique=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=NOW),
        sa.CheckConstraint("status IN ('booked', 'cancelled')", name="status"),
        sa.CheckConstraint("NOT isempty(during)", name="during"),
        postgresql.ExcludeConstraint(
            (sa.text("int8range(specialist_id, specialist_id, '[]')"), "&&"),
            ("during", "&&"),
            name="demos_no_overlap",
            using="gist",
            where=BOOKED,
        ),
    )


def create_wishes() -> None:
    op.create_table(
        "do_not_call",
        sa.Column("number", sa.Text, primary_key=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("call_id", sa.Text),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False, server_default=NOW),
        sa.CheckConstraint("number ~ '^[+][0-9]{3,15}$'", name="number"),
    )
    # No foreign key: a wish is kept even when the call's own row is late or never comes.
    op.create_table(
        "recording_refusals",
        sa.Column("call_id", sa.Text, primary_key=True),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=False, server_default=NOW),
    )


def downgrade() -> None:
    for table in (
        "recording_refusals", "do_not_call", "demos", "specialist_hours", "specialists", "leads", "tickets", "outages",
        "customers",
    ):  # fmt: skip
        op.drop_table(table)
