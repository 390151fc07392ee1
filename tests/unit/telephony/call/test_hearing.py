"""The caller's side: what makes a whole turn."""

from telephony.call.events import Words
from telephony.call.hearing import ALONGSIDE_S, LATEST_S, RECOGNITION_LIMIT_S, WORDS_APART_S, Hearing
from telephony.call.ports import CallerInput, Expect


def test_finals_and_the_running_words_are_one_text() -> None:
    """A recogniser that finishes its utterances piece by piece still gives one turn."""
    hearing = Hearing()
    hearing.words(Words("next Tuesday", final=True), 1.0)
    hearing.words(Words("in the morning", settled=True), 1.5)

    assert hearing.text == "next Tuesday in the morning"


def test_a_final_without_words_adds_nothing() -> None:
    """A recogniser may finish an utterance in which there was nothing."""
    hearing = Hearing()
    hearing.words(Words("next Tuesday", final=True), 1.0)
    hearing.words(Words("", final=True), 1.5)

    assert hearing.text == "next Tuesday"


def test_words_without_a_voice_count_from_their_arrival() -> None:
    """When our own detector missed the voice, the silence is counted from the words."""
    hearing = Hearing()
    hearing.words(Words("yes please", settled=True), 5.0)

    assert hearing.over_at(None) == 5.5


def test_words_that_settle_before_the_voice_is_known_to_be_gone_are_settled() -> None:
    """A voice detector needs a moment for a silence; a recogniser that was quicker is not waited for once more."""
    hearing = Hearing()
    hearing.voice_began(1.0)
    hearing.words(Words("Next Tuesday, please.", settled=True), 2.1)
    hearing.voice_ceased(2.0)

    assert hearing.over_at(None) == 2.5


def test_words_that_settle_in_the_middle_of_a_voice_may_not_be_all() -> None:
    """What was said after them is still being understood."""
    hearing = Hearing()
    hearing.voice_began(1.0)
    hearing.words(Words("Next Tuesday, please.", settled=True), 1.5)
    hearing.voice_ceased(2.0)

    assert hearing.over_at(None) == 2.0 + RECOGNITION_LIMIT_S


def test_a_running_voice_is_never_over() -> None:
    """While the caller speaks, no silence ends the turn."""
    hearing = Hearing()
    hearing.voice_began(1.0)
    hearing.words(Words("next"), 1.2)

    assert hearing.over_at(None) is None


def test_unsettled_words_wait_for_the_recogniser() -> None:
    """Before the recogniser has settled, its limit is waited for."""
    hearing = Hearing()
    hearing.voice_began(1.0)
    hearing.words(Words("next"), 1.2)
    hearing.voice_ceased(1.6)

    assert hearing.over_at(None) == 1.6 + RECOGNITION_LIMIT_S


def test_the_recogniser_has_its_time_from_when_the_end_is_known() -> None:
    """Behind a line that was stuck the voice has long ceased; the recogniser is waited for all the same."""
    hearing = Hearing()
    hearing.voice_began(1.0)
    hearing.voice_ceased(1.6, 4.0)
    assert hearing.wordless_at() == 4.0 + RECOGNITION_LIMIT_S
    hearing.words(Words("next"), 4.0)
    assert hearing.over_at(None) == 4.0 + RECOGNITION_LIMIT_S
    hearing.words(Words("next Tuesday", settled=True), 4.1)
    assert hearing.over_at(None) == 2.1


def test_words_that_still_come_are_waited_for() -> None:
    """A recogniser that is behind gives its first word late: that word alone is not the turn."""
    hearing = Hearing()
    hearing.voice_began(1.0)
    hearing.voice_ceased(2.0)
    hearing.words(Words("I'd"), 4.5)
    assert hearing.over_at(None) == 4.5 + WORDS_APART_S
    hearing.words(Words("I'd like to book"), 5.0)
    assert hearing.over_at(None) == 5.0 + WORDS_APART_S


def test_words_that_never_settle_are_taken_at_last() -> None:
    """However many still come."""
    hearing = Hearing()
    hearing.voice_began(1.0)
    hearing.voice_ceased(2.0)
    hearing.words(Words("and so on"), 7.9)

    assert hearing.over_at(None) == 2.0 + LATEST_S


def test_the_least_certain_piece_decides_the_confidence() -> None:
    """A turn is as certain as its worst part."""
    hearing = Hearing()
    hearing.words(Words("next", final=True, confidence=0.9), 1.0)
    hearing.words(Words("Tuesday", final=True, confidence=0.4), 1.2)
    hearing.words(Words("please", final=True, confidence=0.8), 1.4)

    assert CallerInput("next Tuesday please", confidence=0.4) == hearing.take()


def test_taking_a_turn_leaves_nothing_behind() -> None:
    """The next turn begins empty."""
    hearing = Hearing()
    hearing.words(Words("yes", final=True, confidence=0.5), 1.0)
    hearing.key("1", 1.0)
    hearing.take()

    assert CallerInput() == hearing.take()
    assert not hearing.pending


def test_a_lone_hash_is_a_key() -> None:
    """`#` ends an entry, but alone it is one."""
    hearing = Hearing()
    hearing.key("#", 1.0)

    assert CallerInput(keys="#") == hearing.take()


def test_zero_is_a_digit_where_digits_are_asked_for() -> None:
    """`0` asks for a person, except inside a number."""
    hearing = Hearing()
    hearing.key("0", 1.0)

    assert hearing.over_at(Expect("menu", kind="choice")) == 1.0
    assert hearing.over_at(Expect("phone", kind="phone")) == 4.0


def test_a_caller_who_goes_on_without_a_new_voice_is_waited_for() -> None:
    """A recogniser may hear what our detector does not: its word counts."""
    hearing = Hearing()
    hearing.words(Words("next", settled=True), 1.0)
    hearing.resumed(1.4)

    assert hearing.over_at(None) == 1.4 + RECOGNITION_LIMIT_S


def test_no_full_stop_parts_what_belongs_together() -> None:
    """The recogniser took the first half for a sentence, and so did we; "Rahul. Sharma" would be two answers."""
    hearing = Hearing()
    hearing.put_back(CallerInput("My name is Rahul."))
    hearing.words(Words("Sharma.", settled=True), 1.0)

    assert hearing.text == "My name is Rahul Sharma."


def test_who_speaks_and_presses_a_key_gives_one_answer() -> None:
    """A whole entry ends the turn when the voice has ceased: the rest of the sentence answers nothing."""
    menu, hearing = Expect("menu", kind="choice", keys=1), Hearing()
    hearing.voice_began(1.0)
    hearing.key("3", 1.5)
    assert hearing.over_at(menu) == 1.5 + ALONGSIDE_S
    hearing.voice_ceased(2.2)

    assert hearing.over_at(menu) == 2.2


def test_no_key_waits_long_for_a_voice() -> None:
    """Somebody who talks on has pressed it all the same; what is no caller's voice delays no key."""
    menu, hearing = Expect("menu", kind="choice", keys=1), Hearing()
    hearing.voice_began(1.0)
    hearing.key("3", 1.5)
    hearing.voice_ceased(9.0)
    assert hearing.over_at(menu) == 1.5 + ALONGSIDE_S

    humming = Hearing()
    humming.voice_began(1.0)
    humming.key("3", 6.0)
    assert humming.over_at(menu) == 6.0


def test_a_key_after_the_words_counts_at_once() -> None:
    """The voice has ceased already."""
    hearing = Hearing()
    hearing.voice_began(1.0)
    hearing.words(Words("three", settled=True), 1.5)
    hearing.voice_ceased(1.6)
    hearing.key("3", 2.0)

    assert hearing.over_at(Expect("menu", kind="choice", keys=1)) == 2.0
