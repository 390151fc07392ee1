"""Translates what a caller said into commands by rules alone: no model, no network, a fraction of a millisecond.

The order is the same at every point of every flow: handlers that always win, what the step itself asks for, other
handlers and stored answers, corrections of what was said before, and at last "not understood". Local goes before global
because "cancel my appointment" at a menu is one of its options. Open answers (a name, a message) come after the
handlers, since any words at all could be one; and a question goes to the handlers first when they match it better.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graphs.knowledge import best_entry
from graphs.understanding import (
    builtin,
    is_correction,
    is_question,
    matches,
    pick_item,
    read,
    strip_politeness,
    yes_no,
)
from graphs.understanding.choices import refused
from graphs.understanding.commands import (
    Command,
    Correct,
    Fill,
    Global,
    Heard,
    More,
    No,
    NoneOfThese,
    NotUnderstood,
    Pick,
    PickItem,
    Yes,
)
from graphs.understanding.listening import Items, Listening, Option, Situation, Wanted, asking, stored
from graphs.understanding.loosely import meant
from graphs.understanding.reading import ItemPick, Reading

OPEN = frozenset({"name", "text", "free_text"})
"""Kinds of slot that almost any words could fill."""
KEYED = frozenset({"phone", "digits", "number", "money"})
"""Kinds of slot that the keypad can spell."""
SHORT_ANSWER = 6
"""Words of an answer that may name a value by its place in the question."""
TELLING = 0.8
"""Score of a stored answer for words that are no question: “price?” is one, “that works” and “the lights are back” are
answers to what was asked."""
DOUBTFUL = 0.5
"""Below this confidence of the recogniser no reading is sure."""

Commands = tuple[Command, ...]


def interpret(listening: Listening, heard: Heard, situation: Situation) -> Commands:
    """What the caller meant; never empty."""
    rules = _Rules(listening, situation, heard.confidence)
    commands: Commands = rules.pressed(heard.keys) if heard.keys else ()
    if not commands and heard.text.strip():
        commands = rules.said(heard.text)
    return commands or (NotUnderstood(),)


@dataclass(frozen=True, slots=True)
class _Rules:
    listening: Listening
    situation: Situation
    confidence: float

    # ---- the keypad

    def pressed(self, keys: str) -> Commands:
        digits = keys.rstrip("#")
        if digits == "*":
            return (Global("repeat"),)
        return self.chosen(digits) or self.spelt(digits) or self.global_key(digits)

    def chosen(self, digits: str) -> Commands:
        """A single key that stands for an answer."""
        place = self.listening
        if place.kind in ("yes_no", "value"):
            return self.agreed({"1": True, "2": False}.get(digits))
        if place.asked and place.asked.kind == "yes_no" and digits in ("1", "2"):
            return (Fill(place.asked.slot, "yes" if digits == "1" else "no", digits),)
        if place.kind == "options":
            return tuple(Pick(option.name) for option in place.options if option.key == digits)
        if place.items is not None:
            return self.keyed(digits, place.items.shown)
        if place.asked and digits in place.asked.keys:
            return (Fill(place.asked.slot, place.asked.keys[digits]),)
        return ()

    @staticmethod
    def keyed(digits: str, shown: range) -> Commands:
        """The item at that place; a single item is proposed like a question for a yes or a no."""
        if digits in map(str, range(1, len(shown) + 1)):
            return (PickItem(shown[int(digits) - 1]),)
        return (NoneOfThese(),) if len(shown) == 1 and digits == "2" else ()

    def spelt(self, digits: str) -> Commands:
        """Keys that spell a number."""
        asked = self.listening.asked
        if asked is None or asked.kind not in KEYED:
            return ()
        reading = read(asked.kind, digits, asking(asked, self.situation, primary=True))
        return (Fill(asked.slot, reading.value, digits),) if reading else ()

    def global_key(self, digits: str) -> Commands:
        for handler in self.listening.handlers:
            if handler.key == digits:
                return (Global(handler.name),)
        return (Global("agent"),) if digits == "0" and "agent" not in self.listening.off else ()

    # ---- words

    def said(self, text: str) -> Commands:
        urgent = self.handler(text, only_always=True)
        if urgent:
            return (Global(urgent, text),)
        own = self.elsewhere_first(text) or self.own(text)
        free = self.listening.kind == "talk"  # where any question is answered
        return own or self.elsewhere(text, admitting=not free) or self.corrections(text) or self.loosely(text)

    def elsewhere_first(self, text: str) -> Commands:
        """Handlers, where they go before what was asked for: an open answer, or a question that they match better."""
        asked = self.listening.asked
        if self.listening.kind == "slot" and asked and asked.kind in OPEN:
            corrections = self.corrections(text) if asked.kind == "name" else ()
            return self.elsewhere(text, admitting=True) or corrections
        if self.listening.kind == "items" and self.request(text) in ("repeat", "help", "wait"):
            return self.elsewhere(text)  # "say that again" points at no item
        if is_question(text, self.situation.language):
            return self.elsewhere(text, than=self.longest_own(text))
        return ()

    def own(self, text: str) -> Commands:
        """What the step itself listens for."""
        match self.listening.kind:
            case "slot":
                return self.answer(text)
            case "value":
                return self.verdict(text)
            case "options":
                return self.option(text)
            case "items":
                return self.item(text)
            case "yes_no":
                return self.agreement(text)
            case "event" | "talk":
                return self.fills(text, self.listening.also)[0]

    def answer(self, text: str) -> Commands:
        asked = self.listening.asked
        if asked is None:
            return self.fills(text, self.listening.also)[0]
        if asked.kind == "name":
            others, rest = self.fills(text, self.listening.also)
            return (*self.fills(rest, [asked])[0], *others)
        if asked.kind in OPEN:
            return (*self.fills(text, [asked])[0], *self.fills(text, self.listening.also)[0])
        if asked.kind == "yes_no" and self.agrees(text) is False and (instead := self.refused_for(text)):
            return instead
        found, rest = self.fills(text, [asked, *self.listening.also])
        return (*found, *self.corrections(rest, marks=text)) if found else ()

    def verdict(self, text: str) -> Commands:
        """A yes, a no, or the right value at once."""
        asked, language = self.listening.asked, self.situation.language
        agreed = self.agrees(text)
        if asked and (agreed is not True or is_correction(text, language)):
            value = self.after_no(text)
            reading = read(asked.kind, value, asking(asked, self.situation, primary=asked.kind not in OPEN))
            if reading is None and asked.kind == "name" and not is_question(text, language):
                reading = read(asked.kind, value, asking(asked, self.situation, primary=True))
            if reading and stored(asked, reading) != self.listening.proposed:
                return (self.fill(asked, reading),)
            if reading and agreed is None:
                return (Yes(),)
        return (*self.agreed(agreed), *self.fills(text, self.listening.also)[0]) if agreed else self.agreed(agreed)

    def option(self, text: str) -> Commands:
        found, _ = self.fills(text, self.listening.also)
        lengths = [_longest(text, option) for option in self.listening.options]
        if lengths and max(lengths) > 0:
            return (Pick(self.listening.options[lengths.index(max(lengths))].name), *found)
        return found

    def item(self, text: str) -> Commands:
        items = self.listening.items
        assert items is not None
        changes, rest = self.fills(text, self.listening.also)
        picked = self.pick(text, items)
        if changes and (picked is None or picked.what != "item" or self.pick(rest, items) == picked):
            return changes
        if picked is None:
            agreed = self.agrees(text)
            if agreed is False:
                return (NoneOfThese(),)
            single = (PickItem(items.shown[0]),) if agreed and len(items.shown) == 1 else ()
            return single or (() if agreed else self.instead(text))
        if picked.what == "item":
            return (PickItem(picked.index),)
        return (More(),) if picked.what == "more" else (NoneOfThese(),)

    def instead(self, text: str) -> Commands:
        """Another day or time than those that were read out, in a short answer: "what about the seventh"."""
        if len(text.split()) <= SHORT_ANSWER:
            for want in self.listening.also:
                reading = None
                if want.kind in ("date", "time"):
                    reading = read(want.kind, text, asking(want, self.situation, primary=True))
                if reading is not None and not reading.undecided and stored(want, reading) != want.current:
                    return (self.fill(want, reading),)
        return ()

    def agreement(self, text: str) -> Commands:
        agreed = self.agrees(text)
        if agreed is not True or is_correction(text, self.situation.language):
            changes, rest = self.fills(self.after_no(text), self.listening.change)
            again = agreed is False or is_correction(text, self.situation.language)
            found = changes or (self.repicked(rest) if again else ()) or self.corrections(rest, marks=text)
            if found:
                return found
        return (agreed is False and self.refused_for(text)) or self.agreed(agreed)

    def refused_for(self, text: str) -> Commands:
        """What else a refusal says: "no, I would rather talk to someone" is not only a no."""
        name = self.handler(text, beside_no=True)
        if name is None and self.request(self.after_no(text)) == "agent" and "agent" not in self.listening.off:
            name = "agent"
        return (Global(name, text),) if name else ()

    def repicked(self, text: str) -> Commands:
        for name, items in self.listening.repick.items():
            picked = self.pick(text, items)
            if picked and picked.what == "item":
                return (Correct(name, picked.index, text),)
        return ()

    def agrees(self, text: str) -> bool | None:
        """Whether the caller said yes or no to the question as it was put."""
        return yes_no(text, self.situation.language, self.situation.question)

    def after_no(self, text: str) -> str:
        """The words without a "no" that they begin with: in "no, a filling" it refuses what was said before."""
        first = re.match(r"\W*\w+\W+", text)
        if first is None or yes_no(first[0], self.situation.language) is not False:
            return text
        return " " * first.end() + text[first.end() :]

    @staticmethod
    def agreed(verdict: bool | None) -> Commands:  # noqa: FBT001 - a caller's yes, no or neither
        return () if verdict is None else (Yes(),) if verdict else (No(),)

    # ---- what may be said anywhere

    def elsewhere(self, text: str, *, than: int = 0, admitting: bool = False) -> Commands:
        """A handler, a thing every flow understands, or a stored answer; its match must be longer than that.

        `admitting`: a question that has no stored answer counts too, where a handler has words for that.
        """
        name = self.handler(text, than=than)
        if name is None and not than:
            name = self.request(text)
        if name is None or name in self.listening.off:
            name = self.answered(text, admitting=admitting)
        return (Global(name, text),) if name else ()

    def request(self, text: str) -> str | None:
        """One of the things that every flow understands."""
        return builtin(text, self.situation.language, self.listening.asked.kind if self.listening.asked else None)

    def handler(self, text: str, *, only_always: bool = False, than: int = 0, beside_no: bool = False) -> str | None:
        """The handler of which the longest phrase was said. `beside_no`: phrases that are a mere no do not count."""
        best, length = None, than
        for handler in self.listening.handlers:
            if handler.always or not only_always:
                phrases = (phrase for phrase in handler.phrases if not beside_no or self.says_more_than_no(phrase))
                found = max((0 if refused(text, each) else matches(text, each) for each in phrases), default=0)
                if found > length:
                    best, length = handler.name, found
        return best

    def says_more_than_no(self, phrase: str) -> bool:
        """Whether a phrase means something besides refusing: “not interested” does, “no, thank you” does not."""
        return bool(strip_politeness(self.after_no(phrase).strip(), self.situation.language))

    def answered(self, text: str, *, admitting: bool) -> str | None:
        """The handler whose knowledge answers this, or that admits that it does not."""
        question = is_question(text, self.situation.language)
        asked = self.listening.asked
        if asked and asked.kind in OPEN and not question:
            return None
        for handler in self.listening.handlers:
            if handler.questions:
                score, _ = best_entry(text, handler.questions)
                enough = handler.min_score if question else max(handler.min_score, TELLING)
                if score >= enough or (admitting and question and handler.admits_ignorance):
                    return handler.name
        return None

    def longest_own(self, text: str) -> int:
        """The longest phrase of the step's own answers in this text."""
        wanted = [self.listening.asked, *self.listening.also]
        values = (phrases for want in wanted if want for phrases in want.values.values())
        options = (option.phrases for option in self.listening.options)
        return max((matches(text, phrase) for phrases in (*values, *options) for phrase in phrases), default=0)

    # ---- values

    def corrections(self, text: str, *, marks: str = "") -> Commands:
        """Another value for something said before, when the words say that it is one."""
        if not is_correction(marks or text, self.situation.language):
            return ()
        filled = self.listening.filled
        found = self.fills(self.after_no(text), filled)[0]
        if found or not filled or filled[0].kind in OPEN or len(text.split()) > SHORT_ANSWER:
            return found
        # "No wait, twenty five" names nothing: it is about what was said last.
        last = read(filled[0].kind, self.after_no(text), asking(filled[0], self.situation, primary=True))
        return (self.fill(filled[0], last),) if last and stored(filled[0], last) != filled[0].current else ()

    def loosely(self, text: str) -> Commands:
        """An answer of which no phrase was said as it is written, by the words that matter."""
        place, asked = self.listening, self.listening.asked
        if place.kind == "options":
            option = meant(text, [(each.name, (*each.phrases, each.name.replace("_", " "))) for each in place.options])
            return (Pick(option),) if option else self.loose_fill(text)
        if place.kind == "slot" and asked and asked.kind == "choice":
            value = meant(text, [(key, phrases) for key, phrases in asked.values.items()])
            return (Fill(asked.slot, value, text, sure=False),) if value else ()
        return ()

    def loose_fill(self, text: str) -> Commands:
        """A value of a choice that the place listens for besides its own answers."""
        for want in self.listening.also:
            if want.kind == "choice" and want.current is None:
                value = meant(text, [(key, phrases) for key, phrases in want.values.items()])
                if value:
                    return (Fill(want.slot, value, text, sure=False),)
        return ()

    def fills(self, text: str, wanted: Iterable[Wanted]) -> tuple[Commands, str]:
        """Values for several slots out of one sentence, no word used twice; and the sentence without those words."""
        found: list[Command] = []
        for want in wanted:
            primary = want is self.listening.asked
            if not primary and want.kind in ("yes_no", "text", "free_text"):
                continue
            reading = read(want.kind, text, asking(want, self.situation, primary=primary))
            if reading is None and primary and want.kind == "choice":
                reading = self.by_place(text, want)
            if reading is None or (reading.undecided and not primary):
                continue  # what was left open is asked about, but only where it was asked for
            if stored(want, reading) != want.current:
                found.append(self.fill(want, reading))
            text = text[: reading.start] + " " * (reading.end - reading.start) + text[reading.end :]
        return tuple(found), text

    def by_place(self, text: str, want: Wanted) -> Reading | None:
        """ "The second one" of the values that the question named, in their order; only in a short answer."""
        if len(text.split()) > SHORT_ANSWER:
            return None
        values = list(want.values)
        picked = pick_item(
            text,
            starts=[None] * len(values),
            labels=[""] * len(values),
            shown=range(len(values)),
            language=self.situation.language,
        )
        if picked is None or picked.what != "item":
            return None
        return Reading(str(values[picked.index]), text, 0, len(text))

    def fill(self, want: Wanted, reading: Reading) -> Fill | Correct:
        kind = Fill if want.current is None else Correct
        sure = reading.sure and self.confidence >= DOUBTFUL
        return kind(want.slot, reading.value, reading.said, sure, reading.undecided)

    def pick(self, text: str, items: Items) -> ItemPick | None:
        return pick_item(
            text,
            starts=items.starts,
            labels=items.labels,
            shown=items.shown,
            language=self.situation.language,
            more_phrases=items.more_phrases,
            none_phrases=items.none_phrases,
        )


def _longest(text: str, option: Option) -> int:
    phrases: Sequence[str] = (*option.phrases, option.name.replace("_", " "))
    return max(0 if refused(text, phrase) else matches(text, phrase) for phrase in phrases)
