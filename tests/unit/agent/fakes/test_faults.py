"""What goes wrong with a stand-in: how it is written, whom it befalls, and when."""

import asyncio

import pytest

from agent.fakes.faults import Closed, Course, Fault, Refused, Torn, Troubles


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("cut", Fault("cut")),
        ("cut@3", Fault("cut", after=3)),
        ("cut@3x0", Fault("cut", after=3, times=0)),
        ("stallx2", Fault("stall", times=2)),
        ("429", Fault("refuse", status=429)),
        ("503x0", Fault("refuse", status=503, times=0)),
        ("garbage@1", Fault("garbage", after=1)),
        ("refuse", Fault("refuse", status=429)),
    ],
)
def test_a_fault_is_written_in_a_word(written: str, fault: Fault) -> None:
    """A kind or a status, then after how many pieces, then for how many requests."""
    assert Fault.parse(written) == fault


@pytest.mark.parametrize(
    "written", ["", "burn", "200", "600", "cut@-1", "cutx-1", "cut@a", "cut@1@2", "cutxx", "@3", "cut @3", "²"]
)
def test_what_is_no_fault_is_refused_with_the_way_to_write_one(written: str) -> None:
    """Nobody believes that something went wrong when nothing did."""
    with pytest.raises(ValueError, match=r"is no fault\. Write a status .* or one of stall, cut, refuse"):
        Fault.parse(written)


def kinds(troubles: Troubles, requests: int) -> list[str | None]:
    """What befalls the next requests."""
    courses = [troubles.course() for _ in range(requests)]
    return [course.fault.kind if course.fault else None for course in courses]


def test_each_fault_befalls_as_many_requests_as_it_says_and_then_the_next_has_its_turn() -> None:
    """Faults are a queue; a request takes one."""
    troubles = Troubles()
    troubles.add(Fault("cut", times=2), Fault("stall"))
    troubles.add(Fault("garbage"))
    assert kinds(troubles, 5) == ["cut", "cut", "stall", "garbage", None]


def test_a_fault_for_all_requests_stays_until_it_is_taken_away() -> None:
    """`times=0`, and `clear`."""
    troubles = Troubles()
    troubles.add(Fault("cut", times=0), Fault("stall"))
    assert kinds(troubles, 3) == ["cut"] * 3
    troubles.clear()
    assert kinds(troubles, 1) == [None]
    troubles.add(Fault("stall"))
    assert kinds(troubles, 2) == ["stall", None]


async def test_a_refusal_comes_before_anything() -> None:
    """Whatever `after` says: there is no status in the middle of an answer."""
    course = Course(Fault("refuse", after=2, status=503, retry_after_s=1.5), 0, 0)
    with pytest.raises(Refused) as refused:
        await course.begin()
    assert (refused.value.status, refused.value.retry_after_s) == (503, 1.5)


async def test_a_cut_without_pieces_before_it_comes_before_anything() -> None:
    """Also for a socket: its opening is torn."""
    with pytest.raises(Torn):
        await Course(Fault("cut"), 0, 0).begin()


async def test_so_many_pieces_come_before_a_fault() -> None:
    """The third piece of a `cut@2` is torn; so is every one that somebody else still wants to send."""
    course = Course(Fault("cut", after=2), 0, 0)
    await course.begin()
    assert not await course.piece()
    assert not await course.piece()
    for _ in range(2):
        with pytest.raises(Torn):
            await course.piece()


async def test_garbage_comes_in_the_place_of_one_piece() -> None:
    """The pieces after it are what they should be."""
    course = Course(Fault("garbage", after=1), 0, 0)
    assert [await course.piece() for _ in range(4)] == [False, True, False, False]


async def test_a_close_has_its_code_and_its_reason() -> None:
    """As the vendor's own have."""
    course = Course(Fault("close", code=1008, reason="no"), 0, 0)
    await course.begin()
    with pytest.raises(Closed) as closed:
        await course.piece()
    assert (closed.value.code, closed.value.reason) == (1008, "no")


async def test_after_a_stall_nothing_comes() -> None:
    """It has no end of its own; whoever waits is cancelled when the client leaves."""
    course = Course(Fault("stall", after=1), 0, 0)
    await course.begin()
    await course.piece()
    waiting = [asyncio.create_task(course.piece()) for _ in range(2)]
    done, _ = await asyncio.wait(waiting, timeout=0.02)
    assert not done
    for task in waiting:
        task.cancel()
    await asyncio.wait(waiting)


async def test_only_what_comes_after_so_many_pieces_drips() -> None:
    """The first piece of a `drip@1` is whole."""
    course = Course(Fault("drip", after=1), 0, 0)
    drips = []
    for _ in range(3):
        await course.piece()
        drips.append(course.drips)
    assert drips == [False, True, True]
