"""What a stand-in for OpenAI's realtime transcription refuses, and the session that comes of what it takes."""

from typing import Any

import pytest

from agent.fakes.openai_realtime_rules import Wrong, end_ms, new_session, updated, wrong

SESSION = new_session("sess_1")
AT = "session.audio.input"


def update(**sound: Any) -> dict[str, Any]:
    """A `session.update` of the sound's settings."""
    return {"type": "session.update", "session": {"type": "transcription", "audio": {"input": sound}}}


@pytest.mark.parametrize(
    "message",
    [
        {"type": "session.update", "session": {"type": "transcription"}},
        {"type": "input_audio_buffer.append", "audio": "AAAA", "event_id": "mine"},
        {"type": "input_audio_buffer.commit"},
        {"type": "input_audio_buffer.clear"},
        update(format={"type": "audio/pcm", "rate": 24000}),
        update(format={"type": "audio/pcmu"}, noise_reduction={"type": "near_field"}),
        update(turn_detection=None, transcription=None),
        update(turn_detection={"type": "server_vad", "threshold": 1, "silence_duration_ms": 300}),
        update(turn_detection={"type": "semantic_vad", "eagerness": "high"}),
    ],
)
def test_messages_of_the_protocol_are_taken(message: dict[str, Any]) -> None:
    """As the API reference writes them."""
    assert wrong(message) is None


@pytest.mark.parametrize(
    ("message", "code", "param"),
    [
        (b"\x00", "invalid_json", None),
        ("{", "invalid_json", None),
        ({}, "missing_required_parameter", "type"),
        ({"type": "input_audio_buffer.apend"}, "invalid_value", "type"),
        ({"type": "transcription_session.update", "session": {}}, "invalid_value", "type"),
        ({"type": "input_audio_buffer.append"}, "missing_required_parameter", "audio"),
        ({"type": "input_audio_buffer.append", "audio": 5}, "invalid_type", "audio"),
        ({"type": "input_audio_buffer.commit", "now": True}, "unknown_parameter", "now"),
        ({"type": "session.update"}, "missing_required_parameter", "session"),
        ({"type": "session.update", "session": {}}, "missing_required_parameter", "session.type"),
        ({"type": "session.update", "session": {"type": "realtime"}}, "invalid_value", "session.type"),
        (
            {"type": "session.update", "session": {"type": "transcription", "input_audio_format": "g711_ulaw"}},
            "unknown_parameter",
            "session.input_audio_format",
        ),
        (update(format="g711_ulaw"), "invalid_type", f"{AT}.format"),
        (update(format={"type": "audio/mulaw"}), "invalid_value", f"{AT}.format.type"),
        (update(format={"type": "audio/pcm", "rate": 8000}), "invalid_value", f"{AT}.format.rate"),
        (update(format={"type": "audio/pcmu", "rate": 8000}), "unknown_parameter", f"{AT}.format.rate"),
        (update(transcription={"model": "whisper-1", "language": "English"}), "invalid_value", None),
        (update(transcription={"model": "whisper-1", "hints": []}), "unknown_parameter", f"{AT}.transcription.hints"),
        (update(transcription={"model": "gpt-transcribe", "keywords": "UPI"}), "invalid_type", None),
        (update(turn_detection={"type": "none"}), "invalid_value", f"{AT}.turn_detection.type"),
        (update(turn_detection={"type": "server_vad", "threshold": 2}), "invalid_value", None),
    ],
)
def test_what_the_protocol_does_not_know_is_refused(message: object, code: str, param: str | None) -> None:
    """With a code, and the place of what is wrong."""
    fault = wrong(message)
    assert fault is not None
    assert fault.code == code
    assert param is None or fault.param == param


def test_what_is_not_named_stays_as_it_was() -> None:
    """A session is updated, not replaced; a detection of voice that is named has its defaults."""
    made = updated(SESSION, update(format={"type": "audio/pcmu"}, transcription={"model": "gpt-transcribe"}))
    assert isinstance(made, dict)
    made = updated(made, update(transcription={"language": "hi"}, turn_detection={"type": "server_vad"}))
    assert isinstance(made, dict)
    sound = made["audio"]["input"]
    assert sound["format"] == {"type": "audio/pcmu"}
    assert sound["transcription"] == {"model": "gpt-transcribe", "language": "hi"}
    assert sound["turn_detection"]["silence_duration_ms"] == 500
    assert SESSION["audio"]["input"]["format"] == {"type": "audio/pcm", "rate": 24000}


@pytest.mark.parametrize(
    ("sound", "code", "param"),
    [
        ({"transcription": {"language": "en"}}, "missing_required_parameter", "transcription.model"),
        ({"transcription": {"model": "gpt-4o"}}, "model_not_found", "transcription.model"),
        ({"transcription": {"model": "gpt-realtime-whisper"}}, "invalid_value", "turn_detection"),
        (
            {"turn_detection": None, "transcription": {"model": "gpt-realtime-whisper", "prompt": "x"}},
            "invalid_value",
            "transcription.prompt",
        ),
        ({"transcription": {"model": "gpt-transcribe", "delay": "low"}}, "invalid_value", "transcription.delay"),
        ({"transcription": {"model": "whisper-1", "keywords": ["x"]}}, "invalid_value", "transcription.keywords"),
        (
            {"transcription": {"model": "gpt-4o-transcribe", "languages": ["en"]}},
            "invalid_value",
            "transcription.languages",
        ),
    ],
)
def test_what_a_model_cannot_do_is_refused(sound: dict[str, Any], code: str, param: str) -> None:
    """Each model takes other things."""
    assert wrong(update(**sound)) is None
    fault = updated(SESSION, update(**sound))
    assert isinstance(fault, Wrong)
    assert (fault.code, fault.param) == (code, f"{AT}.{param}")


@pytest.mark.parametrize(
    ("detection", "quiet_ms"),
    [
        (None, None),
        ({"type": "server_vad"}, 500),
        ({"type": "server_vad", "silence_duration_ms": 350}, 350),
        ({"type": "server_vad", "silence_duration_ms": 0}, 0),
        ({"type": "semantic_vad", "eagerness": "high"}, 300),
    ],
)
def test_the_quiet_that_ends_an_utterance_is_the_clients_wish(
    detection: dict[str, Any] | None, quiet_ms: int | None
) -> None:
    """Or there is none, and the client commits."""
    made = updated(SESSION, update(turn_detection=detection))
    assert isinstance(made, dict)
    assert end_ms(made) == quiet_ms
