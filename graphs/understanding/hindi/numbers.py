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

_ROMAN = """
    shunya ek do teen chaar paanch chhe saat aath nau das gyarah barah terah chaudah pandrah solah satrah atharah
    unnees bees ikkees baais teis chaubees pachchees chhabbees sattaais atthaais untees tees ikattees battees
    taintees chauntees paintees chhattees saintees adtees untalees chalees iktalees bayalees taintalees chauvalees
    paintalees chhiyalees saintalees adtalees unchaas pachaas ikyavan baavan tirpan chauvan pachpan chhappan sattavan
    atthavan unsath saath iksath baasath tirsath chausath painsath chhiyasath sadsath adsath unhattar sattar ikhattar
    bahattar tihattar chauhattar pachhattar chhihattar satahattar athhattar unyasi assi ikyasi bayasi tirasi chaurasi
    pachasi chhiyasi sattasi atthasi navasi nabbe ikyanve baanve tiranve chauranve pachanve chhiyanve sattanve
    atthanve ninyanve
"""

# Spellings that sound different from those above, or are too short to have a sound of their own.
_OTHER_SPELLINGS = {
    0: "ज़ीरो जीरो सिफर sifar shoonya sunya jeero jero",
    1: "ik",
    3: "tin",
    4: "char chaar",
    5: "पांच panch paach pach",
    6: "छः छे छै छ chhah chha che chah chhai",
    7: "saat sat",
    8: "aath ath aat",
    10: "dus",
    11: "gyara gyaara giyarah gyaarah igyarah",
    12: "bara baara baarah",
    14: "choda",
    15: "पन्द्रह pandra",
    16: "sola",
    17: "सतरह sattrah satra",
    18: "अट्ठारह athara athra",
    19: "unnis unnish",
    20: "bis",
    22: "बाइस bais baees bayees",
    23: "तेइस teees tevis",
    24: "chobis",
    26: "chabis",
    27: "सत्ताइस",
    28: "अठाईस अट्ठाइस athais attais atthais",
    29: "उन्तीस untis unattis unatees",
    30: "tis",
    31: "इकत्तीस iktees iktis",
    33: "tetis",
    34: "चौतीस",
    36: "chatis",
    38: "adtis artees artis अड़तिस",
    39: "untaalis unchalis",
    41: "iktaalis",
    43: "तिरतालीस tirtalis",
    44: "चवालीस chavalis chawalis chauwalis",
    46: "chiyalis",
    48: "artalis",
    49: "unanchas",
    51: "ikkyavan ikyawan",
    53: "तिरेपन तिरपन trepan tirepan",
    54: "चौअन",
    57: "satavan",
    58: "athavan",
    60: "saath",
    63: "tresath",
    66: "chiyasath chhasath",
    67: "sarsath",
    68: "arsath",
    71: "ikattar",
    73: "tehattar",
    75: "pachattar pichattar pichhattar pichhatar",
    76: "chihattar chhihatar",
    77: "sathattar satattar सतत्तर",
    78: "athattar athhatar",
    79: "unasi उनासी",
    80: "asi",
    83: "terasi",
    88: "athasi अठासी",
    90: "nabe navve nave",
    91: "ikyanave",
    92: "banave banve बयानवे",
    93: "teranve tiranave",
    94: "chauranave",
    95: "pachanave panchanve",
    96: "chhiyanave",
    97: "satanve sattanave",
    98: "athanve athanave अठानवे",
    99: "निन्यानबे ninyanave ninanve ninyaanbe",
}

NUMERALS = {
    **{word: value for value, word in enumerate(BELOW_HUNDRED)},
    **{word: value for value, word in enumerate(_ROMAN.split())},
    **{word: value for value, spellings in _OTHER_SPELLINGS.items() for word in spellings.split()},
    **dict.fromkeys(("सौ", "sau"), 100),
    **dict.fromkeys(("हज़ार", "हजार", "hazaar", "hazar", "hajar"), 1_000),
}
"""With the hundreds and thousands that nothing stands before."""

SCALES = {
    "सौ": 100,
    "sau": 100,
    "हज़ार": 1_000,
    "हजार": 1_000,
    "hazaar": 1_000,
    "hazar": 1_000,
    "hajar": 1_000,
    "लाख": 100_000,
    "laakh": 100_000,
    "lakh": 100_000,
    "करोड़": 10_000_000,
    "karod": 10_000_000,
    "karor": 10_000_000,
    "crore": 10_000_000,
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

_PARTS = {
    1.25: "sava sawa savaa सवा",
    1.5: "dedh derh ded डेढ़ डेढ",
    2.5: "dhai dhaai adhai arhai ढाई अढ़ाई",
}
_ENGLISH_SCALES = {"hundred": 100, "thousand": 1_000, "lac": 100_000, "lakhs": 100_000, "crores": 10_000_000}
HALF_SCALES = {
    f"{part} {scale}": str(int(amount * size))
    for amount, spellings in _PARTS.items()
    for part in spellings.split()
    for scale, size in {**SCALES, **_ENGLISH_SCALES}.items()
}
"""One and a quarter hundred, one and a half thousand, two and a half lakhs and so on, in figures."""
