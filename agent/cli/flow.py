"""`trunkline flow`: flow documents."""

import argparse
import asyncio
import sys
from pathlib import Path

from agent.errors import TrunklineError
from agent.logs import set_up_logs
from graphs.compiler import CompiledFlow, compile_flow
from graphs.document import FlowDocument
from graphs.flows import flow_text, shipped
from graphs.loading import load_flow
from graphs.problems import FlowError
from graphs.testing import run_tests, untested


def options(command: argparse.ArgumentParser) -> None:
    """The verb's options."""
    what = command.add_subparsers(dest="what", metavar="WHAT", required=True)
    check = what.add_parser("check", help="say what is wrong with a flow, all at once")
    test = what.add_parser("test", help="run the conversations that a flow must keep")
    for each in (check, test):
        each.add_argument("flow", nargs="+", help=f"a YAML file, or a shipped flow: {', '.join(shipped())}")
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Do it. Returns 0 when all is well."""
    set_up_logs("error")
    work = _check if given.what == "check" else _test
    return max([work(name) for name in given.flow])


def _check(name: str) -> int:
    try:
        compile_flow(_document(name))
    except FlowError as error:
        for problem in error.problems:
            print(f"{name}: {problem}")
        return 1
    print(f"{name}: nothing is wrong.")
    return 0


def _test(name: str) -> int:
    flow = compile_flow(_document(name))
    return asyncio.run(_run_tests(name, flow))


async def _run_tests(name: str, flow: CompiledFlow) -> int:
    reports = await run_tests(flow)
    for report in reports:
        print(f"{'ok  ' if report.ok else 'FAIL'} {name}: {report.name}")
        if report.failure:
            print(f"       {report.failure}")
    failed = sum(not report.ok for report in reports)
    print(f"{len(reports) - failed} passed, {failed} failed; {sum(report.turns for report in reports)} turns")
    if missed := untested(flow, reports):
        print(f"no test comes through: {', '.join(missed)}", file=sys.stderr)
    return 1 if failed else 0


def _document(name: str) -> FlowDocument:
    return load_flow(flow_text(name) if name in shipped() else _file(Path(name)))


def _file(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as why:
        raise TrunklineError(f"{path} cannot be read ({why}); shipped flows are: {', '.join(shipped())}.") from why
