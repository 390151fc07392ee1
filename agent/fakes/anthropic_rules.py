"""What Anthropic's messages refuse in a request.

Source: Anthropic's API reference, messages, and the types of its own Python client.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from agent.fakes.chat_script import Body

NAME = re.compile(r"[a-zA-Z0-9_-]{1,128}")
USER_BLOCKS = ("text", "image", "document", "search_result", "tool_result", "container_upload")
ASSISTANT_BLOCKS = ("text", "tool_use", "thinking", "redacted_thinking", "server_tool_use")
LEAST_THINKING = 1024
"""Tokens."""
CHOICES = ("auto", "any", "tool", "none")


def _a(*kinds: type) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, kinds) and (bool in kinds or not isinstance(value, bool))


def _part(value: Any) -> bool:
    return _a(int, float)(value) and 0 <= value <= 1


def _count(value: Any) -> bool:
    return _a(int)(value) and value >= 1


_ARGUMENTS: Mapping[str, Callable[[Any], bool]] = {
    "model": _a(str),
    "messages": _a(list),
    "max_tokens": _count,
    "stream": _a(bool),
    "system": _a(str, list),
    "tools": _a(list),
    "tool_choice": _a(dict),
    "temperature": _part,
    "top_p": _part,
    "top_k": _count,
    "stop_sequences": _a(list),
    **dict.fromkeys(("metadata", "thinking", "output_config", "cache_control", "diagnostics"), _a(dict)),
    **dict.fromkeys(("service_tier", "inference_geo", "speed", "user_profile_id", "workspace_id"), _a(str)),
    "container": _a(str, dict),
}
KNOWN = frozenset(_ARGUMENTS)
"""Every argument that there is."""
ILL_TYPED = (AttributeError, KeyError, TypeError)
"""What comes of reading a request deep inside of which something has a wrong type."""


def wrong(request: object) -> str | None:
    """Why the real one would refuse this; None: it would not."""
    if not isinstance(request, dict):
        return "The request body is not valid JSON"
    try:
        return next(_wrongs(request), None)
    except ILL_TYPED:
        return "Input should be valid: something in the request is of another type than it should be"


def _wrongs(request: Body) -> Iterator[str]:
    for name in ("model", "max_tokens", "messages"):
        if name not in request:
            yield f"{name}: Field required"
    for name, value in request.items():
        if name not in _ARGUMENTS:
            yield f"{name}: Extra inputs are not permitted"
        elif not _ARGUMENTS[name](value):
            yield f"{name}: Input should be valid"
    yield from _settings(request)
    yield from _messages(request["messages"])
    yield from _tools(request)


def _settings(request: Body) -> Iterator[str]:
    if not all(isinstance(each, str) and each.strip() for each in request.get("stop_sequences", [])):
        yield "stop_sequences: each stop sequence must contain non-whitespace text"
    thinking = request.get("thinking", {})
    if thinking.get("type") == "enabled":
        if thinking["budget_tokens"] < LEAST_THINKING:
            yield f"thinking.enabled.budget_tokens: Input should be greater than or equal to {LEAST_THINKING}"
        if thinking["budget_tokens"] >= request["max_tokens"]:
            yield "`max_tokens` must be greater than `thinking.budget_tokens`"
    wanted = request.get("output_config", {}).get("format")
    if wanted is not None and (wanted.get("type") != "json_schema" or not isinstance(wanted.get("schema"), dict)):
        yield "output_config.format: a json_schema with its schema is expected"


def _messages(messages: list[Any]) -> Iterator[str]:
    if not messages:
        yield "messages: at least one message is required"
        return
    wanted: list[str] = []
    for place, message in enumerate(messages):
        at = f"messages.{place}"
        role = message.get("role") if isinstance(message, dict) else None
        if role not in ("user", "assistant"):
            yield f"{at}: role should be 'user' or 'assistant'; 'system' is a parameter of its own"
            return
        if place == 0 and role != "user":
            yield 'messages: first message must use the "user" role'
        blocks = _blocks(message)
        if not blocks:
            yield f"{at}: all messages must have non-empty content"
        for block in blocks:
            yield from _block(block, role, f"{at}.content")
        yield from _answers(blocks, wanted, at)
        wanted = [block["id"] for block in blocks if block["type"] == "tool_use"]
    if wanted:
        yield f"`tool_use` ids were found without `tool_result` blocks immediately after: {', '.join(wanted)}"


def _blocks(message: Body) -> list[Any]:
    content = message.get("content")
    if isinstance(content, str):
        return [{"type": "text", "text": content}] if content else []
    return content if isinstance(content, list) else []


def _block(block: Any, role: str, at: str) -> Iterator[str]:
    kind = block.get("type") if isinstance(block, dict) else None
    if kind not in (USER_BLOCKS if role == "user" else ASSISTANT_BLOCKS):
        yield f"{at}: a block of the type {kind!r} is not allowed for the role '{role}'"
    elif kind == "text" and not (isinstance(block.get("text"), str) and block["text"].strip()):
        yield f"{at}: text content blocks must contain non-whitespace text"
    elif kind == "tool_use" and not (
        isinstance(block.get("id"), str) and _is_name(block.get("name")) and isinstance(block.get("input"), dict)
    ):
        yield f"{at}: a tool_use has an id, a name and an input"
    elif kind == "tool_result" and not isinstance(block.get("tool_use_id"), str):
        yield f"{at}: tool_result.tool_use_id: Field required"


def _answers(blocks: list[Body], wanted: list[str], at: str) -> Iterator[str]:
    """Results of tools come at once after the calls, each for one of them, and before anything else."""
    given = [block["tool_use_id"] for block in blocks if block["type"] == "tool_result"]
    for each in given:
        if each not in wanted:
            yield f"{at}: unexpected `tool_use_id` found in `tool_result` blocks: {each}"
    missing = [each for each in wanted if each not in given]
    if missing:
        yield f"{at}: `tool_use` ids were found without `tool_result` blocks immediately after: {', '.join(missing)}"
    if any(block["type"] != "tool_result" for block in blocks[: len(given)]):
        yield f"{at}: `tool_result` blocks must come first"


def _tools(request: Body) -> Iterator[str]:
    tools = request.get("tools", [])
    for place, tool in enumerate(tools):
        if not isinstance(tool, dict) or not _is_name(tool.get("name")):
            yield f"tools.{place}.name: String should match pattern '^{NAME.pattern}$'"
            return
        schema = tool.get("input_schema")
        if tool.get("type", "custom") == "custom" and not (isinstance(schema, dict) and schema.get("type") == "object"):
            yield f"tools.{place}.input_schema.type: Field required, and 'object'"
    names = [tool["name"] for tool in tools]
    if len(names) != len(set(names)):
        yield "tools: Tool names must be unique."
    choice = request.get("tool_choice")
    if choice is None:
        return
    if choice.get("type") not in CHOICES:
        yield f"tool_choice: type should be one of {', '.join(CHOICES)}"
    elif not tools:
        yield "tool_choice may only be specified while providing tools."
    elif choice["type"] == "tool" and choice.get("name") not in names:
        yield f"tool_choice: tool {choice.get('name')!r} not found in provided tools"


def _is_name(value: object) -> bool:
    return isinstance(value, str) and NAME.fullmatch(value) is not None
