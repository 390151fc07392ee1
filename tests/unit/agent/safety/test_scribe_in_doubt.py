"""Where something sensitive may be told beside what was asked: nobody sees a turn before it is understood."""

import pytest

from tests.support.scribed import Call, Sound


def in_doubt() -> Call:
    """A call at a question beside which something sensitive may be told."""
    call = Call()
    call.asks("What can I do for you?")
    call.note("sensitive", awaited=False, beside=True)
    return call


def test_a_turn_is_told_when_it_is_understood() -> None:
    """With all that was noted since, in order, and only once."""
    call = in_doubt()
    said = call.says("I want a room, and my code is four eight five one")
    call.note("understood", commands=["Fill"], by="rules")
    assert len(call.timeline.entries) == said
    call.note("sensitive", pii_values=["4851"])
    call.note("meant", pii_commands=[{"command": "fill", "slot": "code", "value": "•••"}])
    assert [entry.event for entry in call.told[said:]] == ["turn", "understood", "sensitive", "meant"]
    assert call.text(said) == "[sensitive]"
    assert "four eight" not in call.written


def test_harmless_words_are_told_as_they_were_said() -> None:
    """Before the turn is over, and before anything is answered."""
    call = in_doubt()
    said = call.says("I want a room for two")
    call.note("meant", pii_commands=[{"command": "pick", "option": "room"}])
    assert call.text(said) == "I want a room for two"
    assert not any(entry.again for entry in call.told)


def test_what_is_heard_in_passing_is_told_with_its_turn() -> None:
    """Until then by its length: half a sentence may hold what the whole turns out to."""
    call = in_doubt()
    for heard in ("I am", "I am Asha"):
        assert call.note("words", pii_text=heard, settled=False)["pii_text"] == f"<{len(heard)} characters>"
    call.note("trial", turn=1, pii_text="I am Asha")
    call.says("I am Asha")
    call.note("meant", pii_commands=[{"command": "fill", "slot": "name", "value": "Asha"}])
    assert [entry.fields["pii_text"] for entry in call.timeline.entries if entry.event == "words"] == [
        "I am",
        "I am Asha",
    ]


def test_a_turn_in_which_nothing_had_to_be_understood_is_told_at_its_end() -> None:
    """The caller asked for another language: nobody looked for values."""
    call = in_doubt()
    said = call.says("in Hindi please")
    call.answered()
    assert call.text(said) == "in Hindi please"


@pytest.mark.parametrize("end", ["turn_failed", "ended"])
def test_a_turn_that_nobody_understood_is_told_by_its_length(end: str) -> None:
    """It broke, or the caller hung up meanwhile: what was in it is not known."""
    call = in_doubt()
    said = call.says("my code is xylophone", keys="12")
    call.note(end, turn=1, why="Broken")
    assert call.text(said) == "<20 characters>"
    assert "xylophone" not in call.written


def test_a_call_that_dies_meanwhile_has_written_nothing_of_it() -> None:
    """No note of its end ever comes."""
    call = in_doubt()
    call.says("my code is xylophone")
    call.note("understood", commands=["Fill"], by="rules")
    assert "xylophone" not in call.written
    assert "turn" not in [entry.event for entry in call.told]


def test_what_a_caller_went_on_with_is_hidden_with_the_rest() -> None:
    """The first half was answered, taken back, and said again with the second."""
    call = in_doubt()
    half = call.says("my word is blue")
    call.note("meant", pii_commands=[{"command": "not_understood"}])
    assert call.text(half) == "my word is blue"
    call.note("continued", turn=1)
    whole = call.says("my word is blue monkey")
    call.note("sensitive", pii_values=["blue monkey"])
    call.note("meant", pii_commands=[{"command": "fill", "slot": "word", "value": "•••"}])
    assert (call.text(half), call.text(whole)) == ("[sensitive]", "[sensitive]")
    assert "blue" not in call.stands


def test_a_half_that_was_not_understood_is_told_with_the_harmless_whole() -> None:
    """It was taken back before anybody had looked at it."""
    call = in_doubt()
    half = call.says("I want")
    call.note("continued", turn=1)
    assert call.text(half) == "<6 characters>"
    whole = call.says("I want a room")
    call.note("meant", pii_commands=[{"command": "pick", "option": "room"}])
    assert (call.text(half), call.text(whole)) == ("I want", "I want a room")


def test_digits_in_doubt_may_still_be_a_part_of_something() -> None:
    """That a turn is understood does not say what its digits are."""
    call = in_doubt()
    said = call.says("it is 4111 1111")
    call.note("meant", pii_commands=[{"command": "not_understood"}])
    assert call.text(said) == "it is [digits]"
    call.says("1111 1111")
    call.note("meant", pii_commands=[{"command": "not_understood"}])
    call.note("ended", result="")
    assert "1111" not in call.written


def test_the_recording_is_silent_over_what_was_never_understood() -> None:
    """The caller hung up in the middle of it."""
    call, sound = in_doubt(), Sound()
    call.scribe.recorded(sound)
    call.note("voice_began", ago_ms=0)
    call.note("words", pii_text="my word is blue", settled=False)
    call.note("ended", result="")
    assert "hush" in [each[0] for each in sound.asked]


def test_what_was_told_before_it_was_sensitive_is_written_again() -> None:
    """The caller told their code unasked, we said it, an action answered it; then it was asked for."""
    call, sound = Call(), Sound()
    call.scribe.recorded(sound)
    call.asks("Is it about the code 4 8 5 1?")
    early = call.says("yes my word is xylophone and the code is four eight five one")
    call.note("tool_worked", pii_arguments={}, pii_answer={"code": "4851", "rooms": 2})
    call.answered()
    call.note("sensitive", awaited=True)
    call.says("4851")
    call.note("sensitive", pii_values=["4851", "xylophone"])
    call.note("ended", result="")
    assert "4851" not in call.stands.replace(" ", "")
    assert call.text(early) == "yes my word is [sensitive] and the code is [sensitive]"
    assert "{'code': '[sensitive]', 'rooms': 2}" in call.stands


def test_a_secret_that_the_caller_says_again_is_hidden_there_too() -> None:
    """At a question of another kind; the rest of the words stay, and the recording is silent."""
    call, sound = Call(), Sound()
    call.note("sensitive", awaited=True)
    call.says("4851")
    call.note("sensitive", pii_values=["4851"])
    call.note("sensitive", awaited=False)
    call.answered()
    call.scribe.recorded(sound)
    said = call.says("as I said, four eight five one, for Wednesday")
    call.answered()
    assert call.text(said) == "as I said, [sensitive], for Wednesday"
    assert [each[0] for each in sound.asked] == ["hold", "hush", "free"]


@pytest.mark.parametrize("said", ["Your code is four eight five one.", "आपका कोड चार आठ पाँच एक है।", "That is 48-51?"])
def test_a_secret_is_hidden_however_we_say_it(said: str) -> None:
    """A model finds its own words."""
    call = Call()
    call.note("sensitive", pii_values=["4851", "4 8 5 1"], heard=False)
    written = str(call.asks(said)["pii_text"])
    assert "[sensitive]" in written
    assert not any(digit in written for digit in ("four", "eight", "चार", "आठ", "48"))
