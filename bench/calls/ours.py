"""The service as `trunkline serve` runs it, with the flow of a file beside those that come with it.

    python -m bench.calls.ours --flow bench/calls/flow.yaml --port 8092

Settings come from the environment, as always.
"""

import argparse
import asyncio
from pathlib import Path

from agent import app
from agent.cli import serve
from agent.flows import Flows
from graphs.loading import load_flow


def publishing(path: Path) -> type[Flows]:
    """The service's flows, one of which is published from this file."""

    class WithFile(Flows):
        """Those that come with the product, and one more."""

        async def load(self) -> None:
            """Load them, then publish."""
            await super().load()
            await self.publish(await asyncio.to_thread(lambda: load_flow(path.read_text())))

    return WithFile


def main() -> None:
    """Read the options and serve."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--flow", type=Path, required=True)
    serve.options(options)
    given = options.parse_args()
    vars(app)["Flows"] = publishing(given.flow)  # there is no setting that names a flow's file
    serve.run(given)


if __name__ == "__main__":
    main()
