"""Hindi words for days and times, each with the words of the grammar that it stands for.

"kal" and "parso" mean yesterday or tomorrow by the verb alone. People who ring to arrange something mean the future.
"""

_WEEKDAYS = {
    "monday": "सोमवार सोम मंडे मन्डे somvar somwar somvaar somwaar som",
    "tuesday": "मंगलवार मंगल ट्यूज़डे ट्यूजडे ट्यूसडे mangalvar mangalwar mangalvaar mangalwaar mangal",
    "wednesday": "बुधवार बुध वेडनेसडे वेन्सडे budhvar budhwar budhvaar budhwaar budh बुद्धवार",
    "thursday": (
        "गुरुवार गुरूवार बृहस्पतिवार वीरवार जुमेरात थर्सडे guruvar guruwar guruvaar guruwaar"
        " guru brihaspativar brihaspativaar veervar virvar jumeraat"
    ),
    "friday": "शुक्रवार जुम्मा फ्राइडे shukravar shukrawar shukravaar shukrawaar shukra jumma",
    "saturday": "शनिवार शनिचर सैटरडे shanivar shaniwar shanivaar shaniwaar shani shanichar",
    "sunday": "रविवार इतवार संडे ravivar raviwar ravivaar raviwaar itvar itwar itvaar itwaar",
}
_MONTHS = {
    "january": "जनवरी janvari janwari",
    "february": "फरवरी फ़रवरी farvari farwari",
    "march": "मार्च maarch",
    "april": "अप्रैल aprail",
    "may": "मई mai",
    "june": "जून joon",
    "july": "जुलाई julai",
    "august": "अगस्त agast",
    "september": "सितंबर सितम्बर sitambar",
    "october": "अक्टूबर अक्तूबर aktubar aktoobar",
    "november": "नवंबर नवम्बर navambar",
    "december": "दिसंबर दिसम्बर disambar",
}
_DAYS = {
    "today": "आज टुडे aaj aj",
    "tomorrow": "कल टुमॉरो kal kl",
    "overmorrow": "परसों परसो parso parson parsoon parsu",
    "next": "अगले अगला अगली नेक्स्ट agle agla agli aagle",
    "week": "हफ़्ते हफ्ते हफ़्ता हफ्ता सप्ताह वीक hafte hafta hafton saptah haftey",
    "month": "महीने महीना माह mahine mahina maheene maah",
    "days": "दिन दिनों din dino",
    "later": "बाद baad",
    "dayth": "तारीख तारीख़ तारिख tareekh tarikh taarikh tareek taarek taarik",
    "weekend": "वीकेंड",
    "no": "नहीं नही नइ nahi nahin nahee nhi nai",
    "of": "के की का ke ki ka",
    "and": "aur और",
    "or": "ya या",
    "earlier": "pehle pahle",
}
_TIMES = {
    "o'clock": "बजे बजें बजा baje bajey baj bje bajhe",
    "morning": "सुबह सवेरे मॉर्निंग subah savere sawere subh subha sabere",
    "afternoon": "दोपहर dopahar dopeher dopehar dopahr dophar",
    "evening": "शाम संध्या इवनिंग shaam sham",
    "night": "रात नाइट raat",
    "saadhe": "साढ़े साढे saadhe sadhe saade sade saadhey sarhe",
    "sava": "सवा sava sawa savaa",
    "paune": "पौने paune pone pauney",
    "dedh": "डेढ़ डेढ dedh derh ded",
    "dhai": "ढाई अढ़ाई dhai dhaai adhai arhai",
    "dozen": "दर्जन darjan",
    "minutes": "मिनट minat mint",
    "hours": "घंटे घंटा घंटों ghante ghanta ghanton ghantey",
    "point": "दशमलव पॉइंट",
    "am": "एएम",
    "pm": "पीएम",
    "plus": "प्लस",
    "rupees": "रुपये रुपए रुपया रूपये rupaye rupaiye rupya rupay rupe रुपयों",
}
_PHRASES = {
    "is hafte": "this week",
    "इस हफ़्ते": "this week",
    "इस हफ्ते": "this week",
    "इस सप्ताह": "this week",
    "is mahine": "this month",
    "इस महीने": "this month",
    "aane wale": "next",
    "आने वाले": "next",
    "aadhi raat": "midnight",
    "आधी रात": "midnight",
    "दिन में": "afternoon",
    "din mein": "afternoon",
    "din me": "afternoon",
    "aaj ke din": "today",
    "आज के दिन": "today",
    "is weekend": "this weekend",
    "aate": "next",
    "aate hue": "next",
    "is baar": "this",
    "is shaam": "this evening",
    "इस शाम": "this evening",
    "aaj shaam": "today evening",
    "is dopahar": "this afternoon",
    "इस दोपहर": "this afternoon",
    "is subah": "this morning",
    "abhi se": "from now",
    "अभी से": "from now",
    "se pehle": "earlier",
    "ke pehle": "earlier",
    "se pahle": "earlier",
    "से पहले": "earlier",
    "के पहले": "earlier",
    **{
        f"{unit} {within}": f"{meaning} later"
        for unit, meaning in (
            ("ghante", "hours"),
            ("ghanton", "hours"),
            ("hours", "hours"),
            ("hour", "hours"),
            ("घंटे", "hours"),
            ("घंटों", "hours"),
            ("minute", "minutes"),
            ("minat", "minutes"),
            ("minutes", "minutes"),
            ("मिनट", "minutes"),
            ("dinon", "days"),
            ("hafte", "weeks"),
            ("hafton", "weeks"),
            ("weeks", "weeks"),
            ("हफ्ते", "weeks"),
        )
        for within in ("mein", "me", "में", "baad", "ke baad", "ke andar", "बाद", "के बाद")
    },
    "ke saath": "with",
    "के साथ": "with",
    "ek dedh baje": "1 or 1:30",
    "do dhai baje": "2 or 2:30",
    "एक डेढ़ बजे": "1 or 1:30",
    "दो ढाई बजे": "2 or 2:30",
    **{f"pehl{end} {one}": "1th" for end in ("e", "a", "i") for one in ("wala", "waala", "wale", "wali")},
    "पहले वाला": "1th",
    "पहले वाले": "1th",
    **{f"{other} din": "another day" for other in ("doosra", "dusra", "doosre", "dusre")},
    "दूसरे दिन": "another day",
    "beech wala": "middle one",
    "beech wali": "middle one",
    "बीच वाला": "middle one",
    **{
        f"{half} {after}": "half an hour later"
        for half in ("aadhe ghante", "aadha ghanta", "aadhe ghanta", "आधे घंटे", "आधा घंटा")
        for after in ("baad", "ke baad", "mein", "me", "बाद", "के बाद", "में")
    },
    **{
        f"{part} {of}{half}": f"{meaning} {half_hour} o'clock"
        for part, meaning in (("dopahar", "afternoon"), ("दोपहर", "afternoon"), ("raat", "night"), ("रात", "night"))
        for of in ("", "ke ", "ko ", "mein ", "के ", "को ", "में ")
        for half, half_hour in (("dhai", "dhai"), ("dedh", "dedh"), ("ढाई", "dhai"), ("डेढ़", "dedh"))
    },
    "hum dono": "2 of us",
    "हम दोनों": "2 of us",
    "akela": "alone",
    "akeli": "alone",
    "akele": "alone",
    "अकेला": "alone",
    "अकेली": "alone",
    "sirf main": "just me",
    "mere saath": "with me",
    "mere sath": "with me",
    "ek saath": "together",
    "एक साथ": "together",
    "saath mein": "together",
    "saath me": "together",
    "subah subah": "early morning",
    "bajne mein": "bajne",
    "bajne me": "bajne",
    "बजने में": "bajne",
    "baj kar": "o'clock",
    "bajkar": "o'clock",
    "bajke": "o'clock",
    "baj ke": "o'clock",
    "बज कर": "o'clock",
    "बजकर": "o'clock",
    "बजके": "o'clock",
    "ke baad": "later",
    "के बाद": "later",
    "do you": "do you",
    "do i": "do i",
    "do we": "do we",
    "do they": "do they",
    "do not": "do not",
    "to do": "to do",
}

# A day or a time that is followed by one of these is refused.
_REFUSED = """
    nahi chalega|nahi chalegi|nahi hoga|nahi ho payega|nahi ho paega|nahi ho sakta|nahi ho sakega|nahi aa sakta
    |nahi aa sakti|nahi aa paunga|nahi aa paungi|nahi chahiye|nahi jamega|nahi banega|mat karo|mat kijiye|mat rakho
    |mat rakhiye|mat kariye|busy hoon|busy hun|bahar hoon|bahar hun|office hai|kaam hai|meeting hai
    |ke alawa|ke siwa|chhod kar|chhodkar|chhod ke|के अलावा|के सिवा|छोड़कर|व्यस्त हूँ|काम है
    |नहीं चलेगा|नहीं होगा|नहीं हो पाएगा|नहीं हो सकता|नहीं आ सकता|नहीं आ सकती|नहीं चाहिए|मत करो|मत कीजिए|मत रखिए
"""
_BEFORE_REFUSAL = ("", "ko ", "ka ", "ko to ", "to ", "को ", "का ", "तो ")

# "do teen din": two or three days. Two neighbouring numbers before what they count leave open which it is.
_NEIGHBOURS = (
    ("ek", "do", 1, 2),
    ("do", "teen", 2, 3),
    ("teen", "chaar", 3, 4),
    ("chaar", "paanch", 4, 5),
    ("paanch", "chhe", 5, 6),
    ("chhe", "saat", 6, 7),
    ("saat", "aath", 7, 8),
    ("aath", "nau", 8, 9),
    ("nau", "das", 9, 10),
    ("das", "gyarah", 10, 11),
    ("gyarah", "barah", 11, 12),
    ("एक", "दो", 1, 2),
    ("दो", "तीन", 2, 3),
    ("तीन", "चार", 3, 4),
    ("चार", "पाँच", 4, 5),
    ("चार", "पांच", 4, 5),
    ("पाँच", "छह", 5, 6),
    ("पांच", "छह", 5, 6),
    ("छह", "सात", 6, 7),
    ("सात", "आठ", 7, 8),
    ("आठ", "नौ", 8, 9),
    ("नौ", "दस", 9, 10),
    ("दस", "ग्यारह", 10, 11),
    ("ग्यारह", "बारह", 11, 12),
    ("das", "barah", 10, 12),
    ("das", "pandrah", 10, 15),
    ("pandrah", "bees", 15, 20),
    ("bees", "pachees", 20, 25),
    ("pachees", "tees", 25, 30),
    ("tees", "paintees", 30, 35),
    ("tees", "chalis", 30, 40),
    ("chalis", "pachas", 40, 50),
    ("दस", "बारह", 10, 12),
    ("दस", "पंद्रह", 10, 15),
    ("पंद्रह", "बीस", 15, 20),
    ("बीस", "पच्चीस", 20, 25),
)
_COUNTED = {
    "baje": "o'clock",
    "बजे": "o'clock",
    "din": "days",
    "दिन": "days",
    "hafte": "weeks",
    "हफ्ते": "weeks",
    "log": "log",
    "लोग": "log",
    "logon": "logon",
    "tickets": "tickets",
}

CALENDAR = {
    **{
        word: meaning
        for table in (_WEEKDAYS, _MONTHS, _DAYS, _TIMES)
        for meaning, spellings in table.items()
        for word in spellings.split()
    },
    **_PHRASES,
    **{f"{lead}{phrase.strip()}": "doesn't work" for phrase in _REFUSED.split("|") for lead in _BEFORE_REFUSAL},
    **{
        f"{fewer} {more} {counted}": f"{low} or {high} {meaning}"
        for fewer, more, low, high in _NEIGHBOURS
        for counted, meaning in _COUNTED.items()
    },
}
