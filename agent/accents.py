"""How a call is to be listened to: the flow's languages, spoken as they are where the caller is. Pure."""

from collections.abc import Mapping, Sequence

import phonenumbers

from telephony.asr.port import Listening

ENGLISH: Mapping[str, str] = {
    "IN": "en-IN",
    "US": "en-US",
    "CA": "en-US",
    "GB": "en-GB",
    "IE": "en-GB",
    "AU": "en-AU",
    "NZ": "en-NZ",
}
"""Country to the English that recognisers know by a name of its own."""


def listening_to(
    languages: Sequence[str], language: str, *, numbers: Sequence[str], words: Sequence[str] = ()
) -> Listening:
    """How to listen to a caller who is greeted in `language`, in a flow that speaks `languages`.

    `numbers`: the caller's and ours; the first that tells a country decides which English is spoken. `words`: what is
    likely to be said before the first question tells more.
    """
    country = next((found for number in numbers if (found := _country(number))), "")
    english = ENGLISH.get(country, "en")
    spoken = [english if each == "en" else each for each in dict.fromkeys((language, *languages))]
    return Listening(spoken[0], tuple(spoken[1:]), tuple(words))


def _country(number: str) -> str:
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(number)) or ""
    except phonenumbers.NumberParseException:
        return ""
