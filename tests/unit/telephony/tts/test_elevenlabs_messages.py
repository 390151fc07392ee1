"""What is said on ElevenLabs's sockets, and what its refusals mean."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.errors import Fault
from telephony.tts.elevenlabs_messages import (
    Sound,
    Trouble,
    closed,
    code_of,
    read,
    refusal,
    refused_by_http,
    sendable,
    socket_path,
    spoken,
)
from telephony.tts.letters import Letter


def test_a_text_is_opened_flushed_and_closed() -> None:
    """Settings come first and only once; the text ends with a space."""
    opening, text, closing = map(json.loads, spoken("t1", "Hello.", {"stability": 0.5}))
    assert opening == {"text": " ", "context_id": "t1", "voice_settings": {"stability": 0.5}}
    assert text == {"text": "Hello. ", "context_id": "t1", "flush": True}
    assert closing == {"context_id": "t1", "close_context": True}


def test_without_settings_none_are_sent() -> None:
    """Those that are kept with the voice hold."""
    assert "voice_settings" not in spoken("t1", "Hello.")[0]


def test_the_address_fixes_model_format_and_language() -> None:
    """A voice's id cannot leave its place in the path."""
    address = urlsplit(socket_path("../x?y", model="eleven_flash_v2_5", language="hi"))
    assert address.path == "/v1/text-to-speech/..%2Fx%3Fy/multi-stream-input"
    query = parse_qs(address.query)
    assert query["output_format"] == ["ulaw_8000"]
    assert query["language_code"] == ["hi"]
    assert query["sync_alignment"] == ["true"]
    assert "language_code" not in socket_path("x", model="eleven_multilingual_v2", language="")


def test_sound_comes_with_the_letters_of_the_given_text() -> None:
    """Not with those of the words that were made of it, when both are told."""
    given_text = {"chars": ["5"], "charStartTimesMs": [0], "charDurationsMs": [90]}
    made = {"chars": ["f"], "charStartTimesMs": [0], "charDurationsMs": [10]}
    both = {"audio": "////", "contextId": "t1", "alignment": given_text, "normalizedAlignment": made}
    assert read(json.dumps(both)) == Sound("t1", b"\xff\xff\xff", (Letter("5", 0, 90),))
    assert read(json.dumps({**both, "alignment": None})) == Sound("t1", b"\xff\xff\xff", (Letter("f", 0, 10),))


@pytest.mark.parametrize("spelling", ["isFinal", "is_final"])
def test_the_end_of_a_context_is_told(spelling: str) -> None:
    """The documents spell it in two ways."""
    assert read(json.dumps({spelling: True, "contextId": "t1"})) == Sound("t1", b"", final=True)


@pytest.mark.parametrize("message", [{}, {"hello": 1}, {"contextId": "t1"}, {"audio": "////"}, {"isFinal": None}])
def test_kinds_that_are_not_known_are_passed_over(message: dict[str, Any]) -> None:
    """A vendor adds to its protocol."""
    assert read(json.dumps(message)) is None


@pytest.mark.parametrize("raw", ["", "no", "[]", "3", b"\x00\xff<html>", "[" * 100_000])
def test_garbage_is_a_trouble_of_the_socket(raw: str | bytes) -> None:
    """Nobody knows for whom it was."""
    trouble = read(raw)
    assert isinstance(trouble, Trouble)
    assert (trouble.context, trouble.failure.fault) == ("", "broken")


@pytest.mark.parametrize("wrong", [{"audio": 5}, {"audio": "§§§"}, {"audio": "abc"}, {"isFinal": "yes"}])
def test_a_message_of_a_wrong_form_is_a_trouble_of_its_context(wrong: dict[str, Any]) -> None:
    """Others on the socket go on."""
    trouble = read(json.dumps({"contextId": "t1", **wrong}))
    assert isinstance(trouble, Trouble)
    assert (trouble.context, trouble.failure.fault) == ("t1", "broken")


@settings(max_examples=200)
@given(
    st.dictionaries(
        st.sampled_from(["audio", "contextId", "isFinal", "alignment", "error", "code", "message"]),
        st.recursive(
            st.none() | st.booleans() | st.floats() | st.text() | st.integers(),
            lambda each: st.lists(each, max_size=3) | st.dictionaries(st.text(), each, max_size=3),
            max_leaves=5,
        ),
    )
)
def test_nothing_that_is_json_breaks_the_reading(message: dict[str, Any]) -> None:
    """Whatever the fields hold."""
    assert isinstance(read(json.dumps(message)), Sound | Trouble | None)


@pytest.mark.parametrize(
    ("code", "number", "fault"),
    [
        ("invalid_api_key", 1008, "key"),
        ("quota_exceeded", 1008, "quota"),
        ("voice_not_found", 1008, "model"),
        ("model_not_found", None, "model"),
        ("max_active_conversations", 1008, "busy"),
        ("system_busy", 1013, "busy"),
        ("input_timeout_exceeded", 1008, "timeout"),
        ("invalid_input_message", 1008, "request"),
        ("something_new", 429, "busy"),
        ("something_new", 1008, "broken"),
        ({"a": 1}, "x", "broken"),
        (True, None, "broken"),
    ],
)
def test_an_error_message_has_the_fault_of_its_code(code: Any, number: Any, fault: Fault) -> None:
    """One that is not known broke the stream, no more is sure."""
    assert refusal(code, number).fault == fault
    message = {"error": code, "code": number, "message": "sk_1 is wrong", "contextId": "t1"}
    trouble = read(json.dumps(message))
    assert isinstance(trouble, Trouble)
    assert (trouble.context, trouble.failure.fault) == ("t1", fault)
    assert "sk_1" not in str(trouble.failure)


@pytest.mark.parametrize(
    ("code", "reason", "fault"),
    [
        (1008, "You have exceeded your quota", "quota"),
        (1008, "Invalid API key", "key"),
        (1008, "invalid_api_key", "key"),
        (1008, "Maximum simultaneous contexts per WebSocket connection exceeded (5).", "busy"),
        (1008, "Have not received a new text input within the timeout of 20 seconds.", "timeout"),
        (1008, "voice_settings can only be set in the first message", "broken"),
        (1008, "", "broken"),
        (1013, "", "busy"),
        (1011, "", "broken"),
        (1000, "", "broken"),
        (None, "", "broken"),
    ],
)
def test_a_closed_socket_has_the_fault_of_its_reason(code: int | None, reason: str, fault: Fault) -> None:
    """The reason is looked at, and not repeated."""
    failure = closed(code, reason)
    assert failure.fault == fault
    assert not reason or reason not in str(failure)


@pytest.mark.parametrize(
    ("status", "body", "fault"),
    [
        (401, {"detail": {"status": "invalid_api_key"}}, "key"),
        (401, {"detail": {"status": "quota_exceeded"}}, "quota"),
        (400, {"detail": {"status": "voice_not_found"}}, "model"),
        (401, {"detail": {"status": "missing_permissions"}}, "key"),
        (422, {"detail": [{"loc": [], "msg": "no", "type": "x"}]}, "request"),
        (429, "<html>", "busy"),
        (402, None, "quota"),
        (500, b"", "broken"),
    ],
)
def test_an_http_refusal_has_the_fault_of_its_code_or_status(status: int, body: Any, fault: Fault) -> None:
    """A 401 may be the key or the quota: the body tells."""
    assert refused_by_http(status, body).fault == fault


@pytest.mark.parametrize("body", [b"", b"\xff", b"[]", b"{}", b'{"detail": 5}', b'{"detail": {"status": 5}}'])
def test_a_body_without_a_code_has_none(body: bytes) -> None:
    """Whatever a proxy on the way made of it."""
    assert code_of(body) == ""


def test_halves_of_surrogate_pairs_are_replaced_word_for_word() -> None:
    """They cannot be written in UTF-8; whole pairs are joined."""
    assert sendable("a \ud83d b") == "a \ufffd b"
    assert sendable("\ud83d\ude42 नमस्ते") == "🙂 नमस्ते"
