"""Work on drafts: read with their problems, saved over the revision that they are based on, put back."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

from annotated_types import Ge, Le
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic_core import PydanticCustomError

from agent.console import bench
from agent.console.bench import Around, Written
from agent.console.desk import Desk
from agent.console.problems import ProblemEntry, told
from agent.console.refusals import ErrorBody, Refusal
from agent.store.contents import Content
from agent.store.library import Draft, Library, Saving
from agent.store.releases import Releases
from agent.tools.signatures import Signature
from graphs.nodes.call import Call
from graphs.problems import FlowError
from graphs.rewriting import Tree
from graphs.sizes import refuse_too_large

TRIES = 5
"""Times that a draft is put back over what others save meanwhile."""

MOST_PLACED = 2_000
"""Steps that have a place of their own."""
LONGEST_NAME = 500

Coordinate = Annotated[int | float, Field(ge=-1e7, le=1e7, allow_inf_nan=False)]
"""Of the canvas, in pixels."""
PartName = Annotated[str, StringConstraints(max_length=LONGEST_NAME)]
Layout = dict[str, Any]
"""As it is kept: what a `Drawing` says."""
Ordinal = Annotated[int, Ge(0), Le(2_147_483_647)]
"""A revision or a version, as the database counts."""


class Drawing(BaseModel):
    """How a flow is drawn; what is not here is where the canvas puts it."""

    model_config = ConfigDict(extra="forbid")

    positions: Annotated[dict[PartName, tuple[Coordinate, Coordinate]], Field(max_length=MOST_PLACED)] = {}
    """Steps that were moved → `[x, y]`."""
    collapsed: Annotated[list[PartName], Field(max_length=MOST_PLACED)] = []
    """Sections that are folded."""


def _drawing(value: Any, read: ValidatorFunctionWrapHandler) -> Drawing:
    """In one sentence: names of what was sent may be no text."""
    try:
        drawing: Drawing = read(value)
    except ValidationError:
        message = "must hold “positions”, a step and its [x, y] each, and “collapsed”, names of sections; nothing else"
        raise PydanticCustomError("layout", message) from None
    return drawing


SentDrawing = Annotated[Drawing, WrapValidator(_drawing)]


class DraftPage(BaseModel):
    """A flow's draft."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "revision": 7,
                    "document": {"flow": "hello", "format": 1, "title": "Hello", "nodes": {}},
                    "layout": {"positions": {"greet": [0, 0]}, "collapsed": []},
                    "based_on": 2,
                    "changed": True,
                    "updated_at": "2026-03-02T09:00:00Z",
                    "updated_by": "Asha",
                    "problems": [],
                }
            ]
        }
    )

    revision: int
    document: dict[str, Any]
    layout: Layout
    based_on: int | None
    changed: bool
    """It is not what the version says that it is based on."""
    updated_at: datetime
    updated_by: str
    problems: list[ProblemEntry]


class ConflictAnswer(BaseModel):
    """Somebody else saved first: put both together, and save again."""

    error: ErrorBody
    current: DraftPage
    """What is there now."""
    base: dict[str, Any] | None
    """The document with which both began; null when it is kept no longer."""


class ProblemsAnswer(BaseModel):
    """What cannot be done with the flow as it is."""

    error: ErrorBody
    problems: list[ProblemEntry] = []
    reports: list[dict[str, Any]] = []
    """Of the tests that fail, where it is for them."""
    line: int | None = None
    """Of a text that cannot be read."""


WITH_MORE: dict[int | str, dict[str, Any]] = {409: {"model": ConflictAnswer}, 422: {"model": ProblemsAnswer}}
"""Refusals that bring more than a sentence, for the contract."""


class Saved(BaseModel):
    """What became of a draft that was saved."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"revision": 8, "problems": [], "changed": True}]})

    revision: int
    problems: list[ProblemEntry]
    changed: bool


class Drafting:
    """What may be done with drafts."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._library = Library(desk.database)
        self._releases = Releases(desk.database)

    async def find(self, flow: str) -> Draft:
        """A flow's draft. Raises Refusal when there is none."""
        draft = await self._library.draft(flow)
        if draft is None:
            raise Refusal(404, "not_found", f"There is no flow called “{flow}”.")
        return draft

    async def page(self, draft: Draft) -> DraftPage:
        """A draft as a page shows it, with its problems; whatever is wrong with it, it can be read and mended."""
        tree = json.loads(draft.content.document)
        return DraftPage(
            revision=draft.revision,
            document=tree,
            layout=layout_of(draft.content),
            based_on=draft.based_on,
            changed=draft.changed,
            updated_at=draft.saved_at,
            updated_by=draft.saved_by,
            problems=_entries(await self._problems(tree, draft.content.yaml)),
        )

    async def _problems(self, tree: Tree, over: str) -> Sequence[Mapping[str, Any]]:
        """All that there is to say about a tree, also about one that cannot be written out."""
        try:
            refuse_too_large(tree)
        except FlowError as why:
            return told(why.problems, {}, lambda _: 0)
        made = await self._desk.workshop.do(bench.written, tree, over, self.around(tree))
        return made.problems if isinstance(made, Written) else made

    async def write(self, tree: Tree, over: str) -> Written:
        """A tree, written out over a text and checked. Raises Refusal with the problems when it cannot be written."""
        refuse_large(tree)
        return _whole(await self._desk.workshop.do(bench.written, tree, over, self.around(tree)))

    async def read(self, text: str, name: str) -> Written:
        """YAML that somebody wrote, as the flow of that name. Raises Refusal with the line when it cannot be read."""
        return _whole(await self._desk.workshop.do(bench.imported, text, name, self.around(None)))

    async def save(self, draft: Draft, written: Written, *, layout: str, label: str, by: str) -> Saved:
        """Save over a draft. Raises Refusal, with what is there now, when it is another by now."""
        content = Content(written.document, written.yaml, layout)
        revision: int | None = draft.revision
        if content != draft.content:
            saving = Saving(content, written.outline, label, by)
            revision = await self._library.save(draft.flow, draft.revision, saving)
        if revision is None:
            raise await self.conflict(draft.flow, draft.revision)
        now = await self.find(draft.flow)
        return Saved(revision=revision, problems=_entries(written.problems), changed=now.changed)

    async def conflict(self, flow: str, revision: int) -> Refusal:
        """Somebody else saved first: what is there now, and what both began with."""
        page = await self.page(await self.find(flow))
        base = await self._library.revision(flow, revision)
        more = {"current": page.model_dump(mode="json"), "base": json.loads(base.document) if base else None}
        message = f"{page.updated_by} has saved this flow meanwhile; put both together, and save again."
        return Refusal(409, "conflict", message, more=more)

    async def put_back(self, flow: str, content: Content, *, label: str, by: str, version: int | None) -> DraftPage:
        """Make the draft what it was once, `version` if that was a release. What it is now stays in the history."""
        for _ in range(TRIES):
            draft = await self.find(flow)
            written = await self.write(json.loads(content.document), content.yaml)
            saving = Saving(
                Content(content.document, content.yaml, content.layout), written.outline, label, by, version
            )
            if await self._library.save(flow, draft.revision, saving) is not None:
                return await self.page(await self.find(flow))
        raise Refusal(409, "conflict", "Others are saving this flow at this moment; try again.")

    async def content(self, flow: str, version: int) -> Content:
        """What a version says. Raises Refusal when there is none such."""
        content = await self._releases.content(flow, version)
        if content is None:
            raise Refusal(404, "not_found", f"“{flow}” has no version {version}.")
        return content

    async def published(self, flow: str) -> int | None:
        """The version that is live, or else the newest; None when there is none."""
        releases = await self._releases.releases(flow)
        live = next(
            (
                each.version
                for each in await self._releases.running()
                if (each.flow, each.environment) == (flow, "live")
            ),
            None,
        )
        return live or (releases[0].number if releases else None)

    def around(self, tree: Tree | None) -> Around:
        """What a tree may refer to; None: whatever there is."""
        library = self._desk.flows.library
        names = [name for name in library if "@" not in name]
        called = set(names) if tree is None else _called(tree)
        waiting = list(called)
        while waiting:
            name = waiting.pop()
            steps = library[name].steps.values() if name in library else ()
            more = {step.flow for step in steps if isinstance(step, Call)}
            if name in library:
                more |= {handler.call for handler in library[name].handlers.values() if handler.call}
            waiting += more - called
            called |= more
        documents = {name: library[name].model_dump_json(by_alias=True) for name in called if name in library}
        tools = {name: Signature.of(tool) for name, tool in self._desk.tools.items()}
        return Around(names, documents, tools, sorted(self._desk.settings.trunkline_transfers))


def refuse_large(tree: Tree) -> None:
    """Before it is handed on. Raises Refusal with the problem when a document is no flow by its size alone."""
    try:
        refuse_too_large(tree)
    except FlowError as why:
        _whole(told(why.problems, {}, lambda _: 0))


def layout_of(content: Content) -> Layout:
    """The layout that was kept; an empty one where what was kept is none."""
    try:
        return Drawing.model_validate_json(content.layout).model_dump(mode="json", exclude_unset=True)
    except ValidationError:
        return {}


def _called(tree: Tree) -> set[str]:
    """The flows that a tree calls, as far as it can be read."""
    parts = [("nodes", "flow"), ("handlers", "call")]
    entries = [(each, key) for section, key in parts for each in _values(tree.get(section))]
    found = (each.get(key) for each, key in entries if isinstance(each, Mapping))
    return {name for name in found if isinstance(name, str)}


def _values(section: object) -> list[Any]:
    return list(section.values()) if isinstance(section, Mapping) else []


def _whole(made: Any) -> Written:
    if isinstance(made, Written):
        return made
    first = made[0] if made else {"message": "It cannot be read.", "fix": "", "line": 0}
    where = f"Line {first['line']}: " if first["line"] else ""
    message = f"{where}{first['message']} {first['fix']}".rstrip()
    raise Refusal(422, "unreadable", message, more={"problems": list(made), "line": first["line"] or None})


def _entries(problems: Any) -> list[ProblemEntry]:
    return [ProblemEntry.model_validate(each) for each in problems]
