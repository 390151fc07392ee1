"""The simulated caller's reading, signing and writing down."""

import wave
from pathlib import Path

import numpy as np
import pytest
from twilio.request_validator import RequestValidator

from telephony.audio import ulaw
from telephony.caller import CallerError
from telephony.caller.recording import Recording
from telephony.caller.twiml_document import Stream, read
from telephony.caller.webhook import Webhook
from telephony.twilio.signature import HEADER

XML = '<?xml version="1.0" encoding="UTF-8"?>'


@pytest.mark.parametrize(
    ("document", "complaint"),
    [
        ("", "not XML"),
        ("no xml", "not XML"),
        ("<Request/>", "not a <Response>"),
        ("<Response><Gather/></Response>", "cannot follow <Gather>"),
        ("<Response><Connect/></Response>", "no <Stream>"),
        ("<Response><Connect><Stream/></Connect></Response>", "no <Stream> with a url"),
        ("<Response><Dial> </Dial></Response>", "names no number"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><Response/>', "document type"),
        ("<Response>" + " " * 70_000 + "</Response>", "longer"),
    ],
)
def test_what_cannot_be_followed_is_said(document: str, complaint: str) -> None:
    """Each wrong document has its sentence."""
    with pytest.raises(CallerError, match=complaint):
        read(document)


def test_an_empty_response_has_no_verbs() -> None:
    """Twilio hangs up then."""
    assert read(XML + "<Response/>") == []


def test_a_stream_needs_no_action_and_no_parameters() -> None:
    """Both are empty then."""
    document = '<Response><Connect><Stream url="wss://h/m"/></Connect></Response>'
    assert read(document) == [Stream("wss://h/m", "", {})]


async def test_requests_are_signed_as_the_public_url() -> None:
    """The service is dialled where it runs, and signed as what Twilio knows it by."""
    webhook = Webhook("http://127.0.0.1:8080", {}, auth_token="12345", public_url="https://voice.example.com/line/")
    validator = RequestValidator("12345")
    form = {"CallSid": "CA1"}
    assert webhook.signed("http://127.0.0.1:8080/twilio/voice?flow=a", form) == {
        HEADER: validator.compute_signature("https://voice.example.com/line/twilio/voice?flow=a", form)
    }
    assert webhook.signed("ws://127.0.0.1:8080/twilio/media") == {
        HEADER: validator.compute_signature("wss://voice.example.com/line/twilio/media", {})
    }
    await webhook.aclose()


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("wss://voice.example.com/line/twilio/media", "ws://127.0.0.1:8080/twilio/media"),
        ("https://voice.example.com/line/after?x=1", "http://127.0.0.1:8080/after?x=1"),
        ("wss://elsewhere.example.com/media", "wss://elsewhere.example.com/media"),
        ("https://voice.example.com/other", "https://voice.example.com/other"),
    ],
)
async def test_the_services_public_addresses_are_dialled_here(url: str, here: str) -> None:
    """Only what lies under the public URL; another host is another host."""
    webhook = Webhook("http://127.0.0.1:8080", {}, auth_token=None, public_url="https://voice.example.com/line")
    assert webhook.local(url) == here
    assert webhook.signed(url) == {}
    await webhook.aclose()


def test_both_sides_are_written_side_by_side(tmp_path: Path) -> None:
    """Left the caller, right what the caller heard, sample by sample."""
    said, heard = bytes(range(160)), bytes(reversed(range(160)))
    recording = Recording()
    recording.add(said[:80], heard[:80])
    recording.add(said[80:], heard[80:])
    recording.write(tmp_path / "call.wav")
    with wave.open(str(tmp_path / "call.wav")) as written:
        assert (written.getnchannels(), written.getsampwidth(), written.getframerate()) == (2, 2, 8000)
        samples = np.frombuffer(written.readframes(1000), "<i2").reshape(-1, 2)
    assert samples[:, 0].tolist() == ulaw.decode(said).tolist()
    assert samples[:, 1].tolist() == ulaw.decode(heard).tolist()


def test_a_call_without_sound_is_an_empty_recording(tmp_path: Path) -> None:
    """A refused call leaves a file that can be opened."""
    Recording().write(tmp_path / "call.wav")
    with wave.open(str(tmp_path / "call.wav")) as written:
        assert written.getnframes() == 0
