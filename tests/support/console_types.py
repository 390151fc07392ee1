"""The types of what the console's API takes and tells, in TypeScript, made of its own contract.

`python -m tests.support.console_types` writes them anew; a test fails when they are stale. What the console's pages
know of the API is held against them by the compiler (`web/src/api/held.ts`).
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from agent.console.application import console

FILE = Path(__file__).parents[2] / "web/src/api/generated.ts"
WIDTH = 110
HEAD = """/* eslint-disable @typescript-eslint/no-explicit-any -- what the contract leaves open */
/** What the service takes and tells, as /api/openapi.json has it. Made by `python -m tests.support.console_types`. */
"""
Schema = Mapping[str, Any]


class _Anything:
    """Stands for all that the routes work with: a contract is told without any of it."""

    def __getattr__(self, _: str) -> "_Anything":
        return self

    def __call__(self, *_: object, **__: object) -> "_Anything":
        return self

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __str__(self) -> str:
        return "UTC"


def contract() -> Schema:
    """The contract, of a console that works with nothing."""
    return console(cast("Any", _Anything())).openapi()


def types() -> str:
    """The whole file."""
    whole = contract()
    schemas: Mapping[str, Schema] = whole["components"]["schemas"]
    sent = _sent(whole)
    declared = (_declared(_named(name), schema, is_sent=name in sent) for name, schema in sorted(schemas.items()))
    return HEAD + "".join(declared)


def _sent(whole: Schema) -> set[str]:
    """Schemas of what the service is sent, in which what has a default may be left out; it tells all of it itself."""
    asked = [route.get("requestBody", {}) for path in whole["paths"].values() for route in path.values()]
    found: set[str] = set()
    waiting = set(_referred(asked))
    while waiting:
        name = waiting.pop()
        found.add(name)
        waiting |= set(_referred(whole["components"]["schemas"][name])) - found
    return found


def _referred(part: Any) -> Iterator[str]:
    """The schemas that are named anywhere in it."""
    if isinstance(part, Mapping):
        if isinstance(name := part.get("$ref"), str):
            yield name.rsplit("/", 1)[-1]
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from _referred(each)


def _declared(name: str, schema: Schema, *, is_sent: bool) -> str:
    about = schema.get("description", "").strip().replace("*/", "* /")
    first = about.splitlines()[0] if about else ""
    comment = f"/** {first} */\n" if first else ""
    if "properties" not in schema:
        return f"\n{comment}export type {name} = {_type(schema)};\n"
    required = set(schema.get("required", ()))
    lines = [
        _property(key, inner, needed=not is_sent or key in required)
        for key, inner in cast("Schema", schema["properties"]).items()
    ]
    if schema.get("additionalProperties") is True:
        lines.append("  [more: string]: any;\n")
    return f"\n{comment}export interface {name} {{\n{''.join(lines)}}}\n"


def _property(key: str, schema: Schema, *, needed: bool) -> str:
    name = key if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", key) else json.dumps(key)
    head = f"  {name}{'' if needed else '?'}:"
    parts = _parts(schema)
    line = f"{head} {' | '.join(parts)};\n"
    if len(line) <= WIDTH + 1 or len(parts) == 1:
        return line
    return f"{head}\n" + "".join(f"    | {part}\n" for part in parts)[:-1] + ";\n"


def _type(schema: Schema) -> str:
    return " | ".join(_parts(schema))


def _parts(schema: Schema) -> list[str]:
    """The members of a union; one for anything else."""
    for either in ("anyOf", "oneOf"):
        if either in schema:
            parts = list(dict.fromkeys(part for each in schema[either] for part in _parts(each)))
            return ["any"] if "any" in parts else parts
    if "enum" in schema:
        return [json.dumps(each, ensure_ascii=False) for each in schema["enum"]]
    if "const" in schema:
        return [json.dumps(schema["const"], ensure_ascii=False)]
    return [_one(schema)]


_SIMPLE = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}


def _one(schema: Schema) -> str:
    if "$ref" in schema:
        return _named(schema["$ref"].rsplit("/", 1)[-1])
    if "allOf" in schema:
        return " & ".join(map(_type, schema["allOf"]))
    kind = schema.get("type")
    if kind == "array":
        return _list(schema)
    return _record(schema) if kind == "object" else _SIMPLE.get(str(kind), "any")


def _list(schema: Schema) -> str:
    if "prefixItems" in schema:
        places: Sequence[Schema] = schema["prefixItems"]
        return f"[{', '.join(map(_type, places))}]"
    parts = _parts(schema.get("items", {}))
    return f"({' | '.join(parts)})[]" if len(parts) > 1 else f"{parts[0]}[]"


def _record(schema: Schema) -> str:
    inner = schema.get("additionalProperties", True)
    return f"Record<string, {_type(inner)}>" if isinstance(inner, Mapping) else "any"


def _named(name: str) -> str:
    return re.sub(r"\W+", "_", name).strip("_").replace("_Output", "").replace("_Input", "Sent")


if __name__ == "__main__":
    FILE.write_text(types())
