"""What a Twilio account holds: its calls, numbers and messages, as the REST API shows them."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from agent.fakes.twilio_rules import ROOT, Form
from telephony.caller.report import CallReport

API_VERSION = "2010-04-01"


def new_sid(kind: str) -> str:
    """A SID: two letters and 32 hexadecimal digits."""
    return kind + secrets.token_hex(16)


def rfc2822(moment: datetime | None) -> str | None:
    """As all dates of this API are written."""
    return format_datetime(moment) if moment else None


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


@dataclass(slots=True)
class Call:
    """One call. `status`: as Twilio calls it; `report`: of a call that was really placed, when it is over."""

    account_sid: str
    to: str
    caller: str
    form: Form
    sid: str = field(default_factory=lambda: new_sid("CA"))
    status: str = "queued"
    answered_by: str | None = None
    created: datetime = field(default_factory=_now)
    updated: datetime = field(default_factory=_now)
    started: datetime | None = None
    ended: datetime | None = None
    report: CallReport | None = None

    @property
    def seconds(self) -> int | None:
        """How long it took, when it was answered and is over."""
        return int((self.ended - self.started).total_seconds()) if self.started and self.ended else None

    def webhook_form(self) -> dict[str, str]:
        """The fields that every request about this call has."""
        return {
            "CallSid": self.sid,
            "AccountSid": self.account_sid,
            "From": self.caller,
            "To": self.to,
            "Caller": self.caller,
            "Called": self.to,
            "CallStatus": self.status,
            "Direction": "outbound-api",
            "ApiVersion": API_VERSION,
        }

    def json(self) -> dict[str, Any]:
        """As `GET` shows it."""
        uri = f"{ROOT}/Accounts/{self.account_sid}/Calls/{self.sid}"
        return {
            "sid": self.sid,
            "account_sid": self.account_sid,
            "to": self.to,
            "to_formatted": self.to,
            "from": self.caller,
            "from_formatted": self.caller,
            "status": self.status,
            "direction": "outbound-api",
            "answered_by": self.answered_by,
            "api_version": API_VERSION,
            "date_created": rfc2822(self.created),
            "date_updated": rfc2822(self.updated),
            "start_time": rfc2822(self.started),
            "end_time": rfc2822(self.ended),
            "duration": None if self.seconds is None else str(self.seconds),
            "price": None,
            "price_unit": "USD",
            "queue_time": "0",
            **dict.fromkeys(
                ("parent_call_sid", "phone_number_sid", "forwarded_from", "group_sid", "caller_name", "trunk_sid")
            ),
            "uri": f"{uri}.json",
            "subresource_uris": {"recordings": f"{uri}/Recordings.json", "events": f"{uri}/Events.json"},
        }


@dataclass(slots=True)
class Number:
    """A number of one's own. `settings`: as they are sent, such as `VoiceUrl`."""

    account_sid: str
    phone_number: str
    settings: dict[str, str] = field(default_factory=dict)
    sid: str = field(default_factory=lambda: new_sid("PN"))
    created: datetime = field(default_factory=_now)
    updated: datetime = field(default_factory=_now)

    def json(self) -> dict[str, Any]:
        """As `GET` shows it."""
        of = self.settings.get
        return {
            "sid": self.sid,
            "account_sid": self.account_sid,
            "phone_number": self.phone_number,
            "friendly_name": of("FriendlyName", self.phone_number),
            "capabilities": {"voice": True, "sms": True, "mms": False, "fax": False},
            "voice_url": of("VoiceUrl", ""),
            "voice_method": of("VoiceMethod", "POST"),
            "voice_fallback_url": of("VoiceFallbackUrl", ""),
            "voice_fallback_method": of("VoiceFallbackMethod", "POST"),
            "voice_application_sid": of("VoiceApplicationSid") or None,
            "voice_caller_id_lookup": of("VoiceCallerIdLookup", "false") == "true",
            "trunk_sid": of("TrunkSid") or None,
            "status_callback": of("StatusCallback", ""),
            "status_callback_method": of("StatusCallbackMethod", "POST"),
            "sms_url": of("SmsUrl", ""),
            "sms_method": of("SmsMethod", "POST"),
            "sms_fallback_url": of("SmsFallbackUrl", ""),
            "sms_fallback_method": of("SmsFallbackMethod", "POST"),
            "sms_application_sid": of("SmsApplicationSid", ""),
            "api_version": API_VERSION,
            "beta": False,
            "origin": "twilio",
            "status": "in-use",
            "date_created": rfc2822(self.created),
            "date_updated": rfc2822(self.updated),
            "uri": f"{ROOT}/Accounts/{self.account_sid}/IncomingPhoneNumbers/{self.sid}.json",
        }


@dataclass(slots=True)
class Message:
    """A text message."""

    account_sid: str
    to: str
    sender: str
    body: str
    service_sid: str = ""
    sid: str = field(default_factory=lambda: new_sid("SM"))
    status: str = "queued"
    created: datetime = field(default_factory=_now)

    def json(self) -> dict[str, Any]:
        """As `GET` shows it."""
        sent = self.status in {"sent", "delivered"}
        uri = f"{ROOT}/Accounts/{self.account_sid}/Messages/{self.sid}"
        return {
            "sid": self.sid,
            "account_sid": self.account_sid,
            "to": self.to,
            "from": self.sender or None,
            "messaging_service_sid": self.service_sid or None,
            "body": self.body,
            "status": self.status,
            "direction": "outbound-api",
            "num_segments": str(max(1, -(-len(self.body) // 153))),
            "num_media": "0",
            "error_code": None,
            "error_message": None,
            "price": None,
            "price_unit": "USD",
            "api_version": API_VERSION,
            "date_created": rfc2822(self.created),
            "date_updated": rfc2822(self.created),
            "date_sent": rfc2822(self.created) if sent else None,
            "uri": f"{uri}.json",
            "subresource_uris": {"media": f"{uri}/Media.json"},
        }


def page(name: str, found: Sequence[Mapping[str, Any]], *, uri: str, wanted: tuple[int, int]) -> dict[str, Any]:
    """One page of a list. `uri`: without paging, with its filters; `wanted`: the page, from 0, and its size."""
    number, size = wanted
    part = found[number * size : (number + 1) * size]
    joined = "&" if "?" in uri else "?"

    def at(which: int) -> str:
        return f"{uri}{joined}PageSize={size}&Page={which}"

    return {
        name: list(part),
        "page": number,
        "page_size": size,
        "start": number * size,
        "end": number * size + max(0, len(part) - 1),
        "uri": at(number),
        "first_page_uri": at(0),
        "next_page_uri": at(number + 1) if (number + 1) * size < len(found) else None,
        "previous_page_uri": at(number - 1) if number else None,
    }
