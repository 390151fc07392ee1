"""One line of `trunkline redact`."""

import json

import pytest

from agent.cli import parser
from agent.cli.redact import LONGEST_LINE, redacted
from agent.safety.redaction.kinds import DEFAULT, Kind


def test_a_call_comes_back_with_its_turns_redacted() -> None:
    """Everything else of the line stays as it is."""
    line = {"id": 7, "turns": ["my card is 4111 1111", "1111 1111 ok"], "asked": ["How will you pay?", None]}

    assert redacted(json.dumps(line).encode()) == {**line, "turns": ["my card is [card number]", "[card number] ok"]}


def test_the_questions_decide_what_an_answer_is() -> None:
    """Six digits are a code or an order."""
    for question, written in (("Tell me the OTP.", "[one-time code]"), ("The order number?", "481516")):
        line = json.dumps({"turns": ["481516"], "asked": [question]}).encode()
        assert redacted(line)["turns"] == [written]


def test_only_the_named_kinds_are_redacted() -> None:
    """Also the phone number, when it is one of them."""
    line = json.dumps({"turns": ["98123 45678, a@b.co"]}).encode()

    assert redacted(line)["turns"] == ["98123 45678, [e-mail address]"]
    assert redacted(line, frozenset({Kind.phone}))["turns"] == ["[phone number], a@b.co"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"4111111111111111 is no call", "not JSON"),
        (b'["4111111111111111"]', "not a JSON object"),
        (b'{"turns": "4111111111111111"}', "“turns”"),
        (b'{"turns": [4111111111111111]}', "“turns.0”"),
        (b'{"asked": []}', "“turns”"),
        (b"x" * (LONGEST_LINE + 1), "longer than"),
        (b"[" * 100_000, "nested too deeply"),
        (b"\xff", "not JSON in UTF-8"),
    ],
)
def test_a_line_that_is_no_call_is_explained_without_its_words(line: bytes, said: str) -> None:
    """They may be what must not be written."""
    with pytest.raises(ValueError, match=said) as caught:
        redacted(line)

    assert "4111" not in str(caught.value)


def test_kinds_are_given_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    """An unknown one is refused with the list."""
    assert parser().parse_args(["redact"]).kinds == DEFAULT
    assert parser().parse_args(["redact", "--kinds", "card, otp"]).kinds == {Kind.card, Kind.otp}
    with pytest.raises(SystemExit):
        parser().parse_args(["redact", "--kinds", "cards"])
    assert "“cards” is no kind; there are card, cvv" in capsys.readouterr().err
