"""The toolbox: whatever a tool does, a flow gets an outcome."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import structlog.testing

from agent.store.database import Database
from agent.tools.registry import TOOLS, Toolbox, load_tools
from agent.tools.tool import Arguments, Context, Tool, ToolRefused
from graphs.ports import Outcome


class Given(Arguments):
    """What the tools of these tests take."""

    word: str
    times: int = 1


def toolbox(
    run: Callable[[Context, Given, str], Awaitable[Outcome]], *, commits: bool = False, limit_s: float = 5.0
) -> Toolbox:
    """A toolbox with one tool, `do`."""
    database = Database("postgresql://nobody@127.0.0.1:1/nothing")
    context = Context(database, lambda: datetime(2026, 3, 2, 9), ZoneInfo("Asia/Kolkata"))  # noqa: DTZ001 - local
    return Toolbox(context, tools={"do": Tool(Given, run, out="record", commits=commits)}, limit_s=limit_s)


async def echo(_: Context, given: Given, key: str) -> Outcome:
    """Answer what one was asked."""
    return Outcome(value=[given.word, given.times, key])


class TestToolbox:
    async def test_answers(self) -> None:
        """A tool gets its arguments, checked, and the key; its outcome is the flow's."""
        outcome = await toolbox(echo)("do", {"word": "a", "times": 2}, key="t:1:n:0", commits=False)
        assert outcome == Outcome("ok", ["a", 2, "t:1:n:0"])

    @pytest.mark.parametrize(
        "arguments", [{}, {"word": None}, {"word": "secret", "times": "x"}, {"word": "a", "more": 1}]
    )
    async def test_bad_arguments(self, arguments: dict[str, Any]) -> None:
        """Arguments that do not fit are an error and an event; the event does not repeat what the caller said."""
        with structlog.testing.capture_logs() as events:
            assert await toolbox(echo)("do", arguments, key="k", commits=False) == Outcome("error")
        assert [(each["event"], each["tool"]) for each in events] == [("tool.refused", "do")]
        assert "secret" not in str(events)

    async def test_unknown(self) -> None:
        """A tool that there is not is an error that names those there are."""
        with structlog.testing.capture_logs() as events:
            assert await toolbox(echo)("fly", {}, key="k", commits=False) == Outcome("error")
        assert "there are do" in events[0]["why"]

    @pytest.mark.parametrize("commits", [True, False])
    async def test_commits(self, commits: bool) -> None:
        """What a flow takes for harmless must be so, for it may run for a turn that is never spoken."""
        tools = toolbox(echo, commits=not commits)
        assert await tools("do", {"word": "a"}, key="k", commits=commits) == Outcome("error")

    async def test_too_slow(self) -> None:
        """A tool that takes too long is cancelled and is an error."""
        ended = asyncio.Event()

        async def linger(_: Context, __: Given, ___: str) -> Outcome:
            try:
                await asyncio.Event().wait()
            finally:
                ended.set()
            raise AssertionError

        with structlog.testing.capture_logs() as events:
            assert await toolbox(linger, limit_s=0.01)("do", {"word": "a"}, key="k", commits=False) == Outcome("error")
        assert ended.is_set()
        assert events[0]["event"] == "tool.timed_out"

    async def test_own_limit(self) -> None:
        """A tool that has a limit of its own is cancelled at that one."""

        async def linger(_: Context, __: Given, ___: str) -> Outcome:
            await asyncio.Event().wait()
            raise AssertionError

        tools = {"do": Tool(Given, linger, out="record", limit_s=0.01)}
        database = Database("postgresql://nobody@127.0.0.1:1/nothing")
        context = Context(database, lambda: datetime(2026, 3, 2, 9), ZoneInfo("Asia/Kolkata"))  # noqa: DTZ001 - local
        assert await Toolbox(context, tools=tools)("do", {"word": "a"}, key="k", commits=False) == Outcome("error")

    async def test_refused(self) -> None:
        """What a tool refuses is an error and an event that says why."""

        async def refuse(_: Context, __: Given, ___: str) -> Outcome:
            raise ToolRefused("there is no such thing")

        with structlog.testing.capture_logs() as events:
            assert await toolbox(refuse)("do", {"word": "a"}, key="k", commits=False) == Outcome("error")
        assert events[0]["why"] == "there is no such thing"

    async def test_database_gone(self) -> None:
        """A database that is not there is an error and an event."""

        async def ask(context: Context, _: Given, __: str) -> Outcome:
            async with context.database.unit() as session:
                await session.connection()
            raise AssertionError

        with structlog.testing.capture_logs() as events:
            assert await toolbox(ask)("do", {"word": "a"}, key="k", commits=False) == Outcome("error")
        assert events[0]["event"] == "tool.failed"

    async def test_our_own_mistake(self) -> None:
        """A mistake in a tool's program is not hidden: it comes out as it is."""

        async def fail(_: Context, __: Given, ___: str) -> Outcome:
            raise KeyError("a bug")

        with pytest.raises(KeyError):
            await toolbox(fail)("do", {"word": "a"}, key="k", commits=False)


class TestTable:
    def test_every_tool(self) -> None:
        """Every line of the table leads to a tool with a signature."""
        tools = load_tools()
        assert tools.keys() == TOOLS.keys()
        assert all(tool.out in {"list", "record"} for tool in tools.values())

    def test_signatures(self) -> None:
        """The signatures are those by which flows know the tools."""
        signatures = {
            name: (set(tool.inputs), tool.out, tool.outcomes, tool.commits) for name, tool in load_tools().items()
        }
        assert signatures == {
            "find_times": ({"service", "day", "day_part"}, "list", (), False),
            "find_appointments": ({"phone"}, "list", (), False),
            "book": ({"service", "slot", "name", "phone"}, "record", ("taken",), True),
            "move": ({"appointment", "slot"}, "record", ("taken",), True),
            "cancel": ({"appointment"}, "record", (), True),
            "leave_message": ({"phone", "message"}, "record", (), True),
            "customer_by_phone": ({"phone"}, "record", ("not_found",), False),
            "customer_by_account": ({"account"}, "record", ("not_found",), False),
            "outage_at": ({"postcode"}, "record", ("none",), False),
            "test_line": ({"customer"}, "record", (), False),
            "find_ticket": ({"number", "customer"}, "record", ("not_found",), False),
            "open_ticket": ({"customer", "issue", "detail", "tried", "phone"}, "record", (), True),
            "save_lead": ({"name", "email", "score"}, "record", (), True),
            "demo_times": (set(), "list", (), False),
            "book_demo": ({"name", "email", "slot", "need", "score"}, "record", ("taken",), True),
            "stop_recording": (set(), "record", (), True),
            "add_do_not_call": ({"phone"}, "record", (), True),
        }
