"""A sentence is heard to its end, whichever voice breaks; and a call is not spoken in two voices by turns."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from pathlib import Path

import pytest
import pytest_asyncio

from telephony.audio.workers import SpeechPool
from telephony.errors import SpeechUnavailable
from telephony.steady.breaker import Breaker
from telephony.steady.chain import VoiceChain
from telephony.steady.preference import one_voice
from telephony.steady.voice import GuardedVoice
from telephony.tts.cache import SpeechCache
from telephony.tts.port import Speech
from tests.support.breaking import understood
from tests.support.breaking_voice import WORD_MS, BreakingVoice, Manner

TEXT = "w1 w2, w3 w4 w5. w6 w7 w8"
Chaining = Callable[..., VoiceChain]


@pytest_asyncio.fixture
async def chaining(tmp_path: Path) -> AsyncIterator[Chaining]:
    """A chain of voices, each with its cache."""
    pool, chains = SpeechPool(threads=1), list[VoiceChain]()

    def chain(*voices: BreakingVoice, **limits: float) -> VoiceChain:
        links = []
        for voice in voices:
            breaker = Breaker(voice.name)
            links.append((SpeechCache(GuardedVoice(voice, breaker, **limits), tmp_path, pool=pool), breaker))
        chains.append(VoiceChain(links))
        return chains[-1]

    yield chain
    for each in chains:
        await each.aclose()
    await pool.aclose()


async def spoken(chain: VoiceChain, text: str = TEXT, *, fixed: bool = False) -> list[Speech]:
    """All pieces."""
    async with aclosing((chain.speak_fixed if fixed else chain.speak)(text, language="en")) as pieces:
        return [piece async for piece in pieces]


def heard(pieces: list[Speech]) -> str:
    """The words in the sound."""
    return understood(b"".join(piece.audio for piece in pieces))


def words(pieces: list[Speech]) -> list[str]:
    """The words that are told."""
    return [word.text for piece in pieces for word in piece.words]


def files_in(folder: Path) -> list[Path]:
    """What was written there."""
    return list(folder.iterdir())


def plain(text: str = TEXT) -> str:
    """Without punctuation."""
    return text.replace(",", "").replace(".", "")


@pytest.mark.parametrize("fixed", [True, False], ids=["fixed", "of this call"])
@pytest.mark.parametrize(
    "manner",
    [Manner(refuses="network"), Manner(refuses="key"), Manner(silent=True), Manner(breaks_after_ms=0)],
    ids=str,
)
async def test_before_its_first_sound_the_next_speaks_the_whole(
    chaining: Chaining, manner: Manner, fixed: bool
) -> None:
    """The caller hears one voice, from the beginning."""
    first, second = BreakingVoice("first", usual=manner), BreakingVoice("second")
    pieces = await spoken(chaining(first, second), fixed=fixed)
    assert heard(pieces) == plain()
    assert words(pieces) == TEXT.split()
    assert second.asked == [TEXT]


@pytest.mark.parametrize("fixed", [True, False], ids=["fixed", "of this call"])
@pytest.mark.parametrize("ahead_ms", [0, 150, 3000])
@pytest.mark.parametrize("at_ms", range(100, 1700, 100))
async def test_after_some_sound_the_next_goes_on_at_the_word(
    chaining: Chaining, at_ms: int, ahead_ms: int, fixed: bool
) -> None:
    """From the first word that was not wholly heard; all words are told once, where they sound."""
    first = BreakingVoice("first", usual=Manner(breaks_after_ms=at_ms), ahead_ms=ahead_ms)
    second = BreakingVoice("second")
    pieces = await spoken(chaining(first, second), fixed=fixed)
    whole, begun = divmod(at_ms, WORD_MS)
    assert second.asked == ([" ".join(TEXT.split()[whole:])] if whole < 8 else [])
    assert words(pieces) == TEXT.split()
    sound = b"".join(piece.audio for piece in pieces)
    assert len(sound) == (8 * WORD_MS + begun) * 8
    for piece in pieces:
        for word in piece.words:
            assert understood(sound[word.start_ms * 8 : word.end_ms * 8]) == plain(word.text)


@pytest.mark.parametrize("at_ms", range(100, 1700, 100))
async def test_without_times_no_word_is_lost_and_the_next_begins_with_a_clause(chaining: Chaining, at_ms: int) -> None:
    """The place is judged by the time; the next voice begins with a clause."""
    first, second = BreakingVoice("first", usual=Manner(breaks_after_ms=at_ms), timed=False), BreakingVoice("second")
    pieces = await spoken(chaining(first, second))
    whole = at_ms // WORD_MS
    (rest,) = second.asked
    assert TEXT.endswith(rest)
    assert len(rest.split()) >= 8 - whole
    assert rest.split()[0] in {"w1", "w3", "w6"}
    assert words(pieces) == TEXT.split()


async def test_the_rest_of_a_fixed_sentence_is_not_kept(chaining: Chaining, tmp_path: Path) -> None:
    """It is the same in no other call, since it begins wherever a voice broke off: nothing of it reaches the folder."""
    first, second = BreakingVoice("first", usual=Manner(breaks_after_ms=500)), BreakingVoice("second")
    chain = chaining(first, second)
    for _ in range(2):
        assert words(await spoken(chain, fixed=True)) == TEXT.split()
    assert second.asked[0] == "w3 w4 w5. w6 w7 w8"
    assert files_in(tmp_path) == []


async def test_a_word_that_is_told_late_is_told_before_the_end(chaining: Chaining) -> None:
    """A word whose sound ends in a later piece is told with that piece, and the last ones at the end."""
    pieces = await spoken(chaining(BreakingVoice(ahead_ms=5000)))
    given = 0
    for piece in pieces:
        given += len(piece.audio) // 8
        assert all(word.end_ms <= given for word in piece.words)
    assert words(pieces) == TEXT.split()


async def test_three_voices_break_one_after_the_other(chaining: Chaining) -> None:
    """Each goes on where the one before it broke off; the words are told once, in order."""
    voices = [BreakingVoice(f"v{at}", usual=Manner(breaks_after_ms=500)) for at in range(3)]
    pieces = await spoken(chaining(*voices, BreakingVoice("last")))
    assert words(pieces) == TEXT.split()
    assert [voice.asked[0].split()[0] for voice in voices] == ["w1", "w3", "w5."]


async def test_a_call_keeps_the_voice_that_it_had_to_change_to(chaining: Chaining) -> None:
    """The first is well again, and yet the call goes on in the second; the next call begins with the first."""
    first, second = BreakingVoice("first", manners=[Manner(breaks_after_ms=500)]), BreakingVoice("second")
    chain = chaining(first, second)
    with one_voice():
        await spoken(chain)
        # A sentence in a task of its own belongs to the call too.
        await asyncio.create_task(spoken(chain))
        assert (len(first.asked), len(second.asked)) == (1, 2)
    with one_voice():
        await spoken(chain)
    assert (len(first.asked), len(second.asked)) == (2, 2)


async def test_when_the_second_fails_too_the_first_is_asked_again(chaining: Chaining) -> None:
    """Better the first voice than none."""
    first = BreakingVoice("first", manners=[Manner(breaks_after_ms=500)])
    second = BreakingVoice("second", manners=[Manner(), Manner(refuses="key")])
    chain = chaining(first, second)
    with one_voice():
        await spoken(chain)
        assert heard(await spoken(chain)) == plain()
        assert (len(first.asked), len(second.asked)) == (2, 2)


async def test_on_nobodys_behalf_the_first_is_asked_each_time(chaining: Chaining) -> None:
    """Outside of a call nothing is remembered."""
    first, second = BreakingVoice("first", manners=[Manner(refuses="local")]), BreakingVoice("second")
    chain = chaining(first, second)
    await spoken(chain)
    await spoken(chain)
    assert (len(first.asked), len(second.asked)) == (2, 1)


async def test_when_all_fail_it_is_told_in_one_sentence(chaining: Chaining) -> None:
    """With the last fault."""
    chain = chaining(*(BreakingVoice(name, usual=Manner(refuses="quota")) for name in ("first", "second")))
    with pytest.raises(SpeechUnavailable, match=r"No voice can speak: second does not speak \(quota\).") as caught:
        await spoken(chain)
    assert caught.value.fault == "quota"


@pytest.mark.parametrize("fixed", [True, False], ids=["fixed", "of this call"])
@pytest.mark.parametrize("keeper", [0, 1])
async def test_when_all_fail_what_anybody_has_kept_is_heard(chaining: Chaining, keeper: int, fixed: bool) -> None:
    """The sentence for trouble was made ahead: it needs no provider any more."""
    voices = [BreakingVoice("first"), BreakingVoice("second")]
    chain = chaining(*voices)
    sentences = [(TEXT, "en")]
    await chain.prepare(sentences if keeper == 0 else [], spare=sentences if keeper == 1 else [])
    for voice in voices:
        voice.usual = Manner(refuses="network")
    assert heard(await spoken(chain, fixed=fixed)) == plain()


async def test_spare_sentences_are_made_by_all(chaining: Chaining) -> None:
    """The others are made by the first alone."""
    first, second = BreakingVoice("first"), BreakingVoice("second")
    assert await chaining(first, second).prepare([("w1", "en"), ("w2", "en")], spare=[("w2", "en")]) == 2
    assert (first.asked, second.asked) == (["w1", "w2"], ["w2"])


async def test_an_interruption_reaches_whoever_speaks(chaining: Chaining) -> None:
    """The caller talks over the second voice: it is interrupted, and nobody else begins."""
    first, second = BreakingVoice("first", usual=Manner(breaks_after_ms=300)), BreakingVoice("second")
    third = BreakingVoice("third")
    text = " ".join(["w1"] * 100)
    async with aclosing(chaining(first, second, third).speak(text, language="en")) as pieces:
        async for _ in pieces:
            if second.asked:
                break
    assert len(second.interrupted) == 1
    assert third.asked == []


async def test_a_wrong_key_of_the_first_stops_the_service(chaining: Chaining) -> None:
    """It is told at start; a first that is down for the moment is stood in for."""
    with pytest.raises(SpeechUnavailable, match="key"):
        await chaining(BreakingVoice("first", warms=["key"]), BreakingVoice("second")).warm()
    down, second = BreakingVoice("down", warms=["network"]), BreakingVoice("second")
    chain = chaining(down, second)
    await chain.warm()
    await spoken(chain)
    assert (down.asked, second.asked) == ([], [TEXT])


async def test_closing_closes_all_in_time(chaining: Chaining, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also those that hang, and twice."""
    monkeypatch.setattr("telephony.steady.voice._CLOSE_LIMIT_S", 0.1)
    voices = [BreakingVoice("first", hangs=True), BreakingVoice("second")]
    chain = chaining(*voices)
    loop = asyncio.get_running_loop()
    began = loop.time()
    await chain.aclose()
    await chain.aclose()
    assert loop.time() - began < 1.0
    assert [voice.closed for voice in voices] == [1, 1]
