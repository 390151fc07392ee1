"""What is done with a whole flow in the workshop's process: written out, checked, tested, compared.

Plain values go in and come out. Documents of other flows come as JSON, and are read once.
"""

import asyncio
import json
import time
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from agent.console.problems import told
from agent.store.contents import Outline
from agent.tools.signatures import Signature, signature_problems
from graphs.commented import Commented, read_commented
from graphs.compiler import compile_flow
from graphs.differences import Difference, differences
from graphs.document import FlowDocument
from graphs.loading import plain, read_tree, read_yaml
from graphs.marked import step_at
from graphs.nodes.call import Call
from graphs.nodes.transfer import Transfer
from graphs.problems import FlowError, Problem, did_you_mean
from graphs.reports import Mismatch, TestReport
from graphs.rewriting import Tree, written_over
from graphs.subflows import inlined, unknown_flows, unknown_mocks
from graphs.testing import covered, run_test
from graphs.titles import in_titles

TESTS_S = 20.0
"""How long all tests of a flow may take together."""
MOST_READ = 32
"""Texts whose comments are remembered: reading a text of 50 KB takes half a second."""

_read: "OrderedDict[str, Commented]" = OrderedDict()


@dataclass(frozen=True, slots=True)
class Around:
    """What a flow may refer to."""

    names: Sequence[str] = ()
    """All flows that could be called."""
    called: Mapping[str, str] = field(default_factory=dict)
    """The documents of those that are called, as JSON."""
    tools: Mapping[str, Signature] = field(default_factory=dict)
    people: Sequence[str] = ()
    """To whom callers can be put through."""


@dataclass(frozen=True, slots=True)
class Written:
    """A tree, written out and checked."""

    document: str
    """The tree as JSON."""
    yaml: str
    outline: Outline
    problems: Sequence[Mapping[str, Any]]


def written(tree: Tree, over: str, around: Around) -> Written | Sequence[Mapping[str, Any]]:
    """Write a tree over the text from which it came, and check it; only problems when it cannot be written."""
    try:
        document, text = written_over(_commented(over), tree)
    except FlowError as why:
        return told(why.problems, tree, lambda _: 0)
    _remember(text, document)
    problems = told(_problems(tree, around), tree, document.line_of)
    return Written(json.dumps(tree, ensure_ascii=False), text, _outline(tree, problems), problems)


def imported(text: str, name: str, around: Around) -> Written | Sequence[Mapping[str, Any]]:
    """A text that somebody wrote, in its canonical form; only problems when it cannot be read at all."""
    try:
        tree = plain(read_yaml(text))
    except FlowError as why:
        return told(why.problems, {}, lambda _: 0)
    if "flow" in tree or not name:
        return written({**tree, **({"flow": name} if name else {})}, text, around)
    return written({"flow": name, **tree}, text, around)


def tested(tree: Tree, around: Around) -> Mapping[str, Any]:
    """The tests of a flow, run on the engine of real calls; only problems when it cannot be run."""
    problems = _errors(_problems(tree, around))
    if problems:
        return {"problems": told(problems, tree, lambda _: 0)}
    document = FlowDocument.model_validate(tree)
    flow = compile_flow(document, library_of(around) | {document.flow: document})
    reports = asyncio.run(_reports(flow))
    coverage = covered(flow, reports)
    return {
        "passed": sum(report.ok for report in reports),
        "failed": sum(not report.ok for report in reports),
        "reports": [_report(report, tree) for report in reports],
        "coverage": {
            "steps": {point.of: bool(coverage.times[point]) for point in coverage.points("step")},
            "percent": {"all": round(coverage.percent(), 1), "steps": round(coverage.percent("step"), 1)},
            "missed": [{"kind": point.kind, "of": point.of, "name": point.name} for point in coverage.missed()],
        },
    }


def _report(report: TestReport, tree: Tree) -> dict[str, Any]:
    """A report in the words of forms."""
    told = report.as_json()
    pairs = report.mismatch.differences if report.mismatch else ()
    differences = [{"expected": in_titles(wanted, tree), "came": in_titles(came, tree)} for wanted, came in pairs]
    return {**told, "failure": in_titles(report.failure, tree) or None, "differences": differences}


def compared(old: Tree, new: Tree) -> Sequence[Mapping[str, Any]] | None:
    """What is different, in words; None when one of the two cannot be read as a flow."""
    (before, _), (after, _) = read_tree(deepcopy(dict(old))), read_tree(deepcopy(dict(new)))
    if before is None or after is None:
        return None
    steps = {**old["nodes"], **new["nodes"]}  # a step that is gone has a title, too
    return [_difference(each, {**new, "nodes": steps}) for each in differences(before, after)]


def ready() -> bool:
    """Whether the workshop is open."""
    return True


# ---- checking


def _problems(tree: Tree, around: Around) -> list[Problem]:
    """All that there is to say about a flow, that of calls to other flows and of its actions included."""
    document, problems = read_tree(deepcopy(dict(tree)))
    if document is None:
        return problems
    problems += signature_problems(document, around.tools)
    problems += _nobody(document, around.people)
    if not any(isinstance(step, Call) for step in document.steps.values()) and not any(
        handler.call for handler in document.handlers.values()
    ):
        return problems
    library = _Names({**library_of(around), document.flow: document}, around.names)
    if _errors(problems):
        return [*problems, *unknown_flows(document, library)]
    try:
        whole = inlined(document, library)
    except FlowError as why:
        return [*problems, *why.problems]
    return [*problems, *unknown_mocks(document, whole)]


def _nobody(document: FlowDocument, people: Sequence[str]) -> Iterator[Problem]:
    """Transfers to somebody whose number this installation does not know: nobody would be there."""
    known = f"There are: {', '.join(people)}." if people else "Nobody has a number yet."
    for name, step in document.steps.items():
        if isinstance(step, Transfer) and step.to not in people:
            yield Problem(
                ("nodes", name, "to"),
                0,
                "no_number",
                f"“{step_at(name)}” puts callers through to “{step.to}”, who has no number here: "
                "callers hear what is said when nobody is there.",
                did_you_mean(step.to, people) or f"Set a number in TRUNKLINE_TRANSFERS. {known}",
                "warning",
            )


def _errors(problems: Sequence[Problem]) -> list[Problem]:
    return [each for each in problems if each.level == "error"]


class _Names(dict[str, FlowDocument]):
    """The flows that are called, among the names of all that there are."""

    def __init__(self, documents: Mapping[str, FlowDocument], names: Sequence[str]) -> None:
        super().__init__(documents)
        self._all = dict.fromkeys([*documents, *names])

    def __iter__(self) -> Any:
        return iter(self._all)


def library_of(around: Around) -> dict[str, FlowDocument]:
    """The flows that are called, by their names."""
    return {name: _document(text) for name, text in around.called.items()}


@lru_cache(maxsize=64)
def _document(text: str) -> FlowDocument:
    return FlowDocument.model_validate_json(text)


def _outline(tree: Tree, problems: Sequence[Mapping[str, Any]]) -> Outline:
    """What a list of flows says, also of a flow that is not finished."""
    languages, nodes = tree.get("languages"), tree.get("nodes")
    return Outline(
        title=_words(tree.get("title")) or _words(tree.get("flow")),
        about=_words(tree.get("about")),
        languages=tuple(_words(each) for each in languages) if isinstance(languages, list) else (),
        steps=len(nodes) if isinstance(nodes, Mapping) else 0,
        errors=sum(each["level"] == "error" for each in problems),
    )


def _words(value: object) -> str:
    return value.replace("\0", "")[:2000] if isinstance(value, str) else ""


# ---- texts


def _commented(text: str) -> Commented | None:
    """A text with its comments; None for one whose comments cannot be kept, since it repeats parts of itself."""
    if not text:
        return None
    document = _read.pop(text, None)
    if document is None:
        try:
            document = read_commented(text)
        except FlowError:
            return None
    _remember(text, document)
    return document


def _remember(text: str, document: Commented) -> None:
    _read[text] = document
    if len(_read) > MOST_READ:
        _read.popitem(last=False)


# ---- tests and differences


async def _reports(flow: Any) -> list[TestReport]:
    until = time.monotonic() + TESTS_S
    reports = []
    for test in flow.document.tests:
        if time.monotonic() > until:
            break
        reports.append(await run_test(flow, test))
    late = flow.document.tests[len(reports) :]
    return [*reports, *(_late(test.name) for test in late)]


def _late(name: str) -> TestReport:
    return TestReport(name, Mismatch(f"All tests together took longer than {TESTS_S:g} seconds; it was not run."))


def _difference(difference: Difference, tree: Tree) -> Mapping[str, Any]:
    path = difference.path
    step = str(path[1]) if path[:1] == ("nodes",) and len(path) > 1 else None
    return {"path": list(path), "kind": difference.kind, "step": step, "words": in_titles(difference.sentence, tree)}
