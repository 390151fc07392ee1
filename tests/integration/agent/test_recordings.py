"""Recordings in files, beside a real database."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.dialects.postgresql import insert

from agent.recordings import LONGEST_HELD_MS, LONGEST_MS, Recordings, wav_header
from agent.store.database import Database
from agent.store.tables import RecordingRefusal
from telephony.line import Clear, Heard, Line, LineCommand, Play
from telephony.loopback import loopback
from telephony.recorded_line import RecordedLine


class Clock:
    """A clock that the test moves."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    """It stands still."""
    return Clock()


@pytest.fixture
def recordings(database: Database, tmp_path: Path, clock: Clock) -> Recordings:
    """Of a process."""
    return Recordings(tmp_path, database, clock=clock)


async def test_a_call_is_written_as_it_goes_on(recordings: Recordings, clock: Clock) -> None:
    """Both sides, a byte each; what is a second old is written, the rest when it is over."""
    taping, path = recordings.begin("CA1", at_ms=0), recordings.files.path("CA1")
    assert taping is not None
    assert path is not None
    clock.now += 0.02
    taping.heard(Heard(b"\x01" * 160, 0))
    taping.played(b"\x02" * 160)
    clock.now += 1.5
    await recordings.flush()
    written = path.read_bytes()
    assert len(written) == 2 * 8 * 520
    assert written[0::2][:160] == b"\x01" * 160
    assert written[1::2][160:320] == b"\x02" * 160
    assert path.stat().st_mode & 0o077 == 0, "nobody else may read it"
    taping.over = True
    await recordings.flush()
    assert len(path.read_bytes()) == 2 * 8 * 1520


async def test_who_refuses_leaves_nothing(recordings: Recordings, database: Database, clock: Clock) -> None:
    """What was kept until then is deleted, and nothing is kept after it."""
    taping = recordings.begin("CA2", at_ms=20_000)
    assert taping is not None
    path = recordings.files.path("CA2")
    assert path is not None
    path.parent.mkdir(parents=True)
    path.write_bytes(b"\xff" * 100)
    async with database.unit() as session:
        await session.execute(insert(RecordingRefusal).values(call_id="CA2"))
    clock.now += 5
    taping.heard(Heard(b"\x01" * 160, 0))
    taping.over = True
    await recordings.flush()
    assert not recordings.files.has("CA2")


async def test_a_stream_that_goes_on_is_written_behind_the_first(recordings: Recordings, clock: Clock) -> None:
    """With silence for the time in which there was no line."""
    path = recordings.files.path("CA3")
    assert path is not None
    path.parent.mkdir(parents=True)
    path.write_bytes(b"\x01\x02" * 8)
    taping = recordings.begin("CA3", at_ms=3)
    assert taping is not None
    clock.now += 0.02
    taping.heard(Heard(b"\x03" * 160, 0))
    taping.over = True
    await recordings.flush()
    kept = path.read_bytes()
    assert kept[:16] == b"\x01\x02" * 8
    assert set(kept[16:48]) == {0xFF}
    assert kept[48:] == b"\x03\xff" * 160


async def test_a_disk_that_could_not_be_written_costs_what_was_to_be_written(
    recordings: Recordings, clock: Clock
) -> None:
    """What comes later lies at its own place, and the other calls are not felt."""
    folder = recordings.files.folder
    folder.write_text("a file where the folder should be")
    taping, path = recordings.begin("CA4", at_ms=0), recordings.files.path("CA4")
    assert taping is not None
    assert path is not None
    clock.now += 2
    await recordings.flush()
    folder.unlink()
    clock.now += 2
    taping.played(b"\x02" * 160)
    taping.over = True
    clock.now += 0.02
    await recordings.flush()
    assert path.read_bytes()[1::2] == b"\xff" * (8 * 4000) + b"\x02" * 160


async def test_a_line_that_nobody_hangs_up_fills_no_memory(recordings: Recordings, clock: Clock) -> None:
    """After four hours nothing more is kept of it."""
    taping = recordings.begin("CA5", at_ms=LONGEST_MS - 100)
    assert taping is not None
    for _ in range(100):
        clock.now += 0.02
        taping.heard(Heard(b"\x01" * 160, round(clock.now * 1000)))
    taping.over = True
    begins_ms, sound = taping.take()
    assert (begins_ms, len(sound)) == (LONGEST_MS - 100, 2 * 8 * 100)


@pytest.mark.parametrize("call_id", ["../../etc/passwd", "a/b", "", "x", "nul\0byte"])
async def test_an_id_that_is_no_name_of_a_file_has_no_recording(recordings: Recordings, call_id: str) -> None:
    """Nothing outside the folder is ever looked at."""
    assert recordings.begin(call_id, at_ms=0) is None
    assert recordings.files.path(call_id) is None
    assert not recordings.files.has(call_id)


def test_the_header_is_that_of_a_wav_file_in_two_channels(tmp_path: Path) -> None:
    """As the format's specification has it: the sizes add up."""
    header = wav_header(1000)
    assert header[:4] == b"RIFF"
    assert int.from_bytes(header[4:8], "little") == len(header) - 8 + 1000
    assert header[8:16] == b"WAVEfmt "
    assert header[-8:] == b"data" + (1000).to_bytes(4, "little")


async def test_a_line_that_is_recorded_works_as_one_that_is_not() -> None:
    """Events and commands pass; the tape is told of sound alone."""
    told: list[Any] = []

    class Tape:
        def heard(self, sound: Heard) -> None:
            told.append(sound)

        def played(self, audio: bytes) -> None:
            told.append(audio)

        def cleared(self) -> None:
            told.append("cleared")

    line, far = loopback()
    recorded: Line = RecordedLine(line, Tape())
    sent: list[LineCommand] = [Play(b"\x02" * 160), Clear()]
    for command in sent:
        await recorded.send(command)
    far.say(b"\x01" * 160)
    far.hang_up()
    events = [event async for event in recorded.events()]
    assert [type(event).__name__ for event in events] == ["Started", "Heard", "Stopped"]
    assert told[:2] == [b"\x02" * 160, "cleared"]
    assert isinstance(told[2], Heard)


async def test_sound_is_written_once_it_is_known_what_it_is(recordings: Recordings, clock: Clock) -> None:
    """Held back, it does not come to the disk; what must not be kept is silence there, and was never anything else."""
    taping, path = recordings.begin("CA1", at_ms=0), recordings.files.path("CA1")
    assert taping is not None
    assert path is not None
    clock.now += 4
    taping.heard(Heard(b"\x01" * 8 * 4000, 0))
    taping.hold(1000)
    taping.hold(2000)
    await recordings.flush()
    assert len(path.read_bytes()) == 2 * 8 * 1000
    taping.hush(1000, 1500, theirs=True, ours=False)
    taping.free()
    await recordings.flush()
    written = path.read_bytes()[0::2]
    assert len(written) == 8 * 3000
    assert [written[8 * ms] for ms in (999, 1000, 1499, 1500)] == [1, 0xFF, 0xFF, 1]


async def test_sound_that_nobody_tells_of_for_long_is_not_kept(recordings: Recordings, clock: Clock) -> None:
    """Memory is bounded, and what is in doubt is taken for what must not be kept."""
    taping, path = recordings.begin("CA1", at_ms=0), recordings.files.path("CA1")
    assert taping is not None
    assert path is not None
    clock.now += 10
    taping.heard(Heard(b"\x01" * 8 * 10_000, 0))
    taping.hold(1000)
    clock.now += LONGEST_HELD_MS / 1000
    await recordings.flush()
    written = path.read_bytes()[0::2]
    assert len(written) == 8 * 10_000
    assert set(written[8 * 1000 :]) == {0xFF}
    assert set(written[: 8 * 1000]) == {1}
