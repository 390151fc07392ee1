"""Reads TwiML as Twilio would, as far as the simulated caller can follow it."""

import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from telephony.caller.report import CallerError

MAX_DOCUMENT: Final = 65_536


@dataclass(frozen=True, slots=True)
class Spoken:
    """`<Say>`."""

    text: str


@dataclass(frozen=True, slots=True)
class Stream:
    """`<Connect><Stream>`."""

    url: str
    action: str
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Dialled:
    """`<Dial>`."""

    number: str
    action: str
    whisper: str = ""
    """Where to ask what the person who answers hears first."""


@dataclass(frozen=True, slots=True)
class HungUp:
    """`<Hangup>` or `<Reject>`."""

    why: str


Verb = Spoken | Stream | Dialled | HungUp


def read(document: str) -> list[Verb]:
    """The verbs in order. Raises `CallerError` for what is no TwiML, or has verbs that are not followed here."""
    # A document type could make the parser fetch or unfold; TwiML has none.
    if len(document) > MAX_DOCUMENT or "<!" in document:
        raise CallerError(f"The service's TwiML is longer than {MAX_DOCUMENT} characters or declares a document type.")
    try:
        root = ET.fromstring(document)  # noqa: S314 - no document type, no entities: see above
    except ET.ParseError as error:
        raise CallerError(f"The service's TwiML is not XML ({error}): {document[:200]!r}") from error
    if root.tag != "Response":
        raise CallerError(f"The service's TwiML is a <{root.tag}>, not a <Response>.")
    return [_verb(element) for element in root]


def _verb(element: ET.Element) -> Verb:
    match element.tag:
        case "Say":
            return Spoken(element.text or "")
        case "Hangup":
            return HungUp("The service hung up.")
        case "Reject":
            return HungUp(f"The service rejected the call ({element.get('reason', 'rejected')}).")
        case "Dial":
            number = "".join(element.itertext()).strip()
            if not number:
                raise CallerError("The service's <Dial> names no number.")
            inner = next((each for each in element if each.tag in ("Number", "Sip")), None)
            return Dialled(number, element.get("action", ""), inner.get("url", "") if inner is not None else "")
        case "Connect":
            return _stream(element)
        case other:
            raise CallerError(
                f"The simulated caller cannot follow <{other}>; it knows Connect, Dial, Say, Hangup, Reject."
            )


def _stream(connect: ET.Element) -> Stream:
    stream = connect.find("Stream")
    if stream is None or not stream.get("url"):
        raise CallerError("The service's <Connect> holds no <Stream> with a url.")
    parameters = {p.get("name", ""): p.get("value", "") for p in stream.findall("Parameter")}
    return Stream(stream.get("url", ""), connect.get("action", ""), parameters)
