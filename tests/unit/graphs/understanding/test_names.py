"""What callers are called."""

from datetime import datetime

import pytest

from graphs.understanding import Asking, read
from graphs.understanding.names import titled
from graphs.understanding.reading import Reading

NOW = datetime.fromisoformat("2026-03-04T09:00")


def name(text: str, *, primary: bool = True, language: str = "en") -> Reading | None:
    """The reading of a name."""
    return read("name", text, Asking(now=NOW, primary=primary, language=language))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("it's Ana Gomez", "Ana Gomez"),
        ("my name is sam lee", "Sam Lee"),
        ("Jo Park", "Jo Park"),
        ("Kim Ro", "Kim Ro"),
        ("um jo park please", "Jo Park"),
        ("yes it's Ana", "Ana"),
        ("yeah sure my name's Dave", "Dave"),
        ("put it under Smith", "Smith"),
        ("for Bob Smith please", "Bob Smith"),
        ("this is mary o'brien calling", "Mary O'Brien"),
        ("ronald mcdonald", "Ronald McDonald"),
        ("jean-luc picard", "Jean-Luc Picard"),
        ("MARY SMITH", "Mary Smith"),
        ("Will Smith", "Will Smith"),
        ("Dr. Patel", "Patel"),
        ("ludwig van beethoven", "Ludwig van Beethoven"),
        ("priya venkataraman", "Priya Venkataraman"),
        ("José García", "José García"),
        ("no, it's Anna with two n's", "Anna"),
        ("mera naam rahul sharma hai", "Rahul Sharma"),
        ("main Ravi Kumar bol raha hoon", "Ravi Kumar"),
        ("मेरा नाम राहुल शर्मा है", "राहुल शर्मा"),
        ("सुनीता देवी", "सुनीता देवी"),
        ("Mrs. Hedda Gabler", "Hedda Gabler"),
        ("Pyotr I. Bezukhov", "Pyotr I Bezukhov"),
        ("R K Laxman", "R K Laxman"),
        ("Certainly. Hedda Gabler.", "Hedda Gabler"),
        ("that would be Hedda Gabler", "Hedda Gabler"),
        ("it's for my daughter, Hedda", "Hedda"),
        ("surname Gabler, first name Hedda", "Hedda Gabler"),
        ("first name is hedda and my last name is gabler", "Hedda Gabler"),
        ("Chaturvedi, Hedda", "Hedda Chaturvedi"),
        ("not Hilda, Hedda", "Hedda"),
        ("no, it's Hedda", "Hedda"),
        ("Gabler. Hedda Gabler.", "Hedda Gabler"),
        ("Hedda without the second d", "Hedda"),
        ("Hedda it is", "Hedda"),
        ("myself Pramila", "Pramila"),
        ("Pramila Joshi this side", "Pramila Joshi"),
        ("naam likhiye Pramila", "Pramila"),
        ("naam to pramila joshi hai", "Pramila Joshi"),
        ("main bol rahi hoon Pramila", "Pramila"),
        ("mujhe sab Pinky kehte hain", "Pinky"),
        ("Pramila naam hai mera", "Pramila"),
        ("nahi nahi, Pramila", "Pramila"),
        ("Pinky nahi, Pramila", "Pramila"),
        ("मैं प्रमिला बोल रही हूँ", "प्रमिला"),
    ],
)
def test_names_with_and_without_an_introduction(said: str, meant: str) -> None:
    """A name is taken out of the sentence around it and given its capitals."""
    reading = name(said)
    assert reading is not None
    assert reading.value == meant


@pytest.mark.parametrize(
    "said",
    [
        "yes",
        "no thanks",
        "I want to cancel",
        "speak to an agent",
        "I'm not sure",
        "what do you mean",
        "the first one",
        "monday",
        "tomorrow",
        "hello",
        "can you repeat that",
        "how much is it",
        "four one five",
        "it's so annoying",
        "I'm a new customer",
        "I'm in a meeting",
        "tooth extraction",
        "is Doctor Rao available",
        "I am looking for a quiet place to sit with my family this weekend",
        "for whitening",
        "calling",
        "main baad mein batata hoon",
        "daant mein dard hai",
        "kaun bol raha hai",
        "naam kyun chahiye",
        "abhi time nahi hai",
        "हाँ जी",
        "नहीं",
        "",
        "...",
    ],
)
def test_commands_and_answers_are_no_names(said: str) -> None:
    """A yes, a no, a request, a day or a question is never taken for a name."""
    assert name(said) is None


@pytest.mark.parametrize(
    ("said", "meant"),
    [("Z U P A R K", "Zupark"), ("j for john o for oscar", "Jo"), ("a as in apple n as in nancy a as in apple", "Ana")],
)
def test_a_spelled_name_is_put_together_but_not_sure(said: str, meant: str) -> None:
    """Letters spell a name, alone or each with a word; where one name ends is not heard."""
    reading = name(said)
    assert reading is not None
    assert (reading.value, reading.sure) == (meant, False)


def test_a_lone_word_is_sure_only_with_an_introduction() -> None:
    """ "Anna" may be what the recogniser wrote for something else; "my name is Anna" is not."""
    bare, introduced = name("Anna"), name("my name is Anna")
    assert bare is not None
    assert introduced is not None
    assert (bare.sure, introduced.sure) == (False, True)


def test_a_name_that_was_not_asked_for_must_be_introduced() -> None:
    """Only "my name is" and its like give a name unasked; "this is" and "I'm" begin too many sentences."""
    found = name("book a cleaning, my name is Ana Gomez and I want Tuesday", primary=False)
    assert found is not None
    assert found.value == "Ana Gomez"
    assert name("I'm calling about my tooth", primary=False) is None
    assert name("Jo Park", primary=False) is None


def test_the_span_is_the_name_alone() -> None:
    """Words before and after the name are left for other values."""
    text = "it's Ana Gomez, 415 555 0199"
    reading = name(text)
    assert reading is not None
    assert text[reading.start : reading.end] == "Ana Gomez"


def test_capitals() -> None:
    """Each part gets a capital, particles none, Mc and O' a second one; what has capitals keeps them."""
    assert titled(["anna", "de", "la", "cruz"]) == "Anna de la Cruz"
    assert titled(["sean", "o'neill"]) == "Sean O'Neill"
    assert titled(["McKenna", "DeShawn"], as_written=True) == "McKenna DeShawn"
    assert titled(["van"]) == "Van"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("It's on a gomez.", "On A Gomez"),
        ("Prayer to sigh.", "Prayer To Sigh"),
        ("my name is ravi a joshi", "Ravi A Joshi"),
    ],
)
def test_what_was_written_for_an_unknown_name_is_taken_but_not_sure(said: str, meant: str) -> None:
    """A recogniser writes words for names that it does not know; reading them back helps more than asking for ever."""
    reading = name(said)
    assert reading is not None
    assert (reading.value, reading.sure) == (meant, False)


@pytest.mark.parametrize(
    "said",
    [
        "I have a toothache",
        "on the phone",
        "to the dentist please",
        "what about a filling",
        "the cleaning",
        "and the",
        "A+A+A+A+B",
        "of a b",
    ],
)
def test_a_sentence_is_no_misheard_name(said: str) -> None:
    """Whoever says something else is not booked under it."""
    assert name(said) is None


@pytest.mark.parametrize("said", ["eleven fifteen", "twenty past", "sixteen"])
def test_numbers_are_no_names(said: str) -> None:
    """A time that is said too late is not written down as a person."""
    assert read("name", said, Asking(now=datetime.fromisoformat("2026-03-04T09:00"))) is None


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("please change the name to Ingrid Moe", "Ingrid Moe"),
        ("not Marc, Mark, M A R K", "Mark"),
        ("Ana Lucia de la Cruz Rojas", "Ana Lucia de la Cruz Rojas"),
        ("put Nora Falk down", "Nora Falk"),
    ],
)
def test_names_in_other_wordings(said: str, meant: str) -> None:
    """A changed name, a corrected and spelled one, one with particles."""
    reading = read("name", said, Asking(now=datetime.fromisoformat("2026-03-04T09:00")))
    assert reading is not None
    assert reading.value == meant


def test_a_caller_who_says_who_is_speaking_is_introduced() -> None:
    """Also where the name was not asked for yet."""
    asking = Asking(now=datetime.fromisoformat("2026-03-04T09:00"), primary=False)
    reading = read("name", "hello, this is Petra Vos speaking, I need a visit", asking)
    assert reading is not None
    assert reading.value == "Petra Vos"
