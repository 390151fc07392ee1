"""The flows that there are: listed, begun, put away."""

import json
import re
from datetime import UTC, datetime, time
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from agent.console.bench import Written
from agent.console.desk import Desk
from agent.console.drafting import WITH_MORE, Drafting
from agent.console.guard import person
from agent.console.refusals import Refusal, refusals
from agent.flows import called
from agent.store.contents import Content
from agent.store.library import Entry, Library, Saving

NAME = r"^[a-z][a-z0-9_]*$"


class DraftState(BaseModel):
    """How a flow's draft stands."""

    revision: int
    changed: bool
    """It is not what the version says that it is based on."""
    updated_at: datetime
    updated_by: str


class FlowEntry(BaseModel):
    """A flow in the list."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "scheduling",
                    "title": "Appointment scheduling",
                    "about": "Books, moves and cancels appointments.",
                    "languages": ["en", "hi"],
                    "steps": 39,
                    "draft": {
                        "revision": 7,
                        "changed": True,
                        "updated_at": "2026-03-02T09:00:00Z",
                        "updated_by": "Asha",
                    },
                    "live": 2,
                    "test": None,
                    "latest": 2,
                    "errors": 0,
                    "calls_today": 12,
                }
            ]
        }
    )

    name: str
    title: str
    about: str
    languages: list[str]
    steps: int
    draft: DraftState
    live: int | None
    """The version that live calls run."""
    test: int | None
    latest: int | None
    """The newest version."""
    errors: int
    """Of the draft."""
    calls_today: int


class Beginning(BaseModel):
    """A flow to be begun: empty, as a copy, or from YAML."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"name": "refills", "title": "Refill line", "language": "en"}]},
    )

    name: Annotated[str, StringConstraints(pattern=NAME, max_length=60)]
    """By which numbers and other flows refer to it: small letters, digits and _."""
    title: Annotated[str, StringConstraints(max_length=200, strip_whitespace=True)] = ""
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")] = "en"
    copy_of: str | None = None
    """Another flow, whose draft is copied."""
    yaml: str | None = Field(default=None, max_length=1_000_000)
    """The text of a flow; its name is left out of account."""


def router(desk: Desk) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/flows", tags=["flows"])
    library, drafting = Library(desk.database), Drafting(desk)

    @routes.get("", summary="All flows", response_model=list[FlowEntry], responses=refusals())
    async def flows(
        *, archived: Annotated[bool, Query(description="Those that are archived, instead of all others.")] = False
    ) -> list[FlowEntry]:
        """By their titles; those that are archived only when they are asked for."""
        desk.workshop.open_soon()
        return [_entry(each) for each in await library.entries(since=_midnight(desk), archived=archived)]

    @routes.post(
        "",
        summary="Begin a flow",
        status_code=201,
        response_model=FlowEntry,
        responses={**refusals(404, 409, 500), 422: WITH_MORE[422]},
    )
    async def begin(beginning: Beginning, request: Request) -> FlowEntry:
        """An empty one greets and says goodbye, so that it can be talked to at once."""
        written, layout, label = await _begun(beginning, drafting)
        saving = Saving(Content(written.document, written.yaml, layout), written.outline, label, person(request))
        if not await library.create(beginning.name, saving):
            message = f"There is, or was, a flow called “{beginning.name}”; choose another name."
            raise Refusal(409, "exists", message)
        [entry] = await library.entries(since=_midnight(desk), name=beginning.name)
        return _entry(entry)

    @routes.delete("/{flow}", summary="Archive a flow", status_code=204, responses=refusals(404, 409))
    async def archive(flow: str) -> Response:
        """It takes no calls any more; what it was is kept. Not while a number, or other calls, run it."""
        await drafting.find(flow)
        if flow == desk.settings.trunkline_flow:
            message = f"Calls to numbers that are not in the list run “{flow}” (TRUNKLINE_FLOW); set another one first."
            raise Refusal(409, "in_use", message)
        callers = [name for name in desk.flows.names if flow in dict(called(desk.flows.get(name).source))]
        if callers:
            message = f"“{callers[0]}” runs this flow inside its own; take it out there, and publish that first."
            raise Refusal(409, "in_use", message)
        if not await library.archive(flow):
            raise Refusal(409, "in_use", "A number points at this flow; let it point at another one first.")
        await desk.environments.read()
        return Response(status_code=204)

    @routes.post(
        "/{flow}/unarchive", summary="Take an archived flow back", response_model=FlowEntry, responses=refusals(404)
    )
    async def unarchive(flow: str) -> FlowEntry:
        """As it was: its environments run what they ran, and other flows may call it. No number points at it yet."""
        if not await library.unarchive(flow):
            raise Refusal(404, "not_found", f"There is no archived flow called “{flow}”.")
        await desk.environments.read()
        [entry] = await library.entries(since=_midnight(desk), name=flow)
        return _entry(entry)

    return routes


async def _begun(beginning: Beginning, drafting: Drafting) -> tuple[Written, str, str]:
    """A new flow, its layout, and what is said of its beginning."""
    if beginning.yaml is not None:
        written = await drafting.read(beginning.yaml, beginning.name)
        if not beginning.title:
            return written, "{}", "Imported YAML"
        tree = {**json.loads(written.document), "title": beginning.title}
        return await drafting.write(tree, written.yaml), "{}", "Imported YAML"
    if beginning.copy_of is not None:
        other = await drafting.find(beginning.copy_of)
        tree = json.loads(other.content.document)
        title = beginning.title or f"{tree.get('title') or beginning.copy_of} (copy)"
        tree = {**tree, "flow": beginning.name, "title": title}
        return await drafting.write(tree, other.content.yaml), other.content.layout, f"Copied “{beginning.copy_of}”"
    title = beginning.title or re.sub("_+", " ", beginning.name).strip().capitalize()
    return await drafting.write(_empty(beginning.name, title, beginning.language), ""), "{}", "Began"


def _empty(name: str, title: str, language: str) -> dict[str, Any]:
    """The smallest flow that can be called."""
    hello, goodbye, sorry = _WORDS.get(language, _WORDS["en"])
    return {
        "flow": name,
        "format": 1,
        "title": title,
        "languages": [language],
        "start": "greeting",
        "tries": {"then": "sorry"},
        "on_error": "sorry",
        "results": {"done": "success", "not_helped": "failed"},
        "nodes": {
            "greeting": {"type": "say", "say": hello, "next": "goodbye"},
            "goodbye": {"type": "end", "say": goodbye, "result": "done"},
            "sorry": {"type": "end", "say": sorry, "result": "not_helped"},
        },
    }


_WORDS = {
    "en": ("Hello, thank you for calling.", "Goodbye.", "Sorry, I could not help you. Please call again. Goodbye."),
    "hi": ("नमस्ते, फ़ोन करने के लिए धन्यवाद।", "नमस्ते।", "माफ़ कीजिए, मैं आपकी मदद नहीं कर सकी। कृपया फिर फ़ोन करें। नमस्ते।"),
}
"""What an empty flow says, by language."""


def _midnight(desk: Desk) -> datetime:
    """When today began, where the business is."""
    zone = desk.settings.timezone
    return datetime.combine(datetime.now(UTC).astimezone(zone).date(), time(), zone)


def _entry(entry: Entry) -> FlowEntry:
    outline = entry.outline
    return FlowEntry(
        name=entry.name,
        title=outline.title,
        about=outline.about,
        languages=list(outline.languages),
        steps=outline.steps,
        draft=DraftState(
            revision=entry.revision, changed=entry.changed, updated_at=entry.saved_at, updated_by=entry.saved_by
        ),
        live=entry.live,
        test=entry.test,
        latest=entry.latest,
        errors=outline.errors,
        calls_today=entry.calls,
    )
