"""Hindi, in Devanagari and in the Roman letters of recognisers and messages."""

from graphs.understanding.hindi.answers import REQUESTS
from graphs.understanding.hindi.calendar import CALENDAR
from graphs.understanding.hindi.contacts import NAMES
from graphs.understanding.hindi.numbers import HALF_SCALES, NUMERALS, ORDINALS, SCALES
from graphs.understanding.hindi.spelling import sound
from graphs.understanding.language import Language

_SIGNS = """
    teek kariye jaunga jaungi aaunga aaungi aunga aana jaana virvar veervar rakh rakho rakhiye rakhna
    baje bje bajkar bajke bajne haan haa haanji hanji ji jee nahi nahin nahee nhi kal parso parson aaj hai hain mera
    meri mere naam chahiye chaahiye chahie kijiye kijie karna karni karo kar kardo kardijiye karein karen theek thik
    accha acha achha subah shaam dopahar raat savere tareekh tarikh taarikh hafte hafta mahine mahina agle aane wale
    somvar somwar mangalvar mangalwar budhvar budhwar guruvar guruwar shukravar shukrawar shanivar shaniwar ravivar
    raviwar itvar itwar saadhe sadhe paune dhai dedh hazaar hazar hajar rupaye rupaiye boliye bolo bola bol mujhe
    hoon hu hun dobara rukiye ruko bilkul galat sahi matlab kripya dhanyavad shukriya baad wala waala wali pehla
    pehli doosra dusra doosri dusri teesra tisra kya kaun kitne kitna alvida namaste namaskar rehne rahne ek paanch
    panch saat aath gyarah barah terah chaudah pandrah pandra solah satrah atharah unnis unnees ikkis ikkees pachees
    pachis pachas chalis sattar assi nabbe shunya karod likhiye likho likhna bataiye batao batata chalega chalegi
    chalo jayega jaega jaayega hoga rahega raha rahi rahe sakta sakti payega karwana karani karwani zaroor jaroor
    jarur zarur pakka badhiya manzoor zaroorat jarurat koi kuch dikkat kyun kyon kyunki shayad pata lekin magar
    logon bande unka uska aapka aapko apna apni hamara hum yeh woh arre karega karegi kijiyega jaane haaan likh liye
    honge hongi sirf umar umr saal akela akeli dono bhej dena lena wahi yahi chhodo chhodiye dijiye dijie kareeb
    lagbhag zyada
"""
_PARTICLES = """
    kl do das dus char tin teen sat nau bees bis tees tis ath sau che chhe main mai mein se ko ke ki ka hi to toh par
    pe tak ya aur na naa ha han bhi log lakh crore theek mat bas wo ye haa nai
"""
_ALONE = "das dus char tin teen nau ath che nai kl bees bis tees sau chhe ha han haa naa mat bas"
_BESIDE_NUMERALS = """
    january february march april may june july august september october november december am pm a m p tickets ticket
    people persons adults adult minutes minute hours hour rupees percent k hundred thousand
"""

HINDI = Language(
    numerals=NUMERALS,
    scales=SCALES,
    ordinals=ORDINALS,
    meanings=CALENDAR | HALF_SCALES,
    requests=REQUESTS,
    names=NAMES,
    script="[\u0904-\u0939\u0958-\u0963]",
    signs=frozenset(_SIGNS.split()),
    particles=frozenset(_PARTICLES.split()),
    alone=frozenset(_ALONE.split()),
    beside_numerals=frozenset(_BESIDE_NUMERALS.split()),
    sound=sound,
)
