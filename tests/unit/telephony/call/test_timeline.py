"""The record of one call."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from telephony.call.timeline import LONGEST, Entry, Timeline


async def test_followers_get_what_was_and_what_comes() -> None:
    """Somebody who begins to follow late misses nothing, and is told when it is over."""
    timeline = Timeline("CA1")
    timeline.add(0.5, "say", {"pii_text": "Hello."})
    seen: list[Entry] = []

    async def follow() -> None:
        async for entry in timeline.follow():
            seen.append(entry)  # noqa: PERF401 -- each as it comes

    following = asyncio.create_task(follow())
    await asyncio.sleep(0)
    timeline.add(1.0, "turn")
    timeline.add(1.1, "ended")
    timeline.close()
    await following

    assert [entry.event for entry in seen] == ["say", "turn", "ended"]


async def test_a_follower_may_go_on_behind_an_event_that_it_has() -> None:
    """After a lost connection nothing is told twice."""
    timeline = Timeline("CA1", first=10)
    for event in ("a", "b", "c"):
        timeline.add(0.0, event)
    timeline.close()

    assert [entry.event async for entry in timeline.follow(after=10)] == ["b", "c"]
    assert [entry.ordinal async for entry in timeline.follow()] == [10, 11, 12]


def test_a_public_entry_is_flat_and_its_marks_are_off() -> None:
    """`pii_` marks a field inside; whoever may see it sees its name."""
    entry = Entry(3, 1500, "say", {"pii_text": "Hello.", "turn": 1})

    assert entry.public() == {"n": 3, "at_ms": 1500, "event": "say", "text": "Hello.", "turn": 1}


def test_a_call_that_never_stops_noting_is_bounded() -> None:
    """After so many entries only their number is kept; after the end nothing is."""
    timeline = Timeline("CA1")
    for _ in range(LONGEST + 5):
        timeline.add(0.0, "words")
    timeline.close()
    timeline.add(0.0, "late")

    assert len(timeline.entries) == LONGEST
    assert timeline.dropped == 6


def test_an_editor_decides_what_is_kept() -> None:
    """Nobody else sees what the entry was; an entry that was there before may be another way later."""
    told: list[Entry] = []

    def edit(entry: Entry) -> Sequence[Entry]:
        if entry.event == "turn":
            return (entry, Entry(4, 100, "say", {"pii_text": "known"}, again=True))
        return (replace(entry, fields={"pii_text": "held"}),)

    timeline = Timeline("CA1", told.append, first=4, edit=edit)
    timeline.add(0.1, "say", {"pii_text": "four one one one"})
    timeline.add(0.2, "turn")

    assert [(entry.ordinal, entry.fields, entry.again) for entry in told] == [
        (4, {"pii_text": "held"}, False),
        (5, {}, False),
        (4, {"pii_text": "known"}, True),
    ]
    assert [entry.fields for entry in timeline.entries] == [{"pii_text": "known"}, {}]
