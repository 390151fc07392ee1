"""A server that speaks Anthropic's messages on a real socket, and answers what the test says."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

KEY = "sk-ant-test-key"
Body = dict[str, Any]


@dataclass
class AnthropicService:
    """The running server. `script`: a list of blocks, or a status, for each request; the last one is repeated."""

    url: str = ""
    script: list[Any] = field(default_factory=list)
    requests: list[Body] = field(default_factory=list)
    open: dict[asyncio.StreamWriter, asyncio.Event] = field(default_factory=dict)
    """Connections, each with the event of its end."""

    async def hang_up(self) -> None:
        """End every connection."""
        for writer, done in list(self.open.items()):
            writer.transport.abort()
            await done.wait()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        self.open[writer] = done = asyncio.Event()
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                first, *lines = head.strip().split("\r\n")
                headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
                body = await reader.readexactly(int(headers.get("content-length", "0")))
                self._answer(first, headers, json.loads(body), writer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()
            del self.open[writer]
            done.set()

    def _answer(self, first: str, headers: dict[str, str], request: Body, writer: asyncio.StreamWriter) -> None:
        given = (headers.get("x-api-key"), headers.get("authorization"))
        if not first.startswith("POST /v1/messages ") or (KEY not in given and f"Bearer {KEY}" not in given):
            _send(writer, 401, {"type": "error", "error": {"type": "authentication_error", "message": f"bad {given}"}})
            return
        if not request.get("max_tokens") or not request.get("messages") or request["messages"][0]["role"] != "user":
            _send(writer, 400, {"type": "error", "error": {"type": "invalid_request_error", "message": "no"}})
            return
        self.requests.append(request)
        answer = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        if isinstance(answer, int):
            _send(writer, answer, {"type": "error", "error": {"type": "overloaded_error", "message": "busy"}})
        elif request.get("stream"):
            _stream(writer, answer)
        else:
            _send(writer, 200, {**_MESSAGE, "content": answer, "stop_reason": _reason(answer)})


_MESSAGE: Body = {
    "id": "m1",
    "type": "message",
    "role": "assistant",
    "model": "test",
    "content": [],
    "stop_reason": None,
    "stop_sequence": None,
    "usage": {"input_tokens": 5, "output_tokens": 2},
}


def say(text: str) -> list[Body]:
    """Text alone."""
    return [{"type": "text", "text": text}]


def use(name: str, given: Body) -> list[Body]:
    """A tool alone."""
    return [{"type": "tool_use", "id": "tu1", "name": name, "input": given}]


def _reason(blocks: list[Body]) -> str:
    return "tool_use" if blocks and blocks[-1]["type"] == "tool_use" else "end_turn"


def _send(writer: asyncio.StreamWriter, status: int, body: Body) -> None:
    data = json.dumps(body).encode()
    writer.write(
        b"HTTP/1.1 %d Status\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
        % (status, len(data), data)
    )


def _stream(writer: asyncio.StreamWriter, blocks: list[Body]) -> None:
    events: list[Body] = [{"type": "message_start", "message": _MESSAGE}]
    for place, block in enumerate(blocks):
        if block["type"] == "text":
            words = block["text"].split(" ")
            start: Body = {"type": "text", "text": ""}
            deltas = [{"type": "text_delta", "text": word if at == 0 else f" {word}"} for at, word in enumerate(words)]
        else:
            written = json.dumps(block["input"])
            start = {**block, "input": {}}
            deltas = [{"type": "input_json_delta", "partial_json": part} for part in (written[:3], written[3:])]
        events.append({"type": "content_block_start", "index": place, "content_block": start})
        events += [{"type": "content_block_delta", "index": place, "delta": delta} for delta in deltas]
        events.append({"type": "content_block_stop", "index": place})
    usage = {"input_tokens": 5, "output_tokens": 9}
    delta = {"stop_reason": _reason(blocks), "stop_sequence": None}
    events += [{"type": "message_delta", "delta": delta, "usage": usage}, {"type": "message_stop"}]
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
    for event in events:
        data = f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode()
        writer.write(b"%x\r\n%s\r\n" % (len(data), data))
    writer.write(b"0\r\n\r\n")


@asynccontextmanager
async def anthropic_service() -> AsyncIterator[AnthropicService]:
    """Serve on a port of the system's choice."""
    service = AnthropicService(script=[use("ready", {"ready": True})])
    server = await asyncio.start_server(service.serve, "127.0.0.1", 0)
    service.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield service
    finally:
        server.close()
        await service.hang_up()
        await server.wait_closed()
