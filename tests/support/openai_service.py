"""A strict server that speaks OpenAI's chat completions on a real socket, and does what the test says.

It refuses what the real one refuses: no key, unknown paths, messages out of order, schemas that are not strict. Every
request is kept.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

KEY = "sk-test-key-of-the-caller"

Body = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """What the server answers to one request."""

    pieces: tuple[str, ...] = ()
    """The text, as it is streamed; whole when no stream was asked for."""
    calls: tuple[tuple[str, str], ...] = ()
    """Tools that are wanted after it: name and arguments."""
    status: int = 200
    raw: bytes | None = None
    """A body that is no JSON of the protocol."""
    stall_after: int | None = None
    """Never goes on after so many pieces; 0: never answers."""
    cut_after: int | None = None
    cut: Literal["drop", "clean", "error"] = "drop"
    """How it ends then: the connection breaks, the stream ends without a reason, or an error is streamed."""
    gate: asyncio.Semaphore | None = None
    """Each piece waits for it."""


def text(*pieces: str) -> Answer:
    """An answer that is streamed whole."""
    return Answer(pieces)


def reply(value: object) -> Answer:
    """An answer in JSON."""
    return Answer((json.dumps(value, ensure_ascii=False),))


@dataclass
class OpenAIService:
    """The running server."""

    url: str = ""
    script: list[Answer] = field(default_factory=list)
    """One answer a request; the last one answers all further requests."""
    requests: list[Body] = field(default_factory=list)
    open: dict[asyncio.StreamWriter, asyncio.Event] = field(default_factory=dict)
    """Connections, each with the event of its end."""
    left: int = 0
    """Clients that went away before their answer was whole."""
    refused: list[str] = field(default_factory=list)
    connections: int = 0
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)

    def then(self, *answers: Answer) -> None:
        """What is answered from now on."""
        self.script = list(answers)

    async def asked(self, count: int) -> None:
        """Wait until so many requests have come."""
        async with asyncio.timeout(10):
            while len(self.requests) < count:
                self._arrived.clear()
                await self._arrived.wait()

    async def abandoned(self, count: int = 1) -> None:
        """Wait until so many clients went away."""
        async with asyncio.timeout(10):
            while self.left < count:
                self._arrived.clear()
                await self._arrived.wait()

    # ---- the wire

    async def hang_up(self) -> None:
        """End every connection."""
        for writer, done in list(self.open.items()):
            writer.transport.abort()
            await done.wait()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        self.connections += 1
        self.open[writer] = done = asyncio.Event()
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                first, *lines = head.strip().split("\r\n")
                headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
                body = await reader.readexactly(int(headers.get("content-length", "0")))
                await self._answer(first, headers, body, (reader, writer))
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()
            del self.open[writer]
            done.set()

    async def _answer(
        self,
        first: str,
        headers: Mapping[str, str],
        body: bytes,
        wire: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    ) -> None:
        reader, writer = wire
        refusal = _refusal(first, headers, body)
        if refusal:
            self.refused.append(refusal[1])
            _send_json(writer, refusal[0], {"error": {"message": refusal[1], "type": "invalid_request_error"}})
            return
        request: Body = json.loads(body)
        self.requests.append(request)
        self._arrived.set()
        answer = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        if answer.stall_after == 0:
            await self._stall(reader)
        if answer.raw is not None:
            _send(writer, answer.status, answer.raw, "application/json")
        elif answer.status != 200:
            wrong = {"message": f"key {headers['authorization']} is not welcome", "code": "rate_limit_exceeded"}
            _send_json(writer, answer.status, {"error": wrong})
        elif request.get("stream"):
            await self._stream(answer, reader, writer)
        else:
            message = {"role": "assistant", "content": "".join(answer.pieces)}
            choice = {"index": 0, "message": message, "finish_reason": "stop"}
            _send_json(writer, 200, {**_HEAD, "object": "chat.completion", "choices": [choice], "usage": _USAGE})
        await writer.drain()

    async def _stream(self, answer: Answer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
            + _event({"choices": [_choice({"role": "assistant", "content": ""})]})
        )
        for place, piece in enumerate(answer.pieces):
            if answer.stall_after == place:
                await self._stall(reader)
            if answer.cut_after == place:
                await self._cut(answer, writer)
                return
            if answer.gate:
                await answer.gate.acquire()
            writer.write(_event({"choices": [_choice({"content": piece})]}))
            await writer.drain()
        for place, (name, arguments) in enumerate(answer.calls):
            call = {"index": place, "id": f"call_{place}", "type": "function"}
            half = len(arguments) // 2
            for function in (
                {"name": name, "arguments": ""},
                {"arguments": arguments[:half]},
                {"arguments": arguments[half:]},
            ):
                writer.write(_event({"choices": [_choice({"tool_calls": [{**call, "function": function}]})]}))
                call = {"index": place}
        writer.write(_event({"choices": [_choice({}, "tool_calls" if answer.calls else "stop")]}))
        writer.write(_event({"choices": [], "usage": _USAGE}))
        writer.write(_chunk(b"data: [DONE]\n\n") + b"0\r\n\r\n")

    async def _stall(self, reader: asyncio.StreamReader) -> None:
        await reader.read(1)
        self.left += 1
        self._arrived.set()
        raise ConnectionError

    @staticmethod
    async def _cut(answer: Answer, writer: asyncio.StreamWriter) -> None:
        match answer.cut:
            case "drop":
                await writer.drain()
                raise ConnectionError
            case "clean":
                writer.write(b"0\r\n\r\n")
            case "error":
                writer.write(_event({"error": {"message": f"overloaded, {KEY}", "code": 500}}) + b"0\r\n\r\n")


_HEAD = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "test"}
_USAGE = {"prompt_tokens": 5, "completion_tokens": 2, "total_tokens": 7}


def _choice(delta: Body, reason: str | None = None) -> Body:
    return {"index": 0, "delta": delta, "finish_reason": reason}


def _event(data: Body) -> bytes:
    return _chunk(b"data: " + json.dumps({**_HEAD, **data}, ensure_ascii=False).encode() + b"\n\n")


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def _send_json(writer: asyncio.StreamWriter, status: int, body: Body) -> None:
    _send(writer, status, json.dumps(body, ensure_ascii=False).encode(), "application/json")


def _send(writer: asyncio.StreamWriter, status: int, body: bytes, kind: str) -> None:
    writer.write(
        b"HTTP/1.1 %d Status\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n" % (status, kind.encode(), len(body))
    )
    writer.write(body)


def _refusal(first: str, headers: Mapping[str, str], body: bytes) -> tuple[int, str] | None:
    """Why the real server would refuse this, with its status."""
    if not first.startswith("POST /v1/chat/completions "):
        return 404, f"no such path: {first}"
    if headers.get("authorization") != f"Bearer {KEY}":
        return 401, "Incorrect API key provided: " + headers.get("authorization", "")
    try:
        request = json.loads(body)
    except ValueError:
        return 400, "not JSON"
    wrong = next(_faults(request), None)
    return (400, wrong) if wrong else None


def _faults(request: Body) -> Any:
    known = {"model", "messages", "stream", "stream_options", "tools", "response_format"}
    yield from (f"unknown argument: {name}" for name in request.keys() - known)
    if not request.get("messages") or not isinstance(request.get("model"), str):
        yield "messages and model are required"
    wanted: list[str] = []
    for message in request["messages"]:
        if message["role"] not in ("system", "user", "assistant", "tool"):
            yield f"unknown role: {message['role']}"
        if message["role"] == "tool":
            if message["tool_call_id"] not in wanted:
                yield "a tool message must follow the call that it answers"
            else:
                wanted.remove(message["tool_call_id"])
        elif wanted:
            yield "a call of a tool was not answered"
        else:
            wanted = [call["id"] for call in message.get("tool_calls", ())]
    for tool in request.get("tools", ()):
        if tool["type"] != "function" or not tool["function"]["name"].replace("_", "").replace("-", "").isalnum():
            yield f"invalid tool: {tool}"
    if "response_format" in request:
        wrapped = request["response_format"]["json_schema"]
        if request["response_format"]["type"] != "json_schema" or not wrapped["strict"] or not wrapped["name"]:
            yield "response_format is not strict"
        yield from _loose(wrapped["schema"])


def _loose(schema: Body) -> Any:
    """What strict structured output does not allow in a schema."""
    if schema.get("type") == "object":
        if schema.get("additionalProperties") is not False:
            yield "additionalProperties must be false"
        if set(schema.get("required", ())) != set(schema.get("properties", {})):
            yield "every property must be required"
    parts = [
        *schema.get("properties", {}).values(),
        *schema.get("anyOf", ()),
        *([schema["items"]] if "items" in schema else []),
    ]
    if not parts and "type" not in schema:
        yield "a schema needs a type"
    if "enum" in schema and not schema["enum"]:
        yield "an enum needs a value"
    for part in parts:
        yield from _loose(part)


@asynccontextmanager
async def openai_service(*answers: Answer) -> AsyncIterator[OpenAIService]:
    """Serve on a port of the system's choice."""
    service = OpenAIService(script=list(answers) or [text("Hello.")])
    server = await asyncio.start_server(service.serve, "127.0.0.1", 0)
    service.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    try:
        yield service
    finally:
        server.close()
        await service.hang_up()
        await server.wait_closed()
