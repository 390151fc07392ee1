"""What Amazon Polly takes, and what it refuses, each refusal with AWS's name for it. Pure.

https://docs.aws.amazon.com/polly/latest/dg/API_SynthesizeSpeech.html
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from xml.etree import ElementTree as ET

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_pascal

MOST_CHARACTERS, MOST_BILLED = 6_000, 3_000
ENGINES = ("standard", "neural", "long-form", "generative")
Engine = Literal["standard", "neural", "long-form", "generative"]
MarkType = Literal["sentence", "ssml", "viseme", "word"]
OutputFormat = Literal["json", "mp3", "ogg_opus", "ogg_vorbis", "pcm", "mulaw", "alaw"]
_RATES: Mapping[str, tuple[str, ...]] = {
    "mp3": ("8000", "16000", "22050", "24000", "44100", "48000"),
    "ogg_vorbis": ("8000", "16000", "22050", "24000", "44100", "48000"),
    "ogg_opus": ("48000",),
    "pcm": ("8000", "16000"),
    "mulaw": ("8000",),
    "alaw": ("8000",),
}
_LANGUAGES = """
arb cmn-CN cy-GB da-DK de-DE en-AU en-GB en-GB-WLS en-IN en-US es-ES es-MX es-US fr-CA fr-FR is-IS it-IT ja-JP hi-IN
ko-KR nb-NO nl-NL pl-PL pt-BR pt-PT ro-RO ru-RU sv-SE tr-TR en-NZ en-ZA ca-ES de-AT yue-CN ar-AE fi-FI en-IE nl-BE
fr-BE cs-CZ de-CH en-SG
"""


@dataclass(frozen=True, slots=True)
class PollyVoice:
    """One of the voices that the stand-in has; the real list is longer."""

    id: str
    languages: tuple[str, ...]
    engines: tuple[str, ...]
    gender: str = "Female"


VOICES: Mapping[str, PollyVoice] = {
    voice.id: voice
    for voice in (
        PollyVoice("Kajal", ("en-IN", "hi-IN"), ("neural", "generative")),
        PollyVoice("Aditi", ("en-IN", "hi-IN"), ("standard",)),
        PollyVoice("Raveena", ("en-IN",), ("standard",)),
        PollyVoice("Joanna", ("en-US",), ("standard", "neural", "generative")),
        PollyVoice("Matthew", ("en-US",), ("standard", "neural", "generative"), "Male"),
        PollyVoice("Joey", ("en-US",), ("standard", "neural"), "Male"),
        PollyVoice("Salli", ("en-US",), ("standard", "neural", "generative")),
        PollyVoice("Kendra", ("en-US",), ("standard", "neural")),
        PollyVoice("Ruth", ("en-US",), ("neural", "long-form", "generative")),
        PollyVoice("Stephen", ("en-US",), ("neural", "generative"), "Male"),
        PollyVoice("Danielle", ("en-US",), ("neural", "long-form", "generative")),
        PollyVoice("Amy", ("en-GB",), ("standard", "neural", "generative")),
        PollyVoice("Brian", ("en-GB",), ("standard", "neural"), "Male"),
        PollyVoice("Emma", ("en-GB",), ("standard", "neural")),
        PollyVoice("Mia", ("es-MX",), ("standard", "neural", "generative")),
        PollyVoice("Lupe", ("es-US",), ("standard", "neural", "generative")),
    )
}


class Refused(Exception):
    """It is not taken. `code`: AWS's name of the error; the message says why."""

    def __init__(self, code: str, why: str, *, status: int = 400) -> None:
        super().__init__(why)
        self.code = code
        self.status = status


class Synthesis(BaseModel):
    """The body of `POST /v1/speech`."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, alias_generator=to_pascal)

    output_format: OutputFormat
    text: str
    voice_id: str
    engine: Engine = "standard"
    language_code: str | None = None
    lexicon_names: Annotated[list[str], Field(max_length=5)] | None = None
    sample_rate: str | None = None
    speech_mark_types: Annotated[list[MarkType], Field(max_length=4)] | None = None
    text_type: Literal["ssml", "text"] = "text"

    @property
    def spoken(self) -> str:
        """The text without its marks."""
        return "".join(ET.fromstring(self.text).itertext()) if self.text_type == "ssml" else self.text  # noqa: S314 - checked

    @property
    def language(self) -> str:
        """The language that is spoken."""
        return self.language_code or VOICES[self.voice_id].languages[0]

    @property
    def hertz(self) -> int:
        """Of the sound."""
        return int(self.sample_rate or {"pcm": "16000"}.get(self.output_format, "8000"))


def read(body: Any) -> Synthesis:
    """The request. Raises `Refused`."""
    try:
        asked = Synthesis.model_validate(body)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        why = f"{'.'.join(str(part) for part in first['loc']) or 'the body'}: {first['msg']}"
    else:
        _check_text(asked)
        _check_voice(asked)
        _check_format(asked)
        return asked
    raise Refused("ValidationException", why)


def _check_text(asked: Synthesis) -> None:
    if asked.text_type == "ssml":
        _check_ssml(asked.text)
    if len(asked.text) > MOST_CHARACTERS or len(asked.spoken) > MOST_BILLED:
        raise Refused("TextLengthExceededException", f"at most {MOST_CHARACTERS} characters, {MOST_BILLED} billed")


def _check_ssml(text: str) -> None:
    if re.search(r"<!(DOCTYPE|ENTITY)", text):
        raise Refused("InvalidSsmlException", "SSML defines no entities")
    try:
        root = ET.fromstring(text)  # noqa: S314 - it defines no entities
    except ET.ParseError as error:
        why = f"SSML must be well-formed: {error}"
    else:
        if root.tag.rpartition("}")[2] == "speak":
            return
        why = "SSML is within <speak>"
    raise Refused("InvalidSsmlException", why)


def _check_voice(asked: Synthesis) -> None:
    if asked.voice_id not in VOICES:
        raise Refused("ValidationException", f"VoiceId: there is no voice {asked.voice_id!r} here")
    if asked.language_code is not None and asked.language_code not in _LANGUAGES.split():
        raise Refused("ValidationException", f"LanguageCode: there is no language {asked.language_code!r}")
    voice = VOICES[asked.voice_id]
    if asked.engine not in voice.engines:
        raise Refused("EngineNotSupportedException", f"{voice.id} is not spoken by the engine {asked.engine}")
    if asked.language_code is not None and asked.language_code not in voice.languages:
        raise Refused("LanguageNotSupportedException", f"{voice.id} does not speak {asked.language_code}")
    if asked.lexicon_names:
        raise Refused("LexiconNotFoundException", "there are no lexicons here", status=404)


def _check_format(asked: Synthesis) -> None:
    marks = asked.speech_mark_types or []
    if asked.output_format == "json":
        if not marks:
            raise Refused("ValidationException", "SpeechMarkTypes: json is for speech marks")
        if asked.engine == "generative":
            raise Refused("ValidationException", "the generative engine makes no speech marks")
        if "ssml" in marks and asked.text_type != "ssml":
            raise Refused("SsmlMarksNotSupportedForTextTypeException", "marks of SSML are in SSML")
    elif marks:
        raise Refused("MarksNotSupportedForFormatException", "speech marks come as json")
    rates = _RATES.get(asked.output_format)
    if rates is not None and asked.sample_rate is not None and asked.sample_rate not in rates:
        raise Refused("InvalidSampleRateException", f"{asked.output_format} has the rates {', '.join(rates)}")
