"""Whether what we would send to an MCP server's tool is what that tool takes (its JSON Schema)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from agent.tools.outside.declaration import McpAction
from graphs.problems import did_you_mean

_FITTING = {
    "text": {"string"},
    "number": {"number", "integer"},
    "yes_no": {"boolean"},
    "record": {"object"},
    "list": {"array"},
}
"""The types of JSON Schema that an input of ours fits."""


def mapping_problems(name: str, action: McpAction, schemas: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """What is wrong with an action, in sentences. `schemas` holds the input schema of every tool of its server."""
    schema = schemas.get(action.tool)
    if schema is None:
        hint = did_you_mean(action.tool, schemas) or f"It has: {', '.join(schemas) or 'none'}."
        yield f"The action “{name}”: the server “{action.server}” has no tool “{action.tool}”. {hint}"
        return
    where = f"The action “{name}”: the tool “{action.tool}” of “{action.server}”"
    known: Mapping[str, Any] = schema.get("properties", {})
    required: Iterable[str] = schema.get("required", [])
    for missing in sorted(set(required) - set(action.arguments)):
        yield f"{where} needs the argument “{missing}”. Add it under “arguments”."
    for argument, template in action.arguments.items():
        if argument not in known:
            if not schema.get("additionalProperties"):
                yield f"{where} has no argument “{argument}”. {did_you_mean(argument, known)}".rstrip()
            continue
        wanted = known[argument].get("type") if isinstance(known[argument], Mapping) else None
        given = _type_of(template, action)
        if isinstance(wanted, str) and given and wanted not in _FITTING[given]:
            yield f"{where} takes a {wanted} as “{argument}”, and gets a {given}."


def _type_of(template: Any, action: McpAction) -> str | None:
    """The type of what a template becomes, as far as that is known."""
    if isinstance(template, str) and template.startswith("{"):
        declared = action.inputs.get(template[1:-1], "any").rstrip("?")
        return declared if declared in _FITTING else None
    kinds: dict[type, str] = {str: "text", bool: "yes_no", int: "number", float: "number", dict: "record", list: "list"}
    return kinds.get(type(template))
