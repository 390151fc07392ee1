"""An MCP server for the tests, run as a program: `mcp_service.py stdio` or `mcp_service.py http PORT [older]`.

`older` speaks the protocol as it was before 2026, with a handshake and a session that the server remembers.

A tool that is held says so by a file in the folder HELD, and goes on when that file is removed. Effects are counted in
the file EFFECTS.
"""

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

import uvicorn
from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from starlette.responses import Response

server = MCPServer("tests")


@server.tool()
async def find_ticket(number: str, detailed: bool = False) -> dict[str, Any]:
    """Answer with structured content."""
    return {"ticket": {"number": number, "state": "open" if number == "123456" else "unknown"}, "detailed": detailed}


@server.tool()
async def list_times() -> list[dict[str, str]]:
    """Answer with a list."""
    return [{"at": "2026-03-03T10:00"}, {"at": "2026-03-04T15:00"}]


@server.tool(structured_output=False)
async def tell(what: str) -> str:
    """Answer with text."""
    return what


@server.tool()
async def refuse(why: str) -> str:
    """Fail, as tools do."""
    raise ToolError(why)


@server.tool()
async def environment(name: str) -> dict[str, str | None]:
    """What this process knows."""
    return {"value": os.environ.get(name)}


@server.tool()
async def open_ticket(issue: str, key: str) -> dict[str, str]:
    """Have an effect, and be held before saying so."""
    await asyncio.to_thread(_note, key)
    held = Path(os.environ["HELD"], issue)
    await asyncio.to_thread(held.touch)
    while await asyncio.to_thread(held.exists):  # noqa: ASYNC110 - the test decides, from another process
        await asyncio.sleep(0.01)
    return {"number": "717273"}


@server.tool()
async def process() -> dict[str, int]:
    """Who runs this."""
    return {"pid": os.getpid()}


def _note(key: str) -> None:
    with Path(os.environ["EFFECTS"]).open("a") as effects:
        effects.write(f"{key}\n")


class Older:
    """Does not know `server/discover`, by which newer servers are known."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        body = b""
        while True:
            part = await receive()
            body += part.get("body", b"")
            if not part.get("more_body"):
                break
        if b"server/discover" in body:
            await Response(status_code=400)(scope, receive, send)
            return
        whole = iter([{"type": "http.request", "body": body, "more_body": False}])

        async def again() -> Any:
            return next(whole, None) or await receive()

        await self._app(scope, again, send)


if __name__ == "__main__":
    if sys.argv[1] == "stdio":
        server.run("stdio")
    else:
        app: Any = server.streamable_http_app()
        if "older" in sys.argv:
            app = Older(app)
        uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), log_level="critical")
