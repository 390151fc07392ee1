"""Hindi in Roman letters."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.tts.devanagari import contains_devanagari, romanise

WORDS = {
    # the unwritten vowel at the end and in the middle
    "नाम": "naam",
    "कमल": "kamal",
    "आपका": "aapka",
    "समझना": "samajhna",
    "न": "na",
    # vowel signs and vowels
    "हिंदी": "hindee",
    "मैं": "main",
    "कौन": "kaun",
    "बताइए": "bataaie",
    "ऋषि": "rishi",
    # conjuncts keep the vowel that they need to be said
    "नमस्ते": "namaste",
    "मित्र": "mitra",
    "कृपया": "kripya",
    "धन्यवाद": "dhanyavaad",
    # the nasal sign becomes m before lips, n elsewhere
    "संपर्क": "sampark",
    "बंद": "band",
    "हाँ": "haan",
    # dotted letters, composed and decomposed
    "ज़रूर": "zaroor",
    "क़लम": "qalam",
    "लड़का": "larka",
    "फ़ोन": "fon",
    # borrowed words
    "डॉक्टर": "doktar",
}


@pytest.mark.parametrize(("written", "spoken"), WORDS.items())
def test_words_become_what_an_english_reader_can_say(written: str, spoken: str) -> None:
    """Each word is spelt as the table of sounds and the rules of the dropped vowel say."""
    assert romanise(written) == spoken


def test_a_sentence_keeps_everything_that_is_not_devanagari() -> None:
    """Danda and digits are translated; Latin words, spaces and punctuation stay."""
    assert romanise("नमस्ते Ana, आपका समय १२:३० है।") == "namaste Ana, aapka samay 12:30 hai."


def test_the_same_letter_in_both_encodings_sounds_the_same() -> None:
    """A dotted letter may be one character or two."""
    assert romanise("\u095b\u093e") == romanise("\u091c\u093c\u093e") == "zaa"


def test_only_devanagari_is_noticed() -> None:
    """Letters and digits of the script count, other scripts do not."""
    assert contains_devanagari("say हाँ")
    assert contains_devanagari("१२")
    assert not contains_devanagari("haan, 12 привет")


@settings(max_examples=200)
@given(st.text(st.characters(min_codepoint=0x0900, max_codepoint=0x097F), max_size=12))
def test_whatever_is_written_in_the_script_leaves_only_ascii_letters(text: str) -> None:
    """Any row of letters and signs, sensible or not, becomes ASCII, and never raises."""
    spoken = romanise(text)
    assert spoken.isascii() or any(sign in spoken for sign in "॰ॱ")
