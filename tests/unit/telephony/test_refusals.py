"""A vendor that cannot be reached is told in one sentence that names the setting to look at."""

import errno
import socket
import ssl

import pytest

from telephony.refusals import unreachable


def wrapped(inner: BaseException) -> BaseException:
    """As the clients of vendors hand errors on."""
    try:
        try:
            raise inner
        except type(inner) as error:
            raise RuntimeError("Connection error.") from error
    except RuntimeError as outer:
        return outer


@pytest.mark.parametrize(
    ("why", "told"),
    [
        (socket.gaierror(-2, "Name or service not known"), "no such host"),
        (ConnectionRefusedError(errno.ECONNREFUSED, "Connect call failed"), "nobody listens at that port"),
        (ssl.SSLError(1, "record layer failure"), "no TLS is spoken there"),
        (ssl.SSLCertVerificationError(1, "self-signed"), "its certificate is not trusted"),
        (ExceptionGroup("both", [ConnectionRefusedError(errno.ECONNREFUSED, "")]), "nobody listens at that port"),
        (OSError(errno.ENETUNREACH, "Network is unreachable"), "OSError"),
    ],
)
def test_what_is_wrong_is_told_plainly(why: BaseException, told: str) -> None:
    """However a library wraps it; what we have no words for is told by its class."""
    assert str(unreachable("Cartesia", why)) == (
        f"Cartesia cannot be reached ({told}); check the network and its address."
    )
    if told != "OSError":
        assert f"({told})" in str(unreachable("Cartesia", wrapped(why)))


def test_the_setting_that_holds_the_address_is_named() -> None:
    """So that whoever reads it knows what to change."""
    failure = unreachable("Deepgram", socket.gaierror(-2, ""), address="DEEPGRAM_URL")
    assert str(failure).endswith("check the network and DEEPGRAM_URL.")
    assert failure.fault == "network"


def test_errors_that_lead_to_each_other_have_an_end() -> None:
    """A ring of causes is walked once."""
    one, other = RuntimeError(), ValueError()
    one.__cause__, other.__cause__ = other, one
    assert "(RuntimeError)" in str(unreachable("Deepgram", one))
