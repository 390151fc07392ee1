"""A flow as a drawing."""

import re

import pytest

from graphs import diagram
from graphs.diagram import mermaid
from graphs.document import FlowDocument
from graphs.flows import shipped, shipped_flow
from graphs.loading import load_flow, plain, read_yaml
from graphs.nodes import STEP_TYPES

ARROW = re.compile(r'  (\w+) -->(?:\|"([^"]*)"\|)? (\w+)')
BOX = re.compile(r' +((?:step|chip)_\w+)([\[({>/\\]+)"([^"]*)"([\])}/\\]+)(:::chip)?')


def drawn(text: str) -> str:
    """The drawing of a document that may have problems."""
    return mermaid(FlowDocument.model_validate(plain(read_yaml(text))))


def small(nodes: str) -> str:
    """A document with these steps."""
    return (
        "flow: f\nformat: 1\ntitle: F\nstart: end\ntries: {then: end}\non_error: end\nresults: {left: failed}\n"
        f"nodes:\n{nodes}"
    )


@pytest.mark.parametrize("name", shipped())
def test_every_step_has_a_box_and_every_exit_an_arrow(name: str) -> None:
    """Whatever leads to a step that many lead to ends in a chip; nothing is left out."""
    flow = shipped_flow(name)
    lines = mermaid(flow).splitlines()
    boxes = {match[1]: match[5] for line in lines if (match := BOX.fullmatch(line))}
    arrows = {(match[1], match[3]) for line in lines if (match := ARROW.fullmatch(line))}

    assert [box for box, chip in boxes.items() if not chip] == [
        f"step_{step}" for section in _sections(flow) for step in section
    ]
    for step_name, step in flow.steps.items():
        for target in step.exits().values():
            ways = {(f"step_{step_name}", f"step_{target}"), (f"step_{step_name}", f"chip_{step_name}_TO_{target}")}
            assert len(ways & arrows) == 1
    assert {end for arrow in arrows for end in arrow} - {"start"} <= set(boxes)
    assert lines[0] == "flowchart TD"
    known = (BOX, ARROW, re.compile(r'  subgraph section_\w+\["[^"]+"\]'), re.compile(r"  end"))
    assert all(any(form.fullmatch(line) for form in known) for line in lines[2:-1])


def _sections(flow: FlowDocument) -> list[list[str]]:
    sections: dict[str | None, list[str]] = {}
    for name, step in flow.steps.items():
        sections.setdefault(step.section, []).append(name)
    return list(sections.values())


def test_lines_to_a_step_that_four_others_lead_to_are_chips() -> None:
    """Three others have lines; a step that leads to itself does not count."""
    says = [f"  s{number}: {{type: say, say: x, next: end}}\n" for number in range(4)]
    end = "  end: {type: end, result: left, title: Over}\n"

    three = drawn(small("".join(says[:3]) + end))
    assert "step_s2 --> step_end" in three
    assert "chip_" not in three

    four = drawn(small("".join(says) + end))
    assert 'chip_s2_TO_end(["→ Over"]):::chip' in four
    assert "step_s2 --> chip_s2_TO_end" in four
    assert "--> step_end" not in four.replace("start --> step_end", "")


def test_words_and_signs_that_mean_something_to_mermaid() -> None:
    """Steps may be called end or graph, and titles may hold quotes, brackets and any script."""
    text = drawn(
        small(
            "  end: {type: say, title: 'say \"end\"; [x] {y} <b> `c` %%{init}%% #1', say: x, next: graph}\n"
            '  graph: {type: end, result: left, title: "नमस्ते,\\n क्या हाल है?"}\n'
        )
    )
    assert 'step_end("say #34;end#34;#59; [x] {y} #60;b#62; #96;c#96; #37;#37;{init}#37;#37; #35;1")' in text
    assert 'step_graph((("नमस्ते, क्या हाल है?")))' in text
    assert re.search(r"^  (end|graph)\b", text, flags=re.MULTILINE) is None


def test_an_arrow_is_labelled_with_its_exits(restaurant: str) -> None:
    """Two exits to one step share an arrow; an only exit needs no label."""
    text = mermaid(load_flow(restaurant))
    assert 'step_desk -->|"failed, closed"| step_take' in text
    assert "step_hello --> step_menu" in text
    assert 'step_menu -->|"table"| step_details' in text


def test_each_type_of_step_has_a_shape() -> None:
    """A new type gets one with its first drawing."""
    assert set(diagram._SHAPES) == set(STEP_TYPES)
