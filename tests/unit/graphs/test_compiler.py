"""From a document to a LangGraph."""

import time

from graphs.compiler import DOOR, MOST_WORDS, CompiledFlows, compile_flow
from graphs.flows import shipped_flow
from graphs.loading import load_flow
from graphs.nodes import LISTEN


def test_one_node_listens_and_every_step_is_a_node(restaurant: str) -> None:
    """The graph is flat, and the only edge without a Command is the one from the start to the door."""
    flow = compile_flow(load_flow(restaurant))
    assert set(flow.graph.nodes) == {"__start__", DOOR, LISTEN, *flow.document.steps}
    assert not flow.graph.builder.branches
    assert flow.graph.builder.edges == {("__start__", DOOR)}


def test_the_graph_can_be_drawn(restaurant: str) -> None:
    """With the exits of the document as its lines."""
    drawing = compile_flow(load_flow(restaurant)).graph.get_graph().draw_mermaid()
    assert "find -.-> nothing" in drawing
    assert "find -.-> desk" in drawing
    assert "sure -.-> " in drawing


def test_a_flow_of_two_hundred_steps_compiles_in_no_time(restaurant: str) -> None:
    """It is done when a flow is published, but also on demand."""
    steps = "".join(
        f"  s{n}: {{type: confirm, say: 'Is it {n}?', if_yes: s{n + 1}, if_no: menu}}\n" for n in range(200)
    )
    text = restaurant.replace("say: Hello., next: menu", "say: Hello., next: s0")
    document = load_flow(text + steps + "  s200: {type: say, say: Well., next: menu}\n")
    before = time.process_time()
    compile_flow(document)
    assert time.process_time() - before < 0.2


def test_the_same_conversation_is_compiled_once(restaurant: str) -> None:
    """Documents that differ in their tests only share the graph, and keep their own tests."""
    flows = CompiledFlows(most=2)
    first = flows.get(load_flow(restaurant))
    again = flows.get(load_flow(restaurant + "\ntests: [{name: x, script: []}]\n"))
    assert again.graph is first.graph
    assert again.fingerprint == first.fingerprint
    assert [test.name for test in again.document.tests] == ["x"]
    for word in ("Hallo.", "Good day."):
        flows.get(load_flow(restaurant.replace("Hello.", word)))
    assert flows.get(load_flow(restaurant)).graph is not first.graph


def test_fixed_sentences_can_be_had_for_some_languages(restaurant: str) -> None:
    """A worker that speaks one language keeps the sound of one."""
    flow = compile_flow(load_flow(restaurant))
    assert {language for _, language in flow.fixed_sentences()} == {"en", "hi"}
    hindi = flow.fixed_sentences(("hi",))
    assert ("कितने लोग?", "hi") in hindi
    assert {language for _, language in hindi} == {"hi"}


def test_a_flow_knows_the_words_of_its_callers() -> None:
    """The values of its choices, each once, and no more than help a recogniser."""
    flow = compile_flow(shipped_flow("scheduling"))
    assert "cleaning" in flow.vocabulary()
    assert len(set(flow.vocabulary())) == len(flow.vocabulary()) <= MOST_WORDS
