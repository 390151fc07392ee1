"""What of a call may be kept: the timeline as everybody but the scribe sees it."""

import pytest

from agent.safety.redaction.conversation import Redactor
from agent.safety.scribe import Scribe
from telephony.call.timeline import Entry
from tests.support.scribed import Call, Sound

CARD = "4111 1111 1111 1111"


def test_ordinary_words_are_kept_as_they_are() -> None:
    """With everything that is noted of them."""
    call = Call()
    call.asks("Which day suits you?")
    said = call.says("the fourteenth of March at ten thirty, please")
    assert call.note("fill", slot="day", value="2026-03-14") == {"slot": "day", "value": "2026-03-14"}
    assert call.text(said) == "the fourteenth of March at ten thirty, please"
    assert not any(entry.again for entry in call.told)


@pytest.mark.parametrize(
    "said", [CARD, "four double one one, uh, one one one one, 1111 1111", "मेरा कार्ड ४१११ ११११ ११११ ११११"]
)
def test_a_card_number_is_nowhere_in_the_timeline(said: str) -> None:
    """Not in the turn, in what was understood, filled or sent to an action, nor in what we read back."""
    call = Call()
    call.asks("Please tell me the number of your card.")
    call.says(said)
    call.note("meant", pii_commands=[{"command": "fill", "slot": "card", "value": "4111111111111111", "said": said}])
    call.note("fill", slot="card", value="4111111111111111")
    call.note("tool_worked", pii_arguments={"card": "4111111111111111"}, pii_answer={"ok": True})
    call.note("disagreed", rules=["Fill slot=card value=4111111111111111"], model=[], chose="rules")
    call.asks("That is 4 1 1 1, 1 1 1 1, 1 1 1 1, 1 1 1 1, right?")
    call.note("ended", result="paid")
    assert "1111" not in call.written.replace(" ", "")
    assert "४१११" not in call.written
    assert "double one" not in call.written


def test_a_number_that_is_spread_over_turns_is_never_written_in_part() -> None:
    """As long as nobody knows what the first digits are, they are held back."""
    call = Call()
    call.asks("How can I help you?")
    for said in ("it is 4111 1111", "and then 1111", "1111"):
        call.says(said)
        call.note("meant", pii_commands=[{"command": "free_text", "said": said}])
    call.note("ended", result="")
    assert "1111" not in call.written


def test_digits_that_turn_out_to_be_harmless_are_written_later() -> None:
    """Also in what was noted of the turn; only the scribe knew them meanwhile."""
    call = Call()
    call.asks("How can I help you?")
    said = call.says("it is 4821 77")
    filled = call.note("fill", slot="number", value="482177")
    assert call.text(said) == "it is [digits]"
    assert "4821" not in filled["value"]
    call.says("that is the number of my order")
    call.note("ended", result="")
    assert call.text(said) == "it is 4821 77"
    assert [entry.fields["value"] for entry in call.timeline.entries if entry.event == "fill"] == ["482177"]


def test_words_that_are_no_turn_yet_are_kept_only_when_nothing_can_be_in_them() -> None:
    """A recogniser writes each half of a number before it writes the whole."""
    call = Call()
    assert call.note("words", pii_text="good morning", settled=False)["pii_text"] == "good morning"
    for event in ("words", "trial", "backchannel"):
        assert call.note(event, pii_text="my card is four one one")["pii_text"] == "<23 characters>"


def test_keys_are_not_told_one_by_one() -> None:
    """Sixteen of them are a card; what they were together, the turn tells as far as it may."""
    call = Call()
    call.asks("Please key in the number of your card.")
    assert call.note("key", pii_digit="4")["pii_digit"] == "•"
    turn = call.says("", keys="4111111111111111")
    assert call.timeline.entries[turn].fields["pii_keys"] == "[card number]"
    assert call.timeline.entries[call.says("", keys="2")].fields["pii_keys"] == "2"


def test_nothing_is_kept_of_a_private_step() -> None:
    """No word of either side; that there was a turn, how long it took and where it led stays."""
    call = Call()
    call.note("private", on=True)
    assert call.asks("What is your mother's name?")["pii_text"] == "[not kept]"
    said = call.says("Kamala")
    call.note("words", pii_text="Kamala", settled=True)
    call.note("meant", pii_commands=[{"command": "fill", "value": "Kamala"}])
    call.note("fill", slot="mother", value="Kamala")
    call.note("cut", utterance="u1", pii_heard="Kamala, is that", heard_ms=100)
    call.note("private", on=False)
    after = call.says("thank you")
    assert call.text(said) == "[not kept]"
    assert "Kamala" not in call.written
    assert call.text(after) == "thank you"
    assert {"slot": "mother", "value": "[not kept]"} in [entry.fields for entry in call.timeline.entries]


def test_what_was_told_in_private_is_hidden_wherever_we_say_it_later() -> None:
    """The scribe reads along; it only does not write."""
    call = Call()
    call.note("private", on=True)
    call.asks("Your card number?")
    call.says(CARD)
    call.note("private", on=False)
    assert "1111 1111" not in call.asks(f"I have charged {CARD}.")["pii_text"]


def test_the_recording_is_silent_where_words_are_hidden() -> None:
    """It is held from the first sound of a turn, until it is known what was said."""
    call, sound = Call(), Sound()
    call.scribe.recorded(sound)
    call.says("hello there")
    assert [each[0] for each in sound.asked] == ["hold"]
    call.answered()
    assert [each[0] for each in sound.asked] == ["hold", "free"]
    sound.asked.clear()
    call.asks("Your card number, please.")
    call.says(CARD)
    call.answered()
    assert [each[0] for each in sound.asked] == ["hold", "hush", "free"]
    hold, hush, _ = sound.asked
    assert hush == ("hush", hold[1], 600, True, False)


def test_what_we_read_back_is_silent_too() -> None:
    """From when it was said to when it was heard."""
    call, sound = Call(), Sound()
    call.asks("Your card number, please.")
    call.says(CARD)
    call.answered()
    call.scribe.recorded(sound)
    call.note("say", utterance="back", pii_text=f"I heard {CARD}.")
    call.note("heard", utterance="back")
    assert [each[0] for each in sound.asked] == ["hold", "hush", "free"]
    assert sound.asked[1] == ("hush", 500, 900, False, True)


def test_a_private_step_is_silent_on_both_sides() -> None:
    """Until the conversation has left it, or the call is over."""
    for last in ("private", "ended"):
        call, sound = Call(), Sound()
        call.scribe.recorded(sound)
        call.note("private", on=True)
        call.says("Kamala")
        call.answered()
        call.note(last, on=False)
        assert ("hush", 100, 500, True, True) in sound.asked
        assert sound.asked[-1] == ("free",)


def test_a_turn_without_words_frees_the_recording() -> None:
    """A cough, and then silence."""
    call, sound = Call(), Sound()
    call.scribe.recorded(sound)
    call.note("voice_began", ago_ms=0)
    call.note("turn", turn=1, pii_text="", pii_keys="", silence=True, happened="")
    assert [each[0] for each in sound.asked] == ["hold", "free"]


def test_an_answer_that_goes_into_a_sensitive_slot_is_not_kept() -> None:
    """Whatever it is: a name, a word, four digits; and what is only beginning to be understood neither."""
    call = Call()
    call.note("sensitive", awaited=True)
    assert call.note("words", pii_text="Kam", settled=False)["pii_text"] == "<3 characters>"
    said = call.says("Kamala")
    call.note("sensitive", pii_values=["Kamala"])
    call.note("sensitive", awaited=False)
    assert call.asks("Did you say kamala?")["pii_text"] == "Did you say [sensitive]?"
    after = call.says("yes it is")
    assert (call.text(said), call.text(after)) == ("[sensitive]", "yes it is")
    assert "amala" not in call.written


def test_what_turns_out_to_be_sensitive_is_taken_out_of_its_turn() -> None:
    """A caller tells more than was asked: the entry is written again, and the recording is silent there."""
    call, sound = Call(), Sound()
    call.scribe.recorded(sound)
    said = call.says("", keys="730916")
    call.note("sensitive", pii_values=["730916"])
    call.answered()
    entry = call.timeline.entries[said]
    assert (entry.fields["pii_keys"], entry.again) == ("[sensitive]", True)
    assert [each[0] for each in sound.asked] == ["hold", "hush", "free"]
    call.note("ended", result="")
    assert entry is call.timeline.entries[said]


@pytest.mark.parametrize("ours", ["98220 12345", "9 8 2 2 0, 1 2 3 4 5", "+919822012345", "nine: 9822012345."])
def test_a_sensitive_number_is_hidden_however_we_say_it(ours: str) -> None:
    """With its country or without, in groups or one by one; also inside of what an action is given."""
    call = Call()
    call.says("ninety eight two two zero one two three four five")
    call.note("sensitive", pii_values=["+919822012345"])
    assert "12345" not in str(call.asks(f"Is {ours} your number?")["pii_text"]).replace(" ", "")
    noted = call.note("looked", value={"phone": ["9822012345", 9822012345, True, None, 1.5]})
    assert noted["value"] == {"phone": ["[sensitive]", "[sensitive]", True, None, 1.5]}


def test_a_sensitive_answer_that_is_too_short_to_be_looked_for_is_only_taken_out_of_its_turn() -> None:
    """A "yes" is everywhere."""
    call = Call()
    call.note("sensitive", awaited=True)
    said = call.says("no")
    call.note("sensitive", pii_values=["no"])
    assert call.text(said) == "[sensitive]"
    assert call.asks("I know nothing of it.")["pii_text"] == "I know nothing of it."


def test_a_turn_that_was_written_is_written_again_when_it_turns_out_to_be_half_of_something() -> None:
    """An e-mail address whose end comes a turn later."""
    call = Call()
    call.asks("What is your e-mail address?")
    first = call.says("asha dot rao")
    call.says("at gmail dot com")
    call.note("ended", result="")
    assert "asha" not in call.text(first)
    assert "gmail" not in str([entry.fields for entry in call.timeline.entries])


def test_the_day_in_a_turn_with_half_a_number_stays() -> None:
    """What was understood of a day and of a time is no row of digits."""
    call = Call()
    call.asks("How can I help you?")
    call.says("tomorrow please and it is 4111 1111")
    assert call.note("fill", slot="day", value="2026-03-14")["value"] == "2026-03-14"


def test_keys_beside_words_are_not_kept_either() -> None:
    """A caller says "okay" and keys in the number; at a sensitive question neither is told."""
    call = Call()
    call.asks("Please give me the number of your card.")
    turn = call.says("okay", keys="4111111111111111")
    assert "4111" not in call.written
    assert call.text(turn) == "okay"
    call.note("sensitive", awaited=True)
    turn = call.says("here it comes", keys="4851")
    assert call.timeline.entries[turn].fields["pii_keys"] == "[sensitive]"
    assert "4851" not in call.written


def test_what_was_heard_in_passing_goes_with_its_turn() -> None:
    """Half a sentence that was written before anybody knew that it is sensitive is written again, without its words."""
    call = Call()
    call.note("words", pii_text="I am Asha and my diagnosis is", settled=False)
    call.note("trial", turn=1, pii_text="I am Asha and my diagnosis is diabetes")
    call.says("I am Asha and my diagnosis is diabetes")
    call.note("sensitive", pii_values=["diabetes"], heard=True)
    call.note(
        "meant", pii_commands=[{"command": "fill", "slot": "name", "said": "I am Asha and my diagnosis is diabetes"}]
    )
    assert "diagnosis" not in str([entry.fields for entry in call.timeline.entries])


def test_a_turn_that_is_taken_back_stands_where_it_stood() -> None:
    """Its answer had left the private step already: what the caller goes on to say belongs to it all the same."""
    call = Call()
    call.note("private", on=True)
    call.says("it is blue")
    call.note("private", on=False)
    call.note("words", pii_text="monkey really", settled=False)
    call.note("continued", turn=1)
    again = call.says("it is blue monkey really")
    assert call.text(again) == "[not kept]"
    assert "monkey" not in str([entry.fields for entry in call.timeline.entries])


def test_three_digits_that_were_found_in_a_turn_are_nowhere_in_what_follows_from_it() -> None:
    """They are too few to be looked for everywhere."""
    call = Call()
    call.asks("And the security code on the back of the card?")
    call.says("one two three")
    call.note("meant", pii_commands=[{"command": "fill", "slot": "code", "value": "123", "said": "one two three"}])
    call.note("fill", slot="code", value="123")
    call.asks("I have 1 2 3.")
    assert "123" not in call.written
    assert "one two three" not in call.written
    assert "1 2 3" not in call.written


def test_half_a_number_is_held_back_in_the_turns_between() -> None:
    """Whatever is noted of "hold on"."""
    call = Call()
    call.asks("How can I help you?")
    call.says("it's 5105 1051")
    call.says("hold on")
    call.note("tool_worked", pii_arguments={"so_far": "51051051"}, pii_answer=None)
    call.says("0510 5100")
    call.note("ended", result="")
    assert "51051051" not in call.written


def test_what_is_known_from_elsewhere_hides_no_turn() -> None:
    """A number that was there before, such as the caller's own: it is hidden where we say it."""
    call = Call()
    said = call.says("yes please")
    call.note("sensitive", pii_values=["+919822012345"], heard=False)
    assert call.text(said) == "yes please"
    assert "12345" not in str(call.asks("Is 98220 12345 your number?")["pii_text"])


def test_a_stream_that_goes_on_knows_what_the_former_one_knew() -> None:
    """The line was lost, and the caller is back."""
    first = Call()
    first.note("sensitive", pii_values=["4851"], heard=False)
    first.note("ended", result="")
    second = Call()
    scribe = Scribe(Redactor().conversation(), former=first.scribe)
    (entry,) = scribe(Entry(0, 0, "say", {"utterance": "u", "pii_text": "Your code is 4 8 5 1, right?"}))
    assert "4 8 5 1" not in str(entry.fields)
    assert second.asks("Your code is 4 8 5 1, right?")["pii_text"] == "Your code is 4 8 5 1, right?"


def test_a_call_that_ends_in_the_middle_of_a_number_is_silent_there() -> None:
    """Nobody knows what it was going to be."""
    for words, silent in (("my card is four one one", True), ("good morning", False)):
        call, sound = Call(), Sound()
        call.scribe.recorded(sound)
        call.note("voice_began", ago_ms=0)
        call.note("words", pii_text=words, settled=False)
        call.note("ended", result="")
        assert ("hush" in [each[0] for each in sound.asked]) is silent
        assert sound.asked[-1] == ("free",)


def test_keys_are_silent_in_the_recording() -> None:
    """Their tones can be read."""
    call, sound = Call(), Sound()
    call.scribe.recorded(sound)
    call.asks("Please key in the number of your card.")
    for digit in "41":
        call.note("key", pii_digit=digit)
    call.note("turn", turn=1, pii_text="", pii_keys="4111111111111111", silence=False, happened="")
    assert ("hush", 0, 400, True, False) in sound.asked


def unanswered(call: Call, said: str, *, asked: str = "How can I help you?") -> str:
    """What is kept of words that were being said when the caller hung up."""
    call.asks(asked)
    call.note("voice_began", ago_ms=0)
    call.note("words", pii_text=said, settled=False)
    call.note("unanswered", pii_text=said, settled=False)
    call.note("ended", result="")
    return str(next(entry.fields["pii_text"] for entry in call.timeline.entries if entry.event == "unanswered"))


def test_words_that_nobody_answered_are_kept_as_a_turn_would_be() -> None:
    """The caller hung up in the middle of them: what is no secret stays, and what is one does not."""
    assert unanswered(Call(), "well then I would rather") == "well then I would rather"

    call = Call()
    kept = unanswered(call, f"my card is {CARD} and then", asked="Please tell me the number of your card.")
    assert kept.startswith("my card is ")
    assert kept.endswith(" and then")
    assert "1111" not in call.written


def test_half_a_number_that_nobody_answered_is_not_kept() -> None:
    """Nobody will ever know what it was going to be; nor is it heard."""
    call, sound = Call(), Sound()
    call.scribe.recorded(sound)
    unanswered(call, "it is 4111 1111", asked="Please tell me the number of your card.")
    assert "4111" not in call.written
    assert "hush" in [each[0] for each in sound.asked]


def test_words_that_nobody_answered_may_tell_what_a_number_before_them_was() -> None:
    """They are read with what was said before."""
    call = Call()
    call.asks("How can I help you?")
    said = call.says("it is 4821 77")
    assert unanswered(call, "that is the number of my order") == "that is the number of my order"
    assert call.text(said) == "it is 4821 77"


def test_secrets_are_not_in_words_that_nobody_answered() -> None:
    """At a step of which nothing is kept, before a sensitive slot, and beside one; and a secret that is known."""
    private, confided, doubtful, known = Call(), Call(), Call(), Call()
    private.note("private", on=True)
    confided.note("sensitive", awaited=True, beside=False)
    doubtful.note("sensitive", awaited=False, beside=True)
    known.note("sensitive", pii_values=["Rosebud"], heard=False)
    assert unanswered(private, "my name is Asha") == "[not kept]"
    assert unanswered(confided, "my name is Asha") == "[sensitive]"
    assert unanswered(doubtful, "my name is Asha") == "<15 characters>"
    assert "Rosebud" not in unanswered(known, "it is Rosebud and")
