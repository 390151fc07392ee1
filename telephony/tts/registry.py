"""Those who speak: one line a provider."""

from collections.abc import Mapping

from telephony.audio import providers
from telephony.audio.providers import Means, Offer
from telephony.tts.port import Voice

PROVIDERS: Mapping[str, Offer] = {
    "embedded": Offer(
        "telephony.tts.embedded:EmbeddedVoice",
        "Hibari, inside this process: no key, no network. English; Hindi is read with an English accent.",
        models=("heart",),
    ),
    "elevenlabs": Offer(
        "telephony.tts.elevenlabs:ElevenLabsVoice",
        "ElevenLabs over a socket that many sentences share, with the times of the letters.",
        vendor="elevenlabs",
        models=("eleven_flash_v2_5", "eleven_turbo_v2_5", "eleven_multilingual_v2"),
    ),
    "elevenlabs-http": Offer(
        "telephony.tts.elevenlabs_http:ElevenLabsHttpVoice",
        "ElevenLabs, one request a sentence; for networks that let no sockets through.",
        vendor="elevenlabs",
        models=("eleven_flash_v2_5", "eleven_turbo_v2_5", "eleven_multilingual_v2", "eleven_v3"),
    ),
    "cartesia": Offer(
        "telephony.tts.cartesia:CartesiaVoice",
        "Cartesia over a socket that many sentences share, with the times of the words.",
        vendor="cartesia",
        models=("sonic-3", "sonic-3.5", "sonic-latest"),
    ),
    "polly": Offer(
        "telephony.tts.polly:PollyVoice",
        "Amazon Polly, one request a sentence, with the times of the words. Its models are engines.",
        vendor="aws",
        models=("neural", "generative", "long-form", "standard"),
    ),
    "openai": Offer(
        "telephony.tts.openai:OpenAIVoice",
        "OpenAI's speech, or any server that speaks its protocol; one request a sentence.",
        vendor="openai",
        models=("gpt-4o-mini-tts", "tts-1", "tts-1-hd"),
    ),
    "scripted": Offer(
        "telephony.tts.scripted:ScriptedVoice",
        "A tone for every letter: scripted:20 for 20 ms a letter.",
        test_only=True,
    ),
}


def load(spec: str, means: Means) -> Voice:
    """The voice that `spec` names, `provider` or `provider:model`; not yet warmed.

    Raises `UnknownProvider` with the known names, `SpeechUnavailable` for a voice that the provider does not have.
    """
    voice: Voice = providers.load(spec, means, kind="voice", table=PROVIDERS)
    return voice
