"""Those who recognise speech: one line a provider."""

from collections.abc import Mapping

from telephony.asr.port import Recogniser
from telephony.audio import providers
from telephony.audio.providers import Means, Offer

PROVIDERS: Mapping[str, Offer] = {
    "embedded": Offer(
        "telephony.asr.embedded:EmbeddedRecogniser",
        "Moonshine, inside this process: no key, no network, English.",
        models=("tiny-en",),
        languages=("en",),
    ),
    "deepgram": Offer(
        "telephony.asr.deepgram:DeepgramRecogniser",
        "Deepgram's live recognition: Nova, or Flux, which tells the end of a turn by itself.",
        vendor="deepgram",
        models=("nova-3", "flux-general-en", "flux-general-multi", "nova-2"),
    ),
    "openai": Offer(
        "telephony.asr.openai_realtime:OpenAIRealtimeRecogniser",
        "OpenAI's realtime transcription over a socket.",
        vendor="openai",
        models=("gpt-transcribe", "gpt-live-transcribe", "gpt-realtime-whisper"),
    ),
    "whisper": Offer(
        "telephony.asr.whisper:WhisperRecogniser",
        "Transcription of one utterance at a time over REST: OpenAI's, or any server that speaks its protocol.",
        vendor="openai",
        models=("gpt-transcribe", "whisper-1"),
    ),
    "scripted": Offer(
        "telephony.asr.scripted:ScriptedRecogniser",
        "Hears what it is told to hear: scripted:book a cleaning|yes.",
        test_only=True,
    ),
}


def load(spec: str, means: Means) -> Recogniser:
    """The recogniser that `spec` names, `provider` or `provider:model`; not yet warmed.

    Raises `UnknownProvider` with the known names, `SpeechUnavailable` for a model that the provider does not have.
    """
    recogniser: Recogniser = providers.load(spec, means, kind="recogniser", table=PROVIDERS)
    return recogniser
