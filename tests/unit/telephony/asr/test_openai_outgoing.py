"""Sound and messages go out in order, and sound that nobody takes has a bound."""

import base64
import json

from hypothesis import given
from hypothesis import strategies as st

from telephony.asr.openai_outgoing import Outgoing


def sound_in(message: str | None) -> bytes:
    """The sound of an append."""
    assert message is not None
    found = json.loads(message)
    assert found["type"] == "input_audio_buffer.append"
    return base64.b64decode(found["audio"])


def test_sound_is_gathered_to_a_tenth_of_a_second() -> None:
    """Less is kept until there is more."""
    outgoing = Outgoing(bound_ms=1000)
    for _ in range(4):
        outgoing.sound(b"a" * 160)
    assert outgoing.take() is None
    outgoing.sound(b"b" * 160)
    assert sound_in(outgoing.take()) == b"a" * 640 + b"b" * 160
    assert outgoing.take() is None


def test_a_message_goes_after_the_sound_that_was_put_before_it() -> None:
    """However little that is; and before the sound that was put after it."""
    outgoing = Outgoing(bound_ms=1000)
    outgoing.sound(b"a")
    outgoing.message({"type": "commit"})
    outgoing.sound(b"b" * 800)
    assert sound_in(outgoing.take()) == b"a"
    assert json.loads(outgoing.take() or "") == {"type": "commit"}
    assert sound_in(outgoing.take()) == b"b" * 800


def test_the_oldest_sound_is_dropped_and_counted() -> None:
    """Messages never are."""
    outgoing = Outgoing(bound_ms=100)
    outgoing.sound(b"a" * 500)
    outgoing.message({"type": "x"})
    outgoing.sound(b"b" * 700)
    assert (outgoing.dropped_bytes, outgoing.taken_bytes) == (400, 800)
    assert sound_in(outgoing.take()) == b"a" * 100
    assert json.loads(outgoing.take() or "") == {"type": "x"}
    assert outgoing.take() is None
    assert outgoing.sent_bytes == 100


@given(st.lists(st.integers(1, 3000) | st.just("message"), max_size=30), st.integers(1, 500))
def test_nothing_is_lost_but_what_is_counted(puts: list[int | str], bound_ms: int) -> None:
    """In all: what comes out is the end of what was put in, and the bound holds."""
    outgoing = Outgoing(bound_ms=bound_ms)
    put = 0
    for each in puts:
        if isinstance(each, int):
            outgoing.sound(b"x" * each)
            put += each
        else:
            outgoing.message({"type": "x"})
    outgoing.message({"type": "end"})
    sent = 0
    messages = 0
    while (message := outgoing.take()) is not None:
        if json.loads(message)["type"] == "input_audio_buffer.append":
            sent += len(sound_in(message))
        else:
            messages += 1
    assert sent == outgoing.sent_bytes == put - outgoing.dropped_bytes <= bound_ms * 8
    assert messages == puts.count("message") + 1
