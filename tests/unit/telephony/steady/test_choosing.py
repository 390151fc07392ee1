"""Whoever broke once gets one more chance, and nobody two in a row."""

from telephony.steady.choosing import Choosing


def opened(*numbers: int, now: float = 0.0) -> Choosing:
    """Those were opened, in this order."""
    choosing = Choosing(every_s=10.0)
    for number in numbers:
        choosing.opened(number, now)
    return choosing


def test_the_first_call_asks_in_order() -> None:
    """Nobody was asked yet."""
    assert Choosing(every_s=10.0).order([0, 2], 0.0) == [0, 2]


def test_the_one_that_broke_comes_first_if_asking_again_can_help() -> None:
    """Otherwise not at all."""
    assert opened(0).order([0, 1], 1.0, broke=0, again=True) == [0, 1]
    assert opened(0).order([0, 1], 1.0, broke=0, again=False) == [1]


def test_one_that_was_too_slow_comes_last() -> None:
    """Whoever does not answer in time costs that time again: the others come before it."""
    assert opened(0).order([0, 1], 1.0, broke=0, again=True, slow=True) == [1, 0]
    assert opened(0).order([0], 1.0, broke=0, again=True, slow=True) == [0]


def test_it_knows_whether_anybody_was_asked() -> None:
    """A call that begins has asked nobody."""
    assert Choosing(every_s=10.0).fresh
    assert not opened(0).fresh


def test_one_that_flaps_is_left_and_comes_back_after_a_while() -> None:
    """Within ten seconds of its second opening it is not opened again."""
    assert opened(0, 0).order([0, 1], 9.9, broke=0, again=True) == [1]
    assert opened(0, 0).order([0, 1], 10.0, broke=0, again=True) == [0, 1]


def test_those_that_were_left_come_last() -> None:
    """After those that were never asked."""
    assert opened(0, 1).order([0, 1, 2], 1.0, broke=1, again=True) == [1, 2, 0]


def test_it_comes_to_an_end() -> None:
    """All broke twice at once: nobody is left."""
    assert opened(0, 0, 1, 1).order([0, 1], 1.0, broke=1, again=True) == []
