"""`trunkline`, which writes down every module that is imported, as JSON lines, into the file named first.

An import that finds its module already there is none. One that finds nothing is one each time it is tried.
"""

import json
import sys
import time
import traceback
from pathlib import Path


def watch(path: Path) -> None:
    """Write from now on; whoever imported it comes with it."""
    log = path.open("a", buffering=1)

    def hear(event: str, arguments: tuple[object, ...]) -> None:
        if event == "import":
            frames = traceback.extract_stack(limit=12)
            by = [f"{each.filename}:{each.lineno}" for each in frames if "importlib" not in each.filename]
            log.write(json.dumps({"module": str(arguments[0]), "at": time.time(), "by": by[-4:-1]}) + "\n")

    sys.addaudithook(hear)


if __name__ == "__main__":
    watch(Path(sys.argv.pop(1)))
    from agent.cli import main

    sys.exit(main())
