"""Hindi, in Devanagari and in the Roman letters of recognisers and messages."""

from graphs.understanding.hindi.answers import REQUESTS
from graphs.understanding.hindi.calendar import CALENDAR
from graphs.understanding.hindi.contacts import NAMES
from graphs.understanding.hindi.numbers import HALF_SCALES, NUMERALS, ORDINALS, SCALES
from graphs.understanding.language import Language

_SIGNS = (
    "baje haan haa haanji ji nahi nahin nahee kal parso aaj hai hain mera meri mere naam chahiye chaahiye kijiye"
    " kijie karna karni karo kar karein karen theek thik accha acha achha subah shaam dopahar tareekh tarikh hafte"
    " mahine agle somvar somwar mangalvar mangalwar budhvar budhwar guruvar guruwar shukravar shukrawar"
    " shanivar shaniwar"
    " ravivar raviwar itvar itwar saadhe sadhe paune dhai dedh hazaar hazar rupaye rupaiye boliye bolo mujhe hoon"
    " dobara rukiye bilkul galat sahi matlab kripya dhanyavad shukriya baad wala waala wali pehla pehli doosra"
    " dusra doosri dusri teesra tisra kya kaun kitne kitna alvida namaste namaskar"
    " rehne ek paanch saat aath gyarah barah terah chaudah pandrah solah satrah atharah unnis bees ikkis"
)

HINDI = Language(
    numerals=NUMERALS,
    scales=SCALES,
    ordinals=ORDINALS,
    meanings=CALENDAR | HALF_SCALES,
    requests=REQUESTS,
    names=NAMES,
    script="[\u0904-\u0939\u0958-\u0963]",
    signs=frozenset(_SIGNS.split()),
)
