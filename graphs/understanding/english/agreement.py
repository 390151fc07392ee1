"""How English speakers agree and refuse. Regular expressions over plain words, as in `answers`."""

_VERY = (
    r"(?:all|quite|very|just|really|absolutely|pretty|perfectly|totally|also|like|definitely|exactly|precisely"
    r"|about"
    r"|indeed|simply|entirely|completely|so|a|the|super|certainly|sure)"
)
_FINE = (
    r"(?:right|correct|good|great|fine|perfect|ok|okay|accurate|lovely|excellent|wonderful|awesome|ideal|amazing"
    r"|nice"
    r"|acceptable|the (?:one|plan|way|place|thing|deal|spot)(?: i \w+)?|(?:my|a good) (?:wish|order|plan|choice"
    r"|idea)|plan|cool|true|alright|all right"
    r"|fantastic|brilliant|terrific|super|superb|spot on|marvell?ous|exact|exact(?:ly)? (?:thing|what)|go|works"
    r"|suitable|agreeable|convenient|satisfactory|what (?:i|we) (?:\w+ )?(?:want|need|said|meant|asked|wanted"
    r"|needed"
    r"|wish|like|was looking)(?: for| to)?|what will work)"
)
_NOT_SMALL_TALK = "".join(rf"(?<!\b{about} )" for about in ("weather", "coffee", "traffic", "music", "sun", "service"))
"""What callers praise beside the matter: a fine day outside is no yes."""
_IS = r"(?:is|was|will be|would be|should be|seems?|looks?|sounds?|works out|works?|do|sure is|certainly is)"
_THAT = r"(?:that|this|it|which|everything|all|they|the (?:details|info|information|time|date|booking)|those|these)"

YES = (
    r"(?:oh )?y(?:es|eah|ep|up|e)s?(?: (?:yes|yeah))*",
    r"ya+h?",
    r"yea+h*",
    r"yess+",
    r"aye",
    r"sure(?: thing)?",
    r"surely",
    r"certainly",
    r"definitely",
    r"absolutely(?! not)",
    r"of course(?! not)",
    r"indeed",
    r"affirmative",
    r"correct",
    r"exactly",
    r"precisely",
    r"u+h[ -]huh",
    r"m+[ -]?h+m+",
    r"yes please",
    r"go ahead",
    r"go for it",
    r"why not$",
    (
        r"(?:there is |theres )?(?:no|without an?y?) (?:problems?|worries|doubts?|issues?|objections?"
        r"|complaints?)(?: with that)?"
    ),
    r"not a problem",
    r"not (?:bad|too bad|bad at all)$",
    r"nothing wrong with (?:that|it|this)",
    r"i (?:dont|do not|cant|cannot|cant|wouldnt|would not) (?:mind|see why not|object|complain)",
    r"(?:it |that |things )?(?:couldnt|could not) be (?:better|more \w+)",
    r"i (?:do|am|would|will|did|have|can|guess so|think so|believe so|suppose so|hope so)$",
    r"i (?:sure|certainly|definitely|really) (?:do|am|would|will)",
    r"(?:i )?will do(?: it| that)?$",
    r"go on then|fair enough|fair do?s|ten four|(?:it )?could be worse$",
    r"(?:i )?(?:can|could) (?:live|work) with (?:that|it|this)",
    (
        r"(?:that|it|this)(?:s| is|ll be| would be|d be)? (?:definitely |probably )?(?:a|my) (?:big |definite )?yes"
        r"|id say (?:so|yes)"
    ),
    (
        r"(?:yes |hi |hello )*(?:speaking|this is (?:she|he|her|him|me)|(?:thats|its|it is|that is) me|(?:you are"
        r"|youre) speaking to (?:her|him))$"
    ),
    r"i (?:guess|suppose)$",
    r"(?:please )?continue$|spot on",
    r"(?:it|that|this) (?:sure |certainly |definitely |really )?(?:is|does|would|will)$",
    r"they (?:are|do)$",
    r"confirm(?:ed)?(?! (?:with|if|whether|what|when))",
    r"(?:i|we) (?:can |do |will |hereby |fully |totally )?(?:agree|accept|confirm|assent|approve|affirm)",
    r"approved?",
    r"permission granted|granted",
    r"you (?:bet|betcha|got it|nailed it|have nailed it|may|can)(?! (?:not|tell|say|repeat|explain))",
    r"totally",
    r"for sure",
    r"by all means",
    r"true",
    r"agreed",
    r"deal",
    r"righty ?o?h?",
    r"(?:please )?(?:just )?do (?:it|that|so)(?: now| then| please| for me)*$",
    r"please$",
)
"""Opening an answer, these agree."""

ACKNOWLEDGES = (
    r"ok(?:ay|ey)?",
    r"alright(?:y)?",
    r"all right",
    r"right(?! now| away)",
    r"perfect",
    r"great(?! (?:question|weather|service|music))",
    r"awesome",
    r"excellent",
    r"wonderful",
    r"fantastic",
    r"terrific",
    r"amazing",
    r"brilliant",
    r"splendid",
    r"super",
    r"superb",
    r"lovely",
    r"nice",
    r"cool",
    r"sweet",
    r"fine",
    r"good(?! (?:morning|afternoon|evening|night|day|question|luck|bye|point|grief|god|lord))",
    r"very (?:well|good|nice|correct)",
    r"(?:quite|very|all|just|exactly) (?:right|so|correct)",
    r"done",
)
"""Opening an answer, these agree unless something else is wanted after them: "okay, what does it cost?"."""

NO = (
    r"no+(?: no)*(?! idea| clue)",
    r"nope",
    r"nah+",
    r"nuh(?: uh)?",
    r"naw",
    r"na",
    r"not(?! (?:sure|certain|heard|clear|a problem|bad|too bad|only))",
    r"never(?: mind| ever)?(?=$| (?:in|again|would|will))",
    r"negative",
    r"none",
    r"neither",
    r"nothing(?=$| (?:else|more|thanks|thank|for now|now|really|today|at the moment|to (?:add|report|say)))",
    r"wrong",
    r"incorrect",
    r"false",
    r"(?:dont|do not)(?! (?:know|mind|you|i|we|they|remember|understand))",
    (
        r"i (?:dont|do not)(?! (?:know|mind|remember|understand|recall|follow|hear|get (?:it|that|you)|object|see why"
        r"|care))"
    ),
    (
        r"i (?:wont|would not|wouldnt|will not|am not|cant|cannot|didnt|havent|did not)"
        r"(?! (?:sure|certain|hear|heard|get (?:it|that|you)|catch|understand|remember|mind|complain|object|see why"
        r"|tell|say"
        r"|recall|decided|wait))"
    ),
    r"im not(?! (?:sure|certain))",
    r"rather not",
    r"u+h u+h",
    r"over my dead body|not on your life|no chance|fat chance|no dice",
    (
        r"(?:that|it|this)(?:s| is|ll be| would be|d be)? (?:definitely |probably )?a (?:big |definite |firm )?no\b"
        r"|i(?:d| would) say no"
    ),
    (
        r"(?:absolutely|definitely|certainly|of course|probably|hopefully|preferably|maybe|perhaps|obviously"
        r"|sadly) not"
    ),
    r"i (?:think|guess|suppose|hope|believe|am afraid) not|im afraid (?:not|no)",
    r"please (?:dont|do not)",
    r"(?:yeah|yes|oh|well|ok|okay|sure|right) no+(?: no)*(?! (?:problem|worries|doubt|issue))",
    r"yeah nah",
    r"it (?:isnt|is not|doesnt|does not|wont)",
    r"(?:that|thats|this) (?:isnt|is not|not|wont|doesnt|does not)(?! a (?:problem|bad))",
    r"thats (?:wrong|incorrect|not)",
    r"no way",
    r"forget it",
    r"hold off",
    (
        r"later$|(?:maybe |perhaps |possibly )?(?:later|in a bit|some other time|another time|another day)(?: on)?"
        r"(?: maybe| perhaps)?(?! than\b| (?:in|on|at)\b)"
    ),
    r"(?:maybe |perhaps |possibly )(?:in a (?:bit|little while|while|moment)|at a (?:later|different) time)",
)
"""Opening an answer, these refuse."""

TAKES_BACK = (
    r"(?:but |and |actually )*no+(?! (?:problem|worries|doubt|issue|rush|need))",
    r"(?:but |actually )*(?:nope|nah+)",
    r"(?:but |actually )*not (?:really|now|yet|today|quite|that|this|right now)",
    r"never ?mind|forget it|(?:but )?i (?:dont|do not) (?:want|need|think)",
)
"""Right after words that agree, these refuse all the same."""

AGREES = (
    rf"{_THAT}s?(?: would| should| will| also)* {_IS}(?: be)?(?: {_VERY})* {_FINE}",
    (
        rf"(?:thats|its|everythings|thatd be|thatll be|itll be|theyre|info is|details are|youre|you are|they are"
        rf"|{_NOT_SMALL_TALK}(?:is|are)"
        rf"|looks|sounds?|seems?|thats would be)(?: {_VERY})* {_FINE}"
    ),
    rf"^{_IS}(?: {_VERY})* {_FINE}",
    r"sounds like (?:a|the) (?:good |great |nice |fine )?(?:plan|idea|deal|winner|fit)",
    (
        r"(?:that|this|it|which) (?:all |just |one |time |will |would |should |could |does |do |also |definitely "
        r"|certainly )*(?:works?|suits?|do|fits?)(?! not)"
    ),
    r"(?:it|that)(?:ll| will| would| should|d)? (?:also |just )?(?:have to )?(?:do|work)(?! not)",
    r"(?:thats|that is|this is|that would be)(?: \w+)? it",
    r"(?:thatll|itll) (?:do|work|be (?:fine|good|great|perfect|lovely|ok|okay))",
    r"(?:ill|i will|we will|well) (?:take|have) (?:it|that|them|this|those|the)",
    r"(?:im|were|i am|we are) (?:down|game|up) (?:with|for)",
    r"(?:works?|suits?|fits?) (?:for )?(?:me|us|fine|great|well|perfectly)",
    r"please do(?: (?:it|that|so))?|(?<!can you )(?:do|make) (?:it|that|so) (?:now|please|right away)",
    (
        r"go ahead|^go on$|lets (?:do (?:it|that|this)|go(?: (?:ahead|for it|with (?:it|that|this)))?)(?! later)"
        r"|make it so"
        r"|^(?:please )?proceed|carry on"
    ),
    (
        r"(?:id|i would) (?:really |very much |definitely )?(?:like|love|want|appreciate) (?:that|it|so"
        r"|this)(?= please| thank| very|$)"
    ),
    r"i (?:do|would)(?: (?:want|like|love))?(?: (?:that|it|to|so))?(?: please)?$",
    (
        r"(?:id|i would) (?:really )?(?:like|love|be (?:happy|glad|delighted)) to"
        r"(?: (?:do|book|buy|get|have|see|reserve|try|take|go|visit|hear)(?: (?:that|it|them|this|one|there"
        r"|with (?:it|that))(?: \w+)?)?)?"
        r"(?: please)?$"
    ),
    (
        r"(?<!can you )(?<!could you )(?<!not )(?<!dont )(?<!rather )(?<!before you )(?<!cant )(?<!to )"
        r"(?:book|reserve|confirm|schedule|buy|purchase|order|play|add|set|send|create|put|use|get|start|run|make"
        r"|try)"
        r" (?:it|them|that|this|those|these|all|the (?:reservation|booking|appointment|tickets?|tables?|rooms?"
        r"|ride|flight))"
        r"(?: (?:up|now|then|please|for me|for us|right away|right now|immediately|anyway|as well|too))*(?= thank"
        r"|$)"
    ),
    r"(?:sure|certainly|definitely|absolutely|indeed|exactly|correct|perfect|yes|yeah|yep|yup|great|fantastic)$",
    r"i (?:think|guess|suppose|believe|hope) so",
    r"(?:i|we) (?:agree|accept|confirm|assent|approve|affirm)(?! later)",
    r"i (?:\w+ )?(?:want|like|love) (?:it|that|this|these|them)$",
    r"(?<!not )(?<!dont )make the (?:purchase|payment|switch)(?: (?:to that|then|please))*$",
    r"you (?:certainly|sure|surely|absolutely) (?:do|did|have)$",
    r"no (?:problem|worries|doubt|issues?|objections?)|why not$|not a problem|without a doubt",
    (
        r"(?:im|i am|we are|were) (?:sure|happy|interested|in$|all for|(?:ok|okay|fine|good|cool) (?:with"
        r"|to go))(?! for now)"
    ),
    (
        r"you(?:ve)? (?:have|got|heard|understood) (?:it|that|everything|all|me|perfectly|correctly"
        r"|right)(?! (?:wrong|me wrong))"
    ),
    r"you(?:ve)? (?:have |got |heard |understood )+(?:\w+ ){0,3}(?:right|correct|correctly)$",
    r"(?:it|that|they) (?:sure |certainly |definitely |absolutely )?(?:is|does|would|will|are|do)$",
    r"of course|by all means",
    r"confirmed|looks good|all good|good to go|takes care of it|nailed it",
    r"(?:what|just what|exactly what) (?:i|we) (?:want|need|wanted|needed|asked for|said|was looking for)$",
    r"^thats? (?:what|how) (?:i|we) (?:\w+ )?(?:want|need|wanted|needed|asked|said)",
)
"""Anywhere in an answer that opens with neither, these agree."""

REFUSES = (
    (
        r"(?:dont|do not|wouldnt|would not|didnt|did not) (?:think|believe|want|need|like|care|wish|book|do"
        r"|bother)(?! why not)"
    ),
    r"(?:dont|do not) (?:\w+) (?:it|that|them|this|any|an?)\b",
    r"(?:will|would|wont|shall) not (?:\w+) (?:it|that|them|this|any|an?)\b",
    (
        r"not (?:really|now|yet|today|right|correct|quite|at all|interested|exactly|necessary|needed|required"
        r"|this time|for me|that|good|what|at the moment|at this time|going|so)"
    ),
    r"(?:isnt|is not|thats not|arent|are not|not) (?:right|correct|it|what|the one|good)",
    r"(?:wont|will not|doesnt|does not|cant|cannot|cant do) ?(?:work|suit|do|make|fit|that)",
    r"(?:id|i would) (?:rather|prefer)(?: not| to)?",
    r"never ?mind|forget it|no thanks|no thank you|rather not|hell no|skip (?:it|that)|leave it",
    (
        r"(?:thats|that is|its|it is|is|was|all) (?:all )?(?:wrong|incorrect|false|a mistake|not)(?! (?:sure|certain"
        r"|a problem|bad))"
    ),
    r"(?:wrong|incorrect|mistaken|nope|neither|negative)$",
    (
        r"(?:maybe|some|another|a different|a later) (?:other |another )?(?:time|day)|maybe later|later maybe"
        r"|perhaps later"
    ),
    (
        r"(?:ill|i will|lets|we will|well|i can|we can|i might)(?: just| probably)? (?:do|buy|book|get|purchase"
        r"|decide|reserve"
        r"|handle|think|take care of|consider)(?: \w+){0,3} (?:later|myself|another time|some other time|from here)"
    ),
    r"(?:^|i |and )will handle it|handle it (?:myself|from here)",
    r"(?:but|just) (?:for )?(?:some times? )?later$",
    r"you(?:ve)? (?:got|have|heard) (?:it |that |me )?wrong",
    r"(?:im|i am|we are|thats|that is) (?:all )?(?:good|fine|set|ok|okay|alright)(?: \w+)? for now|hold off",
    r"^(?:thank you|thanks)? ?no(?: thank you| thanks)?$|\bthanks? (?:you )?(?:but )?no\b",
    r"i (?:need|have|want) to change",
    r"i(?:ve| have)? changed my mind",
    r"by no means|on second thoughts?",
    r"(?:ill|i will|ill just) pass(?! (?:it|the|this))|(?:ill|i will|i) give up",
    r"(?:im|i am) afraid (?:not|no|i cant|that wont)",
)
"""Anywhere in an answer that opens with neither, these refuse."""

NEITHER = (
    (
        r"(?:well |um |i mean |sorry |honestly |actually )*(?:i (?:really |just )?(?:dont|do not) (?:really )?"
        r"(?:know|remember|recall|understand|follow)|im not (?:\w+ )?(?:sure|certain)|i am not (?:\w+ )?(?:sure"
        r"|certain)"
        r"|not (?:\w+ )?(?:sure|certain)|(?:ive |i have )?no (?:idea|clue)|dont know|do not know|i couldnt (?:say|tell)"
        r"|i cant (?:say|tell|hear|decide)|i havent decided|hard to say|it depends|that depends)(?! (?:about|if) the)"
    ),
    (
        r"no (?:yeah|yep|yes)(?= )|yes (?:and|or) no|yes no maybe|no yes|(?:maybe|perhaps"
        r"|possibly)(?: yes)? (?:or )?(?:maybe )?(?:yes|no)?$"
    ),
    (
        r"(?:i )?(?:didnt|did not|couldnt|could not|cant|cannot|not) (?:quite |really )?(?:hear|heard|catch|get"
        r"|understand)"
    ),
    (
        r"(?:just |please |ok |okay |right |sure |yes |yeah )*(?:let me (?:think|see|check|look|ask)|wait\b|hold on"
        r"|hang on"
        r"|give me a|one (?:moment|second|sec|minute)|repeat|say (?:that|it) again|can you repeat|could you repeat)"
    ),
)
"""Opening an answer, these say neither yes nor no."""

SECOND_THOUGHTS = (
    r"(?:(?:oh )?(?:no )?(?:wait|scratch that|correction)|actually|sorry|i mean|i meant|i should say|or rather)"
)
"""Between two answers: the second is meant."""

BUT = r"(?:but|however|although|only that|except(?: for| that)?)"
"""What comes after it weighs more."""

ELSEWHERE = (
    r"(?:something|anything|somewhere|anywhere|someone|what) else|another|other (?:than|options?|ones?|events?"
    r"|places?"
    r"|times?|dates?|attractions?|restaurants?|shows?|movies?)|different|instead|(?:any|some) more|more options"
    r"|others?|similar|see more|keep going|find me|search (?:for|in|with)|look (?:for|up)|show me|check (?:my|the"
    r"|if|for)"
    r"|^but (?:\w+ )?(?:id|(?:i|we) (?:want|need|think|like|would|prefer))\b|tell me|what about|how about|except"
    r"|(?:can|could|would) you (?:find|search|look|check|show|suggest|think|recommend|see)"
    r"|(?:change|switch|move|update) (?:it|that|the|my|this)"
    r"|(?<!will )(?<!ll )(?<!would )(?<!can )make (?:it|that) (?!so\b|happen\b|work\b|special\b)\w+"
    r"|cancel|(?:id|i would) (?:prefer|rather)"
)
"""Who says this wants something else than was offered."""

MORE_WANTED = (
    r"(?:(?:actually|yes|yeah|oh|well|just|and|there is|theres|i have) )*(?:one|another|a|1) (?:more|last|other"
    r"|final|small)"
    r" (?:thing|question|request|favou?r)|(?:actually )?there is (?:something|one thing|another thing)"
)
"""To "anything else?", this is a yes."""

FINISHED = (
    r"thats? (?:ll |will |is |be |was |would |s )*(?:be )?(?:all|it|everything|enough|fine)",
    (
        r"(?:that|it|this) (?:ll|will|would|should|is|was|s|do)? ?(?:be )?(?:all|it|everything|enough|do"
        r"|helpful enough)"
    ),
    r"thatll (?:be )?(?:all|it|everything|enough|do)|itll be all",
    (
        r"(?:im|i am|we are|were|youre|you are|i ll be|ill be|i think im|i should be) (?:all |now |just "
        r"|completely )*"
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
        r"(?:youve|you|it) (?:have been|been|were|was|are|has been|is) (?:very |so |really |quite |a |great "
        r"|highly )*(?:helpful|help|great)"
    ),
    r"have a (?:great|good|nice|wonderful|lovely)",
    r"(?:not|nothing) (?:now|more|else|today|right now)",
    r"(?:take|have) a (?:break|rest)|just (?:relax|chill)",
    r"^(?:great|perfect|awesome|good|cool|excellent|wonderful|fine|ok|okay|alright|all right)$",
)
"""These refuse when the question was whether there is anything else."""

ANYTHING_ELSE = (
    (
        r"(?:any|some|every) ?(?:thing|where|way|one)? ?(?:else|more)\b|anythings? el\w+|(?:what|how|who) else\b"
        r"|\belse\b"
    ),
    r"what(?:s| is| up)? next|what (?:can|may|should) i do (?:now|next|for you)",
    r"(?:need|want|like|require|have) (?:any )?more (?:help|assistance|information|questions|from me)",
    (
        r"(?:other|further|more|additional|any|another|need|some|require) (?:help|assistance|way|thing|things"
        r"|question|questions"
        r"|service|services|request|requests|support|information)"
    ),
    (
        r"(?:help|assist|aid|serve) you|(?:be|of) (?:any )?(?:help|assistance|service)|do for you"
        r"|need(?: any)? (?:help|assistance)"
    ),
)
"""Questions whether there is anything else."""
