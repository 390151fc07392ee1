"""What flows are made of: the types of steps, the language of conditions, and the actions that there are."""

import inspect
from collections.abc import Iterator
from functools import cache
from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from agent.console.desk import Desk
from agent.console.refusals import refusals
from agent.tools.tool import Tool
from graphs.document import FlowDocument
from graphs.fields import FILTERS
from graphs.functions import FUNCTIONS
from graphs.nodes import STEP_TYPES, Step, WaitingStep
from graphs.ways_out import ways_out

JsonSchema = dict[str, Any]


STEPS: JsonDict = {
    "types": [
        {
            "type": "say",
            "summary": "Say something and go on.",
            "waits": False,
            "fields": {"type": "object", "properties": {"say": {"$ref": "#/$defs/Texts"}}},
            "exits": [{"name": "next", "label": "next", "required": True, "each_of": None, "path": ["next"]}],
        }
    ],
    "schema": {"type": "object", "$defs": {"Texts": {"type": "string"}}},
    "filters": ["spoken"],
    "functions": [{"name": "today", "takes": 0, "help": "The day that it is where the business is."}],
}


class Exit(BaseModel):
    """A way out of a step of some type."""

    name: str
    """As the graph and the reports call it; of several that the writer names, what stands before the name."""
    label: str
    required: bool
    each_of: Literal["options", "cases", "outcomes", "results"] | None
    """There is one for each of these of the step, of its action or of the flow that it calls."""
    path: list[str]
    """Where a step names its target; `*` stands for any name or number, `if_*` for any setting that begins so."""


class StepType(BaseModel):
    """A type of step."""

    type: str
    summary: str
    waits: bool
    """The caller speaks here."""
    fields: JsonSchema
    """The JSON Schema of such a step; its references lead into `schema`."""
    exits: list[Exit]


class Function(BaseModel):
    """A function of conditions."""

    name: str
    takes: int
    """How many values."""
    help: str


class Steps(BaseModel):
    """All that a flow can be made of."""

    model_config = ConfigDict(populate_by_name=True, json_schema_extra={"examples": [STEPS]})

    types: list[StepType]
    document: JsonSchema = Field(alias="schema")
    """The JSON Schema of a whole flow."""
    filters: list[str]
    """How a value may be said: `{date|spoken}`."""
    functions: list[Function]


class Argument(BaseModel):
    """What an action is given."""

    type: str
    required: bool
    description: str


class Answer(BaseModel):
    """What an action answers."""

    out: str
    fields: dict[str, str]
    """Of a record, or of each record of a list; empty where the tool does not say."""


class ActionEntry(BaseModel):
    """An action that flows may use."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "find_ticket",
                    "summary": "Finds a ticket by its number.",
                    "arguments": {"number": {"type": "string", "required": True, "description": ""}},
                    "answers": {"out": "record", "fields": {"number": "text", "status": "text"}},
                    "outcomes": ["not_found"],
                    "effect": False,
                }
            ]
        }
    )

    name: str
    summary: str
    arguments: dict[str, Argument]
    answers: Answer
    outcomes: list[str]
    """Besides done, failed and nothing found."""
    effect: bool
    """It changes the world."""


def router(desk: Desk) -> APIRouter:
    """The routes."""
    routes = APIRouter(tags=["catalogue"])

    @routes.get("/steps", summary="What flows can be made of", response_model=Steps, responses=refusals())
    async def steps() -> Steps:
        """The types of steps with their forms and exits, and the language of conditions and texts."""
        return known_steps()

    @routes.get(
        "/actions", summary="The actions that there are", response_model=list[ActionEntry], responses=refusals()
    )
    async def actions() -> list[ActionEntry]:
        """Those of this installation: what a `do` step may run, once the flow declares it."""
        return [_action(name, tool) for name, tool in sorted(desk.tools.items())]

    return routes


@cache
def known_steps() -> Steps:
    """What flows can be made of, from the models."""
    schema = FlowDocument.model_json_schema(by_alias=True)
    types = [
        StepType(
            type=name,
            summary=(inspect.getdoc(step) or "").split("\n")[0],
            waits=step.waits,
            fields=schema["$defs"][step.__name__],
            exits=list(_exits(step)),
        )
        for name, step in STEP_TYPES.items()
    ]
    functions = [Function(name=name, takes=takes, help=HELP[name]) for name, (takes, _) in FUNCTIONS.items()]
    return Steps(types=types, schema=schema, filters=sorted(FILTERS), functions=functions)


HELP = {
    "today": "The day of the call, such as 2026-03-02.",
    "now": "The day and the time of the call.",
    "days_until": "How many days from today until a day; less than 0 when it has passed.",
    "weekday": "The day of the week of a day: monday, tuesday, …",
    "size": "How long a text or a list is.",
    "first": "The first of a list.",
    "filled": "Whether there is a value.",
    "empty": "No value: to make a slot or variable empty again.",
    "pick": "The second value when the first is true, otherwise the third.",
    "lower": "A text in small letters.",
    "contains": "Whether the first text has the second within it, capitals or not.",
    "starts_with": "Whether the first text begins with the second, capitals or not.",
}
"""Each function of conditions in a sentence."""


def _exits(step: type[Step]) -> Iterator[Exit]:
    for way in ways_out(step):
        name, _, rest = way.removeprefix("each of the ").partition(" (")
        if way.startswith("each of the "):
            one, each = _EACH[name]
            yield Exit(name=one, label=_label(one), required=True, each_of=each, path=[name, "*", "to"])
        elif name == "if_…":
            by: Literal["outcomes", "results"] = "outcomes" if "action" in step.model_fields else "results"
            yield Exit(name="if_", label=f"One of its {by}", required=False, each_of=by, path=["if_*"])
        else:
            yield Exit(name=name, label=_label(name), required=not rest, each_of=None, path=[name])
    if issubclass(step, WaitingStep):
        yield Exit(name="give_up", label="Gives up", required=False, each_of=None, path=["tries", "then"])


_EACH: dict[str, tuple[str, Literal["options", "cases"]]] = {
    "options": ("option", "options"),
    "cases": ("case", "cases"),
}


def _label(name: str) -> str:
    words = {"else": "otherwise", "without_llm": "without a language model"}.get(name, name.removeprefix("if_"))
    return words.replace("_", " ").capitalize()


def _action(name: str, tool: Tool[Any]) -> ActionEntry:
    schema = tool.arguments.model_json_schema(by_alias=True)
    arguments = {
        each: Argument(
            type=_kind(schema["properties"].get(each, {})),
            required=required,
            description=schema["properties"].get(each, {}).get("description", ""),
        )
        for each, required in tool.inputs.items()
    }
    return ActionEntry(
        name=name,
        summary=tool.summary,
        arguments=arguments,
        answers=Answer(out=tool.out, fields=dict(tool.fields)),
        outcomes=list(tool.outcomes),
        effect=tool.commits,
    )


def _kind(schema: JsonSchema) -> str:
    """The type of an argument in a word; of one that may be left out, that of its value."""
    kinds = [each for each in schema.get("anyOf", [schema]) if each.get("type") != "null"]
    first = kinds[0] if kinds else {}
    return "record" if "$ref" in first else str(first.get("format") or first.get("type") or "any")
