"""Runs replays beside the calls, in a process of their own: a few calls at a time, one replay of a flow at a time.

What came of the calls is kept as it comes. A replay ends with its calls, when somebody ends it, or when it has taken
too long; one whose service is stopped stays broken off, with what it found.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, tzinfo
from typing import Any, Literal, cast

import structlog

from agent.bookkeeping import AWAY
from agent.console.bench import Around
from agent.console.past_scripts import PastCall
from agent.console.refusals import Refusal
from agent.console.replaying import Became, Documents, Replayed, replayed
from agent.console.workshop import Workshop
from agent.store.database import Database
from agent.store.replays import SILENT_AFTER_S, Found, Heard, Replays, State

log = structlog.get_logger(__name__)

AT_ONCE = 8
"""Calls that are handed over at a time: at their limit of three seconds, on two flows, that is more than the workshop
waits for anything, and they are given up together."""
LIMIT_S = 900.0
"""Of a whole replay."""
BEAT_S = SILENT_AFTER_S / 4
TOO_LONG = "It took longer than {minutes:g} minutes and was ended; what was found until then is here."
BROKEN = "Something went wrong; the service's log says what. What was found until then is here."


@dataclass(frozen=True, slots=True)
class Job:
    """A replay to be run."""

    replay: int
    flow: str
    calls: Sequence[str]
    target: str
    """What they are played on, as JSON."""
    around: Around


class ReplayJobs:
    """Those of this process. Close it with the service."""

    def __init__(self, database: Database, *, zone: tzinfo, limit_s: float = LIMIT_S) -> None:
        """`zone`: where the business is, on whose clock callers' days and times are understood."""
        self._replays = Replays(database)
        self._zone = zone
        self._limit_s = limit_s
        self._workshop = Workshop()
        self._running: set[asyncio.Task[None]] = set()

    def begin(self, job: Job) -> None:
        """Run it from now on."""
        task = asyncio.create_task(self._run(job), name=f"replay {job.replay}")
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def aclose(self) -> None:
        """End those that run."""
        for task in self._running:
            task.cancel()
        if self._running:
            await asyncio.wait(self._running, timeout=5)
        await self._workshop.aclose()

    async def _run(self, job: Job) -> None:
        state: State = "done"
        why = ""
        alive = asyncio.create_task(self._alive(job), name=f"replay {job.replay} lives")
        try:
            async with asyncio.timeout(self._limit_s):
                await self._play(job)
        except TimeoutError:
            state, why = "broken", TOO_LONG.format(minutes=self._limit_s / 60)
        except asyncio.CancelledError:
            state, why = "broken", "The service was stopped while it ran; begin it anew."
            raise
        except Exception:  # the edge of a background job
            log.exception("replay.broken", replay=job.replay, flow=job.flow)
            state, why = "broken", BROKEN
        finally:
            alive.cancel()
            await self._end(job, state, why)

    async def _alive(self, job: Job) -> None:
        """Say again and again that the replay goes on: its calls may take longer than a silence is believed."""
        while True:
            await asyncio.sleep(BEAT_S)
            try:
                await self._replays.beat(job.replay)
            except AWAY as away:
                log.warning("replay.unbeaten", replay=job.replay, why=type(away).__name__)

    async def _end(self, job: Job, state: State, why: str) -> None:
        try:
            await self._replays.end(job.replay, state, why=why)
        except AWAY as away:
            log.warning("replay.unwritten", replay=job.replay, why=type(away).__name__)
        log.info("replay.over", replay=job.replay, flow=job.flow, state=state)

    async def _play(self, job: Job) -> None:
        versions: dict[int, str] = {}
        for place in range(0, len(job.calls), AT_ONCE):
            ids = job.calls[place : place + AT_ONCE]
            heard = await self._replays.heard(ids)
            new = {each.version for each in heard if each.version is not None} - versions.keys()
            if new:
                versions |= await self._replays.versions(job.flow, sorted(new))
            made = await self._made(job, heard, versions)
            if not await self._replays.keep(job.replay, [_found(each) for each in made], done=len(ids)):
                return

    async def _made(self, job: Job, heard: Sequence[Heard], versions: Mapping[int, str]) -> Sequence[Replayed]:
        calls = [_past(each, self._zone) for each in heard]
        own = {number: text for number, text in versions.items() if any(each.version == number for each in heard)}
        try:
            return await self._workshop.do(replayed, calls, Documents(job.target, own, job.around))
        except Refusal as why:
            log.warning("replay.given_up", replay=job.replay, calls=len(calls), why=why.code)
            became: Became = "too_long" if why.code == "too_slow" else "failed"
            return [Replayed(each.id, became) for each in calls]


def _past(call: Heard, zone: tzinfo) -> PastCall:
    return PastCall(
        id=call.id,
        version=call.version,
        rang_at=_minute(call.started_at, zone),
        caller=call.caller,
        direction=cast("Literal['inbound', 'outbound']", call.direction),
        language=call.language,
        result=call.result or "",
        timeline=call.timeline,
    )


def _minute(at: datetime, zone: tzinfo) -> str:
    return at.astimezone(zone).replace(tzinfo=None).isoformat(timespec="minutes")


def _found(each: Replayed) -> Found:
    what = asdict(each.difference)
    details: Any = each.details
    return Found(each.call_id, each.became, what["kind"], what["was"], what["now"], each.certainty, details)
