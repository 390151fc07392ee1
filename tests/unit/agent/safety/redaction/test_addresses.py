"""E-mail addresses and UPI ids, PAN and IFSC, as callers say them."""

from random import Random

import pytest

from agent.safety.redaction.conversation import redact_turns

_LETTERS = "ए बी सी डी ई एफ जी एच आई जे के एल एम एन ओ पी क्यू आर एस टी यू वी डब्ल्यू एक्स वाई जेड"
_NATO = """
    alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike november oscar papa quebec romeo
    sierra tango uniform victor whiskey xray yankee zulu
"""
LETTERS, NATO = _LETTERS.split(), _NATO.split()


@pytest.mark.parametrize("lead", ["", "my email is ", "you can write to ", "मेरा ईमेल है "])
@pytest.mark.parametrize("tail", ["", " please"])
@pytest.mark.parametrize(
    "local",
    [
        "asha dot rao",
        "asha underscore rao",
        "asharao",
        "asha rao",
        "asha 99",
        "asha ninety nine",
        "a s h a",
        "a dot rao",
    ],
)
@pytest.mark.parametrize("at", ["at", "at the rate", "at the rate of", "एट द रेट", "@", "at d rate"])
def test_an_email_address_is_hidden_in_one_turn_and_in_two(lead: str, local: str, at: str, tail: str) -> None:
    """Whatever word stands for the @, and whatever provider follows."""
    for domain in ("gmail dot com", "yahoo dot co dot in", "my firm dot org", "gmail.com", "hotmail dot c o m"):
        assert redact_turns([f"{lead}{local} {at} {domain}{tail}"]) == [f"{lead}[e-mail address]{tail}"]
        assert redact_turns([f"{lead}{local}", f"{at} {domain}{tail}"]) == [
            f"{lead}[e-mail address]",
            f"[e-mail address]{tail}",
        ]


@pytest.mark.parametrize(
    ("turns", "written"),
    [
        (["write to asha.rao+work@my-firm.co.in now"], ["write to [e-mail address] now"]),
        (["रवि एट जीमेल डॉट कॉम"], ["[e-mail address]"]),
        (["रवि अंडरस्कोर कुमार एट याहू डॉट को डॉट इन"], ["[e-mail address]"]),
        (["asha under score rao at gmail dot com"], ["[e-mail address]"]),
        (["IFSC code is H D F C zero triple zero one two three four"], ["IFSC code is [IFSC]"]),
        (["asha at the rate", "gmail dot com"], ["[e-mail address]", "[e-mail address]"]),
        (["asha at the rate okaxis"], ["[UPI id]"]),
        (["asha at okaxis"], ["[UPI id]"]),
        (["my upi is asha at ybl"], ["my upi is [UPI id]"]),
        (["आशा एट ओके एक्सिस"], ["[UPI id]"]),
        (["asha dot rao at the rate ok hdfc bank"], ["[UPI id]"]),
        (["send it to 9812345678@ybl please"], ["send it to [UPI id] please"]),
        (["upi id is 98123 45678 at paytm"], ["upi id is [UPI id]"]),
        (["9824061964 at paytm"], ["[UPI id]"]),
        (["send it to my UPI 9825004574", "at okicici"], ["send it to my UPI [UPI id]", "[UPI id]"]),
        (["nine eight one two three", "four five six seven eight at ybl"], ["[UPI id]", "[UPI id]"]),
        (["look at example dot com"], ["look at example dot com"]),
        (["I saw it at flipkart dot com"], ["I saw it at flipkart dot com"]),
        (["interest at the rate of 8 percent"], ["interest at the rate of 8 percent"]),
        (["I work at paytm office"], ["I work at paytm office"]),
    ],
)
def test_addresses_and_what_only_looks_like_them(turns: list[str], written: list[str]) -> None:
    """An "at" is an @ only before a provider, a handle or an ending."""
    assert redact_turns(turns) == written


def test_part_of_an_address_is_hidden_when_one_was_asked_for() -> None:
    """The @ and the rest may never come."""
    assert redact_turns(["asha dot rao", "gmail dot com"], asked=["What is your e-mail?"]) == ["[e-mail address]"] * 2
    assert redact_turns(["j o h n"], asked=["What is your e-mail?"]) == ["[e-mail address]"]
    assert redact_turns(["j o h n"], asked=["How do you spell your name?"]) == ["j o h n"]


@pytest.mark.parametrize("form", ["upper", "lower", "dashes", "word", "nato", "as in", "native"])
@pytest.mark.parametrize("figures", ["1234", "one two three four", "ek do teen chaar", "एक दो तीन चार", "१२३४"])
def test_a_pan_is_hidden_letter_by_letter(form: str, figures: str) -> None:
    """In one turn, over three, and after a name."""
    first, last = spelled("ABCPD", form), spelled("F", form)

    assert redact_turns([f"it is {first} {figures} {last} okay"]) == ["it is [PAN] okay"]
    assert redact_turns([first, figures, last]) == ["[PAN]"] * 3
    assert redact_turns([f"my PAN is {first}", f"{figures} {last}"]) == ["my PAN is [PAN]", "[PAN]"]


@pytest.mark.parametrize("form", ["upper", "lower", "word", "nato", "native"])
def test_an_ifsc_is_hidden_letter_by_letter(form: str) -> None:
    """With its zeros as "oh" and "zero"."""
    for figures in ("0001234", "zero zero zero one two three four", "oh double oh one two three four"):
        assert redact_turns([f"IFSC is {spelled('SBIN', form)} {figures}"]) == ["IFSC is [IFSC]"]


def test_an_account_number_beside_an_ifsc_is_its_own() -> None:
    """In either order, when both were asked for together."""
    question = "Kindly tell me your bank's IFSC and account number."

    assert redact_turns(["HDFC0001234 and 50100123456789"], asked=[question]) == ["[IFSC] and [account number]"]
    assert redact_turns(["50100123456789 and HDFC0001234"], asked=[question]) == ["[account number] and [IFSC]"]


def test_a_misheard_pan_is_hidden_when_it_was_asked_for() -> None:
    """A letter is missing, or a digit."""
    for said in ("aaapa one two three four a", "A B C P D one two three F", "ABCP1234F", "A B C P D 1 2 3 4"):
        assert redact_turns([said], asked=["What is your PAN?"]) == ["[PAN]"]


def test_letters_and_figures_of_other_things_stay() -> None:
    """A tax number with a PAN in it, a vehicle, a flight."""
    for said in ("GST number is 27AAPFU0939F1ZV", "MH12AB1234 is my car", "flight AI302", "spell it A S H A"):
        assert redact_turns([said]) == [said]


def spelled(letters: str, form: str) -> str:
    """Letters in a form."""
    places = [ord(letter) - ord("A") for letter in letters]
    return {
        "upper": " ".join(letters),
        "lower": " ".join(letters.lower()),
        "dashes": "-".join(letters),
        "word": letters,
        "nato": " ".join(NATO[place] for place in places),
        "as in": " ".join(f"{letter} as in {NATO[place]}" for letter, place in zip(letters, places, strict=True)),
        "native": " ".join(LETTERS[place] for place in places),
    }[form]


def test_every_pan_that_can_be_is_found() -> None:
    """The fourth letter tells whose it is; the figures are never all zero."""
    random = Random(3)
    for _ in range(100):
        head = "".join(random.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for _ in range(3))
        middle = f"{random.choice('ABCFGHJLPTK')}{random.choice('ABCXYZ')}{random.randint(1, 9999):04}"
        said = f"{head}{middle}{random.choice('AFZ')}"

        assert redact_turns([f"pan {said}", said.lower(), f"it is {said}, thanks"]) == [
            "pan [PAN]",
            "[PAN]",
            "it is [PAN], thanks",
        ]


@pytest.mark.parametrize("name", ["asha at axl", "ravi kumar at ok sbi", "neha at ibl"])
def test_a_upi_id_that_was_asked_for_is_hidden(name: str) -> None:
    """Although no word of the answer tells of itself what it is."""
    assert redact_turns([f"yes, {name}"], asked=["What's your UPI ID?"]) == ["yes, [UPI id]"]
