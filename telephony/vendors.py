"""Those whose services are used: what each of them needs to be told, in one table.

The settings of a process, `.env.example`, the reference of providers and the doctor's questions are made from it. A
vendor's settings bear the vendor's own names.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

SettingKind = Literal["text", "secret", "url"]


@dataclass(frozen=True, slots=True)
class Setting:
    """One variable of the environment."""

    name: str
    """Such as `DEEPGRAM_API_KEY`."""
    meaning: str
    """A sentence for whoever sets it."""
    kind: SettingKind = "text"
    """`url` takes http, https, ws or wss."""
    default: str = ""
    """What is used when it is unset; empty: nothing."""
    example: str = ""
    needed: bool = False
    """Without it (and without a `url` of one's own) the vendor cannot be used."""


@dataclass(frozen=True, slots=True)
class Vendor:
    """One company, or one kind of server."""

    title: str
    page: str
    """Where one gets a key."""
    settings: tuple[Setting, ...]


def _key(name: str, title: str) -> Setting:
    return Setting(name, f"Your key at {title}.", "secret", needed=True)


def _url(name: str, default: str, what: str) -> Setting:
    return Setting(name, f"{what}: set it for a region, or for a server of your own.", "url", default)


VENDORS: Mapping[str, Vendor] = {
    "deepgram": Vendor(
        "Deepgram",
        "https://console.deepgram.com",
        (
            _key("DEEPGRAM_API_KEY", "Deepgram"),
            _url("DEEPGRAM_URL", "https://api.deepgram.com", "Where Deepgram is reached"),
        ),
    ),
    "elevenlabs": Vendor(
        "ElevenLabs",
        "https://elevenlabs.io/app/settings/api-keys",
        (
            _key("ELEVENLABS_API_KEY", "ElevenLabs"),
            _url("ELEVENLABS_URL", "https://api.elevenlabs.io", "Where ElevenLabs is reached"),
            Setting(
                "ELEVENLABS_VOICE_ID",
                "The voice; or one for each language, such as en=ID,hi=ID.",
                default="JBFqnCBsd6RMkjVDRZzb",
            ),
        ),
    ),
    "cartesia": Vendor(
        "Cartesia",
        "https://play.cartesia.ai/keys",
        (
            _key("CARTESIA_API_KEY", "Cartesia"),
            _url("CARTESIA_URL", "https://api.cartesia.ai", "Where Cartesia is reached"),
            Setting(
                "CARTESIA_VOICE_ID",
                "The voice; or one for each language, such as en=ID,hi=ID.",
                default="694f9389-aac1-45b6-b726-9d9369183238",
            ),
        ),
    ),
    "aws": Vendor(
        "Amazon Web Services",
        "https://console.aws.amazon.com/iam",
        (
            Setting("AWS_ACCESS_KEY_ID", "The access key; unset: whatever else AWS's own clients find.", "secret"),
            Setting("AWS_SECRET_ACCESS_KEY", "The secret that belongs to the access key.", "secret"),
            Setting("AWS_SESSION_TOKEN", "The token of temporary keys.", "secret"),
            Setting("AWS_REGION", "The region.", default="ap-south-1"),
            _url("AWS_ENDPOINT_URL_POLLY", "", "Where Polly is reached; unset, at the region's address"),
            Setting(
                "POLLY_VOICE_ID",
                "The voice; or one for each language, such as en=Kajal,hi=Kajal.",
                default="Kajal",
            ),
        ),
    ),
    "openai": Vendor(
        "OpenAI",
        "https://platform.openai.com/api-keys",
        (
            _key("OPENAI_API_KEY", "OpenAI"),
            _url(
                "OPENAI_BASE_URL", "https://api.openai.com/v1", "Where OpenAI, or what speaks its protocol, is reached"
            ),
            Setting("OPENAI_SPEECH_API_KEY", "The key for speech, where it is another than the models'.", "secret"),
            Setting(
                "OPENAI_SPEECH_BASE_URL",
                "Where speech is recognised and made, where that is another server than the models'.",
                "url",
                example="http://localhost:8001/v1",
            ),
            Setting("OPENAI_VOICE", "The voice that speaks.", default="alloy"),
        ),
    ),
    "anthropic": Vendor(
        "Anthropic",
        "https://console.anthropic.com/settings/keys",
        (
            _key("ANTHROPIC_API_KEY", "Anthropic"),
            _url("ANTHROPIC_BASE_URL", "https://api.anthropic.com", "Where Anthropic is reached"),
        ),
    ),
    "twilio": Vendor(
        "Twilio",
        "https://console.twilio.com",
        (
            Setting("TWILIO_ACCOUNT_SID", "The account, AC and 32 hexadecimal digits."),
            Setting(
                "TWILIO_AUTH_TOKEN",
                "The account's auth token: with it requests without Twilio's signature are refused; without it only "
                "callers on this machine are let in.",
                "secret",
            ),
            _url("TWILIO_API_URL", "https://api.twilio.com", "Where Twilio's REST API is reached"),
        ),
    ),
}


def elsewhere(vendor: str, url: str) -> str:
    """What tells a server of one's own from the vendor's in the name of what it makes: `@host`; empty for the vendor's.

    Sound that a stand-in made is not to be heard from the vendor afterwards.
    """
    own = next((each.default for each in VENDORS[vendor].settings if each.kind == "url"), "")
    host = _host(url)
    return f"@{host}" if host not in ("", _host(own)) else ""


def _host(url: str) -> str:
    """Name and port, without what a URL may hold of a user and a password."""
    return url.partition("://")[2].partition("/")[0].rpartition("@")[2].lower()
