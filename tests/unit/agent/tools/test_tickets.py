"""Ticket numbers."""

from hypothesis import given
from hypothesis import strategies as st

from agent.tools.tickets import ticket_number


class TestTicketNumber:
    @given(st.lists(st.integers(0, 899_999), max_size=20))
    def test_easy_to_say(self, drawn: list[int]) -> None:
        """A number has six digits, none of them in front a zero, none of them three times in a row."""
        numbers = iter([*drawn, 81_415])
        number = ticket_number(lambda below: next(numbers))
        assert 100_000 <= int(number) <= 999_999
        assert not any(digit * 3 in number for digit in "0123456789")

    def test_drawn_again(self) -> None:
        """A number that is hard to say is drawn again."""
        numbers = iter([11_222, 0, 381_516])
        assert ticket_number(lambda below: next(numbers)) == "481516"
