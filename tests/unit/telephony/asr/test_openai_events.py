"""What OpenAI's realtime transcription sends is read, ignored, or refused by name."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.asr import openai_events as ev
from telephony.errors import ProtocolError

TRANSCRIPTION = "conversation.item.input_audio_transcription"


def read(kind: str, **fields: Any) -> ev.Event | None:
    """One message, read."""
    return ev.read(json.dumps({"type": kind, "event_id": "event_1", **fields}))


@pytest.mark.parametrize(
    ("kind", "fields", "event"),
    [
        ("session.created", {"session": {}}, ev.SessionCreated()),
        ("session.updated", {"session": {}}, ev.SessionUpdated()),
        ("input_audio_buffer.speech_started", {"item_id": "i", "audio_start_ms": 900}, ev.SpeechStarted("i", 900)),
        ("input_audio_buffer.speech_stopped", {"item_id": "i", "audio_end_ms": 950}, ev.SpeechStopped("i")),
        ("input_audio_buffer.committed", {"item_id": "i", "previous_item_id": None}, ev.Committed("i", None)),
        ("input_audio_buffer.committed", {"item_id": "i", "previous_item_id": "h"}, ev.Committed("i", "h")),
        (f"{TRANSCRIPTION}.delta", {"item_id": "i", "content_index": 0, "delta": " pay"}, ev.Delta("i", " pay")),
        (f"{TRANSCRIPTION}.delta", {"item_id": "i"}, ev.Delta("i", "")),
        (
            f"{TRANSCRIPTION}.completed",
            {"item_id": "i", "transcript": " pay ", "usage": {}, "languages": [{"code": "hi"}]},
            ev.Completed("i", "pay", 1.0, ("hi",)),
        ),
        (f"{TRANSCRIPTION}.failed", {"item_id": "i", "error": {"code": "x_y"}}, ev.Lost("i", "x_y")),
        ("error", {"error": {"type": "server_error", "code": None, "message": "secret"}}, ev.Refusal("server_error")),
    ],
)
def test_events_are_read(kind: str, fields: dict[str, Any], event: ev.Event) -> None:
    """Each as the API reference writes it."""
    assert read(kind, **fields) == event


@pytest.mark.parametrize("kind", ["conversation.item.added", "rate_limits.updated", f"{TRANSCRIPTION}.segment", "new"])
def test_other_types_are_ignored(kind: str) -> None:
    """Whatever they hold."""
    assert read(kind, item_id=5, delta={}) is None


@pytest.mark.parametrize("message", ["", "{", "[]", "5", '{"type": 5}', '{"kind": "x"}', b"{}", "[" * 5000])
def test_what_is_no_event_is_refused(message: str | bytes) -> None:
    """In one sentence."""
    with pytest.raises(ProtocolError, match="no event"):
        ev.read(message)


@pytest.mark.parametrize(
    ("kind", "fields", "field"),
    [
        (f"{TRANSCRIPTION}.completed", {"item_id": "i", "transcript": ["said in secret"]}, "transcript"),
        (f"{TRANSCRIPTION}.completed", {"item_id": "i"}, "transcript"),
        (f"{TRANSCRIPTION}.delta", {"item_id": 5, "delta": "x"}, "item_id"),
        ("input_audio_buffer.speech_started", {"item_id": "i", "audio_start_ms": "soon"}, "audio_start_ms"),
        ("error", {"error": "said in secret"}, "error"),
    ],
)
def test_wrong_types_are_refused_by_name(kind: str, fields: dict[str, Any], field: str) -> None:
    """The error names event and field, and never repeats what was sent."""
    with pytest.raises(ProtocolError, match=f"its {kind} has no {field}") as refused:
        read(kind, **fields)
    assert "secret" not in str(refused.value)
    assert refused.value.__context__ is None


def test_a_code_is_a_word() -> None:
    """Sentences of a vendor, which may repeat what it was sent, go nowhere."""
    assert read("error", error={"code": "your key sk-1 is wrong"}) == ev.Refusal("unknown")
    assert read("error", error={}) == ev.Refusal("unknown")


@given(st.dictionaries(st.text(), st.none() | st.text() | st.integers()), st.sampled_from(sorted(ev._READERS)))
def test_nothing_but_a_protocol_error_comes_of_it(fields: dict[str, Any], kind: str) -> None:
    """Whatever a server sends."""
    with suppress(ProtocolError):
        read(kind, **{name: value for name, value in fields.items() if name not in {"type", "event_id", "kind"}})
