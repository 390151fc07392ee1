"""How English speakers give a name."""

from graphs.understanding.language import Names

_NEVER = """
    yes yeah yep yup no nope nah not sure ok okay right correct wrong what when how why who where which can could
    would shall should the a an my your his her our their i i'm im i'd i'll i've you he she it it's we they to for
    of and or but please hello hi hey thanks thank sorry is are was does did don't dont have has had need want
    like book booking move cancel change make appointment help agent operator human person people someone somebody
    repeat again wait hold stop bye goodbye today tomorrow tonight morning afternoon evening night noon monday
    tuesday wednesday thursday friday saturday sunday week time date name number phone email that this these those
    one two three four five six seven eight nine ten zero first second third last next calling looking trying
    going interested good fine great perfect cool alright just well actually maybe me any anything nothing
    something never mind yours mine there here with at in on by from about before later late early soon back now
    then if because as up down out know think guess mean meant said say tell talk speak press hang call speaking
    cleaning check checkup filling correct same under put use get got let lets let's am be been being really very
    too also some other another different every all none neither both nobody afraid having ready done happy glad
    unable able only still already confused confirm course absolutely
"""
NAMES = Names(
    plain=(
        r"my (?:full |first |last |sur)?name(?: is|'s|s)",
        r"(?:the |his |her )?name(?: is|'s)",
        r"call me",
        r"(?:it|that) is under the name(?: of)?",
        r"under the name(?: of)?",
        r"in the name of",
    ),
    before=(
        r"(?:it|that)(?:'s| is|s)(?: for| under)?",
        r"this is",
        r"i am",
        r"i'm",
        r"im",
        r"it'll be",
        r"it will be",
        r"(?:put|book|make|have|file) (?:it|that|this)(?: down)? (?:under|for|as|in)",
        r"(?:put|use)",
        r"you can (?:put|use|call me)",
        r"under",
        r"for",
        r"make it",
        r"name",
        r"they call me",
        r"everyone calls me",
        r"i meant",
        r"the patient is",
    ),
    after=(
        r"calling",
        r"speaking",
        r"here",
        r"is (?:my|the|his|her) name",
        r"that's",
        r"thats",
        r"that is",
        r"and my",
        r"and i",
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
    joints=frozenset({"a", "an", "on", "to", "the", "of", "and", "in", "at", "are", "or", "for"}),
)
