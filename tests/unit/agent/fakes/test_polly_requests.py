"""What Polly takes, and what it refuses."""

from typing import Any

import pytest

from agent.fakes.polly_requests import Refused, read

BODY: dict[str, Any] = {"OutputFormat": "mulaw", "Text": "Good morning.", "VoiceId": "Kajal", "Engine": "neural"}
SSML = {"TextType": "ssml", "Text": '<speak>Good <break time="1s"/>morning.</speak>'}


@pytest.mark.parametrize(
    ("more", "hertz", "language"),
    [
        ({}, 8000, "en-IN"),
        ({"SampleRate": "8000", "LanguageCode": "hi-IN"}, 8000, "hi-IN"),
        ({"OutputFormat": "pcm"}, 16000, "en-IN"),
        ({"OutputFormat": "pcm", "SampleRate": "8000"}, 8000, "en-IN"),
        ({"OutputFormat": "json", "SpeechMarkTypes": ["word", "sentence"]}, 8000, "en-IN"),
        ({"VoiceId": "Joanna", "Engine": "standard"}, 8000, "en-US"),
        (SSML, 8000, "en-IN"),
        (SSML | {"OutputFormat": "json", "SpeechMarkTypes": ["ssml"]}, 8000, "en-IN"),
    ],
)
def test_what_is_right_is_taken(more: dict[str, Any], hertz: int, language: str) -> None:
    """With the defaults of Polly."""
    asked = read(BODY | more)
    assert (asked.hertz, asked.language, asked.spoken) == (hertz, language, "Good morning.")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"OutputFormat": "wav"}, "ValidationException"),
        ({"OutputFormat": None}, "ValidationException"),
        ({"Text": None}, "ValidationException"),
        ({"Text": 7}, "ValidationException"),
        ({"VoiceId": "Nobody"}, "ValidationException"),
        ({"Engine": "fast"}, "ValidationException"),
        ({"LanguageCode": "en"}, "ValidationException"),
        ({"TextType": "html"}, "ValidationException"),
        ({"Voice": "Kajal"}, "ValidationException"),
        ({"SampleRate": 8000}, "ValidationException"),
        ({"SampleRate": "16000"}, "InvalidSampleRateException"),
        ({"OutputFormat": "pcm", "SampleRate": "22050"}, "InvalidSampleRateException"),
        ({"Engine": "standard"}, "EngineNotSupportedException"),
        ({"LanguageCode": "en-US"}, "LanguageNotSupportedException"),
        ({"OutputFormat": "json"}, "ValidationException"),
        ({"OutputFormat": "json", "SpeechMarkTypes": ["ssml"]}, "SsmlMarksNotSupportedForTextTypeException"),
        ({"OutputFormat": "json", "SpeechMarkTypes": ["word"], "Engine": "generative"}, "ValidationException"),
        ({"OutputFormat": "json", "SpeechMarkTypes": ["letter"]}, "ValidationException"),
        ({"SpeechMarkTypes": ["word"]}, "MarksNotSupportedForFormatException"),
        ({"Text": "a" * 3001}, "TextLengthExceededException"),
        (SSML | {"Text": f"<speak>{'<p/>' * 1500}</speak>"}, "TextLengthExceededException"),
        ({"TextType": "ssml"}, "InvalidSsmlException"),
        ({"TextType": "ssml", "Text": "<speak>Good"}, "InvalidSsmlException"),
        ({"TextType": "ssml", "Text": "<p>Good</p>"}, "InvalidSsmlException"),
        ({"TextType": "ssml", "Text": '<!DOCTYPE a [<!ENTITY b "c">]><speak>&b;</speak>'}, "InvalidSsmlException"),
        ({"LexiconNames": ["mine"]}, "LexiconNotFoundException"),
    ],
)
def test_what_is_wrong_is_refused_by_its_name(wrong: dict[str, Any], code: str) -> None:
    """As AWS calls it."""
    with pytest.raises(Refused) as failure:
        read({name: value for name, value in (BODY | wrong).items() if value is not None})
    assert failure.value.code == code


def test_a_text_of_just_three_thousand_is_taken() -> None:
    """And SSML may be longer by its marks, which are not spoken."""
    assert read(BODY | {"Text": "a" * 3000})
    assert len(read(BODY | SSML | {"Text": f"<speak>{'a' * 3000}</speak>"}).spoken) == 3000


@pytest.mark.parametrize("body", [None, b"", [], "text", 7])
def test_what_is_no_object_is_refused(body: Any) -> None:
    """Whatever else it is."""
    with pytest.raises(Refused):
        read(body)
