"""Keys under which what is kept of conversations is encrypted.

`data_keys`: each wrapped by the master key, which lies outside the database. Conversations say for how long they may be
taken up again, and since when nothing of what was said in them is kept.
"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

STATEMENTS: tuple[str, ...] = (
    """
    create table data_keys (
        id integer primary key,
        tenant text not null,
        wrapped bytea not null,
        master text not null,
        made_at timestamptz not null default now(),
        retired_at timestamptz
    )
    """,
    "alter table conversations add column resume_s integer not null default 86400",
    "alter table conversations alter column resume_s set default 0",
    "alter table conversations add column emptied_at timestamptz",
    "create index conversations_full on conversations (updated_at) where emptied_at is null",
)


def upgrade() -> None:
    """Create what is new."""
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Undo it. What was encrypted cannot be read any more."""
    op.execute("drop index conversations_full")
    op.execute("alter table conversations drop column emptied_at")
    op.execute("alter table conversations drop column resume_s")
    op.execute("drop table data_keys")
