"""Deepgram's messages, read with care."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.asr.deepgram_messages import Complaint, Segment, TurnNews, Word, WordGap, read
from telephony.errors import ProtocolError

RESULTS = {
    "type": "Results",
    "channel_index": [0, 1],
    "start": 1.0,
    "duration": 1.5,
    "is_final": True,
    "speech_final": True,
    "channel": {
        "alternatives": [
            {
                "transcript": " Hello. ",
                "confidence": 0.98,
                "languages": ["en-IN", "hi", "en"],
                "words": [{"word": "hello", "start": 1.1, "end": 1.4, "confidence": 0.99, "punctuated_word": "Hello."}],
            }
        ]
    },
    "metadata": {},
}
NAMES = st.sampled_from(["start", "duration", "alternatives", "transcript", "words"])
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner) | st.dictionaries(NAMES, inner),
)


def test_a_result_is_a_stretch_of_sound_with_its_words() -> None:
    """Where the words are, how sure it is, which languages it heard, and what ends with it."""
    words = (Word(word="hello", start=1.1, end=1.4, confidence=0.99, punctuated_word="Hello."),)
    expected = Segment("Hello.", 1.0, 2.5, words, 0.98, ("en", "hi"), final=True, ended=True)
    assert read(json.dumps(RESULTS), version="v1") == expected
    assert words[0].text == "Hello."
    assert words[0].middle == pytest.approx(1.25)


def test_what_may_be_left_out_may_be_left_out() -> None:
    """Flags, words, languages and times."""
    bare = {"type": "Results", "channel": {"alternatives": [{"transcript": "hello"}]}}
    assert read(json.dumps(bare), version="v1") == Segment("hello", 0.0, 0.0)
    nothing = {"type": "Results", "channel": {"alternatives": []}}
    assert read(json.dumps(nothing), version="v1") == Segment("", 0.0, 0.0)


def test_an_unknown_last_word_is_none() -> None:
    """-1 is no moment."""
    for told, read_as in ((-1, None), (2.4, 2.4), (None, None)):
        message = json.dumps({"type": "UtteranceEnd", "last_word_end": told})
        assert read(message, version="v1") == WordGap(read_as)


def test_a_turn_is_read_with_what_ended_it() -> None:
    """Triggers and events of the future are no errors."""
    turn = {"type": "TurnInfo", "event": "EndOfTurn", "turn_index": 2, "transcript": "yes", "trigger": "manual"}
    assert read(json.dumps(turn), version="v2") == TurnNews("EndOfTurn", 2, "yes", trigger="manual")


def test_errors_are_fatal_in_the_second_version_only() -> None:
    """And what they say is not repeated, for it may repeat the request."""
    schema = {"type": "Error", "variant": "SchemaError", "description": "the key is abc", "message": "{}"}
    assert read(json.dumps(schema), version="v1") == Complaint("SchemaError", fatal=False)
    fatal = {"type": "Error", "code": "the key is abc", "description": ""}
    assert read(json.dumps(fatal), version="v2") == Complaint("unnamed", fatal=True)


@given(JSON)
def test_whatever_comes_is_read_or_refused(channel: Any) -> None:
    """Nothing but `ProtocolError` is raised, and it does not hold what was said."""
    message = json.dumps({**RESULTS, "channel": channel})
    refusal: ProtocolError | None = None
    found = None
    try:
        found = read(message, version="v1")
    except ProtocolError as error:
        refusal = error
    assert found is None or isinstance(found, Segment)
    assert refusal is None or refusal.__context__ is None


@pytest.mark.parametrize("nothing", [{}, {"type": "Novelty"}, {"type": 5}, {"type": ["Results"]}, {"type": None}])
def test_kinds_that_are_not_known_are_nothing(nothing: object) -> None:
    """Deepgram adds kinds of messages."""
    assert read(json.dumps(nothing), version="v1") is None


@pytest.mark.parametrize(
    "garbage", [b"\x00", b"{}", "text", "", "5", "[1]", "null", "[" * 100_000, '{"type": "Results"}']
)
def test_what_is_no_message_is_refused(garbage: str | bytes) -> None:
    """Deepgram sends nothing but objects, as text; and what has a known kind has its form."""
    with pytest.raises(ProtocolError) as refusal:
        read(garbage, version="v1")
    assert refusal.value.__context__ is None
