"""A call read along: what is written now, what is held back, what is written again."""

import pytest

from agent.safety.redaction.conversation import Conversation, Redactor, redact_turns
from agent.safety.redaction.kinds import DEFAULT, Kind

CARD = "4012 8888 8888 1881"


@pytest.fixture
def conversation() -> Conversation:
    """A call with the usual kinds."""
    return Redactor().conversation()


def test_digits_of_which_nobody_knows_what_they_are_are_held_back(conversation: Conversation) -> None:
    """They may be the beginning of a card number; with its last digits all of it is known and written again."""
    first = conversation.heard("4012 8888")
    second = conversation.heard("uh 8888")
    third = conversation.heard("1881 ok")

    assert (first.text, first.held, first.earlier) == ("[digits]", True, {})
    assert (second.text, second.held, second.earlier) == ("uh [digits]", True, {})
    assert (third.text, third.held) == ("[card number] ok", False)
    assert third.earlier == {0: "[card number]", 1: "uh [card number]"}
    assert conversation.close() == {}


def test_digits_that_were_nothing_are_set_free(conversation: Conversation) -> None:
    """At the latest when the call ends, and before that as soon as something else is spoken of."""
    assert conversation.heard("481516").held
    assert conversation.heard("yes").text == "yes"
    assert conversation.close() == {0: "481516"}

    other = Redactor().conversation()
    other.heard("481516")
    other.heard("what are your opening hours")
    other.heard("and on Sundays")
    assert other.heard("thank you").earlier == {0: "481516"}
    assert other.close() == {}


def test_an_answer_to_a_harmless_question_is_not_held_back(conversation: Conversation) -> None:
    """Nothing is waited for when it was an order number that was asked for."""
    written = conversation.heard("481516", asked="What is your order number?")

    assert (written.text, written.held) == ("481516", False)


def test_what_was_asked_for_is_hidden_at_once(conversation: Conversation) -> None:
    """Not only when it is complete."""
    assert conversation.heard("4012", asked="Your card number, please?").text == "[card number]"
    assert conversation.heard("8888 wait").text == "[card number] wait"


def test_a_long_run_that_was_asked_for_stays_hidden_at_the_end(conversation: Conversation) -> None:
    """Although no check digit says what it is."""
    conversation.heard("4012 8888 8", asked="Your card number, please?")

    assert conversation.close() == {}


@pytest.mark.parametrize("name", ["card number", "Aadhaar number", "bank account number", "PAN"])
def test_digits_without_end_are_hidden(conversation: Conversation, name: str) -> None:
    """A recogniser that stammers, or a caller who never stops, is no fault of the call's."""
    written = conversation.heard(f"my {name} is " + "4 1 1 2 " * 30)
    assert not any(character.isdigit() for character in written.text)


def test_a_turn_that_names_what_came_before_hides_it(conversation: Conversation) -> None:
    """ "That was my card number"."""
    conversation.heard("4012 8888 88")

    assert conversation.heard("that was my card number").earlier == {0: "[card number]"}
    assert redact_turns(["4012 8888 88", "that was my order number"])[0] == "4012 8888 88"


def test_a_secret_is_hidden_wherever_it_is_said_again(conversation: Conversation) -> None:
    """In any form, by the caller and by us; its last four digits may stay where they are called that."""
    conversation.heard(f"my card number is {CARD}")

    assert conversation.heard("four zero one two, and then?").text == "[card number], and then?"
    assert conversation.said(f"I have {CARD}.") == "I have [card number]."
    assert conversation.said("चार शून्य एक दो आठ आठ आठ आठ") == "[card number]"
    assert conversation.said("Your card ending in 1881 is charged.") == "Your card ending in 1881 is charged."
    assert conversation.said("Your order number 4012 is ready.") == "Your order number 4012 is ready."


def test_what_we_say_is_redacted_by_the_same_rules(conversation: Conversation) -> None:
    """Also before the caller said anything."""
    assert conversation.said("Your OTP is 4 8 2 1.") == "Your OTP is [one-time code]."
    assert conversation.said("We are open from 9 to 5.") == "We are open from 9 to 5."
    assert conversation.said("Is asha@example.com right?") == "Is [e-mail address] right?"


def test_we_do_not_repeat_what_is_held_back(conversation: Conversation) -> None:
    """A long run that may be a card's stays out of our own words too."""
    conversation.heard("4012 8888 8888")

    assert conversation.said("4012 8888, go on") == "[digits], go on"


def test_values_are_redacted_by_their_names_and_by_what_they_are(conversation: Conversation) -> None:
    """Structures of slots and arguments; numbers too."""
    assert conversation.value("card_number", 4012888888881881) == "[card number]"
    assert conversation.value("cvv", "123") == "[security code]"
    assert conversation.value(
        "slots",
        {
            "order_number": "481516",
            "otp": 4821,
            "date": "2026-03-14",
            "email": "a@b.co",
            "people": 2,
            "phone": "+919812345678",
            "note": f"card {CARD}, call me at ten",
            "again": ["4012888888881881", 4.5, True, None],
        },
    ) == {
        "order_number": "481516",
        "otp": "[one-time code]",
        "date": "2026-03-14",
        "email": "[e-mail address]",
        "people": 2,
        "phone": "+919812345678",
        "note": "card [card number], call me at ten",
        "again": ["[card number]", 4.5, True, None],
    }


def test_a_value_that_is_nested_without_end_is_not_written(conversation: Conversation) -> None:
    """Its depth has a bound."""
    deep: list[object] = []
    for _ in range(100):
        deep = [deep]

    assert "[too deep]" in str(conversation.value("x", deep))


def test_only_the_kinds_of_the_tenant_are_redacted() -> None:
    """And what is one kind is not taken for another that is redacted."""
    said = ["card 4012 8888 8888 1881 cvv 123", "call me on 98123 45678"]

    assert redact_turns(said, kinds={Kind.cvv}) == [
        "card 4012 8888 8888 1881 cvv [security code]",
        "call me on 98123 45678",
    ]
    assert redact_turns(said, kinds={Kind.phone})[1] == "call me on [phone number]"
    assert redact_turns(said, kinds=()) == said


def test_the_phone_number_counts_only_when_it_is_named() -> None:
    """It is what the network told us anyway."""
    assert frozenset(Kind) - DEFAULT == {Kind.phone}
    for turns, written in [
        (["+91 98123 45678"], ["[phone number]"]),
        (["98123", "45678"], ["[phone number]", "[phone number]"]),
        (["nau aath ek do teen chaar paanch chhe saat aath"], ["[phone number]"]),
        (["call 415-555-0137"], ["call [phone number]"]),
        (["landline 011 2345 6789"], ["landline [phone number]"]),
        (["extension 4021"], ["extension 4021"]),
        (["order number 9812345678"], ["order number 9812345678"]),
    ]:
        assert redact_turns(turns) == turns
        assert redact_turns(turns, kinds=frozenset(Kind)) == written


@pytest.mark.parametrize(
    ("turns", "asked", "written"),
    [
        (
            ["card is 4111 1111 1111 1111 expiry 12/26 cvv 123"],
            [],
            ["card is [card number] expiry 12/26 cvv [security code]"],
        ),
        (["4111 1111 1111 1111 12/26 123"], [], ["[card number] 12/26 [security code]"]),
        (
            ["my card number is", "4111", "oh wait", "1111 1111 1112"],
            [],
            ["my card number is", "[card number]", "oh wait", "[card number]"],
        ),
        (
            ["4111 1111 1111 1112", "sorry the last four are 1111"],
            ["Card number?"],
            ["[card number]", "sorry the last four are [card number]"],
        ),
        (
            ["card number 4111 1111 1111 1112", "no, not one one one two, one one one one"],
            [],
            ["card number [card number]", "no, not [card number]"],
        ),
        (
            [
                "four five three nine",
                "one four eight eight",
                "sorry one four double eight",
                "zero three four three",
                "six four six seven",
            ],
            [],
            ["[card number]", "[card number]", "sorry [card number]", "[card number]", "[card number]"],
        ),
        (
            ["that's the first half 4111 1111", "give me a second", "and the second half is 1111 1111"],
            [],
            ["that's the first half [card number]", "give me a second", "and the second half is [card number]"],
        ),
        (
            ["Card number is 4012 8888", "Hello? Are you there?", "Yes. So 8888 1881."],
            [],
            ["Card number is [card number]", "Hello? Are you there?", "Yes. So [card number]."],
        ),
        (["it's 4012, then four eights, then four more eights, then 1881"], ["Card number?"], ["it's [card number]"]),
        (["order number 234123412346"], [], ["order number 234123412346"]),
        (["order number 4111111111111111"], [], ["order number [card number]"]),
        (["चार आठ दो एक नौ तीन"], ["आपके फोन पर आया ओटीपी बताइए"], ["[one-time code]"]),
        (["it says 482193 on my phone"], ["What code did we just text you?"], ["it says [one-time code] on my phone"]),
        (
            ["otp is 482193, did you get it? I repeat, 482193"],
            [],
            ["otp is [one-time code], did you get it? I repeat, [one-time code]"],
        ),
        (["4821 is my otp"], [], ["[one-time code] is my otp"]),
        (["my pin is 4821"], [], ["my pin is [one-time code]"]),
        (["pin is 110001"], [], ["pin is 110001"]),
        (["transfer it to 50100123456789, IFSC HDFC0001234"], [], ["transfer it to [account number], IFSC [IFSC]"]),
        (["50100123456789", "IFSC HDFC0001234"], [], ["[account number]", "IFSC [IFSC]"]),
        (["536-90-4399"], [], ["[social security number]"]),
        (["last four of my social are 4399"], [], ["last four of my social are [social security number]"]),
        (["last 4 of aadhaar 2346"], [], ["last 4 of aadhaar 2346"]),
        (["2341 2341 2346"], ["What are the last four digits of your Aadhaar?"], ["[Aadhaar number]"]),
        (
            ["4012 8888 8888 1881", "1881"],
            ["Card number?", "Sorry, could you repeat the last four digits?"],
            ["[card number]", "[card number]"],
        ),
        (
            ["my card starts with 4539 and then it's 1488 and 0343 and ends in 6467"],
            [],
            ["my card starts with [card number] and then it's [card number] and ends in [card number]"],
        ),
        (["मेरा कार्ड नंबर चालीस बारह अट्ठासी अट्ठासी अट्ठासी अट्ठासी अठारह इक्यासी है"], [], ["मेरा कार्ड नंबर [card number] है"]),
        (["चार जीरो वन टू eight eight eight eight ८८८८ एक आठ आठ एक"], [], ["[card number]"]),
        (["4,012,888,888,881,881"], [], ["[card number]"]),
        (["3782 822463 10005"], [], ["[card number]"]),
        (["4111 1111 1111 1111", "123"], [], ["[card number]", "[security code]"]),
        (["it is 4539 1488 0343 64 uh 67 sorry 6 7"], [], ["it is [card number]"]),
        (
            ["4539 1488", "and 0343", "and finally 6467"],
            [],
            ["[card number]", "and [card number]", "and finally [card number]"],
        ),
        (["4111 1111 1111 1111", "123"], ["Card number and CVV, please.", None], ["[card number]", "[security code]"]),
        (["2341 2341 2346 it is"], ["The Aadhaar number or the OTP?"], ["[Aadhaar number] it is"]),
        (["my number 1 4 5 3 9 1 4 8 8 0 3 4 3 6 4 6 7"], [], ["my number [card number]"]),
        (["last ke chaar 4 5 6 7"], [], ["last ke chaar 4 5 6 7"]),
        (["four point five rupees and in twenty twenty six"], [], ["four point five rupees and in twenty twenty six"]),
        (
            ["since nineteen ninety nine", "1, 2, 3, or 4 5 6 rupees"],
            [],
            ["since nineteen ninety nine", "1, 2, 3, or 4 5 6 rupees"],
        ),
        (
            ["I want to pay for order 481516 with card 4012888888881881 the amount is 4500 rupees"],
            [],
            ["I want to pay for order 481516 with card [card number] the amount is 4500 rupees"],
        ),
    ],
)
def test_callers_speak_like_this(turns: list[str], asked: list[str], written: list[str]) -> None:
    """Corrections, asides, codes after cards, read-backs, two languages in one number."""
    assert redact_turns(turns, asked=asked) == written
