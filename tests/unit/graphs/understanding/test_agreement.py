"""Whether a caller agreed."""

from datetime import datetime

import pytest

from graphs.understanding import Asking, read, yes_no

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
    "said",
    [
        "I don't know",
        "not sure",
        "I'm not really sure",
        "no idea",
        "maybe",
        "yes and no",
        "it depends",
        "I can't hear you",
        "I didn't get that",
        "let me check",
        "okay hold on",
        "please wait",
        "good morning",
        "good question",
    ],
)
def test_not_knowing_is_no_answer(said: str) -> None:
    """Doubt, thinking aloud, greetings and not having heard are asked again, never guessed."""
    assert yes_no(said, "en") is None


@pytest.mark.parametrize(
    "said",
    [
        "make it Wednesday",
        "make it two",
        "set it for five",
        "book Monday",
        "give me the other one",
        "put me through to someone",
        "okay, what does it cost?",
        "great, but can you find another one",
        "that sounds nice, can you show me something similar",
        "please play it in the kitchen",
    ],
)
def test_wanting_something_else_is_no_yes(said: str) -> None:
    """Words that change, ask or look for something do not agree to what was offered, however kindly they begin."""
    assert yes_no(said, "en", "Shall I book that?") is None


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("yes, actually no", False),
        ("no wait, yes", True),
        ("no, sorry, yes", True),
        ("sorry, I meant no", False),
        ("no, actually, I'm in a hurry", False),
        ("yes but not now", False),
        ("I'd love to but I can't", False),
        ("not quite what I hoped for but it will do", True),
        ("it's not ideal but that works", True),
        ("no but thank you", False),
        ("yes but make it Wednesday", None),
    ],
)
def test_second_thoughts_and_what_follows_but_weigh_more(said: str, meant: bool | None) -> None:
    """Of two answers the later is meant; only a bare no is not softened by what follows."""
    assert yes_no(said, "en", "Is that right?") is meant


@pytest.mark.parametrize(
    "said",
    [
        "I don't mind",
        "I don't see why not",
        "no objections",
        "nothing wrong with that",
        "not bad",
        "it couldn't be better",
        "uh-huh",
        "mm hmm",
        "confirm",
        "permission granted",
        "it certainly is",
        "sounds like a plan",
        "that should be fine",
        "just do it",
        "do that please",
        "terrific",
        "thank you, that would be lovely",
    ],
)
def test_agreement_by_other_words(said: str) -> None:
    """Denials of a difficulty agree, and so do the sounds and set phrases of consent."""
    assert yes_no(said, "en") is True


@pytest.mark.parametrize(
    "said",
    [
        "actually no",
        "I'm afraid not",
        "I guess not",
        "probably not",
        "no need",
        "thanks but no thanks",
        "I'll do it myself some other time",
        "don't book it yet",
        "I'll pass",
        "later maybe",
        "I'm good for now",
    ],
)
def test_refusal_by_other_words(said: str) -> None:
    """Putting something off and declining kindly refuse."""
    assert yes_no(said, "en", "Shall I book that?") is False


def test_one_more_thing_is_a_yes_to_anything_else() -> None:
    """Who has another wish has answered the question."""
    assert yes_no("actually there is one more thing", "en", "Anything else?") is True
    assert yes_no("yes, that is it", "en", "You want to hear No More Tears, right?") is True


@pytest.mark.parametrize(
    ("said", "asked", "agreed"),
    [
        ("Tom here", "Am I speaking with Tom?", True),
        ("speaking", "Am I speaking with Tom?", True),
        ("Bill here", "Am I speaking with Tom?", None),
        ("nothing loads any more", "Am I speaking with Tom?", None),
        ("fair enough", "Shall I book it?", True),
        ("that would be a no", "Shall I book it?", False),
        ("not on your life", "Shall I book it?", False),
    ],
)
def test_other_ways_to_agree_and_refuse(said: str, asked: str, agreed: bool | None) -> None:
    """Whoever says the name that was asked for agrees; "nothing" is a no only where it ends there."""
    assert yes_no(said, "en", asked) is agreed
