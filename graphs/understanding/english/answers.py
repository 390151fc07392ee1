"""What English speakers say in any conversation: yes and no, corrections, questions, built-in requests.

Every phrase is a regular expression over plain words: lower case, no punctuation, no apostrophes, no fillers.
"""

from graphs.understanding.language import Requests

_PERSON = (
    r"(?:a |an |the |some |your )?(?:real |live |actual |human )*"
    r"(?:person|human(?: being)?|agents?|operator|representative|rep|receptionist|adviser|advisor|manager|supervisor"
    r"|someone|somebody|staff|team member|customer (?:service|care|support))(?: real| human| else)?"
)
_TALK = r"(?:speak|talk|chat) (?:to|with)|connect(?: me)? (?:to|with)|transfer(?: me)? to"
r"|put me through(?: to)?|get me|give me"

REQUESTS = Requests(
    yes=(
        r"(?:oh )?y(?:es|eah|ep|up|e)s?(?: (?:yes|yeah))*",
        r"ya+h?",
        r"yea+h*",
        r"yess+",
        r"aye",
        r"sure(?: thing)?",
        r"surely",
        r"certainly",
        r"definitely",
        r"absolutely",
        r"of course",
        r"indeed",
        r"affirmative",
        r"correct",
        r"right",
        r"exactly",
        r"precisely",
        r"ok(?:ay|ey)?",
        r"alright",
        r"all right",
        r"perfect",
        r"great",
        r"awesome",
        r"excellent",
        r"wonderful",
        r"fantastic",
        r"cool",
        r"fine",
        r"good",
        r"very well",
        r"uh huh",
        r"mhm",
        r"mm hmm",
        r"please do",
        r"yes please",
        r"go ahead",
        r"go for it",
        r"why not",
        r"no (?:problem|problems|worries|doubt|issue|issues)",
        r"not a problem",
        r"i (?:do|am|would|will|did|have|can|guess so|think so|believe so|suppose so|hope so)$",
        r"it (?:is|does|would|will)$",
        r"they (?:are|do)$",
        r"confirmed?",
        r"you bet",
        r"you got it",
        r"totally",
        r"for sure",
        r"by all means",
        r"please",
        r"true",
        r"agreed",
        r"deal",
        r"done",
    ),
    no=(
        r"no+(?: no)*",
        r"nope",
        r"nah+",
        r"naw",
        r"na",
        r"not",
        r"never(?: mind)?",
        r"negative",
        r"none",
        r"neither",
        r"nothing",
        r"wrong",
        r"incorrect",
        r"false",
        r"don't|dont",
        r"i dont",
        r"i do not",
        r"i (?:wont|would not|wouldnt|will not|am not|cant|cannot|didnt|havent)",
        r"im not",
        r"rather not",
        r"absolutely not",
        r"definitely not",
        r"certainly not",
        r"of course not",
        r"please (?:dont|do not)",
        r"(?:yeah|yes|oh|well|ok|okay|sure|right) no+(?: no)*(?! (?:problem|worries|doubt|issue))",
        r"yeah nah",
        r"it (?:isnt|is not|doesnt|does not|wont)",
        r"(?:that|thats|this) (?:isnt|is not|not|wont|doesnt|does not)",
        r"thats (?:wrong|incorrect|not)",
        r"no way",
        r"forget it",
        r"hold off",
    ),
    takes_back=(
        r"no+(?! (?:problem|worries|doubt|issue|rush|need))",
        r"nope|nah+",
        r"not (?:really|now|yet|today|quite|that|this)",
        r"never ?mind|forget it|i (?:dont|do not) (?:want|need|think)",
    ),
    agrees=(
        (
            r"(?:thats|that is|thatll be|that will be|that would be|thatd be|this is|its|it is|looks|sounds?"
            r"|seems?|all|everything is"
            r"|everythings|that|they are|theyre|info is|details are|youre|you are|that works out|works|is|are|found)"
            r" (?:all |quite |very |just |really |absolutely |pretty |perfectly |totally |also |like |definitely "
            r"|exactly |precisely )*"
            r"(?:a )?"
            r"(?:right|correct|good|great|fine|perfect|ok|okay|accurate|lovely|excellent|wonderful|awesome|ideal"
            r"|amazing|nice"
            r"|acceptable|the one|the plan|my wish|what i (?:want|need|said|meant|asked for)|cool|true|alright"
            r"|all right|fantastic)"
        ),
        (
            r"(?:that|this|it|which) (?:all |just |one |time |will |would |should |could |does |do )*(?:works?"
            r"|suits?|do|fits?)"
        ),
        r"(?:thats|that is|this is)(?: \w+)? it",
        r"(?:thatll|itll) (?:do|work|be (?:fine|good|great|perfect|lovely|ok|okay))",
        r"(?:ill|i will|we will|well) (?:take|have) (?:it|that|them|this|those|the)|im (?:down|game|up) (?:with|for)",
        r"(?:works?|suits?|fits?) (?:for )?(?:me|us|fine|great|well|perfectly)",
        r"please do|do (?:it|that|so)|go ahead|go on|lets (?:do|go)|make it so|proceed|carry on",
        r"i (?:do|would)(?: (?:like|love|want|appreciate))? (?:that|to|it|so)?",
        r"id (?:like|love|appreciate|be happy|be glad)",
        (
            r"(?:please )?(?:book|reserve|confirm|schedule|buy|purchase|order|play|add|set|send|make|create|get"
            r"|put|use) (?:it|them|that|this"
            r"|those|these|the|me|a|an)"
        ),
        r"(?:sure|certainly|definitely|absolutely|indeed|exactly|correct|perfect|yes|yeah|yep|yup)$",
        r"i (?:think|guess|suppose|believe|hope) so",
        r"i (?:agree|accept|confirm|assent)",
        r"no (?:problem|worries|doubt|issues?)|why not|not a problem",
        r"(?:im|i am|we are|were) (?:sure|ok|okay|fine|good|happy|interested|in)",
        r"you (?:have|got) (?:it|that|everything|all)",
        r"(?:it|that|they) (?:is|does|would|will|are|do)$",
        r"of course|by all means",
        r"confirmed|looks good|all good|good to go",
    ),
    refuses=(
        r"(?:dont|do not|wouldnt|would not|didnt|did not) (?:think|believe|want|need|like|care|wish|book|do|bother)",
        (
            r"not (?:really|now|yet|today|right|correct|quite|at all|interested|exactly|necessary|needed"
            r"|this time|for me|that|good"
            r"|sure|what|at the moment|at this time|going|so)"
        ),
        r"(?:isnt|is not|thats not|arent|are not|not) (?:right|correct|it|what|the one|good)",
        r"(?:wont|will not|doesnt|does not|cant|cannot|cant do) ?(?:work|suit|do|make|fit|that)",
        r"(?:id|i would) (?:rather|prefer)(?: not| to)?",
        r"never ?mind|forget it|no thanks|no thank you|rather not|hell no|skip (?:it|that)|leave it",
        r"(?:thats|that is|its|it is|is|was|all) (?:all )?(?:wrong|incorrect|false|a mistake|not)",
        r"(?:wrong|incorrect|mistaken|nope|neither|negative)$",
        r"(?:maybe|some|another) (?:other |another )?(?:time|day)|maybe later|later maybe|perhaps later",
        r"you (?:got|have|heard) (?:it |that |me )?wrong",
        r"^(?:thank you|thanks)? ?no(?: thank you| thanks)?$|\bthanks? (?:you )?(?:but )?no\b",
        r"i (?:need|have|want) to change",
        r"by no means|on second thoughts?",
    ),
    finished=(
        r"thats? (?:ll |will |is |be |was |would |s )*(?:be )?(?:all|it|everything|enough|fine)",
        r"(?:that|it|this) (?:ll|will|would|should|is|was|s|do)? ?(?:be )?(?:all|it|everything|enough|do)",
        r"thatll (?:be )?(?:all|it|everything|enough|do)|itll be all",
        (
            r"(?:im|i am|we are|were|i ll be|ill be|i think im|i should be) (?:all |now |just |completely )*"
            r"(?:set|done|good|fine|finished|ok|okay|satisfied|happy|great|through|sorted|covered|complete)"
        ),
        (
            r"nothing|no more|all (?:set|good|done|i need\w*|for now|i wanted|sorted)|everything (?:is )?(?:fine"
            r"|good|perfect)"
        ),
        (
            r"^(?:ok |okay |alright |great |perfect |cool |good |sounds good |sure )*(?:thank you|thanks|thank"
            r"|thanx|thx|bye|goodbye"
            r"|have a|you have|enjoy|cheers)"
        ),
        r"\b(?:thank you|thanks|thanks a lot|thank you (?:so|very) much|goodbye|bye|bye bye)$",
        r"i (?:got|have|had|found|received) (?:all|everything|what|it)|(?:all|what) i (?:need|needed|wanted|want)",
        r"(?:appreciate|thank|thanks)",
        (
            r"(?:you|it) (?:have been|were|was|are|has been|is) (?:very |so |really |quite |a |great "
            r"|highly )*(?:helpful|help|great)"
        ),
        r"have a (?:great|good|nice|wonderful|lovely)",
        r"(?:not|nothing) (?:now|more|else|today|right now)",
        r"^(?:great|perfect|awesome|good|cool|excellent|wonderful|fine|ok|okay|alright|all right)$",
    ),
    anything_else=(
        r"(?:any|some|every)?\s?(?:thing|where|way|one)? ?(?:else|more)\b",
        (
            r"(?:other|further|more|additional|any|another|need|some|require) (?:help|assistance|way|thing|things"
            r"|question|questions"
            r"|service|services|request|requests|support|information)"
        ),
        (
            r"(?:help|assist|aid|serve) you|(?:be|of) (?:any )?(?:help|assistance|service)|do for you"
            r"|need(?: any)? (?:help|assistance)"
        ),
    ),
    question=(
        r"(?:what|whats|when|whens|where|wheres|who|whos|whose|why|which|how|hows)\b",
        (
            r"(?:do|does|did|is|are|was|were|am|have|has|will|would|could|can|should|may|might|isnt|arent|dont|doesnt)"
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
            r"^(?:oh )?(?:wait|sorry|actually|oops|hang on|hold on|my mistake|my bad)(?: (?:no|sorry|actually|wait))*"
            r" (?!(?:could|can|what|i (?:didnt|dont|cant|couldnt)|say|repeat|a (?:moment|minute|second)|please"
            r"|pardon)\b)\w+"
        ),
        (
            r"\b(?:i meant|i mean|i said|make (?:it|that)|actually|instead|rather|scratch that|correction"
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
            r"\b(?:is|are) (?:there|this) (?:a |an )?(?:real )?(?:human|person|someone|somebody) (?:i can|to|there)\b",
            r"\b(?:someone|somebody|anyone|anybody) (?:i can|to) (?:speak|talk) (?:to|with)\b",
            r"\bput me through\b",
            (
                r"\b(?:want|need|like) (?:a|an|the|some) (?:person|human|operator|(?:human |live |real )?agent"
                r"|representative)$"
            ),
        ),
        "repeat": (
            (
                r"\b(?:say|repeat|tell me|read|give me) (?:that|it|this|them|those|all that|the (?:question"
                r"|times?|options?|last)(?: \w+)?)"
                r"(?: one more time| once more| again)\b"
            ),
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
            r"\bwhat are my (?:options|choices)\b",
            r"\bi (?:dont|do not) (?:understand|know what to (?:say|do))\b",
            r"\bhow does this work\b|\bwhat (?:should|do) i say\b",
        ),
        "cancel": (r"\b(?:stop|cancel|forget|abandon) (?:everything|all of (?:it|this)|the (?:whole|entire) thing)\b",),
        "wait": (
            (
                r"\b(?:hold on|hang on|bear with me|one moment|one sec|one second|just a (?:moment|sec|second"
                r"|minute)|give me (?:a|one)"
                r" (?:moment|sec|second|minute))\b(?=(?: please| let me .*| while .*| i .*| im .*)?$)"
            ),
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
            r"(?:just |only )?(?:a|one|1) (?:moment|minute|second|sec)",
            r"let me (?:check|think|see|look)(?: .{0,30})?",
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
        r"\b(?:any ?thing|what|something) (?:else|later|different|more)\b",
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
