"""What is said: the rung of the ladder, the caller's language, and the values in their places. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphs.document import FlowDocument
from graphs.fields import PLACEHOLDER, Placeholder, Text, find, placeholder
from graphs.nodes.offer import Offer
from graphs.speaking import join, render

_WRITTEN: Mapping[str, Mapping[str, str | tuple[str, ...]]] = {
    "one_moment": {
        "en": ("One moment, please.", "Just a second.", "Let me see."),
        "hi": ("एक मिनट रुकिए।", "बस एक पल।", "ज़रा देखते हैं।"),
    },
    "line_lost": {
        "en": "Sorry, the line was gone for a moment.",
        "hi": "माफ़ कीजिए, लाइन एक पल के लिए कट गई थी।",
    },
    "still_right": {
        "en": "Last time it was {value}. Is that still right?",
        "hi": "पिछली बार {value} लिखा था। क्या यह अब भी सही है?",
    },
    "did_you_say": {"en": "Did you say {value}?", "hi": "क्या आपने {value} कहा?"},
    "would_that_suit": {"en": "I have {item}. Would that suit you?", "hi": "{item} हो सकता है। क्या यह ठीक रहेगा?"},
    "that_is_all": {"en": "That is all I have.", "hi": "मेरे पास बस इतना ही है।"},
    "take_your_time": {
        "en": "Take your time. Just speak when you are ready.",
        "hi": "आराम से लीजिए। जब आप तैयार हों तब बोलिए।",
    },
    "already_done": {
        "en": "I am sorry, that is already done, so I cannot change it now.",
        "hi": "माफ़ कीजिए, वह काम हो चुका है, इसलिए अब उसे बदला नहीं जा सकता।",
    },
    "sorry_goodbye": {
        "en": "I am sorry, I cannot help you further at the moment. Please call again later. Goodbye.",
        "hi": "माफ़ कीजिए, अभी हम आपकी और मदद नहीं कर पा रहे हैं। कृपया बाद में फिर फ़ोन कीजिए। नमस्ते।",
    },
    "not_that": {
        "en": "I am sorry, I cannot say anything about that.",
        "hi": "माफ़ कीजिए, इस बारे में हम कुछ नहीं बता सकते।",
    },
    "goodbye": {"en": "All right. Goodbye.", "hi": "ठीक है। नमस्ते।"},
}

OWN: Mapping[str, Text] = {
    name: Text({language: (said,) if isinstance(said, str) else said for language, said in written.items()}, written)
    for name, written in _WRITTEN.items()
}
"""Sentences that every flow has, in the languages that we speak."""

FULL_STOP = {"hi": "।"}
_WAYS_TO_END = (".", "!", "?", "।")


@dataclass(frozen=True, slots=True)
class Wording:
    """A sentence ready to be spoken."""

    text: str
    language: str
    """The language it is in, which is not the caller's where the flow has no wording in theirs."""
    fixed: bool
    """The same in every call."""


@dataclass(frozen=True, slots=True)
class Wordings:
    """Turns a flow's texts into sentences."""

    document: FlowDocument

    def sentence(self, text: Text, values: Mapping[str, Any], *, language: str, attempt: int = 0) -> Wording:
        """The rung for this attempt (the last one for all further attempts), with its values."""
        tongue, rungs = text.ladder(language, self.document.language)
        template = rungs[min(attempt, len(rungs) - 1)]
        if not any(letter.isalpha() for letter in PLACEHOLDER.sub("", template)):
            tongue = language  # nothing but values, which are said in any language
        filled = PLACEHOLDER.sub(lambda match: self._value(placeholder(match[1]), values, tongue), template)
        return Wording(tidy(filled), tongue, fixed=filled == template)

    def inserted(self, text: Text, values: Mapping[str, Any], *, language: str) -> tuple[str, ...]:
        """The values that are put into the first wording, as they are said."""
        tongue, rungs = text.ladder(language, self.document.language)
        parts = (self._value(placeholder(inside), values, tongue) for inside in PLACEHOLDER.findall(rungs[0]))
        return tuple(part for part in parts if part)

    def own(self, name: str, values: Mapping[str, Any], *, language: str) -> Wording:
        """One of the sentences that every flow has."""
        tongue, rungs = OWN[name].ladder(language, "en")
        filled = PLACEHOLDER.sub(lambda match: str(values.get(match[1], "")), rungs[0])
        return Wording(tidy(filled), tongue, fixed=filled == rungs[0])

    def stopgap(self, text: Text | None, language: str, *, number: int) -> Wording:
        """One of the wordings of such a sentence, another one for the next number; ours, where the flow has none."""
        first = self.document.language if text else "en"
        tongue, rungs = (text or OWN["one_moment"]).ladder(language, first)
        return Wording(tidy(rungs[number % len(rungs)]), tongue, fixed=True)

    def listed(self, before: Wording | None, items: tuple[str, ...], language: str) -> Wording:
        """A list that is read out: “I have nine o'clock, ten o'clock or noon.”."""
        together = join(list(items), language)
        if before and before.text.endswith(_WAYS_TO_END):
            together = together[:1].upper() + together[1:]
        text = f"{before.text if before else ''} {together}".strip()
        return Wording(
            text if text.endswith(_WAYS_TO_END) else text + FULL_STOP.get(language, "."), language, fixed=False
        )

    def spoken(self, slot: str, value: object, language: str) -> str:
        """A value as it is best said when the caller is asked whether it is right."""
        how = {
            "date": "spoken",
            "time": "time",
            "phone": "digits",
            "digits": "digits",
            "email": "spell_email",
            "choice": "label",
        }
        return self._said(value, Placeholder((slot,), how.get(self.document.slots[slot].type, "")), language)

    def _value(self, said: Placeholder, values: Mapping[str, Any], language: str) -> str:
        value: Any = values.get(said.path[0])
        for name in said.path[1:]:
            value = value.get(name) if isinstance(value, Mapping) else None
        return self._said(value, said, language)

    def _said(self, value: object, said: Placeholder, language: str) -> str:
        if value is None or value in ("", []):
            return ""
        if isinstance(value, list):
            return join([self._said(item, said, language) for item in value], language)
        if not said.how:
            return str(value)
        slot = self.document.slots.get(said.path[-1])
        label = None
        if slot and slot.values and isinstance(value, str) and value in slot.values:
            written = slot.values[value].label
            label = written.ladder(language, self.document.language)[1][0] if written else None
        return render(value, said.how, language=language, label=label, region=slot.region if slot else "IN")

    def fixed(self) -> Iterator[tuple[str, str]]:
        """Every (sentence, language) of the flow that is the same in every call; those of the steps first, since the
        first of them are what a caller hears first.
        """
        for section in ("nodes", "slots", "voice", "handlers", "knowledge", "resume"):
            for path, text in find(getattr(self.document, section), Text, (section,)):
                if self._spoken_alone(path):
                    yield from self._fixed_wordings(text, self.document.language)
        for text in OWN.values():
            yield from self._fixed_wordings(text, "en")

    def _fixed_wordings(self, text: Text, default: str) -> Iterator[tuple[str, str]]:
        """Those that callers can hear, whatever language of the flow they speak."""
        for language in self.document.languages:
            tongue, rungs = text.ladder(language, default)
            yield from ((tidy(rung), tongue) for rung in rungs if not PLACEHOLDER.search(rung))

    def _spoken_alone(self, path: tuple[str | int, ...]) -> bool:
        """Whether the text is a sentence of its own, and not a label or the beginning of a list."""
        if path[-1] in ("label", "item", "summary"):
            return False
        step = self.document.steps.get(str(path[1])) if path[0] == "nodes" else None
        return not (isinstance(step, Offer) and path[-1] == "say")


def tidy(text: str) -> str:
    """Without the gaps that empty values leave."""
    return re.sub(r"\s+([,.!?।])", r"\1", re.sub(r"\s+", " ", text)).strip()
