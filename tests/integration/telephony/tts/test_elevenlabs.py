"""ElevenLabs over sockets: our voice against the stand-in, on a real connection, with everything that goes wrong."""

import asyncio
import base64
import json
import logging
import traceback
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from typing import Any

import pytest
import structlog
from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request, Response

from agent.fakes import Fault, open_fakes
from agent.fakes.elevenlabs import ElevenLabsFake
from agent.fakes.running import scripted
from agent.fakes.talents import Talents
from telephony.errors import Fault as Why
from telephony.errors import SpeechUnavailable
from telephony.tts.elevenlabs import ElevenLabsVoice
from telephony.tts.elevenlabs_access import Access
from telephony.tts.elevenlabs_socket import Patience
from telephony.tts.elevenlabs_sockets import Bounds
from telephony.tts.port import Speech, Voice
from telephony.tts.scripted import ScriptedVoice
from telephony.tts.voices import VoiceIds
from telephony.usage import Usage, charging

VOICE, OTHER = "JBFqnCBsd6RMkjVDRZzb", "21m00Tcm4TlvDq8ikWAM"
TEXT = "Good morning. How may I help you?"
KEY = "sk_live_0123456789abcdef"
QUICK = Patience(piece_s=1.0, end_s=0.4, send_s=1.0, final_s=0.2, stale_s=60.0)


@pytest.fixture
async def fake() -> AsyncIterator[ElevenLabsFake]:
    """ElevenLabs, with a voice of tones."""
    async with elevenlabs() as served:
        yield served


@asynccontextmanager
async def elevenlabs(talents: Talents | None = None) -> AsyncIterator[ElevenLabsFake]:
    """ElevenLabs, with another voice."""
    async with open_fakes(["elevenlabs"], talents=talents, key=KEY) as fakes:
        served = fakes["elevenlabs"]
        assert isinstance(served, ElevenLabsFake)
        yield served


@asynccontextmanager
async def voice_of(
    fake: ElevenLabsFake,
    *,
    key: str = KEY,
    voices: str = VOICE,
    model: str = "eleven_flash_v2_5",
    settings: dict[str, float] | None = None,
    **limits: Any,
) -> AsyncIterator[ElevenLabsVoice]:
    """Our voice, told of the stand-in."""
    access = Access(key, fake.url, VoiceIds.parse(voices, setting="X"), model, settings)
    voice = ElevenLabsVoice(access, **{"patience": QUICK, **limits})
    try:
        yield voice
    finally:
        await voice.aclose()


async def spoken(voice: Voice, text: str = TEXT, language: str = "en") -> list[Speech]:
    """All pieces."""
    return [piece async for piece in voice.speak(text, language=language)]


def words(pieces: list[Speech]) -> list[str]:
    """Of all pieces."""
    return [word.text for piece in pieces for word in piece.words]


def texts(fake: ElevenLabsFake) -> list[str]:
    """What the stand-in was asked to speak."""
    messages = (message for seen in fake.requests for message in seen.messages)
    return [message["text"].strip() for message in messages if message.get("text", "").strip()]


class HeldVoice(ScriptedVoice):
    """Does not speak before it is let go."""

    def __init__(self) -> None:
        super().__init__(letter_ms=20, before_piece=self._hold)
        self.asked = 0
        self.let_go = asyncio.Event()

    async def _hold(self, _sentence: str) -> None:
        self.asked += 1
        await self.let_go.wait()


def held() -> tuple[HeldVoice, Talents]:
    """A voice that can be held, for a stand-in."""
    voice = HeldVoice()
    return voice, Talents(scripted().recogniser, voice)


# ── what is said ──────────────────────────────────────────────────────────────


async def test_a_text_becomes_sound_with_the_times_of_its_words(fake: ElevenLabsFake) -> None:
    """µ-law as the vendor made it, whole milliseconds, all words in order, within the sound."""
    async with voice_of(fake) as voice:
        pieces = await spoken(voice)
    made = b"".join([piece.audio async for piece in fake.talents.voice.speak(TEXT, language="en")])
    assert b"".join(piece.audio for piece in pieces) == made
    assert all(piece.audio and len(piece.audio) % 8 == 0 for piece in pieces)
    assert words(pieces) == TEXT.split()
    edges = [edge for piece in pieces for word in piece.words for edge in (word.start_ms, word.end_ms)]
    assert edges == sorted(edges)
    assert edges[-1] <= len(made) // 8
    assert not fake.refused


async def test_each_text_is_a_context_on_a_socket_that_all_share(fake: ElevenLabsFake) -> None:
    """Opened, flushed and closed, and never used again."""
    async with voice_of(fake, settings={"stability": 0.4}) as voice:
        await voice.warm()
        await spoken(voice, "One.")
        await spoken(voice, "Two.")
    [socket] = fake.requests
    assert socket.path == f"/v1/text-to-speech/{VOICE}/multi-stream-input"
    assert socket.values("output_format") == ["ulaw_8000"]
    assert socket.values("language_code") == ["en"]
    names = [message.get("context_id") for message in socket.messages if "context_id" in message]
    assert names == ["t1"] * 3 + ["t2"] * 3 + ["t3"] * 3
    assert socket.messages[0] == {"text": " ", "context_id": "t1", "voice_settings": {"stability": 0.4}}
    assert texts(fake) == ["Hi.", "One.", "Two."]
    assert not fake.refused


async def test_a_socket_is_for_one_voice_and_one_language(fake: ElevenLabsFake) -> None:
    """Hindi has a voice of its own; Hinglish comes as what the flow calls it."""
    async with voice_of(fake, voices=f"en={VOICE},hi={OTHER}") as voice:
        await spoken(voice, "Hello.", "en-IN")
        await spoken(voice, "नमस्ते जी।", "hi-IN")
        await spoken(voice, "Hello again.", "en-US")
    paths = [(seen.path.split("/")[3], seen.values("language_code")) for seen in fake.requests]
    assert paths == [(VOICE, ["en"]), (OTHER, ["hi"])]


@pytest.mark.parametrize("text", ["", "  \n ", "🙂", "…"])
async def test_nothing_to_say_is_nothing_sent(fake: ElevenLabsFake, text: str) -> None:
    """Not even a socket is opened."""
    async with voice_of(fake) as voice:
        assert await spoken(voice, text) == []
    assert not fake.requests


@pytest.mark.parametrize("text", ["Great 🙂 thanks!", "नमस्ते, आप कैसे हैं?", "half \ud83d here", "tab\tand\nline", '"{a}"'])
async def test_any_text_is_spoken_word_for_word(fake: ElevenLabsFake, text: str) -> None:
    """Emojis, Devanagari, halves of surrogate pairs."""
    async with voice_of(fake) as voice:
        assert words(await spoken(voice, text)) == text.split()
    assert not fake.refused


async def test_a_text_longer_than_the_model_takes_is_sent_in_portions() -> None:
    """Cut after sentences, one after the other; the words are those of the whole, the times those of the whole."""
    text = "This is a sentence of some length. " * 200
    async with elevenlabs(Talents(scripted().recogniser, ScriptedVoice(letter_ms=1))) as fake:
        async with voice_of(fake, patience=Patience()) as voice:
            pieces = await spoken(voice, text)
        assert [len(each) <= 5_000 for each in texts(fake)] == [True, True]
        assert words(pieces) == text.split()
        edges = [edge for piece in pieces for word in piece.words for edge in (word.start_ms, word.end_ms)]
        assert edges == sorted(edges)
        assert not fake.refused


async def test_what_is_used_is_told_when_it_is_asked_for(fake: ElevenLabsFake) -> None:
    """Characters, also of a text that is interrupted; opening a socket costs nothing."""
    told: list[Usage] = []
    async with voice_of(fake) as voice:
        with charging(told.append):
            await spoken(voice, "Hello.")
            async with aclosing(voice.speak("Goodbye then.", language="en")) as pieces:
                await anext(pieces)
    assert told == [
        Usage("tts", "elevenlabs", "eleven_flash_v2_5", "characters", 6),
        Usage("tts", "elevenlabs", "eleven_flash_v2_5", "characters", 13),
    ]


@pytest.mark.parametrize("durations", ["charDurationsMs", "charsDurationsMs"])
@pytest.mark.parametrize("told", ["alignment", "normalizedAlignment"])
async def test_both_alignments_and_both_spellings_are_understood(
    fake: ElevenLabsFake, durations: str, told: str
) -> None:
    """Documents and servers differ."""
    fake.durations, fake.alignments = durations, frozenset({told})
    async with voice_of(fake) as voice:
        assert words(await spoken(voice)) == TEXT.split()


async def test_without_alignment_there_are_no_words(fake: ElevenLabsFake) -> None:
    """And the sound is as good."""
    fake.alignments = frozenset()
    async with voice_of(fake) as voice:
        pieces = await spoken(voice)
    assert pieces
    assert words(pieces) == []


# ── interruption ──────────────────────────────────────────────────────────────


async def test_closing_the_iterator_is_the_interruption(fake: ElevenLabsFake) -> None:
    """Nothing more is given on; what still comes does not reach the next text, on the same socket."""
    async with voice_of(fake) as voice:
        pieces = voice.speak(TEXT * 5, language="en")
        assert (await anext(pieces)).audio
        await pieces.aclose()
        assert await anext(pieces, None) is None
        after = await spoken(voice, "Yes, of course.")
    assert words(after) == ["Yes,", "of", "course."]
    assert len(fake.requests) == 1
    assert not fake.refused


async def test_a_place_is_taken_until_elevenlabs_says_final() -> None:
    """Five texts that were interrupted are still being spoken there: a sixth on the socket would close it for all."""
    speaker, talents = held()
    async with elevenlabs(talents) as fake, voice_of(fake, patience=Patience()) as voice:
        for _ in range(5):
            speaking = asyncio.create_task(spoken(voice))
            asked = speaker.asked
            await fake.until(lambda before=asked: speaker.asked > before)  # type: ignore[misc]  # bound per round
            speaking.cancel()
            await asyncio.wait({speaking})
        sixth = asyncio.create_task(spoken(voice, "Yes."))
        await fake.until(lambda: speaker.asked == 6)
        speaker.let_go.set()
        assert words(await sixth) == ["Yes."]
        assert {len(socket.messages) for socket in fake.requests} == {15, 3}
        assert not fake.refused


async def test_a_socket_whose_texts_never_end_is_given_up_after_a_while() -> None:
    """The limit is over for all of them: the socket is closed, and another is used."""
    speaker, talents = held()
    async with elevenlabs(talents) as fake, voice_of(fake, patience=Patience(final_s=0.05)) as voice:
        speaking = asyncio.create_task(spoken(voice))
        await fake.until(lambda: speaker.asked == 1)
        speaking.cancel()
        await fake.until(lambda: fake.requests[0].over)
        speaker.let_go.set()
        assert words(await spoken(voice, "Yes.")) == ["Yes."]


# ── many at a time ────────────────────────────────────────────────────────────


async def test_more_than_five_texts_at_a_time_need_more_sockets() -> None:
    """Each hears its own; no socket is asked for six."""
    speaker, talents = held()
    async with elevenlabs(talents) as fake, voice_of(fake, patience=Patience()) as voice:
        wanted = [f"This is number {number}." for number in range(12)]
        speaking = [asyncio.create_task(spoken(voice, text)) for text in wanted]
        await fake.until(lambda: speaker.asked == 12)
        speaker.let_go.set()
        assert [" ".join(words(await each)) for each in speaking] == wanted
        assert len(fake.requests) == 3
        assert not fake.refused


async def test_beyond_the_bound_a_text_waits_and_then_is_refused_as_busy() -> None:
    """With one socket, the sixth waits for a place; it gets the first that is free, or the bound of its wait."""
    speaker, talents = held()
    bounds = Bounds(sockets=1, wait_s=0.1)
    async with elevenlabs(talents) as fake, voice_of(fake, patience=Patience(), bounds=bounds) as voice:
        speaking = [asyncio.create_task(spoken(voice)) for _ in range(5)]
        await fake.until(lambda: speaker.asked == 5)
        with pytest.raises(SpeechUnavailable) as refusal:
            await spoken(voice)
        assert refusal.value.fault == "busy"
        sixth = asyncio.create_task(spoken(voice, "Yes."))
        speaker.let_go.set()
        assert words(await sixth) == ["Yes."]
        await asyncio.gather(*speaking)
        assert len(fake.requests) == 1


async def test_an_unused_socket_gives_way_to_another_language(fake: ElevenLabsFake) -> None:
    """The bound is for all languages together."""
    async with voice_of(fake, bounds=Bounds(sockets=1)) as voice:
        for language in ("en", "hi", "es", "en"):
            assert await spoken(voice, "Hello.", language)
        await fake.until(lambda: fake.live == 1)
    assert len(fake.requests) == 4


async def test_one_whose_waiting_is_over_takes_no_place_away() -> None:
    """A text that is cancelled while it waits for a socket leaves nothing behind."""
    async with elevenlabs() as fake, voice_of(fake, bounds=Bounds(sockets=1)) as voice:
        fake.troubles.delay_s = 0.1
        waiting = [asyncio.create_task(spoken(voice)) for _ in range(5)]
        await fake.until(lambda: len(fake.requests) == 1)
        for each in waiting:
            each.cancel()
        await asyncio.wait(waiting)
        fake.troubles.delay_s = 0.0
        assert len(await asyncio.gather(*(spoken(voice) for _ in range(5)))) == 5
        assert len(fake.requests) == 1


# ── ready before they are needed ──────────────────────────────────────────────


async def test_warming_speaks_each_voice_and_keeps_its_socket(fake: ElevenLabsFake) -> None:
    """The first sentence of a call waits for no handshake."""
    async with voice_of(fake, voices=f"en={VOICE},hi={OTHER}") as voice:
        await voice.warm()
        assert texts(fake) == ["Hi.", "Hi."]
        await spoken(voice, "नमस्ते।", "hi")
        await spoken(voice, "Hello.", "en")
        assert len(fake.requests) == 2


async def test_when_the_last_place_is_taken_another_socket_is_opened_ahead() -> None:
    """Nobody asked for it yet."""
    speaker, talents = held()
    async with elevenlabs(talents) as fake, voice_of(fake, patience=Patience()) as voice:
        speaking = [asyncio.create_task(spoken(voice)) for _ in range(5)]
        await fake.until(lambda: len(fake.requests) == 2)
        speaker.let_go.set()
        await asyncio.gather(*speaking)


async def test_a_socket_is_renewed_before_elevenlabs_closes_it(fake: ElevenLabsFake) -> None:
    """The next one is open before the old one closes, in an orderly way."""
    async with voice_of(fake, bounds=Bounds(idle_s=0.05)) as voice:
        await voice.warm()
        await fake.until(lambda: len(fake.requests) >= 2 and fake.requests[0].over)
        assert fake.requests[0].messages[-1] == {"close_socket": True}
        assert fake.live >= 1
        assert await spoken(voice)


async def test_languages_not_spoken_lately_have_no_socket(fake: ElevenLabsFake) -> None:
    """It is closed when it was idle long enough; the default voice keeps its own."""
    async with voice_of(fake, bounds=Bounds(idle_s=0.05, lately_s=0.1)) as voice:
        await spoken(voice, "Hello.", "es")
        await fake.until(lambda: fake.live == 0)
        assert await spoken(voice, "Hello.", "es")


async def test_a_socket_that_died_while_idle_fails_nobody(fake: ElevenLabsFake) -> None:
    """Another is opened for the next text."""
    async with voice_of(fake) as voice:
        await voice.warm()
        fake.tear()
        await fake.until(lambda: fake.live == 0)
        assert words(await spoken(voice)) == TEXT.split()


async def test_a_socket_that_dies_under_the_first_text_after_a_while_fails_nobody() -> None:
    """It had been silent, so it was dead before: nobody has heard of the text."""
    speaker, talents = held()
    async with elevenlabs(talents) as fake, voice_of(fake, patience=Patience(stale_s=0.0)) as voice:
        speaking = asyncio.create_task(spoken(voice, "Yes."))
        await fake.until(lambda: speaker.asked == 1)
        fake.tear()
        await fake.until(lambda: speaker.asked == 2)
        speaker.let_go.set()
        assert words(await speaking) == ["Yes."]


# ── what goes wrong ───────────────────────────────────────────────────────────


async def failure_of(voice: Voice, text: str = TEXT) -> SpeechUnavailable:
    """With what speaking fails."""
    with pytest.raises(SpeechUnavailable) as failure:
        await spoken(voice, text)
    return failure.value


@pytest.mark.parametrize(
    ("status", "fault"),
    [(401, "key"), (402, "quota"), (403, "key"), (404, "model"), (429, "busy"), (500, "broken"), (503, "broken")],
)
async def test_a_refused_socket_has_the_fault_of_its_status(fake: ElevenLabsFake, status: int, fault: Why) -> None:
    """Warming tells it, and so does speaking; afterwards all is well."""
    fake.troubles.add(Fault("refuse", status=status, times=2))
    async with voice_of(fake, bounds=Bounds(ready=0)) as voice:
        with pytest.raises(SpeechUnavailable) as refusal:
            await voice.warm()
        assert refusal.value.fault == fault
        assert (await failure_of(voice)).fault == fault
        assert await spoken(voice)


@pytest.mark.parametrize("late", [False, True])
async def test_a_wrong_key_is_told_when_warming(fake: ElevenLabsFake, late: bool) -> None:
    """Whether ElevenLabs looks at it when the socket is opened or when there is something to say."""
    fake.refuses_late = late
    async with voice_of(fake, key="sk_wrong") as voice:
        with pytest.raises(SpeechUnavailable, match="ELEVENLABS_API_KEY") as refusal:
            await voice.warm()
    assert refusal.value.fault == "key"


async def test_a_used_up_quota_is_told_when_warming(fake: ElevenLabsFake) -> None:
    """An open socket would not have told it."""
    fake.characters_left = 0
    async with voice_of(fake) as voice:
        with pytest.raises(SpeechUnavailable) as refusal:
            await voice.warm()
    assert refusal.value.fault == "quota"


async def test_an_unknown_voice_is_told_when_warming(fake: ElevenLabsFake) -> None:
    """Of any language."""
    fake.voices = {VOICE}
    async with voice_of(fake, voices=f"en={VOICE},hi={OTHER}") as voice:
        with pytest.raises(SpeechUnavailable) as refusal:
            await voice.warm()
    assert refusal.value.fault == "model"


async def told(fake: ElevenLabsFake) -> list[Speech]:
    """In how many pieces the text is told by the stand-in."""
    return [piece async for piece in fake.talents.voice.speak(TEXT, language="en")]


@pytest.mark.parametrize("after", [0, 1, 2])
@pytest.mark.parametrize(
    ("kind", "fault"), [("stall", "timeout"), ("cut", "broken"), ("garbage", "broken"), ("close", "broken")]
)
async def test_whatever_breaks_off_in_a_text_is_told_and_the_next_is_spoken(
    fake: ElevenLabsFake, kind: Any, fault: Why, after: int
) -> None:
    """Once, with the right fault, soon; what came before was given on. What was told whole was not broken."""
    async with voice_of(fake, bounds=Bounds(ready=0), connect_s=0.3) as voice:
        fake.troubles.add(Fault(kind, after=after))
        if after == len(await told(fake)):
            assert words(await spoken(voice)) == TEXT.split(), "all of it was told: only the last word is missing"
        elif after or kind in ("garbage", "close"):
            assert (await failure_of(voice)).fault == fault
        else:
            assert (await failure_of(voice)).fault in (fault, "network")
        assert words(await spoken(voice)) == TEXT.split()


async def test_a_slow_drip_is_speech_all_the_same(fake: ElevenLabsFake) -> None:
    """Messages in many fragments."""
    async with voice_of(fake, patience=Patience()) as voice:
        fake.troubles.add(Fault("drip"))
        assert words(await spoken(voice, "Yes.")) == ["Yes."]


async def test_a_peer_that_stops_answering_fails_all_its_texts(fake: ElevenLabsFake) -> None:
    """Together, and the socket is given up."""
    async with voice_of(fake, bounds=Bounds(ready=0)) as voice:
        fake.troubles.add(Fault("stall", after=1))
        failures = await asyncio.gather(*(spoken(voice) for _ in range(4)), return_exceptions=True)
        assert [getattr(each, "fault", None) for each in failures] == ["timeout"] * 4
        await fake.until(lambda: fake.live == 0)


async def test_nobody_there_is_a_matter_of_the_network(fake: ElevenLabsFake) -> None:
    """In one sentence that names the vendor."""
    async with voice_of(fake) as voice:
        object.__setattr__(voice._access, "url", "http://127.0.0.1:9")
        failure = await failure_of(voice)
    assert failure.fault == "network"
    assert "ElevenLabs" in str(failure)


async def test_neither_key_nor_words_reach_an_error_or_a_log(
    fake: ElevenLabsFake, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever goes wrong, even at DEBUG."""
    caplog.set_level(logging.DEBUG)
    seen: list[str] = []
    with structlog.testing.capture_logs() as events:
        for trouble in (Fault("refuse", status=401), Fault("cut", after=1), Fault("garbage"), Fault("stall", after=1)):
            fake.troubles.add(trouble)
            async with voice_of(fake, bounds=Bounds(ready=0)) as voice:
                failure = await failure_of(voice, "My secret number is 4711.")
                seen += [*traceback.format_exception(failure), repr(voice), repr(voice._access)]
                assert failure.__context__ is None
    everything = "".join(seen) + str(events) + caplog.text
    assert KEY not in everything
    assert "4711" not in everything


async def test_after_closing_it_is_silent(fake: ElevenLabsFake) -> None:
    """Closing twice is allowed, and leaves no connection and no task."""
    async with voice_of(fake) as voice:
        await voice.warm()
        await voice.aclose()
        await voice.aclose()
        with pytest.raises(SpeechUnavailable):
            await spoken(voice)
        with pytest.raises(SpeechUnavailable):
            await voice.warm()
        await fake.until(lambda: fake.live == 0)
        ours = [task for task in asyncio.all_tasks() if task.get_name().startswith("elevenlabs")]
        assert not ours


async def test_closing_ends_what_is_being_spoken() -> None:
    """Whoever listens is told."""
    speaker, talents = held()
    async with elevenlabs(talents) as fake, voice_of(fake, patience=Patience()) as voice:
        speaking = asyncio.create_task(failure_of(voice))
        await fake.until(lambda: speaker.asked == 1)
        await voice.aclose()
        assert "closed" in str(await speaking)


def test_models_without_sockets_are_refused_at_once() -> None:
    """With the name that works."""
    with pytest.raises(SpeechUnavailable, match="elevenlabs-http:eleven_v3") as refusal:
        ElevenLabsVoice.configured("eleven_v3", None)  # type: ignore[arg-type]  # it is not looked at
    assert refusal.value.fault == "model"


# ── servers that answer what the stand-in never would ─────────────────────────


@asynccontextmanager
async def answering(answer: Callable[[str], list[str | bytes]]) -> AsyncIterator[ElevenLabsVoice]:
    """A server that answers each text, by its context's name, with these messages."""

    async def handle(socket: ServerConnection) -> None:
        async for raw in socket:
            if '"flush": true' in str(raw):
                for message in answer(str(raw).partition('"context_id": "')[2].partition('"')[0]):
                    await socket.send(message)

    async with serve(handle, "127.0.0.1", 0, logger=logging.getLogger("quiet")) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        voice = ElevenLabsVoice(Access("k", url, VoiceIds(VOICE, {})), patience=QUICK, bounds=Bounds(ready=0))
        try:
            yield voice
        finally:
            await voice.aclose()


SOUND = base64.b64encode(b"\x10" * 1600).decode()


async def test_kinds_and_contexts_that_are_not_known_are_passed_over() -> None:
    """A greeting, a metric, late sound of another context."""

    def answer(name: str) -> list[str | bytes]:
        return [
            '{"hello": 1}',
            f'{{"audio": "{SOUND}", "contextId": "t99"}}',
            f'{{"audio": "{SOUND}", "contextId": "{name}", "alignment": null}}',
            f'{{"isFinal": true, "contextId": "{name}"}}',
        ]

    async with answering(answer) as voice:
        assert b"".join(piece.audio for piece in await spoken(voice)) == b"\x10" * 1600


@pytest.mark.parametrize("message", ['{"audio": 7, "contextId": "%s"}', '{"audio": "?", "contextId": "%s"}', "[1]"])
async def test_a_message_of_a_wrong_form_ends_the_text(message: str) -> None:
    """With an error that says so."""
    async with answering(lambda name: [message.replace("%s", name)]) as voice:
        assert (await failure_of(voice)).fault == "broken"


async def test_a_trouble_of_one_context_leaves_the_others() -> None:
    """The socket goes on."""
    good = f'{{"audio": "{SOUND}", "isFinal": true, "contextId": "%s"}}'
    bad = '{"error": "quota_exceeded", "code": 1008, "contextId": "%s"}'
    async with answering(lambda name: [(bad if name == "t1" else good).replace("%s", name)]) as voice:
        assert (await failure_of(voice)).fault == "quota"
        assert await spoken(voice)


async def test_a_text_that_stalls_alone_fails_alone() -> None:
    """Others on the socket are heard meanwhile, so it stays."""
    whole = f'{{"audio": "{SOUND}", "isFinal": true, "contextId": "%s"}}'
    async with answering(lambda name: [] if name == "t2" else [whole.replace("%s", name)]) as voice:
        assert await spoken(voice)
        stalled = asyncio.create_task(failure_of(voice))
        await asyncio.sleep(0)
        while not stalled.done():
            assert await spoken(voice)
        assert stalled.result().fault == "timeout"
        assert [len(sockets) for sockets in voice._sockets._sockets.values()] == [1]


async def test_an_end_without_any_sound_is_no_speech() -> None:
    """Something else may speak instead."""
    async with answering(lambda name: [f'{{"isFinal": true, "contextId": "{name}"}}']) as voice:
        assert (await failure_of(voice)).fault == "broken"
        with pytest.raises(SpeechUnavailable):
            await voice.warm()


async def test_a_quota_that_is_told_at_the_handshake_is_not_a_wrong_key() -> None:
    """Both are a 401: the body tells."""

    def refuse(connection: ServerConnection, request: Request) -> Response:
        return connection.respond(401, '{"detail": {"status": "quota_exceeded", "message": "0 left"}}')

    async def nothing(socket: ServerConnection) -> None: ...

    async with serve(nothing, "127.0.0.1", 0, process_request=refuse, logger=logging.getLogger("quiet")) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        voice = ElevenLabsVoice(Access("k", url, VoiceIds(VOICE, {})))
        assert (await failure_of(voice)).fault == "quota"
        await voice.aclose()


def alignment(text: str, *, ms: int) -> str:
    """Each letter of the text, one after the other."""
    times = {"charStartTimesMs": [ms * n for n in range(len(text))], "charDurationsMs": [ms] * len(text)}
    return json.dumps({"chars": list(text), **times})


@pytest.mark.parametrize(
    ("told", "ms", "ends"),
    [("Good day.", 20, True), ("Good", 20, False), ("Good daze.", 20, False), ("Good day.", 50, False)],
)
async def test_a_text_whose_letters_all_sounded_may_go_without_its_last_word(told: str, ms: int, *, ends: bool) -> None:
    """Nobody has to say it again, nor lose the voice: silence is its end. Where letters are missing, or their sound,
    it is a stall.
    """

    def answer(name: str) -> list[str | bytes]:
        return [f'{{"audio": "{SOUND}", "contextId": "{name}", "alignment": {alignment(told, ms=ms)}}}']

    async with answering(answer) as voice:
        if ends:
            assert words(await spoken(voice, "Good day.")) == ["Good", "day."]
        else:
            assert (await failure_of(voice, "Good day.")).fault == "timeout"


async def test_sound_of_one_address_is_not_taken_for_that_of_another(fake: ElevenLabsFake) -> None:
    """Speech is kept under the voice's name: what a stand-in said is never heard from the vendor."""
    async with voice_of(fake) as voice:
        own = ElevenLabsVoice(Access("k", "wss://API.elevenlabs.io/", VoiceIds(VOICE, {})))
        assert voice.name == f"{own.name}@{fake.url.partition('//')[2]}"
        assert "@" not in own.name
        await own.aclose()


async def test_where_sockets_are_closed_at_once_none_is_opened_ahead_again_and_again() -> None:
    """There is peace for a while; whoever speaks opens one all the same."""
    opened: list[float] = []

    async def close(socket: ServerConnection) -> None:
        opened.append(asyncio.get_running_loop().time())

    async with serve(close, "127.0.0.1", 0, logger=logging.getLogger("quiet")) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        access = Access("k", url, VoiceIds(VOICE, {}))
        voice = ElevenLabsVoice(access, bounds=Bounds(idle_s=0.04))
        voice._sockets.keep_ready(access.routes())
        # Many looks at what is ready; there must not be many sockets.
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.Event().wait(), 0.2)
        before = len(opened)
        assert before <= 2
        assert (await failure_of(voice)).fault == "broken"
        assert before < len(opened) < before + 10
        await voice.aclose()
