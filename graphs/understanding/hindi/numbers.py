"""How Hindi counts: every number below a hundred is a word of its own."""

_WORDS = """
    शून्य एक दो तीन चार पाँच छह सात आठ नौ दस ग्यारह बारह तेरह चौदह पंद्रह सोलह सत्रह अठारह उन्नीस बीस इक्कीस बाईस
    तेईस चौबीस पच्चीस छब्बीस सत्ताईस अट्ठाईस उनतीस तीस इकतीस बत्तीस तैंतीस चौंतीस पैंतीस छत्तीस सैंतीस अड़तीस
    उनतालीस चालीस इकतालीस बयालीस तैंतालीस चौवालीस पैंतालीस छियालीस सैंतालीस अड़तालीस उनचास पचास इक्यावन बावन तिरपन
    चौवन पचपन छप्पन सत्तावन अट्ठावन उनसठ साठ इकसठ बासठ तिरसठ चौंसठ पैंसठ छियासठ सड़सठ अड़सठ उनहत्तर सत्तर इकहत्तर
    बहत्तर तिहत्तर चौहत्तर पचहत्तर छिहत्तर सतहत्तर अठहत्तर उन्यासी अस्सी इक्यासी बयासी तिरासी चौरासी पचासी छियासी
    सत्तासी अट्ठासी नवासी नब्बे इक्यानवे बानवे तिरानवे चौरानवे पचानवे छियानवे सत्तानवे अट्ठानवे निन्यानवे
"""
BELOW_HUNDRED = _WORDS.split()
"""The words for 0 to 99, in order."""

_OTHER_SPELLINGS = {
    0: "ज़ीरो जीरो sifar shunya shoonya",
    1: "ek",
    2: "do",
    3: "teen tin",
    4: "char chaar",
    5: "पांच paanch panch paach",
    6: "छः छे छै chhe chhah che chhai",
    7: "saat",
    8: "aath",
    9: "nau",
    10: "das dus",
    11: "gyarah gyaarah giyarah",
    12: "barah baarah",
    13: "terah",
    14: "chaudah choudah",
    15: "पन्द्रह pandrah pandra",
    16: "solah",
    17: "सतरह satrah sattrah",
    18: "अट्ठारह atharah athaarah",
    19: "unnis unnees",
    20: "bees",
    21: "ikkis ikkees",
    22: "बाइस bais baees",
    23: "तेइस teis teees",
    24: "chaubis chaubees",
    25: "pachchis pachees pacchis pachis",
    26: "chhabbis chabbis",
    27: "सत्ताइस sattais sattaees",
    28: "अठाईस अट्ठाइस atthais athais",
    29: "उन्तीस untees untis",
    30: "tees",
    31: "इकत्तीस iktees ikattis ikatis",
    35: "paintis paintees",
    40: "chalis chaalis chalees",
    45: "paintalis paintaalis",
    50: "pachas pachaas",
    55: "pachpan",
    60: "saath",
    70: "sattar",
    75: "pachhattar",
    80: "assi",
    90: "nabbe",
    99: "निन्यानबे ninyanave",
}

NUMERALS = {
    **{word: value for value, word in enumerate(BELOW_HUNDRED)},
    **{word: value for value, spellings in _OTHER_SPELLINGS.items() for word in spellings.split()},
}

SCALES = {
    "सौ": 100,
    "sau": 100,
    "हज़ार": 1_000,
    "हजार": 1_000,
    "hazaar": 1_000,
    "hazar": 1_000,
    "लाख": 100_000,
    "laakh": 100_000,
    "lakh": 100_000,
    "करोड़": 10_000_000,
    "karod": 10_000_000,
    "karor": 10_000_000,
}
ORDINALS = {
    "पहला": 1,
    "पहली": 1,
    "पहले": 1,
    "pehla": 1,
    "pehli": 1,
    "pahla": 1,
    "pahli": 1,
    "दूसरा": 2,
    "दूसरी": 2,
    "दूसरे": 2,
    "doosra": 2,
    "doosri": 2,
    "dusra": 2,
    "dusri": 2,
    "तीसरा": 3,
    "तीसरी": 3,
    "teesra": 3,
    "teesri": 3,
    "tisra": 3,
    "tisri": 3,
    "चौथा": 4,
    "चौथी": 4,
    "chautha": 4,
    "chauthi": 4,
    "पाँचवाँ": 5,
    "पाँचवीं": 5,
    "paanchva": 5,
    "paanchvi": 5,
}

_HALVES = {"dedh": 1.5, "डेढ़": 1.5, "डेढ": 1.5, "dhai": 2.5, "ढाई": 2.5}
HALF_SCALES = {
    f"{half} {scale}": str(int(amount * size)) for half, amount in _HALVES.items() for scale, size in SCALES.items()
}
"""One and a half hundred, two and a half thousand and so on, in figures."""
