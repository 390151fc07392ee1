"""Each of OpenAI's models is told whom it listens to in the way it understands."""

import math

import pytest

from telephony.asr import openai_dialect as dialect
from telephony.asr.port import Listening

MIXED = Listening("en-IN", ("hi",), ("UPI", "Dr Rao"))
ENGLISH = Listening("en-US", (), ("UPI", "Dr Rao"))


@pytest.mark.parametrize("model", ["gpt-transcribe", "gpt-live-transcribe", "gpt-transcribe-2026-09-01"])
def test_models_that_take_lists_are_given_lists(model: str) -> None:
    """Languages, the caller's own first, and key words."""
    assert dialect.guidance(model, MIXED) == {"languages": ["en", "hi"], "keywords": ["UPI", "Dr Rao"]}
    assert dialect.guidance(model, ENGLISH) == {"language": "en", "keywords": ["UPI", "Dr Rao"]}


@pytest.mark.parametrize("model", ["whisper-1", "gpt-4o-transcribe", "Systran/faster-whisper-small"])
def test_other_models_are_given_one_language_and_a_prompt(model: str) -> None:
    """And no language at all where callers may speak several: they find it out."""
    assert dialect.guidance(model, MIXED) == {"prompt": "UPI, Dr Rao"}
    assert dialect.guidance(model, ENGLISH) == {"language": "en", "prompt": "UPI, Dr Rao"}


@pytest.mark.parametrize("model", ["gpt-realtime-whisper", "gpt-4o-transcribe-diarize"])
def test_models_without_a_prompt_are_given_none(model: str) -> None:
    """They would refuse it."""
    assert dialect.guidance(model, ENGLISH) == {"language": "en"}


def test_nothing_to_expect_is_nothing_said() -> None:
    """Neither empty lists nor empty prompts are sent."""
    assert dialect.guidance("gpt-transcribe", Listening(hints=(" ", ""))) == {"language": "en"}
    assert dialect.guidance("whisper-1", Listening()) == {"language": "en"}


def test_hints_have_a_bound() -> None:
    """A prompt ends after a whole word of them, a list after a hundred."""
    many = Listening(hints=[f"word{n}" for n in range(1000)])
    prompt = dialect.guidance("whisper-1", many)["prompt"]
    assert len(prompt) <= dialect.LONGEST_PROMPT
    assert str(prompt).split(", ")[-1] in many.hints
    assert len(dialect.guidance("gpt-transcribe", many)["keywords"]) == dialect.MOST_HINTS


def test_a_session_takes_the_telephones_sound_as_it_is() -> None:
    """µ-law in, and the server finds out where an utterance ends."""
    sound = dialect.session("gpt-transcribe", ENGLISH, silence_ms=400)["audio"]["input"]
    assert sound["format"] == {"type": "audio/pcmu"}
    assert sound["transcription"]["model"] == "gpt-transcribe"
    assert sound["turn_detection"]["silence_duration_ms"] == 400


def test_a_model_that_detects_no_voice_is_not_asked_to() -> None:
    """It must be null, said in words: left out it would be the default."""
    assert not dialect.detects_voice("gpt-realtime-whisper")
    sound = dialect.session("gpt-realtime-whisper", ENGLISH, silence_ms=400)["audio"]["input"]
    assert sound["turn_detection"] is None


def test_models_that_tell_how_sure_they_are_are_asked() -> None:
    """Live and by REST."""
    assert dialect.session("gpt-4o-transcribe", ENGLISH, silence_ms=1)["include"]
    assert dialect.form("gpt-4o-mini-transcribe", ENGLISH)["include[]"] == ["logprobs"]
    assert "include" not in dialect.session("gpt-transcribe", ENGLISH, silence_ms=1)
    assert "include[]" not in dialect.form("gpt-4o-transcribe-diarize", ENGLISH)


def test_in_a_form_lists_are_named_as_lists() -> None:
    """With brackets, as forms have it."""
    form = dialect.form("gpt-transcribe", MIXED)
    assert form == {
        "model": "gpt-transcribe",
        "response_format": "json",
        "languages[]": ["en", "hi"],
        "keywords[]": ["UPI", "Dr Rao"],
    }


def test_confidence_is_the_mean_of_the_tokens() -> None:
    """A model that does not tell is believed; what cannot be read is not counted."""
    assert dialect.confidence([{"logprob": math.log(0.5)}, {"logprob": math.log(0.5)}]) == pytest.approx(0.5)
    assert dialect.confidence([{"logprob": 3.0}]) == 1.0
    assert dialect.confidence(None) == 1.0
    assert dialect.confidence([{"logprob": "x"}, {}]) == 1.0


def test_languages_that_were_heard_are_codes() -> None:
    """ISO 639-1; what cannot be read is none."""
    assert dialect.languages([{"code": "en-IN"}, {"code": "hi"}, {"code": 5}, "x"]) == ("en", "hi")
    assert dialect.languages(None) == dialect.languages("en") == ()
