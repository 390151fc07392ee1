"""What English speakers say in any conversation: yes and no, corrections, questions, built-in requests.

Every phrase is a regular expression over plain words: lower case, no punctuation, no apostrophes, no fillers.
"""

from graphs.understanding.english import agreement
from graphs.understanding.language import Requests

_PERSON = (
    r"(?:a |an |the |some |your )?(?:real |live |actual |human )*"
    r"(?:person|human(?: being)?|agents?|operator|representative|rep|receptionist|adviser|advisor|manager"
    r"|supervisor|colleagues?|technician|engineer|boss|front desk|reception(?: desk)?"
    r"|someone|somebody|anyone|anybody|staff|team member|customer (?:service|care|support))(?: real| human| else)?"
)
_TALK = (
    r"(?:speak|talk|chat|deal) (?:to|with)|have a (?:word|chat) with|connect(?: me)? (?:to|with)|transfer(?: me)? to"
    r"|put me (?:through|on)(?: to| with)?|get me(?: through to)?|give me|hand me (?:over )?to|pass me (?:on |over )?to"
)
_SHORT_WHILE = (
    r"(?:(?:just|only|about) )*(?:a (?:couple|few)(?: of)? |a |an |one |two |three |five |ten |half a |\d{1,2} "
    r"|couple(?: of)? |few )(?:more )?(?:moments?|minutes?|mins?|seconds?|secs?|ticks?|bit|little while)"
)
"""How long somebody asks to be waited for."""

REQUESTS = Requests(
    yes=agreement.YES,
    no=agreement.NO,
    takes_back=agreement.TAKES_BACK,
    agrees=agreement.AGREES,
    refuses=agreement.REFUSES,
    finished=agreement.FINISHED,
    anything_else=agreement.ANYTHING_ELSE,
    acknowledges=agreement.ACKNOWLEDGES,
    neither=agreement.NEITHER,
    second_thoughts=agreement.SECOND_THOUGHTS,
    but=agreement.BUT,
    elsewhere=agreement.ELSEWHERE,
    more_wanted=agreement.MORE_WANTED,
    question=(
        r"(?:what|whats|when|whens|where|wheres|who|whos|whose|why|which|how|hows)\b",
        (
            r"(?:do|does|did|is|are|was|were|am|have|has|will|would|could|can|should|may|might|isnt|arent|dont"
            r"|doesnt)"
            r" (?:you|your|i|it|its|there|they|the|we|he|she|this|that|these|those|my|our|any|anyone|anybody"
            r"|someone|a|an)\b"
        ),
        r"(?:id like|i want|i need|i would like|i wanted) to (?:know|ask)",
        r"i (?:was wondering|have a question|wonder)",
        r"(?:tell me|do you know|any idea)\b",
        r"(?:can|could|would) you tell me",
    ),
    correction=(
        (
            r"^(?:no|nope|nah|not quite)(?: no)* (?!(?:thanks?|problems?|worries|its fine|thats (?:all|it|fine"
            r"|right|ok|okay|correct)"
            r"|more|need|i dont|im (?:good|fine|done)|not|no|please)\b)\w+"
        ),
        (
            r"^(?:oh )?(?:wait|sorry|actually|oops|hang on|hold on|my mistake|my bad)(?: (?:no|sorry|actually"
            r"|wait))*"
            r" (?!(?:could|can|what|i (?:didnt|dont|cant|couldnt)|say|repeat|a (?:moment|minute|second)|please"
            r"|pardon)\b)\w+"
        ),
        (
            r"\b(?:i meant|i mean|(?<!what )(?<!like )(?<!as )i said|make (?:it|that)(?= (?!so\b|work\b|happen\b"
            r"|special\b|booking\b|reservation\b|appointment\b))"
            r"|actually|(?<!that )(?<!that one )(?<!this one )instead|rather|scratch that|correction"
            r"|on second thoughts?)\b"
        ),
        r"\b(?:sorry|wait|no) (?:i )?(?:meant|mean|its|it is|make|not|the)\b",
        r"\bchange (?:it|that|the|my|to)\b",
        r"\b(?:switch|move|correct|update) (?:it|that|the \w+) (?:to|for)\b",
        r"\bnot \w+(?: \w+){0,2} but \w+",
        r"\b(?:thats|that is|its|it is) (?:wrong|not right|not correct|incorrect)\b",
        r"\bcan (?:we|you|i) (?:make|change) (?:it|that)\b",
    ),
    politeness=(
        (
            r"^(?:(?:please|hi|hello|hey|good (?:morning|afternoon|evening)|thanks|thank you|ok|okay|well|so|oh"
            r"|alright|yes|yeah|sure|um"
            r"|right|just|and|sorry|excuse me|there|sir|maam|madam|now|great|perfect|cool)\b\s*)+"
        ),
        (
            r"(?:\s*\b(?:please|thanks|thank you(?: (?:so|very) much)?|if you can|if possible|if you could|sir"
            r"|maam|madam|mate|then"
            r"|for me|now|right now))+$"
        ),
        r"^(?:can|could|would|will) you(?: please)?\s+",
        r"^(?:id like|i would like|i want|i need|i wanted|i wish)(?: you)? to\s+(?!know\b|ask\b)",
    ),
    builtin={
        "agent": (
            rf"(?:{_TALK}) {_PERSON}",
            r"\b(?:real|live|actual) (?:person|human|agent)\b",
            r"\bhuman (?:being|agent|operator|please)\b",
            (
                r"\b(?:is|are) (?:there|this) (?:a |an )?(?:real )?(?:human|person|someone|somebody) (?:i can|to"
                r"|there)\b"
            ),
            (
                r"\b(?:someone|somebody|anyone|anybody)(?: there)? (?:i (?:can|could|may)|to) (?:speak|talk"
                r"|chat) (?:to|with)\b"
            ),
            r"\b(?:someone|somebody|anyone|anybody)(?: there)? i (?:can|could|may) have a (?:word|chat) with\b",
            (
                r"\b(?:want|need|prefer|get me|give me) (?:someone|somebody|anyone|anybody) (?:real|human|alive)\b"
                r"|\bare you (?:a )?(?:real|human)$"
            ),
            r"\bput me through\b",
            (
                r"\b(?:want|need|like|have|prefer) (?:a|an|the|some) (?:person|human(?: being)?|operator"
                r"|(?:human |live |real )?agent|representative|receptionist)(?: please| instead)*$"
            ),
        ),
        "repeat": (
            (
                r"\b(?:say|repeat|tell|read|give|run)(?: me| us)?(?: through| out)? (?:that|it|this|them|those|all that"
                r"|the (?:question|times?|options?|last|list)(?: \w+)?)(?: to me| for me| back| out)*"
                r"(?: one more time| once more| again)\b"
            ),
            (
                r"\bwhat (?:was|were) (?:the|that|those) (?:(?:first|second|third|fourth|last|other|earlier|1st"
                r"|2nd|3rd) )?(?:ones?|times?|options?|choices?|first|second|third|last)(?: you said| again)*$"
            ),
            r"\b(?:slower|more slowly|slow down|speak up|louder)(?: please)?$",
            r"\brepeat (?:that|it|the question|yourself|what you)\b",
            r"\bcan you repeat\b|\bcould you repeat\b",
            r"\bwhat did you (?:just )?say\b",
            r"\bwhat was that\b",
            (
                r"\b(?:i )?(?:didnt|did not|couldnt|could not|cant|cannot) (?:quite )?(?:hear|catch|get) (?:you"
                r"|that|what you|it)\b"
            ),
            r"\bsay again\b|\bcome again\b|\bone more time\b",
            r"\bi (?:beg your pardon|missed (?:that|it))\b",
        ),
        "help": (
            r"\bwhat can (?:i|you) (?:say|do)\b",
            r"^(?:sorry |but )*what do you mean\b",
            r"\bwhat are my (?:options|choices)\b",
            r"\bi (?:dont|do not) (?:understand|know what to (?:say|do))\b",
            r"\bhow does this work\b|\bwhat (?:should|do) i say\b",
        ),
        "cancel": (
            (
                r"\b(?:stop|cancel|forget|abandon) (?:everything|all of (?:it|this)|the (?:whole"
                r"|entire) thing)\b"
            ),
        ),
        "wait": (
            (
                r"\b(?:(?:hold on|hang on|bear with me)(?: for)?(?: just)?(?: (?:a|one|1) (?:moment|sec|second"
                r"|minute|bit))?|(?:hold on|hang on|bear with me)(?: for)? (?:{w})|one moment|one sec|one second"
                r"|just (?:{w})|(?:give me|can i have|could i have|wait|i(?:ll| will)? (?:just )?need"
                r"|let me have) (?:{w}))"
                r"\b(?=(?: please| let me .*| while .*| i .*| im .*| to .*)?$)"
            ).replace("{w}", _SHORT_WHILE),
        ),
        "goodbye": (
            r"\b(?:goodbye|good bye|bye bye|bye now)\b$",
            r"\bbye$",
            r"\bi (?:have|need|ve got|got) to (?:go|hang up)(?: now)?$",
        ),
    },
    builtin_alone={
        "agent": (
            (
                rf"(?:i (?:want|need|would like) |id like )?(?:to )?(?:(?:{_TALK}) )?"
                r"(?:a |an |the )?(?:real |live )?(?:agent|operator|representative|human|receptionist|reception"
                r"|person|customer"
                r" (?:service|care|support))"
            ),
            r"(?:talk|speak) to (?:a |an )?\w+ (?:person|human|agent)",
        ),
        "repeat": (
            r"(?:say )?(?:it |that )?again",
            r"repeat",
            r"pardon(?: me)?",
            r"what",
            r"sorry(?: what)?",
            r"huh",
            r"excuse me",
            r"what was the question",
        ),
        "help": (r"help(?: me)?", r"i need (?:some )?help", r"(?:my )?options"),
        "cancel": (
            r"cancel(?: (?:it|that|this))?",
            r"forget (?:it|about it|that)",
            r"never ?mind(?: that| it)?",
            r"stop(?: it| this| please)?",
            r"quit",
            r"exit",
            r"(?:i )?(?:ve )?changed my mind",
        ),
        "wait": (
            r"wait(?: a (?:moment|minute|second|sec|bit))?",
            rf"(?:in |need |i need |give me )?{_SHORT_WHILE}",
            r"let me (?:just |quickly )?(?:check|think|see|look)(?: .{0,30})?",
            (
                r"(?:let me|im|i will|ill|i need to|i have to)(?: just| quickly)? (?:grab|fetch|find|ask|looking for"
                r"|grabbing|fetching|finding|checking|thinking|get (?:my|a) (?:pen|pencil|diary|calendar"
                r"|glasses|card|phone"
                r"|husband|wife))(?: .{0,30})?"
            ),
            r"(?:ill|i will|be) (?:be )?(?:right|straight) back",
        ),
        "goodbye": (
            r"(?:ok )?bye(?: bye)?",
            r"see (?:you|ya)(?: later| then)?",
            r"(?:have a )(?:good|nice|great) (?:day|one|evening|night)",
            r"thats all bye",
        ),
    },
    more=(
        r"\b(?:later|another|other|more|different) (?:ones?|times?|options?|slots?|choices?|openings?)\b",
        r"^(?:(?:some|any)thing )?(?:later|more)(?: (?:in the day|on|that day|than that|please))?$",
        r"\b(?:any ?thing|what|something) (?:else|(?:a (?:bit|little) )?later|different|more)\b",
        (
            r"^(?:its |it is |thats |that is |theyre |they are )?(?:all )?(?:a (?:bit|little) |far |much "
            r"|way )?too early(?: for me)?$"
        ),
        r"\b(?:any|the) (?:others?|later|more)\b",
        r"\bwhat other\b|\bnext ones\b|\bkeep going\b|\bgo on\b|\bshow me more\b|\bhave you got later\b",
    ),
    none=(
        r"\b(?:none|neither)\b",
        r"\b(?:another|different|other) (?:day|date|week)\b",
        r"\bnot (?:any|one) of (?:these|those|them)\b",
        r"\b(?:dont|do not|doesnt|cant|wont) (?:want|like|work|suit|do|make)(?: \w+)?(?: any)?\b",
        r"^no(?:pe)?(?: (?:thanks|thank you|none|nothing|sorry))*$",
        r"^nothing\b|\bno good\b|\bforget it\b|\bnever ?mind\b",
    ),
)
