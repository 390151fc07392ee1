"""The versions of a flow: published, compared, run in an environment, gone back to."""

import asyncio
import json
import re
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic.config import JsonDict

from agent.console import bench
from agent.console.desk import Desk
from agent.console.drafting import WITH_MORE, Drafting, Layout, Ordinal, layout_of
from agent.console.guard import person
from agent.console.problems import told
from agent.console.refusals import Refusal, refusals
from agent.store.contents import Content, Environment
from agent.store.library import Draft
from agent.store.releases import Publication, Release, Releases, Unchanged
from graphs.compiler import CompiledFlow
from graphs.document import FlowDocument
from graphs.problems import FlowError

VERSION: JsonDict = {
    "number": 3,
    "note": "Asks for the day first",
    "by": "Asha",
    "at": "2026-03-02T09:00:00Z",
    "fingerprint": "5f2c…",
    "tests": {"passed": 12, "failed": 0},
    "override": None,
    "environments": ["live"],
    "calls": 240,
}


class TestCounts(BaseModel):
    """How a version's tests went when it was published."""

    __test__ = False

    passed: int
    failed: int


class VersionEntry(BaseModel):
    """A version that was published."""

    model_config = ConfigDict(json_schema_extra={"examples": [VERSION]})

    number: int
    note: str
    by: str
    at: datetime
    fingerprint: str
    tests: TestCounts
    override: str | None
    """Why it was published although tests fail."""
    environments: list[Environment]
    """That run it now, for all of their callers or for a share."""
    calls: int


class VersionPage(VersionEntry):
    """A version with what it says."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{**VERSION, "document": {"flow": "hello"}, "layout": {"places": {}}}]}
    )

    document: dict[str, Any]
    layout: Layout


class Publishing(BaseModel):
    """A draft to be published."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"revision": 7, "note": "Asks for the day first", "environment": "live"}]},
    )

    revision: Ordinal
    note: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=1000)]
    environment: Environment
    override_tests: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=1000)] | None = (
        None
    )
    """Why it is published although tests fail."""


class Challenger(BaseModel):
    """Another version, which a share of the callers run."""

    model_config = ConfigDict(extra="forbid")

    version: Ordinal
    share: float = Field(gt=0, lt=1)


class Pointing(BaseModel):
    """What an environment is to run."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"version": 2}, {"version": 2, "challenger": {"version": 3, "share": 0.1}}]},
    )

    version: Ordinal
    challenger: Challenger | None = None


class EnvironmentEntry(BaseModel):
    """What an environment runs."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"environment": "live", "version": 2, "challenger": None}]}
    )

    environment: Environment
    version: int
    challenger: Challenger | None


class ChangedPart(BaseModel):
    """One thing that is different."""

    path: list[str | int]
    kind: Literal["added", "removed", "changed", "renamed"]
    step: str | None
    """The step that it is in, under its new name."""
    words: str
    """In a sentence; names stand between asterisks."""


class Texts(BaseModel):
    """Both as YAML."""

    model_config = ConfigDict(populate_by_name=True)

    old: str = Field(alias="from")
    new: str = Field(alias="to")


class DifferencesPage(BaseModel):
    """What is different between two versions."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "changes": [
                        {"path": ["title"], "kind": "changed", "step": None, "words": "In the flow the title changed."}
                    ],
                    "yaml": {"from": "title: Hello\n", "to": "title: Hi\n"},
                }
            ]
        }
    )

    changes: list[ChangedPart]
    yaml: Texts


def router(desk: Desk) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/flows/{flow}", tags=["versions"])
    _reading(routes, desk)
    _publishing(routes, desk)
    _environments(routes, desk)
    return routes


def _reading(routes: APIRouter, desk: Desk) -> None:
    drafting, releases = Drafting(desk), Releases(desk.database)

    @routes.get("/versions", summary="All versions", response_model=list[VersionEntry], responses=refusals(404))
    async def versions(flow: str) -> list[VersionEntry]:
        """Newest first."""
        await drafting.find(flow)
        return [VersionEntry(**_entry(each)) for each in await releases.releases(flow)]

    @routes.get("/versions/{number}", summary="A version", response_model=VersionPage, responses=refusals(404))
    async def version(flow: str, number: Ordinal) -> VersionPage:
        """With what it says."""
        content = await drafting.content(flow, number)
        found = await releases.release(flow, number)
        assert found is not None, "releases are never deleted"
        page = {"document": json.loads(content.document), "layout": layout_of(content)}
        return VersionPage(**_entry(found), **page)

    @routes.get(
        "/differences",
        summary="Compare two versions",
        response_model=DifferencesPage,
        responses=refusals(400, 404, 500),
    )
    async def differences(
        flow: str,
        old: Annotated[str, Query(alias="from", description="live, test, draft, or a version's number.")],
        new: Annotated[str, Query(alias="to", description="draft, live, test, or a version's number.")] = "draft",
    ) -> DifferencesPage:
        """In words, and as YAML. When one of them cannot be read as a flow, only the YAML tells."""
        draft = await drafting.find(flow)
        before, after = [await _side(each, draft, drafting, releases) for each in (old, new)]
        made = await desk.workshop.do(bench.compared, json.loads(before.document), json.loads(after.document))
        changes = [ChangedPart.model_validate(each) for each in made or ()]
        return DifferencesPage(changes=changes, yaml=Texts.model_validate({"from": before.yaml, "to": after.yaml}))


async def _side(name: str, draft: Draft, drafting: Drafting, releases: Releases) -> Content:
    if name == "draft":
        return draft.content
    if re.fullmatch("[0-9]{1,9}", name):
        return await drafting.content(draft.flow, int(name))
    if name not in ("live", "test"):
        raise Refusal(400, "bad_request", "Compare live, test, draft, or a version's number.")
    running = [each for each in await releases.running() if (each.flow, each.environment) == (draft.flow, name)]
    if not running:
        raise Refusal(404, "not_found", f"Nothing of “{draft.flow}” was published for {name} yet.")
    return await drafting.content(draft.flow, running[0].version)


def _publishing(routes: APIRouter, desk: Desk) -> None:
    drafting, releases = Drafting(desk), Releases(desk.database)

    @routes.post(
        "/versions",
        summary="Publish the draft",
        status_code=201,
        response_model=VersionEntry,
        responses={**refusals(404, 500), **WITH_MORE},
    )
    async def publish(flow: str, publishing: Publishing, request: Request) -> VersionEntry:
        """409 when the draft is another by now; 422, with `problems` or `reports`, when it has errors or tests fail."""
        draft = await drafting.find(flow)
        if draft.revision != publishing.revision:
            raise await drafting.conflict(flow, publishing.revision)
        tree = json.loads(draft.content.document)
        counts = await _tested(desk, drafting, tree, override=publishing.override_tests is not None)
        compiled = await _compiled(desk, tree)
        override = publishing.override_tests if counts.failed else None
        publication = Publication(
            compiled.fingerprint, publishing.note, person(request), counts.passed, counts.failed, override
        )
        try:
            number = await releases.publish(flow, draft.revision, publication, environment=publishing.environment)
        except Unchanged as same:
            message = f"Nothing has changed: version {same.number} is the same, and calls run it already."
            raise Refusal(409, "nothing_changed", message) from None
        if number is None:
            raise await drafting.conflict(flow, publishing.revision)
        await desk.environments.read()
        found = await releases.release(flow, number)
        assert found is not None, "it was made just now"
        return VersionEntry(**_entry(found))


async def _tested(desk: Desk, drafting: Drafting, tree: dict[str, Any], *, override: bool) -> TestCounts:
    made = await desk.workshop.do(bench.tested, tree, drafting.around(tree))
    if "problems" in made:
        more = {"problems": made["problems"]}
        raise Refusal(422, "errors", "The flow has errors; mend them, and publish it again.", more=more)
    if made["failed"] and not override:
        reports = [report for report in made["reports"] if not report["ok"]]
        message = "Tests fail; mend the flow or the tests, or say why it is published all the same."
        raise Refusal(422, "tests_fail", message, more={"reports": reports})
    return TestCounts(passed=made["passed"], failed=made["failed"])


async def _compiled(desk: Desk, tree: dict[str, Any]) -> CompiledFlow:
    document = await asyncio.to_thread(FlowDocument.model_validate, tree)
    try:
        return await desk.flows.compiled(document)
    except FlowError as why:  # another flow that it calls was published a moment ago
        more = {"problems": told(why.problems, tree, lambda _: 0)}
        raise Refusal(422, "errors", "The flow has errors; mend them, and publish it again.", more=more) from why


def _environments(routes: APIRouter, desk: Desk) -> None:
    drafting, releases = Drafting(desk), Releases(desk.database)

    @routes.get(
        "/environments", summary="What runs where", response_model=list[EnvironmentEntry], responses=refusals(404)
    )
    async def environments(flow: str) -> list[EnvironmentEntry]:
        """Environments for which nothing was published are left out."""
        await drafting.find(flow)
        running = [each for each in await releases.running() if each.flow == flow]
        return [
            EnvironmentEntry(
                environment=each.environment,
                version=each.version,
                challenger=Challenger(version=each.challenger, share=each.share) if each.challenger else None,
            )
            for each in running
        ]

    @routes.put(
        "/environments/{environment}",
        summary="Let an environment run a version",
        response_model=EnvironmentEntry,
        responses=refusals(404, 409, 422),
    )
    async def point(flow: str, environment: Environment, pointing: Pointing, request: Request) -> EnvironmentEntry:
        """Back, forward, or shared: a caller stays with the version that their number fell to; a call, with its own."""
        await drafting.find(flow)
        other = pointing.challenger
        if other is not None and other.version == pointing.version:
            raise Refusal(422, "unreadable", "A share of the callers can only run another version.")
        for number in (pointing.version, *([other.version] if other else [])):
            await drafting.content(flow, number)
            if not await desk.environments.can_run(flow, number):
                message = (
                    f"This Trunkline cannot run version {number} any more; restore it as a draft, and publish that."
                )
                raise Refusal(409, "unusable", message)
        challenger = (other.version, other.share) if other else None
        await releases.point(flow, environment, pointing.version, challenger=challenger, by=person(request))
        await desk.environments.read()
        return EnvironmentEntry(environment=environment, version=pointing.version, challenger=other)


def _entry(release: Release) -> dict[str, Any]:
    return {
        "number": release.number,
        "note": release.note,
        "by": release.released_by,
        "at": release.released_at,
        "fingerprint": release.fingerprint,
        "tests": TestCounts(passed=release.passed, failed=release.failed),
        "override": release.override,
        "environments": list(release.environments),
        "calls": release.calls,
    }
