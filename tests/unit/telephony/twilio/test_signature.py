"""Signatures: what Twilio signed is admitted, everything else is not, and nothing raises."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from telephony.twilio.signature import Signatures

TOKEN = "12345"
FORM = [
    ("CallSid", "CA1234567890ABCDE"),
    ("Caller", "+14158675310"),
    ("Digits", "1234"),
    ("From", "+14158675310"),
    ("To", "+18005551212"),
]
URL = "https://example.com/myapp.php?foo=1&bar=2"
SIGNED = "L/OH5YylLD5NRKLltdqwSvS0BnU="
HANDSHAKE = "PGLrn08/Ba1sEIuSwPQRBPD54PA="
HANDSHAKE_WITH_SLASH = "/l2QA+p8VR0Ejy/AIlzbV7YZXIA="


def test_the_signature_of_a_webhook_is_right() -> None:
    """A known vector: this token, URL and form give this signature."""
    assert Signatures(TOKEN).of_webhook(URL, FORM, SIGNED)


@pytest.mark.parametrize(
    ("token", "url", "form", "signature"),
    [
        ("54321", URL, FORM, SIGNED),
        (TOKEN, URL + "0", FORM, SIGNED),
        (TOKEN, URL.replace("myapp", "yourapp"), FORM, SIGNED),
        (TOKEN, URL, FORM[1:], SIGNED),
        (TOKEN, URL, [*FORM, ("More", "1")], SIGNED),
        (TOKEN, URL, FORM, SIGNED.lower()),
        (TOKEN, URL, FORM, ""),
        (TOKEN, URL, FORM, None),
    ],
)
def test_a_webhook_with_anything_changed_is_not_twilios(
    token: str, url: str, form: list[tuple[str, str]], signature: str | None
) -> None:
    """Another key, URL or form, or no signature: refused."""
    assert not Signatures(token).of_webhook(url, form, signature)


@pytest.mark.parametrize("signature", [HANDSHAKE, HANDSHAKE_WITH_SLASH])
def test_the_signature_of_a_handshake_is_right_behind_a_public_url(signature: str) -> None:
    """Twilio signs the `wss` form of the public URL, with or without a slash at its end, whatever is seen here."""
    signatures = Signatures(TOKEN, public_url="https://voice.example.com/")
    assert signatures.of_handshake("ws://10.0.0.7:8080/twilio/media", signature)
    assert not signatures.of_handshake("ws://10.0.0.7:8080/twilio/other", signature)
    assert not Signatures(TOKEN, public_url="https://else.example.com").of_handshake(
        "wss://voice.example.com/twilio/media", signature
    )


def test_a_handshake_is_not_signed_as_a_web_request() -> None:
    """The `https` form of a socket's URL proves nothing."""
    signature = RequestValidator(TOKEN).compute_signature("https://voice.example.com/twilio/media", {})
    assert not Signatures(TOKEN).of_handshake("wss://voice.example.com/twilio/media", signature)


def test_without_a_public_url_tls_may_have_ended_before_us() -> None:
    """A request seen as http was signed as https when a proxy took the TLS off; the reverse does not happen."""
    signatures = Signatures("12345")
    assert signatures.of_webhook(URL.replace("https", "http"), FORM, SIGNED)
    assert signatures.of_handshake("ws://voice.example.com/twilio/media", HANDSHAKE)
    plain = RequestValidator(TOKEN).compute_signature(URL.replace("https", "http"), dict(FORM))
    assert signatures.of_webhook(URL.replace("https", "http"), FORM, plain)
    assert not signatures.of_webhook(URL, FORM, plain)


def test_a_public_url_may_have_a_path() -> None:
    """A proxy that serves us below a path strips it; Twilio signed with it."""
    signature = RequestValidator(TOKEN).compute_signature("https://h.example/line/twilio/voice?flow=a%20b", dict(FORM))
    signatures = Signatures(TOKEN, public_url="https://h.example/line")
    assert signatures.of_webhook("http://127.0.0.1/twilio/voice?flow=a%20b", FORM, signature)


def test_repeated_fields_count_each() -> None:
    """A name that comes twice is signed with both values."""

    class Repeated(dict[str, str]):
        def getlist(self, name: str) -> list[str]:
            return ["2", "1"]

    signature = RequestValidator(TOKEN).compute_signature(URL, Repeated(a="1"))
    assert Signatures(TOKEN).of_webhook(URL, [("a", "2"), ("a", "1")], signature)
    assert not Signatures(TOKEN).of_webhook(URL, [("a", "2")], signature)


@given(url=st.text(), form=st.lists(st.tuples(st.text(), st.text()), max_size=3), signature=st.text())
def test_garbage_is_refused_without_an_exception(url: str, form: list[tuple[str, str]], signature: str) -> None:
    """Whatever comes as URL, form and signature: the answer is no."""
    for signatures in (Signatures(TOKEN), Signatures(TOKEN, public_url="https://h.example")):
        assert not signatures.of_webhook(url, form, signature)
        assert not signatures.of_handshake(url, signature)


@pytest.mark.parametrize("url", ["http://h:port/", "http://[::1/", "http://h:99999/x", "://", "\ud800"])
def test_a_url_that_is_none_is_refused(url: str) -> None:
    """Hosts and ports that cannot be parsed are not Twilio's."""
    assert not Signatures(TOKEN).of_webhook(url, FORM, SIGNED)
    assert not Signatures(TOKEN).of_handshake(url, SIGNED)
