"""What embedded speech costs, as plain text: `python bench/speech.py`.

CPU seconds per second of sound are of the whole process and do not depend on other load; milliseconds do.
"""

import asyncio
import resource
import statistics
import time

import numpy as np

from telephony.asr.embedded import EmbeddedRecogniser, EmbeddedTranscriber, Pace, understand
from telephony.asr.moonshine import Moonshine
from telephony.asr.port import Eager, Listening
from telephony.audio import ulaw
from telephony.audio.activity import VoiceChange, VoiceDetector, VoiceOff, VoiceOn
from telephony.audio.workers import SpeechPool
from telephony.tts.embedded import EmbeddedVoice

SENTENCES = (
    "Yes.",
    "The second one please.",
    "I'd like to book a cleaning next Tuesday.",
    "My number is four one five, five five five, zero one nine eight.",
    "I would like to make an appointment for my daughter, because she has had a toothache since yesterday evening.",
)
FRAME = 160
CALLS = 20


async def main() -> None:
    pool, detector = SpeechPool(), VoiceDetector()
    voice, recogniser = EmbeddedVoice(pool), EmbeddedRecogniser(pool, pace=Pace(interim_ms=0))
    for name, warm in (("voice", voice.warm), ("recogniser", recogniser.warm), ("detector", detector.warm)):
        start = time.perf_counter()
        await warm()
        print(f"{name:>10} loaded in {(time.perf_counter() - start) * 1000:.0f} ms")
    sounds = await synthesis(voice)
    recognition(sounds)
    await detection(detector, sounds)
    await loop_cost(detector, recogniser)
    await turns(recogniser, detector, sounds)
    print(f"\npeak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    await detector.aclose()
    await pool.aclose()


async def synthesis(voice: EmbeddedVoice) -> list[bytes]:
    print("\nsynthesis                first sound ms   whole ms   sound s")
    sounds = []
    cpu, length = time.process_time(), 0.0
    for text in SENTENCES:
        start = time.perf_counter()
        pieces, first = [], 0.0
        async for piece in voice.speak(text, language="en"):
            first = first or time.perf_counter() - start
            pieces.append(piece.audio)
        whole = time.perf_counter() - start
        sounds.append(b"".join(pieces))
        length += len(sounds[-1]) / 8000
        print(f"  {text[:22]:22} {first * 1000:14.0f} {whole * 1000:10.0f} {len(sounds[-1]) / 8000:9.1f}")
    print(f"  CPU seconds per second of sound: {(time.process_time() - cpu) / length:.4f}")
    return sounds


def recognition(sounds: list[bytes]) -> None:
    print("\nrecognition                  decode ms   sound s")
    model = Moonshine()
    understand(model, sounds[0])
    cpu = length = 0.0
    for text, sound in zip(SENTENCES, sounds, strict=True):
        before, took = time.process_time(), []
        for _ in range(5):
            start = time.perf_counter()
            words = understand(model, sound)
            took.append((time.perf_counter() - start) * 1000)
        cpu += time.process_time() - before
        length += 5 * len(sound) / 8000
        print(f"  {text[:22]:22} {statistics.median(took):14.0f} {len(sound) / 8000:9.1f}   {words.text}")
    print(f"  CPU seconds per second of sound: {cpu / length:.4f}")


def ignore(change: VoiceChange) -> None:
    """Nobody listens."""
    del change


async def detection(detector: VoiceDetector, sounds: list[bytes]) -> None:
    print("\nvoice detection          CPU ms per second of sound and call")
    line = b"".join(sound + ulaw.SILENCE * 8000 for sound in sounds)
    for calls in (1, 5, CALLS):
        ears = [detector.open(ignore) for _ in range(calls)]
        cpu = time.process_time()
        # What a live line brings between two looks of the thread: one frame of every call.
        for start in range(0, len(line), FRAME):
            for ear in ears:
                ear.feed(line[start : start + FRAME])
            if start % (25 * FRAME) == 0:
                await ears[0].caught_up()
        await ears[0].caught_up()
        spent = time.process_time() - cpu
        print(f"  {calls:3} calls {spent * 1000 / (calls * len(line) / 8000):16.2f}")
        for ear in ears:
            ear.close()


async def loop_cost(detector: VoiceDetector, recogniser: EmbeddedRecogniser) -> None:
    ear = detector.open(ignore)
    transcriber = await recogniser.open(Listening())
    frame = ulaw.SILENCE * FRAME
    took = []
    for number in range(1000):
        if number == 500:
            transcriber.voice(speaking=True)
        start = time.perf_counter()
        ear.feed(frame)
        transcriber.feed(frame)
        took.append((time.perf_counter() - start) * 1_000_000)
        if number % 10 == 0:
            await ear.caught_up()
    median, most = statistics.median(took), np.percentile(took, 99)
    print(f"\nevent loop, µs a frame (ear + transcriber): median {median:.1f}, 99 % {most:.0f}")
    ear.close()
    await transcriber.aclose()


async def turns(recogniser: EmbeddedRecogniser, detector: VoiceDetector, sounds: list[bytes]) -> None:
    print("\nlive line, one call      voice off sure after ms   words after ms (both from the last sound)")
    for text, sound in zip(SENTENCES, sounds, strict=True):
        transcriber = await recogniser.open(Listening())
        off_ms, words_ms = await turn(detector, transcriber, sound)
        print(f"  {text[:22]:22} {off_ms:24.0f} {words_ms:16.0f}")
        await transcriber.aclose()


async def turn(detector: VoiceDetector, transcriber: EmbeddedTranscriber, sound: bytes) -> tuple[float, float]:
    """Play in real time; the milliseconds are counted from the caller's last audible sound."""
    noticed: list[float] = []

    def changed(change: VoiceChange) -> None:
        if isinstance(change, VoiceOff):
            noticed.append(time.perf_counter())
        transcriber.voice(speaking=isinstance(change, VoiceOn))

    line = ulaw.SILENCE * 4000 + sound + ulaw.SILENCE * 16_000
    (loud,) = np.nonzero(np.abs(ulaw.to_samples(line)) > 0.02)
    ear = detector.open(changed)
    begun = time.perf_counter()
    ended = begun + loud[-1] / 8000

    async def play() -> None:
        for start in range(0, len(line), FRAME):
            # A frame arrives when its last sample has been spoken.
            await asyncio.sleep(max(0.0, begun + (start + FRAME) / 8000 - time.perf_counter()))
            ear.feed(line[start : start + FRAME])
            transcriber.feed(line[start : start + FRAME])

    playing = asyncio.create_task(play())
    settled = 0.0
    async for result in transcriber.results():
        if isinstance(result, Eager):
            settled = time.perf_counter()
            if settled > ended:
                break
    playing.cancel()
    ear.close()
    return (noticed[-1] - ended) * 1000, (settled - ended) * 1000


if __name__ == "__main__":
    asyncio.run(main())
