"""Trying a flow in writing, over HTTP at a running service."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from agent.settings import Settings
from graphs.compiler import compile_flow
from graphs.document import FlowDocument
from graphs.flows import flow_text
from graphs.loading import plain, read_yaml
from graphs.testing import run_tests
from tests.integration.agent.conftest import MONDAY_MORNING
from tests.support.clients import web_client
from tests.support.whole_service import WholeService, whole_service

LINES = [
    {"caller": "I'd like to book a cleaning next Tuesday"},
    {"caller": "the second one please"},
    {"caller": "Ana Gomez"},
    {"caller": "yes"},
    {"caller": "yes"},
]


@pytest.fixture
async def service(settings: Settings) -> AsyncIterator[WholeService]:
    """A service that hears and speaks as scripted."""
    quick = settings.model_copy(update={"trunkline_tts": "scripted:5", "trunkline_asr": "scripted"})
    async with whole_service(quick, clock=lambda: MONDAY_MORNING) as running:
        yield running


def tree(name: str = "scheduling") -> dict[str, Any]:
    """A shipped flow as the editor has it."""
    return plain(read_yaml(flow_text(name)))


async def rehearse(service: WholeService, flow: str = "scheduling", **asked: Any) -> httpx.Response:
    """What the console answers."""
    async with web_client(timeout=30) as client:
        return await client.post(f"{service.url}/api/flows/{flow}/rehearsals", json=asked)


async def test_a_script_is_answered_line_by_line_with_its_why(service: WholeService) -> None:
    """The saved draft is tried; what was said, understood, decided and run is told for each line."""
    answer = await rehearse(service, lines=LINES, mocks={"book": {"ref": "K7Q2"}})
    tried = answer.raise_for_status().json()
    first, found, picked, *_, last = tried["turns"]

    assert [turn["line"] for turn in tried["turns"]] == [None, *LINES]
    assert first["said"][0] == {
        "text": "Riverside Dental, hello.",
        "step": "welcome",
        "language": "en",
        "fixed": True,
    }
    assert found["why"]["commands"][1] == {
        "command": "fill",
        "slot": "service",
        "value": "cleaning",
        "said": "a cleaning",
        "by": "rules",
    }
    assert (found["waiting_at"], found["unmocked"]) == ("offer_time", ["find_times"])
    assert found["expects"]["kind"] == "item"
    assert picked["why"]["conditions"] == [
        {"step": "already_known", "when": 'purpose == "move"', "values": {"purpose": "book"}, "true": False}
    ]
    assert "time_slot" in picked["changed"]
    assert (last["ended"], last["waiting_at"], last["expects"]) == ("booked", None, None)
    assert last["why"]["actions"][0]["answer"] == {"ref": "K7Q2"}
    assert "K 7 Q 2" in " ".join(said["text"] for said in last["said"])
    assert {"welcome", "menu", "offer_time"} <= set(tried["coverage"]["steps"])


async def test_an_edited_document_answers_otherwise_at_once(service: WholeService) -> None:
    """What is sent is tried, and not what is saved."""
    edited = tree()
    edited["nodes"]["welcome"]["say"] = "Good morning."
    said = (await rehearse(service, document=edited)).json()["turns"][0]["said"]
    saved = (await rehearse(service)).json()["turns"][0]["said"]

    assert said[0]["text"] == "Good morning."
    assert saved[0]["text"] == "Riverside Dental, hello."


@pytest.mark.parametrize("name", ["scheduling", "support", "sales"])
async def test_what_was_tried_can_be_kept_as_a_test_of_the_flow(service: WholeService, name: str) -> None:
    """Each shipped conversation, tried and added to the document, passes there."""
    document = tree(name)
    entries = []
    for test in document["tests"]:
        lines = [line for line in test["script"] if not {"bot", "expect"} & set(line)]
        asked = {"call": test.get("call", {}), "mocks": test.get("mocks", {}), "lines": lines}
        tried = (await rehearse(service, name, **asked)).raise_for_status().json()
        assert tried["unplayed"] == 0
        entries.append(tried["as_test"])
    flow = compile_flow(FlowDocument.model_validate({**document, "tests": entries}))

    assert [report.failure for report in await run_tests(flow)] == [""] * len(document["tests"])


async def test_a_document_with_errors_is_refused_with_its_problems(service: WholeService) -> None:
    """The sentence says what to do; each problem says where."""
    unknown, unreadable = tree(), tree()
    unknown["nodes"]["welcome"]["next"] = "menuu"
    unreadable["nodes"]["welcome"]["sya"] = "Hello."
    for document, path in ((unknown, ["nodes", "welcome", "next"]), (unreadable, ["nodes", "welcome", "sya"])):
        answer = await rehearse(service, document=document)

        assert answer.status_code == 422
        assert answer.json()["error"]["code"] == "errors"
        assert path in [problem["path"] for problem in answer.json()["problems"]]


async def test_a_flow_that_there_is_not_is_said_so(service: WholeService) -> None:
    """With its name."""
    answer = await rehearse(service, "nowhere")

    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")
    assert "nowhere" in answer.json()["error"]["message"]


async def test_what_cannot_be_played_is_refused(service: WholeService) -> None:
    """Before anything runs."""
    wrong: list[dict[str, Any]] = [
        {"lines": [{"caller": "hello", "press": "1"}]},
        {"lines": [{}]},
        {"lines": [{"press": "one"}]},
        {"lines": [{"silence": False}]},
        {"lines": [{"caller": "hello", "value": 1}]},
        {"lines": [{"ring_back": "soon"}]},
        {"lines": [{"caller": "hello"}] * 201},
        {"call": {"now": "2026-13-01T09:00"}},
        {"line": []},
    ]
    for asked in wrong:
        answer = await rehearse(service, **asked)

        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "unreadable"), asked


async def test_a_deep_document_is_refused(service: WholeService) -> None:
    """It is no flow, and would be costly to look at."""
    deep: dict[str, Any] = {}
    for _ in range(500):
        deep = {"a": deep}
    answer = await rehearse(service, document={**tree(), "about": deep})

    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "errors")


async def test_a_number_that_no_program_reads_is_refused(service: WholeService) -> None:
    """Wherever it stands."""
    large, lines = 10**30, LINES[:1]
    in_document = await rehearse(service, document={**tree(), "about": large})
    in_mock = await rehearse(service, mocks={"find_times": [{"start": large}]}, lines=lines)

    assert (in_document.status_code, in_document.json()["error"]["code"]) == (422, "errors")
    assert (in_mock.status_code, in_mock.json()["error"]["code"]) == (422, "too_large")


async def test_the_service_goes_on_answering_while_a_long_script_is_tried(service: WholeService) -> None:
    """Two hundred lines do not keep anybody else waiting."""
    lines = [{"caller": "what are your opening hours"}] * 200
    await rehearse(service)
    loop, late = asyncio.get_running_loop(), []
    trying = asyncio.create_task(rehearse(service, lines=lines))
    while not trying.done():
        before = loop.time()
        await asyncio.sleep(0.001)
        late.append(loop.time() - before)
    tried = (await trying).raise_for_status().json()

    assert len(tried["turns"]) == 201
    assert sorted(late)[len(late) // 2] < 0.02


async def test_a_document_is_compiled_once(service: WholeService) -> None:
    """Further scripts on it are quick."""
    document = tree()
    document["nodes"]["welcome"]["say"] = "A new hello."
    loop, times = asyncio.get_running_loop(), []
    for _ in range(3):
        began = loop.time()
        (await rehearse(service, document=document)).raise_for_status()
        times.append(loop.time() - began)

    assert min(times[1:]) < times[0]
