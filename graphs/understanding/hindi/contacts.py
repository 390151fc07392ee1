"""How Hindi speakers give a name."""

from graphs.understanding.language import Names

_NEVER = """
    nahee nhi hain tha thi the aap aapka aapki aapko aapne unka uska kyun kyu kaisa kitna abhi baad pehle wala wali
    liye lena leni dena bata batao bataiye milna jana aana chahta chahti chahte sakte samajh samjha aaya aayi dijiye
    टाइम समय पहले बताइए बताओ बोल रहा रही लिए दर्द अपॉइंटमेंट बाद अभी आप आपका आपको do rehne mat bas woh toh kis kisko
    yahan chaiye kahiye suniye suno haan haa han ji nahi nahin na theek thik accha acha kal aaj parso subah shaam
    dopahar raat baje mujhe mera meri mere naam main mai hai hain hoon hun kya kyon kaise kab kahan kaun chahiye
    karna karo kijiye boliye bolo dobara phir rukiye ruko bilkul sahi galat matlab dhanyavad shukriya namaste
    namaskar baat karni kisi se ko ka ki ke mein par aur ya ek हाँ हां जी नहीं ना ठीक अच्छा कल आज परसों सुबह शाम
    दोपहर रात बजे मुझे मेरा मेरी मेरे नाम मैं है हैं हूँ हूं क्या क्यों कैसे कब कहाँ कौन चाहिए करना करो कीजिए बोलिए
    बोलो दोबारा फिर रुकिए रुको बिल्कुल सही गलत मतलब धन्यवाद शुक्रिया नमस्ते नमस्कार बात करनी किसी से को का की के में
    पर और या एक
"""
_NEVER_ALONE = """
    dard bahut zyada thoda ho raha rahi rahe liye batana zaroori zaruri daant dant daanton kaam bukhar takleef davai
    appointment booking time samay paisa paise fees kharcha jagah pata jankari jaankari madad baat cheez log aadmi
    aurat bachcha bachche ladka ladki naya nayi purana purani saaf safai achhe bura buri galti sunai ruk rukna bolna
    sunna jaldi dheere tez zara thodi der mushkil aasan mumkin lekin magar kyunki isliye phir fir bhi sirf bas khali
    free boliye busy batata batati bataunga bataungi sochta sochti karta karti dekhta dekhti aata aati aaunga aaungi
    jaata jaati leta leti deta deti chahta chahti rehta rehti bolta bolti samajhta samajhti jaanta jaanti milta
    milti sakta sakti theek akela akeli bimar pareshan gussa pehla pehli doosra doosri yahan wahan ghar bahar andar
    accha kuch koi sab kaam paisa din hafta mahina saal samay time appointment dard daant dawai doctor sahab madam
    bhai behen beta beti pati patni mummy papa maa baap dost chodo jaldi abhi baad kabhi shayad zaroor pakka naam
    wahi yahi
"""
_LIKE = r"(?: (?:to|toh|hai|he|mera|meri|likhiye|likhiyega|likho|likh lijiye|likh lo|hoga|bataiye|bolo))*"
_WHOSE = (
    r"(?:mera|meraa|hamara|apna|patient ka|unka|uska|inka|iska|bete ka|beti ka|bachche ka|papa ka|mummy ka|pati ka"
    r"|patni ka|wife ka|husband ka)"
)
NAMES = Names(
    plain=(
        rf"{_WHOSE} (?:(?:poora|pura|shubh|asli|full|first) )*(?:naam|nam|name){_LIKE}",
        r"(?:मेरा|हमारा|अपना|उनका|उसका|मरीज़ का) (?:(?:पूरा|शुभ) )*(?:नाम|नेम)(?: (?:तो|है|लिखिए|लिखो))*",
        rf"naam{_LIKE}",
        r"नाम(?: (?:तो|है|लिखिए|लिखो|लिख लीजिए))*",
    ),
    before=(
        r"main bol (?:raha|rahi) (?:hoon|hun|hu)",
        r"naam (?:hai|he) mera",
        r"main(?: hoon| hun| hu)?",
        r"mai",
        r"mein(?=.*\bbol )",
        r"my naam is",
        r"(?:bete|beti|bachche|wife|pati|patni|papa|mummy|dost|bhai|behen) ke liye",
        r"मैं(?: हूँ| हूं)?",
        r"hum",
        r"ji",
        r"जी",
        r"yeh",
        r"ye",
        r"ये",
        r"यह",
        r"mujhe(?: log| sab| sab log)?(?=.* (?:kehte|kahte|bulate|bolte))",
        r"मुझे(?: लोग| सब)?(?=.* (?:कहते|बुलाते|बोलते))",
        r"(?:likhiye|likho|लिखिए|लिखो)",
    ),
    after=(
        r"hai",
        r"he(?=\W*$)",
        r"hain",
        r"hoon",
        r"hun",
        r"hu",
        r"है",
        r"हैं",
        r"हूँ",
        r"हूं",
        r"bol (?:raha|rahi|rahe)",
        r"बोल (?:रहा|रही|रहे)",
        r"(?:se )?baat kar (?:raha|rahi|rahe)",
        r"बात कर (?:रहा|रही|रहे)",
        r"(?:kehte|kahte|bulate|bolte)",
        r"(?:कहते|बुलाते|बोलते)",
        r"naam (?:hai|he|se|likh\w*)",
        r"नाम (?:है|से|लिखिए)",
        r"ke naam",
        r"के नाम",
        r"naam se",
        r"nahi",
        r"nahin",
        r"नहीं",
        r"likh(?:iye|o|na| lo| lijiye| dijiye| do)?",
        r"ke liye",
        r"par|pe",
        r"लिखिए",
        r"aur (?:mera|meri|mujhe|main|number|phone)",
        r"ji",
        r"जी",
    ),
    never=frozenset(_NEVER.split()),
    never_alone=frozenset(_NEVER_ALONE.split()),
)
_NAMES_OF_LETTERS = {
    "a": "ए",
    "b": "बी",
    "c": "सी",
    "d": "डी",
    "e": "ई",
    "f": "एफ एफ़",
    "g": "जी",
    "h": "एच",
    "i": "आई आइ",
    "j": "जे",
    "k": "के",
    "l": "एल",
    "m": "एम",
    "n": "एन",
    "o": "ओ",
    "p": "पी",
    "q": "क्यू",
    "r": "आर",
    "s": "एस",
    "t": "टी",
    "u": "यू",
    "v": "वी",
    "w": "डब्ल्यू डब्लू",
    "x": "एक्स",
    "y": "वाई",
    "z": "ज़ेड जेड ज़ी",
}
LETTERS = {spelling: letter for letter, spellings in _NAMES_OF_LETTERS.items() for spelling in spellings.split()}
"""Roman letters as Hindi recognisers write their names."""

MAIL_WORDS = {
    "जीमेल": "gmail",
    "याहू": "yahoo",
    "हॉटमेल": "hotmail",
    "आउटलुक": "outlook",
    "रेडिफमेल": "rediffmail",
    "मेल": "mail",
    "कॉम": "com",
    "इन": "in",
    "को": "co",
    "नेट": "net",
    "ओआरजी": "org",
}
"""What stands in addresses, as Hindi recognisers write it."""
