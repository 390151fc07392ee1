"""Many callers in one process: they ring, talk, hang up, and what became of every turn is written to a file.

    python -m bench.calls.callers --port 8080 --door webhook --calls 10 --seconds 60 --voice turn.ulaw --out turns.json

`--door webhook`: the service is rung as Twilio does it, and says where its socket is; `--door socket:/ws`: the socket
is opened at once. Lines on standard output say where a run is: `steady` when every caller has been greeted, `over`
when no further turn is begun.
"""

import argparse
import asyncio
import contextlib
import gc
import json
import re
import secrets
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import uvloop

from bench.calls.caller import ACCOUNT, Caller, Manner, Room
from bench.calls.sockets import ClientSocket, open_socket, post
from bench.calls.wire import BrokenWire

RINGS_A_SECOND = 10
LEAVING_S = 25.0
"""How long callers may take to finish their turns when a run is over."""


@dataclass(frozen=True, slots=True)
class Door:
    """Where a service is rung."""

    port: int
    path: str
    """Of the socket; empty: the webhook says it."""


class Line:
    """The socket of a call that is being opened: a caller's phone."""

    def __init__(self) -> None:
        self.socket: ClientSocket | None = None

    def send(self, message: bytes) -> None:
        """Send a text."""
        if self.socket:
            self.socket.send(message)


class Crowd:
    """All callers of a run."""

    def __init__(self, door: Door, room: Room) -> None:
        self._door = door
        self._room = room
        self._over: dict[int, asyncio.Event] = {}
        self._number = 0
        self._run = secrets.token_hex(12)
        """A service may know a call for longer than it lasts: those of another run have other names."""
        self.callers: list[Caller] = []
        self.refused: Counter[str] = Counter()

    async def ring(self, manner: Manner, *, patience: float = 10.0) -> Caller | None:
        """One more call. None: it was not taken."""
        self._number += 1
        number, line = self._number, Line()
        call_id = f"CA{self._run}{number:08x}"
        caller = Caller(number, call_id, manner, phone=line, room=self._room)
        over = self._over[number] = asyncio.Event()
        caller.on_over = lambda _: self._left(line, over)
        try:
            async with asyncio.timeout(patience):
                path, parameters = await self._where(number, call_id)
                line.socket = await open_socket("127.0.0.1", self._door.port, path, caller)
        except (BrokenWire, OSError, TimeoutError) as why:
            self.refused[f"{type(why).__name__}: {why}"[:200]] += 1
            return None
        self.callers.append(caller)
        caller.start(parameters=parameters)
        return caller

    async def wait(self, caller: Caller) -> None:
        """Until the caller has hung up."""
        await self._over[caller.number].wait()

    def _left(self, line: Line, over: asyncio.Event) -> None:
        over.set()
        if line.socket:
            line.socket.close()

    async def _where(self, number: int, call_id: str) -> tuple[str, dict[str, str]]:
        """The socket's path, and the parameters of its start."""
        if self._door.path:
            return self._door.path, {}
        form = {
            "CallSid": call_id,
            "AccountSid": ACCOUNT,
            "From": f"+91980{number:07d}",
            "To": "+14155550100",
            "CallStatus": "ringing",
            "Direction": "inbound",
            "ApiVersion": "2010-04-01",
        }
        twiml = await post("127.0.0.1", self._door.port, "/twilio/voice", urlencode(form))
        stream = re.search(r'<Stream[^>]*\burl="([^"]+)"', twiml)
        if stream is None:
            raise BrokenWire(f"no stream: {twiml[:200]}")
        pairs = re.findall(r'<Parameter name="([^"]*)" value="([^"]*)"', twiml)
        return urlsplit(unescape(stream[1])).path, {unescape(name): unescape(value) for name, value in pairs}


async def steady(crowd: Crowd, manner: Manner, *, calls: int, seconds: float, coming_s: float) -> dict[str, Any]:
    """So many calls for so long, and, unless `coming_s` is 0, a short one more every so many seconds."""
    stayers = []
    for _ in range(calls):
        caller = await crowd.ring(manner)
        stayers += [caller] if caller else []
        await asyncio.sleep(1 / RINGS_A_SECOND)
    await _until(lambda: all(caller.turns or caller.state == "over" for caller in stayers), limit_s=15)
    _tell("steady", calls=len(stayers))
    began = time.monotonic()
    _forget_so_far(stayers)
    coming = asyncio.create_task(_coming(crowd, manner, every_s=coming_s)) if coming_s else None
    await asyncio.sleep(seconds)
    if coming:
        coming.cancel()
    _tell("over", calls=sum(caller.state != "over" for caller in stayers))
    ended = time.monotonic()
    spoken = sum(caller.playing.spoken_s for caller in stayers)
    gaps, gap_s = sum(c.playing.gaps for c in stayers), sum(c.playing.gap_s for c in stayers)
    await _leave(crowd.callers)
    return {
        "began": began,
        "ended": ended,
        "spoken_s": spoken,
        "gaps": gaps,
        "gap_s": gap_s,
        "steady": [caller.number for caller in stayers],
    }


def _forget_so_far(callers: Sequence[Caller]) -> None:
    """What happened while callers were still coming in is not measured."""
    for caller in callers:
        caller.playing = replace(caller.playing, gaps=0, gap_s=0.0, spoken_s=0.0)
        caller.late.clear()


async def _coming(crowd: Crowd, manner: Manner, *, every_s: float) -> None:
    """A short call every so often: one turn, and goodbye."""
    short, tasks = replace(manner, turns=1, barge_in_every=0), set()
    while True:
        task = asyncio.create_task(crowd.ring(short))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
        await asyncio.sleep(every_s)


async def many(crowd: Crowd, manner: Manner, *, calls: int, at_once: int) -> dict[str, Any]:
    """So many short calls, so many at a time: what a service keeps of calls that are over shows."""
    short, left = replace(manner, turns=1, barge_in_every=0), iter(range(calls))
    began = time.monotonic()

    async def one_after_another() -> None:
        for done in left:
            caller = await crowd.ring(short)
            if caller:
                await crowd.wait(caller)
            if done % 100 == 99:
                _tell("calls", calls=done + 1)

    await asyncio.gather(*(one_after_another() for _ in range(at_once)))
    return {"began": began, "ended": time.monotonic(), "spoken_s": 0.0, "gaps": 0, "gap_s": 0.0, "steady": []}


async def _leave(callers: Sequence[Caller]) -> None:
    for caller in callers:
        caller.leaving = True
    await _until(lambda: all(caller.state == "over" for caller in callers), limit_s=LEAVING_S)
    for caller in callers:
        caller.hang_up()
    await asyncio.sleep(0.5)


async def _until(reached: Any, *, limit_s: float) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(limit_s):
            while not reached():  # noqa: ASYNC110 -- states of many callers, none of which says that it changed
                await asyncio.sleep(0.05)


def _tell(what: str, **more: object) -> None:
    print(json.dumps({"what": what, "at": time.monotonic(), **more}), flush=True)


async def run(given: argparse.Namespace) -> None:
    """The run that was asked for."""
    crowd = Crowd(
        Door(given.port, given.door.removeprefix("socket:") if given.door != "webhook" else ""),
        Room.of(given.voice.read_bytes()),
    )
    manner = Manner(barge_in_every=given.barge_in_every)
    if given.at_once:
        told = await many(crowd, manner, calls=given.calls, at_once=given.at_once)
    else:
        told = await steady(crowd, manner, calls=given.calls, seconds=given.seconds, coming_s=given.coming)
    late = sorted(each for caller in crowd.callers for each in caller.late)
    faults: Counter[str] = Counter()
    for caller in crowd.callers:
        faults.update(caller.faults)
    whole = {
        **told,
        "turns": [asdict(turn) for caller in crowd.callers for turn in caller.turns],
        "calls": len(crowd.callers),
        "refused": crowd.refused,
        "faults": faults,
        "unmarked_s": sum(caller.unmarked_s for caller in crowd.callers),
        "late_ms": {str(share): 1000 * late[int(share / 100 * (len(late) - 1))] for share in (50, 99, 100) if late},
    }
    given.out.write_text(json.dumps(whole))


def main() -> None:
    """Read the options and run."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--port", type=int, required=True)
    options.add_argument("--door", default="webhook")
    options.add_argument("--calls", type=int, default=10)
    options.add_argument("--seconds", type=float, default=20)
    options.add_argument("--coming", type=float, default=0, help="a short call more every so many seconds")
    options.add_argument("--at-once", type=int, default=0, help="short calls, so many at a time")
    options.add_argument("--barge-in-every", type=int, default=0)
    options.add_argument("--voice", type=Path, required=True, help="a turn's sound, as bench.calls.speech makes it")
    options.add_argument("--out", type=Path, required=True)
    given = options.parse_args()
    gc.freeze()
    uvloop.run(run(given))
    sys.stdout.flush()


if __name__ == "__main__":
    main()
