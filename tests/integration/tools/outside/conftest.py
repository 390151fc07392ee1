"""A service of somebody else, and declared actions that call it."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import orjson
import pytest

from agent.store.database import Database
from agent.tools.outside.addresses import Resolve, resolve
from agent.tools.outside.loading import load_declarations
from agent.tools.outside.opening import open_outside
from agent.tools.registry import Toolbox
from agent.tools.tool import Context
from tests.support.outside import ZONE, Service, running_service

Declare = Callable[..., Any]


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    """An HTTP service on 127.0.0.1."""
    async with running_service() as running:
        yield running


@pytest.fixture
async def declare(tmp_path: Path) -> AsyncIterator[Declare]:
    """Opens declared actions as a toolbox; without a database, which they do not need."""
    async with AsyncExitStack() as stack:

        async def opened(
            content: Mapping[str, Any], *, resolver: Resolve = resolve, read: Any = {}.get, tls: Any = None
        ) -> Toolbox:
            file = tmp_path / "tools.yaml"
            file.write_bytes(orjson.dumps(content))
            declarations = load_declarations(file, read=read, resolver=resolver)
            outside = await stack.enter_async_context(open_outside(declarations, tls=tls))
            context = Context(Database("postgresql://nobody@127.0.0.1:1/nothing"), lambda: None, ZONE)  # type: ignore[arg-type, return-value] # no declared action looks at the clock
            return Toolbox(context, tools=outside.tools)

        yield opened
