"""`trunkline flow diagram`: draws a flow as a Mermaid flowchart."""

import argparse
import sys
from pathlib import Path

from agent.cli.flow_source import Unreadable, read_document
from graphs.diagram import mermaid


def options(parser: argparse.ArgumentParser) -> None:
    """The verb's options."""
    parser.add_argument("flow", help="a YAML file, or a shipped flow")
    parser.add_argument("--output", "-o", type=Path, help="write to this file (default: print)")


def run(given: argparse.Namespace) -> int:
    """Draw the flow; one with mistakes in it is drawn too, as long as it can be read."""
    drawn = mermaid(read_document(given.flow))
    if given.output is None:
        sys.stdout.write(drawn)
        return 0
    try:
        given.output.write_text(drawn, encoding="utf-8")
    except OSError as why:
        raise Unreadable(f"{given.output} cannot be written ({why}).") from why
    return 0
