"""The list of calls and the page of one: real calls by a simulated caller, and the real database."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from agent.cli.spoken import sounds
from agent.console.digests import FORM as DIGEST_FORM
from agent.settings import Settings
from agent.store.call_digests import CallDigests
from agent.store.database import Database
from telephony.caller.plan import HangUpAfter, Press, Say, Wait
from tests.integration.agent.conftest import MONDAY_MORNING
from tests.support.past_calls import Past
from tests.support.timelines import Story
from tests.support.whole_service import FORM, WholeService, whole_service

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def quick(settings: Settings) -> Settings:
    """A service that hears what it was told to hear."""
    heard = "scripted:I would like a root canal|book an appointment|a cleaning|Tuesday"
    people = {"reception": "+912071110000"}
    scripted = {"trunkline_tts": "scripted:5", "trunkline_asr": heard, "trunkline_transfers": people}
    return settings.model_copy(update=scripted)


@pytest.fixture
async def service(quick: Settings) -> AsyncIterator[WholeService]:
    """It runs."""
    async with whole_service(quick, clock=lambda: MONDAY_MORNING) as running:
        yield running


@pytest.fixture
async def speech() -> bytes:
    """A voice; what is heard in it is scripted."""
    made = await sounds([("say", "I would like to book")])
    return made["say", "I would like to book"]


@pytest.fixture
def past(database: Database) -> Past:
    """Calls of before."""
    return Past(database)


async def asked(service: WholeService, path: str, **query: object) -> Any:
    """What the console answers."""
    answer = await service.get(path + "?" + "&".join(f"{name}={value}" for name, value in query.items()))
    assert answer.status_code == 200, answer.text
    return answer.json()


async def until(state: Callable[[], Awaitable[Any]]) -> Any:
    """Wait for a state of the service."""
    async with asyncio.timeout(20):
        while not (found := await state()):  # noqa: ASYNC110 -- another program's state
            await asyncio.sleep(0.05)
    return found


async def listed(service: WholeService, **query: object) -> list[str]:
    """The ids of the calls that are found."""
    return [call["id"] for call in (await asked(service, "/api/calls", **query))["calls"]]


def told(text: str, answer: str = "Which day?") -> Story:
    """A short call."""
    return Story().step("menu").says("Book or move?").heard().at(3000).turn(text).says(answer).at(5000).heard()


async def test_a_call_that_was_held_is_listed_with_what_became_of_it(service: WholeService, speech: bytes) -> None:
    """Who rang, how long, to what end, what it cost; and it is found by what was said in it, and by its number."""
    report = await service.rings(Say(speech), Press("0"))

    async def digested() -> Any:
        found = await asked(service, "/api/calls", q="root canal")
        return found["calls"]

    [call] = await until(digested)

    assert call["id"] == report.call_id
    assert (call["flow"], call["line"], call["caller"]) == ("scheduling", "twilio", FORM["From"])
    assert (call["result"], call["success"], call["live"]) == ("transferred", "partial", False)
    assert call["turns"] == 2
    assert call["cost"]["currency"] == "INR"
    assert call["seconds"] > 0
    assert await listed(service, q="9822012") == [report.call_id]
    assert await listed(service, q="root elephant") == []


async def test_a_calls_page_tells_what_was_said_and_why(service: WholeService, speech: bytes) -> None:
    """The transcript with what was heard, each turn with its reasons and times, values, costs."""
    report = await service.rings(Say(speech), Say(speech), Say(speech), HangUpAfter(0.5))
    page = await asked(service, f"/api/calls/{report.call_id}/page")
    by_text = {line["text"]: line for line in page["transcript"]}
    missed, booked, filled = page["turns"][1:4]

    assert by_text["I would like a root canal"]["who"] == "caller"
    assert by_text["I would like a root canal"]["step"] == "menu"
    assert page["transcript"][-1]["event"] == "ended"
    assert any("Nothing of use was understood" in note for note in missed["why"]["notes"])
    assert booked["steps"] == ["details"]
    assert booked["why"]["exits"] == [{"step": "menu", "exit": "option book", "to": "details"}]
    assert filled["changed"] == ["service"]
    assert filled["values"] == {"service": "cleaning"}
    stages = [each["stage"] for each in filled["latency"]]
    assert {"caller_silent", "recognised", "end_of_turn", "understood", "first_text", "sent", "played"} <= set(stages)
    assert stages[0] == "caller_silent"
    assert filled["latency_ms"] > 0
    assert {each["stage"] for each in page["cost"]} >= {"line"}
    assert page["total"]["amount"] == pytest.approx(sum(each["amount"] for each in page["cost"]), abs=1e-5)
    assert page["events"] > 30


async def test_a_sentence_that_the_caller_cut_off_by_hanging_up_says_what_they_heard(quick: Settings) -> None:
    """Sent is not heard. The sentence takes seconds, so that it is not over before the service has noticed the end."""
    slow = quick.model_copy(update={"trunkline_tts": "scripted:60"})
    async with whole_service(slow, clock=lambda: MONDAY_MORNING) as service:
        report = await service.rings(HangUpAfter(), barge_in_s=0.2)
        page = await asked(service, f"/api/calls/{report.call_id}/page")
    [cut, *_] = [line for line in page["transcript"] if line["cut"]]

    assert len(cut["heard_text"]) < len(cut["text"])
    assert cut["text"].startswith(cut["heard_text"])


async def test_a_call_that_goes_on_has_a_page(service: WholeService) -> None:
    """It tells what is known until now, and that it goes on."""
    ringing = asyncio.create_task(service.rings(Wait(5), hangup_after_s=4.0))

    async def begun() -> Any:
        found = await asked(service, "/api/calls")
        return [call for call in found["calls"] if call["live"] and call["step"] == "menu"]

    [call] = await until(begun)
    page = await asked(service, f"/api/calls/{call['id']}/page")
    await ringing

    assert (page["live"], page["ended_at"], page["result"]) == (True, None, None)
    assert page["transcript"][0]["who"] == "bot"


async def test_calls_are_filtered(service: WholeService, past: Past) -> None:
    """By flow, result, direction and time; those of the console only when they are asked for."""
    await past.enter("CA-a", told("book"), at=NOON, result="booked")
    await past.enter("CA-b", told("move"), at=NOON + timedelta(hours=1), result="moved", direction="outbound")
    await past.enter("CA-c", told("help"), at=NOON + timedelta(hours=2), by="caller", flow="support")
    await past.enter("CA-d", told("test"), at=NOON + timedelta(hours=3), line="console")

    assert await listed(service) == ["CA-c", "CA-b", "CA-a"]
    assert await listed(service, line="console") == ["CA-d"]
    assert await listed(service, flow="support") == ["CA-c"]
    assert await listed(service, result="booked") == ["CA-a"]
    assert await listed(service, result="") == ["CA-c"]
    assert await listed(service, direction="outbound") == ["CA-b"]
    assert await listed(service, **{"from": "2026-03-02T13:00:00Z", "until": "2026-03-02T14:00:00Z"}) == ["CA-b"]
    assert await listed(service, version=7) == []


async def test_the_list_is_read_page_by_page(service: WholeService, past: Past) -> None:
    """Each call once, also when two began at the same moment and another comes meanwhile."""
    for number in range(5):
        await past.enter(f"CA-{number}", told("book"), at=NOON + timedelta(seconds=number // 2))
    first = await asked(service, "/api/calls", limit=2)
    await past.enter("CA-9", told("book"), at=NOON + timedelta(hours=1))
    second = await asked(service, "/api/calls", limit=2, cursor=first["next"])
    third = await asked(service, "/api/calls", limit=2, cursor=second["next"])
    pages = [[call["id"] for call in page["calls"]] for page in (first, second, third)]

    assert pages == [["CA-4", "CA-3"], ["CA-2", "CA-1"], ["CA-0"]]
    assert third["next"] is None


async def test_either_sides_words_are_searched(service: WholeService, past: Past) -> None:
    """Whole words and their beginnings, however they are written; what a turn that was taken back said is not there."""
    await past.enter("CA-a", told("I need a crown", "We do not make crowns."), at=NOON)
    await past.enter("CA-b", told("मुझे सफ़ाई चाहिए"), at=NOON + timedelta(hours=1))
    undone = Story().step("menu").turn("a zebra").takes_back().turn("a filling")
    await past.enter("CA-c", undone, at=NOON + timedelta(hours=2))
    await past.digest()

    assert await listed(service, q="CROWN") == ["CA-a"]
    assert await listed(service, q="make need") == ["CA-a"]
    assert await listed(service, q="सफाई") == ["CA-b"]
    assert await listed(service, q="zebra") == []
    assert await listed(service, q="'fill':* | !") == ["CA-c"]
    assert await listed(service, q="!!") == []


async def test_calls_are_found_by_what_happened_at_a_step(service: WholeService, past: Past) -> None:
    """Behind each number of a report are its calls."""
    lost = Story().step("menu").turn("what?").note("no_match", step="menu", count=1)
    await past.enter("CA-a", lost, at=NOON, by="caller")
    await past.enter("CA-b", told("book").exit("menu", "option book", "day").step("day"), at=NOON + timedelta(hours=1))
    await past.digest()

    assert await listed(service, step="menu") == ["CA-b", "CA-a"]
    assert await listed(service, step="menu", at="hang_ups") == ["CA-a"]
    assert await listed(service, step="menu", at="no_match") == ["CA-a"]
    assert await listed(service, step="day") == ["CA-b"]


async def test_a_call_that_went_on_after_its_end_is_digested_anew(database: Database, past: Past) -> None:
    """A line that was lost and came back: the whole is counted, once."""
    await past.enter("CA-a", told("book"), at=NOON, by="lost")
    await past.digest()
    digests = CallDigests(database)
    waiting = await digests.waiting(most=10)
    await past.enter("CA-a", told("book"), at=NOON, result="booked")
    again = await digests.waiting(most=10)

    assert (waiting, again) == ([], ["CA-a"])


async def test_digests_of_an_older_software_are_made_anew(database: Database, past: Past) -> None:
    """Those of this one are not."""
    await past.enter("CA-a", told("book"), at=NOON)
    await past.digest()
    digests = CallDigests(database)
    await digests.outdated(DIGEST_FORM)
    same = await digests.waiting(most=10)
    await digests.outdated(DIGEST_FORM + 1)

    assert (same, await digests.waiting(most=10)) == ([], ["CA-a"])


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("/api/calls/CA-nobody/page", 404, "no call of that id"),
        ("/api/calls?cursor=nonsense", 400, "cursor"),
        ("/api/calls?limit=5000", 422, "limit"),
        ("/api/calls?from=yesterday", 422, "from"),
        ("/api/calls?colour=red", 422, "colour"),
    ],
)
async def test_what_cannot_be_answered_is_told(service: WholeService, path: str, status: int, sentence: str) -> None:
    """In one shape, with a sentence."""
    answer = await service.get(path)

    assert answer.status_code == status
    assert sentence in answer.json()["error"]["message"]


async def test_a_call_that_is_shown_can_be_hung_up_at_once(service: WholeService, speech: bytes) -> None:
    """A page is read while its call ends: nothing is lost of either."""
    report = await service.rings(Say(speech), HangUpAfter(0.1))
    pages = await asyncio.gather(*(asked(service, f"/api/calls/{report.call_id}/page") for _ in range(5)))

    assert {page["events"] for page in pages} == {pages[0]["events"]}
