"""`trunkline flow steps`: lists the types of steps with their exits."""

import argparse
import inspect
import json

from graphs.nodes import STEP_TYPES
from graphs.ways_out import ways_out


def options(parser: argparse.ArgumentParser) -> None:
    """The verb's options."""
    parser.add_argument("--json", action="store_true", help="print the list as JSON")


def run(given: argparse.Namespace) -> int:
    """Print the list."""
    listed = [
        {"type": name, "exits": ways_out(step), "about": inspect.getdoc(step) or ""}
        for name, step in STEP_TYPES.items()
    ]
    if given.json:
        print(json.dumps(listed, ensure_ascii=False, indent=2))
        return 0
    for each in listed:
        print(f"{each['type']:<9} {each['about']}")
        print(f"{'':<9} exits: {', '.join(each['exits']) or 'none: the call is over'}")
    return 0
