"""Conversations: the official checkpoint tables, leases, workers, the ledger of actions.

The checkpoint tables are those of langgraph-checkpoint-postgres 3.2, with its numbers in checkpoint_migrations, so
that its own setup finds nothing to do.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

CHECKPOINTS = (
    "create table checkpoint_migrations (v integer primary key)",
    """
    create table checkpoints (
        thread_id text not null,
        checkpoint_ns text not null default '',
        checkpoint_id text not null,
        parent_checkpoint_id text,
        type text,
        checkpoint jsonb not null,
        metadata jsonb not null default '{}',
        primary key (thread_id, checkpoint_ns, checkpoint_id)
    )
    """,
    """
    create table checkpoint_blobs (
        thread_id text not null,
        checkpoint_ns text not null default '',
        channel text not null,
        version text not null,
        type text not null,
        blob bytea,
        primary key (thread_id, checkpoint_ns, channel, version)
    )
    """,
    """
    create table checkpoint_writes (
        thread_id text not null,
        checkpoint_ns text not null default '',
        checkpoint_id text not null,
        task_id text not null,
        idx integer not null,
        channel text not null,
        type text,
        blob bytea not null,
        task_path text not null default '',
        primary key (thread_id, checkpoint_ns, checkpoint_id, task_id, idx)
    )
    """,
    "create index checkpoints_thread_id_idx on checkpoints (thread_id)",
    "create index checkpoint_blobs_thread_id_idx on checkpoint_blobs (thread_id)",
    "create index checkpoint_writes_thread_id_idx on checkpoint_writes (thread_id)",
    "insert into checkpoint_migrations (v) select generate_series(0, 9)",
)

OWNERSHIP = (
    """
    create table call_lease (
        thread_id text primary key,
        epoch bigint not null,
        owner text,
        at timestamptz not null default now()
    )
    """,
    "create table workers (worker text primary key, seen_at timestamptz not null)",
)

LEDGER = (
    """
    create table tool_runs (
        key text primary key,
        thread_id text not null generated always as (split_part(key, ':', 1)) stored,
        action text not null,
        arguments_sha256 text not null,
        status text not null default 'started' check (status in ('started', 'done')),
        outcome text,
        value jsonb,
        attempts integer not null default 1,
        runner text not null,
        claimed_until timestamptz not null,
        started_at timestamptz not null default now(),
        finished_at timestamptz,
        check ((status = 'done') = (outcome is not null))
    )
    """,
    "create index tool_runs_thread_id on tool_runs (thread_id)",
)

CONVERSATIONS = (
    """
    create table conversations (
        thread_id text primary key,
        flow text not null,
        fingerprint text not null,
        caller_key text,
        call_id text not null,
        status text not null default 'open' check (status in ('open', 'dropped', 'closed')),
        result text,
        language text not null,
        worker text not null,
        opened_at timestamptz not null,
        updated_at timestamptz not null,
        closed_at timestamptz,
        resumed_by text,
        resumed_at timestamptz,
        check ((status = 'closed') = (result is not null))
    )
    """,
    "create index conversations_caller on conversations (caller_key, flow, opened_at desc)",
    "create index conversations_call on conversations (call_id)",
    "create index conversations_ended on conversations (closed_at) where closed_at is not null",
    "create table installation_secrets (name text primary key, value bytea not null)",
)

TABLES = (
    "installation_secrets",
    "conversations",
    "tool_runs",
    "workers",
    "call_lease",
    "checkpoint_writes",
    "checkpoint_blobs",
    "checkpoints",
    "checkpoint_migrations",
)


def upgrade() -> None:
    for statement in (*CHECKPOINTS, *OWNERSHIP, *LEDGER, *CONVERSATIONS):
        op.execute(statement)


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"drop table {table}")
