"""The SQL over the official checkpoint tables. Every statement runs alone, so it is atomic, and may run twice.

JSON travels as text in both directions, so that it does not matter whether the pool has a JSON codec.
"""

_COLUMNS = """
select c.thread_id, c.checkpoint_ns, c.checkpoint_id, c.parent_checkpoint_id,
    c.checkpoint::text as checkpoint, c.metadata::text as metadata,
    array(
        select row(b.channel, b.version, b.type, b.blob)
        from jsonb_each_text(c.checkpoint -> 'channel_versions') v
        join checkpoint_blobs b on b.thread_id = c.thread_id and b.checkpoint_ns = c.checkpoint_ns
            and b.channel = v.key and b.version = v.value
    ) as blobs,
    array(
        select row(w.task_id, w.idx, w.task_path, w.channel, w.type, w.blob)
        from checkpoint_writes w
        where w.thread_id = c.thread_id and w.checkpoint_ns = c.checkpoint_ns and w.checkpoint_id = c.checkpoint_id
    ) as writes
"""

ONE = f"""{_COLUMNS} from (
    select * from checkpoints
    where thread_id = $1::text and checkpoint_ns = $2::text and ($3::text is null or checkpoint_id = $3::text)
    order by checkpoint_id desc limit 1
) c"""  # noqa: S608 only constants of this file
"""Thread, namespace, checkpoint id or null: one record or none."""

HEADS = f"""{_COLUMNS} from (
    select distinct on (checkpoint_ns) * from checkpoints where thread_id = $1::text
    order by checkpoint_ns, checkpoint_id desc
) c"""  # noqa: S608
"""Thread: the newest checkpoint of every namespace."""

LIST = f"""{_COLUMNS} from (
    select * from checkpoints
    where ($1::text is null or thread_id = $1::text)
        and ($2::text is null or checkpoint_ns = $2::text)
        and ($3::text is null or checkpoint_id = $3::text)
        and metadata @> $4::text::jsonb
        and ($5::text is null or checkpoint_id < $5::text)
    order by checkpoint_id desc limit $6::int
) c order by c.checkpoint_id desc"""  # noqa: S608
"""Thread, namespace, checkpoint id, metadata, before, limit: all may be null but the metadata."""

PUT = """
with blobs as (
    insert into checkpoint_blobs (thread_id, checkpoint_ns, channel, version, type, blob)
    select $1::text, $2::text, t.* from unnest($7::text[], $8::text[], $9::text[], $10::bytea[]) t
    on conflict do nothing
)
insert into checkpoints (thread_id, checkpoint_ns, checkpoint_id, parent_checkpoint_id, checkpoint, metadata)
values ($1::text, $2::text, $3::text, $4::text, $5::text::jsonb, $6::text::jsonb)
on conflict (thread_id, checkpoint_ns, checkpoint_id)
    do update set checkpoint = excluded.checkpoint, metadata = excluded.metadata
"""

PUT_WRITES = """
insert into checkpoint_writes
    (thread_id, checkpoint_ns, checkpoint_id, task_id, task_path, idx, channel, type, blob)
select $1::text, $2::text, $3::text, $4::text, $5::text, t.*
from unnest($6::int[], $7::text[], $8::text[], $9::bytea[]) t
on conflict (thread_id, checkpoint_ns, checkpoint_id, task_id, idx) do update
    set channel = excluded.channel, type = excluded.type, blob = excluded.blob
    where checkpoint_writes.idx < 0
"""

DELETE_THREADS = """
with writes as (delete from checkpoint_writes where thread_id = any($1::text[])),
    blobs as (delete from checkpoint_blobs where thread_id = any($1::text[]))
delete from checkpoints where thread_id = any($1::text[])
"""

THREAD_VALUES = """
select
    array(
        select row(checkpoint_ns, channel, version, type, blob) from checkpoint_blobs where thread_id = $1::text
    ) as blobs,
    array(
        select row(checkpoint_ns, checkpoint_id, task_id, idx, task_path, channel, type, blob)
        from checkpoint_writes where thread_id = $1::text
    ) as writes
"""

# The values come as arguments, since each is encrypted for its thread.
COPY_THREAD = """
with blobs as (
    insert into checkpoint_blobs (thread_id, checkpoint_ns, channel, version, type, blob)
    select $2::text, t.* from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::bytea[]) t
    on conflict do nothing
), writes as (
    insert into checkpoint_writes
        (thread_id, checkpoint_ns, checkpoint_id, task_id, idx, task_path, channel, type, blob)
    select $2::text, t.* from unnest(
        $8::text[], $9::text[], $10::text[], $11::int[], $12::text[], $13::text[], $14::text[], $15::bytea[]
    ) t
    on conflict do nothing
)
insert into checkpoints (thread_id, checkpoint_ns, checkpoint_id, parent_checkpoint_id, type, checkpoint, metadata)
select $2::text, checkpoint_ns, checkpoint_id, parent_checkpoint_id, type, checkpoint, metadata
from checkpoints where thread_id = $1::text
on conflict do nothing
"""

# After `gone` and `kept` are said: drop the gone checkpoints, their writes, and the blobs that only they used.
_DROP = """
, writes as (
    delete from checkpoint_writes w using gone
    where (w.thread_id, w.checkpoint_ns, w.checkpoint_id)
        = (gone.thread_id, gone.checkpoint_ns, gone.checkpoint_id)
), used as (
    select kept.thread_id, kept.checkpoint_ns, v.key as channel, v.value as version
    from kept, jsonb_each_text(kept.checkpoint -> 'channel_versions') v
), blobs as (
    delete from checkpoint_blobs b
    where (b.thread_id, b.checkpoint_ns) in (select thread_id, checkpoint_ns from gone)
        and (b.thread_id, b.checkpoint_ns, b.channel, b.version) not in (select * from used)
)
delete from checkpoints c using gone
where (c.thread_id, c.checkpoint_ns, c.checkpoint_id) = (gone.thread_id, gone.checkpoint_ns, gone.checkpoint_id)
"""

DELETE_RUNS = f"""
with gone as (
    select thread_id, checkpoint_ns, checkpoint_id from checkpoints where metadata ->> 'run_id' = any($1::text[])
), kept as (
    select * from checkpoints c
    where (thread_id, checkpoint_ns) in (select thread_id, checkpoint_ns from gone)
        and (thread_id, checkpoint_ns, checkpoint_id) not in (select * from gone)
){_DROP}"""  # noqa: S608

PRUNE = f"""
with thread as (
    select thread_id from unnest($1::text[]) t (thread_id)
    where not exists (
        select from checkpoints c where c.thread_id = t.thread_id and c.metadata ? 'counters_since_delta_snapshot'
    )
), kept as (
    select distinct on (c.thread_id, c.checkpoint_ns) c.* from checkpoints c join thread using (thread_id)
    order by c.thread_id, c.checkpoint_ns, c.checkpoint_id desc
), gone as (
    select c.thread_id, c.checkpoint_ns, c.checkpoint_id from checkpoints c join kept using (thread_id, checkpoint_ns)
    where c.checkpoint_id <> kept.checkpoint_id
){_DROP}"""  # noqa: S608
