"""What must stay readable: dates, times, prices, quantities, orders, phones, addresses, ordinary talk."""

from pathlib import Path
from random import Random
from typing import Any

import pytest
from ruamel.yaml import YAML

import graphs.flows
from agent.safety.redaction.conversation import redact_turns
from agent.safety.redaction.kinds import Kind
from tests.support import dictation

SENTENCES = Path(__file__).with_name("readable.txt").read_text().splitlines()

DIALOGUES: list[tuple[list[str], list[str | None]]] = [
    (["two", "ten thirty", "fourteenth of march", "110001"], []),
    (
        ["481516", "9812345678", "110001"],
        ["What is your order number?", "Which phone number?", "And the PIN code?"],
    ),
    (["2", "4500", "45"], ["How many people?", "How much did you pay?", "How old are you?"]),
    (["my order number is 4815", "1623", "42"], []),
    (["my phone number is 98123", "45678"], []),
    (["nine eight one two three", "four five six seven eight"], ["What's your mobile number?", None]),
    (["98123", "45678"], []),
    (["9812345678", "hello"], []),
    (["one oh oh oh one"], ["What is your zip code?"]),
    (["one two three four five six seven eight"], ["What is your account number?"]),
    (["8765 4321"], ["Sorry, I cannot find that account. Could you repeat the account number?"]),
    (["8765 4321, I repeat, 8765 4321"], ["Your account number?"]),
    (["87654321, no sorry, 12345678"], ["Your account number?"]),
    (["8765 4321", "sorry, 8765 4322"], ["Your account number?", "I cannot find that account."]),
    (["4242"], ["What are the last four digits of your card?"]),
    (["4242"], ["What are the last four digits of your card number?"]),
    (["12 26"], ["What is the expiry date?"]),
    (["twelve twenty six"], ["When does the card expire?"]),
    (["7 0 0 0 0 1"], ["Do you have your ticket number?"]),
    (["123456789012"], ["May I have the order number?"]),
    (["1234 5678 9012"], ["What is the tracking number?"]),
    (["room 402", "at 7", "for 2 nights"], []),
    (["it's 45", "no 54"], ["How old is the patient?", None]),
    (["twenty", "no twenty five"], ["How many people work there?", None]),
    (["it has not come, my number ends with 5678"], ["Please tell me the OTP."]),
    (["send it to 98123 45678"], ["Please tell me the OTP."]),
    (["can I pay on friday the 14th at 5 pm"], ["What is your card number?"]),
    (["12 27"], ["What's your card's expiry date?"]),
    (["it's oh two two zero zero one"], ["What's the PIN code of your area?"]),
    (["I have two cards"], ["What is your card number?"]),
    (["hold on", "one second please"], ["What is your card number?", None]),
    (["one sec", "just one second please"], ["Please tell me the OTP.", None]),
    (["let me start again, I want two pizzas"], ["Please tell me the OTP."]),
    (["no code came", "4242"], ["Please tell me the OTP.", "What are the last four digits of your card?"]),
    (["reach me on 9812345678 at citi"], []),
]

NAMED = {
    "order": ("What is your order number?", ("order number is ", "my order id is "), (6, 8, 10, 12, 14)),
    "postcode": ("And the PIN code?", ("pin code ", "zip "), (6,)),
    "tracking": ("What is the tracking number?", ("tracking number ", "AWB "), (10, 12, 13)),
    "consumer": ("Your consumer number please.", ("consumer number ", "my consumer id is "), (9, 10, 12)),
    "prescription": ("The prescription number?", ("prescription number ", "Rx number "), (7, 8, 9)),
    "phone": ("Which phone number can we reach you on?", ("my mobile is ", "call me on "), (10,)),
}


def test_there_are_enough_sentences() -> None:
    """A corpus that somebody emptied proves nothing."""
    assert len(set(SENTENCES)) > 300


@pytest.mark.parametrize("sentence", SENTENCES)
def test_an_ordinary_sentence_stays_as_it_is(sentence: str) -> None:
    """Character for character."""
    assert redact_turns([sentence]) == [sentence]


@pytest.mark.parametrize(("turns", "asked"), DIALOGUES)
def test_an_ordinary_dialogue_stays_as_it_is(turns: list[str], asked: list[str | None]) -> None:
    """Short answers to harmless questions are no parts of one secret number."""
    assert redact_turns(turns, asked=asked) == turns


@pytest.mark.parametrize("name", NAMED)
def test_a_number_with_a_harmless_name_stays_in_every_form(name: str) -> None:
    """Asked for or named by the caller, in one turn or two, also when it happens to have a right check digit."""
    question, leads, lengths = NAMED[name]
    random = Random(name)
    for count in range(120):
        digits = dictation.figures(random, random.choice(lengths))
        if name == "phone":
            digits = random.choice("6789") + digits[1:]
        said = dictation.spread(
            digits,
            random.choice(dictation.FORMS),
            random,
            turns=random.choice([1, 1, 2]),
            lead=random.choice(leads) if count % 2 else "",
            hesitation=random.choice([0.0, 0.2]),
        ).said()

        assert redact_turns(said, asked=[] if count % 2 else [question]) == said


def test_answers_to_harmless_questions_are_no_card() -> None:
    """Whatever they make together: a new question begins a new number."""
    questions = {
        "What is your order number?": (5, 6, 8, 10),
        "And the PIN code?": (6,),
        "How many people?": (1, 2),
        "How much did you pay?": (3, 4),
        "Which year did you buy it?": (4,),
    }
    random = Random(7)
    for _ in range(200):
        asked = random.choices(list(questions), k=random.randint(3, 8))
        turns = [
            dictation.spoken(
                dictation.figures(random, random.choice(questions[each])), random.choice(dictation.FORMS), random
            )
            for each in asked
        ]

        assert redact_turns(turns, asked=asked) == turns


@pytest.mark.parametrize(
    ("turns", "question"),
    [
        (["482913", "4242"], "Please tell me the OTP."),
        (["4012 8888 8888 1881", "1881"], "Your card number, please?"),
        (["4012 8888 8888 1881", "it's 4242"], "Your card number, please?"),
    ],
)
def test_the_last_four_digits_stay_after_a_secret(turns: list[str], question: str) -> None:
    """The new question decides, also where what was asked for before may go on."""
    written = redact_turns(turns, asked=[question, "What are the last four digits of your card?"])

    assert written[0] != turns[0]
    assert written[1] == turns[1]


def shipped_scripts() -> list[Any]:
    """What callers say in the tests of the shipped flows, with what the agent says before."""
    scripts: list[Any] = []
    for path in sorted(Path(graphs.flows.__file__).parent.glob("*.yaml")):
        tests = YAML(typ="safe").load(path.read_text())["tests"]
        scripts += [pytest.param(test["script"], id=f"{path.stem}: {test['name']}") for test in tests]
    return scripts


@pytest.mark.parametrize("script", shipped_scripts())
def test_callers_of_the_shipped_flows_lose_nothing_but_addresses(script: list[dict[str, Any]]) -> None:
    """With the agent's sentences and without them."""
    turns: list[str] = []
    asked: list[str | None] = []
    said: list[str] = []
    for step in script:
        if "bot" in step:
            said.append(str(step["bot"]))
        elif "caller" in step:
            turns.append(str(step["caller"]))
            asked.append(". ".join(said) or None)
            said = []

    for questions in (asked, []):
        for before, after in zip(turns, redact_turns(turns, asked=questions), strict=True):
            assert after in (before, Kind.email.placeholder)
