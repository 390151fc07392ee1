"""A stand-in for OpenAI's chat completions, streaming: `/v1/chat/completions`. Answers the ticket named last.

The protocol: OpenAI's API reference, chat completions and its streaming events.
"""

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

from bench.calls.journal import Journal
from bench.calls.script import Delays, answer, at_once
from bench.calls.sockets import Connection
from bench.calls.wire import Head, chunk, response

_HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n"
)


class ChatDesk:
    """Takes requests."""

    def __init__(self, *, journal: Journal, delays: Delays) -> None:
        self._journal, self._delays = journal, delays
        self._requests = 0

    def asked(self, connection: Connection, _head: Head, body: bytes) -> Callable[[], None] | None:
        """One request. Returns what is to be called when the client leaves before the end."""
        self._journal.messages += 1
        request = json.loads(body)
        if not request.get("stream"):
            tag, _ = answer(_last_words(request))
            self._journal.note("chat.asked_whole", tag, structured="response_format" in request)
            connection.write(response(_whole(request)))
            return None
        self._requests += 1
        stream = _Stream(connection, request, number=self._requests, journal=self._journal)
        stream.begin(self._delays)
        return stream.left


class _Stream:
    """One answer being written."""

    def __init__(self, connection: Connection, request: dict[str, Any], *, number: int, journal: Journal) -> None:
        self._connection, self._number, self._journal = connection, number, journal
        self._tag, self._tokens = answer(_last_words(request))
        self._usage = bool((request.get("stream_options") or {}).get("include_usage"))
        self._model = request["model"]
        self._messages = len(request["messages"])
        self._at: list[float] = []
        self._over = False
        self._loop = asyncio.get_running_loop()
        self._due = self._pace_s = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def begin(self, delays: Delays) -> None:
        """The request is there."""
        self._journal.note("chat.asked", self._tag, number=self._number, messages=self._messages)
        self._due, self._pace_s = self._loop.time() + delays.token / 1000, delays.tokens / 1000
        self._timer = self._loop.call_at(self._due, self._write)
        self._connection.write(_HEAD + chunk(self._event({"role": "assistant", "content": ""})))

    def left(self) -> None:
        """The client has gone."""
        if not self._over:
            if self._timer:
                self._timer.cancel()
            self._finish("chat.left")

    def _write(self) -> None:
        """The next token, those that come with it, and at the last one the end."""
        pieces = [self._token()]
        while len(self._at) < len(self._tokens) and at_once(self._tokens, len(self._at)):
            pieces.append(self._token())
        if len(self._at) < len(self._tokens):
            self._due += self._pace_s
            self._timer = self._loop.call_at(self._due, self._write)
        else:
            pieces += self._ending()
        self._connection.write(b"".join(pieces))

    def _token(self) -> bytes:
        self._journal.messages += 1
        self._at.append(time.monotonic())
        return chunk(self._event({"content": self._tokens[len(self._at) - 1]}))

    def _ending(self) -> list[bytes]:
        self._finish("chat.done")
        written = len(self._tokens)
        usage = {"prompt_tokens": 100, "completion_tokens": written, "total_tokens": 100 + written}
        last = [_data({**self._frame(), "choices": [], "usage": usage})] if self._usage else []
        return [*map(chunk, (self._event({}, "stop"), *last, b"data: [DONE]\n\n")), chunk(b"")]

    def _finish(self, what: str) -> None:
        self._over = True
        tokens = list(self._tokens[: len(self._at)])
        self._journal.note(what, self._tag, number=self._number, tokens=tokens, token_at=self._at)

    def _event(self, delta: dict[str, str], reason: str | None = None) -> bytes:
        return _data({**self._frame(), "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]})

    def _frame(self) -> dict[str, object]:
        return {"id": "chatcmpl-bench", "object": "chat.completion.chunk", "created": 1, "model": self._model}


def _last_words(request: dict[str, Any]) -> str:
    """What the user said last."""
    said = next((each["content"] for each in reversed(request["messages"]) if each["role"] == "user"), "")
    return said if isinstance(said, str) else " ".join(part.get("text", "") for part in said)


def _whole(request: dict[str, Any]) -> bytes:
    """A short answer that is not streamed, such as to a question whether the model works."""
    content = "{}" if "response_format" in request else "Yes."
    message = {"role": "assistant", "content": content, "refusal": None}
    whole = {
        "id": "chatcmpl-bench",
        "object": "chat.completion",
        "created": 1,
        "model": request["model"],
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 10, "completion_tokens": 1, "total_tokens": 11},
    }
    return json.dumps(whole).encode()


def _data(event: dict[str, object]) -> bytes:
    return b"data: " + json.dumps(event).encode() + b"\n\n"
