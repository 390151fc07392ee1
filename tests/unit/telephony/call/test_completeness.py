"""Has the caller finished? What they say to what was asked, and what that is."""

import pytest

from telephony.call.completeness import completeness
from telephony.call.ports import Expect

SERVICES = ("a cleaning", "root canal", "root canal treatment", "check-up", "saaf karwana", "सफाई")
TIMES = ("Tuesday at ten", "Tuesday at eleven thirty", "Wednesday at ten")

# kind of the question | what was said | what that is
ENGLISH = """
open      | a cleaning next Tuesday                              | open
open      | I would like to book an appointment                  | open
open      | what are your opening hours?                         | open
open      | what are you open for?                               | open
open      | I want to cancel my booking please                   | open
open      | I was calling about the                              | unfinished
open      | a cleaning and                                       | unfinished
open      | I would like to                                      | unfinished
open      | I'd like                                             | unfinished
open      | I want                                               | unfinished
open      | hi I'm calling to                                    | unfinished
open      | can you                                              | unfinished
open      | my name is                                           | unfinished
open      | it's                                                 | unfinished
open      | the problem is that my                               | unfinished
open      | umm                                                  | unfinished
open      | well                                                 | unfinished
open      | I need it because                                    | unfinished
open      | on Monday or                                         | unfinished
open      | either Monday                                        | unfinished
open      | either Monday or Tuesday                             | open
open      | between three                                        | unfinished
open      | between three and five                               | open
open      | I need a filling, a cleaning,                        | unfinished
open      | I was there and then ...                             | unfinished
open      | no wait                                              | unfinished
open      | sorry I mean                                         | unfinished
open      | on Tuesday I mean                                    | unfinished
open      | Tuesday no wait                                      | unfinished
open      | Tuesday no wait Wednesday                            | open
open      | scratch that                                         | unfinished
open      | my number is nine eight two two                      | unfinished
open      | it's spelled A S H                                   | unfinished
open      | please call me on 98220 12345                        | open
open      | come in                                              | open
open      | that's what I'm calling for                          | open
open      | one second                                           | waits
open      | hmm, let me see                                      | waits
open      | wait                                                 | waits
open      | hold on a second please                              | waits
open      | yes, just a moment                                   | waits
open      | let me check my calendar                             | waits
open      | let me ask my wife about that                        | waits
open      | give me a minute                                     | waits
open      | bear with me sir                                     | waits
open      | wait, I want a cleaning                              | open
open      | one second, it is Tuesday                            | open
open      | I waited for one hour                                | open
talk      | I had a question about the                           | unfinished
talk      | does it hurt?                                        | open
free_text | the tap in the kitchen is dripping                   | open
free_text | the tap in the kitchen is dripping and               | unfinished
free_text | it's in the kitchen of my                            | unfinished
yes_no    | yes                                                  | whole
yes_no    | Yes, correct.                                        | whole
yes_no    | no thank you                                         | whole
yes_no    | yeah that's right                                    | whole
yes_no    | no it's not                                          | whole
yes_no    | yes I am                                             | whole
yes_no    | sure it is                                           | whole
yes_no    | uh-huh                                               | whole
yes_no    | okay sounds good                                     | whole
yes_no    | yes but make it Wednesday                            | open
yes_no    | yes but                                              | unfinished
yes_no    | no it's                                              | unfinished
yes_no    | no, the                                              | unfinished
yes_no    | hmm                                                  | unfinished
yes_no    | I think                                              | unfinished
yes_no    | yes one second                                       | waits
yes_no    | let me think                                         | waits
phone     | it's nine-eight.                                     | unfinished
phone     | ninety-eight twenty-two                              | unfinished
phone     | nine-eight-two-two five-five-zero-one-two-three      | whole
name      | r-a-h-u                                              | unfinished
name      | x-ray                                                | open
phone     | nine eight two                                       | unfinished
phone     | 98220                                                | unfinished
phone     | double                                               | open
phone     | nine double                                          | unfinished
phone     | nine eight two two zero one two three four double    | unfinished
phone     | 98220 12345                                          | whole
phone     | nine eight two two zero one two three four five      | whole
phone     | ninety eight twenty two zero one twenty three forty five | whole
phone     | nine eight double two zero one two three four five   | whole
phone     | ninety eight twenty                                  | unfinished
phone     | plus nine one nine eight two two zero one two three  | unfinished
phone     | +91 98220 12345                                      | whole
phone     | 91982 20123                                          | open
phone     | 98220 12345 and                                      | unfinished
phone     | my number is                                         | unfinished
phone     | it's                                                 | unfinished
phone     | yes the same one                                     | open
phone     | yes please                                           | open
phone     | I don't have one                                     | open
phone     | one second                                           | waits
phone     | nine eight hold on                                   | waits
digits6   | four one one                                         | unfinished
digits6   | four one one zero one four                           | certain
digits6   | it's 411014                                          | certain
digits6   | 411014 I think                                       | whole
digits6   | 411014 please                                        | whole
digits6   | 4110145                                              | whole
digits6   | triple four                                          | unfinished
digits6   | I don't remember                                     | open
digits    | four one one                                         | unfinished
email     | asha                                                 | unfinished
email     | asha at                                              | unfinished
email     | asha at example                                      | unfinished
email     | asha at gmail dot                                    | unfinished
email     | asha at example dot org                              | whole
email     | asha dot rao at the rate gmail dot com               | whole
email     | asha.rao@gmail.com                                   | whole
email     | Asha.Rao@gmail.com.                                  | whole
email     | asha at clinic dot co                                | open
email     | asha at clinic dot co dot in                         | whole
email     | I don't have an email                                | open
email     | yes the same                                         | open
email     | a s h a                                              | unfinished
email     | let me find it                                       | waits
number    | four                                                 | whole
number    | four people please                                   | whole
number    | just the two of us                                   | whole
number    | 12                                                   | whole
number    | twenty                                               | open
number    | two hundred                                          | open
number    | two hundred and                                      | unfinished
number    | three point                                          | unfinished
number    | three point five                                     | whole
number    | one minute                                           | open
money     | five hundred rupees                                  | whole
money     | five hundred                                         | open
money     | two lakh fifty thousand                              | open
money     | about                                                | unfinished
date      | next Tuesday                                         | whole
date      | tomorrow                                             | whole
date      | the day after tomorrow please                        | whole
date      | next                                                 | unfinished
date      | the                                                  | unfinished
date      | the 24th                                             | open
date      | the twenty fourth of                                 | unfinished
date      | the twenty fourth of November                        | open
date      | 24th November 1990                                   | whole
date      | 24/11/2025                                           | whole
date      | in November                                          | unfinished
date      | November the                                         | unfinished
date      | next week                                            | open
date      | Tuesday at three                                     | open
date      | Tuesday at 3 pm                                      | whole
date      | Tuesday morning                                      | open
date      | Tuesday or                                           | unfinished
date      | the day after                                        | open
date      | let me see                                           | waits
time      | three                                                | open
time      | three thirty                                         | whole
time      | 3:30 p.m.                                            | whole
time      | 3pm                                                  | whole
time      | half past                                            | unfinished
time      | half past three                                      | whole
time      | quarter to four                                      | whole
time      | ten o'clock                                          | whole
time      | ten in the morning                                   | whole
time      | in the morning                                       | open
time      | at                                                   | unfinished
time      | around                                               | unfinished
time      | noon                                                 | whole
time      | I don't care                                         | open
name      | Asha Rao                                             | open
name      | my name is                                           | unfinished
name      | A S                                                  | unfinished
name      | Asha, A S H A                                        | whole
name      | it's Asha                                            | open
choice    | a cleaning                                           | whole
choice    | cleaning please                                      | whole
choice    | I'd like the check-up                                | whole
choice    | root canal                                           | open
choice    | root canal treatment                                 | whole
choice    | the first one                                        | whole
choice    | a cleaning and                                       | unfinished
choice    | something else                                       | open
choice    | hmm                                                  | unfinished
item      | Tuesday at eleven thirty                             | whole
item      | Tuesday                                              | open
item      | the second one please                                | whole
item      | neither                                              | whole
item      | do you have anything on                              | unfinished
event     | okay                                                 | open
"""
HINDI = """
open      | mujhe appointment chahiye                            | open
open      | मुझे अपॉइंटमेंट चाहिए                                     | open
open      | mujhe                                                | unfinished
open      | मुझे                                                   | unfinished
open      | mujhe ek                                             | unfinished
open      | mera naam                                            | unfinished
open      | मेरा नाम है                                             | unfinished
open      | mera naam asha hai                                   | open
open      | मेरा नाम आशा है।                                        | open
open      | somvar ko aur                                        | unfinished
open      | सोमवार को और                                          | unfinished
open      | nahi lekin                                           | unfinished
open      | kyunki                                               | unfinished
open      | मैं आना चाहता हूँ लेकिन                                    | unfinished
open      | mere bete ke                                         | unfinished
open      | matlab                                               | unfinished
open      | somvar nahi ruko                                     | unfinished
open      | नहीं रुको                                               | unfinished
open      | ek minute                                            | waits
open      | haan ek minute rukiye                                | waits
open      | रुकिए                                                  | waits
open      | ज़रा रुकिए जी                                           | waits
open      | एक मिनट।                                              | waits
open      | sochne do                                            | waits
open      | मुझे सोचने दीजिए                                         | waits
open      | dekh ke batata hoon                                  | waits
open      | रुको मुझे सोमवार चाहिए                                    | open
yes_no    | haan ji                                              | whole
yes_no    | हाँ                                                    | whole
yes_no    | जी हाँ, बिल्कुल।                                         | whole
yes_no    | नहीं                                                   | whole
yes_no    | nahi ji                                              | whole
yes_no    | theek hai                                            | whole
yes_no    | ठीक है                                                 | whole
yes_no    | haan lekin                                           | unfinished
yes_no    | हाँ लेकिन                                              | unfinished
yes_no    | नहीं, मुझे                                              | unfinished
yes_no    | हम्म                                                   | unfinished
phone     | nau aath do do                                       | unfinished
phone     | नौ आठ दो दो                                            | unfinished
phone     | नौ आठ दो दो शून्य एक दो तीन चार पाँच                         | whole
phone     | nau aath do do shunya ek do teen char paanch         | whole
phone     | अट्ठानवे बाईस शून्य एक तेईस पैंतालीस                            | whole
phone     | mera number hai                                      | unfinished
phone     | मेरा नंबर है                                            | unfinished
phone     | वही नंबर है                                             | open
digits6   | चार एक एक शून्य                                         | unfinished
digits6   | चार एक एक शून्य एक चार                                   | certain
number    | चार लोग                                               | whole
number    | chaar log                                            | whole
number    | do sau                                               | open
money     | पाँच सौ रुपये                                            | whole
date      | kal                                                  | whole
date      | अगले सोमवार को                                         | whole
date      | agle                                                 | unfinished
date      | अगले                                                   | unfinished
date      | चौबीस नवंबर                                            | open
date      | परसों                                                  | whole
time      | teen baje                                            | whole
time      | साढ़े                                                   | unfinished
time      | साढ़े तीन                                               | whole
time      | साढ़े तीन बजे                                            | whole
time      | शाम को                                                | open
email     | asha एट gmail डॉट com                                 | whole
choice    | सफाई                                                  | whole
choice    | saaf karwana hai                                     | whole
item      | pehla wala                                           | whole
item      | दूसरा वाला जी                                           | whole
"""
HINGLISH = """
open      | mujhe Tuesday ko appointment chahiye                 | open
open      | mujhe Tuesday ko appointment chahiye but             | unfinished
open      | actually mujhe                                       | unfinished
open      | I want to book kal ke                                | unfinished
open      | wait, mera matlab                                    | unfinished
open      | haan one second                                      | waits
open      | ek second please                                     | waits
open      | okay wait karo                                       | waits
open      | let me check, ek minute                              | waits
open      | book kar dijiye na                                   | open
yes_no    | haan okay                                            | whole
yes_no    | yes ji                                               | whole
yes_no    | haan correct hai                                     | whole
yes_no    | no no theek hai                                      | whole
yes_no    | haan but                                             | unfinished
phone     | nine eight double do                                 | unfinished
phone     | nine aath do do zero ek two teen char five           | whole
phone     | mera number nine eight                               | unfinished
date      | next somvar                                          | whole
date      | agle Friday ko                                       | whole
date      | kal ya                                               | unfinished
time      | evening mein five baje                               | whole
time      | 4 baje                                               | whole
number    | four log                                             | whole
choice    | cleaning wala                                        | whole
choice    | mujhe cleaning chahiye                               | whole
item      | second wala please                                   | whole
email     | asha at gmail dot com hai                            | whole
"""
OTHERS = """
es | open   | quiero                                  | unfinished
es | open   | quiero una cita                         | open
es | open   | me llamo                                | unfinished
es | open   | mañana y                                | unfinished
es | open   | un momento por favor                    | waits
es | open   | déjame ver                              | waits
es | yes_no | sí, claro                               | whole
es | yes_no | no gracias                              | whole
es | phone  | seis uno dos                            | unfinished
es | phone  | seis uno dos tres cuatro cinco seis siete ocho nueve | whole
es | email  | ana arroba ejemplo punto com            | whole
es | open   | no espera                               | unfinished
mr | open   | मला                                     | unfinished
mr | open   | एक मिनिट थांबा                             | waits
mr | open   | सोमवारी आणि                              | unfinished
mr | yes_no | हो                                      | whole
mr | yes_no | नाही                                     | whole
mr | phone  | नऊ आठ दोन दोन                            | unfinished
mr | date   | उद्या                                     | whole
mr | time   | चार वाजता                                | whole
"""


def rows(table: str) -> list[tuple[str, ...]]:
    """The lines of a table, by cells."""
    return [tuple(cell.strip() for cell in line.split("|")) for line in table.strip().splitlines()]


def asked(kind: str, language: str = "") -> Expect:
    """A question of this kind; `digits6` is a code of six digits."""
    if kind == "digits6":
        return Expect("s", kind="digits", keys=6, language=language)
    hints = {"choice": SERVICES, "item": TIMES}.get(kind, ())
    return Expect("s", kind=kind, hints=hints, language=language)


def rough(said: str) -> str:
    """Half an answer is unfinished, a certain one whole."""
    return {"halfway": "unfinished"}.get(said, said)


@pytest.mark.parametrize(("kind", "text", "expected"), rows(ENGLISH) + rows(HINDI) + rows(HINGLISH))
def test_what_was_asked_and_said_tells_whether_more_comes(kind: str, text: str, expected: str) -> None:
    """English, Hindi in both scripts, and what callers make of both."""
    assert rough(completeness(text, asked(kind), languages=("hi",))) == expected


@pytest.mark.parametrize("table", [ENGLISH, HINDI, HINGLISH])
@pytest.mark.parametrize("language", ["en", "hi", "en-IN", "", "fr"])
def test_callers_mix_whatever_language_is_expected(table: str, language: str) -> None:
    """A flow in English has callers who say "ek minute", one in Hindi has callers who say "hold on"."""
    differing = [
        (kind, text)
        for kind, text, expected in rows(table)
        if rough(completeness(text, asked(kind, language))) != expected
    ]

    assert differing == []


@pytest.mark.parametrize(("language", "kind", "text", "expected"), rows(OTHERS))
def test_other_languages_have_their_own_words(language: str, kind: str, text: str, expected: str) -> None:
    """They are one file and one line of a table each."""
    assert rough(completeness(text, asked(kind, language))) == expected


def test_a_language_that_was_heard_counts_too() -> None:
    """Words of a language that nobody expected, but that the recogniser heard."""
    assert completeness("quiero", asked("open", "en")) == "open"
    assert completeness("quiero", asked("open", "en"), languages=("es",)) == "unfinished"
