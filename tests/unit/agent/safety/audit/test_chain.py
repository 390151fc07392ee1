"""The chain of the audit log: what breaks it, and what does not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.safety.audit.chain import GENESIS, TRIMMED, Broken, Entry, Walk, canonical, entry_of, link

AT = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)


def chain(*dids: str, details: str = "{}") -> list[Entry]:
    """A chain of entries that did this."""
    entries: list[Entry] = []
    for place, did in enumerate(dids, start=1):
        before = entries[-1].hash if entries else GENESIS
        bare = Entry(place, AT + timedelta(seconds=place), "asha@example.com", did, "call CA1", details, before, b"")
        entries.append(replace(bare, hash=link(bare)))
    return entries


def walked(entries: list[Entry], anchor: bytes | None = None) -> Broken | None:
    """What a walk along these finds."""
    walk = Walk(anchor=anchor)
    for entry in entries:
        walk.take(entry)
    return walk.end()


def cut(entries: list[Entry], through: int, head: bytes | None = None) -> list[Entry]:
    """The log without its first entries, and with an entry at its end that says so."""
    last = entries[-1]
    details = orjson.dumps({"through": through, "head": (head or entries[through - 1].hash).hex()}).decode()
    bare = Entry(last.ordinal + 1, AT, "root", TRIMMED, "audit log", details, last.hash, b"")
    return [*entries[through:], replace(bare, hash=link(bare))]


def test_a_chain_that_nobody_touched_is_whole() -> None:
    """Also an empty one."""
    assert walked([]) is None
    assert walked(chain("a", "b", "c")) is None


@settings(max_examples=60)
@given(at=st.integers(0, 4), field=st.sampled_from(["who", "did", "what", "details"]), value=st.text(max_size=12))
def test_whatever_is_changed_shows_at_its_entry(at: int, field: str, value: str) -> None:
    """A walk names the first entry that is not as it was written."""
    entries = chain(*"abcde")
    changed = replace(entries[at], **{field: value})  # type: ignore[arg-type]  # all of them are texts
    expected = None if getattr(entries[at], field) == value else Broken(at + 1, "changed")
    assert walked([*entries[:at], changed, *entries[at + 1 :]]) == expected


def test_a_changed_time_shows() -> None:
    """By a microsecond."""
    first, second = chain("a", "b")
    assert walked([replace(first, at=first.at + timedelta(microseconds=1)), second]) == Broken(1, "changed")


def test_an_entry_that_is_gone_shows_at_the_next() -> None:
    """And so does one that was put in, or one that was hashed anew."""
    a, b, c = chain("a", "b", "c")
    forged = replace(b, who="somebody else")
    forged = replace(forged, hash=link(forged))
    assert walked([a, c]) == Broken(3, "missing")
    assert walked([a, forged, c]) == Broken(3, "missing")
    assert walked([a, b, b, c]) == Broken(2, "missing")


def test_parts_cannot_be_shifted_between_fields() -> None:
    """“ab” and “c” are hashed as something else than “a” and “bc”."""
    entry = chain("a")[0]
    assert canonical(replace(entry, who="ab", did="c")) != canonical(replace(entry, who="a", did="bc"))


def test_a_beginning_that_is_gone_has_to_be_explained() -> None:
    """By an entry that names the last ordinal and its hash; a wrong one explains nothing."""
    entries = chain(*"abcd")
    assert walked(entries[2:]) == Broken(3, "beginning")
    assert walked(cut(entries, 2)) is None
    assert walked(cut(entries, 2, head=entries[0].hash)) == Broken(3, "beginning")


def test_an_end_that_is_gone_shows_by_its_anchor() -> None:
    """A hash that was noted has to be there, or to stand in the entry that says what was cut."""
    entries = chain(*"abcd")
    assert walked(entries[:3]) is None
    assert walked(entries[:3], anchor=entries[3].hash) == Broken(3, "anchor")
    assert walked(entries, anchor=entries[1].hash) is None
    assert walked(cut(entries, 2), anchor=entries[1].hash) is None
    assert walked([], anchor=entries[1].hash) == Broken(0, "anchor")


def test_an_exported_entry_can_be_read_back() -> None:
    """With the hash that it had."""
    for entry in chain("a", "ж", details='{"n": 1}'):
        assert entry_of(orjson.loads(orjson.dumps(entry.told))) == entry
        assert link(entry_of(entry.told)) == entry.hash


def test_each_break_is_told_in_a_sentence() -> None:
    """With the entry where it shows."""
    said = [str(Broken(7, why)) for why in ("changed", "missing", "beginning", "anchor")]
    assert all("7" in each for each in said[:3])
    assert len(set(said)) == 4
