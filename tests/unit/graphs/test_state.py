"""The state of a conversation."""

import json

from graphs.state import WINDOW, Progress, Snapshot, as_heard, of_former_call, window


def test_progress_is_json_and_forgets_what_another_version_knew() -> None:
    """A newer worker can read what an older one wrote, and the other way round."""
    progress = Progress(turn=3, path=["a"])
    kept = json.loads(json.dumps(progress.kept()))
    assert Progress.of({**kept, "of_another_version": 1}) == progress
    assert Progress.of({}) == Progress()


def test_progress_is_a_copy() -> None:
    """Changing it does not change the state that it came from."""
    kept = Progress(path=["a"], visits={"a": 1}).kept()
    progress = Progress.of(kept)
    progress.path.append("b")
    progress.visits["b"] = 1
    assert kept["path"] == ["a"]
    assert kept["visits"] == {"a": 1}


def test_the_window_keeps_the_latest_messages() -> None:
    """A long call does not make its state longer."""
    messages = window([], *[{"id": str(number)} for number in range(WINDOW + 5)])
    assert [message["id"] for message in messages] == [str(number) for number in range(5, WINDOW + 5)]


def test_a_message_that_was_cut_off_keeps_only_what_was_heard() -> None:
    """And says that it was cut."""
    before = [{"id": "t1.1", "text": "A long sentence"}, {"id": "t1.2", "text": "Another"}]
    assert as_heard(before, {"t1.1": "A long", "gone": "x"}) == [
        {"id": "t1.1", "text": "A long", "cut": True},
        before[1],
    ]


def test_what_is_cut_off_now_is_no_sentence_of_a_former_call() -> None:
    """The call that goes on from another numbers its sentences anew; however often callers ring back."""
    former = of_former_call(of_former_call([{"id": "t0.1", "text": "Hello."}]))
    now = {"id": "t0.1", "text": "Welcome back."}
    assert as_heard([*former, now], {"t0.1": "Welcome"}) == [*former, {**now, "text": "Welcome", "cut": True}]


def test_a_snapshot_survives_being_json() -> None:
    """It waits in a database until the caller rings back."""
    snapshot = Snapshot("f", "x", "2026-03-02T09:00", "menu", {"a": 1}, {}, {"result": "left"}, [])
    assert Snapshot(**json.loads(json.dumps(snapshot.as_json()))) == snapshot
    assert snapshot.result == "left"
