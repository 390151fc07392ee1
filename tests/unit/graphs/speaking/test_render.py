"""Values as people say them."""

from datetime import date, datetime, time

import pytest

from graphs.speaking import FILTERS, SPEAKERS, join, render


@pytest.mark.parametrize(
    ("value", "how", "said"),
    [
        ("2026-03-10", "spoken", "Tuesday the tenth of March"),
        (date(2026, 3, 31), "spoken", "Tuesday the thirty first of March"),
        ("2026-03-10T11:30", "spoken", "Tuesday the tenth of March at half past eleven"),
        (datetime.fromisoformat("2026-03-05T09:00"), "spoken", "Thursday the fifth of March at nine o'clock"),
        ("2026-03-19T15:00:00+05:30", "spoken", "Thursday the nineteenth of March at three o'clock"),
        ("2026-03-10T09:00", "time", "nine o'clock"),
        ("2026-03-10T11:30", "time", "half past eleven"),
        ("2026-03-10T16:15", "time", "quarter past four"),
        ("15:45", "time", "quarter to four"),
        ("10:20", "time", "ten twenty"),
        ("10:05", "time", "ten oh five"),
        (time(12), "time", "twelve o'clock"),
        ("00:00", "time", "midnight"),
        ("19:30", "time", "half past seven in the evening"),
        ("06:00", "time", "six o'clock in the morning"),
        ("23:00", "time", "eleven o'clock at night"),
        (205, "number", "two hundred and five"),
        (2.5, "number", "two point five"),
        (-3, "number", "minus three"),
        (7.0, "number", "seven"),
        (250_000, "number", "two lakh fifty thousand"),
        ("42", "number", "forty two"),
        (500, "money", "five hundred rupees"),
        (120_000, "money", "one lakh twenty thousand rupees"),
        ("₹1,20,000", "money", "one lakh twenty thousand rupees"),
        ("Rs. 2,50,00,000", "money", "two crore fifty lakh rupees"),
        ("INR 99.50", "money", "ninety nine rupees and fifty paise"),
        ("$250,000", "money", "two hundred and fifty thousand dollars"),
        ("€ 1.05", "money", "one euro and five cents"),
        ("-£3", "money", "-£3"),
        ("₹", "money", "₹"),
        (12.5, "percent", "twelve point five percent"),
        ("8%", "percent", "eight percent"),
        ("most", "percent", "most"),
        (1, "ordinal", "first"),
        (12, "ordinal", "twelfth"),
        (20, "ordinal", "twentieth"),
        (43, "ordinal", "forty third"),
        ("100", "ordinal", "one hundredth"),
        (1.5, "ordinal", "1.5"),
        (0, "ordinal", "0"),
        ("1985-03-10", "with_year", "the tenth of March nineteen eighty five"),
        ("1905-12-01", "with_year", "the first of December nineteen oh five"),
        ("1900-01-02", "with_year", "the second of January nineteen hundred"),
        ("2000-01-03", "with_year", "the third of January two thousand"),
        ("2009-01-22", "with_year", "the twenty second of January two thousand and nine"),
        ("2026-01-30", "with_year", "the thirtieth of January twenty twenty six"),
        ("soon", "with_year", "soon"),
        ({"start": "09:00", "end": "11:30"}, "range", "from nine o'clock to half past eleven"),
        ("09:00-11:30", "range", "from nine o'clock to half past eleven"),
        (
            {"start": "2026-03-10T09:00", "end": "2026-03-10T11:30"},
            "range",
            "Tuesday the tenth of March from nine o'clock to half past eleven",
        ),
        (
            "2026-03-10T18:00/2026-03-11T08:00",
            "range",
            "from Tuesday the tenth of March at six o'clock to Wednesday the eleventh of March at eight o'clock",
        ),
        (
            "2026-03-10/2026-03-12",
            "range",
            "from Tuesday the tenth of March to Thursday the twelfth of March",
        ),
        ({"start": "09:00"}, "range", "{'start': '09:00'}"),
        ("all day", "range", "all day"),
        ("K7Q2", "spell_as_in", "K, 7, Q, 2"),
        ("bm 4", "spell_as_in", "B as in Bravo, M as in Mike, 4"),
        (1, "money", "one rupee"),
        (99.5, "money", "ninety nine rupees and fifty paise"),
        ("K7Q2", "spell", "K 7 Q 2"),
        ("k7q2", "spell", "K 7 Q 2"),
        ("481516", "digits", "4 8 1 5 1 6"),
        (481516, "digits", "4 8 1 5 1 6"),
        ("dana@example.com", "spell_email", "d a n a at example dot com"),
        (
            "jo.p_1-x+y@my-shop.co.uk",
            "spell_email",
            "j o dot p underscore 1 dash x plus y at my dash shop dot co dot uk",
        ),
        (["nine", "ten", "eleven"], "spoken", "nine, ten or eleven"),
        (["2026-03-10T09:00", "2026-03-10T11:30"], "time", "nine o'clock or half past eleven"),
    ],
)
def test_english_forms(value: object, how: str, said: str) -> None:
    """Dates, times, numbers, money, digits and spellings are said as English speakers say them."""
    assert render(value, how, language="en") == said


@pytest.mark.parametrize(
    ("value", "how", "said"),
    [
        ("2026-03-10", "spoken", "मंगलवार दस मार्च"),
        ("2026-03-10T11:30", "spoken", "मंगलवार दस मार्च को साढ़े ग्यारह बजे"),
        ("10:00", "time", "दस बजे"),
        ("10:15", "time", "सवा दस बजे"),
        ("15:45", "time", "पौने चार बजे"),
        ("13:30", "time", "डेढ़ बजे"),
        ("14:30", "time", "ढाई बजे"),
        ("10:20", "time", "दस बजकर बीस मिनट"),
        ("20:00", "time", "रात आठ बजे"),
        ("06:30", "time", "सुबह साढ़े छह बजे"),
        ("19:00", "time", "शाम सात बजे"),
        (250_000.5, "number", "दो लाख पचास हज़ार दशमलव पाँच"),
        (-2, "number", "माइनस दो"),
        (505.25, "money", "पाँच सौ पाँच रुपये पच्चीस पैसे"),
        (1, "money", "एक रुपया"),
        (150, "money", "डेढ़ सौ रुपये"),
        (150.5, "money", "एक सौ पचास रुपये पचास पैसे"),
        ("₹2,50,000", "money", "ढाई लाख रुपये"),
        (3_500, "number", "साढ़े तीन हज़ार"),
        (125_000, "number", "एक लाख पच्चीस हज़ार"),
        (1.5, "number", "डेढ़"),
        (12.5, "percent", "साढ़े बारह प्रतिशत"),
        (0.5, "number", "शून्य दशमलव पाँच"),
        (1, "ordinal", "पहला"),
        (6, "ordinal", "छठा"),
        (11, "ordinal", "ग्यारहवाँ"),
        ("1985-03-10", "with_year", "दस मार्च उन्नीस सौ पचासी"),
        ("1900-03-10", "with_year", "दस मार्च उन्नीस सौ"),
        ("2026-03-10", "with_year", "दस मार्च दो हज़ार छब्बीस"),
        ("09:15-11:30", "range", "सवा नौ बजे से साढ़े ग्यारह बजे तक"),
        (
            {"start": "2026-03-10T09:00", "end": "2026-03-10T12:45"},
            "range",
            "मंगलवार दस मार्च को नौ बजे से पौने एक बजे तक",
        ),
        ("BK2", "spell_as_in", "B फ़ॉर Bravo, K, 2"),
        ("a.b@c.in", "spell_email", "a डॉट b ऐट c डॉट in"),
        (["नौ बजे", "दस बजे"], "spoken", "नौ बजे या दस बजे"),
    ],
)
def test_hindi_forms(value: object, how: str, said: str) -> None:
    """The same in Hindi, with sava, saadhe and paune, in Devanagari."""
    assert render(value, how, language="hi") == said


@pytest.mark.parametrize(
    ("region", "said"),
    [
        ("US", "4 1 5, 5 5 5, 0 1 3 7"),
        ("IN", "plus 1, 4 1 5, 5 5 5, 0 1 3 7"),
    ],
)
def test_a_number_of_the_region_goes_without_its_country_code(region: str, said: str) -> None:
    """People do not say their own country code, and need to hear another one."""
    assert render("+14155550137", "digits", language="en", region=region) == said


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("+919822012345", "9 8 2 2 0, 1 2 3 4 5"),
        ("+912071110000", "2 0, 7 1 1 1, 0 0 0 0"),
        ("+912212345678", "2 2, 1 2 3 4, 5 6 7 8"),
        ("+4420", "plus 4 4, 2 0"),
        ("+0", "plus 0"),
        ("+999123456789012", "plus 9 9 9 1 2 3 4 5 6 7 8 9 0 1 2"),
    ],
)
def test_a_telephone_number_is_said_in_the_groups_in_which_it_is_written(number: str, said: str) -> None:
    """As its country writes it, with a pause between them; one that no country has, digit by digit."""
    assert render(number, "digits", language="en", region="IN") == said


@pytest.mark.parametrize(
    ("region", "number", "money"),
    [
        ("US", "two hundred and fifty thousand", "five dollars and fifty cents"),
        ("GB", "two hundred and fifty thousand", "five pounds and fifty pence"),
        ("BR", "two hundred and fifty thousand", "five point five"),
    ],
)
def test_the_region_decides_scales_and_currency(region: str, number: str, money: str) -> None:
    """Lakhs are for India; an amount in a currency that is not known is a bare number."""
    assert render(250_000, "number", language="en", region=region) == number
    assert render(5.5, "money", language="en", region=region) == money


def test_a_choice_is_called_by_its_label() -> None:
    """The flow's label when it gives one, else the key in words."""
    assert render("checkup", "label", language="en", label="a check-up") == "a check-up"
    assert render("root_canal", "label", language="en") == "root canal"


@pytest.mark.parametrize("how", [*FILTERS, "label", "", "unheard"])
@pytest.mark.parametrize("value", [None, "", []])
def test_nothing_is_rendered_as_nothing(how: str, value: object) -> None:
    """An empty value leaves no words behind."""
    assert render(value, how, language="en") == ""


@pytest.mark.parametrize(
    ("value", "how", "said"),
    [
        ("tomorrow", "spoken", "tomorrow"),
        ("soon", "time", "soon"),
        ("many", "number", "many"),
        ("free", "money", "free"),
        (7.0, "", "7"),
        ("2026-13-40", "spoken", "2026-13-40"),
        ("x", "unheard", "x"),
        (True, "spoken", "True"),
        (10**18, "number", str(10**18)),
    ],
)
def test_what_a_form_does_not_fit_is_said_as_it_is(value: object, how: str, said: str) -> None:
    """A wrong filter on a value never stops a call."""
    assert render(value, how, language="en") == said


def test_a_language_without_forms_is_given_english_ones() -> None:
    """A flow in another language still speaks."""
    assert render("10:15", "time", language="es") == "quarter past ten"


_NUMERALS = """
    शून्य एक दो तीन चार पाँच छह सात आठ नौ
    दस ग्यारह बारह तेरह चौदह पंद्रह सोलह सत्रह अठारह उन्नीस
    बीस इक्कीस बाईस तेईस चौबीस पच्चीस छब्बीस सत्ताईस अट्ठाईस उनतीस
    तीस इकतीस बत्तीस तैंतीस चौंतीस पैंतीस छत्तीस सैंतीस अड़तीस उनतालीस
    चालीस इकतालीस बयालीस तैंतालीस चौवालीस पैंतालीस छियालीस सैंतालीस अड़तालीस उनचास
    पचास इक्यावन बावन तिरपन चौवन पचपन छप्पन सत्तावन अट्ठावन उनसठ
    साठ इकसठ बासठ तिरसठ चौंसठ पैंसठ छियासठ सड़सठ अड़सठ उनहत्तर
    सत्तर इकहत्तर बहत्तर तिहत्तर चौहत्तर पचहत्तर छिहत्तर सतहत्तर अठहत्तर उन्यासी
    अस्सी इक्यासी बयासी तिरासी चौरासी पचासी छियासी सत्तासी अट्ठासी नवासी
    नब्बे इक्यानवे बानवे तिरानवे चौरानवे पचानवे छियानवे सत्तानवे अट्ठानवे निन्यानवे
"""
HINDI = _NUMERALS.split()
"""0 to 99, ten a line."""


def test_every_hindi_numeral_below_a_hundred() -> None:
    """None is made by a rule: each is a word of its own."""
    assert [render(number, "number", language="hi") for number in range(100)] == HINDI


def test_things_to_choose_from() -> None:
    """One, two and more items are joined as each language joins them."""
    assert [join(items, "en") for items in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a or b", "a, b or c"]
    assert join(["a", "b"], "hi") == "a या b"


@pytest.mark.parametrize("language", SPEAKERS)
def test_every_language_says_every_form(language: str) -> None:
    """No form of any language fails on a plain value."""
    values = {
        "spoken": "2026-03-10T11:30",
        "time": "11:30",
        "digits": "+919822844567",
        "spell": "AB1",
        "spell_email": "a@b.in",
    }
    for how in FILTERS:
        assert render(values.get(how, 12.5), how, language=language)
