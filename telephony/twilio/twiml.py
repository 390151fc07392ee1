"""TwiML: what Twilio is told to do with a call, as XML. Pure.

Source: Twilio, TwiML for Programmable Voice: `<Connect>`, `<Stream>`, `<Say>`, `<Dial>`, `<Reject>`, `<Hangup>`.
"""

import re
from collections.abc import Mapping
from typing import Final, Literal

from twilio.twiml.voice_response import Connect, Dial, Stream, VoiceResponse

MEDIA_TYPE: Final = "text/xml"
_NOT_IN_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def connect_stream(url: str, *, action: str, parameters: Mapping[str, str]) -> str:
    """Stream the call to this socket; when the socket closes, ask `action` what next.

    The URL is absolute, `wss` for Twilio itself, and has no query: Twilio drops it. The parameters come back in the
    stream's start.
    """
    response = VoiceResponse()
    connect = Connect(action=action, method="POST")
    stream = Stream(url=url)
    for name, value in parameters.items():
        stream.parameter(name=_clean(name), value=_clean(value))
    connect.append(stream)
    response.append(connect)
    return str(response)


def say_then_hang_up(text: str, *, language: str = "en-IN") -> str:
    """Let Twilio's own voice say this, and end the call."""
    response = VoiceResponse()
    response.say(_clean(text), language=language)
    response.hangup()
    return str(response)


def say(text: str, *, language: str = "en-IN") -> str:
    """Let Twilio's own voice say this, and go on; nothing at all without a text."""
    response = VoiceResponse()
    if text:
        response.say(_clean(text), language=language)
    return str(response)


def hang_up() -> str:
    """End the call."""
    response = VoiceResponse()
    response.hangup()
    return str(response)


def dial(number: str, *, action: str, caller_id: str = "", timeout_s: int = 30, whisper: str = "") -> str:
    """Connect the caller to this number (or `sip:` address); when that is over, ask `action` what next.

    Without a caller id Twilio shows the number that the caller dialled from. `whisper` is asked for what the person who
    answers hears alone, before the caller is let in (the `url` of `<Number>` and `<Sip>`).
    """
    response = VoiceResponse()
    shown = {"caller_id": _clean(caller_id)} if caller_id else {}
    out = Dial(action=action, method="POST", timeout=timeout_s, answer_on_bridge=True, **shown)
    first = {"url": whisper, "method": "POST"} if whisper else {}
    if number.startswith(("sip:", "sips:")):
        out.sip(_clean(number), **first)
    else:
        out.number(_clean(number), **first)
    response.append(out)
    return str(response)


def reject(reason: Literal["rejected", "busy"] = "rejected") -> str:
    """Do not pick up: the caller hears that the line is busy or not in service, and pays nothing."""
    response = VoiceResponse()
    response.reject(reason=reason)
    return str(response)


def _clean(text: str) -> str:
    """Without the characters that no XML document may hold, not even escaped."""
    return _NOT_IN_XML.sub("", text)
