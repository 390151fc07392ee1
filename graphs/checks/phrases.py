"""Phrases and keys that stand for two things at once, and words too small to stand for anything."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graphs.checks.survey import Problems, Survey, hint, led_by, problem, warning
from graphs.document import FlowDocument, Handler
from graphs.marked import at, step_at, worded
from graphs.nodes.choose import Choose
from graphs.nodes.offer import Offer
from graphs.problems import Path, Problem
from graphs.understanding.requests import builtin
from graphs.understanding.words import normalise

SMALL = frozenset(
    (
        *("a", "an", "the", "it", "its", "is", "are", "am", "be", "was", "were", "to", "of", "in", "on", "at", "and"),
        *("or", "but", "i", "im", "me", "my", "you", "your", "he", "she", "we", "us", "they", "this", "that", "for"),
        *("with", "do", "does", "did", "have", "has", "can", "will", "would", "so", "if", "as", "by", "from", "not"),
        *("what", "how", "when", "where", "who", "why", "um", "just", "please", "like", "want", "need", "there"),
        *("है", "हैं", "का", "की", "के", "को", "में", "से", "पर", "और", "या", "मैं", "मुझे", "यह", "वह", "हो", "था", "थी"),
        *(
            "भी",
            "ही",
            "तो",
            "क्या",
            "जी",
            "hai",
            "hain",
            "ka",
            "ki",
            "ke",
            "ko",
            "mein",
            "se",
            "par",
            "aur",
            "ya",
            "main",
        ),
    )
)
"""Words that are in nearly every sentence."""
ANSWERS = frozenset({"no", "ok", "na", "ha"})
"""Words of two letters that are whole answers."""
SHORTEST = 3
_HANDLER = worded("handler", "request")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand for something, where they are written."""

    path: Path
    owner: str
    written: str
    words: str
    """As callers are heard: lower case, plain, without the s of the plural."""
    letters: str
    """The same without spaces: "check up" is heard as "checkup"."""

    @property
    def of(self) -> str:
        """Whose it is, in a sentence."""
        inside = self.path[:-1] if isinstance(self.path[-1], int) else self.path
        return at(inside[:-1] if inside[-1] == "phrases" else inside)

    def same(self, other: "Phrase") -> bool:
        """Whether hearing one is hearing the other."""
        return self.letters == other.letters

    def within(self, other: "Phrase") -> bool:
        """Whether whoever says the other says this one too."""
        return self.words in other.words and f" {self.words} " in f" {other.words} "


def _phrase(path: Path, owner: str, written: str) -> Phrase:
    words = (word[:-1] if len(word) > 3 and word.endswith("s") else word for word in normalise(written).split())
    plain = " ".join(words)
    return Phrase(path, owner, written, plain, plain.replace(" ", ""))


@dataclass(frozen=True, slots=True)
class Group:
    """Things of which the caller names one: the options of a step, the values of a choice, the handlers of a flow."""

    path: Path
    what: str
    """How one of them is called: `option of “menu”`."""
    phrases: tuple[Phrase, ...]
    names: tuple[Phrase, ...]
    """What each is called in the document, which counts as a phrase of its own."""
    keys: Mapping[str, str | None]
    off: frozenset[str] = frozenset()
    """Handlers that are switched off where these are listened for."""


def _groups(document: FlowDocument) -> Iterator[Group]:
    for name, step in document.steps.items():
        if isinstance(step, Choose):
            path: Path = ("nodes", name, "options")
            said = {option: fields.phrases for option, fields in step.options.items()}
            keys = {option: fields.key for option, fields in step.options.items()}
            yield _group(path, f"option of “{step_at(name)}”", said, keys, frozenset(step.not_here))
    for name, slot in document.slots.items():
        if slot.values:
            said = {value: fields.phrases for value, fields in slot.values.items()}
            keys = {value: fields.key for value, fields in slot.values.items()}
            yield _group(("slots", name, "values"), f"value of “{name}”", said, keys)


def _handlers(document: FlowDocument) -> Group:
    used = {name: handler for name, handler in document.handlers.items() if not handler.off}
    said = {name: handler.phrases for name, handler in used.items()}
    return _group(("handlers",), _HANDLER, said, {name: handler.key for name, handler in used.items()})


def _group(
    path: Path,
    what: str,
    said: Mapping[str, tuple[str, ...]],
    keys: Mapping[str, str | None],
    off: frozenset[str] = frozenset(),
) -> Group:
    phrases = tuple(
        _phrase((*path, owner, "phrases", index), owner, written)
        for owner, written_phrases in said.items()
        for index, written in enumerate(written_phrases)
    )
    names = tuple(_phrase((*path, owner), owner, owner.replace("_", " ")) for owner in said)
    return Group(path, what, phrases, names, keys, off)


def phrases(survey: Survey) -> Problems:
    """Clashes of phrases, and words too small."""
    document = survey.document
    handlers = _handlers(document)
    for group in (*_groups(document), handlers):
        yield from _clashes(group)
        yield from _small(group.phrases, group.what)
        yield from _keys(group)
    for group in _groups(document):
        yield from _against_handlers(group, handlers, document.handlers)
        yield from _against_built_in(group, document)
        yield from _keys_against_handlers(group, document)
    for name, step in document.steps.items():
        if isinstance(step, Offer):
            yield from _offered(name, step)


def _clashes(group: Group) -> Problems:
    """One problem for each two owners, with all their common phrases under it."""
    pairs: dict[tuple[str, str], list[Problem]] = {}
    for place, second in enumerate(group.phrases):
        for first in (*group.names, *group.phrases[:place]):
            if first.owner == second.owner:
                continue
            named = first.path[-2] != "phrases"
            wrong = _clash(group, first, second, named=named)
            if wrong is not None:
                one, other = sorted((first.owner, second.owner))
                pairs.setdefault((one, other), []).append(wrong)
    for found in pairs.values():
        yield from led_by(sorted(found, key=lambda each: each.level == "hint"))


def _clash(group: Group, first: Phrase, second: Phrase, *, named: bool) -> Problem | None:
    if first.same(second):
        two = f"both “{first.of}” and “{second.of}” (each {_a(group.what)})"
        wins = (first if list(group.keys).index(first.owner) < list(group.keys).index(second.owner) else second).of
        message = f"“{second.written}” means {two}; “{wins}” wins, because it comes first."
        return warning(second.path, "clash", message, "Take it out of one of the two.")
    short, long = (first, second) if first.within(second) else (second, first)
    if named or not short.within(long):
        return None
    message = (
        f"“{short.written}” of “{short.of}” is also in “{long.written}” of “{long.of}” ({group.what}); "
        f"the longer one wins where both are said."
    )
    return hint(second.path, "clash", message)


def _a(what: str) -> str:
    return f"an {what}" if what[0] in "aeiou" else f"a {what}"


def _small(group: tuple[Phrase, ...], what: str) -> Problems:
    for phrase in group:
        words = phrase.words.split()
        tiny = len(phrase.words) < SHORTEST and phrase.words.isascii() and phrase.words not in ANSWERS
        if not words:
            message = f"“{phrase.written}” has no words in it, so nobody can say it."
            yield warning(phrase.path, "small_word", message, "Write words.")
        elif phrase.words in SMALL or tiny:
            message = f"“{phrase.written}”, {_a(what)} (“{phrase.of}”), is in nearly everything that callers say."
            yield warning(phrase.path, "small_word", message, "Take a longer phrase.")


def _against_handlers(group: Group, handlers: Group, rules: Mapping[str, Handler]) -> Problems:
    for theirs in handlers.phrases:
        if theirs.owner in group.off:
            continue
        always = rules[theirs.owner].always
        for ours in group.phrases:
            if not (ours.same(theirs) or (always and theirs.within(ours))):
                continue
            wins = f"the {_HANDLER} “{theirs.owner}” wins" if always else f"the {group.what.partition(' ')[0]} wins"
            message = f"“{ours.written}” is {_a(group.what)} (“{ours.of}”) and also the {_HANDLER} “{theirs.owner}”."
            fix = "Take it out of one of the two."
            yield warning(ours.path, "clash_handler", f"{message} Here {wins}.", fix)


def _against_built_in(group: Group, document: FlowDocument) -> Problems:
    """Phrases that every flow understands: here they stand for what the flow says, which is often meant."""
    found: dict[tuple[str, str], list[Problem]] = {}
    for phrase in group.phrases:
        requests = dict.fromkeys(builtin(phrase.written, language) for language in document.languages)
        for request in requests:
            if request is not None and request not in group.off:
                message = (
                    f"“{phrase.written}” is {_a(group.what)} (“{phrase.of}”) and also what every flow understands "
                    f"as “{request}”. Here the {group.what.partition(' ')[0]} wins."
                )
                found.setdefault((phrase.owner, request), []).append(hint(phrase.path, "clash_built_in", message))
    for hints in found.values():
        yield from led_by(hints)


# ---- keys


def _keys(group: Group) -> Problems:
    seen: dict[str, str] = {}
    for owner, key in group.keys.items():
        if key is None:
            continue
        if key in seen:
            both = " and ".join(f"“{at((*group.path, each))}”" for each in (seen[key], owner))
            message = f"The key {key} stands for both {both} (each {_a(group.what)})."
            yield problem((*group.path, owner, "key"), "same_key", message, "Give one of the two another key.")
        elif key == "0" and owner != "agent":
            message = (
                f"The key 0 calls a person everywhere else; here it is “{at((*group.path, owner))}” ({group.what})."
            )
            yield warning((*group.path, owner, "key"), "clash_key", message, "Take a key from 1 to 9.")
        seen.setdefault(key, owner)


def _keys_against_handlers(group: Group, document: FlowDocument) -> Problems:
    keyed = {str(handler.key): name for name, handler in document.handlers.items() if handler.key and not handler.off}
    for owner, key in group.keys.items():
        handler = keyed.get(key or "")
        if handler and handler not in group.off:
            message = (
                f"The key {key} is “{at((*group.path, owner))}” ({group.what}) and also the {_HANDLER} “{handler}”."
            )
            what = group.what.partition(" ")[0]
            yield warning((*group.path, owner, "key"), "clash_key", f"{message} Here the {what} wins.", "Take another.")


def _offered(name: str, step: Offer) -> Problems:
    said = {"more_phrases": step.more_phrases, "none_phrases": step.none_phrases}
    found = [
        _phrase(("nodes", name, setting, index), setting, written)
        for setting, written_phrases in said.items()
        for index, written in enumerate(written_phrases)
    ]
    yield from _small(tuple(found), f"phrase of “{step_at(name)}”")
    for more in found:
        for none in found:
            if more.owner < none.owner and more.same(none):
                message = f"“{none.written}” asks “{step_at(name)}” for more of the list, and also for none of it."
                yield warning(none.path, "clash", message, "Take it out of one of the two.")
