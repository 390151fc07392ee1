"""Which words are said."""

from graphs.fields import text
from graphs.loading import load_flow
from graphs.wording import OWN, Wordings, tidy


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


def test_every_sentence_of_our_own_is_there_in_both_languages() -> None:
    """A Hindi caller never falls back to English because of us."""
    assert all({language for language, _ in own.templates()} == {"en", "hi"} for own in OWN.values())
