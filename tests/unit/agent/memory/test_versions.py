"""Channel versions: short, growing, and continued by the official savers."""

from hypothesis import given
from hypothesis import strategies as st
from langgraph.checkpoint.memory import InMemorySaver

from agent.memory.versions import WIDTH, next_version

counts = st.integers(min_value=1, max_value=2 * 10**WIDTH)


def official(current: str) -> str:
    """What LangGraph's own savers issue after `current`."""
    return InMemorySaver().get_next_version(current, None)


def test_the_first_versions() -> None:
    """Counting starts at one, in seven characters."""
    first = next_version(None)

    assert (first, next_version(first)) == ("+000001", "+000002")


@given(count=counts)
def test_a_version_sorts_after_its_predecessor(count: int) -> None:
    """LangGraph compares versions as strings, also where the short form has no room left."""
    current = f"+{count:0{WIDTH}}" if count < 10**WIDTH else f"{count:032}"

    assert next_version(current) > current


@given(ours=counts, steps=st.lists(st.booleans(), max_size=6))
def test_ours_and_the_official_savers_can_take_turns(ours: int, steps: list[bool]) -> None:
    """Whoever issues the next version, it sorts after all before."""
    versions = [f"+{ours:0{WIDTH}}" if ours < 10**WIDTH else f"{ours:032}"]
    for by_us in steps:
        versions.append(next_version(versions[-1]) if by_us else official(versions[-1]))

    assert versions == sorted(versions)
    assert len(set(versions)) == len(versions)


def test_integers_of_simple_savers_are_continued() -> None:
    """A thread whose versions were numbers goes on in the long form, which counts on."""
    assert next_version(41) == f"{42:032}"
