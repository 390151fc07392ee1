"""How English speakers give a name."""

from graphs.understanding.english.common import COMMON
from graphs.understanding.language import Names

_NEVER = """
    yes yeah yep yup no nope nah not sure ok okay right correct wrong what when how why who where which can could
    would shall should the a an my your his her our their i i'm im i'd i'll i've you he she it it's we they to for
    of and or but please hello hi hey thanks thank sorry is are was does did don't dont have has had need want like
    book booking move cancel change make appointment help agent operator human person people someone somebody repeat
    again wait hold stop bye goodbye today tomorrow tonight morning afternoon evening night noon monday tuesday
    wednesday thursday friday saturday sunday week time date name number phone email that this these those one two
    three four five six seven eight nine ten zero first second third last next calling looking trying going
    interested good fine great perfect cool alright just well actually maybe me any anything nothing something never
    mind yours mine there here with at in on by from about before later late early soon back now then if because as
    up down out know think guess mean meant said say tell talk speak press hang call speaking cleaning check checkup
    filling correct same under put use get got let lets let's am be been being really very too also some other
    another different every all none neither both nobody afraid having ready done happy glad unable able only still
    already confused confirm course absolutely don't doesn't didn't isn't aren't wasn't won't wouldn't couldn't
    can't cannot shouldn't give gave tell told ask asked asking send sent come came comes leave left reach remember
    forgot forget understand hear heard listen wait waiting driving walking working running taking making feeling
    having using giving telling sending getting coming leaving planning hoping thinking wondering having living
    staying travelling visiting what's who's where's how's that'll it'll you're you've we're we've they're there's
    let's i'd file record records account system order booking reservation usual before again whatever whoever
    anyone anybody everyone everything nowhere question questions answer information details private personal
    business spell spelled spelling letter letters word words minute minutes second moment hour hours day days month
    months year years o'clock am pm half past quarter eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand
"""
NAMES = Names(
    plain=(
        r"my (?:full |first |last |sur|good |own |legal )?name(?: is|'s|s| would be| will be)",
        r"(?:the |his |her |their |whose |patient |patient's )?name(?: is|'s| would be| should be)(?: under)?",
        r"in my name",
        r"this is(?=[\s,]+(?:[^\W\d_]+\s+){1,3}(?:here|speaking|calling|this side)\b)",
        r"it(?:'s| is)(?=[\s,]+(?:[^\W\d_]+\s+){1,3}(?:speaking|calling)\b)",
        r"(?:change|correct|update|switch|amend) (?:the|my|that|his|her) (?:\w+ )?name (?:to|as|into)",
        r"(?:it|this)(?:'s| is) me",
        r"the name on (?:the |my )?\w+ is",
        r"call me",
        r"(?:it|that) is under the name(?: of)?",
        r"under the name(?: of)?",
        r"in the name of",
    ),
    before=(
        r"(?:it|that)(?:'s| is|s)(?: actually| for| under| going to be| spelled)*",
        r"this is",
        r"i am",
        r"i'm",
        r"im",
        r"(?:it|that)(?:'ll| will| would| should) be(?: under| for| in the name of)*",
        r"i go by",
        r"(?:people|friends|everybody|everyone)(?: just| all)? calls? me",
        r"(?:speaking|talking) (?:with|to)",
        r"(?:kindly |please )?note(?: it| that| me| my name)?(?: down)?(?: as)?",
        r"(?:also )?known as",
        r"goes by",
        r"i said",
        r"myself",
        r"(?:please )?(?:write|put)(?: it| that| me)?(?: down)?(?: as| for| under)?",
        r"(?:write|put|spell|note) my name(?: down)? as",
        r"(?:book(?:ing|ed)?|reservation|appointment|account)(?: it| that)?(?: is|'s)? (?:under|for|in the name of)",
        (
            r"(?:my|his|her|[\w.]+ [\w.]+'s|[\w.]+'s) (?:mother|father|mom|mum|dad|wife|husband|son|daughter|brother"
            r"|sister|friend|boss|baby|uncle|aunt|grandmother|grandfather|partner|child)(?:'s)?(?: name)?(?: is|,)?"
        ),
        r"on behalf of",
        r"this side",
        r"(?:first|last|sur|family|given) ?name(?: is|'s)?",
        r"(?:can|could) you (?:put|write)(?: down)?",
        r"(?:caller|customer|client|guest|patient)(?:'s)?(?: name)?(?: is)?",
        r"(?:put|book|make|have|file) (?:it|that|this)(?: down)? (?:under|for|as|in)",
        r"(?:put|use)",
        r"you can (?:put|use|write|note|call me|say)(?: it down as| it as| it under| under| down| my name as)?",
        r"under",
        r"for",
        r"make (?:it|that)",
        r"change (?:it|that) to",
        r"name",
        r"they call me",
        r"everyone calls me",
        r"i meant",
        r"the patient is",
    ),
    after=(
        r"calling",
        r"speaking",
        r"down(?=\W*$)",
        r"here",
        r"is (?:my|the|his|her)(?: \w+)? ?name",
        r"(?:it|that) is(?=\W*$)",
        r"(?:on )?this side",
        r"is (?:calling|speaking|here|on the line)",
        r"not",
        r"without",
        r"as in",
        r"sir",
        r"again",
        r"ma'?am",
        r"madam",
        r"for (?:the|a|an|my|now)",
        r"and (?:i|i'\w+|my|the|we|it|it's|this|he|she|you|can|would|is|need|want|his|her|please|calling|from)",
        r"i(?: am| have| want| need| would|'d|'ve|'ll)(?: \w+)*",
        r"calling (?:from|about)",
        r"so",
        r"that's",
        r"thats",
        r"that is",
        r"but",
        r"spelled",
        r"spelt",
        r"please",
        r"thanks",
        r"thank you",
        r"if",
        r"from",
        r"with",
        r"at",
        r"on",
        r"it's",
        r"i'm",
    ),
    never=frozenset(_NEVER.split()),
    never_alone=COMMON,
    joints=frozenset({"a", "an", "on", "to", "the", "of", "and", "in", "at", "are", "or", "for"}),
)
