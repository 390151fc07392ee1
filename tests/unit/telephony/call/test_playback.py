"""What the caller has heard, by clock and marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.call.playback import EARLY_S, LATE_S, PAST_S, EndMark, Playback, Stretch, Utterance

TEXT = "Would you like to book or cancel?"


def playing(ms: int = 2000, *, words: list[tuple[str, int, int]] | None = None) -> Playback:
    """A sentence that was sent at 10 s."""
    playback = Playback()
    playback.add(Utterance("u1", TEXT, 0))
    playback.ready("u1", ms, last=True, words=words or [])
    playback.send(10.0)
    return playback


def test_sentences_go_out_in_order_with_a_mark_behind_each() -> None:
    """The second sentence waits for the first, even if its sound is ready before."""
    playback = Playback()
    playback.add(Utterance("u1", "One.", 0))
    playback.add(Utterance("u2", "Two.", 0))
    playback.ready("u2", 300, last=True)
    assert playback.send(0.0) == []

    playback.ready("u1", 200, last=False)
    assert [Stretch("u1", 0, 0, 200)] == playback.send(0.0)

    playback.ready("u1", 100, last=True)
    rest = [Stretch("u1", 0, 200, 300), EndMark("u1.1"), Stretch("u2", 0, 0, 300), EndMark("u2.1")]
    assert rest == playback.send(0.1)


def test_the_clock_alone_does_not_say_at_once_that_all_was_heard() -> None:
    """Sent audio counts as heard by the clock, but the end of a sentence only by its mark, or a moment later."""
    playback = playing()
    playback.listen(11.0)
    first = playback.get("u1")
    assert first
    assert first.heard_ms == 1000

    playback.listen(12.0 + PAST_S - 0.01)
    assert first.heard_ms == 1999
    assert not first.through

    playback.listen(12.0 + PAST_S)
    assert first.heard_ms == 2000
    assert playback.overdue_at == 14.0
    assert playback.marked("u1.1", 12.7)
    assert playback.empty


def test_a_word_that_lacks_its_last_moment_was_heard() -> None:
    """Sound goes in frames, and the end of the sentence belongs to the mark: neither takes a word."""
    playback = playing(words=[("Would", 0, 300), ("you", 300, 500), ("like", 500, 1000)])
    [cut] = playback.drop(10.985)

    assert cut.heard_text() == "Would you like"


def test_a_sentence_is_heard_whole_when_the_next_is_being_heard() -> None:
    """The line plays in order: a mark that was lost takes nothing from it."""
    playback = Playback()
    for name in ("u1", "u2"):
        playback.add(Utterance(name, "One two.", turn=0))
        playback.ready(name, 1000, last=True)
    playback.send(0.0)
    playback.listen(1.3)

    first, second = playback.drop(1.3)
    assert first.heard_text() == "One two."
    assert second.heard_text() == ""


def test_a_line_that_ran_dry_does_not_count_the_gap() -> None:
    """Sound that came late begins to count when it was sent."""
    playback = Playback()
    playback.add(Utterance("u1", TEXT, 0))
    playback.ready("u1", 500, last=False)
    playback.send(0.0)
    playback.listen(3.0)
    playback.ready("u1", 500, last=True)
    playback.send(3.0)
    playback.listen(3.2)

    first = playback.get("u1")
    assert first
    assert first.heard_ms == 700


def two_sentences() -> Playback:
    """Of a second each, sent together at 0 s."""
    playback = Playback()
    for n in ("u1", "u2"):
        playback.add(Utterance(n, TEXT, 0))
        playback.ready(n, 1000, last=True)
    playback.send(0.0)
    return playback


@pytest.mark.parametrize(("late", "heard"), [(0.0, 900), (0.1, 850), (0.3, 840), (0.8, 840)])
def test_a_late_mark_slows_the_clock_by_no_more_than_a_line_is_late(late: float, heard: int) -> None:
    """What marks show of the way to the line is taken off the later estimates; a mark that is later than that way is
    long was answered late, and sound that was sent ahead did not wait for it.
    """
    playback = two_sentences()
    playback.marked("u1.1", 1.0 + late)
    playback.listen(1.9)

    second = playback.get("u2")
    assert second
    assert second.heard_ms == pytest.approx(heard, abs=10)


def test_behind_a_line_that_was_stuck_the_next_sentence_plays_as_late() -> None:
    """A mark that is a second and a half late came with its sound, and what follows is as late."""
    playback = two_sentences()
    playback.marked("u1.1", 2.5)
    playback.listen(3.0)

    second = playback.get("u2")
    assert second
    assert second.heard_ms == pytest.approx(500, abs=10)


def test_behind_a_line_that_was_stuck_what_was_not_sent_has_not_begun() -> None:
    """The sentence after the next is still being made."""
    playback = two_sentences()
    playback.add(Utterance("u3", TEXT, 0))
    playback.marked("u1.1", 2.5)
    playback.listen(5.0)

    assert [u.heard_ms for u in playback.queue] == [1000, 0]


def test_a_mark_that_is_echoed_when_it_arrives_proves_nothing() -> None:
    """What could not have been played yet was not: the clock tells when it was, for the mark will not come again."""
    playback = two_sentences()
    assert playback.marked("u1.1", 0.02) == []
    assert playback.marked("u2.1", 0.02) == []
    playback.listen(0.5)
    assert [u.heard_ms for u in playback.queue] == [500, 0]

    assert playback.overdue_at == 1.0 + LATE_S
    assert playback.close_overdue(1.0 + LATE_S) == ["u1"]
    assert playback.close_overdue(2.0 + LATE_S) == ["u2"]
    assert playback.overdue_at is None


def test_a_mark_that_is_a_little_early_is_believed_for_its_own_sentence_alone() -> None:
    """A line that had fallen behind makes up for it; what follows is not heard any sooner for that."""
    playback = two_sentences()
    assert playback.marked("u1.1", 0.8) == ["u1"]
    playback.listen(1.5)

    assert [u.heard_ms for u in playback.queue] == [500]


def test_after_a_line_was_stuck_marks_that_come_sooner_move_the_clock_back() -> None:
    """It has caught up: the next sentence plays when its mark says, and not as late as feared."""
    playback = two_sentences()
    playback.add(Utterance("u3", TEXT, 0))
    playback.ready("u3", 1000, last=True)
    playback.send(0.1)
    playback.marked("u1.1", 2.5)
    playback.marked("u2.1", 2.6)
    playback.listen(3.1)

    assert playback.queue[0].heard_ms == pytest.approx(500, abs=10)


def test_a_mark_that_was_echoed_too_early_counts_for_those_before_it() -> None:
    """The mark of the first sentence was lost, the second's came at once: when the second must be over, both are."""
    playback = two_sentences()
    playback.marked("u2.1", 0.02)

    assert playback.overdue_at == 2.0 + LATE_S
    assert playback.close_overdue(2.0 + LATE_S) == ["u1", "u2"]


def test_after_a_false_alarm_an_early_echo_is_forgotten() -> None:
    """The sentence is sent again, with a mark of its own."""
    playback = playing()
    playback.marked("u1.1", 10.0)
    playback.hold(11.0)
    assert playback.overdue_at is None
    playback.release(11.2)
    playback.send(11.2)

    assert playback.marked("u1.2", 12.4) == ["u1"]


def test_a_mark_after_a_clear_proves_nothing() -> None:
    """`clear` echoes every outstanding mark; those say nothing of what was heard."""
    playback = playing()
    playback.hold(11.0)

    assert not playback.marked("u1.1", 11.05)
    assert len(playback.queue) == 1


def test_after_a_false_alarm_the_cut_word_is_said_again() -> None:
    """With the voice's own timings, playing goes on exactly at the start of the cut word."""
    words = [("Would", 0, 300), ("you", 300, 500), ("like", 500, 900), ("to", 900, 1000), ("book", 1000, 1500)]
    playback = playing(words=words)
    playback.hold(10.7)
    playback.release(10.9)

    assert [Stretch("u1", 0, 500, 2000), EndMark("u1.2")] == playback.send(10.9)


def test_heard_words_follow_the_timings_of_the_voice() -> None:
    """A word counts as heard when its end was."""
    words = [("Would", 0, 300), ("you", 300, 500), ("like", 500, 900)]
    playback = playing(words=words)
    [cut] = playback.drop(10.8)

    assert cut.heard_text() == "Would you"


def test_without_timings_heard_words_go_by_proportion_and_whole_words() -> None:
    """Half of the sound is half of the text, cut at a word."""
    playback = playing()
    [cut] = playback.drop(11.0)

    assert cut.heard_text() == "Would you like"


def test_what_was_not_begun_was_not_heard() -> None:
    """A sentence that never left has no heard words."""
    playback = Playback()
    playback.add(Utterance("u1", TEXT, 0))
    [cut] = playback.drop(0.0)

    assert cut.heard_text() == ""


def test_a_lost_mark_is_overdue_two_seconds_after_its_time() -> None:
    """A sentence whose mark never comes back is closed by the clock."""
    playback = playing()

    assert playback.overdue_at == 14.0
    assert playback.close_overdue(14.0) == ["u1"]
    assert playback.empty
    assert playback.overdue_at is None


def test_an_utterance_without_sound_is_forgotten() -> None:
    """A sentence whose voice failed leaves the queue; one with some sound plays what it has."""
    playback = Playback()
    playback.add(Utterance("u1", "One.", 0))
    playback.add(Utterance("u2", "Two.", 0))
    playback.ready("u2", 100, last=False)

    assert playback.discard("u1")
    assert playback.discard("u2")
    assert playback.discard("u3") is None
    assert [Stretch("u2", 0, 0, 100), EndMark("u2.1")] == playback.send(0.0)


def test_unknown_utterances_change_nothing() -> None:
    """Sound and marks of sentences that are over are ignored."""
    playback = Playback()
    playback.ready("gone", 100, last=True)

    assert not playback.marked("gone", 1.0)
    assert "gone" not in playback


def test_playing_on_without_timings_goes_back_to_a_word() -> None:
    """Without the voice's timings the cut word is found in proportion."""
    playback = playing()
    playback.hold(11.0)
    playback.release(11.2)
    again = playback.send(11.2)[0]

    assert isinstance(again, Stretch)
    assert 800 <= again.from_ms <= 1000


def test_a_word_that_the_voice_spells_otherwise_is_skipped() -> None:
    """Timings name words as the voice said them; one that is not in the text moves nothing."""
    playback = playing(words=[("Would", 0, 300), ("ya", 300, 500), ("like", 500, 900)])
    [cut] = playback.drop(10.95)

    assert cut.heard_text() == "Would you like"


def test_a_voice_whose_timings_end_early_plays_on_where_it_was() -> None:
    """Between words there is no word to go back to."""
    playback = playing(words=[("Would", 0, 300)])
    playback.hold(10.8)
    playback.release(10.9)
    again = playback.send(10.9)[0]

    assert again == Stretch("u1", 0, 800, 2000)


def test_a_sentence_cut_before_its_first_sound_begins_anew() -> None:
    """What was held before a sound was heard is played from its start."""
    playback = Playback()
    playback.add(Utterance("u1", TEXT, 0))
    playback.hold(0.0)
    playback.release(1.0)
    playback.ready("u1", 100, last=True)

    assert [Stretch("u1", 0, 0, 100), EndMark("u1.1")] == playback.send(1.0)
    first = playback.get("u1")
    assert first
    assert first.resume_ms() == 0


def test_a_sentence_without_letters_has_no_words_to_go_back_to() -> None:
    """An utterance of pure sound plays on where it was cut."""
    playback = Playback()
    playback.add(Utterance("u1", "", 0))
    playback.ready("u1", 1000, last=True)
    playback.send(0.0)
    playback.hold(0.5)

    assert playback.queue[0].resume_ms() == 500


def test_a_sentence_without_sound_is_through_with_its_mark() -> None:
    """A sentence of which nothing could be made passes as soon as the line says so."""
    playback = Playback()
    playback.add(Utterance("u1", "Hm.", 0))
    playback.ready("u1", 0, last=True)
    playback.send(0.0)

    assert playback.marked("u1.1", 0.2)
    assert playback.empty


def test_a_mark_before_the_next_sentence_has_sound_moves_nothing_else() -> None:
    """The next sentence begins to count when it is sent, not when the one before it ended."""
    playback = playing()
    playback.add(Utterance("u2", TEXT, 0))
    playback.marked("u1.1", 12.0)
    playback.ready("u2", 1000, last=True)
    playback.send(13.0)
    playback.listen(13.4)

    assert playback.queue[0].heard_ms == 400


def test_all_of_a_sentence_that_is_through_was_heard() -> None:
    """Whatever the timings say."""
    whole = Utterance("u1", TEXT, 0, words=[("Would", 0, 300)], ready_ms=500, complete=True, heard_ms=500)

    assert whole.heard_text() == TEXT


def test_unfinished_sound_is_measured_by_a_usual_voice() -> None:
    """Before the voice has finished nobody knows how long it will speak: what there is of it is not the whole text."""
    begun = Utterance("u1", "Would you like to book a cleaning?", 0, ready_ms=900, heard_ms=900)

    assert begun.heard_text() == "Would you"


def test_unfinished_sound_never_makes_the_text_longer_than_it_is() -> None:
    """A voice that is slower than usual has said at most all of it."""
    begun = Utterance("u1", TEXT, 0, ready_ms=60_000, heard_ms=60_000)

    assert begun.heard_text() == TEXT


def test_sound_that_broke_off_was_not_the_whole_text() -> None:
    """Of a voice without timings that failed, what was heard to its end is as much as a usual voice says."""
    playback = Playback()
    playback.add(Utterance("u1", "Would you like to book a cleaning?", 0))
    playback.ready("u1", 900, last=False)
    broken = playback.discard("u1")
    assert broken
    playback.send(0.0)
    playback.marked("u1.1", 0.9)

    assert broken.through
    assert broken.heard_text() == broken.sounding_text() == "Would you"


def test_a_mark_that_clear_echoed_late_does_not_count_for_the_second_try() -> None:
    """The echo of a cleared mark may come after the sentence was sent again: it has another name."""
    playback = playing()
    playback.hold(11.0)
    playback.release(11.1)
    playback.send(11.1)

    assert playback.marked("u1.1", 11.3) == []
    assert playback.marked("u1.2", 12.2) == ["u1"]


def test_a_voice_without_times_is_measured_by_what_it_said_before() -> None:
    """While a sentence is still being made nobody knows its length: the pace of the sentences before it tells."""
    playback = Playback()
    playback.add(Utterance("u1", TEXT, 0))
    playback.add(Utterance("u2", TEXT, 0))
    playback.ready("u1", len(TEXT) * 100, last=True)
    playback.ready("u2", 1500, last=False)
    second = playback.get("u2")
    assert second
    second.heard_ms = 1500

    assert second.heard_text() == "Would you like"


MARK_LATE = st.sampled_from([0.0, 0.05, 0.3, 0.8, 0.95])


@given(
    st.lists(st.integers(200, 3000), min_size=1, max_size=5),
    st.lists(st.one_of(st.none(), st.just("on arrival"), MARK_LATE), min_size=5, max_size=5),
    st.lists(st.floats(0.01, 2.0), min_size=1, max_size=20),
)
def test_whatever_marks_say_the_clock_bounds_what_was_heard(
    lengths: list[int], marks: list[float | str | None], gaps: list[float]
) -> None:
    """Lost, late, or echoed at once: never more than the line can have played, and never less than it has, but for the
    way to it.
    """
    playback, end, coming = Playback(), 0.0, []
    for number, ms in enumerate(lengths):
        name = f"u{number}"
        playback.add(Utterance(name, TEXT, 0))
        playback.ready(name, ms, last=True)
        end += ms / 1000
        mark = marks[number]
        if mark is not None:
            coming.append((0.0 if isinstance(mark, str) else end + mark, f"{name}.1"))
    playback.send(0.0)
    now, gone = 0.0, 0
    for gap in gaps:
        until = now + gap
        for at, name in sorted(coming):
            if now <= at <= until:
                playback.listen(at)
                gone += sum(lengths[int(each[1:])] for each in playback.marked(name, at))
        now = until
        playback.listen(now)
        while (overdue := playback.overdue_at) is not None and overdue <= now:
            gone += sum(lengths[int(each[1:])] for each in playback.close_overdue(now))
        heard = gone + sum(u.heard_ms for u in playback.queue)
        played = min(now, end) * 1000
        assert played - 1000 * (LATE_S + PAST_S) - 1 <= heard <= played + 1000 * EARLY_S + 1
