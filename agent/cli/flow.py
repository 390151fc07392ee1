"""`trunkline flow`: flow documents. Each sub-verb is one file with `options(parser)` and `run(given)`."""

import argparse
import sys
from importlib import import_module

from agent.cli.flow_source import Unreadable
from agent.logs import set_up_logs

WHAT = {
    "check": ("agent.cli.flow_check", "say what is wrong with a flow, all at once"),
    "test": ("agent.cli.flow_test", "run the conversations that a flow must keep"),
    "fmt": ("agent.cli.flow_fmt", "write a flow in the one way in which flows are written"),
    "diff": ("agent.cli.flow_diff", "say in words what is different between two flows"),
    "diagram": ("agent.cli.flow_diagram", "draw a flow as a Mermaid flowchart"),
    "schema": ("agent.cli.flow_schema", "print the JSON Schema of a flow"),
    "steps": ("agent.cli.flow_steps", "list the types of steps with their exits"),
}
"""A sub-verb, the module that performs it, and what it does."""


def options(command: argparse.ArgumentParser) -> None:
    """The verb's options."""
    what = command.add_subparsers(dest="what", metavar="WHAT", required=True)
    for name, (module, summary) in WHAT.items():
        parser = what.add_parser(name, help=summary, description=summary[0].upper() + summary[1:] + ".")
        performer = import_module(module)
        performer.options(parser)
        parser.set_defaults(perform=performer.run)
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Do it. Returns 0 when all is well, 1 when something is not, 2 when there is no such flow."""
    set_up_logs("error")
    try:
        return int(given.perform(given))
    except Unreadable as why:
        print(f"trunkline: {why}", file=sys.stderr)
        return 2
