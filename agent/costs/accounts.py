"""What this process uses: the accounts of its calls, and what nobody's call used; written down every few seconds.

A worker that is killed loses what it used since the last time; and the seconds of recognition of the calls it held,
since recognisers tell them when a stream ends.
"""

import asyncio
import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from agent.clock import utc_now
from agent.costs.account import CallAccount, Leg, Tally
from agent.costs.costs import Cost
from agent.costs.pricing import Pricing, person, shown
from agent.errors import TrunklineError
from agent.store.usage import Usages
from graphs.engine import CallFacts
from telephony.usage import Usage

log = structlog.get_logger(__name__)

EVERY_S = 10.0


class Unclaimed:
    """What is used without a call, day by day (`telephony.usage.collecting`)."""

    def __init__(self, pricing: Pricing, *, now: Callable[[], datetime] = utc_now) -> None:
        self.process = secrets.token_hex(8)
        self.pricing = pricing
        """By which it is told what it cost."""
        self._now = now
        self.days: dict[date, Tally] = {}

    def add(self, usage: Usage) -> None:
        """Count it today. Never blocks, never raises."""
        self.days.setdefault(self.pricing.day(self._now()), Tally()).add(usage)

    def forget_before(self, day: date) -> None:
        """Days that are written down for good."""
        for past in [each for each in self.days if each < day]:
            del self.days[past]


class Accounts:
    """Those of the calls that go on. `run` it beside the calls."""

    def __init__(self, usages: Usages, pricing: Pricing, unclaimed: Unclaimed) -> None:
        self._usages = usages
        self._pricing = pricing
        self._unclaimed = unclaimed
        self._going: set[CallAccount] = set()
        """Those that are not written down for good."""
        self._stopped = asyncio.Event()

    def open(self, facts: CallFacts, *, stream: int, began: float, before: CallAccount | None = None) -> CallAccount:
        """A stream of a call begins. `stream`: the ordinal of its first event; `began`: when the call began, Unix time;
        `before`: the account of the call's former stream.
        """
        on_the_line = person(facts.direction, facts.caller, facts.callee) or ""
        leg = Leg(facts.id, facts.direction, facts.callee, on_the_line, began, stream)
        account = CallAccount(leg, before=before, late=self._unclaimed.add)
        self._going.add(account)
        return account

    def cost(self, account: CallAccount, *, currency: str | None = None) -> Cost:
        """What the account's call has cost so far."""
        began = datetime.fromtimestamp(account.leg.began, UTC)
        wanted = currency or self._pricing.currency(account.leg.person)
        return self._pricing.cost(account.used(), day=self._pricing.day(began), currency=wanted)

    def settled(self, account: CallAccount) -> dict[str, Any]:
        """The line is down: what the call cost, as its timeline tells it."""
        account.hang_up()
        return shown(self.cost(account))

    async def recall(self, account: CallAccount) -> None:
        """Bring what the database knows of the call's former streams."""
        account.recall(await self._usages.read(account.leg.call_id))

    async def close(self, account: CallAccount) -> None:
        """The call has ended: write what it used. May be repeated."""
        account.close()
        await self._usages.write((account.leg.call_id, each) for each in account.own())
        self._going.discard(account)

    async def run(self) -> None:
        """Write until stopped, and then what is left."""
        while not self._stopped.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopped.wait(), EVERY_S)
            await self.flush()

    def stop(self) -> None:
        """Let `run` write what is left and end."""
        self._stopped.set()

    async def flush(self) -> None:
        """Write what was used until now; what cannot be written is written the next time."""
        going = tuple(self._going)
        over = {account for account in going if account.over}
        try:
            await self._usages.write((account.leg.call_id, each) for account in going for each in account.own())
            self._going -= over
            await self._write_unclaimed()
        except (SQLAlchemyError, TrunklineError, OSError) as why:
            log.warning("accounts.unwritten", calls=len(self._going), why=type(why).__name__)

    async def _write_unclaimed(self) -> None:
        days = {day: dict(tally.sums) for day, tally in self._unclaimed.days.items()}
        await self._usages.write_process(
            self._unclaimed.process,
            ((day, kind, amount) for day, sums in days.items() for kind, amount in sums.items()),
        )
        if days:
            self._unclaimed.forget_before(max(days) - timedelta(days=1))
