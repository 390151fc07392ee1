"""What `trunkline VERB --help` says, for each of the verbs that are its arguments: JSON, by verb.

Each is performed in a process of its own, which is forked from this one. That has imported what others wrote, which
takes most of a second, and nothing of ours: a verb has to bring along all of our modules that it needs.
"""

import json
import os
import sys

import alembic.command
import asyncpg
import fastapi
import httpx
import langgraph.graph
import numpy as np
import pydantic_settings
import sqlalchemy.ext.asyncio
import uvicorn

OTHERS = (alembic, asyncpg, fastapi, httpx, langgraph, np, pydantic_settings, sqlalchemy, uvicorn)


def explained(verb: str) -> str:
    """What it wrote; nothing when it did not end well."""
    reads, writes = os.pipe()
    if (child := os.fork()) == 0:
        os.dup2(writes, sys.stdout.fileno())
        from agent.cli import main  # noqa: PLC0415 -- ours

        sys.exit(main([verb, "--help"]))
    os.close(writes)
    with os.fdopen(reads) as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    return said if status == 0 else ""


if __name__ == "__main__":
    assert not [name for name in sys.modules if name.partition(".")[0] in {"agent", "graphs", "telephony"}]
    said = {verb: explained(verb) for verb in sys.argv[1:]}
    sys.stdout.write(json.dumps(said))
