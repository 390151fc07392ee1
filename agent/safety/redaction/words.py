"""Words that stand between the digits of one number, and words that say what a number counts."""

from agent.safety.redaction.tokens import keys, keys_in_order

THINKING = keys(
    """
    um umm uh uhh uhm er err erm hmm hm hmmm mm mmm ah eh uhhuh aa aah haan han haa haanji ji matlab mtlb
    yaani yani like well so okay ok yeah yes yep ya na toh woh wo acha accha achha theek thik arre basically
    right sir madam ma'am mam bhai bhaiya beta अम्म उम्म हम्म हाँ हां हा जी मतलब यानी अच्छा ठीक तो वो वह अरे
    ओके सर मैडम भाई actually literally uhmm ahh ohh ooh aha amm umhmm mhm
    """
)
"""Sounds of thinking and words without meaning: the number goes on after them."""
JOINING = keys("""
    and then aur phir fir dash hyphen minus space gap comma stroke slash और फिर डैश स्पेस hifen
    """)
"""What may be said between two groups of one number."""
REPAIRS = keys(
    """
    oh ओह sorry no nope nah naah nahi nahin nai wait actually rather correction oops whoops scratch strike cancel delete
    undo ignore forget hatao hata hatado mistake mistaken misread misspoke wrong wrongly incorrect instead fault
    fix fixed change changed typo galat galti
    not mean meant apologies नहीं नही सॉरी माफ़ माफ माफी गलत गलती हटाओ हटाइए रुको रुकिए ruko rukiye maaf pardon again
    repeat i dobara dobaara bolta bolti दोबारा दुबारा बोलता बोलती
    """
)
"""The caller takes something back, and goes on."""
STARTING_OVER = keys("""
    again repeat restart redo dobara dobaara bolta bolti shuru firse phirse beginning दोबारा दुबारा बोलता बोलती शुरू
    """)
"""Those of them after which all of a number is said once more."""
WAITING = keys("oh ओह wait actually रुको रुकिए ruko rukiye i")
"""Those of them that may only ask for time."""
REPAIRING_PAIRS = frozenset(
    tuple(keys_in_order(pair))
    for pair in (
        "my bad",
        "make that",
        "make it",
        "correct that",
        "correct it",
        "na na",
        "excuse me",
        "should be",
        "that back",
        "it back",
    )
)
"""Two words that together take something back."""
RESTARTING_PAIRS = frozenset(
    tuple(keys_in_order(pair))
    for pair in (
        "start over", "once more", "more time", "all over", "the top", "the start", "phir se", "fir se", "फिर से"
    )
)  # fmt: skip
ONWARD = keys("""
    next rest remaining last final followed following then after uske baad iske aage phir fir continue continuing
    continued finally lastly बाद आगे बाकी फिर baaki baki finish complete conclude others
    """)
"""It is said that the number goes on."""
ORDINALS = keys("""
    first second third fourth fifth last final middle pehla pehle pehli doosra dusra doosre dusre teesra teesre aakhri
    akhri पहला पहले दूसरा दूसरे तीसरा तीसरे आखिरी
    """)
"""It is said which part of it comes."""
CONNECTING = keys(
    """
    starts starting ends bit line row set block next after that that's thats the then is it it's its are
    digits digit numbers number nambar group groups last first second third fourth final rest remaining
    following followed by here goes continue continuing ending end uske baad bad iske ke hai hain he hi ye
    yeh yah aage aakhri akhri pehle agle likhiye likho note kijiye kar down my mera meri four three two
    it'll be i'll say begins beginning with of and again repeat let me tell you उसके बाद इसके के है हैं ये
    यह आगे आखिरी पहले अगले अगला लिखिए नंबर मेरा मेरी अंक please plus got done part half other was going on
    ready write complete whole full read reading out can will do did se ka ki को का की से bhi phir
    finally lastly continued carrying carry also too now ab abhi would could should might may maybe probably shayad
    think thought guess believe suppose looks look seems says said thing hoga hogi these those there there's here's
    others another finish complete end close wrap conclude
    both once more same all over from top start redo shuru firse phirse make bad na excuse slowly properly once
    but ones which have has comes come moving lastly और भी अब शायद होगा लगता लगती शुरू
    """
)
"""What leads from one part of a number to its next."""
PAUSING = keys(
    """
    hold on wait let me see check just a sec seconds second minute minutes min moment please okay got get
    did you that hello there i i'm my glasses looking find finding hang bear with ek bas ruko rukiye dekhta
    dekhti dekh hoon hun raha rahi लो रुको रुकिए एक मिनट सेकंड देख रहा रही हूँ हूं sun suno sunai de yes no
    still is this correct right thanks thank hear heard written wrote noted turn turning card purse wallet
    light small print tiny where was number one what know kya क्या start over restart minit minat sekand सेकेंड बोलता बोलती
    tha thi था थी can't cannot couldn't didn't don't believe faded blurry dark hard glare find zara thoda
    alright sure fine yup yep great perfect clear audible talking listening upside hope helps cool over all good shall
    able barking crying dog baby internet slow audible wife kids noise traffic clearly there
    sahi bilkul ho gaya gayi गया गयी गई गए समझ mine कुछ kuch dijiye dijiyega lijiye lo rakho suniye dekhiye batata batati
    बताता बताती bol बोल रहे
    """
)
"""What a caller says who looks for the rest."""
ELSEWHERE = keys(
    """
    to from per each for between or versus at by on in under over about below above than till until because if when
    tak liye mein mai main lekin magar agar ya से तक लिए में पर या लेकिन why how want need
    """
)
"""With one of these and words that nobody foresaw between them two rows of digits are about different things."""

MONEY_BEFORE = keys("""
    rs rupees rupee rupaye rupay rupye inr usd dollars eur gbp ₹ $ € £ रुपये रुपए रु रुपया price amount
    """)
MONEY_AFTER = keys(
    """
    rupees rupee rupaye rupay rupye rs bucks dollars dollar euros euro pounds pound cents paise paisa inr
    usd रुपये रुपए रुपया रूपये रूपए पैसे डॉलर percent % प्रतिशत फीसदी
    """
)
COUNTED = keys(
    """
    people persons person adults adult children child kids kid guests guest passengers passenger pax members
    member tickets ticket seats seat nights night days day weeks week months month years year yrs hours hour
    hrs minutes minute mins min seconds secs times km kms kilometers kilometres kilometer miles mile kg kgs
    kilo kilos grams gram gm gms mg ml litres liters litre liter metres meters meter feet foot inches inch
    cm mm centimeter centimeters centimetre centimetres millimeter millimeters millimetre millimetres
    milligram milligrams millilitre millilitres milliliter milliliters kilogram kilograms units unit items
    item pieces piece packs pack packets packet bottles bottle tablets tablet pills
    capsules strips strip boxes box copies copy pairs pair rooms room floors floor bedrooms bhk beds degrees
    degree celsius fahrenheit gb mb tb mbps watts volts stars star points dozen plates plate pages page
    employees staff users cards chairs tables table cups cylinders accounts orders parcels bags bag shirts
    shares students patients doctors appointments calls call lines cars log logon din dino hafte hafta
    mahine mahina saal saalon ghante ghanta bacche bachche aadmi baje bje tukde tola लोग लोगों दिन हफ्ते
    हफ़्ते महीने महीना साल घंटे घंटा मिनट बच्चे आदमी टिकट बजे बार किलो ग्राम किलोमीटर लीटर गोली गोलियां कमरे
    years' weeks' days' k pm am hundred percent% rings bars steps step ° digits digit numbers ank अंक x
    """
)
"""What is counted, after its number."""
PAUSES = keys("second sec seconds minute minutes min moment minit minat sekand मिनट सेकंड सेकेंड सेकण्ड")
DIGIT_WORDS = keys("digit digits number numbers ank anko अंक अंकों figures")
COUNTING_BEFORE = keys(
    """
    second third fourth last first next final remaining other these those aakhri akhri aakhiri pehle agle
    pichle shuru आखिरी अंतिम पहले अगले all initial ending
    """
)
NOT_ONE = keys(
    """
    this that which another new old other first second no any each every some wrong right same the next last
    """
)
""""One" after these is no digit."""

MONTHS = keys("""
    january february march april may june july august september october november december jan feb apr jun
    jul aug sep sept oct nov dec janvari farvari aprail joon julai agast sitambar aktubar navambar disambar
    जनवरी फरवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर सितम्बर अक्टूबर अक्तूबर नवंबर नवम्बर दिसंबर
    दिसम्बर
    """)
HALF_DAYS = keys("""
    am pm a.m p.m o'clock oclock baje bje बजे बजकर bajkar noon midnight subah shaam सुबह शाम
    """)
AT_TIME = keys(
    """
    at by around about past saadhe sadhe sava sawa savva paune quarter half साढ़े सवा पौने before after from
    till
    """
)
IN_YEAR = keys("""
    in since year by of till until from before after saal san sal साल सन born early late around during
    """)
AFTER_YEAR = keys("mein me mai main में मे")
STREETS = keys(
    """
    road rd street avenue ave lane boulevard blvd drive highway marg nagar chowk colony park square रोड मार्ग नगर
    """
)
DATE_JOINTS = keys("of the tareekh tarikh तारीख comma , ko को")
ORDINAL_ENDS = frozenset({"st", "nd", "rd", "th"})
