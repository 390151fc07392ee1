"""A service whose routes are looked at."""

from collections.abc import AsyncIterator, Sequence

import pytest
from pydantic import SecretStr
from starlette.routing import BaseRoute

from agent.app import open_service
from agent.settings import Settings


@pytest.fixture
async def routes(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Sequence[BaseRoute]]:
    """Those of a service."""
    home = tmp_path_factory.mktemp("home")
    settings = Settings(
        database_url=SecretStr(database_url), trunkline_home=home, trunkline_asr="scripted", trunkline_tts="scripted"
    )
    async with open_service(settings) as service:
        yield service.routes
