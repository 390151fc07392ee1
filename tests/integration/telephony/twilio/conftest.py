"""A running service for callers over real sockets."""

from collections.abc import AsyncIterator

import pytest

from telephony.twilio.desk import TwilioConfig
from tests.support.twilio_service import Service, running


@pytest.fixture(params=["queued", "prompt"])
async def service(request: pytest.FixtureRequest) -> AsyncIterator[Service]:
    """Without a key, as on a developer's machine, with short limits. At the end a call must still go through.

    Once on a server that queues messages, for calls that read them; once on one that hands them over at once.
    """
    config = TwilioConfig(start_limit_s=0.5, send_limit_s=0.5, waiting_sockets=3, waiting_events=50)
    async with running(config, ws_max_size=131_072, prompt=request.param == "prompt") as service:
        yield service
        await service.idle()
        assert await service.healthy()
