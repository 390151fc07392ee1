"""How a line plays what it is sent, and where it runs dry."""

from bench.calls.playing import BYTES_PER_S, Playing

SECOND = BYTES_PER_S


def test_sound_sent_ahead_is_played_in_its_time() -> None:
    """What is sent at once takes as long as it is."""
    line = Playing()
    line.sound(SECOND, 10.0)
    line.sound(SECOND, 10.1)
    assert (line.until, line.spoken_s, line.gaps) == (12.0, 2.0, 0)


def test_a_line_that_runs_dry_in_an_answer_has_a_gap() -> None:
    """A frame late is heard; less is not."""
    line = Playing()
    line.sound(SECOND, 0.0)
    line.sound(SECOND, 1.019)
    assert line.gaps == 0
    line.sound(SECOND, 2.319)
    assert line.gaps == 1
    assert round(line.gap_s, 3) == 0.3


def test_the_pause_between_answers_is_no_gap() -> None:
    """Nor is the silence after a `clear`."""
    line = Playing()
    line.sound(SECOND, 0.0)
    line.rest()
    line.sound(SECOND, 5.0)
    line.clear(5.5)
    line.sound(SECOND, 9.0)
    assert line.gaps == 0


def test_marks_come_back_when_what_is_before_them_was_played() -> None:
    """At once where nothing is."""
    line = Playing()
    assert line.mark("first", 0.0)
    line.sound(SECOND, 0.0)
    assert not line.mark("second", 0.1)
    assert line.reached(0.9) == []
    assert line.reached(1.0) == ["second"]
    assert line.reached(2.0) == []


def test_clear_throws_away_what_was_not_played() -> None:
    """And brings every mark back."""
    line = Playing()
    line.sound(2 * SECOND, 0.0)
    line.mark("end", 0.1)
    assert line.clear(0.5) == ["end"]
    assert (line.until, line.spoken_s) == (0.5, 0.5)
    assert line.mark("next", 0.6)
