"""Actions that are tools of MCP servers: real servers, over a command's pipes and over streamable HTTP."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pytest
import structlog.testing

from agent.store.database import Database
from agent.tools.outside import opening
from agent.tools.outside.loading import load_declarations
from agent.tools.outside.opening import Outside, open_outside
from agent.tools.registry import Toolbox
from agent.tools.tool import Context
from graphs.ports import Outcome
from tests.support import mcp_service
from tests.support.outside import ZONE, until

PROGRAM = str(Path(mcp_service.__file__))
ACTIONS: dict[str, dict[str, Any]] = {
    "find": {
        "in": {"number": "text"},
        "outcomes": {"not_found": {"path": "ticket.state", "equals": "unknown"}},
        "tool": "find_ticket",
        "arguments": {"number": "{number}"},
        "value": "ticket",
    },
    "times": {"tool": "list_times", "out": "list", "value": "result", "each": {"start": "at"}},
    "tell": {"in": {"what": "text"}, "tool": "tell", "arguments": {"what": "{what}"}},
    "refuse": {
        "in": {"why": "text"},
        "tool": "refuse",
        "arguments": {"why": "{why}"},
        "outcomes": {"taken": {"error": True, "path": "text", "contains": "no longer free"}},
    },
    "environment": {"in": {"name": "text"}, "tool": "environment", "arguments": {"name": "{name}"}},
    "process": {"tool": "process"},
    "open": {
        "in": {"issue": "text"},
        "tool": "open_ticket",
        "arguments": {"issue": "{issue}", "key": "{idempotency_key}"},
        "commits": True,
        "repeatable": True,
        "timeout": "20s",
    },
}


@dataclass
class Server:
    """A server of the tests: how it is declared, and what it leaves behind."""

    declared: dict[str, Any]
    held: Path
    outside: Outside
    toolbox: Toolbox
    kind: str
    pid: int | None = None

    async def do(self, action: str, *, key: str = "t:1:n:0", **arguments: Any) -> Outcome:
        """Run an action."""
        return await self.toolbox(action, arguments, key=key, commits=bool(ACTIONS[action].get("commits")))

    async def kill(self) -> None:
        """Kill the server, as a crash would."""
        pid = self.pid or (await self.do("process")).value["pid"]
        os.kill(pid, signal.SIGKILL)


def toolbox_of(outside: Outside) -> Toolbox:
    """A toolbox without a database, which these actions do not need."""
    context = Context(Database("postgresql://nobody@127.0.0.1:1/nothing"), lambda: None, ZONE)  # type: ignore[arg-type, return-value] # no declared action looks at the clock
    return Toolbox(context, tools=outside.tools)


@asynccontextmanager
async def declared(folder: Path, server: dict[str, Any], **changes: Any) -> AsyncIterator[Outside]:
    """The actions, over that server."""
    file = folder / "tools.yaml"
    actions = {name: {**action, "server": "crm"} for name, action in {**ACTIONS, **changes}.items()}
    hosts = [f"127.0.0.1:{server['url'].split(':')[2].partition('/')[0]}"] if "url" in server else []
    file.write_bytes(orjson.dumps({"private_hosts": hosts, "servers": {"crm": server}, "actions": actions}))
    async with open_outside(load_declarations(file, read={"CRM_TOKEN": "s3cret"}.get)) as outside:
        yield outside


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


async def start(port: int, environment: dict[str, str], *more: str) -> asyncio.subprocess.Process:
    """A server over HTTP, in a process of its own, which listens when this returns."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        PROGRAM,
        "http",
        str(port),
        *more,
        env={**os.environ, **environment},
        stderr=asyncio.subprocess.DEVNULL,
    )
    async with asyncio.timeout(30):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return process


async def end(process: asyncio.subprocess.Process) -> None:
    """End a process that we started."""
    if process.returncode is None:
        process.kill()
    await process.wait()


@pytest.fixture(params=["stdio", "http", "http older"])
async def server(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Server]:
    """A server that is there."""
    held, effects = tmp_path / "held", tmp_path / "effects"
    held.mkdir()
    environment = {"HELD": str(held), "EFFECTS": str(effects)}
    async with AsyncExitStack() as stack:
        pid = None
        if request.param == "stdio":
            declaration: dict[str, Any] = {
                "command": [sys.executable, PROGRAM, "stdio"],
                "env": {**environment, "TOKEN": "${env:CRM_TOKEN}"},
            }
        else:
            port = free_port()
            more = request.param.split()[1:]
            process = await start(port, environment, *more)
            stack.push_async_callback(end, process)
            pid = process.pid
            declaration = {"url": f"http://127.0.0.1:{port}/mcp"}
        outside = await stack.enter_async_context(declared(tmp_path, declaration))
        opened = Server(declaration, held, outside, toolbox_of(outside), request.param, pid)
        await until(outside.sessions["crm"].connected.is_set)
        yield opened


class TestCalls:
    async def test_structured(self, server: Server) -> None:
        """A part of the structured content is what the flow keeps; a part of it may name an outcome."""
        assert await server.do("find", number="123456") == Outcome(value={"number": "123456", "state": "open"})
        assert await server.do("find", number="999999") == Outcome("not_found")

    async def test_list(self, server: Server) -> None:
        """Items of a list are mapped one by one."""
        assert await server.do("times") == Outcome(value=[{"start": "2026-03-03T10:00"}, {"start": "2026-03-04T15:00"}])

    async def test_text(self, server: Server) -> None:
        """Text is read as JSON if it is JSON, and is else found under `text`."""
        assert await server.do("tell", what='{"a": 1}') == Outcome(value={"a": 1})
        assert await server.do("tell", what="hello") == Outcome(value={"text": "hello"})

    async def test_error(self, server: Server) -> None:
        """A tool that fails is an error, or the outcome that its message names; the message is not logged."""
        assert await server.do("refuse", why="The time is no longer free.") == Outcome("taken")
        with structlog.testing.capture_logs() as events:
            assert await server.do("refuse", why="Ana Gomez is unknown") == Outcome("error")
        assert "Ana" not in str(events)

    async def test_one_session(self, server: Server) -> None:
        """Calls, also at the same time, go to one and the same process."""
        outcomes = await asyncio.gather(*(server.do("process") for _ in range(20)))
        assert len({each.value["pid"] for each in outcomes}) == 1

    async def test_no_problems(self, server: Server) -> None:
        """What is mapped as the server declares it is no problem."""
        assert list(server.outside.problems()) == []


class TestDeath:
    async def test_in_mid_call(self, server: Server) -> None:
        """A server that dies in the middle of a call fails that call, and soon: nobody waits for the limit."""
        call = asyncio.create_task(server.do("open", issue="slow"))
        await until((server.held / "slow").exists)
        began = asyncio.get_running_loop().time()
        await server.kill()
        assert await call == Outcome("error")
        assert asyncio.get_running_loop().time() - began < 10

    async def test_afterwards(self, server: Server, tmp_path: Path) -> None:
        """Once the server is there again, so is its session."""
        await server.kill()
        if "url" in server.declared:
            process = await start(
                int(server.declared["url"].split(":")[2].partition("/")[0]), {}, *server.kind.split()[1:]
            )

        try:
            await until(lambda: not server.outside.sessions["crm"].connected.is_set() or "url" in server.declared)
            await until(server.outside.sessions["crm"].connected.is_set)
            async with asyncio.timeout(30):
                while (await server.do("find", number="123456")).name != "ok":
                    pass  # over HTTP only a call tells that a server has gone
        finally:
            if "url" in server.declared:
                await end(process)


class TestCommand:
    async def test_environment(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A command gets the variables that it is given, with secrets put in, and none of our own."""
        monkeypatch.setenv("TWILIO_AUTH_TOKEN", "ours")
        command = {"command": [sys.executable, PROGRAM, "stdio"], "env": {"TOKEN": "${env:CRM_TOKEN}"}}
        async with declared(tmp_path, command) as outside:
            toolbox = toolbox_of(outside)
            known = [
                (await toolbox("environment", {"name": name}, key="k", commits=False)).value["value"]
                for name in ("TOKEN", "TWILIO_AUTH_TOKEN", "CRM_TOKEN")
            ]
        assert known == ["s3cret", None, None]

    async def test_ended_with_us(self, tmp_path: Path) -> None:
        """A command that we started ends when we do."""
        async with declared(tmp_path, {"command": [sys.executable, PROGRAM, "stdio"]}) as outside:
            pid = (await toolbox_of(outside)("process", {}, key="k", commits=False)).value["pid"]
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


class TestAbsence:
    @pytest.mark.parametrize(
        "declaration",
        [
            {"command": ["/no/such/program"]},
            {"command": [sys.executable, "-c", "print('I am no MCP server')"]},
            {"command": [sys.executable, "-c", "import time; time.sleep(60)"]},
            {"url": f"http://127.0.0.1:{free_port()}/mcp"},
        ],
    )
    async def test_start(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, declaration: dict[str, Any]) -> None:
        """A server that is not there delays a start for a moment only; its actions fail, and the problem is told."""
        monkeypatch.setattr(opening, "READY_LIMIT_S", 0.2)
        async with declared(tmp_path, declaration) as outside:
            [problem] = outside.problems()
            assert "The MCP server “crm” is not there" in problem
            assert await toolbox_of(outside)("find", {"number": "1"}, key="k", commits=False) == Outcome("error")

    async def test_refused(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A server over HTTP is subject to the same rules about addresses as any other service."""
        monkeypatch.setattr(opening, "READY_LIMIT_S", 0.2)
        file = tmp_path / "tools.yaml"
        file.write_bytes(
            orjson.dumps({"hosts": ["crm.example"], "servers": {"crm": {"url": "https://crm.example/mcp"}}})
        )
        asked = asyncio.Event()

        async def resolver(host: str, port: int) -> list[str]:
            asked.set()
            return ["127.0.0.1"]

        async with open_outside(load_declarations(file, read=lambda _: None, resolver=resolver)) as outside:
            await until(lambda: "NotAllowed" in outside.sessions["crm"].why)
            assert asked.is_set()


class TestMapping:
    async def test_problems(self, tmp_path: Path) -> None:
        """What does not fit the server's tools is told, with what was probably meant."""
        changes = {
            "a": {"tool": "find_tickets"},
            "b": {"tool": "find_ticket", "in": {"n": "number"}, "arguments": {"number": "{n}", "detaild": True}},
            "c": {"tool": "tell"},
        }
        async with declared(tmp_path, {"command": [sys.executable, PROGRAM, "stdio"]}, **changes) as outside:
            problems = list(outside.problems())
        assert problems == [
            "The action “a”: the server “crm” has no tool “find_tickets”. Did you mean “find_ticket”?",
            "The action “b”: the tool “find_ticket” of “crm” takes a string as “number”, and gets a number.",
            "The action “b”: the tool “find_ticket” of “crm” has no argument “detaild”. Did you mean “detailed”?",
            "The action “c”: the tool “tell” of “crm” needs the argument “what”. Add it under “arguments”.",
        ]


class TestBounds:
    async def test_queue(self, tmp_path: Path) -> None:
        """So many calls are under way, so many wait, and one more is refused at once."""
        held = tmp_path / "held"
        held.mkdir()
        command = {
            "command": [sys.executable, PROGRAM, "stdio"],
            "env": {"HELD": str(held), "EFFECTS": str(tmp_path / "effects")},
            "at_once": 2,
            "waiting": 1,
        }
        async with declared(tmp_path, command) as outside:
            toolbox = toolbox_of(outside)

            def call(issue: str) -> "asyncio.Task[Outcome]":
                return asyncio.create_task(toolbox("open", {"issue": issue}, key=issue, commits=True))

            calls = [call("a"), call("b")]
            await until(lambda: (held / "a").exists() and (held / "b").exists())
            calls.append(call("c"))
            await asyncio.sleep(0)
            assert await call("d") == Outcome("error")
            for issue in "abc":
                await until((held / issue).exists)
                (held / issue).unlink()
            assert [each.name for each in await asyncio.gather(*calls)] == ["ok"] * 3
            assert sorted((tmp_path / "effects").read_text().split()) == ["a", "b", "c"]

    async def test_limit(self, tmp_path: Path) -> None:
        """A call that takes longer than its limit is an error, and the session is good for the next."""
        held = tmp_path / "held"
        held.mkdir()
        command = {
            "command": [sys.executable, PROGRAM, "stdio"],
            "env": {"HELD": str(held), "EFFECTS": str(tmp_path / "effects")},
        }
        async with declared(tmp_path, command, open={**ACTIONS["open"], "timeout": "300ms"}) as outside:
            toolbox = toolbox_of(outside)
            assert await toolbox("open", {"issue": "a"}, key="k", commits=True) == Outcome("error")
            assert (await toolbox("process", {}, key="k", commits=False)).name == "ok"
