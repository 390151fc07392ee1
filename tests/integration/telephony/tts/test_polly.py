"""Amazon Polly's voices over real connections, against a stand-in of Polly."""

import asyncio
import threading
import traceback
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web
from botocore.loaders import JSONFileLoader
from structlog.testing import capture_logs

from agent.fakes import Fakes, Fault, open_fakes
from agent.fakes.polly import PollyFake
from agent.fakes.polly_requests import Synthesis
from agent.fakes.running import scripted
from telephony.audio.providers import Means
from telephony.audio.workers import SpeechPool
from telephony.errors import Fault as Why
from telephony.errors import SpeechUnavailable
from telephony.tts import polly
from telephony.tts.polly import PollyVoice
from telephony.tts.polly_client import Keys, PollyClient
from telephony.tts.port import Speech, Voice
from telephony.tts.registry import load
from telephony.tts.scripted import ScriptedVoice
from telephony.tts.voices import VoiceIds
from telephony.usage import Usage, charging

SECRET = "the-secret-of-the-key"
WORDS = "My number is four two."
TEXT = "Good morning, आशा। How — may I help you?"
EXPECTED = ScriptedVoice(letter_ms=20)


@pytest_asyncio.fixture
async def fakes() -> AsyncIterator[Fakes]:
    """Polly stood in for."""
    async with open_fakes(["polly"], key=SECRET) as fakes:
        yield fakes


@pytest.fixture
def fake(fakes: Fakes) -> PollyFake:
    """The stand-in."""
    fake = fakes["polly"]
    assert isinstance(fake, PollyFake)
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
    voice = load("polly", Means(pool, fakes.settings))
    yield voice
    await voice.aclose()


def made(fake: PollyFake, *, stall_s: float = 1.0, marks_s: float = 0.6, engine: str = "neural") -> PollyVoice:
    """With limits of its own."""
    keys = Keys(fake.access, SECRET)
    client = PollyClient(region=fake.region, endpoint=fake.url, keys=keys, stall_s=stall_s)
    return PollyVoice(client, voices=VoiceIds("Kajal", {}), engine=engine, marks_s=marks_s)


@pytest_asyncio.fixture
async def hasty(fake: PollyFake) -> AsyncIterator[PollyVoice]:
    """It gives up after a fifth of a second."""
    voice = made(fake)
    yield voice
    await voice.aclose()


@pytest_asyncio.fixture
async def wordless(fake: PollyFake) -> AsyncIterator[PollyVoice]:
    """It has no times of words, so that a fault befalls the sound."""
    voice = made(fake, engine="generative")
    yield voice
    await voice.aclose()


async def spoken(voice: Voice, text: str = TEXT, language: str = "en") -> list[Speech]:
    """All pieces of a text."""
    return [piece async for piece in voice.speak(text, language=language)]


async def sound(voice: Voice, text: str = TEXT, language: str = "en") -> bytes:
    """All sound of a text."""
    return b"".join(piece.audio for piece in await spoken(voice, text, language))


def words(pieces: list[Speech]) -> list[str]:
    """All words of a speech."""
    return [word.text for piece in pieces for word in piece.words]


async def test_a_sentence_is_spoken_as_it_is_with_its_words(voice: Voice, fake: PollyFake) -> None:
    """The stand-in's sound, byte by byte, and each word from where the stand-in began it."""
    await voice.warm()
    pieces = await spoken(voice)
    expected = await spoken(EXPECTED)
    assert b"".join(piece.audio for piece in pieces) == b"".join(piece.audio for piece in expected)
    found = {word.text: word.start_ms for piece in pieces for word in piece.words if word.text != "—"}
    assert found == {word.text: word.start_ms for piece in expected for word in piece.words if word.text != "—"}
    assert words(pieces) == TEXT.split()
    assert not fake.refused


async def test_the_language_is_one_of_the_voices(voice: Voice, fake: PollyFake) -> None:
    """Kajal speaks English and Hindi of India, wherever the caller's English is from."""
    await voice.warm()
    for language in ("en", "en-US", "hi", "hi-IN", "es"):
        await spoken(voice, "Yes.", language)
    codes = [seen.body.get("LanguageCode") for seen in fake.requests if seen.body and "Yes." in seen.body["Text"]]
    assert codes[1::2] == ["en-IN", "en-IN", "hi-IN", "hi-IN", None]
    assert not fake.refused


async def test_without_the_list_of_voices_kajal_is_known(voice: Voice, fake: PollyFake) -> None:
    """A key that may only speak is enough."""
    fake.may_list = False
    await voice.warm()
    await spoken(voice, language="hi")
    assert fake.requests[-1].body["LanguageCode"] == "hi-IN"


async def test_a_voice_for_each_language(fakes: Fakes, fake: PollyFake, pool: SpeechPool) -> None:
    """Each is tried when it warms."""
    voice = load("polly", Means(pool, {**fakes.settings, "POLLY_VOICE_ID": "en=Joanna,hi=Kajal"}))
    await voice.warm()
    await spoken(voice, language="en")
    assert fake.requests[-1].body["VoiceId"] == "Joanna"
    assert fake.requests[-1].body["LanguageCode"] == "en-US"
    await spoken(voice, language="hi")
    assert fake.requests[-1].body["VoiceId"] == "Kajal"
    assert not fake.refused
    await voice.aclose()


async def test_a_long_text_goes_in_several_requests(voice: Voice, fake: PollyFake) -> None:
    """One after the other, and the words are the text's, with times that grow."""
    text = "This sentence has some forty letters. " * 180
    pieces = await spoken(voice, text)
    assert words(pieces) == text.split()
    edges = [edge for piece in pieces for word in piece.words for edge in (word.start_ms, word.end_ms)]
    assert edges == sorted(edges)
    assert edges[-1] <= sum(len(piece.audio) for piece in pieces) // 8
    assert len(fake.requests) == 6
    assert not fake.refused


async def test_an_engine_without_marks_is_not_asked_for_them(wordless: PollyVoice, fake: PollyFake) -> None:
    """So there are no words, and one request."""
    assert words(await spoken(wordless)) == []
    assert len(fake.requests) == 1


async def test_the_sound_does_not_wait_for_the_words(fakes: Fakes, fake: PollyFake) -> None:
    """Where they do not come there are none; only the end of the sentence waits for them, for a while."""
    gate = asyncio.Event()
    asked: list[str] = []

    async def hold(sentence: str) -> None:
        asked.append(sentence)
        speeches = [seen.body for seen in held["polly"].requests if seen.path == "/v1/speech"]
        if speeches[len(asked) - 1]["OutputFormat"] == "json":
            await gate.wait()

    talents = replace(scripted(), voice=ScriptedVoice(letter_ms=20, before_piece=hold))
    async with open_fakes(["polly"], key=SECRET, talents=talents) as held:
        stand_in = held["polly"]
        assert isinstance(stand_in, PollyFake)
        voice = made(stand_in, marks_s=0.05, stall_s=5.0)
        pieces = await spoken(voice, "Yes, of course.")
        assert b"".join(piece.audio for piece in pieces) == await sound(EXPECTED, "Yes, of course.")
        assert words(pieces) == []
        gate.set()
        await voice.aclose()


@pytest.mark.parametrize(
    ("fault", "why", "says"),
    [
        (Fault("refuse", status=401), "key", "AWS_ACCESS_KEY_ID"),
        (Fault("refuse", status=402), "quota", "paid"),
        (Fault("refuse", status=403), "key", "may do"),
        (Fault("refuse", status=404), "model", "model"),
        (Fault("refuse", status=429), "busy", "too much"),
        (Fault("refuse", status=500), "broken", "trouble"),
        (Fault("cut", after=0), "broken", "broke off"),
        (Fault("cut", after=1), "broken", "broke off"),
        (Fault("cut", after=4), "broken", "broke off"),
        (Fault("stall", after=0), "timeout", "1 s"),
        (Fault("stall", after=1), "timeout", "1 s"),
        (Fault("close", after=0), "broken", "without a sound"),
    ],
)
async def test_each_trouble_is_told_once_and_over_then(
    wordless: PollyVoice, fake: PollyFake, fault: Fault, why: Why, says: str
) -> None:
    """In one sentence, of its kind, without asking again; the sentence after it is spoken."""
    await sound(wordless)
    fake.troubles.add(fault)
    with pytest.raises(SpeechUnavailable, match=says) as failure:
        await spoken(wordless)
    assert failure.value.fault == why
    assert len(fake.requests) == 2
    assert await sound(wordless) == await sound(EXPECTED)


async def test_sound_that_ends_before_its_words_is_an_error(hasty: PollyVoice, monkeypatch: pytest.MonkeyPatch) -> None:
    """A body without a length may end early and look whole: the words tell."""

    async def cut_short(self: PollyFake, asked: Synthesis) -> AsyncIterator[bytes]:
        yield b"\x7f" * 800

    monkeypatch.setattr(PollyFake, "_sound", cut_short)
    with pytest.raises(SpeechUnavailable, match="before its words") as failure:
        await spoken(hasty)
    assert failure.value.fault == "broken"


async def test_the_words_that_sounded_are_told_although_the_sound_broke(
    hasty: PollyVoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or the next voice would say them again. Their times may come after all sound that there is."""
    whole = b"".join([piece.audio async for piece in hasty.speak(TEXT, language="en")])

    async def cut_short(self: PollyFake, asked: Synthesis) -> AsyncIterator[bytes]:
        yield whole[: len(whole) // 2]

    monkeypatch.setattr(PollyFake, "_sound", cut_short)
    heard: list[str] = []

    async def listen() -> None:
        async for piece in hasty.speak(TEXT, language="en"):
            heard.extend(word.text for word in piece.words)

    with pytest.raises(SpeechUnavailable, match="before its words"):
        await listen()
    assert heard
    assert heard == TEXT.split()[: len(heard)]
    assert len(heard) < len(TEXT.split())


@pytest.mark.parametrize("fault", [Fault("refuse", status=429, times=1), Fault("garbage"), Fault("cut", after=1)])
async def test_without_marks_there_is_still_sound(fake: PollyFake, fault: Fault) -> None:
    """The times of the words are worth less than the words."""
    voice = made(fake)
    marks = await voice._marks(TEXT, {"Text": TEXT, "VoiceId": "Kajal", "Engine": "neural"})
    fake.troubles.add(fault)
    assert marks
    with capture_logs() as logs:
        assert await voice._marks(TEXT, {"Text": TEXT, "VoiceId": "Kajal", "Engine": "neural"}) == []
    assert [entry["event"] for entry in logs] == ["polly.no_times_of_words"]
    assert WORDS not in str(logs)
    await voice.aclose()


async def test_a_drip_is_slow_and_whole(wordless: PollyVoice, fake: PollyFake) -> None:
    """Crumbs make the same sound."""
    fake.troubles.add(Fault("drip"))
    assert await sound(wordless, "Yes.") == await sound(EXPECTED, "Yes.")


async def test_what_is_no_sound_is_not_played(wordless: PollyVoice, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever answers there instead of Polly."""

    async def page(request: web.Request, *_: object, **__: object) -> web.Response:
        return web.Response(text="Welcome to the hotel.", content_type="text/html")

    monkeypatch.setattr("agent.fakes.polly.send_body", page)
    with pytest.raises(SpeechUnavailable, match="something else") as failure:
        await spoken(wordless)
    assert failure.value.fault == "broken"


async def test_closing_lets_go_of_the_requests(voice: Voice, fake: PollyFake) -> None:
    """The interruption: what is under way is given up, and the next text is spoken as ever."""
    fake.troubles.piece_s = 0.02
    pieces = voice.speak(TEXT, language="en")
    assert (await anext(pieces)).audio
    assert isinstance(pieces, AsyncGenerator)
    await pieces.aclose()
    await fake.until(lambda: fake.live == 0, limit_s=2)
    fake.troubles.piece_s = 0
    assert await sound(voice, "Yes.") == await sound(EXPECTED, "Yes.")


async def test_connections_are_used_again(voice: Voice, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sentence does not pay for a handshake: two connections, for the sound and the marks beside it."""
    peers: list[object] = []
    check = PollyFake._check_signature

    async def noting(self: PollyFake, request: web.Request) -> None:
        assert request.transport is not None
        peers.append(request.transport.get_extra_info("peername"))
        await check(self, request)

    monkeypatch.setattr(PollyFake, "_check_signature", noting)
    await voice.warm()
    for _ in range(5):
        await spoken(voice, "Yes.")
    assert len(peers) == 12
    assert len(set(peers)) == 2


async def test_the_client_is_made_without_holding_up_calls(voice: Voice, monkeypatch: pytest.MonkeyPatch) -> None:
    """AWS's client reads descriptions of the service, a long while: in a thread, not where the calls are."""
    threads: set[int] = set()
    load_file = JSONFileLoader.load_file

    def noting(self: JSONFileLoader, path: str) -> object:
        threads.add(threading.get_ident())
        return load_file(self, path)

    monkeypatch.setattr(JSONFileLoader, "load_file", noting)
    await voice.warm()
    assert threads
    assert threading.get_ident() not in threads


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"AWS_SECRET_ACCESS_KEY": "wrong"}, "key"),
        ({"AWS_ACCESS_KEY_ID": "AKIAWRONG"}, "key"),
        ({"AWS_SESSION_TOKEN": "unknown"}, "key"),
        ({"AWS_REGION": "us-east-1"}, "key"),
        ({"POLLY_VOICE_ID": "Nobody"}, "request"),
        ({"POLLY_VOICE_ID": "Aditi"}, "model"),
        ({"AWS_ENDPOINT_URL_POLLY": "http://127.0.0.1:9"}, "network"),
        ({"AWS_REGION": "no region"}, "local"),
    ],
)
async def test_what_is_wrong_is_told_at_start(
    fakes: Fakes, pool: SpeechPool, settings: dict[str, str], why: Why
) -> None:
    """A key, a region, a voice, an engine that the voice does not have, a network."""
    voice = load("polly", Means(pool, {**fakes.settings, **settings}))
    with pytest.raises(SpeechUnavailable) as failure:
        await voice.warm()
    assert failure.value.fault == why
    await voice.aclose()


async def test_an_engine_that_is_none_is_told_at_once(pool: SpeechPool) -> None:
    """With those that there are."""
    with pytest.raises(SpeechUnavailable, match="neural, generative"):
        PollyVoice.configured("quick", Means(pool, {}))


async def test_half_a_key_is_told_at_once(pool: SpeechPool) -> None:
    """The secret is not looked for elsewhere then."""
    with pytest.raises(SpeechUnavailable, match="both"):
        PollyVoice.configured("", Means(pool, {"AWS_ACCESS_KEY_ID": "AKIA"}))


@pytest.fixture
def _no_keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine that has no keys of AWS, nor a role."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.mark.usefixtures("_no_keys")
async def test_without_any_key_it_says_so_and_does_not_look_again(fake: PollyFake) -> None:
    """Looking for keys takes seconds where a machine has a role's address: once, and no caller waits for it."""
    client = PollyClient(region=fake.region, endpoint=fake.url, keys=None, stall_s=1.0)
    voice = PollyVoice(client, voices=VoiceIds("Kajal", {}))
    with pytest.raises(SpeechUnavailable, match="has no key") as failure:
        await voice.warm()
    assert failure.value.fault == "key"
    with pytest.raises(SpeechUnavailable, match="has no key"):
        await asyncio.wait_for(spoken(voice), 0.1)
    assert not fake.requests
    await voice.aclose()


@pytest.mark.usefixtures("_no_keys")
async def test_keys_are_also_found_where_awss_clients_find_them(
    fake: PollyFake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the environment here."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", fake.access)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    client = PollyClient(region=fake.region, endpoint=fake.url, keys=None, stall_s=1.0)
    voice = PollyVoice(client, voices=VoiceIds("Kajal", {}))
    await voice.warm()
    await voice.aclose()


async def test_warming_has_its_limit(voice: Voice, fake: PollyFake, monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow everything is."""
    monkeypatch.setattr(polly, "WARM_S", 0.3)
    fake.troubles.add(Fault("stall", times=0))
    with pytest.raises(SpeechUnavailable) as failure:
        await voice.warm()
    assert failure.value.fault == "timeout"


async def test_what_is_used_is_told_and_marks_are_billed_too(voice: Voice) -> None:
    """As Polly counts it, for whom it was used."""
    used: list[Usage] = []
    await voice.warm()
    with charging(used.append):
        await spoken(voice, "Yes, please.")
    assert used == [Usage("tts", "polly", "neural", "characters", 12)] * 2


async def test_what_is_refused_is_not_used(wordless: PollyVoice, fake: PollyFake) -> None:
    """Nobody pays for it."""
    used: list[Usage] = []
    fake.troubles.add(Fault("refuse", status=429))
    with charging(used.append), pytest.raises(SpeechUnavailable):
        await spoken(wordless)
    assert used == []


async def test_after_closing_it_is_silent(voice: Voice, fake: PollyFake) -> None:
    """Also in the middle of a sentence; closing twice is closing."""
    fake.troubles.piece_s = 0.02
    pieces = voice.speak(TEXT, language="en")
    await anext(pieces)
    await voice.aclose()
    with pytest.raises(SpeechUnavailable):
        [piece async for piece in pieces]
    await voice.aclose()
    for text in ("Yes.", ""):
        with pytest.raises(SpeechUnavailable, match="closed"):
            await spoken(voice, text)


@pytest.mark.parametrize(
    "fault",
    [
        None,
        Fault("refuse", status=403),
        Fault("refuse", status=500),
        Fault("cut"),
        Fault("cut", after=2),
        Fault("stall"),
    ],
)
async def test_no_key_and_no_word_is_told(
    wordless: PollyVoice, fake: PollyFake, caplog: pytest.LogCaptureFixture, fault: Fault | None
) -> None:
    """Neither in the error with all that hangs on it, nor in what is logged."""
    if fault is None:
        fake.key = "another"
    else:
        fake.troubles.add(fault)
    with capture_logs() as logs, pytest.raises(SpeechUnavailable) as failure:
        await spoken(wordless, WORDS)
    told = "".join(traceback.format_exception(failure.value))
    for secret in (SECRET, fake.access, WORDS, "Signature="):
        assert secret not in told
        assert secret not in str(logs) + caplog.text
    assert SECRET not in repr(Keys("a", SECRET, SECRET))
    assert failure.value.__context__ is None
