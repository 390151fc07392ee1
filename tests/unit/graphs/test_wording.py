"""Which words are said."""

from pathlib import Path

import pytest

from graphs.acts import Say
from graphs.compiler import compile_flow
from graphs.fields import text
from graphs.flows import library, shipped, shipped_flow
from graphs.loading import load_flow
from graphs.testing import run_tests
from graphs.wording import OWN, Wordings, tidy

SUPPORT = Path(__file__).parents[2] / "support"
SINK, *PARTS = (
    load_flow((SUPPORT / f"{name}.yaml").read_text(encoding="utf-8"))
    for name in ("kitchen_sink", "kitchen_sink_delivery", "kitchen_sink_fare")
)
FLOWS = {
    **{name: compile_flow(shipped_flow(name), library()) for name in shipped()},
    "kitchen_sink": compile_flow(SINK, {part.flow: part for part in PARTS}),
}


def wordings(restaurant: str) -> Wordings:
    """The small flow's."""
    return Wordings(load_flow(restaurant))


def test_the_ladder_is_climbed_to_its_last_rung(restaurant: str) -> None:
    """First the question, then the longer one, and that again."""
    say = wordings(restaurant).sentence
    ladder = text(["One?", "Two?"])
    assert [say(ladder, {}, language="en", attempt=attempt).text for attempt in range(4)] == [
        "One?",
        "Two?",
        "Two?",
        "Two?",
    ]


def test_a_language_without_wording_hears_the_flows_first(restaurant: str) -> None:
    """And the sentence is marked with the language that it is really in."""
    say = wordings(restaurant).sentence
    assert say(text({"en": "Hello", "hi": "नमस्ते"}), {}, language="hi").text == "नमस्ते"
    fallback = say(text("Hello"), {}, language="hi")
    assert (fallback.text, fallback.language) == ("Hello", "en")
    assert say(text({"hi": "नमस्ते"}), {}, language="fr").language == "hi"


def test_values_alone_are_said_in_the_callers_language(restaurant: str) -> None:
    """A wording that is nothing but a value belongs to no language."""
    said = wordings(restaurant).sentence(text("{day|spoken}"), {"day": "2026-03-10"}, language="hi")
    assert said.language == "hi"
    assert "मार्च" in said.text


def test_only_a_sentence_without_values_is_fixed(restaurant: str) -> None:
    """Its sound can be kept."""
    say = wordings(restaurant).sentence
    assert say(text("Hello."), {}, language="en").fixed
    assert not say(text("Hello {name}."), {"name": "Asha"}, language="en").fixed


def test_empty_values_leave_no_gap(restaurant: str) -> None:
    """What is not known is left out, also inside a record that is not there."""
    say = wordings(restaurant).sentence
    assert say(text("Hello {name}, {table.start|time}!"), {}, language="en").text == "Hello,!"
    assert tidy("a  b , c .") == "a b, c."


def test_a_list_is_read_out_as_a_sentence(restaurant: str) -> None:
    """With its language's full stop; after a whole sentence it begins with a capital letter."""
    words = wordings(restaurant)
    before = words.sentence(text("I have"), {}, language="en")
    assert words.listed(before, ("noon", "one"), "en").text == "I have noon or one."
    whole = words.sentence(text("Two are free."), {}, language="en")
    assert words.listed(whole, ("noon", "one"), "en").text == "Two are free. Noon or one."
    assert words.listed(None, ("क", "ख"), "hi").text.endswith("ख।")


def test_fixed_sentences_are_those_that_are_spoken_as_they_stand(restaurant: str) -> None:
    """Not labels, beginnings of lists, summaries for staff or sentences with values."""
    fixed = list(wordings(restaurant).fixed())
    assert ("Hello.", "en") in fixed
    assert ("कितने लोग?", "hi") in fixed
    assert ("Which day, for example tomorrow?", "en") in fixed
    assert ("There is parking behind the house.", "en") in fixed
    assert not any("{" in sentence or sentence == "I have" for sentence, _ in fixed)


@pytest.mark.parametrize("name", [*shipped(), "kitchen_sink"])
async def test_whatever_is_the_same_in_every_call_is_among_the_fixed_sentences(name: str) -> None:
    """In all tests of all flows: re-asked questions, what is said after failures, at resuming, in Hindi, to lists."""
    flow = FLOWS[name]
    fixed = set(flow.fixed_sentences())
    for report in await run_tests(flow):
        said = {(act.text, act.language) for act in report.acts if isinstance(act, Say) and act.fixed}
        assert said <= fixed


def test_sentences_around_a_list_are_fixed_too(restaurant: str) -> None:
    """All but the beginning of the list itself."""
    around = "prefer: day\n    prefer_say: Would that suit you?\n    prefer_missing_say: Nothing is free then."
    fixed = list(wordings(restaurant.replace("say: I have", f"say: I have\n    {around}")).fixed())
    assert ("Would that suit you?", "en") in fixed
    assert ("Nothing is free then.", "en") in fixed
    assert ("I have", "en") not in fixed


def test_our_own_sentences_are_fixed_in_the_language_in_which_they_are_heard(restaurant: str) -> None:
    """In English where we do not speak the flow's language."""
    spanish = restaurant.replace("languages: [en, hi]", "languages: [es]")
    spanish = spanish.replace("      en: [How", "      es: [How").replace("      hi: कितने लोग?\n", "")
    fixed = list(wordings(spanish).fixed())
    assert ("Goodbye.", "es") in fixed
    assert ("All right. Goodbye.", "en") in fixed


def test_every_sentence_of_our_own_is_there_in_both_languages() -> None:
    """A Hindi caller never falls back to English because of us."""
    assert all({language for language, _ in own.templates()} == {"en", "hi"} for own in OWN.values())
