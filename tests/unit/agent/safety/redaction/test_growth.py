"""What reading costs: next to nothing for most sentences, and never more than in proportion to the words."""

import time

import pytest

from agent.safety.redaction.conversation import redact_turns
from agent.safety.redaction.presence import worth_reading

ADVERSARIAL = {
    "digits": "4 1 1 1 ",
    "figures": "4111111111111111",
    "words": "four one one one ",
    "hindi": "चार एक ",
    "weak words": "do teen char ",
    "addresses": "asha dot rao at ",
    "written addresses": "a.b@c.",
    "dots": "dot dot ",
    "letters": "A B C P D ",
    "names of numbers": "card number otp ",
    "dashes": "1-2-",
    "commas": "1,234,567,",
    "doubles": "double ",
    "tens": "twenty ",
    "at the rate": "at the rate of ",
    "dates": "14/03/2026/",
    "months": "4 march ",
    "hesitations": "uh 4 ",
    "signs": "@.-_+",
    "cards": "4111 1111 1111 1111 ok ",
    "named": "card number 4111 ",
    "prices": "rs 5 ",
}


def work_s(text: str) -> float:
    """Seconds of the processor for one utterance, the best of three."""
    best = float("inf")
    for _ in range(3):
        began = time.process_time()
        redact_turns([text])
        best = min(best, time.process_time() - began)
    return best


@pytest.mark.parametrize("name", ADVERSARIAL)
def test_the_work_grows_with_the_words_and_no_faster(name: str) -> None:
    """Four times the text takes about four times as long; a square would be sixteen times."""
    pattern = ADVERSARIAL[name]
    small, large = ((pattern * (size // len(pattern) + 1))[:size] for size in (2_500, 10_000))

    assert work_s(large) < 9 * work_s(small) + 0.005


def test_ordinary_sentences_are_passed_over() -> None:
    """No digit, digit word, name of a number, address or spelled letter: nothing is looked for."""
    for said in ("yes please", "that sounds wonderful", "haan ji bilkul", "I do not want to go there on my own at all"):
        assert not worth_reading(said)
    for said in ("it is 4", "four", "my card number", "asha dot rao", "A B C", "हाँ", "F", "do", "@"):
        assert worth_reading(said)
