"""Trying a flow in writing: a script on the engine of real calls, with mocked actions and a set clock."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any, Self

import orjson
from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints, field_validator, model_validator
from pydantic.config import JsonDict

from agent.console.compiling import Compiling, draft_tree, refused
from agent.console.desk import Desk
from agent.console.refusals import Refusal, refusals
from agent.console.watch import TimeIsOver, Watch
from graphs.compiler import CompiledFlow
from graphs.ports import LanguageModel
from graphs.problems import FlowError
from graphs.retelling import as_test
from graphs.scripts import LONGEST_AWAY_S, ScriptedCall, TestCase, away, moment
from graphs.sizes import count_up_to
from graphs.subflows import Library
from graphs.testing import run_test
from graphs.titles import Tree, in_titles
from graphs.trying import MOST_LINES, Script, Tried, TriedTurn, try_out

LIMIT_S = 5.0
"""Of one rehearsal."""
LINE_LIMIT_S = 2.0
"""Of one of its lines."""
MODEL_LIMIT_S = 60.0
"""Of one with a language model, which is waited for in every turn."""
MOST_WAITING = 8
"""Rehearsals that wait for their turn; they run one after the other, beside the calls."""
MOST_VALUES = 2_000
"""In what one action answers, what one line brings, and what is known of the caller."""
BREATH_S = 0.001
"""Between two lines the interpreter is left to the calls."""

TOO_LARGE = "A value of the mocks is too large: a number has 18 digits at most, and nothing is nested 200 deep."

EXAMPLE: JsonDict = {
    "call": {"now": "2026-03-02T09:00", "caller": "+919822012345", "language": "en"},
    "mocks": {"find_times": [{"start": "2026-03-10T11:30"}]},
    "lines": [{"caller": "I'd like to book a cleaning next Tuesday"}, {"silence": True}, {"press": "1"}],
}

REHEARSED: JsonDict = {
    "turns": [
        {
            "line": None,
            "said": [{"text": "Riverside Dental, hello.", "step": "welcome", "language": "en", "fixed": True}],
            "steps": ["welcome", "menu"],
            "why": {"heard": "", "commands": [], "conditions": [], "exits": [], "actions": [], "notes": []},
            "values": {},
            "changed": [],
            "waiting_at": "menu",
            "expects": {"kind": "choice", "slot": None, "keys": 1, "hints": ["book"]},
            "ended": None,
            "transfer": None,
            "unmocked": [],
        }
    ],
    "unplayed": 0,
    "as_test": {"name": "A conversation", "turns": []},
    "as_test_holds": True,
    "coverage": {"steps": ["welcome", "menu"]},
}


class TestedCall(ScriptedCall):
    """Who rings, and when."""

    @field_validator("now")
    @classmethod
    def _is_a_time(cls, now: str) -> str:
        moment(now)
        return now


class RehearsedLine(BaseModel):
    """One thing that happens."""

    model_config = ConfigDict(extra="forbid")

    caller: Annotated[str, StringConstraints(max_length=2000)] | None = None
    """The caller says this."""
    press: Annotated[str, StringConstraints(pattern=r"^[0-9*#]{1,50}$")] | None = None
    """The caller presses these keys."""
    silence: bool | None = None
    """The caller says nothing."""
    event: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)] | None = None
    """Something happens outside the conversation."""
    value: JsonValue = None
    """What the event brings."""
    hangup: bool | None = None
    """The line drops."""
    ring_back: Annotated[float, Field(ge=0, le=LONGEST_AWAY_S)] | str | None = None
    """The caller rings again, after so many seconds, or `5m`."""
    not_taken: bool | None = None
    """Nobody takes the call that is being transferred."""
    set: dict[str, JsonValue] | None = None
    """Slots and variables are set by hand."""

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        given = self.model_fields_set - {"value"}
        if len(given) != 1 or getattr(self, next(iter(given))) in (None, False):
            raise ValueError("a line holds one thing that happens")
        if "value" in self.model_fields_set and self.event is None:
            raise ValueError("only an event brings a value")
        if isinstance(self.ring_back, str):
            away(self.ring_back)
        return self


class RehearsalRequest(BaseModel):
    """A script, whole, and the document that it is tried on."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    document: dict[str, Any] | None = None
    """As the editor has it; without it, the saved draft."""
    call: TestedCall = TestedCall()
    mocks: dict[str, JsonValue] = {}
    """What each action answers, as in a flow's tests; any other answers with an example."""
    lines: Annotated[list[RehearsedLine], Field(max_length=MOST_LINES)] = []
    model: bool = False
    """Understand the caller with the configured language model, too."""


class SaidText(BaseModel):
    """A sentence."""

    text: str
    step: str
    language: str
    fixed: bool
    """The same in every call."""


class Why(BaseModel):
    """Why a turn went as it did; the same for a rehearsal and for a real call."""

    heard: str
    commands: list[dict[str, Any]]
    """Each `{"command", "by", "slot"?, "value"?, "said"?, "option"?, "index"?, "name"?}`."""
    conditions: list[dict[str, Any]]
    """Each `{"step", "when", "values", "true"}`."""
    exits: list[dict[str, Any]]
    """Each `{"step", "exit", "to"}`."""
    actions: list[dict[str, Any]]
    """Each `{"step", "action", "arguments", "outcome", "answer"}`."""
    notes: list[str]


class Expected(BaseModel):
    """What is awaited of the caller."""

    kind: str
    slot: str | None
    keys: int | None
    hints: list[str]


class Transferred(BaseModel):
    """To whom the caller is handed over."""

    to: str
    number: str
    summary: str
    mode: str


class RehearsedTurn(BaseModel):
    """What came of one line; the first is the call's beginning."""

    line: dict[str, Any] | None
    said: list[SaidText]
    steps: list[str]
    why: Why
    values: dict[str, Any]
    changed: list[str]
    waiting_at: str | None
    expects: Expected | None
    ended: str | None
    transfer: Transferred | None
    unmocked: list[str]


class RehearsalCoverage(BaseModel):
    """Where the script came through."""

    steps: list[str]


class Rehearsed(BaseModel):
    """What came of all of it."""

    model_config = ConfigDict(json_schema_extra={"examples": [REHEARSED]})

    turns: list[RehearsedTurn]
    unplayed: int
    """Lines at the end for which there was no call any more."""
    as_test: dict[str, Any]
    """An entry for the flow's `tests`."""
    as_test_holds: bool
    """It passes without a language model, too; false only for what a model understood."""
    coverage: RehearsalCoverage


class Rehearsals:
    """Runs rehearsals beside the calls, one after the other."""

    def __init__(
        self,
        compiling: Compiling,
        *,
        limit_s: float = LIMIT_S,
        line_limit_s: float = LINE_LIMIT_S,
        most_waiting: int = MOST_WAITING,
    ) -> None:
        self._compiling = compiling
        self._limit_s = limit_s
        self._line_limit_s = line_limit_s
        self._most_waiting = most_waiting
        self._turn = asyncio.Semaphore(1)
        self._waiting = 0

    async def run(
        self, tree: Mapping[str, Any], asked: RehearsalRequest, library: Library, model: LanguageModel | None
    ) -> bytes:
        """What comes of it, as JSON. Raises Refusal."""
        _refuse_too_much(asked)
        if self._waiting >= self._most_waiting:
            raise Refusal(503, "busy", "Too many rehearsals wait already; try again in a moment.")
        self._waiting += 1
        try:
            async with self._turn:
                return await self._run(tree, asked, library, model)
        except FlowError as wrong:
            raise await asyncio.to_thread(refused, wrong, tree) from None
        except (TimeIsOver, TimeoutError):
            message = "The rehearsal took too long; take away lines, or look for a circle in the flow."
            raise Refusal(422, "too_long", message) from None
        finally:
            self._waiting -= 1

    async def _run(
        self, tree: Mapping[str, Any], asked: RehearsalRequest, library: Library, model: LanguageModel | None
    ) -> bytes:
        script = Script(asked.call, asked.mocks, [line.model_dump(exclude_unset=True) for line in asked.lines])
        flow = await asyncio.to_thread(self._compiling.compiled, tree, library)
        if model is None:
            watch = Watch(self._limit_s, self._line_limit_s)
            try:
                return await asyncio.to_thread(_beside, flow, script, watch)
            finally:
                watch.end()  # a service that closes waits for its threads
        watch = Watch(MODEL_LIMIT_S, MODEL_LIMIT_S)
        async with asyncio.timeout(MODEL_LIMIT_S):  # its client belongs to this loop, and is what takes the time
            tried = await try_out(flow, script, model=model, between=watch.look, meanwhile=watch.look)
        return await asyncio.to_thread(_as_json, flow, script, tried, with_model=True)


def _beside(flow: CompiledFlow, script: Script, watch: Watch) -> bytes:
    """In a thread, with a loop of its own."""

    def between() -> None:
        time.sleep(BREATH_S)
        watch.next_line()
        watch.look()

    return _as_json(flow, script, asyncio.run(try_out(flow, script, between=between, meanwhile=watch.look)))


def _refuse_too_much(asked: RehearsalRequest) -> None:
    """Before anything runs. Raises Refusal."""
    brought: list[tuple[str, object]] = [("What is known of the caller", asked.call.extra)]
    brought += [(f"What “{name[:60]}” answers", mock) for name, mock in asked.mocks.items()]
    brought += [(f"Line {number}", [line.value, line.set]) for number, line in enumerate(asked.lines, 1)]
    for what, value in brought:
        if count_up_to(value, MOST_VALUES) > MOST_VALUES:
            message = f"{what} holds more than {MOST_VALUES:,} values; a few are enough to try a flow."
            raise Refusal(422, "too_large", message)


def _as_json(flow: CompiledFlow, script: Script, tried: Tried, *, with_model: bool = False) -> bytes:
    test, tree = as_test(flow.source, script, tried), flow.source.model_dump(include={"nodes"})
    answer = {
        "turns": [_turn(turn, tree) for turn in tried.turns],
        "unplayed": tried.unplayed,
        "as_test": test,
        "as_test_holds": not with_model or asyncio.run(run_test(flow, TestCase.model_validate(test))).ok,
        "coverage": {"steps": list(tried.visited)},
    }
    try:
        return orjson.dumps(answer, option=orjson.OPT_NON_STR_KEYS, default=str)
    except orjson.JSONEncodeError:
        raise Refusal(422, "too_large", TOO_LARGE) from None


def _turn(turn: TriedTurn, tree: Tree) -> dict[str, Any]:
    told = asdict(turn)
    notes = [in_titles(note, tree) for note in turn.why["notes"]]
    return {**told, "why": {**told["why"], "notes": notes}}


def router(desk: Desk) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/flows/{flow}", tags=["trying"])
    rehearsals = Rehearsals(desk.compiling)

    @routes.post(
        "/rehearsals",
        summary="Try a script on a flow",
        response_model=Rehearsed,
        responses=refusals(404, 422),
    )
    async def rehearse(flow: Annotated[str, Path(max_length=60)], asked: RehearsalRequest) -> Response:
        """Nothing is kept: the whole script comes every time, so that an edit shows in every turn."""
        tree = await draft_tree(desk.database, flow) if asked.document is None else asked.document
        model = desk.around.model if asked.model else None
        body = await rehearsals.run(tree, asked, desk.flows.library, model)
        return Response(body, media_type="application/json")

    return routes
