"""What waits to be written to a line."""

import asyncio

from telephony.call.outbox import LIMIT, PIECE, Outbox
from telephony.line import Clear, LineCommand, LineEvent, Mark, Play


class Written:
    """A line that remembers what it was sent."""

    def __init__(self) -> None:
        self.commands: list[LineCommand] = []

    def events(self) -> "asyncio.Queue[LineEvent]":
        raise AssertionError("nobody reads here")

    async def send(self, command: LineCommand) -> None:
        self.commands.append(command)

    async def close(self) -> None:
        """Nothing to close."""


async def written(*commands: LineCommand) -> list[LineCommand]:
    """What arrives at the line."""
    line = Written()
    outbox = Outbox(line)  # type: ignore[arg-type]
    for command in commands:
        outbox.put(command)
    running = asyncio.create_task(outbox.run())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    running.cancel()
    return line.commands


async def test_commands_are_written_in_order() -> None:
    """Sound, then its mark."""
    assert await written(Play(b"\xff"), Mark("a"), Play(b"\x7f")) == [Play(b"\xff"), Mark("a"), Play(b"\x7f")]


async def test_a_clear_overtakes_the_sound_that_it_makes_pointless() -> None:
    """What was not written yet need not be; nor its mark."""
    assert await written(Play(b"\xff"), Mark("a"), Clear(), Play(b"\x7f")) == [Clear(), Play(b"\x7f")]


async def test_long_sound_goes_in_pieces() -> None:
    """A sentence of ten seconds is ten messages."""
    sound = bytes(range(250)) * 100
    pieces = await written(Play(sound))

    assert [len(piece.audio) for piece in pieces if isinstance(piece, Play)] == [PIECE, PIECE, PIECE, 1000]
    assert b"".join(piece.audio for piece in pieces if isinstance(piece, Play)) == sound


async def test_a_line_that_takes_nothing_does_not_fill_the_memory() -> None:
    """Beyond the bound commands are dropped and counted."""
    outbox = Outbox(Written())  # type: ignore[arg-type]
    for _ in range(LIMIT + 7):
        outbox.put(Mark("a"))

    assert outbox.dropped == 7
