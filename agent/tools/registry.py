"""The tools that flows may use: one line each."""

import asyncio
import importlib
from collections.abc import Mapping
from typing import Any

import asyncpg
import pydantic
import sqlalchemy.exc
import structlog

from agent.tools.tool import Context, Tool, ToolRefused
from graphs.ports import Outcome

log = structlog.get_logger(__name__)

TOOLS = {
    "find_times": "agent.tools.availability:find_times",
    "find_appointments": "agent.tools.calendar:find_appointments",
    "book": "agent.tools.calendar:book",
    "move": "agent.tools.calendar:move",
    "cancel": "agent.tools.calendar:cancel",
    "leave_message": "agent.tools.messages:leave_message",
}
"""An action's name, and where its tool is: module and attribute."""

LIMIT_S = 8.0
"""How long a caller waits for a tool before the flow is told that it failed."""

_ERROR = Outcome("error")
_OUTSIDE = (OSError, sqlalchemy.exc.SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError)


def load_tool(name: str) -> Tool[Any]:
    """Import one tool. Raises KeyError for a name that is not in the table."""
    module, _, attribute = TOOLS[name].partition(":")
    tool = getattr(importlib.import_module(module), attribute)
    assert isinstance(tool, Tool), f"{TOOLS[name]} is not a Tool"
    return tool


def load_tools() -> dict[str, Tool[Any]]:
    """Import all tools."""
    return {name: load_tool(name) for name in TOOLS}


class Toolbox:
    """The actions of flows, over the table (`graphs.ports.Actions`). Whatever goes wrong is the outcome `error`."""

    def __init__(
        self,
        context: Context,
        *,
        tools: Mapping[str, Tool[Any]] | None = None,
        limit_s: float = LIMIT_S,
    ) -> None:
        self._context = context
        self._tools = load_tools() if tools is None else tools
        self._limit_s = limit_s

    async def __call__(self, action: str, arguments: Mapping[str, Any], *, key: str, commits: bool) -> Outcome:
        """Run one action within the limit. `commits` is what the flow declares, and must be what the tool does."""
        tool = self._tools.get(action)
        if tool is None:
            return _refuse(action, f"there is no such tool; there are {', '.join(self._tools)}")
        if tool.commits != commits:
            return _refuse(action, f"the flow declares commits: {str(commits).lower()}, and the tool is otherwise")
        try:
            async with asyncio.timeout(self._limit_s):
                return await tool(self._context, dict(arguments), key)
        except ToolRefused as error:
            return _refuse(action, str(error))
        except pydantic.ValidationError as error:
            problems = error.errors(include_input=False, include_context=False, include_url=False)
            return _refuse(action, "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in problems))
        except TimeoutError:
            log.warning("tool.timed_out", tool=action, limit_s=self._limit_s)
        except _OUTSIDE as error:
            # The statement and its parameters, which SQLAlchemy would show, are the caller's affair.
            cause = getattr(error, "orig", None) or error
            log.warning("tool.failed", tool=action, error=type(cause).__name__)
        return _ERROR


def _refuse(action: str, why: str) -> Outcome:
    log.warning("tool.refused", tool=action, why=why)
    return _ERROR
