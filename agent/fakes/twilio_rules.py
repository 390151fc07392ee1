"""What Twilio's REST API refuses, with its codes. Pure.

Source: Twilio, "Calls resource", "Messages resource", "Error and warning dictionary", "Test credentials"; the SDK's
parameters. Parameters that Twilio does not know it ignores; so are they here, and noted.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

ROOT: Final = "/2010-04-01"
CALL_EVENTS: Final = ("initiated", "ringing", "answered", "completed")
OVER: Final = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
"""The states of a call from which there is no way out."""
WAITING: Final = frozenset({"queued", "ringing"})

# Of the test credentials: numbers that are refused, or never are.
_MAGIC_TO: Final = {"+15005550001": 21217, "+15005550002": 21214, "+15005550003": 21215, "+15005550004": 21216}
_MAGIC_FROM_BAD: Final = "+15005550001"
MAGIC_FROM: Final = "+15005550006"

_SAYS: Final[Mapping[int, str]] = {
    20001: "Unknown parameters",
    20003: "Authenticate",
    20005: "Account not active",
    20007: "Page size too large",
    20009: "Cannot delete this resource before it is complete",
    21201: "No 'To' number specified",
    21205: "Url is not a valid URL",
    21206: "Invalid SendDigits",
    21208: "Invalid Timeout",
    21209: "Invalid Method",
    21210: "The source phone number provided is not yet verified for your account",
    21211: "Invalid 'To' Phone Number",
    21212: "Invalid 'From' Phone Number",
    21213: "'From' phone number is required",
    21214: "'To' phone number cannot be reached",
    21215: "Account not authorized to call phone number",
    21216: "Account not allowed to call phone number",
    21217: "Phone number does not appear to be valid",
    21218: "Invalid ApplicationSid",
    21220: "Invalid call state",
    21402: "Invalid URL",
    21403: "Invalid Method",
    21602: "Message body is required",
    21603: "A 'From' phone number is required",
    21604: "A 'To' phone number is required",
    21606: "The 'From' phone number provided is not a valid message-capable Twilio phone number",
    21609: "Invalid 'StatusCallback' url",
    21617: "The concatenated message body exceeds the 1600 character limit",
    21626: "Invalid 'StatusCallbackEvent'",
}


def _names(written: str) -> frozenset[str]:
    return frozenset(written.split())


CALL_FIELDS: Final = _names(
    "To From Url Twiml ApplicationSid Method FallbackUrl FallbackMethod StatusCallback StatusCallbackEvent "
    "StatusCallbackMethod SendDigits Timeout Record RecordingChannels RecordingTrack RecordingStatusCallback "
    "RecordingStatusCallbackMethod RecordingStatusCallbackEvent RecordingConfigurationId Trim CallerId CallReason "
    "CallToken Byoc Passports TimeLimit SipAuthUsername SipAuthPassword ClientNotificationUrl MachineDetection "
    "MachineDetectionTimeout MachineDetectionSpeechThreshold MachineDetectionSpeechEndThreshold "
    "MachineDetectionSilenceTimeout AsyncAmd AsyncAmdStatusCallback AsyncAmdStatusCallbackMethod"
)
UPDATE_FIELDS: Final = _names(
    "Status Url Method Twiml FallbackUrl FallbackMethod StatusCallback StatusCallbackMethod TimeLimit"
)
NUMBER_FIELDS: Final = _names(
    "FriendlyName VoiceUrl VoiceMethod VoiceFallbackUrl VoiceFallbackMethod VoiceApplicationSid TrunkSid "
    "VoiceCallerIdLookup StatusCallback StatusCallbackMethod SmsUrl SmsMethod SmsFallbackUrl SmsFallbackMethod "
    "SmsApplicationSid ApiVersion VoiceReceiveMode"
)
_URLS: Final = ("FallbackUrl", "StatusCallback", "RecordingStatusCallback", "AsyncAmdStatusCallback")
_METHODS: Final = ("Method", "FallbackMethod", "StatusCallbackMethod", "RecordingStatusCallbackMethod",
                   "AsyncAmdStatusCallbackMethod")  # fmt: skip
_NUMBER = re.compile(r"\+[1-9]\d{6,14}")
_ADDRESS = re.compile(r"(?:sips?|client|sim):\S+")
_DIGITS = re.compile(r"[0-9#*wWaAbBcCdD]{0,32}")
_HOST = re.compile(r"[A-Za-z0-9.-]+|\[[0-9a-fA-F:.]+\]")


class Problem(Exception):
    """A refusal. `code`: Twilio's own."""

    def __init__(self, code: int, *, status: int = 400, detail: str = "") -> None:
        says = _SAYS.get(code, "The request cannot be served")
        super().__init__(f"{says}{f': {detail}' if detail else ''}")
        self.code = code
        self.status = status


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a request, in order; names may come more than once."""

    pairs: Sequence[tuple[str, str]]

    def get(self, name: str) -> str:
        """The first value of that name; empty when there is none."""
        return next((value for each, value in self.pairs if each == name), "")

    def all(self, name: str) -> list[str]:
        """All values of that name."""
        return [value for each, value in self.pairs if each == name]

    def unknown(self, known: Collection[str]) -> list[str]:
        """Names that Twilio does not look at."""
        return [name for name, _ in self.pairs if name not in known]


def check_new_call(form: Form, *, own_numbers: Collection[str]) -> None:
    """Raises `Problem`."""
    _check_numbers(form.get("To"), form.get("From"), own_numbers)
    if form.get("Url"):
        check_url(form.get("Url"))
    elif form.get("ApplicationSid"):
        if not re.fullmatch("AP[0-9a-fA-F]{32}", form.get("ApplicationSid")):
            raise Problem(21218, detail=form.get("ApplicationSid"))
    elif not form.get("Twiml"):
        raise Problem(21205, detail="one of Url, Twiml and ApplicationSid is needed")
    elif len(form.get("Twiml")) > 4000:
        raise Problem(20001, detail="Twiml is longer than 4000 characters")
    _check_settings(form)
    for event in " ".join(form.all("StatusCallbackEvent")).split():
        if event not in CALL_EVENTS:
            raise Problem(21626, detail=event)


def check_update(form: Form, *, state: str) -> None:
    """Raises `Problem`. `state`: the call's."""
    status = form.get("Status")
    if status not in {"", "completed", "canceled"}:
        raise Problem(20001, detail=f"Status {status}")
    if form.get("Url") and form.get("Twiml"):
        raise Problem(20001, detail="Url and Twiml exclude each other")
    if not status and not form.get("Url") and not form.get("Twiml") and not form.get("TimeLimit"):
        raise Problem(20001, detail="nothing to change")
    if status and state in OVER:
        raise Problem(20404, status=404, detail="the call is over")
    if not status and state != "in-progress":
        raise Problem(21220, detail="the call is not in progress; it cannot be redirected")
    if form.get("Url"):
        check_url(form.get("Url"))
    _check_settings(form)


def check_message(form: Form, *, own_numbers: Collection[str]) -> None:
    """Raises `Problem`."""
    if not form.get("To"):
        raise Problem(21604)
    if not _NUMBER.fullmatch(form.get("To").removeprefix("whatsapp:")):
        raise Problem(21211, detail=form.get("To"))
    sender = form.get("From").removeprefix("whatsapp:")
    if not sender and not form.get("MessagingServiceSid"):
        raise Problem(21603)
    if sender.startswith("+") and sender not in own_numbers:
        raise Problem(21606, detail=sender)
    if not form.get("Body") and not form.get("MediaUrl") and not form.get("ContentSid"):
        raise Problem(21602)
    if len(form.get("Body")) > 1600:
        raise Problem(21617)
    if form.get("StatusCallback"):
        check_url(form.get("StatusCallback"), code=21609)


def check_number(form: Form) -> None:
    """Raises `Problem`: the settings of a number of one's own."""
    for name, value in form.pairs:
        if name.endswith("Url") or name == "StatusCallback":
            if value:
                check_url(value, code=21402)
        elif name.endswith("Method") and value.upper() not in {"GET", "POST"}:
            raise Problem(21403, detail=value)


def check_url(url: str, *, code: int = 21205) -> None:
    """Raises `Problem` for what is no address on the web."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise Problem(code, detail=url) from None
    host = parts.netloc.rpartition("@")[2].removesuffix(f":{parts.port}")
    if parts.scheme not in {"http", "https"} or not _HOST.fullmatch(host):
        raise Problem(code, detail=url)


def _check_numbers(callee: str, caller: str, own_numbers: Collection[str]) -> None:
    if not callee:
        raise Problem(21201)
    if not caller:
        raise Problem(21213)
    if not _NUMBER.fullmatch(callee) and not _ADDRESS.fullmatch(callee):
        raise Problem(21211, detail=callee)
    if callee in _MAGIC_TO:
        raise Problem(_MAGIC_TO[callee], detail=callee)
    if caller == _MAGIC_FROM_BAD or not (_NUMBER.fullmatch(caller) or _ADDRESS.fullmatch(caller)):
        raise Problem(21212, detail=caller)
    if caller.startswith("+") and caller != MAGIC_FROM and caller not in own_numbers:
        raise Problem(21210, detail=caller)


def _check_settings(form: Form) -> None:
    for name in _URLS:
        if form.get(name):
            check_url(form.get(name))
    for name in _METHODS:
        if form.get(name).upper() not in {"", "GET", "POST"}:
            raise Problem(21209, detail=f"{name} {form.get(name)}")
    if form.get("Timeout") and not (form.get("Timeout").isdecimal() and 1 <= int(form.get("Timeout")) <= 600):
        raise Problem(21208, detail=form.get("Timeout"))
    if not _DIGITS.fullmatch(form.get("SendDigits")):
        raise Problem(21206, detail=form.get("SendDigits"))
    if form.get("MachineDetection") not in {"", "Enable", "DetectMessageEnd"}:
        raise Problem(20001, detail=f"MachineDetection {form.get('MachineDetection')}")
    if form.get("TimeLimit") and not form.get("TimeLimit").isdecimal():
        raise Problem(20001, detail=f"TimeLimit {form.get('TimeLimit')}")
