"""Ways to the OpenID provider know from where they were begun, so that one client cannot take all the room."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column. Those that are under way are all of one source, and are over in ten minutes."""
    op.execute("alter table sign_in_trips add column source bytea not null default ''::bytea")
    op.execute("alter table sign_in_trips alter column source drop default")
    op.execute("create index sign_in_trips_source_idx on sign_in_trips (source, began_at)")


def downgrade() -> None:
    """Undo it."""
    op.execute("alter table sign_in_trips drop column source")
