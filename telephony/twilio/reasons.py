"""Why a message of Twilio's could not be taken: each reason by name, with its sentence and its weight."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class Reason(StrEnum):
    """What was wrong with a message. The value goes into logs and counters, the sentence is for people."""

    sentence: str
    refuses: bool
    """The stream cannot go on. After all others it does, as Twilio does after a message that it cannot read."""

    def __new__(cls, value: str, sentence: str, weight: str = "skips") -> Self:
        """A member is its value; sentence and weight hang on it."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.sentence = sentence
        member.refuses = weight == "refuses"
        return member

    BINARY = "binary", "The message is binary; Media Streams speaks text only."
    TOO_LONG = "too_long", "The message is longer than any message of Media Streams."
    NOT_JSON = "not_json", "The message is not JSON."
    NOT_AN_OBJECT = "not_an_object", "The message is JSON, but not an object."
    UNKNOWN_EVENT = "unknown_event", "The message names no event that Media Streams has."
    OUT_OF_ORDER = "out_of_order", "The event has no place in this state of the stream."
    AFTER_STOP = "after_stop", "The stream has stopped; nothing can follow."
    MISSING_FIELD = "missing_field", "A field that belongs to the event is missing."
    WRONG_FIELD = "wrong_field", "A field has the wrong type or a value outside its bounds."
    WRONG_STREAM = "wrong_stream", "The message belongs to another stream."
    WRONG_SEQUENCE = "wrong_sequence", "A counter is missing or is not a number; the rest of the message was taken."
    NOT_INBOUND = "not_inbound", "The sound is not the caller's: its track is not inbound."
    BAD_BASE64 = "bad_base64", "The sound is not valid base64."
    NO_AUDIO = "no_audio", "The message carries no sound."
    TOO_MUCH_AUDIO = "too_much_audio", "The message carries more sound than one message may."
    BAD_DIGIT = "bad_digit", "The key is none of 0-9, *, #, A-D."
    REPEATED = "repeated", "The message was told before, under the same number."
    BAD_START = "bad_start", "The start does not say which stream and which call this is.", "refuses"
    WRONG_FORMAT = "wrong_format", "The sound is not µ-law of 8000 Hz and one channel.", "refuses"
    TOO_MANY = "too_many", "Too many messages in a row could not be taken.", "refuses"


@dataclass(frozen=True, slots=True)
class BadMessage:
    """A message that was not taken, or (`WRONG_SEQUENCE`, and what is wrong with a stop) taken all the same."""

    reason: Reason
    detail: str = ""
    """The field that is wrong. Never its value: it may be a caller's."""
