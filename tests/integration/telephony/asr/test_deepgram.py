"""Our Deepgram against the stand-in over real sockets: what it hears, every way it can fail."""

import asyncio
import logging
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack
from typing import Any, cast

import pytest
import structlog
from aiohttp import web
from structlog.testing import LogCapture

from agent.fakes import Fault, Seen
from agent.fakes.deepgram import DeepgramFake
from agent.fakes.faults import Course
from agent.fakes.running import open_fakes, scripted, serve
from agent.fakes.stand_in import Handler, StandIn
from agent.fakes.wires import Socket
from telephony.asr.deepgram import DeepgramRecogniser
from telephony.asr.deepgram_sender import Limits
from telephony.asr.deepgram_transcriber import DeepgramTranscriber
from telephony.asr.port import Eager, Failed, Final, Listening, Partial, Result, Resumed
from telephony.asr.registry import load
from telephony.asr.scripted import Said
from telephony.audio import ulaw
from telephony.audio.providers import Means
from telephony.audio.workers import SpeechPool
from telephony.errors import SpeechUnavailable
from telephony.tts.scripted import ScriptedVoice
from telephony.usage import Usage, charging

KEY = "dg-key-that-nobody-may-see"
QUICK = Limits(connect=3.0, answer=1.0, close=0.3, voiceless=0.02, keep_alive=0.1, pause=0.05)
MODELS = ("nova-3", "flux-general-en")
SAID = "I want to pay"

Conduct = Callable[[Socket], Awaitable[None]]


class Puppet(StandIn):
    """A server whose sockets do what the test says, one after the other; the last is repeated."""

    name = "deepgram"

    def __init__(self, *conducts: Conduct) -> None:
        super().__init__(scripted(), key=KEY)
        self._conducts = list(conducts)

    def routes(self) -> Mapping[tuple[str, str], Handler]:
        """Both sockets, alike."""
        return {("GET", "/v1/listen"): self._listen, ("GET", "/v2/listen"): self._listen}

    async def _listen(self, request: web.Request, course: Course) -> web.StreamResponse:
        conduct = self._conducts.pop(0) if len(self._conducts) > 1 else self._conducts[0]
        async with self.socket(request, request["seen"], course) as socket:
            await conduct(socket)
            return socket.response


class Caller:
    """Somebody who speaks to a transcriber, and what it made of it."""

    def __init__(self, transcriber: DeepgramTranscriber, tone: bytes) -> None:
        self.transcriber = transcriber
        self.results: list[Result] = []
        self._tone = tone
        self._reading = asyncio.create_task(self._read())
        self._news = asyncio.Event()

    def speak(self, *, quiet_ms: int = 2_000) -> None:
        """Say something, and be quiet."""
        self.transcriber.voice(speaking=True)
        self.transcriber.feed(self._tone)
        self.transcriber.voice(speaking=False)
        self.transcriber.feed(ulaw.SILENCE * (quiet_ms * 8))

    async def until(self, *kinds: type[Result]) -> Result:
        """Wait for a result of this kind; forget the results so far."""
        async with asyncio.timeout(5):
            while not any(isinstance(each, kinds) for each in self.results):
                self._news.clear()
                await self._news.wait()
        found = next(each for each in self.results if isinstance(each, kinds))
        self.results.clear()
        return found

    async def until_last(self, wanted: Callable[[Result], bool]) -> None:
        """Wait until the newest result is the wanted one."""
        async with asyncio.timeout(5):
            while not (self.results and wanted(self.results[-1])):
                self._news.clear()
                await self._news.wait()

    async def flow(self, *, limit_s: float = 5.0) -> None:
        """Go on sending quiet sound, as a line does, until the results end. Raises TimeoutError when they do not."""
        async with asyncio.timeout(limit_s):
            while not self._reading.done():
                self.transcriber.feed(ulaw.SILENCE * 3200)
                await asyncio.wait({self._reading}, timeout=0.02)

    async def leave(self) -> None:
        """Hang up."""
        await self.transcriber.aclose()
        await self._reading

    async def _read(self) -> None:
        async for result in self.transcriber.results():
            self.results.append(result)
            self._news.set()


class Desk:
    """Recognisers at a stand-in, and callers at them; all are closed at the end of the test."""

    def __init__(self, stack: AsyncExitStack, tone: bytes) -> None:
        self._stack = stack
        self._tone = tone

    async def fake(self, hears: Iterable[Said] = ()) -> DeepgramFake:
        """A stand-in that hears these utterances."""
        fakes = await self._stack.enter_async_context(open_fakes(["deepgram"], talents=scripted(hears), key=KEY))
        return cast("DeepgramFake", fakes["deepgram"])

    async def puppet(self, *conducts: Conduct) -> Puppet:
        """A server whose sockets do as they are told."""
        puppet = Puppet(*conducts)
        await serve(puppet, self._stack)
        return puppet

    def recogniser(self, at: StandIn, model: str = "nova-3", limits: Limits = QUICK) -> DeepgramRecogniser:
        """A recogniser at that stand-in."""
        recogniser = DeepgramRecogniser(key=KEY, url=at.url, model=model, limits=limits)
        self._stack.push_async_callback(recogniser.aclose)
        return recogniser

    async def caller(
        self, at: StandIn, model: str = "nova-3", listening: Listening | None = None, limits: Limits = QUICK
    ) -> Caller:
        """Somebody who is listened to."""
        caller = Caller(await self.recogniser(at, model, limits).open(listening or Listening()), self._tone)
        self._stack.push_async_callback(caller.leave)
        return caller


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    """Where callers are made."""
    tone = b"".join([piece.audio async for piece in ScriptedVoice(letter_ms=40).speak(SAID, language="en")])
    async with AsyncExitStack() as stack:
        yield Desk(stack, tone)


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> LogCapture:
    """What is logged, ours and the libraries'."""
    caplog.set_level(logging.DEBUG)
    capture = LogCapture()
    structlog.configure(processors=[capture])
    return capture


def sent(seen: Seen) -> list[str]:
    """The types of the messages that came."""
    return [message["type"] for message in seen.messages]


def results_message(text: str, start: float, end: float, **flags: bool) -> dict[str, Any]:
    """One `Results`, with its words spread over the stretch."""
    words = text.split()
    length = (end - start) / max(len(words), 1)
    heard = [
        {"word": word, "start": start + at * length, "end": start + (at + 1) * length, "confidence": 0.9}
        for at, word in enumerate(words)
    ]
    return {
        "type": "Results",
        "channel_index": [0, 1],
        "start": start,
        "duration": end - start,
        **flags,
        "channel": {"alternatives": [{"transcript": text, "confidence": 0.9, "words": heard}]},
        "metadata": {},
    }


async def drink(socket: Socket) -> None:
    """Take everything, answer nothing, until the client leaves or asks for the end."""
    async for message in socket.messages():
        if isinstance(message, dict) and message.get("type") == "CloseStream":
            return


def saying(*messages: Mapping[str, Any] | bytes) -> Conduct:
    """Say this as soon as there is sound, then nothing."""

    async def conduct(socket: Socket) -> None:
        await anext(aiter(socket.messages()))
        for message in messages:
            await socket.send(message)
        await drink(socket)

    return conduct


# ── what is heard ────────────────────────────────────────────────────────────


@pytest.mark.parametrize("model", MODELS)
async def test_two_utterances_are_heard_each_for_itself(desk: Desk, model: str) -> None:
    """The words of a turn that was taken are not told again; nothing is refused, nothing is lost."""
    fake = await desk.fake([SAID, "by card"])
    caller = await desk.caller(fake, model)
    caller.speak()
    first = await caller.until(Eager)
    caller.transcriber.end_utterance()
    caller.speak()
    second = await caller.until(Eager)
    assert isinstance(first, Eager)
    assert isinstance(second, Eager)
    assert (first.text, second.text) == (SAID, "by card")
    await caller.leave()
    assert list(fake.refused) == []


async def test_flux_says_by_itself_that_the_turn_is_over(desk: Desk) -> None:
    """`EagerEndOfTurn` becomes `Eager`; `EndOfTurn` a `Final` that has ended, with its place in the sound."""
    caller = await desk.caller(await desk.fake([SAID]), "flux")
    caller.speak()
    final = await caller.until(Final)
    assert isinstance(final, Final)
    assert (final.text, final.ended) == (SAID, True)
    assert final.until_ms is not None
    assert 0 < final.until_ms < 1000


async def test_nova_is_asked_to_settle_when_the_voice_is_gone(desk: Desk) -> None:
    """`Finalize` brings the words although there was not enough quiet for Nova's own endpointing."""
    fake = await desk.fake([SAID])
    caller = await desk.caller(fake)
    caller.speak(quiet_ms=40)
    eager = await caller.until(Eager)
    assert isinstance(eager, Eager)
    assert eager.text == SAID
    assert sent(fake.requests[-1]) == ["Finalize"]


async def test_who_goes_on_within_the_moment_is_not_asked_about(desk: Desk) -> None:
    """A breath between two words is no end: no `Finalize` is sent for it."""
    fake = await desk.fake([SAID])
    caller = await desk.caller(fake)
    for _ in range(3):
        caller.transcriber.voice(speaking=True)
        caller.transcriber.voice(speaking=False)
    caller.speak(quiet_ms=40)
    await caller.until(Eager)
    await caller.leave()
    assert sent(fake.requests[-1]) == ["Finalize", "CloseStream"]


async def test_a_turn_that_the_call_took_first_is_forced_to_its_end(desk: Desk) -> None:
    """Flux is told, and what it says of that turn afterwards is not told to the call."""
    fake = await desk.fake([SAID, "by card"])
    caller = await desk.caller(fake, "flux-general-en")
    caller.speak(quiet_ms=300)
    await caller.until(Eager)
    caller.transcriber.end_utterance()
    caller.speak()
    final = await caller.until(Final)
    assert isinstance(final, Final)
    assert final.text == "by card"
    assert sent(fake.requests[-1]) == ["ForceEndTurn"]
    assert list(fake.refused) == []


async def test_what_comes_late_is_not_the_next_utterance(desk: Desk) -> None:
    """A final for sound from before the turn was taken leaves nothing; words after it are the next."""

    async def late(socket: Socket) -> None:
        messages = socket.messages()
        await anext(aiter(messages))
        await socket.send(results_message("I want to", 0.0, 1.0))
        while socket.seen.sound_bytes < 24_000:
            await anext(aiter(messages))
        await socket.send(results_message("I want to pay", 0.0, 1.5, is_final=True, speech_final=True))
        await socket.send(results_message("by card", 3.0, 3.6, is_final=True, speech_final=True))
        await drink(socket)

    caller = await desk.caller(await desk.puppet(late))
    caller.transcriber.feed(ulaw.SILENCE * 16_000)
    await caller.until(Partial)
    caller.transcriber.end_utterance()
    caller.transcriber.feed(ulaw.SILENCE * 16_000)
    eager = await caller.until(Eager)
    assert isinstance(eager, Eager)
    assert eager.text == "by card"


async def test_what_the_caller_says_in_several_stretches_is_one_utterance(desk: Desk) -> None:
    """Final stretches are joined, and the least confidence counts."""
    stretches = (
        results_message("I want", 0.0, 1.0, is_final=True),
        results_message("to pay", 1.0, 2.0, is_final=False),
        results_message("to pay now", 1.0, 2.5, is_final=True, speech_final=True),
        {"type": "UtteranceEnd", "channel": [0, 1], "last_word_end": 2.5},
        results_message("please", 3.0, 3.5),
    )
    caller = await desk.caller(await desk.puppet(saying(*stretches)))
    caller.transcriber.feed(ulaw.SILENCE * 1600)
    await caller.until_last(Partial("I want to pay now please").__eq__)
    assert [each for each in caller.results if isinstance(each, Eager)] == [Eager("I want to pay now", 0.9)]
    assert caller.results[-2:] == [Resumed(), Partial("I want to pay now please")]


async def test_kinds_of_messages_that_are_not_known_are_nothing(desk: Desk) -> None:
    """Deepgram adds kinds of messages; they do not disturb."""
    words = results_message("yes", 0.0, 0.5, is_final=True, speech_final=True)
    caller = await desk.caller(await desk.puppet(saying({"type": "Novelty", "x": 1}, {"no": "type"}, words)))
    caller.transcriber.feed(ulaw.SILENCE * 1600)
    assert await caller.until(Eager, Failed) == Eager("yes", 0.9)


async def test_the_languages_that_were_heard_are_told(desk: Desk) -> None:
    """A flow in Hindi and English is listened to in both, and each result says which it was."""
    fake = await desk.fake(["मुझे pay करना है"])
    caller = await desk.caller(fake, "nova", Listening("en-IN", others=("hi",)))
    caller.speak()
    eager = await caller.until(Eager)
    assert isinstance(eager, Eager)
    assert eager.languages == ("hi", "en")
    assert fake.requests[-1].values("language") == ["multi"]


# ── how it is asked ──────────────────────────────────────────────────────────


async def test_what_hears_several_languages_has_a_price_of_its_own(desk: Desk) -> None:
    """Nova-3 with `multi` is reported by the name of that price, which the table of prices knows."""
    used: list[Usage] = []
    fake = await desk.fake()
    with charging(used.append):
        caller = await desk.caller(fake, "nova-3", Listening("en-IN", others=("hi",)))
        caller.transcriber.feed(ulaw.SILENCE * 1600)
        await fake.until(lambda: fake.requests[-1].sound_bytes == 1600)
        await caller.leave()
    assert [(use.model, use.amount) for use in used] == [("nova-3-multilingual", 0.2)]


async def test_sound_is_sent_in_chunks_and_paid_for_by_the_second(desk: Desk) -> None:
    """80 ms a message and never an empty one; the end of the stream reports the seconds that were sent."""
    used: list[Usage] = []
    fake = await desk.fake()
    with charging(used.append):
        caller = await desk.caller(fake, "flux-general-en")
        for _ in range(50):
            caller.transcriber.feed(ulaw.SILENCE * 160)
        caller.transcriber.feed(b"")
        await fake.until(lambda: fake.requests[-1].sound_bytes >= 8000)
        await caller.leave()
    assert [(use.stage, use.provider, use.model, use.unit) for use in used] == [
        ("asr", "deepgram", "flux-general-en", "seconds")
    ]
    assert used[0].amount == pytest.approx(fake.requests[-1].sound_bytes / 8000)
    assert list(fake.refused) == []


async def test_without_sound_nova_is_kept_by_a_message(desk: Desk) -> None:
    """KeepAlive, as often as it is due."""
    fake = await desk.fake()
    await desk.caller(fake)
    await fake.until(lambda: sent(fake.requests[-1]).count("KeepAlive") >= 2)
    assert fake.requests[-1].sound_bytes == 0


async def test_without_sound_an_open_turn_of_flux_is_ended_by_silence(desk: Desk) -> None:
    """Flux counts quiet in the sound: where the line falls dumb, silence is sent in its place."""
    caller = await desk.caller(await desk.fake([SAID]), "flux-general-en")
    caller.speak(quiet_ms=0)
    final = await caller.until(Final)
    assert isinstance(final, Final)
    assert (final.text, final.until_ms) == (SAID, None)


async def test_without_sound_flux_is_kept_by_silence(desk: Desk) -> None:
    """It has no message for that; where no turn is open a little is enough."""
    fake = await desk.fake()
    caller = await desk.caller(fake, "flux-general-en")
    await fake.until(lambda: fake.requests[-1].sound_bytes >= 1280)
    assert fake.requests[-1].sound_bytes % 640 == 0
    assert caller.results == []


async def test_the_oldest_sound_goes_when_too_much_waits(desk: Desk, logged: LogCapture) -> None:
    """What cannot be sent is bounded; how much was dropped is told at the end."""

    async def deaf(socket: Socket) -> None:
        await asyncio.Event().wait()

    bounded = Limits(connect=1.0, close=0.1, kept_sound=1.0)
    caller = await desk.caller(await desk.puppet(deaf), limits=bounded)
    caller.transcriber.feed(bytes(80_000))
    await caller.leave()
    assert {"provider": "deepgram", "dropped_ms": 9000, "event": "asr.sound_dropped", "log_level": "warning"} in (
        logged.entries
    )


@pytest.mark.parametrize("ending", ["", "/", "/v1", "/v1/"])
@pytest.mark.parametrize("scheme", ["http", "ws"])
async def test_the_address_may_be_written_in_several_ways(desk: Desk, scheme: str, ending: str) -> None:
    """http or ws, with or without a slash or the version."""
    fake = await desk.fake()
    url = fake.url.replace("http", scheme, 1) + ending
    recogniser = DeepgramRecogniser(key=KEY, url=url, limits=QUICK)
    await recogniser.warm()
    await recogniser.aclose()


# ── while the call goes on ───────────────────────────────────────────────────


@pytest.mark.parametrize("model", MODELS)
async def test_new_hints_are_configured_one_after_the_other(desk: Desk, model: str) -> None:
    """One change is under way at a time; of those that wait the newest wins. The stand-in refuses two at once."""
    fake = await desk.fake([SAID])
    caller = await desk.caller(fake, model, Listening(hints=("UPI",)))
    for hints in (("card",), ("cash",), ("cheque", "transfer")):
        caller.transcriber.adapt(Listening(hints=hints))
    await fake.until(lambda: len(fake.requests[-1].messages) >= 2)
    assert [message["keyterms"] for message in fake.requests[-1].messages] == [["card"], ["cheque", "transfer"]]
    caller.speak()
    await caller.until(Eager)
    assert list(fake.refused) == []
    assert len(fake.requests) == 1


async def test_a_mixed_flux_is_told_which_languages_to_expect(desk: Desk) -> None:
    """Whose turn it is in the flow may change which language is likely."""
    fake = await desk.fake()
    caller = await desk.caller(fake, "flux", Listening("en", ("hi",)))
    caller.transcriber.adapt(Listening("hi", ("en",), hints=("UPI",)))
    await fake.until(lambda: bool(fake.requests[-1].messages))
    expected = {"type": "Configure", "keyterms": ["UPI"], "language_hints": ["hi", "en"]}
    assert fake.requests[-1].messages == [expected]
    assert list(fake.refused) == []


async def test_a_language_that_the_model_does_not_know_is_logged(desk: Desk, logged: LogCapture) -> None:
    """Flux in English goes on in English."""
    caller = await desk.caller(await desk.fake([SAID]), "flux-general-en", Listening("en"))
    caller.transcriber.adapt(Listening("hi"))
    caller.speak()
    await caller.until(Final)
    assert [entry["event"] for entry in logged.entries] == ["asr.language_not_known"]


async def test_a_change_that_is_refused_is_logged_and_nothing_more(desk: Desk, logged: LogCapture) -> None:
    """The stream goes on with what it has."""
    failure = {"type": "ConfigureFailure", "request_id": "r", "code": "CONFIGURE_KEYTERM_LIMIT_EXCEEDED"}
    words = results_message("yes", 0.0, 0.5, is_final=True, speech_final=True)
    caller = await desk.caller(await desk.puppet(saying(failure, words)))
    caller.transcriber.feed(ulaw.SILENCE * 1600)
    assert await caller.until(Eager, Failed) == Eager("yes", 0.9)
    assert [entry["code"] for entry in logged.entries if entry["event"] == "asr.configure_refused"] == [
        "CONFIGURE_KEYTERM_LIMIT_EXCEEDED"
    ]


async def test_a_language_that_is_mixed_in_is_no_change(desk: Desk) -> None:
    """A stream that knows both languages goes on when the caller changes between them."""
    fake = await desk.fake([SAID])
    caller = await desk.caller(fake, "nova-3", Listening("en-IN", others=("hi",)))
    caller.transcriber.adapt(Listening("hi", others=("en",)))
    caller.speak()
    await caller.until(Eager)
    assert len(fake.requests) == 1


@pytest.mark.parametrize("model", ["nova-3", "flux"])
async def test_a_new_language_is_a_new_stream_and_no_word_is_lost(desk: Desk, model: str) -> None:
    """Sound from the change on goes to the new stream; the old one's words and the new one's are one utterance."""
    fake = await desk.fake([SAID, "कार्ड से"])
    caller = await desk.caller(fake, model)
    caller.speak(quiet_ms=240)
    await caller.until(Partial, Eager)
    caller.transcriber.adapt(Listening("hi"))
    caller.speak()
    await caller.until_last(lambda each: isinstance(each, Eager | Final) and each.text == f"{SAID} कार्ड से")
    await fake.until(lambda: fake.requests[0].over)
    caller.transcriber.end_utterance()
    assert [sent(seen)[-1:] for seen in fake.requests] == [["CloseStream"], sent(fake.requests[1])[-1:]]
    assert not [each for each in caller.results if isinstance(each, Failed)]
    assert list(fake.refused) == []


async def test_the_last_words_of_an_old_stream_are_settled(desk: Desk) -> None:
    """Flux ends no turn when it is left: its last update is final, although nobody says more to the new stream."""
    caller = await desk.caller(await desk.fake([SAID]), "flux", limits=Limits())
    caller.speak(quiet_ms=0)
    await caller.until(Partial)
    caller.transcriber.adapt(Listening("hi"))
    final = await caller.until(Final)
    assert isinstance(final, Final)
    assert (final.text, final.ended) == (SAID, False)


async def test_a_new_language_that_cannot_be_had_leaves_the_old(desk: Desk, logged: LogCapture) -> None:
    """The old stream gets the sound that came meanwhile, and goes on; the refusal is logged and not asked for again."""
    fake = await desk.fake([SAID])
    caller = await desk.caller(fake)
    fake.troubles.add(Fault("refuse", status=429))
    caller.transcriber.adapt(Listening("hi"))
    caller.speak()
    eager = await caller.until(Eager)
    assert isinstance(eager, Eager)
    assert eager.text == SAID
    caller.transcriber.adapt(Listening("hi"))
    await caller.leave()
    assert [seen.values("language") for seen in fake.requests] == [["en"], ["hi"]]
    assert [entry["event"] for entry in logged.entries] == ["asr.language_not_changed"]


# ── how it fails ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize(
    ("status", "fault"), [(401, "key"), (402, "quota"), (404, "model"), (429, "busy"), (500, "broken"), (503, "broken")]
)
async def test_a_refusal_says_why(desk: Desk, model: str, status: int, fault: str) -> None:
    """At start and when a call begins: one sentence, and the fault that decides what is done about it."""
    fake = await desk.fake()
    fake.troubles.add(Fault("refuse", status=status, times=0))
    recogniser = desk.recogniser(fake, model)
    for attempt in (recogniser.warm(), recogniser.open(Listening())):
        with pytest.raises(SpeechUnavailable, match=f"^Deepgram .*{status}.*") as refusal:
            await attempt
        assert refusal.value.fault == fault


async def test_a_wrong_key_is_told_at_start(desk: Desk) -> None:
    """The sentence names the setting."""
    recogniser = DeepgramRecogniser(key="wrong", url=(await desk.fake()).url, limits=QUICK)
    with pytest.raises(SpeechUnavailable, match="DEEPGRAM_API_KEY") as refusal:
        await recogniser.warm()
    await recogniser.aclose()
    assert refusal.value.fault == "key"


async def test_a_model_that_is_not_for_this_key_is_told_from_a_wrong_key(desk: Desk) -> None:
    """Both are refused alike; the key opens another door, so it is the model."""
    fake = await desk.fake()
    fake.forbidden = frozenset({"nova-3"})
    with pytest.raises(SpeechUnavailable, match="nova-3") as refusal:
        await desk.recogniser(fake).warm()
    assert refusal.value.fault == "model"


@pytest.mark.parametrize("model", ["no-such-model", "flux-no-such"])
async def test_a_model_that_is_not_there_is_told_at_start(desk: Desk, model: str) -> None:
    """Deepgram refuses the request, and the sentence says where to look."""
    with pytest.raises(SpeechUnavailable, match="look at the model") as refusal:
        await desk.recogniser(await desk.fake(), model).warm()
    assert refusal.value.fault == "request"


async def test_nobody_at_the_address_is_told_at_start(desk: Desk) -> None:
    """A dead network is not a wrong key."""
    recogniser = DeepgramRecogniser(key=KEY, url="http://127.0.0.1:9", limits=QUICK)
    with pytest.raises(SpeechUnavailable) as refusal:
        await recogniser.warm()
    await recogniser.aclose()
    assert refusal.value.fault == "network"


@pytest.mark.parametrize(("kind", "fault"), [("stall", "timeout"), ("cut", "network"), ("garbage", "broken")])
async def test_a_start_that_fails_says_why(desk: Desk, kind: Any, fault: str) -> None:
    """A server that does not answer, hangs up, or talks nonsense."""
    fake = await desk.fake()
    fake.troubles.add(Fault(kind))
    quick = Limits(connect=1.0, close=0.1)
    with pytest.raises(SpeechUnavailable) as refusal:
        await desk.recogniser(fake, limits=quick).warm()
    assert refusal.value.fault in {fault, "broken"}


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("after", [1, 3])
@pytest.mark.parametrize(
    ("kind", "fault"), [("stall", "timeout"), ("cut", "broken"), ("garbage", "broken"), ("close", "broken")]
)
async def test_a_stream_that_breaks_says_so_once(desk: Desk, model: str, kind: Any, after: int, fault: str) -> None:
    """In the middle of a call: `Failed` with its reason, then the end, quickly; hanging up afterwards does no harm."""
    fake = await desk.fake([SAID])
    fake.troubles.add(Fault(kind, after=after))
    caller = await desk.caller(fake, model)
    caller.transcriber.voice(speaking=True)
    await caller.flow()
    failures = [each for each in caller.results if isinstance(each, Failed)]
    assert [failure.fault for failure in failures] == [fault]
    assert isinstance(caller.results[-1], Failed)
    await caller.leave()
    assert caller.transcriber._streams == {}


@pytest.mark.parametrize("code", [1000, 1001, 1008, 1011])
async def test_an_end_that_was_not_asked_for_is_no_end(desk: Desk, code: int) -> None:
    """However politely the stream is closed."""
    fake = await desk.fake([SAID])
    fake.troubles.add(Fault("close", after=2, code=code, reason="NET-0000"))
    caller = await desk.caller(fake)
    await caller.flow()
    assert caller.results[-1] == Failed(f"Deepgram broke off (close code {code}).", "broken")


@pytest.mark.parametrize("model", MODELS)
async def test_what_comes_in_crumbs_is_understood(desk: Desk, model: str) -> None:
    """A slow network tears messages into pieces."""
    fake = await desk.fake([SAID])
    fake.troubles.add(Fault("drip"))
    caller = await desk.caller(fake, model, limits=Limits())
    caller.speak(quiet_ms=400)
    eager = await caller.until(Eager, Failed)
    assert isinstance(eager, Eager)
    assert eager.text == SAID


@pytest.mark.parametrize(
    "message",
    [
        {"type": "Results", "channel": {"alternatives": "none"}},
        {"type": "Results", "start": "soon", "duration": 1, "channel": {"alternatives": [{"transcript": "x"}]}},
        {"type": "Results", "start": 0, "duration": 1, "channel": {"alternatives": [{"transcript": 5}]}},
        {"type": "UtteranceEnd", "last_word_end": "late"},
        b"sound?",
    ],
)
async def test_messages_of_wrong_shape_end_that_stream(desk: Desk, message: Mapping[str, Any] | bytes) -> None:
    """With a named error, and without the words that they held."""
    caller = await desk.caller(await desk.puppet(saying(message)))
    caller.transcriber.feed(ulaw.SILENCE * 1600)
    failed = await caller.until(Failed)
    assert failed == Failed("Deepgram broke off (it sent what its protocol does not know).", "broken")


async def test_a_complaint_at_the_start_is_told(desk: Desk) -> None:
    """A moment of silence is nothing to complain about."""
    error = {"type": "Error", "variant": "SchemaError", "description": "x", "message": "x"}
    with pytest.raises(SpeechUnavailable) as refusal:
        await desk.recogniser(await desk.puppet(saying(error))).warm()
    assert refusal.value.fault == "broken"


async def test_a_server_that_is_silent_about_silence_may_serve(desk: Desk, logged: LogCapture) -> None:
    """It took the key, the model and the sound. Whether it answers a voice, each call sees for itself."""

    async def silent(socket: Socket) -> None:
        async for _ in socket.messages():
            pass

    await desk.recogniser(await desk.puppet(silent), limits=Limits(connect=0.1)).warm()
    assert [entry["event"] for entry in logged.entries] == ["asr.end_not_answered"]


async def test_a_silent_caller_is_not_answered_and_nothing_is_wrong(desk: Desk) -> None:
    """A server may say nothing while nobody speaks: a caller who listens to us for long keeps their stream."""

    async def silent(socket: Socket) -> None:
        async for _ in socket.messages():
            pass

    caller = await desk.caller(await desk.puppet(silent))
    with pytest.raises(TimeoutError):
        await caller.flow(limit_s=6 * QUICK.answer)
    assert caller.results == []


@pytest.mark.parametrize("model", MODELS)
async def test_an_answer_is_due_from_when_somebody_speaks(desk: Desk, model: str) -> None:
    """However long it said nothing about a caller who listened to us: their first word is waited for like any other."""

    async def silent(socket: Socket) -> None:
        async for _ in socket.messages():
            pass

    caller = await desk.caller(await desk.puppet(silent), model)
    with pytest.raises(TimeoutError):
        await caller.flow(limit_s=2 * QUICK.answer)
    caller.transcriber.voice(speaking=True)
    with pytest.raises(TimeoutError):
        await caller.flow(limit_s=QUICK.answer / 2)
    assert caller.results == []
    await caller.flow(limit_s=5 * QUICK.answer)
    assert [type(each) for each in caller.results] == [Failed]


@pytest.mark.parametrize("model", MODELS)
async def test_after_the_last_words_no_answer_is_due(desk: Desk, model: str) -> None:
    """The words often settle before the voice is found to be gone: the silence that follows need not be answered."""
    said = results_message("yes", 0.0, 0.1, is_final=True, speech_final=True)
    turn = {"type": "TurnInfo", "event": "EndOfTurn", "turn_index": 0, "transcript": "yes", "words": []}

    async def once(socket: Socket) -> None:
        await anext(aiter(socket.messages()))
        await socket.send(turn if model.startswith("flux") else said)
        await drink(socket)

    caller = await desk.caller(await desk.puppet(once), model)
    caller.transcriber.voice(speaking=True)
    caller.transcriber.feed(ulaw.SILENCE * 1600)
    await caller.until(Final, Eager)
    caller.transcriber.voice(speaking=False)
    with pytest.raises(TimeoutError):
        await caller.flow(limit_s=3 * QUICK.answer)
    assert caller.results == []


async def test_an_error_of_flux_is_the_end(desk: Desk) -> None:
    """Its errors are fatal, whatever the socket does."""
    error = {"type": "Error", "sequence_id": 1, "code": "INTERNAL_SERVER_ERROR", "description": "x"}
    caller = await desk.caller(await desk.puppet(saying(error)), "flux-general-en")
    caller.transcriber.feed(ulaw.SILENCE * 1600)
    failed = await caller.until(Failed)
    assert isinstance(failed, Failed)
    assert failed.fault == "broken"


async def test_a_stream_that_answers_may_be_without_words(desk: Desk) -> None:
    """Results without words are signs of life: a caller who is silent for long is not taken for a stalled stream."""
    caller = await desk.caller(await desk.fake())
    with pytest.raises(TimeoutError):
        await caller.flow(limit_s=4 * QUICK.answer)
    assert caller.results == []


# ── how it ends ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize("model", MODELS)
async def test_hanging_up_asks_for_the_end(desk: Desk, model: str) -> None:
    """CloseStream; the results end, also for whoever waits; twice is no harm."""
    fake = await desk.fake()
    caller = await desk.caller(fake, model)
    caller.transcriber.feed(ulaw.SILENCE * 1600)
    await fake.until(lambda: fake.requests[-1].sound_bytes == 1600)
    await caller.leave()
    await caller.leave()
    assert sent(fake.requests[-1]) == ["CloseStream"]
    await fake.until(lambda: fake.live == 0)
    caller.speak()
    caller.transcriber.adapt(Listening("hi"))
    caller.transcriber.end_utterance()
    assert len(fake.requests) == 1


async def test_hanging_up_on_a_server_that_is_dead_takes_no_time(desk: Desk) -> None:
    """Every wait has its limit, also the last one."""

    async def deaf(socket: Socket) -> None:
        await asyncio.Event().wait()

    caller = await desk.caller(await desk.puppet(deaf))
    loop = asyncio.get_running_loop()
    before = loop.time()
    await caller.leave()
    assert loop.time() - before < 4 * QUICK.close


async def test_a_call_that_ends_while_it_is_being_connected_leaves_nothing(desk: Desk) -> None:
    """Whoever waits for the stream is cancelled; so is the stream."""
    fake = await desk.fake()
    fake.troubles.add(Fault("stall"))
    opening = asyncio.create_task(desk.recogniser(fake).open(Listening()))
    await fake.until(lambda: fake.live == 1)
    opening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await opening
    await fake.until(lambda: fake.live == 0)
    assert [task for task in asyncio.all_tasks() if task.get_name().startswith("deepgram")] == []


async def test_nobody_is_listened_to_after_the_end(desk: Desk) -> None:
    """Closing twice is allowed; opening and warming are not."""
    recogniser = desk.recogniser(await desk.fake())
    await recogniser.warm()
    await recogniser.aclose()
    await recogniser.aclose()
    with pytest.raises(SpeechUnavailable):
        await recogniser.open(Listening())
    with pytest.raises(SpeechUnavailable):
        await recogniser.warm()


# ── secrets and settings ─────────────────────────────────────────────────────


@pytest.mark.parametrize("status", [400, 401, 403, 429, 500])
async def test_the_key_is_nowhere(
    desk: Desk, status: int, logged: LogCapture, caplog: pytest.LogCaptureFixture
) -> None:
    """Not in the error, not in what it was raised from, not in a log at DEBUG, ours or a library's."""
    fake = await desk.fake([SAID])
    fake.troubles.add(Fault("refuse", status=status, times=0))
    recogniser = desk.recogniser(fake)
    told = [repr(recogniser)]
    attempts: Sequence[Callable[[], Awaitable[object]]] = (
        recogniser.warm,
        lambda: recogniser.open(Listening()),
    )
    for attempt in attempts:
        with pytest.raises(SpeechUnavailable) as refusal:
            await attempt()
        told += traceback.TracebackException.from_exception(refusal.value, capture_locals=False).format()
        assert refusal.value.__context__ is None
        assert refusal.value.__cause__ is None
    told += [str(logged.entries), caplog.text, *(str(record.__dict__) for record in caplog.records)]
    assert KEY not in "".join(told)


async def test_the_words_of_callers_are_in_no_log(
    desk: Desk, logged: LogCapture, caplog: pytest.LogCaptureFixture
) -> None:
    """Not even in the library's own at DEBUG."""
    caller = await desk.caller(await desk.fake(["my secret is cucumber"]))
    caller.speak()
    await caller.until(Eager)
    await caller.leave()
    assert "cucumber" not in str(logged.entries) + caplog.text
    assert "TEXT" not in caplog.text  # frames, as the library writes them: cut short, so that a word may be missing


async def test_it_is_made_of_the_settings(desk: Desk) -> None:
    """`deepgram:flux` and two settings; without the key it says what is missing."""
    fake = await desk.fake([SAID])
    pool = SpeechPool(threads=1)
    recogniser = load("deepgram:flux", Means(pool, fake.settings()))
    await recogniser.warm()
    assert fake.requests[-1].path == "/v2/listen"
    await recogniser.aclose()
    with pytest.raises(SpeechUnavailable, match="DEEPGRAM_API_KEY"):
        load("deepgram", Means(pool, {"DEEPGRAM_URL": fake.url}))
    await pool.aclose()
