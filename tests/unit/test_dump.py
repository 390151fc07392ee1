"""The search of a stolen database, which tells whether something planted can be read there."""

import base64
import zlib

import pytest

from tests.support.dump import readable, shapes


@pytest.mark.parametrize(
    "value",
    [
        {"code": "it is 730."},
        ["730"],
        base64.b64encode(b"the code is 730, she said"),
        base64.b64encode(zlib.compress(b"the code is 730, she said")),
        zlib.compress(b"the code is 730, she said"),
        "code 730".encode("utf-16-le"),
    ],
)
def test_a_short_code_is_found_in_every_disguise(value: object) -> None:
    """As a word by itself."""
    assert any(readable("730", text) for text in shapes(value))


@pytest.mark.parametrize("value", ["2026-11-23 18:36:13.730124+00:00", "5c5730ab-0e0f-4b7e-9730-5f3b7c0de4a1"])
def test_a_short_code_is_not_found_in_times_and_random_names(value: str) -> None:
    """They hold any three digits now and then."""
    assert not any(readable("730", text) for text in shapes(value))


def test_a_long_number_is_found_inside_of_others() -> None:
    """Six digits are not there by chance."""
    assert readable("730481", "id-97304815")
