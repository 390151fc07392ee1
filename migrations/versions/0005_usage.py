"""What calls used of their providers, and what processes used without a call."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "call_usage",
        sa.Column("call_id", sa.Text, sa.ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("stream", sa.Integer, primary_key=True, autoincrement=False),
        *_kind(),
        sa.Column("amount", sa.Numeric, nullable=False),
        sa.CheckConstraint("amount >= 0", name="amount"),
    )
    op.create_table(
        "process_usage",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("process", sa.Text, primary_key=True),
        *_kind(),
        sa.Column("amount", sa.Numeric, nullable=False),
        sa.CheckConstraint("amount >= 0", name="amount"),
    )


def downgrade() -> None:
    op.drop_table("process_usage")
    op.drop_table("call_usage")


def _kind() -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, primary_key=True) for name in ("stage", "provider", "model", "unit")]
