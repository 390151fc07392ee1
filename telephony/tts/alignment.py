"""Which words of the written text lie where in the sound, when other words were spoken. Pure.

"$5 at 2:30" is spoken "five dollars at two thirty": the words that are the same in both anchor the rest, and what lies
between two anchors is shared out by length.
"""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from telephony.tts.port import Word


def align(written: Sequence[str], spoken: Sequence[Word]) -> tuple[Word, ...]:
    """The written words with the times of the spoken ones; a written word that was not spoken has no length."""
    if not spoken:
        return ()
    same = SequenceMatcher(
        None, [_plain(word) for word in written], [_plain(word.text) for word in spoken], autojunk=False
    )
    placed: list[Word] = []
    now = spoken[0].start_ms
    for kind, first, last, begin, end in same.get_opcodes():
        words, sounds = written[first:last], spoken[begin:end]
        if kind == "equal":
            placed += [Word(text, sound.start_ms, sound.end_ms) for text, sound in zip(words, sounds, strict=True)]
        elif sounds:
            placed += shared(words, sounds[0].start_ms, sounds[-1].end_ms)
        else:
            placed += [Word(text, now, now) for text in words]
        if sounds:
            now = sounds[-1].end_ms
    return tuple(placed)


def shared(words: Sequence[str], start_ms: int, end_ms: int) -> Iterator[Word]:
    """The words in this stretch of sound, by their length."""
    letters = sum(len(word) for word in words)
    before = 0
    for word in words:
        begin = start_ms + (end_ms - start_ms) * before // letters
        before += len(word)
        yield Word(word, begin, start_ms + (end_ms - start_ms) * before // letters)


def _plain(word: str) -> str:
    return "".join(letter for letter in word.casefold() if letter.isalnum())
