"""TwiML documents, as Twilio reads them."""

import pytest

from telephony.caller import twiml_document
from telephony.caller.twiml_document import Dialled, HungUp, Spoken, Stream
from telephony.twilio import twiml


def body(document: str) -> str:
    """What stands between the brackets of the response."""
    return document.removeprefix('<?xml version="1.0" encoding="UTF-8"?><Response>').removesuffix("</Response>")


def test_a_stream_is_connected_with_its_parameters() -> None:
    """The socket, what to ask when it closes, and what to tell us again."""
    document = twiml.connect_stream("wss://h/media", action="/after", parameters={"token": "t<&"})
    assert body(document) == (
        '<Connect action="/after" method="POST"><Stream url="wss://h/media">'
        '<Parameter name="token" value="t&lt;&amp;" /></Stream></Connect>'
    )


def test_a_sentence_is_said_before_hanging_up() -> None:
    """In the language given."""
    document = twiml.say_then_hang_up("We are closed & sorry.", language="en-GB")
    assert body(document) == '<Say language="en-GB">We are closed &amp; sorry.</Say><Hangup />'


def test_a_number_is_dialled_and_the_result_asked_for() -> None:
    """The caller keeps hearing the ringing until the other side picks up; whose number is shown can be said."""
    assert body(twiml.dial("+918040000000", action="/after", caller_id="+14155550100")) == (
        '<Dial action="/after" answerOnBridge="true" callerId="+14155550100" method="POST" timeout="30">'
        "<Number>+918040000000</Number></Dial>"
    )
    assert "callerId" not in twiml.dial("+918040000000", action="/after")


def test_a_sip_address_is_dialled_as_one() -> None:
    """Desks are often behind SIP."""
    assert "<Sip>sip:desk@example.com</Sip>" in twiml.dial("sip:desk@example.com", action="/after")


def test_a_call_is_ended_or_not_picked_up() -> None:
    """Hanging up, rejecting, and being busy."""
    assert body(twiml.hang_up()) == "<Hangup />"
    assert body(twiml.reject()) == '<Reject reason="rejected" />'
    assert body(twiml.reject("busy")) == '<Reject reason="busy" />'


@pytest.mark.parametrize("text", ["a\x00b\x0bc", "a\ud800b\ufffec", "\x1babc"])
def test_characters_that_no_xml_may_hold_are_left_out(text: str) -> None:
    """The document is always one that Twilio can read."""
    assert twiml_document.read(twiml.say_then_hang_up(text))[0] == Spoken("abc")


def test_the_simulated_caller_reads_what_we_write() -> None:
    """Writer and reader agree on each verb."""
    url = "wss://h/media"
    assert twiml_document.read(twiml.connect_stream(url, action="/a", parameters={"k": "v"})) == [
        Stream(url, "/a", {"k": "v"})
    ]
    assert twiml_document.read(twiml.dial("+91804", action="/d")) == [Dialled("+91804", "/d")]
    assert twiml_document.read(twiml.hang_up()) == [HungUp("The service hung up.")]
    assert twiml_document.read(twiml.reject("busy")) == [HungUp("The service rejected the call (busy).")]


def test_a_warm_transfer_asks_what_the_person_hears_first() -> None:
    """The address is on the number (or SIP address) that is dialled; without one nobody is asked."""
    for number in ("+91804", "sip:desk@example.com"):
        [dialled] = twiml_document.read(twiml.dial(number, action="/d", whisper="/w?call=CA1&x=2"))
        assert dialled == Dialled(number, "/d", "/w?call=CA1&x=2")
        assert "url=" not in twiml.dial(number, action="/d")


def test_a_whisper_may_be_empty() -> None:
    """Then the caller is let in at once."""
    assert twiml_document.read(twiml.say("")) == []
    assert twiml_document.read(twiml.say("a <cleaning>")) == [Spoken("a <cleaning>")]
