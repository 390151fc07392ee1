"""Where OpenAI's speech, or that of a server which speaks its protocol, is reached, and with which key. Pure.

Speech may be elsewhere than the language models: `OPENAI_SPEECH_…` goes before `OPENAI_…`.
"""

import json
from dataclasses import dataclass, field
from typing import Self

from telephony.audio.providers import Means
from telephony.errors import SpeechUnavailable
from telephony.sockets import Peer, web_url
from telephony.vendors import VENDORS

NO_KEY = "none"
"""What a server of one's own is told when there is no key for it: clients of this protocol always bring one."""
_OWN_HOST = "api.openai.com"
_TELLING = {"insufficient_quota", "model_not_found", "invalid_api_key"}
"""Codes that say more than the status of a refusal; of the others the refused parameter says more."""
_PARAMETERS = {"model": "model_not_found", "voice": "voice_not_found"}
_DEFAULT_URL = next(each.default for each in VENDORS["openai"].settings if each.name == "OPENAI_BASE_URL")


@dataclass(frozen=True, slots=True)
class SpeechAccess:
    """What OpenAI's speech is reached with."""

    base_url: str
    """With http or https and the version, such as `https://api.openai.com/v1`; no slash at its end."""
    key: str = field(repr=False)
    key_setting: str
    """The setting that holds the key, for the sentences that say to look at it."""
    url_setting: str = "OPENAI_BASE_URL"
    """The setting that holds the address, for the same."""

    @classmethod
    def of(cls, means: Means) -> Self:
        """As the settings say. Raises `SpeechUnavailable` when there is no key and no server of one's own, or when the
        key cannot be one.
        """
        name = "OPENAI_SPEECH_API_KEY" if means.setting("OPENAI_SPEECH_API_KEY") else "OPENAI_API_KEY"
        at = "OPENAI_SPEECH_BASE_URL" if means.setting("OPENAI_SPEECH_BASE_URL") else "OPENAI_BASE_URL"
        url = web_url(means.setting(at))
        key = means.needed(name, provider="OpenAI") if url == _DEFAULT_URL else means.setting(name) or NO_KEY
        if not (key.isascii() and key.isprintable()) or " " in key:
            raise SpeechUnavailable(f"{name} holds characters that no key has; check it.", fault="key")
        return cls(url, key, name, at)

    @property
    def host(self) -> str:
        """Name and port, without what a URL may hold of a user and a password."""
        return self.base_url.partition("://")[2].partition("/")[0].rpartition("@")[2]

    @property
    def own_server(self) -> bool:
        """It is not OpenAI's own."""
        return self.host != _OWN_HOST

    @property
    def vendor(self) -> str:
        """As it is called in sentences."""
        return f"The speech server at {self.host}" if self.own_server else "OpenAI"

    @property
    def peer(self) -> Peer:
        """Who is at the other end of a socket."""
        return Peer(self.vendor, self.key_setting, code_of, self.url_setting)

    @property
    def headers(self) -> dict[str, str]:
        """What every request brings."""
        return {"Authorization": f"Bearer {self.key}"}


def code_of(body: bytes | bytearray) -> str:
    """The code in the body of a refusal; empty when there is none that can be read."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    error = found.get("error") if isinstance(found, dict) else None
    if not isinstance(error, dict):
        return ""
    code = str(error.get("code") or "")
    return code if code in _TELLING else _PARAMETERS.get(str(error.get("param")), code)
