"""What outlives a call: flow versions that conversations are pinned to, the journal of turns, profiles of callers.

What a caller said or is remembered by lies in `jsonb` columns only, which can be encrypted as a whole.
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    create table flow_versions (
        fingerprint text primary key,
        flow text not null,
        title text not null,
        document text not null,
        created_at timestamptz not null default now()
    )
    """,
    "create index flow_versions_flow on flow_versions (flow, created_at desc)",
    """
    create table turns (
        thread_id text not null,
        turn integer not null,
        heard jsonb not null,
        at timestamptz not null default now(),
        replays integer not null default 0,
        primary key (thread_id, turn)
    )
    """,
    """
    create table caller_profiles (
        caller_key text not null,
        flow text not null,
        remembered jsonb not null,
        saved_at timestamptz not null,
        expires_at timestamptz not null,
        primary key (caller_key, flow)
    )
    """,
    "create index caller_profiles_expires on caller_profiles (expires_at)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    for table in ("caller_profiles", "turns", "flow_versions"):
        op.execute(f"drop table {table}")
