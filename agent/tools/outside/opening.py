"""Opens what is declared: one HTTP client, one session for each MCP server, and a tool for each action."""

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx
import structlog
from pydantic import Field, create_model

from agent.tools.outside.declaration import Declared, HttpAction, McpAction, McpServer
from agent.tools.outside.http import HttpCall, open_client
from agent.tools.outside.loading import Declarations
from agent.tools.tool import Arguments, Context, Tool
from graphs.ports import Outcome

if TYPE_CHECKING:
    from agent.tools.outside.mcp_session import McpSession

log = structlog.get_logger(__name__)

Call = Callable[[Mapping[str, Any], str], Awaitable[Outcome]]

READY_LIMIT_S = 3.0
"""How long a start waits for MCP servers; those that are later are used once they are there."""
CLOSE_LIMIT_S = 10.0

_TYPES: dict[str, Any] = {
    "text": str, "number": int | float, "yes_no": bool, "record": dict[str, Any], "list": list[Any], "any": Any,
}  # fmt: skip


@dataclass(slots=True)
class Outside:
    """The tools that are somebody else's."""

    tools: dict[str, Tool[Any]] = field(default_factory=dict)
    sessions: "dict[str, McpSession]" = field(default_factory=dict)
    declarations: Declarations | None = None

    def problems(self) -> Iterator[str]:
        """What is wrong with the MCP servers and with what is mapped to their tools, in sentences."""
        if self.declarations is None or not self.sessions:
            return
        from agent.tools.outside.mcp_schema import mapping_problems  # noqa: PLC0415 -- only where there are servers

        for name, session in self.sessions.items():
            if not session.connected.is_set():
                yield f"The MCP server “{name}” is not there: {session.why}. Its actions fail until it is."
        for name, action in self.declarations.file.actions.items():
            if isinstance(action, McpAction) and (schemas := self.sessions[action.server].schemas) is not None:
                yield from mapping_problems(name, action, schemas)


@asynccontextmanager
async def open_outside(
    declarations: Declarations | None, *, tls: ssl.SSLContext | None = None
) -> AsyncIterator[Outside]:
    """The declared tools, ready for calls; None declares nothing. Servers that are not there keep nobody waiting for
    longer than READY_LIMIT_S. `tls` stands in for the authorities that the certificates of httpx name.
    """
    if declarations is None:
        yield Outside()
        return
    outside = Outside(declarations=declarations)
    async with AsyncExitStack() as stack:
        if tls is None:
            # Reading the certificates of the authorities takes a while.
            tls = await asyncio.to_thread(httpx.create_ssl_context, trust_env=False)
        keeping = asyncio.create_task(declarations.vault.run(), name="secrets")
        stack.callback(keeping.cancel)
        client = await stack.enter_async_context(open_client(declarations.gate, tls))
        if declarations.file.servers:
            outside.sessions = await stack.enter_async_context(_sessions(declarations, tls))
        for name, action in declarations.file.actions.items():
            call = _call(name, action, outside, client)
            outside.tools[name] = _tool(action, call)
        for problem in outside.problems():
            log.warning("tools.problem", problem=problem)
        yield outside


def _call(name: str, action: HttpAction | McpAction, outside: Outside, client: httpx.AsyncClient) -> Call:
    assert outside.declarations is not None
    if isinstance(action, HttpAction):
        return HttpCall(name, action, client, outside.declarations.revealed)
    from agent.tools.outside.mcp import McpCall  # noqa: PLC0415 -- the SDK takes most of a second to import

    return McpCall(name, action, outside.sessions[action.server])


def _tool(action: HttpAction | McpAction, call: Call) -> Tool[Any]:
    async def run(_: Context, given: Arguments, key: str) -> Outcome:
        return await call(given.model_dump(by_alias=True), key)

    return Tool(
        _arguments(action),
        run,
        out=action.out,
        outcomes=tuple(action.outcomes),
        commits=action.commits,
        repeatable=action.repeatable,
        limit_s=action.timeout,
    )


def _arguments(action: Declared) -> type[Arguments]:
    fields: dict[str, Any] = {}
    for name, declared in action.inputs.items():
        kind = _TYPES[declared.rstrip("?")]
        optional = declared.endswith("?")
        # The field has another name than the input, which may be one that Pydantic keeps for itself, such as “json”.
        fields[f"input_{name}"] = (
            kind | None if optional else kind,
            Field(default=None if optional else ..., alias=name),
        )
    return create_model("Inputs", __base__=Arguments, **fields)


@asynccontextmanager
async def _sessions(declarations: Declarations, tls: ssl.SSLContext) -> "AsyncIterator[dict[str, McpSession]]":
    # In a thread, as the SDK takes most of a second to import.
    sessions = await asyncio.to_thread(_make_sessions, declarations, tls)
    tasks = {name: asyncio.create_task(each.run(), name=f"mcp.{name}") for name, each in sessions.items()}
    ready = {asyncio.create_task(each.connected.wait()) for each in sessions.values()}
    try:
        await asyncio.wait(ready, timeout=READY_LIMIT_S)
        yield sessions
    finally:
        for waiting in ready:
            waiting.cancel()
        for name, session in sessions.items():
            session.stop()
            if not session.connected.is_set():
                # It is about to open its session, and listens to nobody else meanwhile.
                tasks[name].cancel()
        await asyncio.wait(tasks.values(), timeout=CLOSE_LIMIT_S)


def _make_sessions(declarations: Declarations, tls: ssl.SSLContext) -> "dict[str, McpSession]":
    from agent.tools.outside.mcp_session import Bounds, McpSession  # noqa: PLC0415
    from agent.tools.outside.mcp_transport import Lost, Streams, command_streams, http_streams  # noqa: PLC0415

    # What the SDK logs repeats what servers sent, and with that what callers said.
    for name in ("mcp", "client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)

    def session(name: str, server: McpServer) -> McpSession:
        def connect(lost: Lost) -> Streams:
            # As the secrets are when the session is opened: one that was changed is used from the next session on.
            env, headers = (
                {key: secret.get_secret_value() for key, secret in declarations.revealed(texts).items()}
                for texts in (server.env, server.headers)
            )
            if server.command is not None:
                return command_streams(list(server.command), env, lost)
            assert server.url is not None
            return http_streams(server.url, headers, declarations.gate, tls)

        return McpSession(name, connect, bounds=Bounds(at_once=server.at_once, waiting=server.waiting))

    return {name: session(name, server) for name, server in declarations.file.servers.items()}
