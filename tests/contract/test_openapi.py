"""The contract at /api/openapi.json, held against every route that a service answers."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # none are installed
from pydantic import BaseModel
from starlette.routing import BaseRoute

from agent.access.needs import NEEDS, READS, Need
from agent.console.contract import AT_THE_ROOT
from tests.support.all_routes import named
from tests.support.console_types import contract

Route = Mapping[str, Any]
CONTRACT = contract()
TWILIOS = "/twilio/"
"""Asked by Twilio alone, as Twilio's own documents say."""
PAGES = {line for line, need in NEEDS.items() if need.page}
NOTHING_TO_SHOW = {"204", "302", "303"}
OF_FILES = {
    "GET /api/calls/{call_id}/recording": {"500"},
    "GET /api/calls/{call_id}/recording/outline": {"500"},
    "DELETE /api/calls/{call_id}/recording": {"500"},
    "GET /api/calls/{call}/page": {"500"},
    "POST /api/callers/look": {"500"},
    "POST /api/callers/erase": {"500"},
    "POST /api/callers/export": {"500", "507"},
}
"""Those that read, write or delete files of the service, and what they tell when its disk does not do that."""
OF_THE_WORKSHOP = {
    "POST /api/flows",
    "GET /api/flows/{flow}/draft",
    "PUT /api/flows/{flow}/draft",
    "DELETE /api/flows/{flow}/draft",
    "POST /api/flows/{flow}/draft/restore",
    "PUT /api/flows/{flow}/yaml",
    "POST /api/flows/{flow}/check",
    "POST /api/flows/{flow}/tests",
    "GET /api/flows/{flow}/differences",
    "POST /api/flows/{flow}/versions",
}
"""Those that have work done on whole flows, which may fail: 500."""


def _models(of: type[BaseModel] = BaseModel) -> Iterator[type[BaseModel]]:
    for each in of.__subclasses__():
        if each.__module__.startswith(("agent.console.", "agent.api")) and each.model_config.get("json_schema_extra"):
            yield each
        yield from _models(each)


MODELS = sorted(set(_models()), key=lambda model: (model.__name__, model.__module__))
"""Those that have examples."""


def told() -> dict[str, Route]:
    """The operations of the contract, by method and path as a request names them."""
    return {
        f"{method.upper()} {_full(path, route)}": route
        for path, methods in CONTRACT["paths"].items()
        for method, route in methods.items()
    }


def _full(path: str, route: Route) -> str:
    [server] = route.get("servers", CONTRACT["servers"])
    return f"{server['url'].rstrip('/')}{path}"


def answered(routes: Sequence[BaseRoute]) -> set[str]:
    """What a service answers, but for Twilio's routes and the files of the console."""
    found = {f"{method} {path}" for method, path in named(routes)}
    pages = {line for line in found if not line.split()[1].startswith(("/api/", TWILIOS, *AT_THE_ROOT))}
    return {line for line in found - pages if not line.split()[1].startswith(TWILIOS)}


TOLD = told()


async def test_the_contract_tells_every_route_and_no_other(routes: Sequence[BaseRoute]) -> None:
    """Wherever it is answered: in the console's application, or beside it."""
    assert sorted(answered(routes) - set(TOLD)) == [], "tell of these in agent/console/contract.py"
    assert sorted(set(TOLD) - answered(routes)) == [], "there are no such routes"
    assert len(TOLD) > 70


def test_no_two_routes_have_one_name() -> None:
    """From the names, clients are made."""
    names = Counter(route["operationId"] for route in TOLD.values())
    assert [name for name, times in names.items() if times > 1] == []


@pytest.mark.parametrize("line", sorted(TOLD))
def test_a_route_is_told_with_what_it_does_and_answers(line: str) -> None:
    """A summary and a description; an answer with an example, its own or its schema's; and every refusal of the
    guard and of what is no body.
    """
    route, need = TOLD[line], _need(line)
    assert route.get("summary"), line
    assert route.get("description"), line
    done = {status: answer for status, answer in route["responses"].items() if status < "400"}
    assert done, line
    for status, answer in done.items():
        assert status in NOTHING_TO_SHOW or list(_examples(answer)), f"{line} {status} has no example"
    guarded = set() if need.own else {"401", "403", "429", "503"}
    assert guarded <= set(route["responses"]), line
    if line.partition(" ")[0] not in READS:
        assert "400" in route["responses"], line
    if "requestBody" in route:
        assert list(_examples(route["requestBody"])), f"{line}: what is sent has no example"


def test_what_a_disk_or_a_broken_workshop_makes_of_routes_is_told() -> None:
    """And of no other."""
    failing = {line: {each for each in route["responses"] if each in {"500", "507"}} for line, route in TOLD.items()}
    expected = OF_FILES | {line: {"500"} for line in OF_THE_WORKSHOP}
    assert {line: statuses for line, statuses in failing.items() if statuses} == expected


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_examples_are_what_is_sent_or_told(model: type[BaseModel]) -> None:
    """Whoever copies one sends what is taken, and reads what is told."""
    extra = model.model_config["json_schema_extra"]
    assert isinstance(extra, dict)
    examples = extra["examples"]
    assert isinstance(examples, list)
    sent, told = (model.model_json_schema(mode=mode) for mode in ("validation", "serialization"))
    for example in examples:
        wrong = [
            [each.message for each in Draft202012Validator(schema).iter_errors(example)] for schema in (sent, told)
        ]
        assert [] in wrong, wrong


def _need(line: str) -> Need:
    return NEEDS[line]


def _examples(part: Mapping[str, Any]) -> Iterator[Any]:
    """Those of an answer, or of what is sent: beside its media type, or of its schema."""
    for media, content in part.get("content", {}).items():
        yield from content.get("examples", {})
        if "example" in content:
            yield content["example"]
        if re.match(r"audio/|application/zip", media):
            yield "a file"
        yield from _of_schema(content.get("schema", {}))


def _of_schema(schema: Mapping[str, Any]) -> Iterator[Any]:
    if isinstance(name := schema.get("$ref"), str):
        yield from _of_schema(CONTRACT["components"]["schemas"][name.rsplit("/", 1)[-1]])
    yield from schema.get("examples", ())
    if "items" in schema:
        yield from _of_schema(schema["items"])
