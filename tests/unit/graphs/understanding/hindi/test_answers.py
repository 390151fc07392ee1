"""Yes, no and the requests of any conversation, in Hindi."""

import pytest

from graphs.understanding import builtin, yes_no


@pytest.mark.parametrize("language", ["hi", "en"])
@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("haa ji", True),
        ("arre haan, wahi", True),
        ("ekdum theek", True),
        ("teek h", True),
        ("chalo theek hai", True),
        ("koi dikkat nahi", True),
        ("nahi koi pareshani nahi", True),
        ("kyun nahi", True),
        ("kardo", True),
        ("ji bilkul, ho jayega", True),
        ("कोई समस्या नहीं", True),
        ("nhi", False),
        ("ji nahi, shukriya", False),
        ("accha nahi rehne dijiye", False),
        ("yeh galat hai", False),
        ("ye mera naam nahi hai", False),
        ("jaane do", False),
        ("bilkul nahin", False),
        ("mat kariye", False),
        ("यह सही नहीं है", False),
        ("pata nahi", None),
        ("mujhe yaad nahi", None),
        ("samajh nahi aaya", None),
        ("sochna padega", None),
        ("मालूम नहीं", None),
    ],
)
def test_yes_and_no(said: str, meant: bool | None, language: str) -> None:
    """A "nahi" refuses, unless it says that nothing stands in the way or that the caller does not know."""
    assert yes_no(said, language) is meant


@pytest.mark.parametrize(
    ("said", "request_made"),
    [
        ("zara hold kijiye", "wait"),
        ("awaaz nahi aa rahi", "repeat"),
        ("kya options hain", "help"),
        ("sab band karo", "cancel"),
        ("hold on a moment", "wait"),
    ],
)
def test_requests(said: str, request_made: str) -> None:
    """What callers ask of the agent in any conversation."""
    assert builtin(said, "hi") == request_made
