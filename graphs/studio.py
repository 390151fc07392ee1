"""The shipped flows as plain LangGraph graphs, for LangGraph's own tools: `langgraph dev`, Studio (`langgraph.json`).

Start a thread with an empty input; when it waits, resume it with what the caller says (`"a cleaning on Tuesday"`), or
with `{"keys": "1"}`, `{"silence": true}` or `{"event": "payment_made"}`. What is said comes as custom stream events.
Actions answer what the flow's own tests let them answer; nothing outside is touched.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import Any

from langgraph.checkpoint.memory import InMemorySaver
from langgraph.config import get_stream_writer
from langgraph.graph import StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime

from graphs.acts import Act
from graphs.compiler import add_nodes, compile_flow
from graphs.context import TurnContext
from graphs.document import FlowDocument
from graphs.flows import library, shipped
from graphs.rehearsal import ScriptedActions
from graphs.state import FlowState

Graph = CompiledStateGraph[FlowState, None, FlowState, FlowState]


class _NoMemory:
    """LangGraph's server keeps the thread; there is nothing to write besides."""

    def __init__(self) -> None:
        self.thread_id = "studio"
        self.saver = InMemorySaver()

    async def commit(self) -> None:
        """Nothing to do."""

    def fork(self) -> "_NoMemory":
        """Nothing to keep apart."""
        return self


def studio_graph(name: str) -> Graph:
    """A shipped flow, with all that a turn needs from outside made up. Raises LookupError for a name that is not."""
    flows = library()
    if name not in flows:
        raise LookupError(f"there is no flow “{name}”; there are: {', '.join(shipped())}")
    flow = compile_flow(flows[name], flows)
    graph: StateGraph[FlowState, None, FlowState, FlowState] = StateGraph(FlowState)
    add_nodes(graph, flow.plan, partial(_outside, ScriptedActions(flow.document, _answers(flow.document))))
    return graph.compile(name=name)


def _outside(actions: ScriptedActions, _: Runtime[Any]) -> TurnContext:
    return TurnContext(_write, _NoMemory(), actions, "sip:{}@example.org".format, _now)


def _write(act: Act) -> None:
    get_stream_writer()({"act": type(act).__name__, **asdict(act)})


def _now() -> datetime:
    return datetime.now().astimezone().replace(tzinfo=None)


def _answers(document: FlowDocument) -> Mapping[str, Any]:
    """What each action answers in the first test that says so."""
    answers: dict[str, Any] = {}
    for test in reversed(document.tests):
        answers.update(test.mocks)
    return answers


sales = studio_graph("sales")
scheduling = studio_graph("scheduling")
support = studio_graph("support")
