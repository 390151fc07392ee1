"""Sessions with MCP servers (Model Context Protocol, by the official SDK).

One session a server is kept for the whole process: to open one takes tens of milliseconds, and a command has to be
started first. A session belongs to one task, since cancel scopes have to be left in the task that entered them; calls
come from any task.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import anyio
import structlog
from mcp import MCPError
from mcp.client import Client, InputRequiredRoundsExceededError
from mcp_types import CONNECTION_CLOSED, INVALID_REQUEST, CallToolResult
from pydantic import ValidationError

from agent.tools.outside.mcp_transport import Lost, Streams
from agent.tools.tool import ToolRefused

log = structlog.get_logger(__name__)

Schemas = Mapping[str, Mapping[str, Any]]
"""The input schema of every tool of a server."""

_TOOL_PAGES = 20
_BROKEN = (MCPError, ValidationError, InputRequiredRoundsExceededError, RuntimeError, OSError,
           anyio.ClosedResourceError, anyio.BrokenResourceError)  # fmt: skip
"""What the SDK raises when a server does not answer as it should."""


_GONE = frozenset({CONNECTION_CLOSED, INVALID_REQUEST})
"""Codes by which a session has ended: the second one is that of a server that began anew and does not know us."""


class McpFailed(ToolRefused):
    """A server is not there, or did not answer a call as it should."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How long and how often."""

    connect_s: float = 10.0
    patience_s: float = 1.0
    """How long a call waits for a session that is not there at the moment."""
    first_pause_s: float = 0.5
    longest_pause_s: float = 30.0
    steady_s: float = 60.0
    """A session that held so long was a good one: the next pause is the first again."""
    at_once: int = 8
    waiting: int = 32
    """Calls that wait while so many are under way; one more is refused."""


class McpSession:
    """The session with one server: opened, and opened again when it was lost, by the task that executes `run`."""

    def __init__(self, name: str, connect: Callable[[Lost], Streams], *, bounds: Bounds | None = None) -> None:
        self.name = name
        self.schemas: Schemas | None = None
        """None until the server was there for the first time."""
        self.why = "it did not answer yet"
        """Why there is no session."""
        self._connect = connect
        self._bounds = bounds or Bounds()
        self._client: Client | None = None
        self._up = asyncio.Event()
        self._wake: Lost = asyncio.Event()
        self._stopping = asyncio.Event()
        self._turn = asyncio.Semaphore(self._bounds.at_once)
        self._calls = 0

    @property
    def connected(self) -> asyncio.Event:
        """Set while there is a session."""
        return self._up

    async def call(self, tool: str, arguments: Mapping[str, Any]) -> CallToolResult:
        """Call a tool. Takes as long as the caller lets it. Raises McpFailed."""
        if self._calls >= self._bounds.at_once + self._bounds.waiting:
            raise McpFailed(f"too many calls wait for the server “{self.name}”")
        self._calls += 1
        try:
            async with self._turn:
                return await self._ask(await self._session(), tool, arguments)
        finally:
            self._calls -= 1

    async def _session(self) -> Client:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._up.wait(), self._bounds.patience_s)
        if self._client is None:
            raise McpFailed(f"there is no connection to the server “{self.name}”: {self.why}")
        return self._client

    async def _ask(self, client: Client, tool: str, arguments: Mapping[str, Any]) -> CallToolResult:
        try:
            return await client.call_tool(tool, dict(arguments))
        except _BROKEN as error:
            if not isinstance(error, MCPError) or error.code in _GONE:
                self._lose(client)
            # What the server says of it may repeat what the caller said.
            code = f" ({error.code})" if isinstance(error, MCPError) else ""
            raise McpFailed(f"the server “{self.name}” did not answer: {type(error).__name__}{code}") from None

    def _lose(self, client: Client) -> None:
        """That session is of no more use; a newer one is not touched."""
        if client is self._client:
            self._wake.set()

    async def run(self) -> None:
        """Keep a session until `stop`. Runs for as long as the process, so it takes whatever goes wrong."""
        failures = 0
        while not self._stopping.is_set():
            began = asyncio.get_running_loop().time()
            try:
                await self._hold()
                self.why = "it closed the connection"
            except Exception as error:  # noqa: BLE001 - the edge of a background job: a server must not end it
                self.why = f"it cannot be reached ({_root(error)})"
            if self._stopping.is_set():
                return
            steady = asyncio.get_running_loop().time() - began >= self._bounds.steady_s
            failures = 0 if steady else failures + 1
            pause = min(self._bounds.first_pause_s * 2.0 ** max(failures - 1, 0), self._bounds.longest_pause_s)
            pause *= random.uniform(0.5, 1.0)  # noqa: S311 - no secret hangs on it
            log.warning("mcp.lost", server=self.name, why=self.why, pause_s=round(pause, 2))
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), pause)

    def stop(self) -> None:
        """Let `run` close the session and end."""
        self._stopping.set()
        self._wake.set()

    async def _hold(self) -> None:
        """Open a session and keep it until it is lost or given up."""
        lost = self._wake
        lost.clear()
        if self._stopping.is_set():
            return
        async with self._opened(lost) as client:
            self._client = client
            self._up.set()
            log.info("mcp.connected", server=self.name, tools=len(self.schemas or ()))
            try:
                await lost.wait()
            finally:
                self._up.clear()
                self._client = None

    @asynccontextmanager
    async def _opened(self, lost: Lost) -> AsyncIterator[Client]:
        client = Client(self._connect(lost), cache=None)
        async with asyncio.timeout(self._bounds.connect_s) as limit, client:
            self.schemas = await _schemas(client)
            limit.reschedule(None)
            yield client


async def _schemas(client: Client) -> Schemas:
    schemas: dict[str, Mapping[str, Any]] = {}
    cursor: str | None = None
    for _ in range(_TOOL_PAGES):
        page = await client.list_tools(cursor=cursor)
        schemas |= {tool.name: tool.input_schema for tool in page.tools}
        cursor = page.next_cursor
        if cursor is None:
            break
    return schemas


def _root(error: BaseException) -> str:
    """The kind of the first error that is no group of errors; what it says may hold secrets."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return type(error).__name__
