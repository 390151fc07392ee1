"""The tools that flows may use: one line each."""

import asyncio
import importlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg
import pydantic
import sqlalchemy.exc
import structlog

from agent.safety.vault.opening import vault_of
from agent.safety.vault.stored import Stored
from agent.settings import Settings
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
    "customer_by_phone": "agent.tools.customers:customer_by_phone",
    "customer_by_account": "agent.tools.customers:customer_by_account",
    "outage_at": "agent.tools.customers:outage_at",
    "test_line": "agent.tools.customers:test_line",
    "find_ticket": "agent.tools.tickets:find_ticket",
    "open_ticket": "agent.tools.tickets:open_ticket",
    "save_lead": "agent.tools.leads:save_lead",
    "demo_times": "agent.tools.demos:demo_times",
    "book_demo": "agent.tools.demos:book_demo",
    "stop_recording": "agent.tools.wishes:stop_recording",
    "add_do_not_call": "agent.tools.wishes:add_do_not_call",
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


@dataclass(frozen=True, slots=True)
class OpenTools:
    """All tools that there are, and what is wrong with those of others, in sentences."""

    tools: Mapping[str, Tool[Any]]
    problems: tuple[str, ...] = ()


@asynccontextmanager
async def open_tools(settings: Settings, stored: Stored | None = None) -> AsyncIterator[OpenTools]:
    """The tools of the table, and those that TRUNKLINE_TOOLS declares: one of the same name goes before ours. `stored`:
    the secrets of the database.

    Raises SettingsError for a file that cannot be used; a server that is not there is only a problem.
    """
    if settings.trunkline_tools is None:
        yield OpenTools(load_tools())
        return
    from agent.tools.outside.loading import load_declarations, named_in  # noqa: PLC0415 -- httpx, only where it is used
    from agent.tools.outside.opening import open_outside  # noqa: PLC0415

    vault = vault_of(settings, stored)
    await vault.read(await asyncio.to_thread(named_in, settings.trunkline_tools))
    async with open_outside(load_declarations(settings.trunkline_tools, vault=vault)) as outside:
        shadowed = sorted(TOOLS.keys() & outside.tools.keys())
        log.info("tools.declared", tools=sorted(outside.tools), instead_of_ours=shadowed)
        yield OpenTools({**load_tools(), **outside.tools}, tuple(outside.problems()))


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
        limit_s = tool.limit_s or self._limit_s
        try:
            async with asyncio.timeout(limit_s):
                return await tool(self._context, dict(arguments), key)
        except ToolRefused as error:
            return _refuse(action, str(error))
        except pydantic.ValidationError as error:
            problems = error.errors(include_input=False, include_context=False, include_url=False)
            return _refuse(action, "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in problems))
        except TimeoutError:
            log.warning("tool.timed_out", tool=action, limit_s=limit_s)
        except _OUTSIDE as error:
            # The statement and its parameters, which SQLAlchemy would show, are the caller's affair.
            cause = getattr(error, "orig", None) or error
            log.warning("tool.failed", tool=action, error=type(cause).__name__)
        return _ERROR

    def is_repeatable(self, action: str) -> bool:
        """Whether an action may run again with the same key when nobody knows if its first run had its effect."""
        tool = self._tools.get(action)
        return tool is None or tool.repeatable


def _refuse(action: str, why: str) -> Outcome:
    log.warning("tool.refused", tool=action, why=why)
    return _ERROR
