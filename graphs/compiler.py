"""Compiles a flow document to one flat LangGraph.

    START ─ @door ─ step ─ step ─ … ─ @listen ──interrupt()── the turn ends
                      ▲                  │ Command(resume={text, keys, silence, …})
                      └──────────────────┘

Every step is a node; where it goes is in the Command that it returns, so there are no conditional edges. `@listen` is
the only node that interrupts, and does so first of all, since a node that is resumed runs again from its start. Where
the conversation stands is `cursor` in the state and not the name of the interrupted node: a step that was renamed in a
newer version cannot swallow a caller's words. `@door` is the other way in: the beginning, a caller who rings back, a
worker that died, a turn that failed.
"""

from collections import OrderedDict
from collections.abc import Awaitable
from dataclasses import dataclass, replace
from typing import Any, Protocol

from langgraph.graph import START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime
from langgraph.types import Command, interrupt

from graphs.context import TurnContext
from graphs.document import FlowDocument
from graphs.entering import enter_by
from graphs.expecting import expectation
from graphs.nodes import END, LISTEN, Step, WaitingStep
from graphs.nodes.ask import Ask
from graphs.plan import Plan
from graphs.repair import hear
from graphs.state import FlowState
from graphs.turn import Turn

Graph = CompiledStateGraph[FlowState, TurnContext, FlowState, FlowState]

DOOR = "@door"
MOST_SILENT = 40
"""Steps in a row that nobody notices; more of them are a circle."""


class Node(Protocol):
    """What LangGraph runs."""

    def __call__(self, state: FlowState, *, runtime: Runtime[TurnContext]) -> Awaitable[Command[str]]:
        """The state → what changes in it, and the next node."""
        ...


class Endless(RuntimeError):
    """A flow that goes round without the caller saying anything."""


@dataclass(frozen=True, slots=True)
class CompiledFlow:
    """A flow that can be talked to. Shared by all its calls."""

    document: FlowDocument
    plan: Plan
    graph: Graph
    """Without a checkpointer: each conversation runs a copy with its own."""

    @property
    def fingerprint(self) -> str:
        """The same for the same conversation."""
        return self.document.fingerprint

    def fixed_sentences(self, languages: tuple[str, ...] | None = None) -> list[tuple[str, str]]:
        """Every (sentence, language) that is the same in every call, so that its sound can be kept ready."""
        spoken = languages or self.document.languages
        return [(text, language) for text, language in dict.fromkeys(self.plan.wordings.fixed()) if language in spoken]


class CompiledFlows:
    """Compiled flows by their fingerprint: the same conversation is compiled once, and shared by all its calls."""

    def __init__(self, most: int = 64) -> None:
        self._most = most
        self._kept: OrderedDict[str, CompiledFlow] = OrderedDict()

    def get(self, document: FlowDocument) -> CompiledFlow:
        """The flow, compiled now or before. Raises FlowError as `compile_flow` does."""
        compiled = self._kept.pop(document.fingerprint, None) or compile_flow(document)
        self._kept[document.fingerprint] = compiled
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return replace(compiled, document=document)  # whose tests may be others


def compile_flow(document: FlowDocument) -> CompiledFlow:
    """Compile. Raises FlowError for step types that nothing runs yet."""
    plan = Plan.of(document)
    graph: StateGraph[FlowState, TurnContext, FlowState, FlowState] = StateGraph(FlowState, context_schema=TurnContext)
    everywhere = tuple(document.steps)
    graph.add_node(DOOR, _door(plan), destinations=(*everywhere, LISTEN, END))
    graph.add_node(LISTEN, _listen(plan), destinations=(*everywhere, LISTEN, END))
    graph.add_edge(START, DOOR)
    for name, step in document.steps.items():
        metadata = {"type": step.type, "title": step.title or name}
        graph.add_node(name, _step(plan, name), destinations=_destinations(document, step), metadata=metadata)
    return CompiledFlow(document, plan, graph.compile(name=document.flow))


def _destinations(document: FlowDocument, step: Step) -> tuple[str, ...]:
    """Where a step can go, for the drawing; what answers to the caller leads to, is drawn from `@listen`."""
    if isinstance(step, WaitingStep):
        return (LISTEN, *([step.next] if isinstance(step, Ask) else []))
    if not step.exits() or step.type == "transfer":
        return (*dict.fromkeys(step.exits().values()), END)
    failure = (document.on_error,) if step.type == "do" else ()
    return tuple(dict.fromkeys((*step.exits().values(), *failure)))


def _step(plan: Plan, name: str) -> Node:
    async def step(state: FlowState, *, runtime: Runtime[TurnContext]) -> Command[str]:
        return await _go(Turn(plan, state, runtime.context), name)

    return step


def _listen(plan: Plan) -> Node:
    async def listen(state: FlowState, *, runtime: Runtime[TurnContext]) -> Command[str]:
        envelope: dict[str, Any] = interrupt({"step": state.get("cursor", "")})
        turn = Turn(plan, state, runtime.context)
        return await _on(turn, hear(turn, envelope))

    return listen


def _door(plan: Plan) -> Node:
    async def door(state: FlowState, *, runtime: Runtime[TurnContext]) -> Command[str]:
        turn = Turn(plan, state, runtime.context)
        return await _on(turn, enter_by(turn, state.get("entry", {})))

    return door


async def _go(turn: Turn, name: str) -> Command[str]:
    """Do a step, and what follows as long as nobody notices it: that saves a checkpoint a step."""
    for _ in range(MOST_SILENT):
        goto = await turn.enter(name)
        following = turn.plan.steps.get(goto)
        if following is None or not following.silent:
            return _end(turn, goto)
        name = goto
    raise Endless(f"{name} goes round without the caller saying anything")


async def _on(turn: Turn, goto: str) -> Command[str]:
    following = turn.plan.steps.get(goto)
    return await _go(turn, goto) if following is not None and following.silent else _end(turn, goto)


def _end(turn: Turn, goto: str) -> Command[str]:
    if goto == LISTEN:
        turn.context.ending = expectation(turn)
    return Command(update=turn.update(), goto=goto)
