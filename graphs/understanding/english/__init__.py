"""English."""

from graphs.understanding.english.answers import REQUESTS
from graphs.understanding.english.calendar import CALENDAR
from graphs.understanding.english.contacts import NAMES
from graphs.understanding.english.numbers import NUMERALS, ORDINALS, SCALES
from graphs.understanding.language import Language

ENGLISH = Language(
    numerals=NUMERALS, scales=SCALES, ordinals=ORDINALS, meanings=CALENDAR, requests=REQUESTS, names=NAMES
)
