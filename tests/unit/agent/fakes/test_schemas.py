"""Schemas as stand-ins for language models see them."""

from typing import Any

import hypothesis.strategies as st
import jsonschema  # type: ignore[import-untyped]  # it brings no types
import pytest
from hypothesis import given, settings

from agent.fakes.schemas import loose, smallest

LEAVES = st.one_of(
    st.sampled_from([{"type": "string"}, {"type": "boolean"}, {"type": "null"}, {"type": ["null", "integer"]}]),
    st.integers(0, 9).map(lambda least: {"type": "string", "minLength": least}),
    st.integers(-9, 9).map(lambda least: {"type": "integer", "minimum": least}),
    st.integers(-9, 9).map(lambda below: {"type": "number", "exclusiveMinimum": below}),
    st.lists(st.text(max_size=3), min_size=1, max_size=3).map(lambda values: {"enum": values}),
    st.integers().map(lambda value: {"const": value}),
)


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


SCHEMAS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.dictionaries(st.text(max_size=3), inner, max_size=3).map(_object),
        st.tuples(inner, st.integers(0, 2)).map(lambda of: {"type": "array", "items": of[0], "minItems": of[1]}),
        st.lists(inner, min_size=1, max_size=2).map(lambda choices: {"anyOf": choices}),
    ),
    max_leaves=6,
)


@given(SCHEMAS)
@settings(max_examples=150)
def test_the_smallest_value_keeps_to_its_schema(schema: dict[str, Any]) -> None:
    """Whatever the schema is made of."""
    jsonschema.validate(smallest(schema), schema)


def test_a_schema_may_name_its_parts() -> None:
    """Also itself: there is an end to it."""
    part = {"type": "object", "required": ["next"], "properties": {"next": {"$ref": "#/$defs/part"}}}
    assert "next" in smallest({"$ref": "#/$defs/part", "$defs": {"part": part}})
    whole = {"type": "object", "required": ["at"], "properties": {"at": {"$ref": "#/$defs/at"}}}
    assert smallest({**whole, "$defs": {"at": {"type": "integer", "minimum": 4}}}) == {"at": 4}


@pytest.mark.parametrize(
    ("schema", "why"),
    [
        ({"type": "string"}, "type object"),
        ({"type": "object", "properties": {}}, "additionalProperties"),
        ({**_object({"a": {"type": "string"}}), "required": []}, "required"),
        (_object({"a": {}}), "must have a type"),
        (_object({"a": {"enum": []}}), "enum"),
        (_object({"a": {"oneOf": [{"type": "string"}]}}), "oneOf"),
        (_object({"a": {"type": "array", "items": {"type": "object"}}}), "additionalProperties"),
        ({**_object({}), "$defs": {"a": {"type": "object"}}}, "additionalProperties"),
        ([], "an object"),
    ],
)
def test_strict_output_refuses_loose_schemas(schema: Any, why: str) -> None:
    """With the reason."""
    assert any(why in each for each in loose(schema))


def test_strict_output_takes_strict_schemas() -> None:
    """Choices and references among them."""
    inner = {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/b"}, {"enum": ["x"]}]}
    schema = {**_object({"a": inner, "c": {"type": "array", "items": {"type": "string"}}}), "$defs": {"b": _object({})}}
    assert list(loose(schema)) == []
