"""How Hindi speakers give a name."""

from graphs.understanding.language import Names

_NEVER = """
    haan haa han ji nahi nahin na theek thik accha acha kal aaj parso subah shaam dopahar raat baje mujhe mera
    meri mere naam main mai hai hain hoon hun kya kyon kaise kab kahan kaun chahiye karna karo kijiye boliye bolo
    dobara phir rukiye ruko bilkul sahi galat matlab dhanyavad shukriya namaste namaskar baat karni kisi se ko ka
    ki ke mein par aur ya ek हाँ हां जी नहीं ना ठीक अच्छा कल आज परसों सुबह शाम दोपहर रात बजे मुझे मेरा मेरी मेरे
    नाम मैं है हैं हूँ हूं क्या क्यों कैसे कब कहाँ कौन चाहिए करना करो कीजिए बोलिए बोलो दोबारा फिर रुकिए रुको
    बिल्कुल सही गलत मतलब धन्यवाद शुक्रिया नमस्ते नमस्कार बात करनी किसी से को का की के में पर और या एक
"""
NAMES = Names(
    plain=(r"(?:mera|meraa|hamara) (?:poora )?naam", r"(?:मेरा|हमारा) (?:पूरा )?(?:नाम|नेम)", r"naam", r"नाम"),
    before=(r"main", r"mai", r"mein", r"मैं", r"hum", r"ji", r"जी", r"yeh", r"ये", r"यह"),
    after=(
        r"hai",
        r"hain",
        r"hoon",
        r"hun",
        r"है",
        r"हैं",
        r"हूँ",
        r"हूं",
        r"bol (?:raha|rahi|rahe)",
        r"बोल (?:रहा|रही|रहे)",
        r"baat kar (?:raha|rahi)",
        r"ke naam",
        r"के नाम",
        r"naam se",
        r"likh(?:iye|o)?",
        r"लिखिए",
        r"ji",
        r"जी",
    ),
    never=frozenset(_NEVER.split()),
)
