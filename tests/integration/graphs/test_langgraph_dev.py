"""LangGraph's own development server runs the shipped flows: what `langgraph.json` promises."""

import asyncio
import json
import os
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from graphs.flows import shipped
from graphs.studio import studio_graph
from tests.support.clients import web_client

ROOT = Path(__file__).parents[3]
STARTS_WITHIN_S = 90


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """`langgraph dev`, as the documentation starts it, with its own files elsewhere than in the repository."""
    for name in ("langgraph.json", "graphs"):
        (tmp_path / name).symlink_to(ROOT / name)
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        port = reserved.getsockname()[1]
    command = ("-m", "langgraph_cli", "dev", "--no-browser", "--no-reload", "--port", str(port))
    running = await asyncio.create_subprocess_exec(
        sys.executable,
        *command,
        cwd=tmp_path,
        env={**os.environ, "LANGGRAPH_CLI_NO_ANALYTICS": "1", "LANGSMITH_TRACING": "false"},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with web_client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            async with asyncio.timeout(STARTS_WITHIN_S):
                while not await _is_up(client):
                    assert running.returncode is None, "langgraph dev ended"
                    await asyncio.sleep(0.1)
            yield client
    finally:
        if running.returncode is None:
            running.terminate()
        await running.wait()


async def _is_up(client: httpx.AsyncClient) -> bool:
    try:
        return (await client.get("/ok")).is_success
    except httpx.TransportError:
        return False


async def test_every_shipped_flow_can_be_talked_to(server: httpx.AsyncClient) -> None:
    """A thread is started, waits for the caller, and is resumed with their bare words."""
    found = (await server.post("/assistants/search", json={})).json()
    assert {each["graph_id"] for each in found} == set(shipped())
    for flow in shipped():
        thread = (await server.post("/threads", json={})).json()["thread_id"]
        greeting = await _run(server, thread, flow, {"input": {}})
        assert any(act["act"] == "Say" for act in greeting)
        answer = await _run(server, thread, flow, {"command": {"resume": "can I talk to a person"}})
        assert "understood" in [act.get("event") for act in answer]
        state = (await server.get(f"/threads/{thread}/state")).json()["values"]
        assert [message["role"] for message in state["messages"]].count("caller") == 1


async def _run(server: httpx.AsyncClient, thread: str, flow: str, what: dict[str, Any]) -> list[dict[str, Any]]:
    """One run: the acts that were streamed."""
    given = {"assistant_id": flow, "stream_mode": ["custom"], **what}
    reply = await server.post(f"/threads/{thread}/runs/stream", json=given)
    events = reply.text.replace("\r\n", "\n").split("\n\n")
    assert "event: error" not in reply.text, reply.text
    return [json.loads(each.split("data: ", 1)[1]) for each in events if each.startswith("event: custom")]


def test_the_configuration_names_every_shipped_flow() -> None:
    """A flow that is added is added there, too."""
    named = json.loads((ROOT / "langgraph.json").read_text())["graphs"]
    assert named == {name: f"./graphs/studio.py:{name}" for name in shipped()}


@pytest.mark.parametrize("flow", shipped())
def test_langgraph_draws_every_shipped_flow(flow: str) -> None:
    """`get_graph()` holds every step, and its Mermaid text names them."""
    drawn = studio_graph(flow).get_graph()
    mermaid = drawn.draw_mermaid()
    steps = [name for name in drawn.nodes if not name.startswith(("@", "__"))]
    assert len(steps) > 20
    assert all(name in mermaid for name in steps)
