"""JSON Schemas as vendors of language models see them: what strict output allows, and a small object that fits."""

from collections.abc import Iterator, Mapping
from typing import Any

DEEPEST = 20
"""Schemas may name themselves; an example of one ends somewhere."""
NOT_STRICT = ("allOf", "oneOf", "not", "if", "then", "else", "dependentRequired", "dependentSchemas")

Schema = Mapping[str, Any]


def smallest(schema: Schema) -> Any:
    """A small value that the schema allows: no property that is not required, the first of every choice."""
    return _smallest(schema, schema, 0)


def _smallest(schema: Schema, root: Schema, depth: int) -> Any:
    choice = next((schema[each] for each in ("anyOf", "oneOf", "allOf") if schema.get(each)), None)
    if "$ref" in schema and depth < DEEPEST:
        found = _smallest(_named(schema["$ref"], root), root, depth + 1)
    elif "const" in schema or schema.get("enum"):
        found = schema["const"] if "const" in schema else schema["enum"][0]
    elif choice:
        found = _smallest(choice[0], root, depth + 1)
    else:
        found = _of_type(schema, root, depth)
    return found


def _of_type(schema: Schema, root: Schema, depth: int) -> Any:
    kind = schema.get("type", "object" if "properties" in schema else "string")
    found: Any = None
    match kind[0] if isinstance(kind, list) else kind:
        case "object":
            known = schema.get("properties", {})
            found = {name: _smallest(known.get(name, {}), root, depth + 1) for name in schema.get("required", ())}
        case "array":
            least = schema.get("minItems", 0) if depth < DEEPEST else 0
            found = [_smallest(schema.get("items", {}), root, depth + 1) for _ in range(least)]
        case "integer" | "number":
            found = max(schema.get("minimum", 0), schema.get("exclusiveMinimum", -1) + 1)
        case "boolean":
            found = False
        case "string":
            found = "x" * schema.get("minLength", 0)
    return found


def _named(reference: str, root: Schema) -> Schema:
    found: Any = root
    for step in reference.removeprefix("#").strip("/").split("/"):
        found = found.get(step, {}) if step else found
    return found if isinstance(found, Mapping) else {}


def loose(schema: Any, *, root: bool = True) -> Iterator[str]:
    """What strict structured output does not allow in a schema, in sentences."""
    if not isinstance(schema, Mapping):
        yield "a schema is an object"
        return
    if root and schema.get("type") != "object":
        yield "the schema must be of type object"
    yield from (f"{word} is not permitted" for word in NOT_STRICT if word in schema)
    if schema.get("type") == "object":
        if schema.get("additionalProperties") is not False:
            yield "additionalProperties is required to be supplied and to be false"
        if set(schema.get("required", ())) != set(schema.get("properties", {})):
            yield "required is required to be supplied and to be an array including every key in properties"
    inside = [
        *schema.get("properties", {}).values(),
        *schema.get("$defs", {}).values(),
        *schema.get("anyOf", ()),
        *([schema["items"]] if "items" in schema else []),
    ]
    if not inside and not schema.keys() & {"type", "$ref", "enum", "const"}:
        yield "a schema must have a type"
    if "enum" in schema and not schema["enum"]:
        yield "an enum must have a value"
    for each in inside:
        yield from loose(each, root=False)
