"""What Hindi speakers say in any conversation, in both scripts."""

from graphs.understanding.language import Requests

_NOT = r"(?:nahi|nahin|nahee|nhi|nhin|nehi|nai|naahi|नहीं|नही)"
_YES = r"(?:haa+n?|han|ha|haanji|hanji|haaji|हाँ|हां|हा|हाँजी|हांजी)"
_SIR = r"(?:ji|jee|जी|please|प्लीज़|प्लीज|sir|madam|bhai|bhaiya|yaar|सर|मैडम|भाई)"
_IS = r"(?:hai|he|h|hain|है|हैं)"
_ALRIGHT = r"(?:theek|thik|thek|teek|tik|thek|ठीक)"
_RIGHT = r"(?:sahi|sahee|सही)"
_WELL = r"(?:accha|acha|achha|achcha|अच्छा)"
_CERTAINLY = r"(?:bilkul|bilkool|बिल्कुल|बिलकुल)"
_DO = r"(?:karo|kariye|kijiyega|kijiye|kijie|kar|karna|karein|करो|करिए|कीजिए|कीजिये|करना|करें)"
_GIVE = r"(?:do|dijiye|dijie|dijiyega|dena|lo|lijiye|दो|दीजिए|दीजिये|देना|लो|लीजिए)"
_LEAVE = (
    r"(?:(?:rehne|rahne|rehene|jaane|jane|रहने|जाने) (?:do|dijiye|dijie|de|दो|दीजिए|दीजिये|दे)"
    r"|chh?od(?:o|iye| do| dijiye)|छोड़ो|छोड़ दो|छोड़िए)"
)
_WRONG = r"(?:galat|ghalat|गलत|ग़लत)"
_TROUBLE = r"(?:dikkat|problem|pareshani|samasya|issue|baat|tension|harz|दिक्कत|परेशानी|समस्या|बात|प्रॉब्लम)"
_KNOWN = r"(?:pata|idea|maloom|malum|yaad|samajh|samaj|sunai|suna|पता|मालूम|याद|समझ|सुनाई|सुना)"
_NOT_REFUSED = """
    pata idea maloom malum yaad samajh samaj sunai dikkat problem issue baat pareshani samasya tension
    पता मालूम याद समझ सुनाई दिक्कत बात परेशानी समस्या
"""
_REFUSAL = rf"{''.join(f'(?<!{word} )' for word in _NOT_REFUSED.split())}{_NOT}(?! {_KNOWN})"
"""A "nahi" that refuses, and not one that says that the caller does not know, understand or hear."""
_THIS = r"(?:ye|yeh|yah|woh|wo|vo|वह|वो|ये|यह|mera|meri|naam|मेरा|मेरी)"
_AGREED = (
    r"(?:chalega|chalegi|chal jayega|chal jaega|chal jaayega|ho jayega|ho jaega|ho jaayega|ho jayegi|jamega|suit karega"
    r"|चलेगा|चलेगी|चल जाएगा|हो जाएगा|हो जाएगी|जमेगा)"
)

_FIRST = (
    r"(?:(?:arre|are|arey|accha|acha|achha|matlab|woh|to|toh|chalo|dekhiye|dekho|suniye|suno|hmm|bhai|yaar"
    r"|अरे|अच्छा|मतलब|वो|तो|चलो|देखिए|सुनिए) )*"
)
"""What is said before an answer and is none."""


def _after_fillers(*answers: str) -> tuple[str, ...]:
    return tuple(rf"{_FIRST}(?:{answer})" for answer in answers)


REQUESTS = Requests(
    yes=_after_fillers(
        rf"(?:{_SIR} )*{_YES}(?: (?:{_YES}|{_SIR}))*",
        rf"ji|जी|jee(?: {_SIR})*",
        rf"{_CERTAINLY}(?: (?:sahi|theek|thik|सही|ठीक))?",
        rf"{_ALRIGHT}(?: {_IS})?",
        rf"{_RIGHT}(?: {_IS})?",
        rf"(?:ekdum|ekdam|ek dam|एकदम) (?:{_RIGHT}|{_ALRIGHT})",
        rf"(?:mujhe |मुझे )?{_NOT} (?:koi|कोई) {_TROUBLE} {_NOT}",
        _WELL,
        r"(?:zaroor|jaroor|zarur|jarur|pakka|ज़रूर|जरूर|पक्का)",
        r"(?:kyon|kyun|kyu|क्यों) (?:nahi|nahin|nhi|नहीं)",
        rf"(?:koi|कोई) {_TROUBLE} {_NOT}(?: {_IS})?",
        _AGREED,
        rf"kar ?{_GIVE}|कर {_GIVE}",
        r"(?:bahut |बहुत )?(?:badhiya|badiya|badhia|sundar|बढ़िया)",
        r"(?:mujhe |मुझे )?(?:manzoor|manjoor|manjur|मंज़ूर|मंजूर)",
        r"(?:wahi|yahi|vahi|aisa hi|वही|यही)",
        r"ओके|ओके जी|यस|श्योर|ओके ठीक है",
    ),
    no=_after_fillers(
        rf"(?:{_SIR} )?(?:{_NOT}|ना|naa|na)(?! {_KNOWN})(?: (?:{_NOT}|na|naa|{_SIR}))*",
        rf"(?:{_YES}|ji|जी) {_NOT}(?! {_KNOWN})",
        rf"{_WRONG}(?: {_IS})?",
        rf"{_CERTAINLY} (?:{_NOT}|galat|गलत)",
        rf"(?:{_RIGHT}|{_ALRIGHT}|{_WELL}) {_NOT}",
        rf"{_THIS}(?: \S+){{0,2}} (?:{_NOT}|{_WRONG})(?! {_KNOWN})(?: \S+)*",
        r"mat|मत|नो",
        _LEAVE,
    ),
    takes_back=(rf"(?:{_NOT}|mat|मत)(?! {_KNOWN})", _LEAVE, _WRONG),
    agrees=(
        rf"(?:{_ALRIGHT}|{_RIGHT}|{_WELL}) (?:{_IS}|rahega|rahegi|lagega|रहेगा|रहेगी|लगेगा)",
        _AGREED,
        rf"(?:kar|कर) {_GIVE}|kardo|kardijiye",
        r"(?:book|बुक|confirm|कन्फर्म) (?:kar|कर) (?:do|dijiye|dijie|दो|दीजिए)",
        r"(?:manzoor|manjoor|मंज़ूर|मंजूर) (?:hai|है)",
        rf"(?:koi|कोई) {_TROUBLE} {_NOT}",
        r"haan|हाँ|हां",
    ),
    refuses=(
        _REFUSAL,
        _WRONG,
        rf"(?:mat|मत) {_DO}",
        _LEAVE,
        r"(?:cancel|कैंसिल|radd|रद्द) (?:kar|कर) (?:do|dijiye|दो|दीजिए)",
    ),
    finished=(
        r"(?:bas|बस)(?: (?:itna|इतना|yahi|यही|ho|हो).*)?",
        r"aur kuch nahi|और कुछ नहीं|kuch nahi|कुछ नहीं",
        r"^(?:dhanyavad|dhanyawad|shukriya|धन्यवाद|शुक्रिया)$",
    ),
    anything_else=(r"aur kuch|और कुछ|aur koi|और कोई|kuch aur|कुछ और",),
    question=(
        r"(?:kya|kab|kahan|kaun|kyon|kyun|kaise|kitne|kitna|kitni)",
        r"(?:क्या|कब|कहाँ|कहां|कौन|क्यों|कैसे|कितने|कितना|कितनी)",
    ),
    correction=(
        r"^(?:nahi|nahin|नहीं|नही)(?: (?:nahi|ji|जी))* \S+",
        r"matlab|मतलब|mera matlab|मेरा मतलब|ki jagah|की जगह|ke bajay|के बजाय",
        r"badal (?:do|dijiye|ke)|बदल (?:दो|दीजिए|के)|asal mein|दरअसल|असल में",
    ),
    politeness=(
        (
            r"^(?:(?:ji|जी|namaste|नमस्ते|namaskar|नमस्कार|accha|acha|अच्छा|kripya|कृपया|haan|हाँ|हां|to|तो|bas"
            r"|बस|dekhiye|देखिए)(?!\S)\s*)+"
        ),
        r"(?:\s*(?<!\S)(?:please|प्लीज़|प्लीज|ji|जी|dhanyavad|धन्यवाद|shukriya|शुक्रिया|kripya|कृपया)(?!\S))+$",
        r"^(?:mujhe|मुझे|main|मैं)\s+",
    ),
    builtin={
        "agent": (
            (
                r"(?:agent|operator|manager|insaan|insan|aadmi|vyakti|kisi|एजेंट|ऑपरेटर|मैनेजर|इंसान|आदमी|व्यक्ति|किसी)"
                r"(?: (?:aadmi|insaan|vyakti|आदमी|इंसान|व्यक्ति))? (?:se|से) (?:\S+ )?(?:baat|बात)(?: \S+)*"
            ),
            r"(?:customer care|कस्टमर केयर) (?:se|से)(?: \S+)*",
            r"(?:insaan|insan|asli aadmi|इंसान|असली आदमी) (?:chahiye|चाहिए)(?: \S+)?",
        ),
        "repeat": (
            (
                r"(?:dobara|dubara|phir se|fir se|ek baar (?:aur|phir)|दोबारा|दुबारा|फिर से|एक बार (?:और|फिर))"
                r" (?:boliye|bolo|bolie|bataiye|batao|kahiye|kaho|बोलिए|बोलो|बताइए|बताओ|कहिए|कहो)"
            ),
            r"(?:kya kaha|kya bola)(?: aapne)?|(?:क्या कहा|क्या बोला)(?: आपने)?",
            r"(?:sunai|sunaai|सुनाई) (?:nahi|nahin|नहीं) (?:diya|de raha|de rahi|दिया|दे रहा|दे रही)",
            r"(?:awaaz|awaz|aawaaz|आवाज़|आवाज) (?:nahi|nahin|नहीं) (?:aa rahi|aayi|aa raha|आ रही|आई)(?: (?:hai|है))?",
        ),
        "help": (
            r"(?:samajh|samaj|समझ) (?:nahi|nahin|नहीं) (?:aaya|aa raha|aayi|आया|आ रहा)",
            r"(?:meri|मेरी) (?:madad|मदद)",
            r"(?:kya|kaun se|kaunse|क्या|कौन से) (?:options?|vikalp|विकल्प|ऑप्शन)(?: (?:hai|hain|है|हैं))?",
            r"(?:help|हेल्प) (?:chahiye|karo|kijiye|चाहिए|करो|कीजिए)",
        ),
        "cancel": (),
        "wait": (r"(?:ek|1|एक) (?:minute|minat|second|मिनट|सेकंड)(?: (?:rukiye|ruko|रुकिए|रुको|please|ji|जी))*$",),
        "goodbye": (r"alvida|अलविदा|phir milenge|फिर मिलेंगे",),
    },
    builtin_alone={
        "agent": (r"एजेंट|ऑपरेटर",),
        "repeat": (
            r"dobara|dubara|phir se|fir se|दोबारा|दुबारा|फिर से",
            r"kya|क्या",
            r"(?:ek baar|एक बार) (?:aur|phir se|और|फिर से)",
        ),
        "help": (r"(?:meri )?(?:madad|sahayata)(?: (?:karo|kijiye|chahiye))?|मदद(?: (?:करो|कीजिए|चाहिए))?|सहायता|हेल्प",),
        "cancel": (
            r"(?:cancel|कैंसिल|radd|रद्द) (?:karo|kar do|kijiye|kar dijiye|करो|कर दो|कीजिए|कर दीजिए)",
            r"(?:rehne|रहने) (?:do|dijiye|दो|दीजिए)",
            r"(?:sab |सब )?(?:band|बंद) (?:karo|kar do|kijiye|kar dijiye|करो|कर दो|कीजिए|कर दीजिए)",
            r"कैंसिल|रद्द",
        ),
        "wait": (
            r"(?:zara |ज़रा )?(?:rukiye|ruko|rukie|रुकिए|रुको|रुकिये)(?: .*)?",
            r"(?:zara |thoda )?hold (?:karo|kijiye|kariye|pe .*)",
        ),
        "goodbye": (r"(?:theek hai |ठीक है )?(?:rakhta|rakhti|रखता|रखती) (?:hoon|हूँ|हूं)", r"बाय|नमस्ते|namaste"),
    },
    more=(
        (
            r"(?:aur|और) (?:koi|bhi|options?|slots?|times?|कोई|भी|ऑप्शन)(?: .*)?|(?:baad|बाद) (?:mein|ka|में|का)"
            r"|(?:koi|कोई) (?:aur|और)(?: .*)?|kuch aur|कुछ और"
        ),
        r"(?:doosra|dusra|दूसरा) (?:time|samay|टाइम|समय)",
    ),
    none=(
        r"(?:koi|कोई)(?: bhi| भी)? (?:nahi|nahin|नहीं)",
        r"(?:doosra|dusra|doosre|dusre|दूसरा|दूसरे|kisi aur|किसी और) (?:din|दिन)",
        r"^(?:ji )?(?:nahi|nahin|नहीं)$",
    ),
)
