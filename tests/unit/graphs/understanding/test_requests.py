"""What callers say in any conversation."""

import pytest

from graphs.understanding import builtin, is_correction, is_question, strip_politeness


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


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("could you fetch me a person, I mean get me the front desk", "agent"),
        ("may I have a chat with a colleague of yours", "agent"),
        ("I would much prefer a human being", "agent"),
        ("is anybody there I could have a word with", "agent"),
        ("give me three minutes while I find my glasses", "wait"),
        ("a couple of secs", "wait"),
        ("let me just fetch my calendar", "wait"),
        ("I'll be straight back", "wait"),
        ("could you run through the times again", "repeat"),
        ("what were the options again", "repeat"),
        ("a little more slowly please", "repeat"),
        ("what do you mean", "help"),
        ("let me get the second one", None),
        ("I need to get a crown fitted", None),
        ("in two minutes flat", None),
        ("I need two days", None),
        ("what is the time", None),
    ],
)
def test_people_patience_and_once_more_in_other_words(said: str, wanted: str | None) -> None:
    """A person may be a colleague or the front desk, and a moment may be some minutes; neither is an answer."""
    assert builtin(said, "en") == wanted
