"""How a service is set up, as the console tells it."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from agent.settings import Settings
from tests.integration.agent.conftest import MONDAY_MORNING
from tests.support.clients import web_client
from tests.support.whole_service import WholeService, whole_service

KEY = "sk-not-to-be-told-0123456789abcdef"


@pytest.fixture
def quick(settings: Settings) -> Settings:
    """With doubles for speech, and keys."""
    return settings.model_copy(
        update={
            "trunkline_tts": "scripted:5",
            "trunkline_asr": "scripted:hello",
            "twilio_auth_token": SecretStr(KEY),
            "openai_api_key": SecretStr(KEY),
        }
    )


@pytest.fixture
async def service(quick: Settings) -> AsyncIterator[WholeService]:
    """It runs."""
    async with whole_service(quick, clock=lambda: MONDAY_MORNING) as running:
        yield running


async def sent(service: WholeService, path: str, **body: Any) -> httpx.Response:
    """What is answered."""
    async with web_client(timeout=30) as client:
        return await client.post(f"{service.url}{path}", json=body)


async def test_what_is_set_up_is_told_and_no_key_is(service: WholeService) -> None:
    """Who listens, speaks and thinks; that there is a token, and not which."""
    answer = await service.get("/api/setup")
    told = answer.json()
    assert {each["role"] for each in told["providers"]} == {"recogniser", "voice", "model"}
    assert told["telephone"]["token"] is True
    assert KEY not in answer.text


async def test_every_provider_is_tried_for_real(service: WholeService) -> None:
    """Each with how it did."""
    tried = (await sent(service, "/api/setup/providers")).json()
    assert {each["name"]: each["works"] for each in tried}["TRUNKLINE_TTS"] is True


async def test_the_voice_can_be_heard(service: WholeService) -> None:
    """A WAV file with sound in it."""
    answer = await sent(service, "/api/setup/voice", text="Hello there.", language="en")
    assert answer.headers["content-type"] == "audio/wav"
    assert len(answer.content) > 1000
    assert len(set(answer.content[58:])) > 2


@pytest.mark.parametrize("text", ["", "x" * 301])
async def test_a_sample_has_a_sensible_length(service: WholeService, text: str) -> None:
    """Nobody has a novel read out by the console."""
    assert (await sent(service, "/api/setup/voice", text=text)).status_code == 422


async def test_without_an_account_it_is_said_what_to_set(service: WholeService) -> None:
    """Which settings, and that the service has to be started again."""
    told = (await sent(service, "/api/setup/telephone")).json()
    assert told["works"] is False
    assert "TWILIO_ACCOUNT_SID" in told["why"]


async def test_prices_are_told_with_where_they_come_from(service: WholeService) -> None:
    """One line for each provider, model and unit."""
    lines = (await service.get("/api/setup/prices")).json()
    keys = [(line["provider"], line["model"], line["unit"]) for line in lines]
    assert len(keys) == len(set(keys)) > 20
    assert all(line["source"] for line in lines)
