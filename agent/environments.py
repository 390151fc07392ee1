"""Keeps what this process runs the same as what the library says: what was published here, or by another worker."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

import structlog

from agent.bookkeeping import AWAY
from agent.flows import Flows, UnknownFlow
from agent.lineups import LIVE, Choice, Lineup
from agent.store.contents import Environment
from agent.store.numbers import Numbers
from agent.store.releases import Releases, Running
from graphs.compiler import CompiledFlow
from graphs.document import FlowDocument
from graphs.problems import FlowError

log = structlog.get_logger(__name__)

Place = tuple[str, Environment]
"""A flow and one of its environments."""

PAUSE_S = 1.0
"""Between two looks: another worker's publication is noticed within two seconds."""


class Environments:
    """Follows the tables of environments and numbers."""

    def __init__(self, flows: Flows, releases: Releases, numbers: Numbers) -> None:
        self._flows = flows
        self._releases = releases
        self._numbers = numbers
        self._seen: dict[Place, Running] | None = None
        self._mark = ""
        """Of what the tables said when `run` read them last."""
        self._one_at_a_time = asyncio.Lock()
        self.on_new: Callable[[CompiledFlow], None] = _nobody_asks
        """Told of each flow that is run from now on, or that a number leads to from now on."""

    async def run(self) -> None:
        """Look every second until cancelled. A database that is away is waited for."""
        while True:
            await asyncio.sleep(PAUSE_S)
            try:
                if (mark := await self._releases.mark()) != self._mark:
                    await self.read()
                    self._mark = mark
            except AWAY as why:
                log.warning("environments.unread", why=type(why).__name__)
            except Exception:  # the edge of a background job: what runs goes on running
                log.exception("environments.failed")

    async def read(self) -> None:
        """Look now: what was published before this is called runs when it returns. Raises what the database raises."""
        async with self._one_at_a_time:
            rows = {(row.flow, row.environment): row for row in await self._releases.running()}
            numbers = await self._numbers.all()
            first, seen = self._seen is None, self._seen or {}
            for key, row in rows.items():
                if seen.get(key) != row:
                    await self._install(row)
            for flow, environment in self._gone(rows, seen, first=first):
                self._flows.withdraw(flow, environment)
            led_to = self._flows.numbered
            self._flows.set_numbers((each.number, each.flow, each.environment) for each in numbers)
            for name in self._flows.numbered - led_to:
                with suppress(UnknownFlow):  # one that is only being tested was told of when it was put there
                    self.on_new(self._flows.get(name))
            self._seen = rows

    async def can_run(self, flow: str, version: int) -> bool:
        """Whether this software can run a release; compiles it, to be kept."""
        release = await self._releases.release(flow, version)
        if release is None:
            return False
        return await self._compiled(flow, version, release.fingerprint) is not None

    def _gone(self, rows: dict[Place, Running], seen: dict[Place, Running], *, first: bool) -> list[Place]:
        """Environments that run nothing any more; at the first look, also flows of files that were archived."""
        before: list[Place] = [*seen, *((name, LIVE) for name in self._flows.files if first)]
        return [key for key in before if key not in rows]

    async def _install(self, row: Running) -> None:
        champion = await self._choice(row, row.version, row.fingerprint)
        if champion is None:
            return
        challenger = None
        if row.challenger is not None and row.challenger_fingerprint is not None:
            challenger = await self._choice(row, row.challenger, row.challenger_fingerprint)
        lineup = Lineup(champion, challenger, row.share)
        self._flows.install(row.flow, row.environment, lineup)
        versions = [choice.version for choice in lineup.choices]
        log.info("flow.runs", flow=row.flow, environment=row.environment, versions=versions, share=row.share)
        for choice in lineup.choices:
            self.on_new(choice.flow)

    async def _choice(self, row: Running, version: int, fingerprint: str) -> Choice | None:
        """A release, compiled. None when it cannot be: what ran before goes on."""
        known = self._flows.version_of(row.flow, version)
        if known is not None:
            return Choice(known.flow, version, row.environment)
        flow = await self._compiled(row.flow, version, fingerprint)
        return Choice(flow, version, row.environment) if flow else None

    async def _compiled(self, name: str, version: int, fingerprint: str) -> CompiledFlow | None:
        return await self._flows.version(fingerprint) or await self._as_written(name, version)

    async def _as_written(self, name: str, version: int) -> CompiledFlow | None:
        """A release from its own document: what was recorded of it is gone, or this software reads it no longer."""
        content = await self._releases.content(name, version)
        if content is None:
            return None
        try:
            document = await asyncio.to_thread(FlowDocument.model_validate_json, content.document)
            return await self._flows.compiled(document)
        except (FlowError, ValueError) as why:
            log.error("flow.unusable", flow=name, version=version, why=str(why))  # noqa: TRY400 -- for the log
            return None


def _nobody_asks(_: CompiledFlow) -> None:
    """Nothing is made ready for a flow."""
