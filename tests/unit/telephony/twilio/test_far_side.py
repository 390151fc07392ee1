"""Twilio's side of Media Streams: as strict as Twilio, which warns (31950, 31951) and goes on."""

import json

import pytest

from telephony.line import Clear, LineCommand, Mark, Play
from telephony.twilio.far_side import INVALID, UNREADABLE, FarSide, Warned


def far_side() -> FarSide:
    """A stream that Twilio is about to open."""
    return FarSide("MZ01", "CA01", "AC01", {"token": "t"})


def test_the_counters_are_twilios() -> None:
    """Sequence from 1 on start, over all messages; chunk from 1 over sounds; timestamp is where the sound begins."""
    far = far_side()
    assert "sequenceNumber" not in json.loads(far.connected())
    texts = [far.start(), far.media(bytes(160)), far.dtmf("1"), far.media(bytes(80)), far.mark("m"), far.media(b"\0")]
    messages = [json.loads(text) for text in [*texts, far.stop()]]
    assert [message["sequenceNumber"] for message in messages] == ["1", "2", "3", "4", "5", "6", "7"]
    assert [message["streamSid"] for message in messages] == ["MZ01"] * 7
    sounds = [message["media"] for message in messages if message["event"] == "media"]
    assert [sound["chunk"] for sound in sounds] == ["1", "2", "3"]
    assert [sound["timestamp"] for sound in sounds] == ["0", "20", "30"]
    assert messages[0]["start"]["customParameters"] == {"token": "t"}


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ('{"event":"media","streamSid":"MZ01","media":{"payload":"//8="}}', Play(b"\xff\xff")),
        ('{"event":"mark","streamSid":"MZ01","mark":{"name":"utt-3"}}', Mark("utt-3")),
        ('{"event":"clear","streamSid":"MZ01"}', Clear()),
    ],
)
def test_the_three_messages_of_a_server_are_understood(text: str, command: LineCommand) -> None:
    """The examples of Twilio's page, letter by letter."""
    assert far_side().receive(text) == command


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (b"\xff", UNREADABLE),
        ("{", INVALID),
        ("[]", INVALID),
        ('{"event":1}', INVALID),
        ('{"event":"start","streamSid":"MZ01"}', INVALID),
        ('{"event":"clear"}', INVALID),
        ('{"event":"clear","streamSid":"MZ02"}', INVALID),
        ('{"event":"clear","streamSid":"MZ01","now":true}', INVALID),
        ('{"event":"mark","streamSid":"MZ01","mark":{"name":"m","at":1}}', INVALID),
        ('{"event":"mark","streamSid":"MZ01","mark":{"name":""}}', INVALID),
        ('{"event":"mark","streamSid":"MZ01","mark":"m"}', INVALID),
        ('{"event":"media","streamSid":"MZ01","media":{"payload":5}}', INVALID),
        ('{"event":"media","streamSid":"MZ01","media":{"payload":"AAA"}}', INVALID),
        ('{"event":"media","streamSid":"MZ01","media":{"payload":"//8=","track":"outbound"}}', INVALID),
    ],
)
def test_missing_and_extra_fields_are_warned_of(message: str | bytes, code: int) -> None:
    """What Twilio would refuse is refused here too, with its number."""
    warned = far_side().receive(message)
    assert isinstance(warned, Warned)
    assert warned.code == code
