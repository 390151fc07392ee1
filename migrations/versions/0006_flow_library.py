"""The library of flows: drafts with their history, releases, environments, numbers; and what each call ran."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ENVIRONMENTS = "environment IN ('test', 'live')"


def upgrade() -> None:
    op.create_table(
        "flows",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("based_on", sa.Integer),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("languages", sa.ARRAY(sa.Text), nullable=False),
        sa.Column("steps", sa.Integer, nullable=False),
        sa.Column("errors", sa.Integer, nullable=False),
        _now("created_at"),
        sa.Column("archived_at", sa.DateTime(timezone=True)),
    )
    op.create_table(
        "flow_revisions",
        sa.Column("flow", sa.Text, sa.ForeignKey("flows.name", ondelete="CASCADE"), primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("label", sa.Text, nullable=False),
        *_content(),
        _now("saved_at"),
        sa.Column("saved_by", sa.Text, nullable=False),
    )
    op.create_table(
        "flow_releases",
        sa.Column("flow", sa.Text, sa.ForeignKey("flows.name", ondelete="CASCADE"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        *_content(),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("passed", sa.Integer, nullable=False),
        sa.Column("failed", sa.Integer, nullable=False),
        sa.Column("override", sa.Text),
        _now("released_at"),
        sa.Column("released_by", sa.Text, nullable=False),
    )
    op.create_index("flow_releases_fingerprint_idx", "flow_releases", ["fingerprint"])
    _pointers()
    op.add_column("calls", sa.Column("version", sa.Integer))
    op.add_column("calls", sa.Column("environment", sa.Text))


def _pointers() -> None:
    op.create_table(
        "flow_environments",
        sa.Column("flow", sa.Text, primary_key=True),
        sa.Column("environment", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("challenger", sa.Integer),
        sa.Column("share", sa.Double, nullable=False),
        sa.Column("follows", sa.Boolean, nullable=False, server_default=sa.false()),
        _now("changed_at"),
        sa.Column("changed_by", sa.Text, nullable=False),
        _to_release("version", "flow_environments_flow_fkey"),
        _to_release("challenger", "flow_environments_challenger_fkey"),
        sa.CheckConstraint(ENVIRONMENTS, name="environment"),
        sa.CheckConstraint("share BETWEEN 0 AND 1", name="share"),
    )
    op.create_table(
        "phone_numbers",
        sa.Column("number", sa.Text, primary_key=True),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("flow", sa.Text, sa.ForeignKey("flows.name"), nullable=False),
        sa.Column("environment", sa.Text, nullable=False),
        _now("changed_at"),
        sa.Column("changed_by", sa.Text, nullable=False),
        sa.CheckConstraint("number ~ '^[+][0-9]{3,15}$'", name="number"),
        sa.CheckConstraint(ENVIRONMENTS, name="environment"),
    )


def downgrade() -> None:
    op.drop_column("calls", "environment")
    op.drop_column("calls", "version")
    for table in ("phone_numbers", "flow_environments", "flow_releases", "flow_revisions", "flows"):
        op.drop_table(table)


def _content() -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in ("document", "yaml", "layout")]


def _now(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now())


def _to_release(column: str, name: str) -> sa.ForeignKeyConstraint:
    columns, of = ["flow", column], ["flow_releases.flow", "flow_releases.number"]
    return sa.ForeignKeyConstraint(columns, of, name=name, ondelete="CASCADE")
