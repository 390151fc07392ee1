"""OpenAI's chat completions, as a part of the stand-in for OpenAI.

Source: OpenAI's API reference, chat completions and its streaming events.
"""

import asyncio
import json
import re
import time
from collections.abc import AsyncGenerator, Mapping
from typing import Any
from uuid import uuid4

from aiohttp import web

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
)
from agent.fakes.faults import Course
from agent.fakes.openai_chat_rules import Wrong, wrong
from agent.fakes.schemas import smallest
from agent.fakes.stand_in import Handler, StandIn, send_body

CODES: Mapping[int, tuple[str, str | None]] = {
    400: ("invalid_request_error", None),
    401: ("invalid_request_error", "invalid_api_key"),
    403: ("invalid_request_error", None),
    404: ("invalid_request_error", "model_not_found"),
    429: ("requests", "rate_limit_exceeded"),
}
"""Type and code of an error, by its status."""


def chat_routes(fake: StandIn, script: ChatScript) -> Mapping[tuple[str, str], Handler]:
    """The routes of chat completions, for the stand-in that serves them. `script`: what is answered."""
    return {("POST", "/v1/chat/completions"): _Completions(fake, script).answer}


def openai_error(status: int, says: str, *, param: str | None = None, code: str = "") -> web.Response:
    """A refusal as OpenAI words it."""
    kind, usual = CODES.get(status, ("server_error" if status >= 500 else "invalid_request_error", None))
    kind = "insufficient_quota" if code == "insufficient_quota" else kind
    error = {"message": says, "type": kind, "param": param, "code": code or usual}
    return web.json_response({"error": error}, status=status)


class _Completions:
    """The one path."""

    def __init__(self, fake: StandIn, script: ChatScript) -> None:
        self._fake = fake
        self._script = script

    async def answer(self, request: web.Request, course: Course) -> web.StreamResponse:
        """One request."""
        if request.transport:
            self._script.connections.add(request.transport.get_extra_info("peername"))
        given = request.headers.get("Authorization", "")
        if given != f"Bearer {self._fake.key}":
            why = f"Incorrect API key provided: {given.removeprefix('Bearer ')}." if given else "No API key provided."
            return self._refuse(401, Wrong(why))
        body = request["seen"].body
        fault = wrong(body)
        if fault:
            return self._refuse(400, fault)
        if self._script.lacks(body["model"]):
            return self._refuse(404, Wrong(f"The model '{body['model']}' does not exist.", "model"))
        answer = self._script.next(body, _made_up(body)).within(_limit(body))
        await self._fake.notice()
        try:
            return await self._given(request, course, body, answer)
        except (asyncio.CancelledError, ConnectionError):
            self._script.left += 1
            raise

    async def _given(self, request: web.Request, course: Course, body: Body, answer: Answer) -> web.StreamResponse:
        if answer.stall_after == 0:
            await stall()
        if answer.raw is not None:
            return web.Response(body=answer.raw, status=answer.status, content_type="application/json")
        if answer.status != 200:
            # Some servers say back what they were sent; a client must not pass it on.
            says = f"The request with {request.headers['Authorization']} cannot be answered: {body['messages']}"
            response = openai_error(answer.status, says, code=answer.code)
            if answer.retry_after_s is not None:
                response.headers["Retry-After"] = f"{answer.retry_after_s:g}"
            return response
        if body.get("stream"):
            return await send_body(request, course, _stream(self._fake, body, answer), "text/event-stream")
        return await send_body(request, course, _whole(body, answer), "application/json")

    def _refuse(self, status: int, why: Wrong) -> web.Response:
        self._fake.note_refusal(f"{status}: {why.says}")
        return openai_error(status, why.says, param=why.param)


def _made_up(request: Body) -> Answer:
    """The answer of a stand-in without a script."""
    wanted, choice = request.get("response_format") or {}, request.get("tool_choice")
    if wanted.get("type") == "json_schema":
        return reply(smallest(wanted["json_schema"].get("schema") or {}))
    if wanted.get("type") == "json_object":
        return reply({})
    allowed = choice.get("allowed_tools") if isinstance(choice, dict) else None
    if choice == "required" or (isinstance(choice, dict) and (not allowed or allowed["mode"] == "required")):
        functions = {tool["function"]["name"]: tool["function"] for tool in request["tools"]}
        wanted = allowed["tools"][0] if allowed else choice if isinstance(choice, dict) else request["tools"][0]
        name = wanted["function"]["name"]
        return Answer(calls=(Call(name, json.dumps(smallest(functions[name].get("parameters", {})))),))
    return Answer(POLITE)


def _limit(request: Body) -> int | None:
    found: int | None = request.get("max_completion_tokens") or request.get("max_tokens")
    return found


def _reason(answer: Answer) -> str:
    if answer.withheld:
        return "content_filter"
    if answer.cut_short:
        return "length"
    return "tool_calls" if answer.calls else "stop"


def _usage(tokens: Tokens) -> Body:
    return {
        "prompt_tokens": tokens.read,
        "completion_tokens": tokens.written,
        "total_tokens": tokens.read + tokens.written,
        "prompt_tokens_details": {"cached_tokens": tokens.cached, "audio_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": 0},
    }


def _call(call: Call, place: int) -> Body:
    return {"id": call.id or f"call_{place}", "type": "function"}


async def _whole(request: Body, answer: Answer) -> AsyncGenerator[bytes, None]:
    try:
        async for _ in paced(answer):
            pass
    except Broken:
        yield b'{"id": "chatcmpl-fake", "choices": ['
        return
    message: Body = {"role": "assistant", "content": answer.text or None, "refusal": None}
    if answer.calls:
        message["tool_calls"] = [
            {**_call(call, place), "function": {"name": call.name, "arguments": call.arguments}}
            for place, call in enumerate(answer.calls)
        ]
    choice = {"message": message, "logprobs": _logprobs(request, answer.text), "finish_reason": _reason(answer)}
    choices = [{"index": each, **choice} for each in range(request.get("n") or 1)]
    usage = _usage(counted(answer, request))
    yield json.dumps(
        {**_head(request), "object": "chat.completion", "choices": choices, "usage": usage}, ensure_ascii=False
    ).encode()


async def _stream(fake: StandIn, request: Body, answer: Answer) -> AsyncGenerator[bytes, None]:
    head = {**_head(request), "object": "chat.completion.chunk"}
    with_usage = bool((request.get("stream_options") or {}).get("include_usage"))
    without: Body = {"usage": None} if with_usage else {}

    def event(delta: Body, reason: str | None = None) -> bytes:
        logprobs = _logprobs(request, delta.get("content") or "")
        choice = {"delta": delta, "logprobs": logprobs, "finish_reason": reason}
        return b"".join(
            _event({**head, "choices": [{"index": each, **choice}], **without}) for each in range(request.get("n") or 1)
        )

    yield event({"role": "assistant", "content": "", "refusal": None})
    try:
        async for part in paced(answer):
            yield b": keep-alive\n\n" if part is None else event(_delta(part, answer))
    except Broken as cut:
        if cut.how == "error":
            wrong = {"message": f"overloaded, {fake.key}: {request['messages']}", "type": "server_error", "code": None}
            yield _event({"error": wrong})
        return
    yield event({}, _reason(answer))
    if with_usage:
        yield _event({**head, "choices": [], "usage": _usage(counted(answer, request))})
    yield b"data: [DONE]\n\n"


def _delta(part: Part, answer: Answer) -> Body:
    match part.what:
        case "text":
            return {"content": part.text}
        case "call":
            begin = {**_call(answer.calls[part.call], part.call), "function": {"name": part.text, "arguments": ""}}
            return {"tool_calls": [{"index": part.call, **begin}]}
        case _:
            return {"tool_calls": [{"index": part.call, "function": {"arguments": part.text}}]}


def _logprobs(request: Body, text: str) -> Body | None:
    """Of every word; the other words that were as likely are not made up."""
    if not request.get("logprobs") or not text:
        return None
    words = re.findall(r"\s*\S+\s*$|\s*\S+", text)
    told = [{"token": word, "logprob": -0.1, "bytes": list(word.encode()), "top_logprobs": []} for word in words]
    return {"content": told, "refusal": None}


def _head(request: Body) -> Body:
    return {
        "id": f"chatcmpl-{uuid4().hex}",
        "created": int(time.time()),
        "model": request["model"],
        "service_tier": "default",
    }


def _event(data: Mapping[str, Any]) -> bytes:
    return b"data: " + json.dumps(data, ensure_ascii=False).encode() + b"\n\n"
