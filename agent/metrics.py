"""What calls come to, in numbers: read from their timelines, which are the one record of what happened.

Nothing of a caller is in a label: flows, providers, and words of our own alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from agent.prometheus import Asked, Counter, Family, Histogram, render
from telephony.call.stopwatch import STAGES
from telephony.call.timeline import Entry

LATENCIES = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0)
"""Seconds. What we add to a turn is read at the low end, what a caller waits at the other."""
LAGS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1.0)

KINDS = frozenset({"begin", "words", "keys", "silence", "event", "failure"})

EVENTS: Mapping[str, str] = {
    "barge_in": "The caller spoke over us, and we stopped.",
    "false_alarm": "We stopped for a sound that was no word, and went on.",
    "backchannel": "The caller only agreed while we spoke, and we went on.",
    "noise": "A voice without words was given up as noise.",
    "talked_on": "A voice talked on without a pause for longer than anybody answers.",
    "continued": "A turn was taken back because the caller went on speaking.",
    "filler": "Something was said because the answer took long.",
    "turn_failed": "A turn failed, and the flow said what it says then.",
    "speech_failed": "A sentence could not be spoken.",
    "recogniser_failed": "Nobody was left to recognise a call.",
    "late_act": "The conversation did something in a turn that was over.",
    "mark_overdue": "Twilio did not tell in time that a sentence was played, or told it too early.",
}
"""Events of a timeline that are counted by their name."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Numbers that others keep, asked for when the page is."""

    calls: Callable[[], float]
    ringing: Callable[[], float]
    recorder_waiting: Callable[[], float]
    recorder_lost: Callable[[], float]
    prefetched: Callable[[], Mapping[str, float]] = dict
    """What came of sentences that were made ahead."""


class Metrics:
    """The numbers of one process."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking
        self._started = Counter("trunkline_calls_started_total", "Calls whose first socket opened.", ["flow"])
        self._streamed_again = Counter("trunkline_streams_again_total", "Sockets that calls opened after a lost one.")
        self._refused = Counter("trunkline_calls_refused_total", "Calls that were not taken.", ["why"])
        self._uncounted = Counter(
            "trunkline_calls_uncounted_total", "Calls that were decided over without the counts of all.", ["became"]
        )
        self._requests_refused = Counter(
            "trunkline_requests_refused_total", "Requests and sockets that were not Twilio's, or not whole.", ["why"]
        )
        self._sign_ins_failed = Counter(
            "trunkline_sign_ins_failed_total", "Tries to sign in that came to nothing.", ["by", "why"]
        )
        self._budgets = Counter(
            "trunkline_budgets_total", "Budgets that were nearly used up, or had ended.", ["budget", "became"]
        )
        self._ended = Counter("trunkline_calls_ended_total", "Streams of calls that ended.", ["flow", "by", "result"])
        self._turns = Counter("trunkline_turns_total", "Turns, by what made them.", ["kind"])
        self._stages = Histogram(
            "trunkline_turn_seconds",
            "From the caller's last sound to each stage of the answer; of the first turn, from the open line.",
            ["kind", "stage"],
            bounds=LATENCIES,
        )
        self._events = Counter(
            "trunkline_events_total", "What happened in calls; docs/operating.md lists them.", ["event"]
        )
        self._trials = Counter(
            "trunkline_speculations_total", "Answers begun before the caller surely ended.", ["became"]
        )
        self._moved = Counter("trunkline_recogniser_moves_total", "Calls that another recogniser took over.", ["to"])
        self._audio = Counter("trunkline_audio_repairs_total", "What was repaired of the sound that came in.", ["what"])
        self._heard = Counter("trunkline_audio_in_seconds_total", "Sound of callers that came in.")
        self.lag = Histogram("trunkline_loop_lag_seconds", "How late the event loop woke up.", bounds=LAGS)
        self.pauses = Histogram(
            "trunkline_gc_seconds",
            "How long the collection of garbage held everything up.",
            ["generation"],
            bounds=LAGS,
        )
        self._read: Mapping[str, Callable[[Mapping[str, object]], None]] = {
            "turn": self._turn,
            "turn_times": self._turn_times,
            "discarded": lambda _fields: self._trials.add("discarded"),
            "recogniser_moved": lambda fields: self._moved.add(_word(fields.get("provider"))),
            "audio_in": self._audio_in,
        }

    def started(self, flow: str, *, again: bool) -> None:
        """A call's socket is open; `again`: it had one before."""
        if again:
            self._streamed_again.add()
        else:
            self._started.add(flow)

    def refused(self, why: str) -> None:
        """A call was not taken. `why`: a word of ours."""
        self._refused.add(why)

    def uncounted(self, became: str) -> None:
        """A call was decided over while the database did not answer: `let_in` or `refused`."""
        self._uncounted.add(became)

    def request_refused(self, why: str) -> None:
        """Somebody was not admitted who came as Twilio does. `why`: a word of ours."""
        self._requests_refused.add(why)

    def sign_in_failed(self, by: str, why: str) -> None:
        """Somebody was not let in by these means (`password`, `provider`). `why`: a word of ours."""
        self._sign_ins_failed.add(by, why)

    def budget(self, name: str, became: str) -> None:
        """A budget is nearly used up (`warned`), or has ended."""
        self._budgets.add(name, became)

    def hear(self, flow: str, entry: Entry) -> None:
        """Count an entry of a call's timeline. Never blocks."""
        fields = entry.fields
        if entry.event == "ended":
            # A result is one of its flow's own.
            self._ended.add(flow, _word(fields.get("by")), str(fields.get("result") or "none"))
        elif entry.event in EVENTS:
            self._events.add(entry.event)
        elif (read := self._read.get(entry.event)) is not None:
            read(fields)

    def page(self) -> str:
        """All of them, as Prometheus reads them."""
        return render(self._families())

    # ── inside ────────────────────────────────────────────────────────────────

    def _families(self) -> list[Family]:
        asking = self._asking
        prefetched = Counter("trunkline_prefetched_total", "Sentences made ahead, and what came of them.", ["what"])
        for what, count in asking.prefetched().items():
            prefetched.add(what, by=count)
        return [
            Asked("trunkline_calls_live", "Calls that go on.", asking.calls),
            Asked("trunkline_calls_ringing", "Calls that were answered and are not there yet.", asking.ringing),
            self._started,
            self._streamed_again,
            self._refused,
            self._uncounted,
            self._requests_refused,
            self._sign_ins_failed,
            self._budgets,
            self._ended,
            self._turns,
            self._stages,
            self._events,
            self._trials,
            self._moved,
            self._heard,
            self._audio,
            prefetched,
            Asked("trunkline_recorder_waiting", "Entries that wait for the database.", asking.recorder_waiting),
            Asked("trunkline_recorder_lost_total", "Entries that were lost.", asking.recorder_lost, kind="counter"),
            self.lag,
            self.pauses,
        ]

    def _turn(self, fields: Mapping[str, object]) -> None:
        if fields.get("on_trial") is True:
            self._trials.add("committed")

    def _turn_times(self, fields: Mapping[str, object]) -> None:
        kind = str(fields.get("kind"))
        kind = kind if kind in KINDS else "other"
        self._turns.add(kind)
        for stage in STAGES:
            if isinstance(took := fields.get(stage), int | float):
                # What came before the caller's end, such as an answer on trial, took no time of theirs.
                self._stages.see(kind, stage, seconds=max(0.0, took / 1000))

    def _audio_in(self, fields: Mapping[str, object]) -> None:
        for what, count in fields.items():
            if not isinstance(count, int | float) or isinstance(count, bool) or count <= 0:
                continue
            if what == "heard_ms":
                self._heard.add(by=count / 1000)
            else:
                self._audio.add(what, by=count)


def _word(value: object) -> str:
    return str(value or "none")
