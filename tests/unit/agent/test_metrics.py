"""What calls come to, in numbers."""

import pytest
from prometheus_client.parser import text_string_to_metric_families

from agent.metrics import EVENTS, Asking, Metrics
from telephony.call.stopwatch import STAGES
from telephony.call.timeline import Entry

Labels = tuple[tuple[str, str], ...]


def metrics() -> Metrics:
    """Of a process with three calls."""
    return Metrics(
        Asking(
            calls=lambda: 3,
            ringing=lambda: 1,
            recorder_waiting=lambda: 12,
            recorder_lost=lambda: 0,
            prefetched=lambda: {"hits": 4},
        )
    )


def told(counting: Metrics) -> dict[tuple[str, Labels], float]:
    """The page as Prometheus' own client reads it."""
    return {
        (each.name, tuple(sorted(each.labels.items()))): each.value
        for family in text_string_to_metric_families(counting.page())
        for each in family.samples
    }


def hear(counting: Metrics, event: str, **fields: object) -> None:
    """An entry of a call of the flow `support`."""
    counting.hear("support", Entry(1, 100, event, fields))


def test_calls_are_counted_by_flow_and_by_how_they_ended() -> None:
    """Each once when its first socket opens, and once when a socket of it ends."""
    counting = metrics()
    counting.started("support", again=False)
    counting.started("support", again=True)
    counting.refused("full")
    hear(counting, "ended", by="agent", result="booked", why="…")
    hear(counting, "ended", by="lost", result="", why="…")
    seen = told(counting)

    assert seen["trunkline_calls_started_total", (("flow", "support"),)] == 1
    assert seen["trunkline_streams_again_total", ()] == 1
    assert seen["trunkline_calls_refused_total", (("why", "full"),)] == 1
    ended = "trunkline_calls_ended_total"
    assert seen[ended, (("by", "agent"), ("flow", "support"), ("result", "booked"))] == 1
    assert seen[ended, (("by", "lost"), ("flow", "support"), ("result", "none"))] == 1


def test_a_turn_is_counted_by_each_stage_that_it_came_by() -> None:
    """In seconds since the caller's last sound; a stage that it did not come by has no sample."""
    counting = metrics()
    hear(counting, "turn_times", turn=1, kind="words", started=500.0, first_sound=510.0, heard=None)
    seen = told(counting)
    words = ("kind", "words")

    assert seen["trunkline_turns_total", (words,)] == 1
    assert seen["trunkline_turn_seconds_sum", (words, ("stage", "started"))] == pytest.approx(0.5)
    assert seen["trunkline_turn_seconds_bucket", (words, ("le", "0.75"), ("stage", "first_sound"))] == 1
    assert ("trunkline_turn_seconds_count", (words, ("stage", "heard"))) not in seen


def test_what_happened_before_the_caller_ended_took_no_time() -> None:
    """An answer that was begun on trial may be ready before the caller has finished."""
    counting = metrics()
    hear(counting, "turn_times", turn=1, kind="words", first_say=-120.0)

    assert told(counting)["trunkline_turn_seconds_sum", (("kind", "words"), ("stage", "first_say"))] == 0


def test_every_stage_of_the_stopwatch_is_counted() -> None:
    """What the machine notes of a turn reaches the page."""
    counting = metrics()
    hear(counting, "turn_times", turn=1, kind="keys", **dict.fromkeys(STAGES, 20.0))
    seen = told(counting)

    for stage in STAGES:
        assert seen["trunkline_turn_seconds_count", (("kind", "keys"), ("stage", stage))] == 1


def test_what_was_begun_on_trial_is_counted_by_what_became_of_it() -> None:
    """Committed when the caller had finished, discarded when they had not."""
    counting = metrics()
    hear(counting, "trial", turn=1, pii_text="yes")
    hear(counting, "turn", turn=1, on_trial=True, pii_text="yes")
    hear(counting, "turn", turn=2, on_trial=False, pii_text="no")
    hear(counting, "discarded", turn=3, why="other_words")
    seen = told(counting)

    assert seen["trunkline_speculations_total", (("became", "committed"),)] == 1
    assert seen["trunkline_speculations_total", (("became", "discarded"),)] == 1


@pytest.mark.parametrize("event", sorted(EVENTS))
def test_what_is_worth_counting_is_counted_by_its_name(event: str) -> None:
    """Interruptions, false alarms, failures."""
    counting = metrics()
    hear(counting, event)

    assert told(counting)["trunkline_events_total", (("event", event),)] == 1


def test_repairs_of_the_sound_are_summed_by_kind() -> None:
    """A call tells them once, at its end; what is not a count, or none, is left out."""
    counting = metrics()
    hear(counting, "audio_in", gaps=2, repeats=0, late=1, codec="ulaw", healthy=True)
    hear(counting, "audio_in", gaps=3, heard_ms=61_500)
    seen = told(counting)
    family = "trunkline_audio_repairs_total"

    assert {labels: value for (name, labels), value in seen.items() if name == family} == {
        (("what", "gaps"),): 5,
        (("what", "late"),): 1,
    }
    assert seen["trunkline_audio_in_seconds_total", ()] == 61.5


def test_a_recogniser_that_takes_over_is_counted_by_its_name() -> None:
    """Who it was is in the settings, and no secret."""
    counting = metrics()
    hear(counting, "recogniser_moved", provider="embedded", why="Deepgram broke off.")

    assert told(counting)["trunkline_recogniser_moves_total", (("to", "embedded"),)] == 1


def test_nothing_that_a_caller_said_is_on_the_page() -> None:
    """Words, keys and numbers are in the timeline, and stay there."""
    counting = metrics()
    for event in ("words", "turn", "say", "key", "cut", "backchannel", "trial", "turn_times", "ended"):
        hear(counting, event, pii_text="SECRET", pii_heard="SECRET", pii_digit="SECRET", turn=1, kind="SECRET")

    assert "SECRET" not in counting.page()


def test_what_others_keep_is_told_as_it_is_now() -> None:
    """Live calls, the recorder's queue, sentences made ahead."""
    seen = told(metrics())

    assert seen["trunkline_calls_live", ()] == 3
    assert seen["trunkline_calls_ringing", ()] == 1
    assert seen["trunkline_recorder_waiting", ()] == 12
    assert seen["trunkline_prefetched_total", (("what", "hits"),)] == 4
