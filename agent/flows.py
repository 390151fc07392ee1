"""The flows that this process can run: loaded and compiled once, each in the version that is published now; and the
versions before it, for the conversations that began in them.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import structlog
from pydantic import ValidationError

from agent.errors import TrunklineError
from agent.flow_files import FlowFile, flow_files, unusable
from agent.lineups import LIVE, TEST, Choice, Lineup, Lineups
from agent.memory.flow_versions import FlowVersion, FlowVersions
from agent.store.contents import Environment
from graphs.compiler import CompiledFlow, compile_flow
from graphs.document import FlowDocument
from graphs.nodes.call import Call
from graphs.problems import FlowError
from graphs.subflows import Library, pinned

log = structlog.get_logger(__name__)

MOST_FORMER = 64
"""Former versions that are kept compiled; one of 200 steps has 1.4 MB."""
MOST_CALLED = 100
"""Flows that one flow may call, those within those included."""


class UnknownFlow(TrunklineError):
    """There is no flow of that name."""


class Flows:
    """Compiled flows, by name and by fingerprint."""

    def __init__(self, folder: Path | None = None) -> None:
        """`folder`: of documents that go before those that come with the software."""
        self._folder = folder
        self._current: dict[str, CompiledFlow] = {}
        self._library: dict[str, FlowDocument] = {}
        self._lineups = Lineups()
        self._versions: FlowVersions | None = None
        self._former: OrderedDict[str, asyncio.Task[CompiledFlow | None]] = OrderedDict()
        self.files: Mapping[str, FlowFile] = {}
        """What lies in files."""

    async def load(self) -> None:
        """Load and compile every flow that lies in a file, off the event loop. Raises SettingsError for one of the
        folder's.
        """
        self.files = await asyncio.to_thread(flow_files, self._folder)
        self._library |= {name: file.document for name, file in self.files.items()}
        for name, file in self.files.items():
            try:
                self._current[name] = await asyncio.to_thread(compile_flow, file.document, self._library)
            except FlowError as wrong:
                raise unusable(file.path, wrong) from None

    async def record(self, versions: FlowVersions) -> None:
        """From now on former versions are found here, and what runs is recorded. Raises MemoryUnavailable."""
        self._versions = versions
        for flow in self._current.values():
            await self._record(flow)

    async def publish(self, document: FlowDocument) -> CompiledFlow:
        """Make this the version that new calls run. Calls that go on stay on theirs.

        Raises FlowError when it cannot be compiled, MemoryUnavailable when it cannot be recorded; then nothing changes.
        """
        library = {**self._library, document.flow: document}
        compiled = await asyncio.to_thread(compile_flow, document, library)
        self._library = library
        await self._record(compiled)
        self._current[document.flow] = compiled
        self._lineups.remove(document.flow, LIVE)
        return compiled

    # ── what environments run ─────────────────────────────────────────────────

    def install(self, name: str, environment: Environment, lineup: Lineup) -> None:
        """An environment of a flow runs this from now on. Calls that go on stay on what they run."""
        self._lineups.set(name, environment, lineup)
        source = lineup.champion.flow.source
        if environment == LIVE:
            self._current[name] = lineup.champion.flow
            self._library = {**self._library, name: source}
        else:
            self._library = {name: source, **self._library}

    def withdraw(self, name: str, environment: Environment) -> None:
        """An environment of a flow runs nothing any more."""
        self._lineups.remove(name, environment)
        if environment == LIVE:
            self._current.pop(name, None)

    def set_numbers(self, numbers: Iterable[tuple[str, str, Environment]]) -> None:
        """Number, flow and environment of each number of ours."""
        self._lineups.set_numbers(numbers)

    def answering(self, number: str) -> tuple[str, Environment] | None:
        """The flow and the environment that answer calls to a number; None when it is not known."""
        return self._lineups.answering(number)

    @property
    def numbered(self) -> frozenset[str]:
        """The flows that numbers lead to."""
        return self._lineups.numbered

    def choose(self, name: str, *, environment: Environment = LIVE, caller: str = "") -> Choice:
        """What a call of this caller runs: the same at each of their calls. Raises UnknownFlow."""
        lineup = self._lineups.get(name, environment)
        if lineup is not None:
            return lineup.chosen(caller)
        if environment != LIVE and name in self._current:  # nothing was published for testing yet
            return self.choose(name, caller=caller)
        if environment == LIVE and name not in self._current and (tested := self._lineups.get(name, TEST)):
            return tested.chosen(caller)
        return Choice(self.get(name), None)

    def version_of(self, name: str, number: int) -> Choice | None:
        """A release that some environment runs, or ran until lately; None when none did."""
        return self._lineups.version(name, number)

    @property
    def library(self) -> Library:
        """The flows that a flow may call, as they are published."""
        return self._library

    def __contains__(self, name: str) -> bool:
        """Whether some environment runs a flow of that name."""
        return name in self._current or self._lineups.get(name, TEST) is not None

    @property
    def names(self) -> list[str]:
        """The flows that can be called."""
        return sorted(self._current)

    def get(self, name: str) -> CompiledFlow:
        """The flow of that name, as it is live now. Raises UnknownFlow."""
        if name not in self._current:
            raise UnknownFlow(f"There is no flow called “{name}”. There are: {', '.join(self.names)}.")
        return self._current[name]

    async def compiled(self, document: FlowDocument) -> CompiledFlow:
        """A document that is to be published, compiled off the event loop and recorded. Raises FlowError when it
        cannot be, MemoryUnavailable.
        """
        library = {**self._library, document.flow: document}
        compiled = await asyncio.to_thread(compile_flow, document, library)
        await self._record(compiled, library)
        return compiled

    async def version(self, fingerprint: str) -> CompiledFlow | None:
        """The version of that fingerprint, compiled off the event loop and kept.

        None when it is gone: never recorded, deleted, or written in a way that this software reads no longer. Raises
        MemoryUnavailable.
        """
        for flow in self._current.values():
            if flow.fingerprint == fingerprint:
                return flow
        reading = self._former.get(fingerprint)
        if reading is None:
            reading = self._former[fingerprint] = asyncio.create_task(self._read(fingerprint), name="flow version")
        self._former.move_to_end(fingerprint)
        try:
            found = await asyncio.shield(reading)
        except TrunklineError:
            self._former.pop(fingerprint, None)
            raise
        if found is None or len(self._former) > MOST_FORMER:
            self._former.pop(fingerprint if found is None else next(iter(self._former)), None)
        return found

    # ── reading and recording ─────────────────────────────────────────────────

    async def _read(self, fingerprint: str) -> CompiledFlow | None:
        if self._versions is None:
            return None
        document = await self._document(fingerprint)
        if document is None:
            return None
        try:
            library = await self._called(document)
            compiled = await asyncio.to_thread(compile_flow, document, library)
        except FlowError as why:
            log.warning(
                "flow.version_unusable", fingerprint=fingerprint, flow=document.flow, problems=len(why.problems)
            )
            return None
        log.info("flow.version_loaded", fingerprint=fingerprint, flow=document.flow)
        if compiled.fingerprint != fingerprint:  # this software knows settings that the document does not name
            await self._record(compiled, library)
        return compiled

    async def _document(self, fingerprint: str) -> FlowDocument | None:
        assert self._versions is not None
        stored = await self._versions.read(fingerprint)
        if stored is None:
            log.warning("flow.version_gone", fingerprint=fingerprint)
            return None
        try:
            return await asyncio.to_thread(FlowDocument.model_validate_json, stored.document)
        except ValidationError as why:
            log.warning("flow.version_unreadable", fingerprint=fingerprint, flow=stored.flow, errors=why.error_count())
            return None

    async def _called(self, document: FlowDocument) -> Library:
        """The flows that it calls, and that these call, each in the version that is written there."""
        library: dict[str, FlowDocument] = {}
        waiting = list(called(document))
        while waiting and len(library) < 2 * MOST_CALLED:
            name, fingerprint = waiting.pop()
            if f"{name}@{fingerprint}" in library:
                continue
            other = await self._document(fingerprint)
            if other is not None:
                library[f"{name}@{fingerprint}"] = other
                library.setdefault(name, other)
                waiting += called(other)
        return library

    async def _record(self, flow: CompiledFlow, library: Library | None = None) -> None:
        if self._versions is not None:
            documents = _with_called(flow.source, self._library if library is None else library)
            await self._versions.record([_version(document) for document in documents.values()])


def _version(document: FlowDocument) -> FlowVersion:
    """A document for the record. Its tests are no part of the conversation."""
    text = document.model_dump_json(by_alias=True, exclude={"tests"})
    return FlowVersion(document.fingerprint, document.flow, document.title, text)


def called(document: FlowDocument) -> Iterator[tuple[str, str]]:
    """Each flow that a published document calls, with the version's fingerprint."""
    for step in document.steps.values():
        if isinstance(step, Call) and step.version:
            yield step.flow, step.version
    for handler in document.handlers.values():
        if handler.call and handler.version:
            yield handler.call, handler.version


def _with_called(source: FlowDocument, library: Library) -> Mapping[str, FlowDocument]:
    """A published document and all that it calls, by fingerprint."""
    found = {source.fingerprint: source}
    waiting = list(called(source))
    while waiting and len(found) <= MOST_CALLED:
        name, fingerprint = waiting.pop()
        if fingerprint not in found:
            other = library.get(f"{name}@{fingerprint}") or pinned(library[name], library)
            found[fingerprint] = other
            waiting += called(other)
    return found
