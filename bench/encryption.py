"""What encryption at rest costs a turn: the same call of a shipped flow with and without keys.

Run: `python bench/encryption.py [--calls 40]`. Takes DATABASE_URL, or starts the embedded server in a temporary
directory. Both take turns within every round, so that they share whatever else the machine does: read medians and
ratios.

- turn: from the caller's words until the turn is durable, the commit included.
- commit: making the arguments of the commit's statement, where values are encrypted; nothing of the database.
- load: opening the rows of a conversation that is taken up; nothing of the database.
- bytes: what the commit of a turn sends as values.
"""

import argparse
import asyncio
import os
import secrets
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from agent.dialogue import Dialogue
from agent.logs import set_up_logs
from agent.memory import Memories, commit
from agent.memory.sealing import UNSEALED, Sealing, opened_row, sealed_blob, sealed_write
from agent.office import Office, open_office
from agent.settings import Settings
from graphs.engine import CallFacts
from telephony.call.ports import CallerInput

MONDAY = datetime(2027, 3, 1, 9, 0)  # noqa: DTZ001 -- local time, as flows know it
LINES = ("I'd like to book a cleaning on Wednesday", "the second one", "my name is Asha Rao", "yes")
ROUNDS = 200
"""How often a commit's arguments are made, and rows opened, for one figure."""


@dataclass
class Variant:
    """With keys, or without."""

    name: str
    keys: Sealing
    turn_s: list[float] = field(default_factory=list)
    commit_s: list[float] = field(default_factory=list)
    load_s: list[float] = field(default_factory=list)
    sent: list[int] = field(default_factory=list)


@contextmanager
def counting(variant: Variant) -> Iterator[None]:
    """Measure the arguments of each commit, and count the bytes of its values."""
    plain: Callable[..., list[Any]] = commit.arguments

    def arguments(*args: Any, **named: Any) -> list[Any]:
        began = time.perf_counter()
        made = plain(*args, **named)
        variant.commit_s.append(time.perf_counter() - began)
        variant.sent.append(sum(len(each or b"") for each in [*made[12], *made[20]]))
        return made

    commit.arguments = arguments
    try:
        yield
    finally:
        commit.arguments = plain


async def call(office: Office, variant: Variant) -> None:
    """Up to the question whether everything is right; and the rows of it, opened again."""
    memories = Memories(await office.database.pool(), keys=variant.keys, caller_secret=b"s" * 32)
    around = replace(office.around, memories=memories)
    number = f"+9198{secrets.randbelow(10**8):08}"
    facts = CallFacts(id=secrets.token_hex(8), caller=number, language="en", open=True)
    dialogue = Dialogue(office.flows.get("scheduling"), facts, around)
    with counting(variant):
        await dialogue.begin(lambda _: None)
        for line in LINES:
            began = time.perf_counter()
            await dialogue.turn(CallerInput(text=line), (), lambda _: None)
            variant.turn_s.append(time.perf_counter() - began)
    memory = await memories.read(dialogue.thread_id)
    row = memory._view.heads[""]
    stored = replace(
        row,
        blobs={name: sealed_blob(variant.keys, memory.thread_id, "", name, blob) for name, blob in row.blobs.items()},
        writes={
            key: sealed_write(variant.keys, memory.thread_id, "", row.checkpoint_id, key, write)
            for key, write in row.writes.items()
        },
    )
    began = time.perf_counter()
    for _ in range(ROUNDS):
        opened_row(variant.keys, memory.thread_id, "", stored)
    variant.load_s.append((time.perf_counter() - began) / ROUNDS)
    await memories.erase(dialogue.thread_id)


async def main(calls: int) -> None:
    """Measure and tell."""
    set_up_logs("error")
    with tempfile.TemporaryDirectory() as home:
        url = os.environ.get("DATABASE_URL")
        settings = Settings(database_url=SecretStr(url) if url else None, trunkline_home=Path(home))
        async with open_office(settings, clock=lambda: MONDAY) as office:
            variants = [Variant("without keys", UNSEALED), Variant("encrypted", office.keys)]
            for variant in variants:
                await call(office, variant)
                variant.turn_s, variant.commit_s, variant.load_s, variant.sent = [], [], [], []
            for place in range(calls):
                for variant in variants if place % 2 else variants[::-1]:
                    await call(office, variant)
    print("| | turn p50 | p95 | commit's arguments p50 | load p50 | bytes a commit, mean |")
    print("|---|---|---|---|---|---|")
    for each in variants:
        p95 = statistics.quantiles(each.turn_s, n=20)[-1]
        print(
            f"| {each.name} | {statistics.median(each.turn_s) * 1e3:.2f} ms | {p95 * 1e3:.2f} ms "
            f"| {statistics.median(each.commit_s) * 1e6:.0f} µs | {statistics.median(each.load_s) * 1e6:.0f} µs "
            f"| {statistics.mean(each.sent):.0f} |"
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=40, help="calls of each kind")
    asyncio.run(main(parser.parse_args().calls))
