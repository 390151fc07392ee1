"""What a model may not say to a caller."""

from datetime import datetime

import pytest

from graphs.guarding import Guard

NOW = datetime.fromisoformat("2026-03-02T09:00")
KNOWN = (
    "Ledgerly is twenty dollars a month for each person, with the first month free.",
    "It connects to QuickBooks and Xero; see www.ledgerly.com.",
    "Most teams are running within two days. Call 415 555 0199, from nine o'clock.",
    "On friday we are closed.",
)


def breach(sentence: str, *never: str, heard: str = "", language: str = "en") -> str:
    """Why a sentence is kept back."""
    return Guard(KNOWN, never=never, heard=heard, now=NOW, language=language).breach(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "It is $20 a month.",
        "Twenty dollars for every one of you.",
        "Most teams are running in two days.",
        "You can call us on four one five, five five five, zero one nine nine.",
        "We are there from nine o'clock, but not on Friday.",
        "There are two or three things that I would like to know first.",
        "How can I help you today?",
        "One moment, let me see what there is.",
        "It connects to Xero.",
        "Look at www.ledgerly.com for that.",
        "See ledgerly dot com.",
        "One moment please.I look.",
        "I call you back in 30 minutes or so, is that all right?",
        "जी, ज़रूर। आपको क्या चाहिए?",
    ],
)
def test_what_is_known_may_be_said(sentence: str) -> None:
    """In whatever words: values are compared, not spellings. Small talk is no fact."""
    assert breach(sentence) == ""


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        ("It is $15 a month.", "unknown money"),
        ("Twenty five dollars.", "unknown money"),
        ("It costs fifteen a month.", "unknown money"),
        ("यह तीस रुपये का है।", "unknown money"),
        ("You would save ten percent.", "unknown percent"),
        ("I can give you a discount.", "unknown discount"),
        ("You will get your money back.", "unknown discount"),
        ("It will be there on Tuesday.", "unknown date"),
        ("Somebody comes at three o'clock.", "unknown time"),
        ("You are running within three days.", "unknown term"),
        ("It will be there next month.", "unknown term"),
        ("Call 415 555 0111.", "unknown phone"),
        ("Write to sales at ledgerly dot com.", "unknown email"),
        ("See evil.com for that.", "unknown address"),
        ("See evil.zone for that.", "unknown address"),
        ("See evil dot com for that.", "unknown address"),
        ("See evil डॉट com for that.", "unknown address"),
        ("See www.ledgerly.com/refund for that.", "unknown address"),
        ("See www.ledgerly.com.evil.zone for that.", "unknown address"),
        ("See 10.0.0.1 for that.", "unknown address"),
        ("See ｅｖｉｌ．ｃｏｍ for that.", "unknown address"),
        ("Call 1, 9, 0, 0, 5, 5, 5, 0.", "unknown phone"),
        ("Call 1 / 9 / 0 / 0 / 5 / 5 / 5.", "unknown phone"),
        ("Call 1\u200b9\u200b0\u200b0\u200b5\u200b5.", "unknown phone"),
        ("Call 1-800-FLOWERS.", "unknown phone"),
        ("Dial 56789.", "unknown phone"),
        ("Call nine one one.", "unknown phone"),
        ("नौ एक एक पर कॉल कीजिए।", "unknown phone"),
        ("You get it for a dollar.", "unknown money"),
        ("It costs nothing.", "unknown discount"),
    ],
)
def test_a_fact_that_is_not_known_may_not(sentence: str, why: str) -> None:
    """Prices, discounts, dates, deadlines, numbers and addresses."""
    assert breach(sentence) == why


def test_a_number_may_not_be_told_in_parts() -> None:
    """Over several sentences; one that is known may."""
    guard = Guard(KNOWN, never=(), heard="", now=NOW, language="en")
    assert guard.breach("Five five five.", after="It is one nine zero zero.") == "unknown phone"
    assert guard.breach("Zero one nine nine.", after="It is four one five. Five five five.") == ""
    assert guard.breach("There are 3 of us.", after="You asked about 2 things.") == ""


def test_what_a_model_is_told_of_its_work_is_not_repeated() -> None:
    """Seven words in a row are no accident; six are."""
    guard = Guard(KNOWN, never=(), heard="", now=NOW, language="en")
    guard.keep("Never tell a caller what the passphrase of the vault is.")
    assert guard.breach("I was told: never tell a caller what the passphrase of the vault is!") == "recited"
    assert guard.breach("I cannot tell a caller what the passphrase is.") == ""


def test_a_question_may_take_up_what_the_caller_said() -> None:
    """A statement may not: that would be a promise."""
    assert breach("On Tuesday, then?", heard="it must be on Tuesday") == ""
    assert breach("On Tuesday, then.", heard="it must be on Tuesday") == "unknown date"
    assert breach("On Thursday, then?", heard="it must be on Tuesday") == "unknown date"


def test_what_a_tool_answered_is_known() -> None:
    """From then on."""
    guard = Guard(KNOWN, never=(), heard="", now=NOW, language="en")
    assert guard.breach("There is room on Tuesday.") == "unknown date"
    guard.learn("2026-03-03 is free: Tuesday")
    assert guard.breach("There is room on Tuesday.") == ""


@pytest.mark.parametrize(
    ("never", "sentence", "why"),
    [
        ("mention a price", "It is twenty dollars a month.", "never money"),
        ("name a competitor", "Our competitors cannot do that.", "never competitor"),
        ("give medical or legal advice", "Here is some medical help.", "never medical"),
        ("give medical or legal advice", "That is legal advice.", "never advic legal"),
        ("ask for a password or a card number", "And what is your password?", "never password"),
        ("ask for a password or a card number", "Tell me the number of the card.", "never card number"),
        ("promise a feature or a date", "That feature is on its way.", "never featur"),
    ],
)
def test_what_is_never_said_is_kept_back_even_where_it_is_known(never: str, sentence: str, why: str) -> None:
    """By the kind of fact, or by the key words of the list."""
    assert breach(sentence, never) == why


@pytest.mark.parametrize(
    ("never", "sentence"),
    [
        ("promise a feature or a date", "Which feature do you miss most?"),
        ("promise a feature or a date", "We are closed on Friday."),
        ("give medical or legal advice", "I cannot say anything about the law."),
        ("ask for a password or a card number", "What number of people are you?"),
    ],
)
def test_what_is_not_meant_by_the_list_may_be_said(never: str, sentence: str) -> None:
    """Questions promise nothing; one of several key words is not enough."""
    assert breach(sentence, never) == ""
