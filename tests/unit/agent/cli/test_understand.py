"""One line of `trunkline understand`."""

import asyncio
import json
from typing import Any

import pytest

from agent.cli.understand import LONGEST_LINE, understood


def answer(**line: Any) -> dict[str, Any]:
    """What comes back for a line."""
    return asyncio.run(understood(json.dumps({"now": "2026-03-04T09:00", **line}).encode()))


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ({"kind": "date", "utterance": "next Tuesday"}, "2026-03-10"),
        ({"kind": "time", "utterance": "half past four in the afternoon"}, "16:30"),
        ({"kind": "number", "utterance": "there are four of us"}, 4),
        ({"kind": "money", "utterance": "five hundred rupees only"}, 500),
        ({"kind": "yes_no", "utterance": "that's all", "asked": "Anything else?"}, "no"),
        ({"kind": "yes_no", "utterance": "haan ji", "language": "hi-IN"}, "yes"),
        ({"kind": "phone", "utterance": "415 555 0199", "language": "en-US"}, "+14155550199"),
        ({"kind": "phone", "utterance": "98220 12345", "region": "in"}, "+919822012345"),
        ({"kind": "digits", "utterance": "one two three four", "length": 4}, "1234"),
        ({"kind": "choice", "utterance": "the blue one", "values": ["red", "blue"]}, "blue"),
        (
            {"kind": "choice", "utterance": "a root canal", "values": {"surgery": ["root canal"], "other": None}},
            "surgery",
        ),
        ({"kind": "choice", "utterance": "a root canal", "values": {"surgery": "root canal"}}, "surgery"),
        ({"kind": "number", "utterance": "two hundred", "maximum": 100}, None),
        ({"kind": "text", "utterance": "my back hurts"}, "my back hurts"),
        ({"kind": "date", "utterance": "I don't know yet", "asked": None}, None),
    ],
)
def test_a_line_comes_back_with_its_value(line: dict[str, Any], value: object) -> None:
    """The same object, with the value, or null when the words give none, and who read it."""
    assert answer(**line) == {"now": "2026-03-04T09:00", **line, "value": value, "by": "rules"}


@pytest.mark.parametrize(
    ("language", "value"), [("en-US", "2026-03-04"), ("en-IN", "2026-04-03"), ("en", "2026-04-03")]
)
def test_the_country_of_a_language_tag_is_the_region(language: str, value: str) -> None:
    """Figures alone are read in the order of the country."""
    assert answer(kind="date", utterance="3/4", language=language)["value"] == value


def test_other_values_of_the_same_words_come_along() -> None:
    """ "Five" is likelier in the afternoon; the other half of the day is told."""
    assert answer(kind="time", utterance="at five")["value"] == "17:00"
    assert answer(kind="time", utterance="at five")["alternatives"] == ["05:00"]


def test_what_the_caller_left_open_is_null() -> None:
    """Neither of two offered values is guessed; both are told."""
    read = answer(kind="number", utterance="one or two")
    assert (read["value"], read["alternatives"]) == (None, [1, 2])


def test_an_old_answer_in_the_line_is_replaced() -> None:
    """Lines that were read before, or that carry the wanted value, can be read again."""
    read = answer(kind="date", utterance="tomorrow", value="x", by="model", alternatives=["y"], error="z", mine=1)
    assert (read["value"], read["by"], read["mine"]) == ("2026-03-05", "rules", 1)
    assert not {"alternatives", "error"} & set(read)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"tomorrow", "not JSON"),
        (b"\xff\xff", "not JSON"),
        (b"[1]", "not a JSON object"),
        (b"[" * 50_000, "nested too deeply"),
        (b'"' + b"a" * LONGEST_LINE + b'"', "longer than"),
        (b"{}", "“kind”: field required"),
        (b'{"kind": "day", "utterance": "x"}', "“kind”: input should be"),
        (b'{"kind": "date", "utterance": 5}', "“utterance”: input should be"),
        (b'{"kind": "date", "utterance": "x", "now": "9999-12-31"}', "“now”: must be a day of the years"),
        (b'{"kind": "date", "utterance": "x", "region": "India"}', "“region”"),
    ],
)
def test_a_bad_line_is_explained(line: bytes, words: str) -> None:
    """In a sentence, with no value; what could be read of the line stays."""
    read = asyncio.run(understood(line))
    assert words in read["error"]
    assert read["error"].endswith(".")
    assert read["value"] is None
