"""Secrets that tools need, each encrypted under a data key."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

STATEMENTS: tuple[str, ...] = (
    """
    create table secrets (
        name text primary key constraint secrets_name_check check (name ~ '^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$'),
        sealed bytea not null,
        made_at timestamptz not null default now(),
        changed_at timestamptz not null default now()
    )
    """,
)


def upgrade() -> None:
    """Create what is new."""
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Undo it. The secrets are lost."""
    op.execute("drop table secrets")
