"""The threads that recognise and speak, one pool for the whole process.

Speech is arithmetic: it would block the event loop, and one caller's long sentence must not keep another
caller's answer waiting. So the work waits in one bounded queue per priority, and a free thread takes the most
urgent first. Work that has begun is not interrupted: one piece takes tens of milliseconds.
Voice detection has a thread of its own (`activity.py`), because it serves all calls at once.
"""

import asyncio
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import nullcontext
from enum import IntEnum
from functools import partial
from typing import Any, ParamSpec, TypeVar

import structlog

from telephony.audio import errands
from telephony.errors import SpeechUnavailable

log = structlog.get_logger(__name__)
P = ParamSpec("P")
T = TypeVar("T")


class Priority(IntEnum):
    """What goes first: the lower the number, the more urgent."""

    FINAL = 0
    """A caller has finished and waits for an answer."""
    SYNTHESIS = 1
    """Words that a caller is about to hear."""
    INTERIM = 2
    """Words of somebody who is still speaking: worth having, worth nothing late."""
    WARM_UP = 3
    """Models to load, sentences to prepare: nobody waits."""
    AHEAD = 4
    """What may be wanted soon, or never: begun only while nothing else is being done, on any thread."""


BOUNDS: Mapping[Priority, int] = {
    Priority.FINAL: 256,
    Priority.SYNTHESIS: 256,
    Priority.INTERIM: 32,
    Priority.WARM_UP: 64,
    Priority.AHEAD: 64,
}
"""How many pieces of work may wait at each priority."""


class PoolFull(SpeechUnavailable):
    """Too much work of one priority waits already. Take fewer calls, or run another process."""


class PoolClosed(SpeechUnavailable):
    """The pool was closed: the process is ending."""


class SpeechPool:
    """Daemon threads that do speech work in order of urgency. Made once, before the first call.

    `threads`: how many; by default one for each core that this process may use.
    """

    def __init__(self, *, threads: int | None = None, bounds: Mapping[Priority, int] = BOUNDS) -> None:
        count = max(1, threads if threads is not None else _cores())
        self._bounds = bounds
        self._queues: dict[Priority, deque[_Job]] = {priority: deque() for priority in sorted(Priority)}
        self._wake = threading.Condition()
        self._idle_threads = 0
        self._waited_for = 0
        """Threads at work that is not `AHEAD`."""
        self._closed = False
        self._threads = [
            threading.Thread(target=self._work, name=f"speech-{number}", daemon=True) for number in range(count)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def waiting(self) -> int:
        """Pieces of work that no thread has taken yet."""
        return sum(len(queue) for queue in self._queues.values())

    @property
    def busy(self) -> bool:
        """A new piece of work would have to wait."""
        return self.waiting >= self._idle_threads

    async def run(self, priority: Priority, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Do the work in a thread and give its result, or raise what it raised. On an errand (`errands`) its priority
        is `AHEAD` until somebody waits for it.

        Cancelled while it waits, it is never begun; cancelled later, its result is thrown away.
        Raises `PoolFull` when too much waits, `PoolClosed` after `aclose`.
        """
        job, errand = _Job(lambda: work(*args, **kwargs)), errands.current()
        with errand.queued(partial(self._move, job, priority)) if errand else nullcontext():
            waited_for = errand is None or errand.hurried
            result: T = await self._done(job, priority if waited_for else Priority.AHEAD)
        return result

    async def aclose(self, *, limit_s: float = 5.0) -> None:
        """Refuse new work, drop what waits, wait for the threads at most `limit_s`. Safe to call twice."""
        with self._wake:
            self._closed = True
            dropped = [job for queue in self._queues.values() for job in queue]
            for queue in self._queues.values():
                queue.clear()
            self._wake.notify_all()
        for job in dropped:
            if job.done.set_running_or_notify_cancel():
                job.done.set_exception(PoolClosed("The speech pool was closed before this work began."))
        await asyncio.to_thread(self._join, time.monotonic() + limit_s)

    def _join(self, deadline: float) -> None:
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        alive = [thread.name for thread in self._threads if thread.is_alive()]
        if alive:
            log.warning("speech_pool.threads_left", threads=alive)

    async def _done(self, job: "_Job", priority: Priority) -> Any:
        with self._wake:
            queue = self._queues[priority]
            if self._closed:
                raise PoolClosed("The speech pool is closed: the process is ending.")
            if len(queue) >= self._bounds[priority]:
                raise PoolFull(f"{len(queue)} pieces of {priority.name} work wait: take fewer calls or add a process.")
            queue.append(job)
            self._wake.notify()
        try:
            return await asyncio.wrap_future(job.done)
        except asyncio.CancelledError:
            with self._wake:
                self._taken_out(job)
            raise

    def _move(self, job: "_Job", priority: Priority) -> None:
        """To the end of another queue, if no thread has taken it."""
        with self._wake:
            if self._taken_out(job):
                self._queues[priority].append(job)
                self._wake.notify()

    def _taken_out(self, job: "_Job") -> bool:
        for queue in self._queues.values():
            if job in queue:
                queue.remove(job)
                return True
        return False

    def _work(self) -> None:
        while (taken := self._next()) is not None:
            priority, job = taken
            job.perform()
            if priority is not Priority.AHEAD:
                with self._wake:
                    self._waited_for -= 1

    def _next(self) -> "tuple[Priority, _Job] | None":
        with self._wake:
            self._idle_threads += 1
            try:
                while True:
                    if self._closed:
                        return None
                    for priority, queue in self._queues.items():
                        if queue and not (priority is Priority.AHEAD and self._waited_for):
                            self._waited_for += priority is not Priority.AHEAD
                            return priority, queue.popleft()
                    self._wake.wait()
            finally:
                self._idle_threads -= 1


class _Job:
    """A piece of work and the future of its result."""

    __slots__ = ("_work", "done")

    def __init__(self, work: Callable[[], Any]) -> None:
        self._work = work
        self.done: Future[Any] = Future()

    def perform(self) -> None:
        if not self.done.set_running_or_notify_cancel():
            return
        try:
            result = self._work()
        except Exception as error:  # noqa: BLE001 - the edge of a background job: whoever waits for it gets the error
            self.done.set_exception(error)
        else:
            self.done.set_result(result)


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
