"""What is said on a socket to Cartesia."""

import base64
import json
from typing import Any

import pytest

from telephony.tts.cartesia_messages import Chunk, Done, Garbage, Refusal, Timestamps, cancel, read, request
from telephony.tts.port import Word


def test_a_request_says_everything() -> None:
    """µ-law of the telephone, the times of the written words, and no waiting for more text."""
    (message,) = request("c1", ["Good morning."], model="sonic-3", voice="v", language="en-IN")
    assert json.loads(message) == {
        "context_id": "c1",
        "model_id": "sonic-3",
        "voice": {"mode": "id", "id": "v"},
        "language": "en",
        "output_format": {"container": "raw", "encoding": "pcm_mulaw", "sample_rate": 8000},
        "add_timestamps": True,
        "use_normalized_timestamps": False,
        "max_buffer_delay_ms": 0,
        "transcript": "Good morning.",
        "continue": False,
    }


def test_portions_are_one_context_with_the_same_fields() -> None:
    """Only the last ends it, and their texts joined are the text."""
    messages = [
        json.loads(each) for each in request("c1", ["One.", "Two.", "Three."], model="m", voice="v", language="hi")
    ]
    assert [message.pop("continue") for message in messages] == [True, True, False]
    assert "".join(message.pop("transcript") for message in messages) == "One. Two. Three."
    assert messages[0] == messages[1] == messages[2]


def test_a_text_that_is_no_unicode_can_be_sent() -> None:
    """Half of a surrogate pair, as a broken text may hold, is no reason to fail here."""
    (message,) = request("c1", ["a\ud83d"], model="m", voice="v", language="en")
    assert message.encode()


def test_a_cancellation_says_nothing_else() -> None:
    """Any other field would be refused."""
    assert json.loads(cancel("c1")) == {"context_id": "c1", "cancel": True}


def test_what_comes_is_read() -> None:
    """Fields that are not known are not looked at."""
    sound = {"type": "chunk", "context_id": "c", "data": base64.b64encode(b"\x7f\xff").decode(), "step_time": 1.5}
    heard = read(json.dumps(sound))
    assert isinstance(heard, Chunk)
    assert (heard.context_id, heard.data) == ("c", b"\x7f\xff")
    times = {"type": "timestamps", "context_id": "c", "word_timestamps": {"words": ["a"], "start": [0], "end": [0.25]}}
    found = read(json.dumps(times))
    assert isinstance(found, Timestamps)
    assert found.placed == [Word("a", 0, 250)]
    assert read('{"type": "done", "context_id": "c", "done": true}') == Done(type="done", context_id="c")
    assert read('{"type": "error", "status_code": 400, "error_code": null}') == Refusal(type="error", status_code=400)
    assert read('{"type": "flush_done", "context_id": "c"}') is None
    assert read('{"type": "something new"}') is None


@pytest.mark.parametrize("raw", [b"{}", "", "hello", "[]", "{}", '{"type": 7}', "[" * 100_000])
def test_what_is_no_message_is_garbage_of_the_socket(raw: str | bytes) -> None:
    """It cannot be known whose it is."""
    with pytest.raises(Garbage) as failure:
        read(raw)
    assert not failure.value.context


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "chunk"},
        {"type": "chunk", "data": 7},
        {"type": "chunk", "data": "no base64!"},
        {"type": "timestamps", "word_timestamps": {"words": ["a"], "start": [], "end": [1]}},
        {"type": "timestamps", "word_timestamps": {"words": ["a"], "start": [-1], "end": [1]}},
        {"type": "timestamps", "word_timestamps": {"words": ["a"], "start": ["0"], "end": [1]}},
        {"type": "timestamps", "word_timestamps": {"words": ["a"], "start": [float("nan")], "end": [1]}},
        {"type": "error", "status_code": "many"},
    ],
)
def test_a_wrong_message_is_garbage_of_its_context(wrong: dict[str, Any]) -> None:
    """So that nobody else has to suffer for it; and the error holds nothing of what came."""
    with pytest.raises(Garbage) as failure:
        read(json.dumps(wrong | {"context_id": "c"}))
    assert failure.value.context == "c"
    assert failure.value.__context__ is None
