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

    def send_now(self, command: LineCommand) -> bool:
        return False

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


class Prompt(Written):
    """A line that takes a command at once, while it can."""

    def __init__(self) -> None:
        super().__init__()
        self.free = True

    def send_now(self, command: LineCommand) -> bool:
        if self.free:
            self.commands.append(command)
        return self.free


async def test_a_line_that_can_take_a_command_at_once_does() -> None:
    """Nobody is woken for it; what waits already goes before what comes."""
    line = Prompt()
    outbox = Outbox(line)  # type: ignore[arg-type]
    outbox.put(Play(b"\xff"))
    assert line.commands == [Play(b"\xff")]

    line.free = False
    outbox.put(Mark("a"))
    line.free = True
    outbox.put(Mark("b"))
    assert line.commands == [Play(b"\xff")]

    running = asyncio.create_task(outbox.run())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    running.cancel()
    assert line.commands == [Play(b"\xff"), Mark("a"), Mark("b")]


async def test_nothing_overtakes_a_command_that_the_line_is_taking() -> None:
    """A mark never comes before the sound that it stands behind."""
    taken = asyncio.Event()

    class Slow(Prompt):
        async def send(self, command: LineCommand) -> None:
            await taken.wait()
            await super().send(command)

    line = Slow()
    line.free = False
    outbox = Outbox(line)  # type: ignore[arg-type]
    outbox.put(Play(b"\xff"))
    running = asyncio.create_task(outbox.run())
    await asyncio.sleep(0)
    line.free = True
    outbox.put(Mark("a"))
    assert line.commands == []

    taken.set()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    running.cancel()
    assert line.commands == [Play(b"\xff"), Mark("a")]


async def test_a_line_that_takes_nothing_does_not_fill_the_memory() -> None:
    """Beyond the bound commands are dropped and counted."""
    outbox = Outbox(Written())  # type: ignore[arg-type]
    for _ in range(LIMIT + 7):
        outbox.put(Mark("a"))

    assert outbox.dropped == 7
