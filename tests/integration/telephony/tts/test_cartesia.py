"""Cartesia's voices over a real socket, against a stand-in of Cartesia."""

import asyncio
import traceback
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import replace

import pytest
import pytest_asyncio
from structlog.testing import capture_logs

from agent.fakes import Fakes, Fault, open_fakes
from agent.fakes.cartesia import CartesiaFake
from agent.fakes.running import scripted
from telephony.audio.providers import Means
from telephony.audio.workers import SpeechPool
from telephony.errors import Fault as Why
from telephony.errors import SpeechUnavailable
from telephony.tts import cartesia, cartesia_socket, cartesia_sockets
from telephony.tts.cartesia import CartesiaVoice
from telephony.tts.port import Speech, Voice
from telephony.tts.registry import load
from telephony.tts.scripted import ScriptedVoice
from telephony.tts.voices import VoiceIds
from telephony.usage import Usage, charging

KEY = "sk_car_very_secret"
WORDS = "My number is four two."
TEXT = "Good morning, Asha. How may I help you?"
VOICES = VoiceIds("694f9389-aac1-45b6-b726-9d9369183238", {})
EXPECTED = ScriptedVoice(letter_ms=20)


@pytest_asyncio.fixture
async def fakes() -> AsyncIterator[Fakes]:
    """Cartesia stood in for."""
    async with open_fakes(["cartesia"], key=KEY) as fakes:
        yield fakes


@pytest.fixture
def fake(fakes: Fakes) -> CartesiaFake:
    """The stand-in."""
    fake = fakes["cartesia"]
    assert isinstance(fake, CartesiaFake)
    return fake


@pytest_asyncio.fixture
async def pool() -> AsyncIterator[SpeechPool]:
    """The speech pool."""
    pool = SpeechPool(threads=1)
    yield pool
    await pool.aclose()


@pytest_asyncio.fixture
async def voice(fakes: Fakes, pool: SpeechPool) -> AsyncIterator[Voice]:
    """As the settings make it."""
    voice = load("cartesia", Means(pool, fakes.settings))
    yield voice
    await voice.aclose()


@pytest_asyncio.fixture
async def hasty(fake: CartesiaFake) -> AsyncIterator[CartesiaVoice]:
    """It gives up after a fifth of a second."""
    voice = CartesiaVoice(key=KEY, url=fake.url, voices=VOICES, stall_s=1.0)
    yield voice
    await voice.aclose()


async def spoken(voice: Voice, text: str = TEXT, language: str = "en") -> list[Speech]:
    """All pieces of a text."""
    return [piece async for piece in voice.speak(text, language=language)]


async def sound(voice: Voice, text: str = TEXT, language: str = "en") -> bytes:
    """All sound of a text."""
    return b"".join(piece.audio for piece in await spoken(voice, text, language))


def cancelled(fake: CartesiaFake) -> int:
    """How many contexts the stand-in was told to cancel."""
    return sum("cancel" in message for seen in fake.requests for message in seen.messages)


def asked(fake: CartesiaFake) -> list[dict[str, object]]:
    """What it was told to speak."""
    return [message for seen in fake.requests for message in seen.messages if "transcript" in message]


async def test_a_sentence_is_spoken_as_it_is_with_its_words(voice: Voice, fake: CartesiaFake) -> None:
    """The stand-in's sound, byte by byte, and each word where the stand-in spoke it."""
    await voice.warm()
    pieces = await spoken(voice)
    expected = await spoken(EXPECTED)
    assert b"".join(piece.audio for piece in pieces) == b"".join(piece.audio for piece in expected)
    assert [word for piece in pieces for word in piece.words] == [word for piece in expected for word in piece.words]
    assert not fake.refused


async def test_times_may_come_before_their_sound(voice: Voice, fake: CartesiaFake) -> None:
    """Then they wait for it."""
    fake.times_first = True
    pieces = await spoken(voice)
    assert [word.text for piece in pieces for word in piece.words] == TEXT.split()


async def test_a_voice_and_a_language_for_each(fakes: Fakes, fake: CartesiaFake, pool: SpeechPool) -> None:
    """`en-IN` is English to Cartesia, and Hindi has the voice that the setting names."""
    english, hindi = VOICES.default, "a0e99841-438c-4a64-b679-ae501e7d6091"
    settings = {**fakes.settings, "CARTESIA_VOICE_ID": f"en={english},hi={hindi}"}
    voice = load("cartesia:sonic-3.5", Means(pool, settings))
    await voice.warm()
    await spoken(voice, language="en-IN")
    await spoken(voice, "नमस्ते आशा।", language="hi")
    await voice.aclose()
    found = [(message["language"], message["voice"], message["model_id"]) for message in asked(fake)]
    of = {"en": {"mode": "id", "id": english}, "hi": {"mode": "id", "id": hindi}}
    assert found == [(each, of[each], "sonic-3.5") for each in ("en", "hi", "en", "hi")]
    assert not fake.refused


async def test_a_long_text_goes_in_portions_of_one_context(voice: Voice, fake: CartesiaFake) -> None:
    """Their words are the text's, and the stand-in finds nothing that changed."""
    text = "This sentence has some forty letters. " * 60
    pieces = await spoken(voice, text)
    assert [word.text for piece in pieces for word in piece.words] == text.split()
    messages = asked(fake)
    assert len(messages) == 3
    assert len({message["context_id"] for message in messages}) == 1
    assert not fake.refused


async def test_sentences_share_a_socket_and_one_more_waits(voice: Voice, fake: CartesiaFake) -> None:
    """Ten at once, each with its own sound; a second socket is open for whatever happens to the first."""
    await voice.warm()
    texts = [f"Sentence number {number}." for number in range(10)]
    found = await asyncio.gather(*(sound(voice, text) for text in texts))
    assert found == [await sound(EXPECTED, text) for text in texts]
    await fake.until(lambda: len(fake.requests) == 2)
    assert len({message["context_id"] for message in asked(fake)}) == 11
    assert [len(seen.messages) for seen in fake.requests] == [11, 0]


async def test_more_sentences_than_a_socket_takes(
    voice: Voice, fake: CartesiaFake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They go on other sockets; beyond the last the answer is that too much is asked."""
    monkeypatch.setattr(cartesia_socket, "MOST_CONTEXTS", 2)
    monkeypatch.setattr(cartesia_sockets, "MOST_SOCKETS", 2)
    fake.troubles.piece_s = 0.005
    found = await asyncio.gather(*(sound(voice) for _ in range(6)), return_exceptions=True)
    failures = [each for each in found if isinstance(each, SpeechUnavailable)]
    assert len(fake.requests) == 2
    assert [failure.fault for failure in failures] == ["busy"] * 2
    assert len(found) - len(failures) == 4


async def test_closing_cancels_and_what_still_comes_is_dropped(voice: Voice, fake: CartesiaFake) -> None:
    """The interruption: Cartesia is told, and sound that was under way is nobody's."""
    fake.troubles.piece_s, fake.late_chunks = 0.002, 2
    pieces = voice.speak(TEXT, language="en")
    assert (await anext(pieces)).audio
    await pieces.aclose()
    await fake.until(lambda: cancelled(fake) == 1)
    assert await sound(voice, "Yes.") == await sound(EXPECTED, "Yes.")


async def test_closing_does_not_wait_for_the_network(
    voice: Voice, fake: CartesiaFake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A socket that takes nothing more does not hold up the caller's next sentence."""
    pieces = voice.speak(TEXT, language="en")
    await anext(pieces)

    async def stuck(*_: object) -> None:
        await asyncio.Event().wait()

    with monkeypatch.context() as patch:
        patch.setattr("websockets.asyncio.client.ClientConnection.send", stuck)
        patch.setattr(cartesia_socket, "_CANCEL_S", 0.01)
        async with asyncio.timeout(0.5):
            await pieces.aclose()


async def test_a_sentence_that_was_heard_to_its_end_is_not_cancelled(voice: Voice, fake: CartesiaFake) -> None:
    """There is nothing left to cancel."""
    await spoken(voice)
    await spoken(voice)
    assert cancelled(fake) == 0


async def test_a_slow_listener_holds_nobody_up(voice: Voice, fake: CartesiaFake) -> None:
    """What one does not read, others do not wait for."""
    slow = voice.speak(TEXT, language="en")
    first = await anext(slow)
    assert await sound(voice, "Yes.") == await sound(EXPECTED, "Yes.")
    rest = [piece async for piece in slow]
    assert b"".join(piece.audio for piece in [first, *rest]) == await sound(EXPECTED)


async def test_a_listener_that_is_too_slow_fails_alone(
    voice: Voice, fake: CartesiaFake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond the bound its sentence is given up, and cancelled; others are spoken as ever."""
    monkeypatch.setattr(cartesia_socket, "MOST_UNHEARD_BYTES", 30_000)

    async def listen_slowly() -> None:
        async with aclosing(voice.speak(TEXT * 8, language="en")) as slow:
            await anext(slow)  # even this may come too late: the server sends as fast as it can
            await fake.until(lambda: cancelled(fake) == 1)
            [piece async for piece in slow]

    with pytest.raises(SpeechUnavailable, match="not listened to") as failure:
        await listen_slowly()
    await fake.until(lambda: cancelled(fake) == 1)
    assert failure.value.fault == "local"
    assert await sound(voice, "Yes.") == await sound(EXPECTED, "Yes.")


@pytest.mark.parametrize(
    ("fault", "why", "says"),
    [
        (Fault("refuse", status=401), "key", "CARTESIA_API_KEY"),
        (Fault("refuse", status=402), "quota", "paid"),
        (Fault("refuse", status=404), "model", "model"),
        (Fault("refuse", status=429), "busy", "too much"),
        (Fault("refuse", status=500), "broken", "trouble"),
        (Fault("cut", after=0), "broken", "broke off"),
        (Fault("cut", after=1), "broken", "broke off"),
        (Fault("cut", after=4), "broken", "broke off"),
        (Fault("close", after=0), "broken", "1011"),
        (Fault("close", after=3, code=1000), "broken", "1000"),
        (Fault("garbage", after=0), "broken", "does not know"),
        (Fault("garbage", after=3), "broken", "does not know"),
        (Fault("stall", after=1), "timeout", "1 s"),
        (Fault("stall", after=4), "timeout", "1 s"),
    ],
)
async def test_each_trouble_is_told_once_and_over_then(
    hasty: CartesiaVoice, fake: CartesiaFake, fault: Fault, why: Why, says: str
) -> None:
    """In one sentence, of its kind; the sentence after it is spoken."""
    fake.troubles.add(fault)
    with pytest.raises(SpeechUnavailable, match=says) as failure:
        await spoken(hasty)
    assert failure.value.fault == why
    assert await sound(hasty) == await sound(EXPECTED)


async def test_a_handshake_that_stalls_has_its_limit(fake: CartesiaFake) -> None:
    """Whoever waits for the same socket is told at the same time."""
    sockets = cartesia_sockets.CartesiaSockets(url=fake.url, key=KEY, connect_s=0.1)
    fake.troubles.add(Fault("stall", times=0))
    found = await asyncio.gather(*(sockets.begin() for _ in range(5)), return_exceptions=True)
    assert [getattr(each, "fault", None) for each in found] == ["timeout"] * 5
    assert len(fake.requests) == 1
    await sockets.aclose()


async def test_a_drip_is_slow_and_whole(voice: Voice, fake: CartesiaFake) -> None:
    """Crumbs make the same sound."""
    fake.troubles.add(Fault("drip"))
    assert await sound(voice, "Yes.") == await sound(EXPECTED, "Yes.")


async def test_a_torn_socket_fails_all_its_sentences(voice: Voice, fake: CartesiaFake) -> None:
    """And the next goes on another."""
    fake.troubles.piece_s = 0.01
    pieces = [voice.speak(TEXT, language="en") for _ in range(3)]
    for each in pieces:
        await anext(each)
    fake.tear()
    for each in pieces:
        with pytest.raises(SpeechUnavailable, match="broke off"):
            [piece async for piece in each]
    fake.troubles.piece_s = 0
    assert await sound(voice) == await sound(EXPECTED)


async def test_an_error_of_one_sentence_is_not_the_others(voice: Voice, fake: CartesiaFake) -> None:
    """A voice that is not there fails what asked for it; the socket stays."""
    fake.voices = frozenset({VOICES.default})
    fake.troubles.piece_s = 0.005
    other = CartesiaVoice(key=KEY, url=fake.url, voices=VoiceIds(VOICES.default, {"hi": "unknown"}))
    good = asyncio.create_task(sound(other))
    with pytest.raises(SpeechUnavailable) as failure:
        await spoken(other, language="hi")
    assert failure.value.fault == "model"
    assert await good == await sound(EXPECTED)
    await other.aclose()


async def test_too_many_contexts_are_a_busy_account(hasty: CartesiaVoice, fake: CartesiaFake) -> None:
    """As the account's plan has it."""
    fake.most_contexts, fake.troubles.piece_s = 1, 0.005
    first = hasty.speak(TEXT, language="en")
    await anext(first)
    with pytest.raises(SpeechUnavailable) as failure:
        await spoken(hasty)
    assert failure.value.fault == "busy"
    assert [piece async for piece in first]


async def test_a_socket_that_died_idle_costs_nobody_a_sentence(voice: Voice, fake: CartesiaFake) -> None:
    """Cartesia closes idle sockets: the next sentence is spoken on a fresh one."""
    fake.idle_s = 0.02
    await voice.warm()
    await fake.until(lambda: fake.live == 0 and len(fake.requests) == 2)
    assert await sound(voice) == await sound(EXPECTED)


async def test_an_open_socket_is_kept_ready(voice: Voice, fake: CartesiaFake, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the idle ones are closed, one is opened anew before anybody asks."""
    monkeypatch.setattr(cartesia_sockets, "IDLE_S", 0.0)
    fake.idle_s = 0.1
    await voice.warm()
    await fake.until(lambda: len(fake.requests) == 2)
    fake.idle_s = 300.0
    await fake.until(lambda: len(fake.requests) == 3 and fake.live == 1)


async def test_a_socket_that_dies_while_it_is_written_on(
    voice: Voice, fake: CartesiaFake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It had been idle, and nobody heard of the sentence: that is spoken on another, and used once."""
    monkeypatch.setattr(cartesia_socket, "IDLE_S", 0.0)
    fake.troubles.add(Fault("close", after=0, code=1000))
    used: list[Usage] = []
    with charging(used.append):
        found = await sound(voice)
    assert found == await sound(EXPECTED)
    assert used == [Usage("tts", "cartesia", "sonic-3", "characters", len(TEXT))]


async def test_it_dies_so_only_once(voice: Voice, fake: CartesiaFake, monkeypatch: pytest.MonkeyPatch) -> None:
    """To ask again and again is for those who know how long the caller waits."""
    monkeypatch.setattr(cartesia_socket, "IDLE_S", 0.0)
    fake.troubles.add(Fault("close", after=0, code=1000, times=0))
    with pytest.raises(SpeechUnavailable) as failure:
        await spoken(voice)
    assert failure.value.fault == "broken"
    assert len(asked(fake)) == 2


async def test_a_socket_that_closes_at_once_is_not_opened_for_ever(voice: Voice, fake: CartesiaFake) -> None:
    """Nobody asks for it, so nobody opens it."""
    fake.idle_s = 0.0
    with pytest.raises(SpeechUnavailable):
        await voice.warm()
    await fake.until(lambda: fake.live == 0)
    count = len(fake.requests)
    for _ in range(20):
        await asyncio.sleep(0)
    assert len(fake.requests) == count <= 20


@pytest.mark.parametrize(
    ("setting", "value", "why"),
    [("CARTESIA_API_KEY", "sk_wrong", "key"), ("CARTESIA_VOICE_ID", "nobody", "model")],
)
async def test_what_is_wrong_is_told_at_start(
    fakes: Fakes, pool: SpeechPool, setting: str, value: str, why: Why
) -> None:
    """A wrong key shows at the door, a wrong voice when it is to speak."""
    voice = load("cartesia", Means(pool, {**fakes.settings, setting: value}))
    with pytest.raises(SpeechUnavailable) as failure:
        await voice.warm()
    assert failure.value.fault == why
    await voice.aclose()


async def test_a_wrong_model_is_told_at_start(fakes: Fakes, pool: SpeechPool) -> None:
    """Before a caller hears nothing."""
    voice = load("cartesia:sonnet", Means(pool, fakes.settings))
    with pytest.raises(SpeechUnavailable) as failure:
        await voice.warm()
    assert failure.value.fault == "model"
    await voice.aclose()


async def test_a_dead_network_is_told_at_start(pool: SpeechPool) -> None:
    """Nobody listens there."""
    voice = load("cartesia", Means(pool, {"CARTESIA_API_KEY": KEY, "CARTESIA_URL": "http://127.0.0.1:9"}))
    with pytest.raises(SpeechUnavailable, match="network") as failure:
        await voice.warm()
    assert failure.value.fault == "network"
    await voice.aclose()


async def test_warming_has_its_limit(voice: Voice, fake: CartesiaFake, monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow everything is."""
    monkeypatch.setattr(cartesia, "WARM_S", 0.05)
    fake.troubles.piece_s = 1.0
    with pytest.raises(SpeechUnavailable) as failure:
        await voice.warm()
    assert failure.value.fault == "timeout"


async def test_without_a_key_it_is_not_made(pool: SpeechPool) -> None:
    """And the setting is named."""
    with pytest.raises(SpeechUnavailable, match="CARTESIA_API_KEY"):
        CartesiaVoice.configured("", Means(pool, {}))


async def test_closing_ends_what_is_spoken(voice: Voice, fake: CartesiaFake) -> None:
    """Whoever listens is told, no socket stays open, and it speaks no more."""
    fake.troubles.piece_s = 0.01
    pieces = voice.speak(TEXT, language="en")
    await anext(pieces)
    await voice.aclose()
    with pytest.raises(SpeechUnavailable, match="closed"):
        [piece async for piece in pieces]
    await fake.until(lambda: fake.live == 0)
    await voice.aclose()
    for text in ("Yes.", ""):
        with pytest.raises(SpeechUnavailable, match="closed"):
            await spoken(voice, text)


async def test_what_is_used_is_told_for_whom_it_was_used(voice: Voice) -> None:
    """Characters, when they are sent: two callers on one socket have accounts of their own."""
    used: dict[str, list[Usage]] = {"a": [], "b": []}

    async def call(name: str, text: str) -> None:
        with charging(used[name].append):
            await spoken(voice, text)

    await asyncio.gather(call("a", "Yes."), call("b", TEXT))
    assert [[usage.amount for usage in each] for each in used.values()] == [[4], [len(TEXT)]]


def told(failure: BaseException) -> str:
    """Everything that a log could write of it."""
    return "".join(traceback.format_exception(failure))


@pytest.mark.parametrize(
    "fault", [None, Fault("refuse", status=401), Fault("cut", after=2), Fault("garbage"), Fault("stall", after=1)]
)
async def test_no_key_and_no_word_is_told(
    hasty: CartesiaVoice, fake: CartesiaFake, caplog: pytest.LogCaptureFixture, fault: Fault | None
) -> None:
    """Neither in the error with all that hangs on it, nor in what is logged."""
    if fault is None:
        fake.key = "another"
    else:
        fake.troubles.add(fault)
    with capture_logs() as logs, pytest.raises(SpeechUnavailable) as failure:
        await spoken(hasty, WORDS)
    for secret in (KEY, WORDS):
        assert secret not in told(failure.value)
        assert secret not in str(logs) + caplog.text
        assert secret not in repr(hasty)
    assert failure.value.__context__ is None


class Mute(ScriptedVoice):
    """It has nothing to say."""

    async def speak(self, text: str, *, language: str) -> AsyncGenerator[Speech, None]:
        if not text:
            yield Speech(b"")


async def test_a_sentence_that_ends_without_a_sound_is_an_error() -> None:
    """Silence where there should be speech is a broken answer, not a short one."""
    async with open_fakes(["cartesia"], key=KEY, talents=replace(scripted(), voice=Mute())) as fakes:
        voice = CartesiaVoice(key=KEY, url=fakes["cartesia"].url, voices=VOICES)
        with pytest.raises(SpeechUnavailable, match="without a sound"):
            await spoken(voice)
        await voice.aclose()
