"""What is said to a server that speaks OpenAI's chat completions, and what it says. Pure.

Source: OpenAI's API reference, chat completions and its streaming events. What comes was written by others: it is
looked at, and what the protocol does not allow raises ValueError.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import orjson

from graphs.ports import Message, Tool, ToolCall

END = b"[DONE]"
"""The last event of a stream."""
MOST_CALLS = 64
"""Tools that one answer may want."""


class Unreadable(ValueError):
    """What came is not what the protocol says."""


class Told(Exception):
    """The server says that something is wrong: with a status, or in the middle of a stream.

    `body`: its own words, for whoever looks for a code in them; they are told to nobody.
    """

    def __init__(self, body: object, status_code: int | None = None) -> None:
        super().__init__()
        self.body = body
        self.status_code = status_code


# ── said ──────────────────────────────────────────────────────────────────────


def streamed(model: str, messages: Iterable[Message], tools: Sequence[Tool]) -> bytes:
    """A request for a text, piece by piece. Raises TypeError for what JSON cannot hold."""
    asked: dict[str, Any] = {
        "model": model,
        "stream": True,
        "stream_options": {"include_usage": True},
        "messages": [_message(each) for each in messages],
    }
    if tools:
        asked["tools"] = [_tool(each) for each in tools]
    return orjson.dumps(asked)


def structured(model: str, messages: Iterable[Message], schema: Mapping[str, Any], *, name: str) -> bytes:
    """A request for an object of the schema. Raises TypeError for what JSON cannot hold."""
    wanted = {"name": name, "schema": dict(schema), "strict": True}
    return orjson.dumps(
        {
            "model": model,
            "stream": False,
            "messages": [_message(each) for each in messages],
            "response_format": {"type": "json_schema", "json_schema": wanted},
        }
    )


def _message(message: Message) -> dict[str, Any]:
    said: dict[str, Any] = {"role": message.role, "content": message.text}
    if message.role == "tool":
        said["tool_call_id"] = message.answers
    elif message.calls:
        said["content"] = message.text or None
        said["tool_calls"] = [
            {
                "id": call.id,
                "type": "function",
                "function": {"name": call.name, "arguments": json.dumps(dict(call.arguments), ensure_ascii=False)},
            }
            for call in message.calls
        ]
    return said


def _tool(tool: Tool) -> dict[str, Any]:
    described = {"name": tool.name, "description": tool.description, "parameters": dict(tool.parameters)}
    return {"type": "function", "function": described}


# ── told ──────────────────────────────────────────────────────────────────────


class Usage(NamedTuple):
    """Tokens, as the server counts them; `cached` are among those that were `read`."""

    read: object
    cached: object
    written: object


def object_of(body: bytes) -> dict[str, Any]:
    """The answer to a request for an object. Raises ValueError."""
    answer = _mapping(orjson.loads(body))
    if answer.get("error"):
        raise Told(answer["error"])
    return answer


def usage_of(answer: Mapping[str, Any]) -> Usage | None:
    """What was used, when it is told."""
    used = answer.get("usage")
    if not isinstance(used, dict):
        return None
    details = used.get("prompt_tokens_details")
    cached = details.get("cached_tokens") if isinstance(details, dict) else None
    return Usage(used.get("prompt_tokens"), cached, used.get("completion_tokens"))


def content_of(answer: Mapping[str, Any]) -> object:
    """The JSON inside the answer. Raises ValueError when there is none."""
    choices = answer.get("choices")
    if not isinstance(choices, list) or not choices:
        raise Unreadable("There is no choice in the answer.")
    found: object = orjson.loads(_text(_mapping(_mapping(choices[0]).get("message")).get("content")))
    return found


@dataclass(slots=True)
class _Call:
    """A tool that is wanted, as far as it was told."""

    id: str
    name: str = ""
    arguments: list[str] = field(default_factory=list)


class Streamed:
    """What a stream has told so far."""

    def __init__(self) -> None:
        self.reason: str | None = None
        """Of its end."""
        self.usage: Usage | None = None
        self.unseen = ""
        """Of the last event: what was written and is no text."""
        self._calls: list[_Call] = []
        self._at: dict[int, _Call] = {}

    def hear(self, event: bytes) -> str:
        """An event that came; the text in it. Raises ValueError, or `Told` when it is an error of the server's."""
        told = _mapping(orjson.loads(event))
        if told.get("error"):
            raise Told(told["error"])
        if told.get("usage"):
            self.usage = usage_of(told)
        self.unseen = ""
        choices = told.get("choices")
        if not choices:
            return ""
        if not isinstance(choices, list):
            raise Unreadable("The choices are no list.")
        choice = _mapping(choices[0])
        if isinstance(reason := choice.get("finish_reason"), str):
            self.reason = reason
        if not (delta := choice.get("delta")):
            return ""
        delta = _mapping(delta)
        if calls := delta.get("tool_calls"):
            self.unseen = self._wanted(calls)
        return _text(delta.get("content"))

    def calls(self) -> list[ToolCall] | None:
        """The tools that are wanted; None when one cannot be read: none is run with half of its arguments."""
        found: list[ToolCall] = []
        for call in self._calls:
            written = "".join(call.arguments)
            try:
                arguments = orjson.loads(written) if written else {}
            except ValueError:
                return None
            if not (call.name and isinstance(arguments, dict)):
                return None
            found.append(ToolCall(call.id or call.name, call.name, arguments))
        return found

    def _wanted(self, fragments: object) -> str:
        if not isinstance(fragments, list):
            raise Unreadable("The tools that are wanted are no list.")
        unseen = ""
        for fragment in map(_mapping, fragments):
            function = _mapping(fragment.get("function") or {})
            call = self._call(fragment)
            if name := function.get("name"):
                call.name += _string(name)
            if arguments := function.get("arguments"):
                call.arguments.append(_string(arguments))
                unseen += call.arguments[-1]
        return unseen

    def _call(self, fragment: Mapping[str, Any]) -> _Call:
        index, name = fragment.get("index"), _string(fragment.get("id") or "")
        index = index if isinstance(index, int) else len(self._calls)
        call = self._at.get(index)
        # Some servers count every call as the first: its id tells them apart.
        if call is None or (name and call.id and name != call.id):
            if len(self._calls) >= MOST_CALLS:
                raise Unreadable("More tools are wanted at once than anybody could mean.")
            call = self._at[index] = _Call(name)
            self._calls.append(call)
        call.id = call.id or name
        return call


def _text(content: object) -> str:
    """Of a message: as it is, or in parts."""
    if content is None or isinstance(content, str):
        return content or ""
    if not isinstance(content, list):
        raise Unreadable("The content is no text.")
    parts = (part for part in content if isinstance(part, dict) and part.get("type") == "text")
    return "".join(_string(part.get("text")) for part in parts)


def _mapping(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Unreadable("What came is no object.")
    return value


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise Unreadable("What came is no text.")
    return value
