"""A flow's draft: read, saved, put back; its history, its YAML, its problems and its tests."""

import json
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body, Header, Query, Request
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from agent.console import bench
from agent.console.desk import Desk
from agent.console.drafting import (
    WITH_MORE,
    Drafting,
    DraftPage,
    Drawing,
    Layout,
    Ordinal,
    Saved,
    SentDrawing,
    layout_of,
    refuse_large,
)
from agent.console.guard import person
from agent.console.problems import ProblemEntry
from agent.console.refusals import Refusal, refusals
from agent.store.library import Library

YAML = "text/yaml"
MOST_CHANGES = 100
LONGEST_LABEL = 200
LONGEST_REVISION = 9
"""Digits."""

DOCUMENT: JsonDict = {
    "flow": "hello",
    "format": 1,
    "title": "Hello",
    "languages": ["en"],
    "start": "greet",
    "nodes": {},
}


class Saving(BaseModel):
    """A draft to be saved."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "revision": 7,
                    "document": DOCUMENT,
                    "layout": {"positions": {}, "collapsed": []},
                    "label": "Changed the question of “day”",
                }
            ]
        }
    )

    revision: Ordinal
    """The one that it is based on."""
    document: dict[str, Any]
    layout: SentDrawing = Drawing()
    label: str = Field(default="", max_length=LONGEST_LABEL)
    """What was changed."""


class ChangeEntry(BaseModel):
    """An entry of the history."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"revision": 7, "label": "Added a step", "at": "2026-03-02T09:00:00Z", "by": "Asha"}]
        }
    )

    revision: int
    label: str
    at: datetime
    by: str


class Former(BaseModel):
    """What a draft was."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"document": DOCUMENT, "layout": {}}]})

    document: dict[str, Any]
    layout: Layout


class Restoring(BaseModel):
    """What the draft is to be again: one of the two."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"revision": 5}, {"version": 2}]})

    revision: Ordinal | None = None
    version: Ordinal | None = None


class Checking(BaseModel):
    """A document to be checked."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"document": DOCUMENT}]})

    document: dict[str, Any]


class Checked(BaseModel):
    """What there is to say about a document, and how it is written."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"problems": [], "formatted": "flow: hello\n"}]})

    problems: list[ProblemEntry]
    formatted: str


class Testing(BaseModel):
    """A document to be tested; without one, the saved draft."""

    model_config = ConfigDict(json_schema_extra={"examples": [{}, {"document": DOCUMENT}]})

    document: dict[str, Any] | None = None


class Missed(BaseModel):
    """What no test comes through."""

    kind: str
    of: str
    name: str


class CoverageEntry(BaseModel):
    """What the tests come through."""

    steps: dict[str, bool]
    percent: dict[str, float]
    missed: list[Missed]


class Tested(BaseModel):
    """How a flow's tests went."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "passed": 1,
                    "failed": 0,
                    "reports": [],
                    "coverage": {"steps": {"greet": True}, "percent": {"all": 100.0, "steps": 100.0}, "missed": []},
                }
            ]
        }
    )

    passed: int
    failed: int
    reports: list[dict[str, Any]]
    coverage: CoverageEntry


def router(desk: Desk) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/flows/{flow}", tags=["drafts"])
    _drafts(routes, Drafting(desk))
    _history(routes, Drafting(desk), Library(desk.database))
    _texts(routes, Drafting(desk))
    _looks(routes, Drafting(desk), desk)
    return routes


def _drafts(routes: APIRouter, drafting: Drafting) -> None:
    @routes.get("/draft", summary="The draft", response_model=DraftPage, responses=refusals(404, 500))
    async def draft(flow: str) -> DraftPage:
        """With all that there is to say about it."""
        return await drafting.page(await drafting.find(flow))

    @routes.put("/draft", summary="Save the draft", response_model=Saved, responses={**refusals(404, 500), **WITH_MORE})
    async def save(flow: str, saving: Saving, request: Request) -> Saved:
        """Saved over the revision that it is based on; 409, with `current` and `base`, when somebody else was first."""
        now = await drafting.find(flow)
        if now.revision != saving.revision:
            raise await drafting.conflict(flow, saving.revision)
        _same_name(saving.document, flow)
        written = await drafting.write(saving.document, now.content.yaml)
        return await drafting.save(
            now,
            written,
            layout=json.dumps(saving.layout.model_dump(mode="json", exclude_unset=True)),
            label=_label(saving.label),
            by=person(request),
        )

    @routes.delete("/draft", summary="Discard the draft", response_model=DraftPage, responses=refusals(404, 409, 500))
    async def discard(flow: str, request: Request) -> DraftPage:
        """It is what is live again, or the newest version; what it was stays in the history."""
        await drafting.find(flow)
        version = await drafting.published(flow)
        if version is None:
            raise Refusal(409, "never_published", "This flow was never published: there is nothing to go back to.")
        content = await drafting.content(flow, version)
        label = f"Went back to version {version}"
        return await drafting.put_back(flow, content, label=label, by=person(request), version=version)


def _history(routes: APIRouter, drafting: Drafting, library: Library) -> None:
    @routes.get("/draft/history", summary="What was changed", response_model=list[ChangeEntry], responses=refusals(404))
    async def history(flow: str, before: Annotated[Ordinal | None, Query()] = None) -> list[ChangeEntry]:
        """Newest first, a hundred at once; `before`: the last revision that is known."""
        await drafting.find(flow)
        changes = await library.history(flow, before=before, limit=MOST_CHANGES)
        return [
            ChangeEntry(revision=each.revision, label=each.label, at=each.saved_at, by=each.saved_by)
            for each in changes
        ]

    @routes.get(
        "/draft/history/{revision}", summary="What the draft was", response_model=Former, responses=refusals(404)
    )
    async def former(flow: str, revision: Ordinal) -> Former:
        """The document and the layout of a revision."""
        content = await library.revision(flow, revision)
        if content is None:
            raise Refusal(404, "not_found", f"Revision {revision} of “{flow}” is not kept.")
        return Former(document=json.loads(content.document), layout=layout_of(content))

    @routes.post(
        "/draft/restore",
        summary="Make the draft what it was",
        response_model=DraftPage,
        responses=refusals(404, 409, 422, 500),
    )
    async def restore(flow: str, restoring: Restoring, request: Request) -> DraftPage:
        """A revision of the draft, or a version that was published."""
        await drafting.find(flow)
        if (restoring.revision is None) == (restoring.version is None):
            raise Refusal(422, "unreadable", "Name a revision or a version, one of the two.")
        if restoring.version is not None:
            content, label = await drafting.content(flow, restoring.version), f"Restored version {restoring.version}"
        else:
            assert restoring.revision is not None
            kept = await library.revision(flow, restoring.revision)
            if kept is None:
                raise Refusal(404, "not_found", f"Revision {restoring.revision} of “{flow}” is not kept.")
            content, label = kept, f"Restored revision {restoring.revision}"
        return await drafting.put_back(flow, content, label=label, by=person(request), version=restoring.version)


def _texts(routes: APIRouter, drafting: Drafting) -> None:
    @routes.get(
        "/yaml",
        summary="The flow as YAML",
        response_class=PlainTextResponse,
        responses={200: {"content": {YAML: {"example": "flow: hello\n"}}}, **refusals(404)},
    )
    async def export(flow: str, version: Ordinal | None = None) -> PlainTextResponse:
        """The draft, or a version, with its comments."""
        draft = await drafting.find(flow)
        content = draft.content if version is None else await drafting.content(flow, version)
        name = flow if version is None else f"{flow}-{version}"
        saved = {"ETag": f'"{draft.revision}"', "Content-Disposition": f'inline; filename="{name}.yaml"'}
        return PlainTextResponse(content.yaml, media_type=YAML, headers=saved)

    @routes.put(
        "/yaml", summary="Import YAML as the draft", response_model=Saved, responses={**refusals(404, 500), **WITH_MORE}
    )
    async def import_yaml(
        flow: str,
        request: Request,
        text: Annotated[bytes, Body(media_type=YAML, examples=["flow: hello\n"])],
        if_match: Annotated[str, Header(description="The revision of the draft that it is based on.")],
    ) -> Saved:
        """Comments are kept, and the text is formatted. 422, with the line, when it cannot be read at all."""
        now = await drafting.find(flow)
        revision = if_match.strip('W/" ')
        if not revision.isdecimal() or len(revision) > LONGEST_REVISION:
            raise Refusal(400, "bad_request", "Send the draft's revision as If-Match.")
        if now.revision != int(revision):
            raise await drafting.conflict(flow, int(revision))
        written = await drafting.read(decoded(text), flow)
        by = person(request)
        return await drafting.save(now, written, layout=now.content.layout, label="Imported YAML", by=by)


def _looks(routes: APIRouter, drafting: Drafting, desk: Desk) -> None:
    @routes.post(
        "/check",
        summary="Check a document",
        response_model=Checked,
        responses={**refusals(404, 500), 422: WITH_MORE[422]},
    )
    async def check(flow: str, checking: Checking) -> Checked:
        """Its problems, and how it is written; nothing is saved."""
        now = await drafting.find(flow)
        written = await drafting.write(checking.document, now.content.yaml)
        problems = [ProblemEntry.model_validate(each) for each in written.problems]
        return Checked(problems=problems, formatted=written.yaml)

    @routes.post(
        "/tests", summary="Run the tests", response_model=Tested, responses={**refusals(404, 500), 422: WITH_MORE[422]}
    )
    async def tests(flow: str, testing: Testing) -> Tested:
        """Those of the document, on the engine of real calls. 422, with `problems`, when it cannot be run."""
        now = await drafting.find(flow)
        tree = json.loads(now.content.document) if testing.document is None else testing.document
        refuse_large(tree)
        made = await desk.workshop.do(bench.tested, tree, drafting.around(tree))
        if "problems" in made:
            more = {"problems": made["problems"]}
            raise Refusal(422, "errors", "The flow has errors; mend them, and run the tests again.", more=more)
        return Tested.model_validate(made)


def decoded(text: bytes) -> str:
    """YAML as it was sent. Raises Refusal."""
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        raise Refusal(422, "unreadable", "The text is not UTF-8; save it as UTF-8, and import it again.") from None


def _same_name(document: dict[str, Any], flow: str) -> None:
    if document.get("flow") != flow:
        raise Refusal(422, "name", f"The document's name (“flow”) must stay “{flow}”: numbers and other flows use it.")


def _label(label: str) -> str:
    words = " ".join(label.replace("\0", " ").split())
    return words if words and _is_text(json.dumps(words)) else "Edited"


def _is_text(written: str) -> bool:
    """Whether JSON in ASCII stands for text that can be sent: without a lone half of a UTF-16 pair."""
    try:
        json.dumps(json.loads(written), ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True
