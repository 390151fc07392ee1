"""The languages whose callers' words are known."""

from dataclasses import fields

import pytest

from telephony.call.lexicon.entries import LONGEST_ENDING, Lexicon
from telephony.call.lexicon.languages import LANGUAGES, USUAL, lexicon_of
from telephony.call.transcripts import words_of

ENDINGS = {"hesitations", "openings", "unfinished", "finished", "repairs", "waits"}
LONGEST = {"backchannels": 3, "searches": 4, **dict.fromkeys(ENDINGS, LONGEST_ENDING)}
"""Words of an entry; those that are not here have one."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("entries", [each.name for each in fields(Lexicon)])
def test_entries_are_as_words_are_read(language: str, entries: str) -> None:
    """An entry in another spelling than the recogniser's words, or of too many words, would never be found."""
    known = getattr(LANGUAGES[language].lexicon, entries)

    assert {entry for entry in known if " ".join(words_of(entry)) != entry} == set()
    assert {entry for entry in known if len(entry.split()) > LONGEST.get(entries, 1)} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_what_every_call_needs(language: str) -> None:
    """Words that go on, that wait, that answer, that count, that only listen."""
    lexicon = LANGUAGES[language].lexicon

    assert all((lexicon.unfinished, lexicon.waits, lexicon.repairs, lexicon.answers, lexicon.backchannels))
    assert len(lexicon.digits) >= 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_must_stop_us_is_no_sign_of_listening(language: str) -> None:
    """No word for waiting, taking back or refusing is one; nor does a sign begin with "no"."""
    lexicon = LANGUAGES[language].lexicon
    stopping = {
        "no",
        "nope",
        "not",
        "stop",
        "wait",
        "cancel",
        "nahi",
        "ruko",
        "bas",
        "नहीं",
        "रुको",
        "बस",
        "नाही",
        "थांबा",
    }

    assert lexicon.backchannels.isdisjoint(lexicon.waits | lexicon.repairs)
    assert {sign for sign in lexicon.backchannels if stopping.intersection(sign.split())} == set()


def test_doubtful_digits_are_digits() -> None:
    """They count beside others."""
    for language in LANGUAGES.values():
        assert language.lexicon.doubtful_digits <= language.lexicon.digits
        assert language.lexicon.tens <= language.lexicon.two_digits


def test_an_english_call_knows_hindi_and_a_spanish_one_does_not() -> None:
    """What is mixed is known: "ya" is "or" in Hindi and "all right" in Spanish."""
    assert "ya" in lexicon_of("en-IN").unfinished
    assert "ya" not in lexicon_of("es").unfinished
    assert lexicon_of("es").digits >= lexicon_of("es-MX").digits >= {"cinco", "five"}


@pytest.mark.parametrize("spoken", ["", "fr", "xx-YY"])
def test_without_a_known_language_the_usual_ones_count(spoken: str) -> None:
    """English and Hindi."""
    words = lexicon_of(spoken)

    assert all(words.digits >= LANGUAGES[code].lexicon.digits for code in USUAL)


def test_a_lexicon_is_made_once() -> None:
    """It is asked for on every event of every call."""
    assert lexicon_of("hi", ("en",)) is lexicon_of("hi", ("en",))
