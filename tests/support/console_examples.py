"""Examples that the console's own tests share with the service: what it tells of steps, and two shipped flows.

`python -m tests.support.console_examples` writes them anew; a test fails when one of them is stale.
"""

import json
from pathlib import Path
from typing import Any

from agent.console.catalogue import known_steps
from graphs.flows import flow_text
from graphs.loading import plain, read_yaml

FOLDER = Path(__file__).parents[2] / "web/src/doc/testing"
FLOWS = ("scheduling", "sales")


def examples() -> dict[str, Any]:
    """By name of the file."""
    flows = {f"{name}.json": plain(read_yaml(flow_text(name))) for name in FLOWS}
    return {"steps.json": known_steps().model_dump(mode="json", by_alias=True), **flows}


if __name__ == "__main__":
    for name, example in examples().items():
        (FOLDER / name).write_text(json.dumps(example, ensure_ascii=False) + "\n")
