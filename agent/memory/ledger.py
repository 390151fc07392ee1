"""The ledger of actions: an effect happens once for each key, whatever is replayed.

A row is written before an action runs and completed after it. A replay of the same key finds it:

- `done`: the recorded outcome is given back, nothing runs.
- `started`, and its runner is alive: the replay waits for the outcome.
- `started`, and its runner is dead: the action runs again with the same key. Whether its first run had its effect
  nobody can know, so an action has to recognise a key that it has seen (as Stripe's `Idempotency-Key` works). One
  that says of itself that it cannot (`KnowsItsLimits`) does not run again: its outcome is `error`.

What is kept: the key, the action's name, a SHA-256 fingerprint of the arguments, encrypted, since who could read it
could test a guess, the outcome's name, and its value, which a replay needs, encrypted too. The arguments themselves are
not kept. The value goes when the conversation is over, the row when it is erased.
"""

import asyncio
import hashlib
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import orjson
import structlog

from agent.memory.errors import MemoryUnavailable
from agent.memory.rows import harmless, json_text
from agent.memory.sealing import UNSEALED, Sealing, opened_json, opened_text, run_place, sealed_json, sealed_text
from agent.memory.statements import Statements
from graphs.ports import Actions, Outcome

log = structlog.get_logger(__name__)

CLAIM = """
insert into tool_runs as r (key, action, arguments_sha256, runner, claimed_until)
values ($1::text, $2::text, $3::text, $4::text, clock_timestamp() + $5::float8 * interval '1 second')
on conflict (key) do update set attempts = r.attempts + (r.runner <> excluded.runner)::int,
    runner = excluded.runner, claimed_until = excluded.claimed_until
where r.status = 'started' and r.attempts < $6::int
    and (r.claimed_until < clock_timestamp() or r.runner = excluded.runner)
returning attempts
"""

LOOK = """
select status, action, arguments_sha256, outcome, value::text as value,
    status = 'started' and attempts >= $2::int and claimed_until < clock_timestamp() as given_up
from tool_runs where key = $1::text
"""

RENEW = """
update tool_runs set claimed_until = clock_timestamp() + $3::float8 * interval '1 second'
where key = $1::text and runner = $2::text and status = 'started'
returning true
"""

FINISH = """
update tool_runs set status = 'done', outcome = $2::text, value = $3::text::jsonb, finished_at = now()
where key = $1::text and status = 'started'
returning true
"""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How long and how often. A dead runner is noticed after `claim_s`."""

    claim_s: float = 2.0
    wait_s: float = 20.0
    look_every_s: float = 0.05
    attempts: int = 5


@runtime_checkable
class KnowsItsLimits(Protocol):
    """Actions of which some must not run twice."""

    def is_repeatable(self, action: str) -> bool:
        """Whether that action may run again with a key of which nobody knows if it had its effect."""
        ...


class Ledger:
    """Actions that have their effect once; itself an `Actions`."""

    def __init__(
        self, statements: Statements, actions: Actions, *, bounds: Bounds | None = None, keys: Sealing = UNSEALED
    ) -> None:
        self._statements = statements
        self._actions = actions
        self._keys = keys
        self._bounds = bounds or Bounds()

    async def __call__(self, action: str, arguments: Mapping[str, Any], *, key: str, commits: bool) -> Outcome:
        """Run an action, or give back what it answered. One that does not commit goes straight through.

        The outcome is `error` when another run of the same key does not end in time, and when the action was
        started over and over and never came to an end. Raises MemoryUnavailable before the action has run.
        """
        if not commits:
            return await self._actions(action, arguments, key=key, commits=False)
        runner = secrets.token_hex(8)
        fingerprint = fingerprint_of(key, action, arguments)
        recorded = await self._claim(key, action, fingerprint, runner=runner)
        if recorded is not None:
            return recorded
        async with _Renewal(self._statements, key, runner=runner, claim_s=self._bounds.claim_s):
            outcome = await self._actions(action, arguments, key=key, commits=True)
        return await self._finish(key, action, outcome)

    async def _claim(self, key: str, action: str, fingerprint: str, *, runner: str) -> Outcome | None:
        """Wait until the key is ours, which is None, or until somebody's outcome is there."""
        bounds, kept = self._bounds, sealed_text(self._keys, fingerprint, run_place(key, "arguments"))
        with suppress(TimeoutError):
            async with asyncio.timeout(bounds.wait_s):
                while not (
                    attempt := await self._statements.value(
                        CLAIM, key, action, kept, runner, bounds.claim_s, bounds.attempts
                    )
                ):
                    row = await self._statements.row(LOOK, key, bounds.attempts)
                    if row is not None and await self._differs(row, key, action, fingerprint):
                        log.warning("ledger.replay_differs", key=key, action=action, recorded=row["action"])
                    if row is not None and row["status"] == "done":
                        return await self._recorded(key, row)
                    if row is not None and row["given_up"]:
                        log.error("ledger.given_up", key=key, action=action, attempts=bounds.attempts)
                        return await self._finish(key, action, Outcome("error"))
                    await asyncio.sleep(bounds.look_every_s)
                if attempt > 1 and not self._may_repeat(action):
                    log.error("ledger.effect_unknown", key=key, action=action)
                    return await self._finish(key, action, Outcome("error"))
                return None
        log.error("ledger.waited_in_vain", key=key, action=action, wait_s=bounds.wait_s)
        return Outcome("error")

    async def _differs(self, row: Any, key: str, action: str, fingerprint: str) -> bool:
        recorded = row["arguments_sha256"]
        opened = await self._keys.opened(lambda: opened_text(self._keys, recorded, run_place(key, "arguments")))
        return bool((row["action"], opened) != (action, fingerprint))

    async def _recorded(self, key: str, row: Any) -> Outcome:
        stored = orjson.loads(row["value"] or "null")
        place = run_place(key, "value")
        return Outcome(row["outcome"], await self._keys.opened(lambda: opened_json(self._keys, stored, place)))

    def _may_repeat(self, action: str) -> bool:
        return not isinstance(self._actions, KnowsItsLimits) or self._actions.is_repeatable(action)

    async def _finish(self, key: str, action: str, outcome: Outcome) -> Outcome:
        """Record an outcome. The first one stands: whoever comes later gives that back too."""
        outcome = _storable(outcome, key=key, action=action)
        try:
            value = sealed_json(self._keys, outcome.value, run_place(key, "value"))
            first = await self._statements.value(FINISH, key, outcome.name, value)
            if first:
                return outcome
            row = await self._statements.row(LOOK, key, self._bounds.attempts)
        except MemoryUnavailable:
            # The effect is there and the caller shall hear of it; a replay will ask the action again by its key.
            log.exception("ledger.not_recorded", key=key, action=action)
            return outcome
        return await self._recorded(key, row) if row else outcome


class _Renewal:
    """Keeps a claim alive while its action runs, and lets it lapse when the action broke off."""

    def __init__(self, statements: Statements, key: str, *, runner: str, claim_s: float) -> None:
        self._statements = statements
        self._key = key
        self._runner = runner
        self._claim_s = claim_s
        self._renewing: asyncio.Task[None] | None = None

    async def __aenter__(self) -> None:
        self._renewing = asyncio.create_task(self._renew(), name="ledger.renewal")

    async def __aexit__(self, kind: type[BaseException] | None, error: object, trace: object) -> None:
        if self._renewing is not None:
            self._renewing.cancel()
            with suppress(asyncio.CancelledError):
                await self._renewing
        if kind is not None:
            with suppress(MemoryUnavailable):
                await self._statements.value(RENEW, self._key, self._runner, 0.0)

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(self._claim_s / 3)
            try:
                await self._statements.value(RENEW, self._key, self._runner, self._claim_s)
            except MemoryUnavailable:
                log.warning("ledger.claim_not_renewed", key=self._key)


def fingerprint_of(key: str, action: str, arguments: Mapping[str, Any]) -> str:
    """SHA-256 of the key, the action and its arguments, whatever the arguments' order."""
    canonical = orjson.dumps(
        harmless([key, action, dict(arguments)]), option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS, default=repr
    )
    return hashlib.sha256(canonical).hexdigest()


def _storable(outcome: Outcome, *, key: str, action: str) -> Outcome:
    """The outcome as a replay will find it; `error` when its value is not JSON."""
    try:
        return Outcome(outcome.name, orjson.loads(json_text(outcome.value)))
    except (TypeError, ValueError):
        log.exception("ledger.value_is_not_json", key=key, action=action)
        return Outcome("error")
