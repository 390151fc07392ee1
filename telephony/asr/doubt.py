"""What a recogniser says when there were no words. Pure.

A decoder must say something, and out of noise it says "You", or a sentence it half believes. The bounds are from
white and brown noise, hum and tones of several levels.
"""

from telephony.asr.moonshine import NOTHING, Words

_LEAST_CONFIDENCE = 0.35
_NOISE_WORDS = frozenset({"you", "so", "uh"})
_NOISE_CONFIDENCE = 0.9


def believe(words: Words) -> Words:
    """The words, or `NOTHING` when they are what noise sounds like to the model."""
    if words.confidence < _LEAST_CONFIDENCE:
        return NOTHING
    if words.text.strip(" .,!?").lower() in _NOISE_WORDS and words.confidence < _NOISE_CONFIDENCE:
        return NOTHING
    return words
