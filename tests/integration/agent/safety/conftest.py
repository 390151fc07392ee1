"""A caller of whom there is something in every table, and another beside them."""

import re
from datetime import UTC, datetime, timedelta
from secrets import token_hex

import pytest

from agent.memory.callers import known_number
from agent.office import Office
from agent.recordings import RecordingFiles
from agent.safety.keeping.opening import Keeping, keeping
from agent.settings import Settings
from graphs.flows import flow_text
from graphs.loading import load_flow
from tests.support.past_calls import Past
from tests.support.text_call import TextCall
from tests.support.timelines import Story

AT = datetime.now(UTC) - timedelta(hours=2)
OURS = "+912000000000"


@pytest.fixture
def kept(office: Office, settings: Settings) -> Keeping:
    """What erases, exports and tells of it."""
    return keeping(settings, office.database, office.around.memories)


@pytest.fixture
def files(settings: Settings) -> RecordingFiles:
    """Where recordings lie."""
    return RecordingFiles(settings.trunkline_home)


async def remembering(office: Office) -> None:
    """The shipped flow remembers the names of those who come for a cleaning."""
    text = flow_text("scheduling").replace(
        "\nresume:", '\nprofile: {consent: service == "cleaning", keep: 90d}\nresume:', 1
    )
    text = text.replace("  name:\n    type: name\n", "  name:\n    type: name\n    remember: caller\n", 1)
    await office.flows.publish(load_flow(text))


REPLAY = """
insert into flow_replays (flow, revision, wanted, calls, started_by) values ('scheduling', 1, '{}', 1, 'x')
on conflict (tenant, flow) where state = 'running' do update set calls = 1 returning id
"""
ROWS = (
    ("update calls set thread_id = $2 where id = $1", ("call", "thread")),
    ("insert into call_usage values ($1, 0, 'asr', 'a', 'b', 'seconds', 3)", ("call",)),
    ("insert into call_misses values ($1, 1, 'name', $2) on conflict do nothing", ("call", "name")),
    ("insert into call_exits values ($1, 'a', 'b', 'c', 1)", ("call",)),
    ("insert into recording_refusals values ($1)", ("call",)),
    ("insert into refused_calls values ('main', now(), 'full', $1, $2, 1, now())", ("number", "ours")),
    ("insert into limit_counts values ('main', 'caller', $1, 'day', now())", ("number",)),
    ("insert into call_slots values ($1, 'w', 'main', $2, $3, now())", ("call", "number", "ours")),
    (
        "insert into replayed_calls values ($1, $2, 'played', 'same', '', '', 'x', jsonb_build_object('n', $3::text))",
        ("replay", "call", "name"),
    ),
    ('insert into turns (thread_id, turn, heard) values ($1, 9, \'{"text": "hm"}\')', ("thread",)),
    (
        """
        insert into tool_runs (key, action, arguments_sha256, runner, claimed_until)
        values ($1 || ':9', 'a', 'b', 'c', now())
        """,
        ("thread",),
    ),
    (
        """
        insert into checkpoint_writes (thread_id, checkpoint_id, task_id, idx, channel, blob)
        values ($1, 'c', 't', 0, 'x', 'y')
        """,
        ("thread",),
    ),
)
"""What the parts of a service that is not running here would have written: statements, and their arguments."""


class Life:
    """What somebody has left behind."""

    def __init__(self, office: Office, files: RecordingFiles) -> None:
        self._office = office
        self._files = files
        self._past = Past(office.database)

    async def leaves(self, number: str, name: str) -> list[str]:
        """Calls both ways, conversations, an appointment, counts, a profile, sound. The ids of the calls."""
        assert known_number(number) == number
        digits = re.sub(r"\D", "", number)
        calls = [f"CA{token_hex(8)}" for _ in range(3)]
        for call_id, more in zip(
            calls,
            (
                {"caller": number, "callee": OURS},
                {"caller": OURS, "callee": number, "direction": "outbound"},
                {"caller": digits, "callee": OURS},
            ),
            strict=True,
        ):
            story = (
                Story()
                .step("name")
                .says("What name?")
                .turn(f"it is {name}")
                .turn("mumble mumble")
                .exit("name", "next", "end")
            )
            await self._past.enter(call_id, story, at=AT, **more)
            self._files.write(call_id, b"\xff" * 160, begins_ms=0)
        await self._past.digest()
        await self._books(number, name)
        await self._cut_off(number)
        await self._rows(calls[0], number, name)
        return calls

    async def _books(self, number: str, name: str) -> None:
        call = TextCall(self._office, number)
        await call.ring()
        for said in ("book a cleaning on Wednesday", "the first one", f"my name is {name}", "yes", "yes"):
            await call.says(said)
        assert call.over
        await call.hangs_up()

    async def _cut_off(self, number: str) -> None:
        """In a conversation that is not over: its state is still there, and a turn that was not answered."""
        call = TextCall(self._office, number)
        await call.ring()
        await call.says("book a cleaning on Wednesday")
        await call.hangs_up()
        memories = self._office.around.memories
        await memories.journal.written()

    async def _rows(self, call_id: str, number: str, name: str) -> None:
        """What the parts of a service that is not running here would have written."""
        pool = await self._office.database.pool()
        [(thread,)] = await pool.fetch(
            "select thread_id from conversations where caller_key = $1 and status = 'dropped'",
            await self._office.around.memories.conversations.key_of(number),
        )
        replay = await pool.fetchval(REPLAY)
        for sql, arguments in ROWS:
            known = {"call": call_id, "thread": thread, "number": number, "name": name, "replay": replay, "ours": OURS}
            await pool.execute(sql, *(known[each] for each in arguments))


@pytest.fixture
async def life(office: Office, files: RecordingFiles) -> Life:
    """Lets people leave things behind."""
    await remembering(office)
    return Life(office, files)
