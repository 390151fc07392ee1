"""What OpenAI's chat completions refuse in a request.

Source: OpenAI's API reference, chat completions, and the types of its own Python client.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from agent.fakes.chat_script import Body
from agent.fakes.schemas import loose

NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")
MOST_STOPS = 4
ROLES = ("system", "developer", "user", "assistant", "tool")
PARTS: Mapping[str, tuple[str, ...]] = {
    "system": ("text",),
    "developer": ("text",),
    "user": ("text", "image_url", "input_audio", "file"),
    "assistant": ("text", "refusal"),
    "tool": ("text",),
}


class Wrong(NamedTuple):
    """Why a request is refused."""

    says: str
    param: str | None = None


def _number(low: float, high: float) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high


def _whole(low: int, high: int = 10**9) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _a(*kinds: type) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, kinds)


_ARGUMENTS: Mapping[str, Callable[[Any], bool]] = {
    "model": _a(str),
    "messages": _a(list),
    "stream": _a(bool),
    "stream_options": _a(dict),
    "tools": _a(list),
    "tool_choice": _a(str, dict),
    "parallel_tool_calls": _a(bool),
    "response_format": _a(dict),
    "temperature": _number(0, 2),
    "top_p": _number(0, 1),
    "presence_penalty": _number(-2, 2),
    "frequency_penalty": _number(-2, 2),
    "n": _whole(1, 128),
    "max_tokens": _whole(1),
    "max_completion_tokens": _whole(1),
    "seed": _a(int),
    "stop": _a(str, list),
    "user": _a(str),
    "logprobs": _a(bool),
    "top_logprobs": _whole(0, 20),
    "logit_bias": _a(dict),
    "metadata": _a(dict),
    "store": _a(bool),
    **dict.fromkeys(("service_tier", "reasoning_effort", "verbosity", "safety_identifier"), _a(str)),
    **dict.fromkeys(("prompt_cache_key", "prompt_cache_retention"), _a(str)),
    **dict.fromkeys(("audio", "prediction", "web_search_options", "moderation", "prompt_cache_options"), _a(dict)),
    **dict.fromkeys(("modalities", "functions"), _a(list)),
    "function_call": _a(str, dict),
}
KNOWN = frozenset(_ARGUMENTS)
"""Every argument that there is."""
ILL_TYPED = (AttributeError, KeyError, TypeError)
"""What comes of reading a request deep inside of which something has a wrong type."""


def wrong(request: object) -> Wrong | None:
    """Why the real one would refuse this; None: it would not."""
    if not isinstance(request, dict):
        return Wrong("We could not parse the JSON body of your request.")
    try:
        return next(_wrongs(request), None)
    except ILL_TYPED:
        return Wrong("Invalid type: something in the request is of another type than it should be.")


def _wrongs(request: Body) -> Iterator[Wrong]:
    for name, value in request.items():
        if name not in _ARGUMENTS:
            yield Wrong(f"Unrecognized request argument supplied: {name}")
        elif value is not None and not _ARGUMENTS[name](value):
            yield Wrong(f"Invalid value for '{name}'.", name)
    for name in ("model", "messages"):
        if not request.get(name):
            yield Wrong(f"Missing required parameter: '{name}'.", name)
    if request.get("stream_options") is not None and not request.get("stream"):
        yield Wrong("The 'stream_options' parameter is only allowed when 'stream' is enabled.", "stream_options")
    if request.get("max_tokens") is not None and request.get("max_completion_tokens") is not None:
        yield Wrong("Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.")
    stop = request.get("stop")
    if isinstance(stop, list) and (len(stop) > MOST_STOPS or not all(isinstance(each, str) for each in stop)):
        yield Wrong(f"Invalid 'stop': an array with at most {MOST_STOPS} strings is expected.", "stop")
    if request.get("top_logprobs") is not None and not request.get("logprobs"):
        yield Wrong("'top_logprobs' is only allowed when 'logprobs' is enabled.", "top_logprobs")
    yield from _messages(request["messages"])
    yield from _tools(request)
    yield from _format(request)


def _messages(messages: list[Any]) -> Iterator[Wrong]:
    wanted: list[str] = []
    for place, message in enumerate(messages):
        at = f"messages.[{place}]"
        role = message.get("role") if isinstance(message, dict) else None
        if role not in ROLES:
            yield Wrong(f"Invalid value: {role!r}. Supported values are: {', '.join(ROLES)}.", f"{at}.role")
            return
        yield from _content(message, at)
        if role == "tool":
            if message.get("tool_call_id") not in wanted:
                yield Wrong("messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.")
            else:
                wanted.remove(message["tool_call_id"])
        elif wanted:
            break
        else:
            yield from _calls(message, at)
            wanted = [call["id"] for call in message.get("tool_calls") or ()]
    if wanted:
        yield Wrong(
            "An assistant message with 'tool_calls' must be followed by tool messages responding to each "
            f"'tool_call_id'. These did not have response messages: {', '.join(wanted)}"
        )


def _content(message: Body, at: str) -> Iterator[Wrong]:
    content, role = message.get("content"), message["role"]
    if content is None:
        if role != "assistant" or not (message.get("tool_calls") or message.get("refusal")):
            yield Wrong("Invalid value for 'content': expected a string, got null.", f"{at}.content")
    elif isinstance(content, list):
        for part in content:
            kind = part.get("type") if isinstance(part, dict) else None
            if kind not in PARTS[role] or (kind == "text" and not isinstance(part.get("text"), str)):
                yield Wrong(f"Invalid content part for the role {role}: {kind!r}.", f"{at}.content")
    elif not isinstance(content, str):
        yield Wrong("Invalid type for 'content'.", f"{at}.content")


def _calls(message: Body, at: str) -> Iterator[Wrong]:
    calls = message.get("tool_calls")
    if calls is None:
        return
    if message["role"] != "assistant" or not isinstance(calls, list) or not calls:
        yield Wrong("Invalid 'tool_calls'.", f"{at}.tool_calls")
        return
    for call in calls:
        function = call.get("function") if isinstance(call, dict) else None
        if not isinstance(function, dict) or call.get("type") != "function" or not isinstance(call.get("id"), str):
            yield Wrong("A call of a tool has an 'id', the type 'function' and a 'function'.", f"{at}.tool_calls")
        elif not _is_name(function.get("name")) or not isinstance(function.get("arguments"), str):
            yield Wrong("A function has a 'name', and 'arguments' as a string.", f"{at}.tool_calls")


def _tools(request: Body) -> Iterator[Wrong]:
    tools = request.get("tools")
    if tools is None:
        for name in ("tool_choice", "parallel_tool_calls"):
            if request.get(name) not in (None, "none"):
                yield Wrong(f"'{name}' is only allowed when 'tools' are specified.", name)
        return
    if not tools:
        yield Wrong("[] is too short - 'tools'", "tools")
    for place, tool in enumerate(tools):
        yield from _tool(tool, f"tools[{place}]")
    names = [tool["function"]["name"] for tool in tools]
    choice = request.get("tool_choice")
    if isinstance(choice, str) and choice not in ("none", "auto", "required"):
        yield Wrong(f"Invalid value: {choice!r}. Supported values are: 'none', 'auto', and 'required'.", "tool_choice")
    if isinstance(choice, dict):
        yield from _choice(choice, names)


def _choice(choice: Body, names: list[str]) -> Iterator[Wrong]:
    """One function, or several that the model may choose from."""
    chosen = [choice]
    if choice.get("type") == "allowed_tools":
        allowed = choice.get("allowed_tools") or {}
        if allowed.get("mode") not in ("auto", "required") or not allowed.get("tools"):
            yield Wrong("'allowed_tools' has a 'mode', auto or required, and 'tools'.", "tool_choice.allowed_tools")
            return
        chosen = allowed["tools"]
    for each in chosen:
        if each.get("type") != "function" or each.get("function", {}).get("name") not in names:
            yield Wrong("Tool choice 'function' not found in 'tools' parameter.", "tool_choice")


def _tool(tool: Any, at: str) -> Iterator[Wrong]:
    function = tool.get("function") if isinstance(tool, dict) else None
    if not isinstance(function, dict) or tool.get("type") != "function":
        yield Wrong("A tool has the type 'function' and a 'function'.", at)
        return
    if not _is_name(function.get("name")):
        yield Wrong(f"Invalid name: a string that matches '^{NAME.pattern}$' is expected.", f"{at}.function.name")
    parameters = function.get("parameters", {"type": "object", "properties": {}})
    if not isinstance(parameters, dict) or parameters.get("type") != "object":
        yield Wrong("Invalid schema for the function: the schema must be of type object.", f"{at}.function.parameters")
    elif function.get("strict"):
        for why in loose(parameters):
            yield Wrong(f"Invalid schema for the function: {why}.", f"{at}.function.parameters")


def _format(request: Body) -> Iterator[Wrong]:
    wanted = request.get("response_format")
    if wanted is None or wanted.get("type") == "text":
        return
    if wanted.get("type") == "json_object":
        if "json" not in str(request["messages"]).lower():
            yield Wrong("'messages' must contain the word 'json' in some form, to use 'json_object'.", "messages")
        return
    wrapped = wanted.get("json_schema")
    if wanted.get("type") != "json_schema" or not isinstance(wrapped, dict):
        yield Wrong("Invalid value for 'response_format'.", "response_format")
        return
    if not _is_name(wrapped.get("name")):
        yield Wrong("Missing or invalid: 'response_format.json_schema.name'.", "response_format.json_schema.name")
    if wrapped.get("strict"):
        for why in loose(wrapped.get("schema")):
            yield Wrong(f"Invalid schema for response_format: {why}.", "response_format")


def _is_name(value: object) -> bool:
    return isinstance(value, str) and NAME.fullmatch(value) is not None
