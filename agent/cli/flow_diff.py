"""`trunkline flow diff`: says in words what is different between two flows."""

import argparse

from agent.cli.flow_source import read_document
from graphs.differences import differences


def options(parser: argparse.ArgumentParser) -> None:
    """The verb's options."""
    parser.add_argument("old", help="a YAML file, or a shipped flow")
    parser.add_argument("new", help="a YAML file, or a shipped flow")


def run(given: argparse.Namespace) -> int:
    """Print a sentence for each difference. Returns 0; flows that cannot be read raise FlowError."""
    found = differences(read_document(given.old), read_document(given.new))
    for difference in found:
        print(difference.sentence)
    if not found:
        print("Both say the same.")
    return 0
