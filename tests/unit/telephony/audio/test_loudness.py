"""Where speech audibly ended."""

from telephony.audio.loudness import Loudness

PARTS = 4


def play(loudness: Loudness, levels: list[float], start_ms: int = 0) -> int:
    """Windows of 32 ms, each of one level; returns where they end."""
    for level in levels:
        loudness.window([level] * PARTS, start_ms=start_ms, end_ms=start_ms + 32)
        start_ms += 32
    return start_ms


def test_the_end_is_the_last_sound_not_the_models_opinion() -> None:
    """Speech to 320 ms, silence, and a model that says "voice" to 448 ms: the end is at 320."""
    loudness = Loudness()
    loudness.begin()
    play(loudness, [0.2] * 10 + [0.001] * 8)
    assert loudness.audible_end(448) == 320


def test_noise_that_hides_the_end_leaves_it_to_the_model() -> None:
    """With noise as loud as a tenth of the speech nothing is inaudible, and the model's end stands."""
    loudness = Loudness()
    loudness.begin()
    play(loudness, [0.2] * 10 + [0.02] * 8)
    assert not loudness.inaudible([0.02] * PARTS)
    assert loudness.audible_end(448) == 448


def test_noise_of_a_known_level_hides_no_end() -> None:
    """When the line's noise is known to be as loud as that, the end is where something was louder."""
    loudness = Loudness()
    loudness.begin()
    play(loudness, [0.2] * 10 + [0.02] * 6)
    assert loudness.audible_end(448, noise=0.03) == 320


def test_voices_behind_the_caller_are_not_the_callers() -> None:
    """In a noisy room what is hardly above the noise and 14 dB below the caller ends their speech, and begins none."""
    loudness = Loudness()
    loudness.begin()
    at = play(loudness, [0.2] * 10)
    assert loudness.inaudible([0.025] * PARTS, noise=0.02)
    assert not loudness.inaudible([0.035] * PARTS, noise=0.02)
    assert not loudness.inaudible([0.05] * PARTS, noise=0.2)
    loudness.end(at)
    at = play(loudness, [0.02] * 60, at)
    assert loudness.inaudible([0.035] * PARTS, noise=0.02)
    assert not loudness.inaudible([0.045] * PARTS, noise=0.02)
    assert not loudness.inaudible([0.035] * PARTS)


def test_how_loud_the_caller_is_is_not_known_for_long() -> None:
    """After eight seconds, or when they speak softly for a while, a soft voice may be theirs."""
    loudness = Loudness()
    loudness.begin()
    at = play(loudness, [0.2] * 10)
    loudness.end(at)
    at = play(loudness, [0.02] * 260, at)
    assert not loudness.inaudible([0.021] * PARTS, noise=0.02)

    for _ in range(4):
        loudness.begin()
        at = play(loudness, [0.05] * 10, at)
        loudness.end(at)
        at = play(loudness, [0.0] * 10, at)
    assert not loudness.inaudible([0.021] * PARTS, noise=0.02)


def test_the_end_moves_back_by_a_quarter_of_a_second_at_most() -> None:
    """If the model heard voice in 400 ms of silence, it is half believed."""
    loudness = Loudness()
    loudness.begin()
    play(loudness, [0.2] * 4 + [0.0001] * 14)
    assert loudness.audible_end(528) == 278


def test_the_echo_of_speech_is_inaudible_but_a_quiet_speaker_after_it_is_heard() -> None:
    """Right after speech what is far quieter does not count; a quarter of a second later anything does."""
    loudness = Loudness()
    play(loudness, [0.2])
    loudness.begin()
    end = play(loudness, [0.2] * 5, 32)
    loudness.end(end)
    quiet = [0.005] * PARTS
    assert loudness.inaudible(quiet)
    play(loudness, [0.005] * 9, end)
    assert not loudness.inaudible(quiet)


def test_a_bang_before_speech_does_not_count() -> None:
    """Only the moments around the beginning and after it say how loud the speech is."""
    loudness = Loudness()
    end = play(loudness, [0.9] + [0.01] * 20)
    loudness.begin()
    play(loudness, [0.02] * 3, end)
    assert not loudness.inaudible([0.01] * PARTS)
