"""What it means that no sound comes."""

from telephony.audio.stalls import LEFT_OUT_S, STUCK_S, Stalls


class Line:
    """A line on a hand clock, and how much silence was made for it, by when."""

    def __init__(self) -> None:
        self.stalls = Stalls()
        self.now = self.came_at = 0.0
        self.heard_ms = 0
        self.made: list[tuple[float, int]] = []
        self._look_at = self.stalls.look_at(0.0, 0.0)

    def speaks(self, seconds: float, *, sound: float | None = None) -> None:
        """Sound comes for so long; `sound`: as many seconds of it, all at the beginning."""
        if sound is not None:
            self.heard_ms += round(sound * 1000)
            self.came_at = self.now
        self._pass(seconds, comes=True)

    def stalls_for(self, seconds: float) -> None:
        """Nothing comes."""
        self._pass(seconds, comes=False)

    def _pass(self, seconds: float, *, comes: bool) -> None:
        until = self.now + seconds
        while self.now < until - 0.001:
            self.now += 0.02
            if comes:
                self.heard_ms += 20
                self.came_at = self.now
            if self.now >= self._look_at:
                if missing := self.stalls.missing_ms(self.came_at, self.heard_ms, self.now):
                    self.made.append((round(self.now, 1), missing))
                self._look_at = self.stalls.look_at(self.came_at, self.now)


def test_a_line_that_brings_sound_gets_no_silence() -> None:
    """Nor one that pauses for two seconds and brings everything then."""
    line = Line()
    for _ in range(5):
        line.stalls_for(2.0)
        line.speaks(0.5, sound=2.0)
    assert line.made == []
    assert line.stalls.silence_ms == 0


def test_a_line_from_which_nothing_comes_is_silent_once() -> None:
    """So much silence as was missing; not again while the same stall lasts."""
    line = Line()
    line.speaks(1.0)
    line.stalls_for(20.0)
    [(at, missing)] = line.made
    assert 1 + STUCK_S <= at <= 1 + STUCK_S + 0.3
    assert missing >= STUCK_S * 1000
    assert line.stalls.silence_ms == missing


def test_a_line_that_sends_no_silence_is_found_out() -> None:
    """Its first pause is waited for as if it were stuck; the later ones are not."""
    line = Line()
    for _ in range(3):
        line.speaks(1.0)
        line.stalls_for(5.0)
    assert not line.stalls.sends_silence
    first, second, third = (at for at, _ in line.made)
    assert first >= 1 + STUCK_S
    assert 7 + LEFT_OUT_S <= second <= 7 + 2 * LEFT_OUT_S
    assert 13 + LEFT_OUT_S <= third <= 13 + 2 * LEFT_OUT_S


def test_a_short_word_after_a_pause_is_enough_to_find_out() -> None:
    """It ends before it could be seen at leisure what it made up for."""
    line = Line()
    line.speaks(1.0)
    line.stalls_for(5.0)
    line.speaks(0.3)
    line.stalls_for(5.0)
    line.speaks(0.3)
    line.stalls_for(5.0)
    assert len(line.made) == 3
    assert line.made[2][0] <= 11.6 + 2 * LEFT_OUT_S


def test_a_line_that_was_stuck_is_waited_for_again() -> None:
    """What it brings afterwards is the sound of the time that was missing."""
    line = Line()
    line.speaks(1.0)
    line.stalls_for(3.0)
    line.speaks(2.0, sound=3.0)
    line.stalls_for(3.0)
    assert [missing >= STUCK_S * 1000 for _, missing in line.made] == [True, True]
    assert line.stalls.sends_silence
