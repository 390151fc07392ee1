"""A stand-in for Anthropic: its messages, whole and streamed.

Source: Anthropic's API reference, messages, their streaming events and errors.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping
from typing import ClassVar
from uuid import uuid4

from aiohttp import web

from agent.fakes.anthropic_rules import wrong
from agent.fakes.chat_script import (
    POLITE,
    Answer,
    Body,
    Broken,
    Call,
    ChatScript,
    Part,
    Tokens,
    counted,
    paced,
    reply,
    stall,
    tokens_in,
)
from agent.fakes.faults import Course, Troubles
from agent.fakes.schemas import smallest
from agent.fakes.stand_in import Handler, StandIn, send_body, send_whole
from agent.fakes.talents import Talents

KINDS: Mapping[int, str] = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    500: "api_error",
    504: "timeout_error",
    529: "overloaded_error",
}
"""Types of errors, by their status."""
MODELS = ("claude-haiku-4-5", "claude-opus-4-5", "claude-sonnet-4-5")
"""Those that are listed where the script has none of its own; every name is one all the same."""


class AnthropicFake(StandIn):
    """Serves `/v1/messages`, counts tokens and lists models. `chat`: what the model answers."""

    name: ClassVar[str] = "anthropic"

    def __init__(self, talents: Talents, *, key: str = "fake-key", troubles: Troubles | None = None) -> None:
        super().__init__(talents, key=key, troubles=troubles)
        self.chat = ChatScript()

    def routes(self) -> Mapping[tuple[str, str], Handler]:
        """Messages, and what is asked about them."""
        return {
            ("POST", "/v1/messages"): self._messages,
            ("POST", "/v1/messages/count_tokens"): self._count,
            ("GET", "/v1/models"): self._list_models,
            ("GET", "/v1/models/{model}"): self._show_model,
        }

    def settings(self) -> Mapping[str, str]:
        """Where it is, and its key."""
        return {"ANTHROPIC_BASE_URL": self.url, "ANTHROPIC_API_KEY": self.key}

    def stamps(self) -> Mapping[str, str]:
        """The request's id."""
        return {"request-id": f"req_{uuid4().hex}"}

    def refusal(self, status: int, why: str) -> web.Response:
        """As Anthropic words it."""
        return _error(status, why)

    async def _messages(self, request: web.Request, course: Course) -> web.StreamResponse:
        if request.transport:
            self.chat.connections.add(request.transport.get_extra_info("peername"))
        refused = self._unwelcome(request)
        if refused:
            return refused
        body = request["seen"].body
        fault = wrong(body)
        if fault:
            return self.refuse(400, fault)
        if self.chat.lacks(body["model"]):
            return self.refuse(404, f"model: {body['model']}")
        answer = self.chat.next(body, _made_up(body)).within(body["max_tokens"])
        await self.notice()
        try:
            return await self._given(request, course, body, answer)
        except (asyncio.CancelledError, ConnectionError):
            self.chat.left += 1
            raise

    async def _count(self, request: web.Request, course: Course) -> web.StreamResponse:
        if refused := self._unwelcome(request):
            return refused
        body = request["seen"].body
        if fault := wrong({**body, "max_tokens": 1} if isinstance(body, dict) else body):
            return self.refuse(400, fault)
        told = {"input_tokens": tokens_in(json.dumps(body, ensure_ascii=False))}
        return await send_whole(request, course, web.json_response(told))

    async def _list_models(self, request: web.Request, course: Course) -> web.StreamResponse:
        if refused := self._unwelcome(request):
            return refused
        names = self._known
        page = {"data": [_model(name) for name in names], "has_more": False, "first_id": names[0], "last_id": names[-1]}
        return await send_whole(request, course, web.json_response(page))

    async def _show_model(self, request: web.Request, course: Course) -> web.StreamResponse:
        if refused := self._unwelcome(request):
            return refused
        name = request.match_info["model"]
        if self.chat.lacks(name):
            return self.refuse(404, f"model: {name}")
        return await send_whole(request, course, web.json_response(_model(name)))

    @property
    def _known(self) -> list[str]:
        return sorted(self.chat.models) or [*MODELS]

    def _unwelcome(self, request: web.Request) -> web.Response | None:
        """Both styles of bringing a key are taken: its own header, and that of RFC 6750."""
        given = request.headers.get("x-api-key"), request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not any(given):
            return self.refuse(401, "x-api-key header is required")
        if self.key not in given:
            return self.refuse(401, f"invalid x-api-key: {' '.join(each for each in given if each)}")
        if "anthropic-version" not in request.headers:
            return self.refuse(400, "anthropic-version: header is required")
        return None

    async def _given(self, request: web.Request, course: Course, body: Body, answer: Answer) -> web.StreamResponse:
        if answer.stall_after == 0:
            await stall()
        if answer.raw is not None:
            return web.Response(body=answer.raw, status=answer.status, content_type="application/json")
        if answer.status != 200:
            # Some servers say back what they were sent; a client must not pass it on.
            response = _error(answer.status, f"{self.key} asked for {body['messages']}", kind=answer.code)
            if answer.retry_after_s is not None:
                response.headers["Retry-After"] = f"{answer.retry_after_s:g}"
            return response
        if body.get("stream"):
            return await send_body(request, course, _stream(self.key, body, answer), "text/event-stream")
        return await send_body(request, course, _whole(body, answer), "application/json")


def _error(status: int, says: str, *, kind: str = "") -> web.Response:
    usual = KINDS.get(status, "api_error" if status >= 500 else "invalid_request_error")
    error = {"type": kind or usual, "message": says}
    request_id = f"req_{uuid4().hex}"
    body = {"type": "error", "error": error, "request_id": request_id}
    return web.json_response(body, status=status, headers={"request-id": request_id})


def _model(name: str) -> Body:
    return {"type": "model", "id": name, "display_name": name, "created_at": "2026-01-01T00:00:00Z"}


def _made_up(request: Body) -> Answer:
    """The answer of a stand-in without a script."""
    choice = request.get("tool_choice") or {}
    if choice.get("type") in ("any", "tool"):
        tools = {tool["name"]: tool for tool in request["tools"]}
        name = choice.get("name") or next(iter(tools))
        return Answer(calls=(Call(name, json.dumps(smallest(tools[name].get("input_schema", {})))),))
    wanted = (request.get("output_config") or {}).get("format")
    return reply(smallest(wanted["schema"])) if wanted else Answer(POLITE)


def _reason(answer: Answer) -> str:
    if answer.withheld:
        return "refusal"
    if answer.cut_short:
        return "max_tokens"
    return "tool_use" if answer.calls else "end_turn"


def _usage(tokens: Tokens, written: int) -> Body:
    return {
        "input_tokens": tokens.read - tokens.cached,
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": tokens.cached,
        "output_tokens": written,
    }


def _message(request: Body, tokens: Tokens) -> Body:
    return {
        "id": f"msg_{uuid4().hex}",
        "type": "message",
        "role": "assistant",
        "model": request["model"],
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": _usage(tokens, 1),
    }


def _use(call: Call, place: int) -> Body:
    return {"type": "tool_use", "id": call.id or f"toolu_{place}", "name": call.name}


async def _whole(request: Body, answer: Answer) -> AsyncGenerator[bytes, None]:
    try:
        async for _ in paced(answer):
            pass
    except Broken:
        yield b'{"id": "msg_fake", "type": "message", "content": ['
        return
    tokens = counted(answer, request)
    content: list[Body] = [{"type": "text", "text": answer.text}] if answer.text else []
    content += [{**_use(call, place), "input": json.loads(call.arguments)} for place, call in enumerate(answer.calls)]
    end = {"content": content, "stop_reason": _reason(answer), "usage": _usage(tokens, tokens.written)}
    yield json.dumps({**_message(request, tokens), **end}, ensure_ascii=False).encode()


async def _stream(key: str, request: Body, answer: Answer) -> AsyncGenerator[bytes, None]:
    tokens = counted(answer, request)
    yield _event({"type": "message_start", "message": _message(request, tokens)})
    yield _event({"type": "ping"})
    block = -1
    try:
        async for part in paced(answer):
            if part is None:
                yield _event({"type": "ping"})
                continue
            if part.what == "call" or block < 0:
                if block >= 0:
                    yield _event({"type": "content_block_stop", "index": block})
                block += 1
                yield _event({"type": "content_block_start", "index": block, "content_block": _begun(part, answer)})
            if part.what != "call":
                yield _event({"type": "content_block_delta", "index": block, "delta": _delta(part)})
    except Broken as cut:
        if cut.how == "error":
            says = f"overloaded, {key}: {request['messages']}"
            yield _event({"type": "error", "error": {"type": "overloaded_error", "message": says}})
        return
    if block >= 0:
        yield _event({"type": "content_block_stop", "index": block})
    end = {"stop_reason": _reason(answer), "stop_sequence": None}
    yield _event({"type": "message_delta", "delta": end, "usage": _usage(tokens, tokens.written)})
    yield _event({"type": "message_stop"})


def _begun(part: Part, answer: Answer) -> Body:
    if part.what == "call":
        return {**_use(answer.calls[part.call], part.call), "input": {}}
    return {"type": "text", "text": ""}


def _delta(part: Part) -> Body:
    if part.what == "text":
        return {"type": "text_delta", "text": part.text}
    return {"type": "input_json_delta", "partial_json": part.text}


def _event(data: Body) -> bytes:
    return f"event: {data['type']}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()
