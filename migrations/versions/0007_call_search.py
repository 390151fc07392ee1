"""What is searched and counted of calls: a digest of each, its steps and exits, words that were not understood; and
what steps and exits of a whole day come to.

All of it is made anew from the timelines, so nothing is lost with these tables.
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

DIGESTS = (
    "alter table calls add column digest integer",
    # Calls whose digest is still to be made: at most times those that go on.
    "create index calls_undigested_idx on calls (started_at) where digest is null",
    "drop index calls_started_at_idx",
    "create index calls_started_at_idx on calls (started_at, id)",
    "create index calls_flow_started_at_idx on calls (flow, started_at, id)",
    "create index calls_thread_id_idx on calls (thread_id)",
    "create index conversations_open on conversations (worker) where status = 'open'",
    """
    create table call_digests (
        call_id text primary key references calls (id) on delete cascade,
        turns integer not null,
        cost numeric,
        currency text,
        words tsvector not null
    )
    """,
    "create index call_digests_words_idx on call_digests using gin (words) with (fastupdate = off)",
)

STEPS = (
    """
    create table call_steps (
        call_id text not null references calls (id) on delete cascade,
        step text collate "C" not null,
        entered integer not null,
        left_it integer not null,
        hang_ups integer not null,
        no_match integer not null,
        no_input integer not null,
        corrections integer not null,
        transfers integer not null,
        seconds real[] not null,
        latencies_ms integer[] not null,
        primary key (call_id, step)
    )
    """,
    """
    create table call_exits (
        call_id text not null references calls (id) on delete cascade,
        step text collate "C" not null,
        exit text collate "C" not null,
        target text collate "C" not null,
        times integer not null,
        primary key (call_id, step, exit, target)
    )
    """,
    """
    create table call_misses (
        call_id text not null references calls (id) on delete cascade,
        turn integer not null,
        step text collate "C" not null,
        said text collate "C" not null,
        primary key (call_id, turn, step)
    )
    """,
)

# Days are those of UTC. One whose calls were digested since it was added up is stale.
DAYS = (
    "create table stale_days (flow text not null, day date not null, primary key (flow, day))",
    """
    create table step_days (
        flow text not null,
        day date not null,
        version integer,
        step text collate "C" not null,
        calls integer not null,
        entered integer not null,
        left_it integer not null,
        hang_ups integer not null,
        no_match integer not null,
        no_input integer not null,
        corrections integer not null,
        transfers integer not null,
        seconds real[] not null,
        latencies_ms integer[] not null
    )
    """,
    "create index step_days_flow_day_idx on step_days (flow, day)",
    """
    create table exit_days (
        flow text not null,
        day date not null,
        version integer,
        step text collate "C" not null,
        exit text collate "C" not null,
        target text collate "C" not null,
        times integer not null
    )
    """,
    "create index exit_days_flow_day_idx on exit_days (flow, day)",
)
TABLES = (
    "exit_days",
    "step_days",
    "stale_days",
    "call_misses",
    "call_exits",
    "call_steps",
    "call_digests",
)


def upgrade() -> None:
    for statement in (*DIGESTS, *STEPS, *DAYS):
        op.execute(statement)


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"drop table {table}")
    op.execute("drop index conversations_open")
    op.execute("drop index calls_thread_id_idx")
    op.execute("drop index calls_flow_started_at_idx")
    op.execute("drop index calls_started_at_idx")
    op.execute("create index calls_started_at_idx on calls (started_at)")
    op.execute("drop index calls_undigested_idx")
    op.execute("alter table calls drop column digest")
