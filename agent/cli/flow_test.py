"""`trunkline flow test`: runs the conversations that a flow must keep."""

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import repeat, zip_longest
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from agent.cli.flow_source import Nearby, Unreadable, flow_option, read_flow
from agent.settings import load_settings
from graphs.compiler import CompiledFlow, compile_flow
from graphs.coverage import KINDS, Coverage
from graphs.document import FlowDocument, TestCase
from graphs.junit import Suite, junit
from graphs.loading import load_flow
from graphs.problems import FlowError
from graphs.reports import TestReport
from graphs.testing import covered, run_test

BIG = 400
"""Tests from which on several processes are worth their start."""


def options(parser: argparse.ArgumentParser) -> None:
    """The verb's options."""
    flow_option(parser)
    parser.add_argument(
        "--name", metavar="PATTERN", help="only tests whose name holds this; * and ? stand for anything"
    )
    parser.add_argument("--coverage", action="store_true", help="tell which steps and exits no test comes through")
    parser.add_argument("--junit", metavar="FILE", type=Path, help="write the results as JUnit XML")
    parser.add_argument("--json", action="store_true", help="print the results, and the coverage, as JSON")
    parser.add_argument("--model", action="store_true", help="let the configured language model understand the callers")
    parser.add_argument(
        "--jobs", metavar="N", type=_positive, default=os.cpu_count(), help=f"processes, from {BIG} tests on"
    )
    parser.add_argument(
        "-v", "--verbose", action="store_true", help="show every conversation, not only those that fail"
    )


def run(given: argparse.Namespace) -> int:
    """Run the tests of each flow. Returns 0 when all passed, 1 when one failed, 2 for a flow that cannot be run."""
    tested = [_test(name, given) for name in given.flow]
    if given.junit:
        _write(given.junit, junit([Suite(each.name, each.reports, each.problems) for each in tested]))
    if given.json:
        print(json.dumps({"flows": [each.as_json() for each in tested]}, ensure_ascii=False, indent=2, default=str))
    else:
        for each in tested:
            _tell(each, given)
    return max(each.exit_code for each in tested)


@dataclass(frozen=True, slots=True)
class _Tested:
    """A flow whose tests were run."""

    name: str
    reports: Sequence[TestReport] = ()
    coverage: Coverage | None = None
    problems: Sequence[str] = ()

    @property
    def exit_code(self) -> int:
        return 2 if self.problems else int(any(not report.ok for report in self.reports))

    def as_json(self) -> dict[str, Any]:
        return {
            "flow": self.name,
            "ok": self.exit_code == 0,
            "problems": list(self.problems),
            "tests": [report.as_json() for report in self.reports],
            "turns": sum(report.turns for report in self.reports),
            "seconds": round(sum(report.seconds for report in self.reports), 6),
            "coverage": self.coverage.as_json() if self.coverage else None,
        }


def _test(name: str, given: argparse.Namespace) -> _Tested:
    try:
        flow = _flow(name)
    except FlowError as error:
        return _Tested(name, problems=[str(problem) for problem in error.problems])
    if given.name and not _chosen(flow.document, given.name):
        return _Tested(name, problems=[f"no test has a name like “{given.name}”; there are: {_names(flow.document)}."])
    reports = _reports(name, flow, given)
    return _Tested(name, reports, covered(flow, reports, model=given.model))


def _chosen(document: FlowDocument, pattern: str | None) -> list[TestCase]:
    wanted = f"*{pattern}*".casefold() if pattern else "*"
    return [test for test in document.tests if fnmatchcase(test.name.casefold(), wanted)]


def _names(document: FlowDocument) -> str:
    return "; ".join(test.name for test in document.tests) or "none at all"


# ---- telling


def _tell(tested: _Tested, given: argparse.Namespace) -> None:
    for problem in tested.problems:
        print(f"{tested.name}: {problem}", file=sys.stderr)
    for report in tested.reports:
        print(f"{'ok  ' if report.ok else 'FAIL'} {tested.name}: {report.name}")
        if given.verbose or not report.ok:
            print("\n".join(f"     {line}" for line in report.told()))
    if tested.coverage is None:
        return
    failed = sum(not report.ok for report in tested.reports)
    turns, took = sum(report.turns for report in tested.reports), sum(report.seconds for report in tested.reports)
    speed = f", {turns / took:.0f} a second" if took else ""
    print(f"{tested.name}: {len(tested.reports) - failed} passed, {failed} failed; {turns} turns{speed}")
    if given.coverage:
        print("\n".join(_table(tested.coverage)))
    elif not given.name and (missed := tested.coverage.missed("step")):
        print(f"no test comes through: {', '.join(map(str, missed))}", file=sys.stderr)


def _table(coverage: Coverage) -> Iterator[str]:
    """Each kind with its figures; then what is missing."""
    yield f"  {'':16}{'covered':>8}{'of':>6}{'':>8}"
    for kind, called in KINDS.items():
        there, missed = len(coverage.points(kind)), len(coverage.missed(kind))
        yield f"  {called:16}{there - missed:8}{there:6}{coverage.percent(kind):7.1f}%"
    there, missed = len(coverage.points()), len(coverage.missed())
    yield f"  {'all':16}{there - missed:8}{there:6}{coverage.percent():7.1f}%"
    for kind, called in KINDS.items():
        if names := coverage.missed(kind):
            yield f"  no test comes through these {called}:"
            yield from (f"    {point}" for point in names)
    if coverage.beyond:
        yield "  only a language model leads through:"
        yield from (f"    {point}" for point in coverage.beyond)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as why:
        raise Unreadable(f"{path} cannot be written ({why}).") from why


# ---- running


def _flow(name: str) -> CompiledFlow:
    document = load_flow(read_flow(name))
    return compile_flow(document, Nearby(name, document))


def _reports(name: str, flow: CompiledFlow, given: argparse.Namespace) -> list[TestReport]:
    """In this process; those of a big suite in several."""
    tests = _chosen(flow.document, given.name)
    if given.model:
        return asyncio.run(_run_with_model(flow, tests))
    if given.jobs == 1 or len(tests) < BIG:
        return asyncio.run(_run_tests(flow, tests))
    with ProcessPoolExecutor(given.jobs, mp_context=get_context("spawn")) as pool:
        parts = pool.map(_run_part, repeat(name), repeat(given.name), range(given.jobs), repeat(given.jobs))
        return [report for together in zip_longest(*parts) for report in together if report is not None]


async def _run_tests(flow: CompiledFlow, tests: Sequence[TestCase]) -> list[TestReport]:
    return [await run_test(flow, test) for test in tests]


async def _run_with_model(flow: CompiledFlow, tests: Sequence[TestCase]) -> list[TestReport]:
    """With the model that the settings name; it is connected once, and closed."""
    from agent.llm import open_model  # noqa: PLC0415 - nobody else needs the clients

    model = open_model(load_settings())
    if model is None:
        raise Unreadable(
            "no language model is configured: set TRUNKLINE_LLM to a provider:model, or leave out --model."
        )
    await model.warm()
    try:
        return [await run_test(flow, test, model=model) for test in tests]
    finally:
        await model.aclose()


def _run_part(name: str, pattern: str | None, part: int, parts: int) -> list[TestReport]:
    """Every so-manyth test, in a process of its own."""
    flow = _flow(name)
    return asyncio.run(_run_tests(flow, _chosen(flow.document, pattern)[part::parts]))


def _positive(written: str) -> int:
    number = int(written)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number
