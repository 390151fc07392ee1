"""What is written as nobody says it is read as people say it; all the rest is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.tts.pronunciation import pronounced


def said(text: str, language: str = "en") -> str:
    """As it is given to the voice."""
    return " ".join(word for span in pronounced(text, language) for word in span.spoken)


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("That is ₹1,20,000 in all.", "That is 1 lakh 20 thousand rupees in all."),
        ("Rs. 500 only, or Rs 1,500.50!", "500 rupees only, or 1500 rupees 50 paise!"),
        ("₹0.50 and ₹12,34,56,789", "50 paise and 12 crore 34 lakh 56 thousand 789 rupees"),
        ("Rs.500/- (₹2.5 lakh)", "500 rupees (2.5 lakh rupees)"),
        ("100 rs, or 500/-", "100 rupees, or 500 rupees"),
        ("1,20,000 people", "1 lakh 20 thousand people"),
        ("10:30am to 5 pm", "10:30 AM to 5 PM"),
        ("Come at 6 p.m.", "Come at 6 PM."),
        ("At 6.15 p.m. Then go.", "At 6:15 PM. Then go."),
        ("at 6 p.m. sharp", "at 6 PM sharp"),
        ("Open 24x7, 24/7.", "Open 24 7, 24 7."),
        ("Dr. Rao vs. Prof. Lee", "Doctor Rao versus Professor Lee"),
        ("approx. 5, e.g., tea", "approximately 5, for example, tea"),
        ("See www.example.com/book.", "See www dot example dot com slash book."),
        ("https://my-shop.co.in/", "my dash shop dot co dot in"),
        ("Write to info@example.com.", "Write to info at example dot com."),
        ("50% off & more", "50 percent off and more"),
        ("**Bold** and *slanting* and `code`", "Bold and slanting and code"),
        ("- one\n- two", "one two"),
        ("Welcome 😀 back", "Welcome back"),
    ],
)
def test_english(written: str, spoken: str) -> None:
    """Amounts with lakhs and crores, times, abbreviations, addresses, signs, and what a model adds for the eye."""
    assert said(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("₹1,20,000 लगेंगे", "1 लाख 20 हज़ार रुपये लगेंगे"),
        ("रु. 500 या ₹2.5 करोड़", "500 रुपये या 2.5 करोड़ रुपये"),
        ("डॉ. राव, 50% छूट", "डॉक्टर राव, 50 प्रतिशत छूट"),
        ("info@example.com पर", "info ऐट example डॉट com पर"),
        ("24x7 खुला है", "चौबीसों घंटे खुला है"),
    ],
)
def test_hindi(written: str, spoken: str) -> None:
    """The same, in the language's own words."""
    assert said(written, "hi-IN") == spoken


@pytest.mark.parametrize(
    "text",
    [
        "Press * or #, or *121#.",
        "2 * 3 * 4",
        "No. I said no 12.",
        "Main St. near St. Mary",
        "A/C, 10-15 days, $5.50, $1,20,000, 12,345,678, +91 98220 12345",
        "I am here, 1 amp and trs 5",
        "the day.In the morning",
        "snake_case_word and **unpaired",
        "pay Rs.",
        "K 7 Q 2",
        "***",
        "",
    ],
)
def test_what_is_not_meant_is_left_as_it_is(text: str) -> None:
    """Keys of the telephone, sums, the end of a sentence, and what voices read well by themselves."""
    assert said(text) == " ".join(text.split())


def test_a_language_without_a_table_loses_only_what_is_for_the_eye() -> None:
    """Its signs are left to the voice."""
    assert said("₹500 **x**", "ta") == "₹500 x"


MARKED = "₹1,20,000 Rs. 500 10:30 am p.m. 24 x7 Dr. Rao & % * ** _a_ `b` - • 😀 a@b.in www.x.com/y . , \n"
PIECES = st.sampled_from(MARKED.split(" "))
TEXTS = st.one_of(st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=12).map(" ".join), st.text(max_size=60))


@given(text=TEXTS, language=st.sampled_from(["en", "hi", "ta"]))
def test_every_written_word_is_there_in_order(text: str, language: str) -> None:
    """Whatever is said for it; and no span is without a word. So what was heard is a beginning of what was written."""
    spans = pronounced(text, language)
    assert [word for span in spans for word in span.written] == text.split()
    assert all(span.written for span in spans if span.spoken)
    assert all(span.spoken for span in spans) or len(spans) == 1
    assert all(word == "".join(word.split()) for span in spans for word in span.spoken)
