"""Who saw, changed, published, listened, exported and erased: a chain of records; and what is left of old calls.

The chain is made where it is kept: whatever is inserted gets its number, and the hash of what stood last, under a lock
that all writers share. A row is never changed or deleted, by nobody: that is refused before it is looked who asks.
"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

LOG = """
create table audit_log (
    ordinal bigint primary key,
    at timestamptz not null,
    who text not null,
    did text not null,
    what text not null,
    details jsonb not null,
    before bytea not null,
    hash bytea not null,
    constraint audit_log_hash_check check (octet_length(before) = 32 and octet_length(hash) = 32)
)
"""

# As `agent.safety.audit.chain.canonical`: every part as a netstring, so that none can be taken for two others.
HASH = """
create function audit_hash(
    before bytea, ordinal bigint, at timestamptz, who text, did text, what text, details jsonb
) returns bytea language sql stable as $$
    select sha256(before || string_agg(
        convert_to(octet_length(part.bytes)::text || ':', 'UTF8') || part.bytes || convert_to(',', 'UTF8'),
        ''::bytea order by part.place
    ))
    from (
        select place, convert_to(value, 'UTF8') as bytes
        from unnest(array[
            'trunkline-audit-1', ordinal::text, (extract(epoch from at) * 1000000)::bigint::text, who, did, what,
            details::text
        ]) with ordinality as given (value, place)
    ) part
$$
"""

# The lock is held until the transaction ends; each statement in here sees what was committed until it was got.
CHAIN = """
create function chain_audit() returns trigger language plpgsql as $$
declare
    last record;
begin
    perform pg_advisory_xact_lock(7311002);
    select ordinal, hash into last from audit_log order by ordinal desc limit 1;
    new.ordinal := coalesce(last.ordinal, 0) + 1;
    new.before := coalesce(last.hash, decode(repeat('00', 32), 'hex'));
    new.hash := audit_hash(new.before, new.ordinal, new.at, new.who, new.did, new.what, new.details);
    return new;
end
$$
"""

REFUSE = """
create function refuse_audit_change() returns trigger language plpgsql as $$
begin
    raise exception 'The audit log is only added to: % is refused.', tg_op using errcode = 'insufficient_privilege';
end
$$
"""

# “Always”: also where a session plays a replica, in which other triggers keep still.
TRIGGERS = (
    "create trigger audit_log_chained before insert on audit_log for each row execute function chain_audit()",
    """
    create trigger audit_log_kept before update or delete on audit_log
    for each row execute function refuse_audit_change()
    """,
    """
    create trigger audit_log_whole before truncate on audit_log
    for each statement execute function refuse_audit_change()
    """,
    "alter table audit_log enable always trigger audit_log_chained",
    "alter table audit_log enable always trigger audit_log_kept",
    "alter table audit_log enable always trigger audit_log_whole",
)

# What of a call went already. The indexes hold the calls of which something is left to go.
CALLS = (
    "alter table calls add column transcript_deleted_at timestamptz",
    "alter table calls add column anonymised_at timestamptz",
    "create index calls_transcribed_idx on calls (started_at) where transcript_deleted_at is null",
    "create index calls_named_idx on calls (started_at) where anonymised_at is null",
)

STATEMENTS: tuple[str, ...] = (
    LOG,
    "create index audit_log_at_idx on audit_log (at)",
    "create index audit_log_who_idx on audit_log (who, ordinal)",
    "create index audit_log_did_idx on audit_log (did, ordinal)",
    "create index audit_log_what_idx on audit_log (what, ordinal)",
    HASH,
    CHAIN,
    REFUSE,
    *TRIGGERS,
    *CALLS,
)


def upgrade() -> None:
    """Create what is new."""
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Undo it. What the log told is lost."""
    for column in ("anonymised_at", "transcript_deleted_at"):
        op.execute(f"alter table calls drop column {column}")
    op.execute("drop table audit_log")
    for function in ("refuse_audit_change()", "chain_audit()"):
        op.execute(f"drop function {function}")
    op.execute("drop function audit_hash(bytea, bigint, timestamptz, text, text, text, jsonb)")
