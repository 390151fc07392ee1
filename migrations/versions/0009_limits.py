"""What callers, numbers and models may use: limits, lists, counts, calls that go on, and calls that were refused.

Two functions decide and count. Each takes one lock that all workers share, so what it reads is what it counts on; what
it writes need not be on the disk before the caller is answered.
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLES: tuple[str, ...] = (
    """
    create table limits (
        tenant text not null,
        name text not null,
        most numeric,
        changed_at timestamptz not null default now(),
        changed_by text not null,
        primary key (tenant, name),
        constraint limits_most_check check (most >= 0)
    )
    """,
    """
    create table listed_numbers (
        tenant text not null,
        pattern text not null,
        rule text not null,
        how text not null,
        reason text not null,
        until timestamptz,
        changed_at timestamptz not null default now(),
        changed_by text not null,
        primary key (tenant, pattern),
        constraint listed_numbers_rule_check check (rule in ('block', 'allow')),
        constraint listed_numbers_how_check check (how in ('sentence', 'reject'))
    )
    """,
    """
    create table limit_counts (
        tenant text not null,
        scope text not null,
        key text not null,
        period text not null,
        began timestamptz not null,
        calls integer not null default 0,
        seconds numeric not null default 0,
        tokens numeric not null default 0,
        money numeric not null default 0,
        primary key (tenant, scope, key, period, began),
        constraint limit_counts_period_check check (period in ('minute', 'hour', 'day'))
    )
    """,
    "create index limit_counts_began_idx on limit_counts (began)",
    """
    create table call_slots (
        call_id text primary key,
        worker text not null,
        tenant text not null,
        caller text,
        callee text,
        expires_at timestamptz not null,
        seconds numeric not null default 0,
        tokens numeric not null default 0,
        money numeric not null default 0
    )
    """,
    "create index call_slots_expires_at_idx on call_slots (expires_at)",
    """
    create table refused_calls (
        tenant text not null,
        hour timestamptz not null,
        why text not null,
        caller text not null,
        callee text not null,
        calls integer not null,
        last_at timestamptz not null,
        primary key (tenant, hour, why, caller, callee)
    )
    """,
)

# The name of the limit that leaves no room, or null: the call is counted, and has its place until its lease ends. Asked
# again about a call that has one, it is let in and not counted again: Twilio may ask twice.
ADMIT = """
create function admit_call(asked jsonb, lease interval, silence interval) returns text language plpgsql as $$
declare
    reached text;
    moment timestamptz;
begin
    perform set_config('synchronous_commit', 'off', true);
    perform pg_advisory_xact_lock(7311001);
    moment := clock_timestamp();
    if exists (select from call_slots where call_id = asked ->> 'call_id' and expires_at > moment) then
        return null;
    end if;

    select c.scope || case when coalesce(k.calls, 0) >= c.calls then '.calls.' else '.minutes.' end || c.period
    into reached
    from rows from (
        jsonb_to_recordset(asked -> 'counters')
        as (tenant text, scope text, key text, period text, began timestamptz, calls bigint, seconds numeric)
    ) with ordinality as c (tenant, scope, key, period, began, calls, seconds, place)
    left join limit_counts k on k.tenant = c.tenant and k.scope = c.scope and k.key = c.key
        and k.period = c.period and k.began = c.began
    where coalesce(k.calls, 0) >= c.calls or coalesce(k.seconds, 0) >= c.seconds
    order by c.place limit 1;
    if reached is not null then
        return reached;
    end if;

    with held as (
        select s.tenant, s.caller, s.callee
        from call_slots s join workers w on w.worker = s.worker
        where s.expires_at > moment and w.seen_at > moment - silence
    )
    select b.scope || '.at_once' into reached
    from rows from (
        jsonb_to_recordset(asked -> 'bounds') as (scope text, key text, most bigint)
    ) with ordinality as b (scope, key, most, place)
    where b.most <= (
        select count(*) from held h
        where case b.scope
            when 'all' then true
            when 'tenant' then h.tenant = b.key
            when 'callee' then h.callee = b.key
            else h.caller = b.key
        end
    )
    order by b.place limit 1;
    if reached is not null then
        return reached;
    end if;

    insert into limit_counts as k (tenant, scope, key, period, began, calls)
    select c.tenant, c.scope, c.key, c.period, c.began, 1
    from jsonb_to_recordset(asked -> 'counters')
        as c (tenant text, scope text, key text, period text, began timestamptz)
    on conflict (tenant, scope, key, period, began) do update set calls = k.calls + 1;

    insert into call_slots as s (call_id, worker, tenant, caller, callee, expires_at)
    values (
        asked ->> 'call_id', asked ->> 'worker', asked ->> 'tenant', asked ->> 'caller', asked ->> 'callee',
        moment + lease
    )
    on conflict (call_id) do update set worker = excluded.worker, expires_at = excluded.expires_at;
    return null;
end
$$
"""

# What calls have used so far, each as a sum that only grows; counted is what was added since the last time. Returns the
# calls that have reached a limit of minutes, by its name.
KEEP = """
create function keep_calls(told jsonb, lease interval) returns table (call_id text, reached text)
language plpgsql as $$
#variable_conflict use_column
declare
    moment timestamptz;
begin
    perform set_config('synchronous_commit', 'off', true);
    perform pg_advisory_xact_lock(7311001);
    moment := clock_timestamp();
    return query
    with told_of as (
        select *
        from jsonb_to_recordset(told -> 'calls') as t (
            call_id text, tenant text, caller text, callee text, seconds numeric, tokens numeric, money numeric,
            held boolean, counters jsonb
        )
    ),
    grown as (
        select t.*,
            greatest(0, t.seconds - coalesce(s.seconds, 0)) as more_seconds,
            greatest(0, t.tokens - coalesce(s.tokens, 0)) as more_tokens,
            greatest(0, t.money - coalesce(s.money, 0)) as more_money
        from told_of t left join call_slots s on s.call_id = t.call_id
    ),
    counted_in as (
        select g.call_id, g.held, c.*, c_place.place, g.more_seconds, g.more_tokens, g.more_money
        from grown g
        cross join lateral jsonb_array_elements(g.counters) with ordinality as c_place (counter, place)
        cross join lateral jsonb_to_record(c_place.counter)
            as c (tenant text, scope text, key text, period text, began timestamptz, most_seconds numeric)
    ),
    counted as (
        insert into limit_counts as k (tenant, scope, key, period, began, seconds, tokens, money)
        select i.tenant, i.scope, i.key, i.period, i.began,
            sum(i.more_seconds), sum(i.more_tokens), sum(i.more_money)
        from counted_in i
        group by i.tenant, i.scope, i.key, i.period, i.began
        on conflict (tenant, scope, key, period, began) do update
        set seconds = k.seconds + excluded.seconds, tokens = k.tokens + excluded.tokens,
            money = k.money + excluded.money
        returning k.tenant, k.scope, k.key, k.period, k.began, k.seconds
    ),
    kept as (
        insert into call_slots as s (
            call_id, worker, tenant, caller, callee, expires_at, seconds, tokens, money
        )
        select g.call_id, told ->> 'worker', g.tenant, g.caller, g.callee,
            case when g.held then moment + lease else moment end, g.seconds, g.tokens, g.money
        from grown g
        on conflict (call_id) do update
        set worker = excluded.worker, expires_at = excluded.expires_at,
            seconds = greatest(s.seconds, excluded.seconds), tokens = greatest(s.tokens, excluded.tokens),
            money = greatest(s.money, excluded.money)
    )
    select distinct on (i.call_id) i.call_id, i.scope || '.minutes.' || i.period
    from counted_in i
    join counted k using (tenant, scope, key, period, began)
    where i.held and k.seconds >= i.most_seconds
    order by i.call_id, i.place;
end
$$
"""


def upgrade() -> None:
    for statement in (*TABLES, ADMIT, KEEP):
        op.execute(statement)


def downgrade() -> None:
    op.execute("drop function keep_calls (jsonb, interval)")
    op.execute("drop function admit_call (jsonb, interval, interval)")
    for table in ("refused_calls", "call_slots", "limit_counts", "listed_numbers", "limits"):
        op.execute(f"drop table {table}")
