"""Which values are not encrypted under the newest key, and the statements that rewrite them.

A row is rewritten only while it holds what was read. Envelopes are told apart by their first six bytes
(`envelope.prefixes`), or the eight characters of base64 that these are.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """One table to go through."""

    name: str
    key: tuple[str, ...]
    """The columns of its primary key."""
    types: tuple[str, ...]
    values: str
    """What else is read."""
    wanting: str
    """The rows that are to be rewritten. $1: what envelopes under the newest key begin with."""
    rewrite: str
    """Takes columns of keys, new values and old ones. Returns how many rows it has rewritten."""

    @property
    def page(self) -> str:
        """$1 as above, $2: how many rows, and from $3 on the key behind which to begin."""
        keys = ", ".join(self.key)
        after = ", ".join(f"${place}::{kind}" for place, kind in enumerate(self.types, 3))
        return (
            f"select {keys}, {self.values} from {self.name} where {self.wanting}"  # noqa: S608 -- constants, as below
            f" and ({keys}) > ({after}) order by {keys} limit $2::int"
        )

    @property
    def count(self) -> str:
        """$1 as above."""
        return f"select count(*) from {self.name} where {self.wanting}"  # noqa: S608


_ENCRYPTED = "coalesce(left({} ->> 'aes-gcm', 8) = any($1::text[]), false)"

_BLOB = """
length(blob) > 0 and not (type like '%+aes-gcm' and substring(blob from 1 for 6) = any($1::bytea[]))
"""

BLOBS = Table(
    "checkpoint_blobs",
    ("thread_id", "checkpoint_ns", "channel", "version"),
    ("text",) * 4,
    "type, blob",
    _BLOB,
    """
    with done as (
        update checkpoint_blobs b set type = t.type, blob = t.new
        from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bytea[], $7::bytea[])
            t (thread_id, ns, channel, version, type, new, old)
        where (b.thread_id, b.checkpoint_ns, b.channel, b.version) = (t.thread_id, t.ns, t.channel, t.version)
            and b.blob = t.old
        returning 1
    )
    select count(*) from done
    """,
)

WRITES = Table(
    "checkpoint_writes",
    ("thread_id", "checkpoint_ns", "checkpoint_id", "task_id", "idx"),
    ("text", "text", "text", "text", "int"),
    "task_path, channel, type, blob",
    _BLOB,
    """
    with done as (
        update checkpoint_writes w set type = t.type, blob = t.new
        from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int[], $6::text[], $7::bytea[], $8::bytea[])
            t (thread_id, ns, checkpoint_id, task_id, idx, type, new, old)
        where (w.thread_id, w.checkpoint_ns, w.checkpoint_id, w.task_id, w.idx)
                = (t.thread_id, t.ns, t.checkpoint_id, t.task_id, t.idx)
            and w.blob = t.old
        returning 1
    )
    select count(*) from done
    """,
)

TURNS = Table(
    "turns",
    ("thread_id", "turn"),
    ("text", "int"),
    "heard::text as heard",
    f"not {_ENCRYPTED.format('heard')}",
    """
    with done as (
        update turns u set heard = t.new::jsonb
        from unnest($1::text[], $2::int[], $3::text[], $4::text[]) t (thread_id, turn, new, old)
        where (u.thread_id, u.turn) = (t.thread_id, t.turn) and u.heard = t.old::jsonb
        returning 1
    )
    select count(*) from done
    """,
)

RUNS = Table(
    "tool_runs",
    ("key",),
    ("text",),
    "arguments_sha256, value::text as value",
    f"""(
        (value is not null and not {_ENCRYPTED.format("value")})
        or not (arguments_sha256 like 'aes-gcm:%' and substring(arguments_sha256 from 9 for 8) = any($1::text[]))
    )""",
    """
    with done as (
        update tool_runs r set arguments_sha256 = t.arguments, value = t.value::jsonb
        from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
            t (key, arguments, value, old_arguments, old_value)
        where r.key = t.key and r.arguments_sha256 = t.old_arguments
            and r.value is not distinct from t.old_value::jsonb
        returning 1
    )
    select count(*) from done
    """,
)

PROFILES = Table(
    "caller_profiles",
    ("caller_key", "flow"),
    ("text", "text"),
    "remembered::text as remembered",
    f"exists (select from jsonb_each(remembered) v where not {_ENCRYPTED.format('v.value')})",  # nosec B608: a constant
    """
    with done as (
        update caller_profiles p set remembered = t.new::jsonb
        from unnest($1::text[], $2::text[], $3::text[], $4::text[]) t (caller_key, flow, new, old)
        where (p.caller_key, p.flow) = (t.caller_key, t.flow) and p.remembered = t.old::jsonb
        returning 1
    )
    select count(*) from done
    """,
)

SECRETS = Table(
    "installation_secrets",
    ("name",),
    ("text",),
    "value",
    "not (length(value) > 50 and substring(value from 1 for 6) = any($1::bytea[])) and name = 'caller_key'",
    """
    with done as (
        update installation_secrets s set value = t.new
        from unnest($1::text[], $2::bytea[], $3::bytea[]) t (name, new, old)
        where s.name = t.name and s.value = t.old
        returning 1
    )
    select count(*) from done
    """,
)

VAULT = Table(
    "secrets",
    ("name",),
    ("text",),
    "sealed",
    "not substring(sealed from 1 for 6) = any($1::bytea[])",
    """
    with done as (
        update secrets s set sealed = t.new
        from unnest($1::text[], $2::bytea[], $3::bytea[]) t (name, new, old)
        where s.name = t.name and s.sealed = t.old
        returning 1
    )
    select count(*) from done
    """,
)

# The first tenant sees all of them, and has the key of none.
TENANTS = Table(
    "tenants",
    ("name",),
    ("text",),
    "sealed",
    """
    sealed is not null and name = current_setting('trunkline.tenant')
        and not substring(sealed from 1 for 6) = any($1::bytea[])
    """,
    """
    with done as (
        update tenants s set sealed = t.new
        from unnest($1::text[], $2::bytea[], $3::bytea[]) t (name, new, old)
        where s.name = t.name and s.sealed = t.old
        returning 1
    )
    select count(*) from done
    """,
)

# A worker that has the conversation writes the next checkpoint without them, and deletes what it does not know.
CHECKPOINTS = Table(
    "checkpoints",
    ("thread_id", "checkpoint_ns", "checkpoint_id"),
    ("text",) * 3,
    "checkpoint::text as checkpoint",
    """
    exists (
        select from jsonb_each(checkpoint -> 'channel_values') v where jsonb_typeof(v.value) in ('string', 'number')
            and checkpoint -> 'channel_versions' ? v.key
    ) and not exists (
        select from conversations o join workers using (worker)
        where o.thread_id = checkpoints.thread_id and o.status = 'open'
            and seen_at > now() - $1::float8 * interval '1 second'
    )
    """,
    """
    with one as (
        select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
            t (thread_id, ns, checkpoint_id, new, old)
    ), done as (
        update checkpoints c set checkpoint = t.new::jsonb from one t
        where (c.thread_id, c.checkpoint_ns, c.checkpoint_id) = (t.thread_id, t.ns, t.checkpoint_id)
            and c.checkpoint = t.old::jsonb
        returning c.thread_id, c.checkpoint_ns
    ), moved as (
        insert into checkpoint_blobs (thread_id, checkpoint_ns, channel, version, type, blob)
        select done.thread_id, done.checkpoint_ns, t.channel, t.version, t.type, t.blob
        from done join unnest($6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::bytea[])
            t (thread_id, ns, channel, version, type, blob)
            on (t.thread_id, t.ns) = (done.thread_id, done.checkpoint_ns)
        on conflict do nothing
    )
    select count(*) from done
    """,
)
