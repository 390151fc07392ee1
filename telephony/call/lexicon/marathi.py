"""Marathi, in its own script and in Roman letters."""

from telephony.call.lexicon.entries import Lexicon, phrases, words

MARATHI = Lexicon(
    hesitations=phrases("mhanje, ते, हे, अं"),
    unfinished=phrases(
        "ani, aani, pan, kinva, kimva, karan, jar, majha, majhi, maza, mazi, mala, majha nav, maza nav",
        "majha nav aahe, आणि, पण, किंवा, कारण, जर, तर, की, माझा, माझी, माझे, माझं, मला, माझं नाव, माझे नाव",
        "माझं नाव आहे, माझा नंबर",
    ),
    repairs=phrases("mhanje, nahi thamba, म्हणजे, नाही थांबा, नाही नाही थांबा, नाही म्हणजे"),
    waits=phrases(
        "thamba, jara thamba, ek minit, ek minit thamba, ek minute thamba, baghto, baghte, baghu de, vichar karu de",
        "थांबा, जरा थांबा, एक मिनिट, एक मिनिट थांबा, एक मिनट थांबा, बघतो, बघते, बघू दे, बघू द्या, विचार करू दे",
        "विचार करू द्या",
    ),
    answers=words("ho hoy nahi nako barobar thik theek aahe ahe bara हो होय नाही नको बरोबर ठीक आहे बरं"),
    denials=words("nahi nako ho toch नाही नको हो तोच तेच"),
    backchannels=phrases(
        "ho, hoy, ho ka, accha, bara, barobar, thik aahe, theek aahe, samajla, हो, होय, अच्छा, बरं, बरोबर, ठीक आहे",
        "ठीक, समजलं, हो का",
    ),
    digits=words("shunya ek don teen char pach saha sat aath nau शून्य एक दोन तीन चार पाच सहा सात आठ नऊ"),
    doubtful_digits=words("ek sat एक"),
    days=words(
        "somvar mangalvar budhvar guruvar shukravar shanivar ravivar aaj udya parva सोमवार मंगळवार बुधवार गुरुवार",
        "शुक्रवार शनिवार रविवार आज उद्या परवा",
    ),
    clock=words("vajta वाजता"),
    day_parts=words("sakali dupari sandhyakali ratri सकाळी दुपारी संध्याकाळी रात्री"),
)
