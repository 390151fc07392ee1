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
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass, replace
from types import MappingProxyType
from typing import Any, Protocol

from langgraph.errors import GraphInterrupt
from langgraph.graph import START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime
from langgraph.types import Command, interrupt

from graphs.context import TurnContext
from graphs.document import FlowDocument
from graphs.nodes import END, LISTEN, Step, WaitingStep
from graphs.nodes.ask import Ask
from graphs.nodes.converse import Converse
from graphs.plan import Plan
from graphs.state import FlowState
from graphs.stepping import come_in, come_to, take
from graphs.subflows import Library, inlined, pinned, with_parts
from graphs.turn import Turn
from graphs.understanding.commands import Heard

Graph = CompiledStateGraph[FlowState, TurnContext, FlowState, FlowState]

DOOR = "@door"
NO_LIBRARY: Library = MappingProxyType({})


Outside = Callable[[Runtime[Any]], TurnContext]


def _of_the_turn(runtime: Runtime[TurnContext]) -> TurnContext:
    return runtime.context


class Node(Protocol):
    """What LangGraph runs."""

    def __call__(self, state: FlowState, *, runtime: Runtime[Any]) -> Awaitable[Command[str]]:
        """The state → what changes in it, and the next node."""
        ...


MOST_WORDS = 50
"""Of a vocabulary: more of them help a recogniser no longer."""


@dataclass(frozen=True, slots=True)
class CompiledFlow:
    """A flow that can be talked to. Shared by all its calls."""

    source: FlowDocument
    """As it was published: with the versions of the flows that it calls, but without their steps."""
    document: FlowDocument
    """As it runs: with everything that it calls in it."""
    plan: Plan
    graph: Graph
    """Without a checkpointer: each conversation runs a copy with its own."""

    @property
    def fingerprint(self) -> str:
        """The same for the same conversation, including that of the flows that it calls."""
        return self.source.fingerprint

    def fixed_sentences(self, languages: tuple[str, ...] | None = None) -> list[tuple[str, str]]:
        """Every (sentence, language) that is the same in every call, so that its sound can be kept ready; of all that
        callers of the flow may hear, or of these languages.
        """
        fixed = dict.fromkeys(self.plan.wordings.fixed())
        return [(text, language) for text, language in fixed if languages is None or language in languages]

    def vocabulary(self) -> tuple[str, ...]:
        """Words that callers of this flow are likely to say, whatever is asked: the values of its choices."""
        phrases = [phrase for want in self.plan.wanted.values() for values in want.values.values() for phrase in values]
        return tuple(dict.fromkeys(phrases))[:MOST_WORDS]


class CompiledFlows:
    """Compiled flows by their fingerprint: the same conversation is compiled once, and shared by all its calls."""

    def __init__(self, most: int = 64) -> None:
        self._most = most
        self._kept: OrderedDict[str, CompiledFlow] = OrderedDict()

    def get(self, document: FlowDocument, library: Library = NO_LIBRARY) -> CompiledFlow:
        """The flow, compiled now or before. Raises FlowError as `compile_flow` does."""
        source = pinned(document, library)
        compiled = self._kept.pop(source.fingerprint, None) or compile_flow(source, library)
        self._kept[source.fingerprint] = compiled
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)
        if compiled.source.tests == source.tests:
            return compiled
        return replace(compiled, source=source, document=with_parts(compiled.document, tests=source.tests))


def compile_flow(document: FlowDocument, library: Library = NO_LIBRARY) -> CompiledFlow:
    """Compile a flow and those of the library that it calls.

    Raises FlowError when a flow that it calls is not there, or is called wrongly.
    """
    source = pinned(document, library)
    document = inlined(source, library)
    plan = Plan.of(document)
    graph: StateGraph[FlowState, TurnContext, FlowState, FlowState] = StateGraph(FlowState, context_schema=TurnContext)
    add_nodes(graph, plan)
    return CompiledFlow(source, document, plan, graph.compile(name=document.flow))


def add_nodes(graph: "StateGraph[FlowState, Any, Any, Any]", plan: Plan, outside: Outside = _of_the_turn) -> None:
    """Put a flow's steps into a graph. `outside` is what each turn is given, where the runtime does not bring it."""
    nodes, document = _Nodes(plan, outside), plan.document
    everywhere = tuple(document.steps)
    graph.add_node(DOOR, nodes.door, destinations=(*everywhere, LISTEN, END))
    graph.add_node(LISTEN, nodes.listen, destinations=(*everywhere, LISTEN, END))
    graph.add_edge(START, DOOR)
    for name, step in document.steps.items():
        metadata = {"type": step.type, "title": step.title or name}
        graph.add_node(name, nodes.step(name), destinations=_destinations(document, step), metadata=metadata)


def _destinations(document: FlowDocument, step: Step) -> tuple[str, ...]:
    """Where a step can go, for the drawing; what answers to the caller leads to, is drawn from `@listen`."""
    if isinstance(step, WaitingStep):
        passed = step.exits().values() if isinstance(step, Converse) else [step.next] if isinstance(step, Ask) else []
        return (LISTEN, *dict.fromkeys(passed))
    if not step.exits() or step.type == "transfer":
        return (*dict.fromkeys(step.exits().values()), END)
    failure = (document.on_error,) if step.type == "do" else ()
    return tuple(dict.fromkeys((*step.exits().values(), *failure)))


@dataclass(frozen=True, slots=True)
class _Nodes:
    """The nodes of a flow."""

    plan: Plan
    outside: Outside

    def step(self, name: str) -> Node:
        async def step(state: FlowState, *, runtime: Runtime[Any]) -> Command[str]:
            turn = Turn(self.plan, state, self.outside(runtime))
            return _command(turn, await come_to(turn, name))

        return step

    async def listen(self, state: FlowState, *, runtime: Runtime[Any]) -> Command[str]:
        context = self.outside(runtime)
        try:
            given = interrupt({"step": state.get("cursor", "")})
        except GraphInterrupt as waiting:
            context.waiting = waiting
            raise
        turn = Turn(self.plan, state, context)
        return _command(turn, await take(turn, _whole(turn, given)))

    async def door(self, state: FlowState, *, runtime: Runtime[Any]) -> Command[str]:
        turn = Turn(self.plan, state, self.outside(runtime))
        return _command(turn, await come_in(turn, state.get("entry") or {"why": "begin", "turn": 0}))


def _whole(turn: Turn, given: Any) -> Mapping[str, Any]:
    """What the caller did, complete: LangGraph's own tools may resume a thread with the bare words."""
    said = given if isinstance(given, Mapping) else {"text": str(given)}
    return {"turn": turn.progress.turn + 1, **asdict(Heard()), **said}


def _command(turn: Turn, goto: str) -> Command[str]:
    return Command(update=turn.update(), goto=goto)
