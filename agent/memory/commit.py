"""What one commit writes: the difference between the heads in memory and those known to be stored.

After a commit the database holds exactly the heads: intermediate checkpoints of the turn never reach it, and whatever
else it held of the thread, superseded heads and leftovers of a commit whose answer was lost, is deleted in the same
statement. PostgreSQL runs a statement wholly or not at all, so there is no moment with half a turn.
"""

from collections.abc import Mapping
from typing import Any

from agent.memory.rows import Row, columns, json_text
from agent.memory.sealing import UNSEALED, Sealing, sealed_blob, sealed_write

Heads = Mapping[str, Row]
"""The newest checkpoint of each namespace; the root's namespace is the empty string."""

COMMIT = """
with lease as (select from call_lease where thread_id = $1::text and epoch = $2::bigint for share),
head as (select * from unnest($3::text[], $4::text[]) h (ns, id)),
new_checkpoints as (
    insert into checkpoints (thread_id, checkpoint_ns, checkpoint_id, checkpoint, metadata)
    select $1::text, t.ns, t.id, t.checkpoint::jsonb, t.metadata::jsonb
    from lease, unnest($5::text[], $6::text[], $7::text[], $8::text[]) t (ns, id, checkpoint, metadata)
    on conflict (thread_id, checkpoint_ns, checkpoint_id) do update
        set parent_checkpoint_id = null, checkpoint = excluded.checkpoint, metadata = excluded.metadata
), new_blobs as (
    insert into checkpoint_blobs (thread_id, checkpoint_ns, channel, version, type, blob)
    select $1::text, t.*
    from lease, unnest($9::text[], $10::text[], $11::text[], $12::text[], $13::bytea[]) t
    on conflict (thread_id, checkpoint_ns, channel, version) do update
        set type = excluded.type, blob = excluded.blob
), new_writes as (
    insert into checkpoint_writes
        (thread_id, checkpoint_ns, checkpoint_id, task_id, idx, task_path, channel, type, blob)
    select $1::text, t.*
    from lease, unnest(
        $14::text[], $15::text[], $16::text[], $17::int[], $18::text[], $19::text[], $20::text[], $21::bytea[]
    ) t
    on conflict (thread_id, checkpoint_ns, checkpoint_id, task_id, idx) do update
        set task_path = excluded.task_path, channel = excluded.channel, type = excluded.type, blob = excluded.blob
), old_checkpoints as (
    delete from checkpoints c using lease
    where c.thread_id = $1::text and (c.checkpoint_ns, c.checkpoint_id) not in (select ns, id from head)
), old_blobs as (
    delete from checkpoint_blobs b using lease
    where b.thread_id = $1::text and (b.checkpoint_ns, b.channel, b.version) not in (
        select * from unnest($22::text[], $23::text[], $24::text[])
    )
), old_writes as (
    delete from checkpoint_writes w using lease
    where w.thread_id = $1::text and (w.checkpoint_ns, w.checkpoint_id, w.task_id, w.idx) not in (
        select * from unnest($25::text[], $26::text[], $27::text[], $28::int[])
    )
)
select count(*) from lease
"""
"""1 when it was written; 0, and nothing was, when the lease has another epoch.

`for share` makes it wait for an owner who is just taking the lease, and makes that owner wait for it. A blob is
overwritten, not left alone, since an undone turn may have stored another value under the same version.
"""


def current(heads: Heads) -> dict[str, Row]:
    """The heads without those of subgraph calls that have ended.

    A call's namespace ends in its task's id (`booking:5f1c…`), and its metadata name the root checkpoint that it
    started from: once the root has gone on, nobody can resume the call.
    """
    root = heads.get("")
    return {
        namespace: row
        for namespace, row in heads.items()
        if ":" not in namespace
        or root is None
        or (row.metadata.get("parents") or {}).get("", root.checkpoint_id) == root.checkpoint_id
    }


def arguments(thread_id: str, epoch: int, *, heads: Heads, stored: Heads, keys: Sealing = UNSEALED) -> list[Any]:
    """The arguments of COMMIT. Nothing is sent, or encrypted, again that `stored` has alike."""
    checkpoints, blobs, writes = [], [], []
    for namespace, row in heads.items():
        before = stored.get(namespace)
        same = before is not None and before.checkpoint_id == row.checkpoint_id
        if before is None or not same or before.checkpoint is not row.checkpoint:
            checkpoints.append((namespace, row.checkpoint_id, json_text(row.checkpoint), json_text(row.metadata)))
        for channel, blob in row.blobs.items():
            if before is None or before.blobs.get(channel) != blob:
                sealed = sealed_blob(keys, thread_id, namespace, channel, blob)
                blobs.append((namespace, channel, sealed.version, sealed.type, sealed.data))
        for (task_id, index), write in row.writes.items():
            if before is None or not same or before.writes.get((task_id, index)) != write:
                kept = sealed_write(keys, thread_id, namespace, row.checkpoint_id, (task_id, index), write)
                address = (namespace, row.checkpoint_id, task_id, index)
                writes.append((*address, kept.task_path, kept.channel, kept.type, kept.data))
    return [
        thread_id,
        epoch,
        *columns(((namespace, row.checkpoint_id) for namespace, row in heads.items()), count=2),
        *columns(checkpoints, count=4),
        *columns(blobs, count=5),
        *columns(writes, count=8),
        *columns(
            (
                (namespace, channel, blob.version)
                for namespace, row in heads.items()
                for channel, blob in row.blobs.items()
            ),
            count=3,
        ),
        *columns(
            ((namespace, row.checkpoint_id, *key) for namespace, row in heads.items() for key in row.writes), count=4
        ),
    ]
