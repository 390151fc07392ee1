"""What Hindi speakers say in any conversation, in both scripts."""

from graphs.understanding.language import Requests

_AND_POLITE = r"(?: (?:ji|जी|please|प्लीज़|प्लीज))*"

REQUESTS = Requests(
    yes=(
        r"(?:ji |जी )?(?:haan|haa|han|haanji|हाँ|हां|हा)(?: (?:haan|हाँ|हां|ji|जी))*",
        r"ji|जी",
        r"(?:bilkul|बिल्कुल|बिलकुल)(?: (?:sahi|theek|सही|ठीक))?",
        r"(?:theek|thik|ठीक)(?: (?:hai|है))?",
        r"(?:sahi|सही)(?: (?:hai|है))?",
        r"(?:accha|acha|achha|अच्छा)",
        r"(?:zaroor|jaroor|zarur|ज़रूर|जरूर)",
        r"kyon nahi|kyun nahi|क्यों नहीं",
        r"chalega|चलेगा|chalegi|चलेगी",
        r"kar (?:do|dijiye|dijie|lo)|कर (?:दो|दीजिए|दीजिये|लो)",
        r"ho jayega|हो जाएगा|ओके|ओके जी|यस|श्योर",
    ),
    no=(
        rf"(?:ji |जी )?(?:nahi|nahin|nahee|nai|नहीं|नही|ना|naa)(?: (?:nahi|nahin|नहीं))*{_AND_POLITE}",
        r"(?:haan|हाँ|हां|ji|जी) (?:nahi|nahin|नहीं)",
        r"(?:galat|गलत|ग़लत)(?: (?:hai|है))?",
        r"(?:bilkul|बिल्कुल) (?:nahi|nahin|नहीं)",
        r"mat|मत|नो",
        r"rehne (?:do|dijiye)|रहने (?:दो|दीजिए|दीजिये)",
    ),
    takes_back=(r"(?:nahi|nahin|नहीं|नही|mat|मत)",),
    agrees=(
        r"(?:theek|thik|ठीक|sahi|सही|accha|acha|अच्छा) (?:hai|है|rahega|रहेगा|lagega)",
        r"chalega|चलेगा|chalegi|चलेगी|ho jayega|हो जाएगा",
        r"(?:kar|कर) (?:do|dijiye|dijie|दो|दीजिए|दीजिये|dena|देना)",
        r"(?:book|बुक) (?:kar|कर) (?:do|dijiye|dijie|दो|दीजिए)",
        r"haan|हाँ|हां",
    ),
    refuses=(
        r"nahi|nahin|नहीं|नही",
        r"galat|गलत|ग़लत",
        r"mat (?:karo|kijiye)|मत (?:करो|कीजिए)",
        r"rehne (?:do|dijiye)|रहने (?:दो|दीजिए)",
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
        ),
        "repeat": (
            (
                r"(?:dobara|dubara|phir se|fir se|ek baar (?:aur|phir)|दोबारा|दुबारा|फिर से|एक बार (?:और|फिर))"
                r" (?:boliye|bolo|bolie|bataiye|batao|kahiye|kaho|बोलिए|बोलो|बताइए|बताओ|कहिए|कहो)"
            ),
            r"(?:kya kaha|kya bola)(?: aapne)?|(?:क्या कहा|क्या बोला)(?: आपने)?",
            r"(?:sunai|sunaai|सुनाई) (?:nahi|nahin|नहीं) (?:diya|दिया)",
        ),
        "help": (
            r"(?:samajh|samaj|समझ) (?:nahi|nahin|नहीं) (?:aaya|aa raha|aayi|आया|आ रहा)",
            r"(?:meri|मेरी) (?:madad|मदद)",
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
            r"कैंसिल|रद्द",
        ),
        "wait": (r"(?:zara |ज़रा )?(?:rukiye|ruko|rukie|रुकिए|रुको|रुकिये)(?: .*)?", r"hold (?:karo|kijiye)"),
        "goodbye": (r"(?:theek hai |ठीक है )?(?:rakhta|rakhti|रखता|रखती) (?:hoon|हूँ|हूं)", r"बाय|नमस्ते|namaste"),
    },
    more=(
        (
            r"(?:aur|और) (?:koi|bhi|कोई|भी)(?: .*)?|(?:baad|बाद) (?:mein|ka|में|का)|(?:koi|कोई) (?:aur"
            r"|और)(?: .*)?|kuch aur|कुछ और"
        ),
        r"(?:doosra|dusra|दूसरा) (?:time|samay|टाइम|समय)",
    ),
    none=(
        r"(?:koi|कोई)(?: bhi| भी)? (?:nahi|nahin|नहीं)",
        r"(?:doosra|dusra|doosre|dusre|दूसरा|दूसरे|kisi aur|किसी और) (?:din|दिन)",
        r"^(?:ji )?(?:nahi|nahin|नहीं)$",
    ),
)
