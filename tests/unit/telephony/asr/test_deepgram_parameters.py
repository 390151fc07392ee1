"""What Deepgram is asked for."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.fakes.deepgram_rules import Query, asked_of_v1, asked_of_v2
from telephony.asr.deepgram_parameters import (
    MOST_TERMS,
    MOST_TOKENS,
    Plan,
    Thresholds,
    addresses,
    full_model,
    plan,
    serves,
    terms,
)
from telephony.asr.port import Listening

LANGUAGES = st.sampled_from(["en", "en-IN", "en-US", "hi", "es", "ta", "pt-BR", "de", "ja"])
LISTENINGS = st.builds(
    Listening, LANGUAGES, st.lists(LANGUAGES, max_size=3).map(tuple), st.lists(st.text(max_size=40), max_size=80)
)


def planned(model: str, listening: Listening | None = None) -> Plan:
    """A plan with the usual thresholds."""
    return plan(full_model(model), listening or Listening(), Thresholds())


def query(made: Plan) -> Query:
    """The parameters as they are written into the address."""
    return parse_qsl(urlsplit(made.path).query, keep_blank_values=True, strict_parsing=True)


@given(LISTENINGS, st.sampled_from(["", "nova", "nova-3", "nova-2", "nova-3-medical", "flux", "flux-general-en"]))
def test_deepgram_takes_whatever_is_asked(listening: Listening, model: str) -> None:
    """However a call is to be listened to, the strict stand-in finds nothing to refuse."""
    made = planned(model, listening)
    (asked_of_v1 if made.version == "v1" else asked_of_v2)(query(made))


@pytest.mark.parametrize(
    ("listening", "language", "endpointing"),
    [
        (Listening("en"), "en", 300),
        (Listening("en-IN"), "en-IN", 300),
        (Listening("en-us"), "en-US", 300),
        (Listening("en-ZA"), "en", 300),
        (Listening("hi"), "hi", 300),
        (Listening("hi-IN"), "hi", 300),
        (Listening("en-IN", ("hi",)), "multi", 100),
        (Listening("hi", ("en",)), "multi", 100),
        (Listening("en", ("hi", "ta")), "multi", 100),
        (Listening("ta", ("en", "hi")), "ta", 300),
        (Listening("en", ("en-IN",)), "en", 300),
    ],
)
def test_nova_listens_in_the_languages_of_the_flow(listening: Listening, language: str, endpointing: int) -> None:
    """One language as it is; `multi` where the caller's and another of the flow's can be mixed."""
    fixed = planned("nova", listening).fixed
    assert (fixed["language"], fixed["endpointing"]) == (language, endpointing)


def test_numbers_are_written_in_digits_where_the_language_has_it() -> None:
    """Hindi has it not."""
    assert "numerals" not in planned("nova", Listening("hi")).fixed
    assert planned("nova", Listening("en-IN")).fixed["numerals"] is True
    assert planned("nova", Listening("hi", ("en",))).fixed["numerals"] is True


def test_flux_is_the_model_for_the_languages_of_the_flow() -> None:
    """English has its own; others, and hints which, belong to the other. A model that is named is that model."""
    assert planned("flux", Listening("en-IN")).parameters["model"] == "flux-general-en"
    mixed = planned("flux", Listening("en", ("hi",))).parameters
    assert (mixed["model"], mixed["language_hint"]) == ("flux-general-multi", ["en", "hi"])
    assert "language_hint" not in planned("flux-general-en", Listening("en", ("hi",))).parameters


def test_flux_is_told_how_sure_it_must_be() -> None:
    """Without the lower threshold it would never tell of a likely end."""
    made = plan("flux-general-en", Listening(), Thresholds(0.8, 0.4)).parameters
    assert (made["eot_threshold"], made["eager_eot_threshold"]) == (0.8, 0.4)


def test_hints_go_by_the_name_that_the_model_knows() -> None:
    """Key terms for Nova-3 and Flux, keywords for Nova-2, where a colon would begin a weight."""
    hinted = Listening(hints=("UPI", "ratio 1:2"))
    assert planned("nova-3", hinted).parameters["keyterm"] == ["UPI", "ratio 1:2"]
    assert planned("flux", hinted).parameters["keyterm"] == ["UPI", "ratio 1:2"]
    assert planned("nova-2", hinted).parameters["keywords"] == ["UPI", "ratio 1 2"]
    assert "keyterm" not in planned("nova-2", hinted).parameters


@given(st.lists(st.text(max_size=60), max_size=120))
def test_hints_are_bounded(hints: list[str]) -> None:
    """Each once, in order, no more than fit."""
    kept = terms(hints)
    assert len(kept) <= MOST_TERMS
    assert len({term.casefold() for term in kept}) == len(kept)
    assert sum(len(term.encode()) / 3 for term in kept) <= MOST_TOKENS
    assert all(term == " ".join(term.split()) and term for term in kept)


def test_the_first_hints_are_kept() -> None:
    """Whoever makes them puts the likeliest first."""
    assert terms(["  book  a cleaning ", "Book a cleaning", "", "UPI"]) == ("book a cleaning", "UPI")
    assert terms(f"term {number}" for number in range(200)) == tuple(f"term {number}" for number in range(50))


@pytest.mark.parametrize(
    ("running", "wanted", "goes_on"),
    [
        (Listening("en", ("hi",)), Listening("hi", ("en",)), True),
        (Listening("en", ("hi",)), Listening("hi"), True),
        (Listening("en"), Listening("en-IN"), True),
        (Listening("en"), Listening("hi"), False),
        (Listening("en"), Listening("en", ("hi",)), False),
        (Listening("en", ("hi",)), Listening("ta"), False),
    ],
)
def test_a_stream_goes_on_where_it_knows_the_language(running: Listening, wanted: Listening, goes_on: bool) -> None:
    """Mixing languages is no change; a language that the stream does not know is one."""
    assert serves(planned("nova", running), planned("nova", wanted)) is goes_on


@pytest.mark.parametrize("end", ["", "/", "/v1", "/v1/", "/v2", "/v1/listen"])
@pytest.mark.parametrize(("scheme", "web", "socket"), [("http", "http", "ws"), ("wss", "https", "wss")])
def test_addresses_are_made_of_whatever_was_written(scheme: str, web: str, socket: str, end: str) -> None:
    """Both schemes, from either, without the version: the path of a stream has it."""
    made = addresses(f" {scheme}://localhost:8080/proxy{end}")
    assert (made.web, made.socket) == (f"{web}://localhost:8080/proxy", f"{socket}://localhost:8080/proxy")


@pytest.mark.parametrize(
    ("model", "listening", "billed_as"),
    [
        ("nova-3", Listening("en-IN"), "nova-3"),
        ("nova-3", Listening("en-IN", ("hi",)), "nova-3-multilingual"),
        ("nova-3-general", Listening("hi", ("en",)), "nova-3-multilingual"),
        ("nova-3-medical", Listening("en"), "nova-3-medical"),
        ("nova-2", Listening("en", ("es",)), "nova-2"),
        ("flux", Listening("en", ("hi",)), "flux-general-multi"),
    ],
)
def test_what_is_billed_is_the_model_and_for_nova_3_how_many_languages_it_hears(
    model: str, listening: Listening, billed_as: str
) -> None:
    """Deepgram has another price for Nova-3 where it hears several languages."""
    assert planned(model, listening).billed_as == billed_as
