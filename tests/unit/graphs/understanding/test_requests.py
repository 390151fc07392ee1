"""What callers say in any conversation."""

from datetime import datetime

import pytest

from graphs.understanding import Asking, builtin, is_correction, is_question, read, strip_politeness, yes_no

NOW = datetime.fromisoformat("2026-03-04T09:00")


@pytest.mark.parametrize(
    "said",
    [
        "yes",
        "Yes.",
        "um yeah",
        "yep",
        "sure thing",
        "that's right",
        "sounds good",
        "that works for me",
        "please do",
        "go ahead",
        "of course",
        "no problem",
        "not a problem",
        "why not",
        "I'd like that",
        "yes please, a checkup on the tenth of march",
        "book it",
        "I'll take it",
        "yes it is",
        "I think so",
        "haan",
        "ji haan",
        "theek hai",
        "haan ji kar dijiye",
        "हाँ जी",
        "ठीक है",
        "बिल्कुल",
        "जी",
    ],
)
def test_agreement(said: str) -> None:
    """Callers agree in many words, in English and in Hindi."""
    assert yes_no(said, "en") is True


@pytest.mark.parametrize(
    "said",
    [
        "no",
        "nope",
        "no thanks",
        "yeah no",
        "okay no",
        "not really",
        "I don't think so",
        "of course not",
        "that's not right",
        "that's wrong",
        "I'd rather not",
        "never mind",
        "not now",
        "no, make it Wednesday",
        "maybe another time",
        "nahi",
        "ji nahi",
        "bilkul nahi",
        "नहीं",
        "जी नहीं",
        "rehne do",
    ],
)
def test_refusal(said: str) -> None:
    """A refusal is one however it is softened, and a no after a yes takes the yes back."""
    assert yes_no(said, "en") is False


@pytest.mark.parametrize(
    "said", ["", "maybe", "hello", "tuesday", "is it far", "when are you open?", "Ana Gomez", "half past nine"]
)
def test_neither(said: str) -> None:
    """Other words, and questions, are no answer."""
    assert yes_no(said, "en") is None


@pytest.mark.parametrize(
    ("asked", "said", "meant"),
    [
        ("Is there anything else I can help you with?", "that's all, thank you", False),
        ("Anything else?", "I'm good", False),
        ("Can I help you with anything else?", "thanks so much", False),
        ("Anything else?", "yes please", True),
        ("Is that right?", "that's it", True),
        ("I found something else, a room for two. Is that all right?", "that's good", True),
        ("और कुछ चाहिए?", "बस इतना ही", False),
    ],
)
def test_the_question_decides_what_thanks_mean(asked: str, said: str, meant: bool) -> None:
    """To "anything else?", thanks are a no; to other questions they are not."""
    assert yes_no(said, "en", asked) is meant


def test_a_yes_that_was_not_asked_for_must_be_the_whole_utterance() -> None:
    """ "Yes" at the head of a longer sentence is not the value of another slot."""
    assert read("yes_no", "yes", Asking(now=NOW, primary=False)) is not None
    assert read("yes_no", "yes I would like a cleaning tomorrow", Asking(now=NOW, primary=False)) is None


def test_the_value_is_yes_or_no() -> None:
    """The reading's value is the word, and its span the whole utterance."""
    reading = read("yes_no", "no thank you", Asking(now=NOW))
    assert reading is not None
    assert (reading.value, reading.start, reading.end) == ("no", 0, len("no thank you"))


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("agent", "agent"),
        ("can I speak to a human", "agent"),
        ("can I talk to a human", "agent"),
        ("I want to talk to someone", "agent"),
        ("put me through to reception", "agent"),
        ("is there a real person I can talk to", "agent"),
        ("kisi se baat karni hai", "agent"),
        ("मुझे किसी इंसान से बात करनी है", "agent"),
        ("repeat that please", "repeat"),
        ("what was that", "repeat"),
        ("sorry?", "repeat"),
        ("can you say that again", "repeat"),
        ("phir se boliye", "repeat"),
        ("फिर से बोलिए", "repeat"),
        ("help", "help"),
        ("what can I say", "help"),
        ("cancel", "cancel"),
        ("never mind", "cancel"),
        ("hold on", "wait"),
        ("one moment please", "wait"),
        ("just a second", "wait"),
        ("ek minute", "wait"),
        ("रुकिए", "wait"),
        ("goodbye", "goodbye"),
        ("okay bye", "goodbye"),
        ("alvida", "goodbye"),
    ],
)
def test_built_in_requests(said: str, wanted: str) -> None:
    """Each built-in request is understood in both languages without a line in the flow."""
    assert builtin(said, "en") == wanted


@pytest.mark.parametrize(
    "said",
    [
        "",
        "yes",
        "Ana Gomez",
        "cancel my appointment please",
        "my back hurts, help me",
        "I need help with my bill",
        "a person from your team called me",
        "wait make it wednesday",
        "the agent was rude yesterday",
        "I would like to book",
        "when are you open?",
        "what about friday",
        "half past nine",
    ],
)
def test_what_only_holds_such_a_word_is_no_request(said: str) -> None:
    """A request is unmistakable: its word in another sentence is not one."""
    assert builtin(said, "en") is None


def test_open_answers_hold_requests_only_when_they_are_nothing_else() -> None:
    """A message that tells of holding on or of a person is a message."""
    message = "please tell the doctor that I asked to speak to a manager last week and heard nothing"
    assert builtin(message, "en", "free_text") is None
    assert builtin("I want to speak to a manager", "en", "free_text") == "agent"


@pytest.mark.parametrize(
    "said",
    [
        "when are you open?",
        "what time do you close",
        "do you take insurance",
        "how much is it",
        "can you tell me where you are",
        "I'd like to know the price",
        "कब खुलता है",
        "kab aana hai",
    ],
)
def test_questions(said: str) -> None:
    """A question is known by its opening: recognisers often leave the question mark out."""
    assert is_question(said, "en")


@pytest.mark.parametrize(
    "said", ["can you book me in", "yes", "tuesday", "could you make it friday", "I'd like to book a cleaning", ""]
)
def test_asking_for_something_to_be_done_is_no_question(said: str) -> None:
    """ "Can you book me in" wants a booking, not an answer."""
    assert not is_question(said, "en")


@pytest.mark.parametrize(
    "said",
    [
        "no, make it Wednesday",
        "actually friday",
        "I meant the tenth",
        "sorry, half past",
        "change it to Monday",
        "no, tuesday",
        "wait, not the fifth",
        "नहीं, बुधवार",
        "nahi budhvar",
    ],
)
def test_corrections(said: str) -> None:
    """A no with something after it, and the words that take something back."""
    assert is_correction(said, "en")


@pytest.mark.parametrize(
    "said",
    ["no", "yes", "no thanks", "no problem", "tuesday please", "sorry, could you repeat that", "no that's fine", ""],
)
def test_what_is_no_correction(said: str) -> None:
    """A bare refusal, a thank you or a request to repeat takes nothing back."""
    assert not is_correction(said, "en")


def test_politeness_is_stripped() -> None:
    """What is left are the words that say something."""
    assert strip_politeness("Hi, could you please book a cleaning, thank you", "en") == "book a cleaning"
    assert strip_politeness("please", "en") == ""
