"""The record of calls in the database, kept beside the calls: a database that is away for a while is waited for."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import asyncpg
import structlog
from sqlalchemy.exc import SQLAlchemyError

from agent.costs.account import CallAccount
from agent.costs.accounts import Accounts
from agent.dialogue import Dialogue
from agent.errors import TrunklineError
from agent.recorder import Recorder
from agent.store.calls import Calls, OpenedCall
from telephony.call.session import CallOutcome

log = structlog.get_logger(__name__)

PAUSES_S = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0)
"""Between the attempts to write something; after the last it is given up."""

AWAY = (SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError, TrunklineError, OSError, TimeoutError)
"""What a database raises that cannot be reached or that is starting."""


async def persist(work: Callable[[], Awaitable[object]], *, what: str, call_id: str) -> bool:
    """Do this until it succeeds, or for about two minutes. False when it was given up."""
    for pause in PAUSES_S:
        try:
            await work()
        except AWAY as why:
            log.warning("bookkeeping.waits", what=what, call_id=call_id, why=type(why).__name__)
            await asyncio.sleep(pause)
        else:
            return True
    log.error("bookkeeping.given_up", what=what, call_id=call_id)
    return False


class Bookkeeping:
    """Writes down the beginning and the end of each call, and what it used."""

    def __init__(self, calls: Calls, recorder: Recorder, accounts: Accounts) -> None:
        self._calls = calls
        self._recorder = recorder
        self._accounts = accounts
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, call: OpenedCall, account: CallAccount) -> asyncio.Task[None]:
        """A call has begun, or goes on. Returns at once."""
        return self._beside(self._opened(call, account))

    def end(self, outcome: CallOutcome, dialogue: Dialogue, account: CallAccount, *, begun: asyncio.Task[None]) -> None:
        """A call has ended. Returns at once."""
        self._beside(self._ended(outcome, dialogue, account, begun))

    async def finish(self, *, limit_s: float) -> None:
        """Wait for what is being written; what the database does not take in time is lost with the process."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=limit_s)
            for task in late:
                task.cancel()

    async def _opened(self, call: OpenedCall, account: CallAccount) -> None:
        await persist(lambda: self._calls.open_call(call), what="call's begin", call_id=call.id)
        if account.leg.stream:
            await persist(lambda: self._accounts.recall(account), what="call's former use", call_id=call.id)

    async def _ended(
        self, outcome: CallOutcome, dialogue: Dialogue, account: CallAccount, begun: asyncio.Task[None]
    ) -> None:
        ended_at, call_id = datetime.now(UTC), account.leg.call_id
        if not dialogue.settled:
            await persist(dialogue.settle, what="conversation's end", call_id=call_id)
        await asyncio.wait({begun})
        await self._recorder.flush()

        async def end() -> None:
            await self._calls.end_call(
                call_id,
                ended_at=ended_at,
                result=outcome.result or None,
                ended_by=outcome.ended,
                why=outcome.why or None,
                thread_id=dialogue.thread_id or None,
                fingerprint=dialogue.fingerprint,
            )

        await asyncio.gather(
            persist(lambda: self._accounts.close(account), what="call's use", call_id=call_id),
            persist(end, what="call's end", call_id=call_id),
        )

    def _beside(self, work: Awaitable[None]) -> asyncio.Task[None]:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
