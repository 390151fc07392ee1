"""Which queries and configurations the stand-in for Deepgram takes."""

from typing import Any

import pytest

from agent.fakes.deepgram_rules import (
    Asked,
    Query,
    Refused,
    asked_of_v1,
    asked_of_v2,
    configured_v1,
    configured_v2,
)

V1 = "model=nova-3&encoding=mulaw&sample_rate=8000"
V2 = "model=flux-general-en&encoding=mulaw&sample_rate=8000"
MULTI = "model=flux-general-multi&encoding=mulaw&sample_rate=8000"


def query(written: str) -> Query:
    """A query as it is written in an address."""
    return [(name, value) for name, _, value in (each.partition("=") for each in written.split("&"))]


def refusal(check: Any, *arguments: Any) -> str:
    """Why it is refused."""
    with pytest.raises(Refused) as refused:
        check(*arguments)
    return str(refused.value)


def test_what_a_telephone_asks_for_is_taken() -> None:
    """The line that Deepgram recommends for Twilio."""
    asked = asked_of_v1(
        query(
            V1 + "&channels=1&interim_results=true&endpointing=300&utterance_end_ms=1000&vad_events=true"
            "&smart_format=true&language=multi&language_hint=en&language_hint=hi&keyterm=UPI&keyterm=card"
        )
    )
    assert asked == Asked(
        model="nova-3",
        encoding="mulaw",
        sample_rate=8000,
        language="multi",
        interim=True,
        endpointing=300,
        utterance_end=1000,
        vad_events=True,
        keyterms=("UPI", "card"),
        hints=("en", "hi"),
    )
    assert asked.mixed
    assert asked_of_v1(query(V1 + "&endpointing=false")).endpointing is None


@pytest.mark.parametrize(
    ("written", "why"),
    [
        (V1 + "&eot_threshold=0.7", "unknown query parameter 'eot_threshold'"),
        (V1 + "&no_such=1", "unknown query parameter"),
        (V1 + "&interim_results=yes", "interim_results cannot be 'yes'"),
        (V1 + "&interim_results=True", "interim_results cannot be 'True'"),
        (V1 + "&channels=0", "channels cannot be"),
        (V1 + "&channels=one", "channels cannot be"),
        (V1 + "&endpointing=-1", "endpointing cannot be"),
        (V1 + "&endpointing=true", "endpointing cannot be"),
        (V1 + "&language=english please", "language cannot be"),
        (V1 + "&model=nova-2", "model is given twice"),
        (V1 + "&keywords=UPI", "keywords are known to Nova-2 only"),
        (V1 + "&utterance_end_ms=1000", "needs interim_results"),
        (V1 + "&language_hint=hi", "language=multi only"),
        (V1 + "&redact=names", "redact cannot be"),
        (V1 + "".join(f"&keyterm=term {number}" for number in range(300)), "more than 500 tokens"),
        (V1.replace("nova-3", "nova-2") + "&keyterm=UPI", "keyterm is known to Nova-3 only"),
        (V1.replace("nova-3", "flux-general-en"), "served at /v2/listen"),
        (V1.replace("nova-3", "no-such"), "No such model"),
        ("model=nova-3&encoding=mulaw", "encoding needs sample_rate"),
        ("model=nova-3&encoding=mulaw&sample_rate=100", "sample_rate cannot be"),
        ("model=nova-3&encoding=mp3&sample_rate=8000", "encoding cannot be"),
        ("model=nova-3&encoding=opus&sample_rate=8000", "stand-in decodes"),
    ],
)
def test_the_first_version_refuses_what_it_does_not_know(written: str, why: str) -> None:
    """Names, values, and what does not go together."""
    assert why in refusal(asked_of_v1, query(written))


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("encoding=mulaw&sample_rate=8000", "no model ''"),
        (V1, "no model 'nova-3'"),
        *((f"{V2}&{name}=true", f"unknown query parameter '{name}'") for name in ("interim_results", "smart_format")),
        *((f"{V2}&{name}=1", f"unknown query parameter '{name}'") for name in ("endpointing", "channels", "language")),
        (V2 + "&eot_threshold=0.4", "eot_threshold cannot be"),
        (V2 + "&eot_threshold=1.1", "eot_threshold cannot be"),
        (V2 + "&eager_eot_threshold=0.2", "eager_eot_threshold cannot be"),
        (V2 + "&eager_eot_threshold=0.95", "eager_eot_threshold cannot be"),
        (V2 + "&eot_timeout_ms=400", "eot_timeout_ms cannot be"),
        (V2 + "&eot_timeout_ms=1e3", "eot_timeout_ms cannot be"),
        (V2 + "&language_hint=hi", "flux-general-multi only"),
        (V2 + "&redact=pci", "redact cannot be"),
    ],
)
def test_the_second_version_refuses_what_it_does_not_know(written: str, why: str) -> None:
    """What the first one knows among it."""
    assert why in refusal(asked_of_v2, query(written))


def test_flux_without_a_lower_threshold_never_tells_of_a_likely_end() -> None:
    """Unset is not a default."""
    assert asked_of_v2(query(V2)).eager is None
    assert asked_of_v2(query(V2 + "&eager_eot_threshold=0.5&eot_threshold=1.0")).eager == 0.5


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"keyterms": ["UPI"]}, ""),
        ({"features": {"numerals": True}}, ""),
        ({"keyterms": ["word"] * 501}, "CONFIGURE_KEYTERM_LIMIT_EXCEEDED"),
    ],
)
def test_nova_3_can_be_configured(message: dict[str, Any], code: str) -> None:
    """Key terms, as many as fit, and features."""
    assert configured_v1({"type": "Configure", **message}, asked_of_v1(query(V1))) == code


def test_nova_2_takes_no_key_terms() -> None:
    """Not while it listens either."""
    asked = asked_of_v1(query(V1.replace("nova-3", "nova-2")))
    assert configured_v1({"type": "Configure", "keyterms": []}, asked) == "CONFIGURE_KEYTERMS_NOT_SUPPORTED"


@pytest.mark.parametrize("message", [{"keyterm": ["UPI"]}, {"keyterms": "UPI"}, {"features": {"numerals": "on"}}])
def test_a_configuration_that_is_none_is_refused(message: dict[str, Any]) -> None:
    """Misspelt, or of wrong types."""
    refusal(configured_v1, {"type": "Configure", **message}, asked_of_v1(query(V1)))


@pytest.mark.parametrize(
    ("written", "message", "code"),
    [
        (V2, {"thresholds": {"eot_threshold": 0.8}}, ""),
        (V2, {"thresholds": {"eot_threshold": 0.1}}, "INVALID_THRESHOLDS"),
        (V2, {"language_hints": ["hi"]}, "LANGUAGE_HINTS_NOT_SUPPORTED"),
        (MULTI, {"language_hints": ["hi"], "keyterms": ["UPI"]}, ""),
        (V2, {"keyterms": ["word"] * 501}, "KEYTERM_LIMIT_EXCEEDED"),
    ],
)
def test_flux_can_be_configured(written: str, message: dict[str, Any], code: str) -> None:
    """Within the same ranges as when it is opened."""
    assert configured_v2({"type": "Configure", **message}, asked_of_v2(query(written))) == code


@pytest.mark.parametrize(
    "message",
    [
        {"features": {}},
        {"thresholds": 0.7},
        {"thresholds": {"eot": 0.7}},
        {"thresholds": {"eot_threshold": "0.7"}},
        {"thresholds": {"eot_threshold": True}},
        {"language_hints": "hi"},
        {"language_hints": ["klingon"]},
    ],
)
def test_a_configuration_of_flux_that_is_none_is_refused(message: dict[str, Any]) -> None:
    """Misspelt, or of wrong types."""
    refusal(configured_v2, {"type": "Configure", **message}, asked_of_v2(query(MULTI)))
