"""A flow as a Mermaid flowchart (https://mermaid.js.org/syntax/flowchart.html), for documents and reviews.

Lines to the steps that many others lead to (“to a person”, “goodbye”) would cover everything else. Such a step is drawn
once; whatever leads there ends in a small chip with its name.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from graphs.document import FlowDocument
from graphs.nodes import Step

HUB = 4
"""So many steps lead to a step whose lines are left out. In real flows a fifth to a third of all lines do."""

_SHAPES: Mapping[str, tuple[str, str]] = {
    "say": ("(", ")"),
    "ask": ("[/", "/]"),
    "choose": ("{{", "}}"),
    "offer": ("[\\", "\\]"),
    "confirm": ("{{", "}}"),
    "check": ("{", "}"),
    "set": ("[", "]"),
    "do": ("[[", "]]"),
    "answer": ("[(", ")]"),
    "converse": ("([", "])"),
    "call": ("[[", "]]"),
    "wait": (">", "]"),
    "transfer": ("[/", "\\]"),
    "end": ("(((", ")))"),
}
"""Step type → what stands around the title of its box."""
_BOX = ("[", "]")
_MEANT_BY_MERMAID = re.compile(r"[\"#&<>`%\\;:]")


def mermaid(document: FlowDocument) -> str:
    """The flow from top to bottom: a box for each step, sections around them, an arrow for each way out."""
    arrows = {name: _arrows(step) for name, step in document.steps.items()}
    hubs = _hubs(arrows)
    lines = ["flowchart TD", '  start(("start"))']
    for section, names in _sections(document).items():
        inside = [line for name in names for line in _boxes(document, name, arrows[name].keys() & hubs)]
        if section:
            lines += [f'  subgraph section_{section}["{_label(_spoken(section))}"]', *inside, "  end"]
        else:
            lines += [line[2:] for line in inside]
    lines.append(f"  start --> {_id(document.start)}")
    for name, targets in arrows.items():
        for target, label in targets.items():
            where = _chip(name, target) if target in hubs else _id(target)
            lines.append(f"  {_id(name)} -->{label} {where}")
    return "\n".join([*lines, "  classDef chip stroke-dasharray:3,font-size:11px"]) + "\n"


def _arrows(step: Step) -> dict[str, str]:
    """Each step that this one leads to, with the label of the arrow; several ways there are one arrow."""
    ways: dict[str, list[str]] = defaultdict(list)
    exits = step.exits()
    for way, target in exits.items():
        ways[target].append(way.removeprefix("option ").removeprefix("if_").replace("_", " "))
    if list(exits) == ["next"]:
        return dict.fromkeys(ways, "")
    return {target: f'|"{_label(", ".join(names))}"|' for target, names in ways.items()}


def _hubs(arrows: Mapping[str, Mapping[str, str]]) -> frozenset[str]:
    """The steps that so many others lead to that a chip stands for the line."""
    sources: dict[str, set[str]] = defaultdict(set)
    for name, targets in arrows.items():
        for target in targets:
            sources[target] |= {name} - {target}
    return frozenset(target for target, names in sources.items() if len(names) >= HUB)


def _sections(document: FlowDocument) -> dict[str, list[str]]:
    """Section → its steps, in the order of the document; steps without one under an empty name."""
    sections: dict[str, list[str]] = defaultdict(list)
    for name, step in document.steps.items():
        sections[step.section or ""].append(name)
    return sections


def _boxes(document: FlowDocument, name: str, hubs: frozenset[str] | set[str]) -> Iterator[str]:
    """The box of a step, and the chips beside it."""
    step = document.steps[name]
    left, right = _SHAPES.get(step.type, _BOX)
    yield f'    {_id(name)}{left}"{_label(_title(document, name))}"{right}'
    for hub in sorted(hubs):
        yield f'    {_chip(name, hub)}(["{_label("→ " + _title(document, hub))}"]):::chip'


def _title(document: FlowDocument, name: str) -> str:
    step = document.steps.get(name)
    return (step.title if step else None) or _spoken(name)


def _spoken(name: str) -> str:
    return name.replace("_", " ")


def _id(name: str) -> str:
    """A box's own name: words that mean something to Mermaid, such as `end`, are names of steps too."""
    return f"step_{name}"


def _chip(name: str, hub: str) -> str:
    return f"chip_{name}_TO_{hub}"


def _label(text: str) -> str:
    """A text in a quoted label: letters of any script, and by their numbers the signs that Mermaid has a use for."""
    return _MEANT_BY_MERMAID.sub(lambda sign: f"#{ord(sign[0])};", " ".join(text.split()))
