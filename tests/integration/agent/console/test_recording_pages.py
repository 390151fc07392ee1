"""The sound of a call as the console plays it, of a real call by a simulated caller."""

from collections.abc import AsyncIterator

import numpy as np
import pytest
from pydantic import SecretStr

from agent.settings import Settings
from telephony.audio import ulaw
from telephony.caller.plan import HangUpAfter, Press, Say
from tests.integration.agent.conftest import MONDAY_MORNING
from tests.support.clients import web_client
from tests.support.whole_service import WholeService, whole_service

HEADER = 58
TOKEN = "a" * 32


@pytest.fixture
def quick(settings: Settings) -> Settings:
    """A service that hears what it was told to hear."""
    heard = "scripted:book a cleaning next Tuesday|goodbye"
    return settings.model_copy(update={"trunkline_tts": "scripted:5", "trunkline_asr": heard})


@pytest.fixture
async def service(quick: Settings) -> AsyncIterator[WholeService]:
    """It runs."""
    async with whole_service(quick, clock=lambda: MONDAY_MORNING) as running:
        yield running


NO_ANSWER_S = 2.0
"""A tone is no speech: nobody answers it."""


def spoken() -> bytes:
    """A caller's second of sound: a tone."""
    at = np.arange(8000) / 8000
    return ulaw.from_samples((0.3 * np.sin(2 * np.pi * 300 * at)).astype(np.float32))


async def recorded(service: WholeService, token: str | None = None) -> str:
    """A call, and its id; its recording is written. `token`: it is signed as Twilio signs."""
    report = await service.rings(Say(spoken()), HangUpAfter(0.5), patience_s=NO_ANSWER_S, auth_token=token)
    await service.exchange.recordings.flush()
    return report.call_id


async def test_a_call_is_heard_from_anywhere_in_it(service: WholeService) -> None:
    """The whole is a WAV file of two channels; a part of it is the same bytes."""
    call = await recorded(service)
    whole = await service.get(f"/api/calls/{call}/recording")
    assert whole.headers["content-type"] == "audio/wav"
    assert len(whole.content) == int(whole.headers["content-length"])
    theirs, ours = whole.content[HEADER::2], whole.content[HEADER + 1 :: 2]
    assert np.abs(ulaw.to_samples(theirs)).max() > 0.25, "the caller's tone"
    assert np.abs(ulaw.to_samples(ours)).max() > 0, "the greeting"
    async with web_client() as client:
        part = await client.get(f"{service.url}/api/calls/{call}/recording", headers={"Range": "bytes=40-1039"})
    assert (part.status_code, part.content) == (206, whole.content[40:1040])


RANGES = {
    "bytes=-100": (206, 100),
    "bytes=0-0": (206, 1),
    "bytes=5-2": (200, HEADER + 1000),
    "bytes=a-b": (200, HEADER + 1000),
    "bytes=0-1,3-4": (200, HEADER + 1000),
    f"bytes={'9' * 5000}-": (200, HEADER + 1000),
    "bytes=-0": (416, None),
    "bytes=999999999-": (416, None),
}


async def test_a_part_that_makes_no_sense_is_the_whole_or_refused(service: WholeService) -> None:
    """As HTTP has it (RFC 9110, 14.2)."""
    path = service.exchange.recordings.files.path("CAkept")
    assert path is not None
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"\xff" * 1000)
    async with web_client() as client:
        for wanted, (status, length) in RANGES.items():
            answer = await client.get(f"{service.url}/api/calls/CAkept/recording", headers={"Range": wanted})
            assert answer.status_code == status, wanted[:40]
            if length is not None:
                assert len(answer.content) == length == int(answer.headers["content-length"]), wanted[:40]


async def test_a_recording_is_not_deleted_while_its_call_goes_on(service: WholeService) -> None:
    """What came after it would be kept all the same, at the wrong place."""
    taping = service.exchange.recordings.begin("CAlive", at_ms=0)
    assert taping is not None
    async with web_client(base_url=service.url) as client:
        assert (await client.delete("/api/calls/CAlive/recording")).status_code == 409
        taping.over = True
        await service.exchange.recordings.flush()
        assert (await client.delete("/api/calls/CAlive/recording")).status_code in {204, 404}


async def test_the_outline_shows_who_spoke_when(service: WholeService) -> None:
    """The agent greets before the caller speaks."""
    call = await recorded(service)
    outline = (await service.get(f"/api/calls/{call}/recording/outline")).json()
    assert len(outline["caller"]) == len(outline["agent"]) <= 1000
    first = {side: next(at for at, peak in enumerate(outline[side]) if peak > 0) for side in ("agent", "caller")}
    assert first["agent"] < first["caller"]


async def test_a_recording_can_be_deleted(service: WholeService) -> None:
    """Then there is none; of the call all else stays."""
    call = await recorded(service)
    async with web_client(base_url=service.url) as client:
        assert (await client.delete(f"/api/calls/{call}/recording")).status_code == 204
        assert (await client.get(f"/api/calls/{call}/recording")).status_code == 404
        assert (await client.get(f"/api/calls/{call}")).status_code == 200


async def test_real_calls_are_not_recorded_unless_that_is_wanted(quick: Settings) -> None:
    """With a token of Twilio's callers are strangers, who have to be told first."""
    real = quick.model_copy(update={"twilio_auth_token": SecretStr(TOKEN)})
    async with whole_service(real, clock=lambda: MONDAY_MORNING) as service:
        assert not service.exchange.recordings.files.has(await recorded(service, TOKEN))
    wanted = real.model_copy(update={"trunkline_record": "all"})
    async with whole_service(wanted, clock=lambda: MONDAY_MORNING) as service:
        assert service.exchange.recordings.files.has(await recorded(service, TOKEN))


async def test_a_call_that_is_handed_over_is_heard_up_to_there(quick: Settings) -> None:
    """To the end of our announcement, both sides; what comes after is between the carrier and whoever took the call."""
    people = quick.model_copy(
        update={"trunkline_transfers": {"reception": "+912071110000"}, "trunkline_asr": "scripted:one moment"}
    )
    async with whole_service(people, clock=lambda: MONDAY_MORNING) as service:
        report = await service.rings(Say(spoken()), Press("0"), patience_s=NO_ANSWER_S)
        await service.exchange.recordings.flush()
        page = (await service.get(f"/api/calls/{report.call_id}/page")).json()
        sound = await service.get(page["recording"])
        outline = (await service.get(f"{page['recording']}/outline")).json()
    theirs, ours = sound.content[HEADER::2], sound.content[HEADER + 1 :: 2]
    announced = next(line for line in reversed(page["transcript"]) if line["who"] == "bot")

    assert report.transferred_to == "+912071110000"
    assert (page["ended_by"], page["live"]) == ("transferred", False)
    assert np.abs(ulaw.to_samples(theirs)).max() > 0.25, "the caller's tone"
    assert np.abs(ulaw.to_samples(ours[page["turns"][-1]["at_ms"] * 8 :])).max() > 0, "the announcement"
    assert not announced["cut"]
    assert abs(outline["seconds"] - page["seconds"]) < 1.0
