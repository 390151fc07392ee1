"""Tenants: every row says whose it is, and the database shows a connection the rows of its tenant alone.

A connection names its tenant in the setting `trunkline.tenant`; one that names none sees nothing and can add nothing.
Row-level security (https://www.postgresql.org/docs/current/ddl-rowsecurity.html) holds for the tables' owner, too
(`force`). It does not hold for superusers: where the tables are theirs, Trunkline's connections become the role
`trunkline_app`, which this makes.

Keys that people choose, such as names of flows, are a tenant's own. Those that are drawn, such as ids of conversations,
or are a vendor's, such as ids of calls, are the same for all.
"""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

THE_FIRST = "main"
"""The tenant that there always is: whatever was there before is its."""

WITH_TENANT = ("limits", "listed_numbers", "limit_counts", "call_slots", "refused_calls", "data_keys")
"""Tables that have the column already."""

OWNED = (
    *WITH_TENANT,
    "accounts",
    "api_keys",
    "appointment_changes",
    "appointments",
    "audit_log",
    "call_digests",
    "call_events",
    "call_exits",
    "call_lease",
    "call_misses",
    "call_steps",
    "call_usage",
    "caller_profiles",
    "calls",
    "checkpoint_blobs",
    "checkpoint_writes",
    "checkpoints",
    "clinics",
    "conversations",
    "customers",
    "demos",
    "do_not_call",
    "exit_days",
    "flow_environments",
    "flow_releases",
    "flow_replays",
    "flow_revisions",
    "flow_versions",
    "flows",
    "installation_secrets",
    "leads",
    "messages",
    "opening_hours",
    "outages",
    "phone_numbers",
    "process_usage",
    "recording_refusals",
    "replayed_calls",
    "secrets",
    "services",
    "sessions",
    "setup_links",
    "sign_in_tries",
    "sign_in_trips",
    "specialist_hours",
    "specialists",
    "staff",
    "staff_services",
    "stale_days",
    "step_days",
    "tickets",
    "tool_runs",
    "turns",
)

PRIMARY_KEYS: Mapping[str, Sequence[str]] = {
    "audit_log": ["ordinal"],
    "caller_profiles": ["caller_key", "flow"],
    "data_keys": ["id"],
    "do_not_call": ["number"],
    "flow_environments": ["flow", "environment"],
    "flow_releases": ["flow", "number"],
    "flow_revisions": ["flow", "revision"],
    "flow_versions": ["fingerprint"],
    "flows": ["name"],
    "installation_secrets": ["name"],
    "phone_numbers": ["number"],
    "secrets": ["name"],
    "services": ["key"],
    "setup_links": ["purpose"],
    "sign_in_tries": ["who"],
    "stale_days": ["flow", "day"],
    "staff_services": ["staff_id", "service"],
}
"""Those that become a tenant's own."""

UNIQUE: Mapping[str, Sequence[Sequence[str]]] = {
    "accounts": (["email"], ["issuer", "subject"]),
    "appointments": (["ref"], ["created_by"]),
    "clinics": (["name"],),
    "customers": (["account"],),
    "specialists": (["name"],),
    "demos": (["created_by"],),
    "leads": (["created_by"],),
    "messages": (["created_by"],),
    "tickets": (["number"], ["created_by"]),
}

REFERENCES: Mapping[str, tuple[str, Sequence[str], str, Sequence[str], str]] = {
    "flow_releases_flow_fkey": ("flow_releases", ["flow"], "flows", ["name"], " on delete cascade"),
    "flow_revisions_flow_fkey": ("flow_revisions", ["flow"], "flows", ["name"], " on delete cascade"),
    "flow_replays_flow_fkey": ("flow_replays", ["flow"], "flows", ["name"], " on delete cascade"),
    "phone_numbers_flow_fkey": ("phone_numbers", ["flow"], "flows", ["name"], ""),
    "flow_environments_flow_fkey": (
        "flow_environments",
        ["flow", "version"],
        "flow_releases",
        ["flow", "number"],
        " on delete cascade",
    ),
    "flow_environments_challenger_fkey": (
        "flow_environments",
        ["flow", "challenger"],
        "flow_releases",
        ["flow", "number"],
        " on delete cascade",
    ),
    "appointments_service_fkey": ("appointments", ["service"], "services", ["key"], ""),
    "staff_services_service_fkey": ("staff_services", ["service"], "services", ["key"], " on delete cascade"),
}
"""Table, columns, what they refer to, and what becomes of a row whose reference goes."""

INDEXES: Mapping[str, tuple[str, str, str]] = {
    "calls_started_at_idx": ("calls", "started_at, id", ""),
    "calls_flow_started_at_idx": ("calls", "flow, started_at, id", ""),
    "calls_undigested_idx": ("calls", "started_at", " where digest is null"),
    "calls_transcribed_idx": ("calls", "started_at", " where transcript_deleted_at is null"),
    "calls_named_idx": ("calls", "started_at", " where anonymised_at is null"),
    "audit_log_at_idx": ("audit_log", "at", ""),
    "audit_log_who_idx": ("audit_log", "who, ordinal", ""),
    "audit_log_did_idx": ("audit_log", "did, ordinal", ""),
    "audit_log_what_idx": ("audit_log", "what, ordinal", ""),
    "exit_days_flow_day_idx": ("exit_days", "flow, day", ""),
    "step_days_flow_day_idx": ("step_days", "flow, day", ""),
}
"""Of lists: they are read for one tenant, so they are kept by tenant."""

TENANTS = """
create table tenants (
    name text primary key constraint tenants_name_check check (name ~ '^[a-z][a-z0-9-]{0,30}$' and name <> 'main'),
    host text not null unique constraint tenants_host_check check (host = lower(host) and host <> ''),
    sealed bytea,
    leaves_at timestamptz,
    created_at timestamptz not null default now(),
    changed_at timestamptz not null default now()
)
"""

# Who may see what, where it is not simply the rows of one's tenant: the sums over all tenants belong to everybody; and
# `admit_call` counts the calls that all tenants have at once.
MINE = "tenant = current_setting('trunkline.tenant', true)"
OTHERWISE: Mapping[str, str] = {
    "limit_counts": f"({MINE} or tenant = '')",
    "call_slots": f"({MINE} or current_setting('trunkline.counting', true) = 'on')",
    "tenants": "current_setting('trunkline.tenant', true) in ('main', name)",
}

OF_ALL = """
create policy limits_of_all on limits for select using (tenant = 'main' and name like 'all.%')
"""
"""The limits over all tenants hold for each of them."""

ROLE = """
do $$
begin
    if not (select rolsuper or rolbypassrls from pg_roles where rolname = current_user) then
        return;  -- what binds the owner binds this role
    end if;
    begin
        create role trunkline_app nologin;
    exception
        when duplicate_object or unique_violation then
            null;  -- another database of this server has it
        when insufficient_privilege then
            return;  -- one tenant goes on as before; others are not opened
    end;
    if not pg_has_role(current_user, 'trunkline_app', 'member') then
        begin
            execute format('grant trunkline_app to %I', current_user);
        exception when insufficient_privilege then
            return;
        end;
    elsif not (select rolsuper from pg_roles where rolname = current_user) then
        execute format('grant trunkline_app to %I', current_user);  -- whoever made it is not yet let become it
    end if;
    grant usage on schema public to trunkline_app;
    grant select, insert, update, delete on all tables in schema public to trunkline_app;
    grant usage, select on all sequences in schema public to trunkline_app;
    alter default privileges in schema public grant select, insert, update, delete on tables to trunkline_app;
    alter default privileges in schema public grant usage, select on sequences to trunkline_app;
    revoke update, delete on audit_log from trunkline_app;
    if (select rolsuper from pg_roles where rolname = current_user) then
        -- Without this, a search by words may not use its index before the rows of others are left out.
        alter function pg_catalog.ts_match_vq(tsvector, tsquery) leakproof;
    end if;
end
$$
"""

NO_ROLE = """
do $$
begin
    if exists (select from pg_roles where rolname = 'trunkline_app') then
        alter default privileges in schema public revoke all on tables from trunkline_app;
        alter default privileges in schema public revoke all on sequences from trunkline_app;
        revoke all on all tables in schema public from trunkline_app;
        revoke all on all sequences in schema public from trunkline_app;
        revoke all on schema public from trunkline_app;
    end if;
end
$$
"""

# A chain for each tenant. That of the first begins as it always did.
CHAIN = """
create or replace function chain_audit() returns trigger language plpgsql as $$
declare
    last record;
begin
    perform pg_advisory_xact_lock(7311002, hashtext(new.tenant));
    select ordinal, hash into last from audit_log where tenant = new.tenant order by ordinal desc limit 1;
    new.ordinal := coalesce(last.ordinal, 0) + 1;
    new.before := coalesce(last.hash, case
        when new.tenant = 'main' then decode(repeat('00', 32), 'hex')
        else sha256(convert_to('trunkline-audit-1:' || new.tenant, 'UTF8'))
    end);
    new.hash := audit_hash(new.before, new.ordinal, new.at, new.who, new.did, new.what, new.details);
    return new;
end
$$
"""

# Of the calls at once those of a caller's or a callee's number are counted within the tenant.
ALL_AT_ONCE = """when 'all' then true
            when 'tenant' then h.tenant = b.key
            when 'callee' then h.callee = b.key
            else h.caller = b.key"""
TENANTS_OWN = """when 'all' then true
            when 'tenant' then h.tenant = b.key
            when 'callee' then h.callee = b.key and h.tenant = asked ->> 'tenant'
            else h.caller = b.key and h.tenant = asked ->> 'tenant'"""

# As in 0009, which is called count_call now; while it counts, it sees the calls at once of all tenants. (A setting of
# the function itself would ask for a superuser.)
ADMIT = """
create function admit_call(asked jsonb, lease interval, silence interval) returns text language plpgsql as $$
declare
    reached text;
begin
    perform set_config('trunkline.counting', 'on', true);
    reached := count_call(asked, lease, silence);
    perform set_config('trunkline.counting', 'off', true);
    return reached;
end
$$
"""

FORMER_CHAIN = """
create or replace function chain_audit() returns trigger language plpgsql as $$
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


def upgrade() -> None:
    """Create what is new."""
    for table in OWNED:
        if table not in WITH_TENANT:
            op.execute(f"alter table {table} add column tenant text not null default '{THE_FIRST}'")
        op.execute(f"alter table {table} alter column tenant set default current_setting('trunkline.tenant')")
    _rekey(["tenant"])
    op.execute(CHAIN)
    op.execute("alter function admit_call (jsonb, interval, interval) rename to count_call")
    _recount(ALL_AT_ONCE, TENANTS_OWN)
    op.execute(ADMIT)
    op.execute(TENANTS)
    op.execute("alter table workers add column tenant text default current_setting('trunkline.tenant', true)")
    for table in (*OWNED, "tenants"):
        op.execute(f"alter table {table} enable row level security, force row level security")
        seen = OTHERWISE.get(table, MINE)
        written = MINE if table == "call_slots" else seen
        op.execute(f"create policy {table}_of_tenant on {table} using ({seen}) with check ({written})")
    op.execute(OF_ALL)
    op.execute(ROLE)


def downgrade() -> None:
    """Undo it. Refused as long as there are other tenants: what is theirs would become the first one's."""
    op.execute(NO_ROLE)
    op.execute("drop policy limits_of_all on limits")
    for table in (*OWNED, "tenants"):
        op.execute(f"drop policy {table}_of_tenant on {table}")
        op.execute(f"alter table {table} no force row level security, disable row level security")
    for table in ("tenants", *OWNED):
        where = "" if table == "tenants" else " where tenant not in ('main', '')"
        op.execute(
            f"do $$ begin if exists (select from {table}{where}) then raise exception "
            f"'there are tenants, in {table}: “trunkline tenant list” tells which; remove them first'; end if; end $$"
        )
    op.execute("drop table tenants")
    op.execute("alter table workers drop column tenant")
    op.execute("drop function admit_call (jsonb, interval, interval)")
    _recount(TENANTS_OWN, ALL_AT_ONCE)
    op.execute("alter function count_call (jsonb, interval, interval) rename to admit_call")
    op.execute(FORMER_CHAIN)
    _rekey([])
    for table in OWNED:
        if table in WITH_TENANT:
            op.execute(f"alter table {table} alter column tenant drop default")
        else:
            op.execute(f"alter table {table} drop column tenant")


def _recount(former: str, present: str) -> None:
    """Make the function anew with another way of counting."""
    source = op.get_bind().scalar(
        sa.text("select prosrc from pg_proc where proname = 'count_call' and pronamespace = 'public'::regnamespace")
    )
    assert source.count(former) == 1, "as 0009 made it"
    op.get_bind().exec_driver_sql(
        "create or replace function count_call(asked jsonb, lease interval, silence interval) returns text"
        f" language plpgsql as $count${source.replace(former, present)}$count$"
    )


def _rekey(first: Sequence[str]) -> None:
    """Make all keys, references and indexes anew, with these columns before the others."""

    def listed(columns: Sequence[str]) -> str:
        return ", ".join([*first, *columns])

    for name, (table, *_) in REFERENCES.items():
        op.execute(f"alter table {table} drop constraint {name}")
    for table, columns in PRIMARY_KEYS.items():
        op.execute(f"alter table {table} drop constraint {table}_pkey")
        op.execute(f"alter table {table} add constraint {table}_pkey primary key ({listed(columns)})")
    for table, keys in UNIQUE.items():
        for columns in keys:
            name = f"{table}_{columns[0]}_key"
            op.execute(f"alter table {table} drop constraint {name}")
            op.execute(f"alter table {table} add constraint {name} unique ({listed(columns)})")
    for name, (table, columns, other, theirs, fate) in REFERENCES.items():
        refers = f"foreign key ({listed(columns)}) references {other} ({listed(theirs)}){fate}"
        op.execute(f"alter table {table} add constraint {name} {refers}")
    op.execute("drop index flow_replays_running_idx")
    op.execute(
        f"create unique index flow_replays_running_idx on flow_replays ({listed(['flow'])}) where state = 'running'"
    )
    for name, (table, written, where) in INDEXES.items():
        op.execute(f"drop index {name}")
        op.execute(f"create index {name} on {table} ({', '.join([*first, written])}){where}")
