"""`trunkline flow schema`: prints the JSON Schema of a flow, for editors and other programs."""

import argparse
import json

from graphs.document import FlowDocument


def options(parser: argparse.ArgumentParser) -> None:
    """The verb has no options."""


def run(given: argparse.Namespace) -> int:  # noqa: ARG001 - every verb is called alike
    """Print it."""
    print(json.dumps(FlowDocument.model_json_schema(by_alias=True), ensure_ascii=False, indent=2))
    return 0
