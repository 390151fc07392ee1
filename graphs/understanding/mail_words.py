"""The words of spoken mail addresses: signs, what leads up to an address, top-level domains and providers."""

MARKS = {
    **dict.fromkeys(("dot", "point", "period", "डॉट", "डाट", "."), "."),
    **dict.fromkeys(("underscore", "अंडरस्कोर", "_"), "_"),
    **dict.fromkeys(("dash", "hyphen", "minus", "डैश", "हाइफन", "-"), "-"),
    **dict.fromkeys(("plus", "प्लस", "+"), "+"),
}
"""The signs of an address by their spoken names."""

SIGNS = (
    (("at", "the", "rate", "of"), "@"),
    (("at", "the", "rate", "off"), "@"),
    (("at", "the", "rate"), "@"),
    (("at", "d", "rate"), "@"),
    (("at", "rate", "of"), "@"),
    (("at", "rate"), "@"),
    (("at", "sign"), "@"),
    (("at", "symbol"), "@"),
    (("एट", "द", "रेट"), "@"),
    (("ऐट", "द", "रेट"), "@"),
    (("एट", "रेट"), "@"),
    (("plus", "sign"), "+"),
    (("under", "score"), "_"),
    (("full", "stop"), "."),
    (("dotcom",), "."),
)
AT = frozenset({"at", "@", "ऐट", "एट", "एटदरेट", "attherate", "attherateof"})
_LEADING_WORDS = """
    is it's its email's emails mail's id's out down note my email e-mail mail  address the to use that's thats this
    yes yeah yep no nope sure ok okay please send me on a an and i am i'm so well can you could reach write be will
    would it'll that'll mailid id mera meri hai hain ka ki ke hi hello you're going at of in with as same name first
    last just oh sorry wait actually mean meant not for like spelled spelt spelling work personal office home other
    new here likhiye likho likhna haan ji nahi nahin par pe us aap wala wali woh toh ye yeh use by from get got give
    your one's which would've right correct it that via try guess think believe suppose yo
"""
BEFORE = frozenset(_LEADING_WORDS.split())
"""What stands before an address and is no part of it."""
ALSO_BOXES = frozenset({"hello", "hi", "me", "office", "work", "home", "personal", "mail", "new"})
"""Such words that are an address of their own when one of them is all that stands before the @."""

_KNOWN_ENDINGS = """
    com org net edu gov mil int in uk us io co ai info biz me app dev de fr es ca au nz ie eu sg ae nl it be ch at se no
    dk fi pl pt gr cz hu ro ru ua tr il za ng ke jp cn kr hk tw my ph th vn id pk bd lk np br mx ar cl pe qa sa kw om
    online tech health care clinic xyz tv cc store shop site live cloud email world studio agency club design law bank
    group team works solutions services company digital media space academy school hospital dental
"""
ENDINGS = frozenset(_KNOWN_ENDINGS.split())
"""What may stand after the last dot."""

PROVIDERS = {
    "gmail": "gmail.com",
    "googlemail": "googlemail.com",
    "yahoo": "yahoo.com",
    "hotmail": "hotmail.com",
    "outlook": "outlook.com",
    "icloud": "icloud.com",
    "rediffmail": "rediffmail.com",
    "protonmail": "protonmail.com",
}
"""Providers that callers name without an ending."""

TWO_PART = frozenset(
    {("co", "in"), ("co", "uk"), ("co", "nz"), ("co", "za"), ("com", "au"), ("com", "sg"), ("ac", "in")}
)
"""Endings of two parts whose second dot is left out in speech."""
