"""Timelines on their way into the database."""

import asyncio
from datetime import UTC, datetime

from agent.recorder import Recorder
from agent.store.calls import Calls, OpenedCall
from agent.store.database import Database
from telephony.call.timeline import Entry

MANY = 50


async def test_what_takes_the_place_of_an_entry_is_written_after_it(database: Database) -> None:
    """A call that ends has its entries written while those of all calls are being written: none overtakes another."""
    calls = Calls(database)
    await calls.open_call(
        OpenedCall(id="CA1", line="twilio", direction="inbound", flow="x", started_at=datetime.now(UTC))
    )
    recorder = Recorder(calls)
    writing = []
    for ordinal in range(MANY):
        recorder.add("CA1", Entry(ordinal, ordinal, "turn", {"pii_text": "4111 1111"}))
        writing.append(asyncio.create_task(recorder.flush()))
        await asyncio.sleep(0)
        recorder.add("CA1", Entry(ordinal, ordinal, "turn", {"pii_text": "[card number]"}, again=True))
        writing.append(asyncio.create_task(recorder.flush()))
        await asyncio.sleep(0)
    await asyncio.gather(*writing)

    written = [fields["pii_text"] for *_, fields in await calls.read_events("CA1")]
    assert written == ["[card number]"] * MANY
