"""A process beside the service for work on whole flows, so that no call waits for somebody who edits.

Started when it is first needed, and again after work that took too long, with which it was ended. One piece of work at
a time; so many may wait.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, ParamSpec, TypeVar, cast

import structlog

from agent.console.bench import ready
from agent.console.refusals import Refusal
from agent.console.workshop_process import serve

log = structlog.get_logger(__name__)

LIMIT_S = 40.0
"""Of a piece of work; tests have a shorter one of their own."""
OPENING_S = 60.0
"""For the process to import what it needs."""
MOST_WAITING = 32
IMPORTED = ["agent.console.bench", "agent.console.workshop_process"]
"""Once a service, by the process from which workshops are forked; what is needed beside it each of them imports."""

P = ParamSpec("P")
T = TypeVar("T")


class Workshop:
    """Runs the functions of `agent.console.bench`. Close it with the service."""

    def __init__(self) -> None:
        self._context = get_context("forkserver")
        self._context.set_forkserver_preload(IMPORTED)
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None
        self._thread = ThreadPoolExecutor(1, "workshop")
        self._waiting = 0

    async def do(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do a piece of work. Raises Refusal when it takes too long, or too much waits."""
        if self._waiting >= MOST_WAITING:
            raise Refusal(503, "busy", "Too many people are working on flows at this moment; try again in a moment.")
        self._waiting += 1
        try:
            loop = asyncio.get_running_loop()
            return cast("T", await loop.run_in_executor(self._thread, self._do, work, args, kwargs))
        finally:
            self._waiting -= 1

    def open_soon(self) -> None:
        """Somebody is about to work on a flow: start the process, unless it is there. Returns at once."""
        if self._process is None and not self._waiting:
            self._thread.submit(self._do, ready, (), {})

    async def aclose(self) -> None:
        """End the process, and what it is doing."""
        process = self._process
        if process is not None:
            with suppress(ValueError):  # it was just closed
                process.kill()
        await asyncio.get_running_loop().run_in_executor(self._thread, self._end)
        self._thread.shutdown(wait=False)

    def _do(self, work: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        try:
            pipe = self._open()
            pipe.send((work, args, kwargs))
            if not pipe.poll(LIMIT_S):
                log.warning("workshop.too_slow", work=work.__name__)
                self._end()
                raise Refusal(503, "too_slow", "This took too long and was given up; is there a loop in the flow?")
            done, made = pipe.recv()
        except (EOFError, OSError) as why:
            self._end()
            log.warning("workshop.lost", work=work.__name__, why=type(why).__name__)
            raise Refusal(503, "lost", "The work on the flow broke off; try again.") from why
        if not done:
            log.error("workshop.failed", work=work.__name__, trace=made)
            raise Refusal(500, "failed", "Something went wrong while working on the flow; the log says what.")
        return made

    def _open(self) -> Connection:
        """The pipe to the process, which is started if it is not there."""
        if self._pipe is not None and self._process is not None and self._process.is_alive():
            return self._pipe
        self._end()
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=serve, args=(theirs,), name="workshop", daemon=True)
        process.start()
        theirs.close()
        self._process, self._pipe = process, ours
        ours.send((ready, (), {}))
        if not ours.poll(OPENING_S):
            self._end()
            raise Refusal(503, "busy", "The machine is too busy to work on flows; try again in a moment.")
        ours.recv()
        log.info("workshop.open", pid=process.pid)
        return ours

    def _end(self) -> None:
        process, self._process = self._process, None
        pipe, self._pipe = self._pipe, None
        if pipe is not None:
            pipe.close()
        if process is not None:
            process.kill()
            process.join(5.0)
            process.close()
