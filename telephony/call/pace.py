"""How fast a voice speaks, in milliseconds for each letter of the text: for voices that do not tell where their words
lie, while nobody knows yet how long a sentence will sound. Pure.
"""

USUAL_LETTER_MS = 65.0
"""Of a voice that nobody has heard yet."""
_DOUBT_LETTERS = 5
"""So many letters are worth what is supposed before any were heard."""
_FEWEST_LETTERS = 20
"""Of shorter sentences the silence around them is too large a part."""
_FASTEST_MS, _SLOWEST_MS = 20.0, 250.0
"""What is beyond these is no speech of that text."""


class Pace:
    """Learned from whole sentences; the latest count most, since a call may change its voice or its language."""

    def __init__(self, letter_ms: float = USUAL_LETTER_MS) -> None:
        """`letter_ms`: supposed before any sentence was heard."""
        self._letters = float(_DOUBT_LETTERS)
        self._ms = letter_ms * _DOUBT_LETTERS

    @property
    def letter_ms(self) -> float:
        """Milliseconds of sound for one letter of text, spaces counted."""
        return self._ms / self._letters

    def learn(self, letters: int, ms: int) -> None:
        """A text of so many letters made so much sound. What can be no speech of it is not learned from."""
        if letters >= _FEWEST_LETTERS and _FASTEST_MS <= ms / letters <= _SLOWEST_MS:
            self._letters = self._letters / 2 + letters
            self._ms = self._ms / 2 + ms
