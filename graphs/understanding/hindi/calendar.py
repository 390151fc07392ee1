"""Hindi words for days and times, each with the words of the grammar that it stands for.

"kal" and "parso" mean yesterday or tomorrow by the verb alone. People who ring to arrange something mean the future.
"""

_WEEKDAYS = {
    "monday": "सोमवार सोम मंडे somvar somwar somvaar somwaar",
    "tuesday": "मंगलवार मंगल ट्यूज़डे ट्यूजडे mangalvar mangalwar mangalvaar mangalwaar mangal",
    "wednesday": "बुधवार बुध वेडनेसडे वेन्सडे budhvar budhwar budhvaar budhwaar budh",
    "thursday": (
        "गुरुवार गुरूवार बृहस्पतिवार वीरवार जुमेरात थर्सडे guruvar guruwar guruvaar guruwaar brihaspativar veervar jumeraat"
    ),
    "friday": "शुक्रवार जुम्मा फ्राइडे shukravar shukrawar shukravaar shukrawaar",
    "saturday": "शनिवार शनिचर सैटरडे shanivar shaniwar shanivaar shaniwaar",
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
    "tomorrow": "कल टुमॉरो kal",
    "overmorrow": "परसों परसो parso parson parsoon",
    "next": "अगले अगला अगली नेक्स्ट agle agla agli",
    "week": "हफ़्ते हफ्ते हफ़्ता हफ्ता सप्ताह वीक hafte hafta saptah",
    "month": "महीने महीना माह mahine mahina maheene maah",
    "days": "दिन दिनों din dino",
    "later": "बाद baad",
    "dayth": "तारीख तारीख़ तारिख tareekh tarikh taarikh",
    "weekend": "वीकेंड",
    "no": "नहीं नही nahi nahin",
    "of": "के की का ke ki ka",
}
_TIMES = {
    "o'clock": "बजे बजें बजा baje bajey baj",
    "morning": "सुबह सवेरे मॉर्निंग subah savere subh",
    "afternoon": "दोपहर dopahar dopeher dopehar",
    "evening": "शाम संध्या इवनिंग shaam sham",
    "night": "रात नाइट raat",
    "saadhe": "साढ़े साढे saadhe sadhe saade",
    "sava": "सवा sava sawa savaa",
    "paune": "पौने paune pone",
    "dedh": "डेढ़ डेढ dedh derh",
    "dhai": "ढाई अढ़ाई dhai dhaai",
    "minutes": "मिनट minat",
    "hours": "घंटे घंटा ghante ghanta",
    "point": "दशमलव पॉइंट",
    "am": "एएम",
    "pm": "पीएम",
    "plus": "प्लस",
    "rupees": "रुपये रुपए रुपया रूपये rupaye rupaiye rupya rupay",
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

CALENDAR = {
    **{
        word: meaning
        for table in (_WEEKDAYS, _MONTHS, _DAYS, _TIMES)
        for meaning, spellings in table.items()
        for word in spellings.split()
    },
    **_PHRASES,
}
