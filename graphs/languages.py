"""The language of a conversation changes when the caller changes it. Pure."""

from graphs.turn import Turn
from graphs.understanding.commands import Heard
from graphs.understanding.listening import Listening
from graphs.understanding.tongue import ENOUGH, NAMES, Spoken, length, spoken, wish
from graphs.understanding.words import words


def follow_language(turn: Turn, listening: Listening, heard: Heard) -> bool:
    """Go over to the caller's language when they ask for it, or have gone over to it. True when they said nothing else,
    so that the open question is to be put again.
    """
    languages = turn.document.languages
    if len(languages) < 2 or not heard.text:
        return False
    wanted = None if _is_an_answer(listening, heard) else wish(heard.text, languages, now=turn.language)
    if wanted is not None:
        _go_over(turn, wanted.language, "asked")
        return wanted.alone
    if length(heard.text) < ENOUGH:  # a word or two belong to everybody
        return False
    mixed = len(set(heard.languages) & set(languages)) > 1
    now = Spoken("") if mixed else spoken(heard.text, languages)
    before, turn.progress.spoke = turn.progress.spoke, now.language or turn.language
    if now.language and now.language != turn.language and (before == now.language or (now.sure and not before)):
        _go_over(turn, now.language, "spoken")
    return False


def _go_over(turn: Turn, language: str, why: str) -> None:
    turn.progress.spoke = language
    if language != turn.language:
        turn.trace("language", before=turn.language, now=language, why=why)
        turn.progress.language = language


def _is_an_answer(listening: Listening, heard: Heard) -> bool:
    """Whether a language is one of the answers to what was asked: then its name is no request."""
    phrases = [phrase for option in listening.options for phrase in (*option.phrases, option.name)]
    for want in (listening.asked, *listening.also):
        phrases += [phrase for values in want.values.values() for phrase in values] if want else []
    named = frozenset[str]().union(*NAMES.values())
    said = {word.text for word in words(heard.text)} & named
    return any(word.text in said for phrase in phrases for word in words(phrase))
