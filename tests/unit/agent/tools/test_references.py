"""References to be spoken."""

from agent.tools.references import ALPHABET, LENGTH, reference


class TestReference:
    def test_alphabet(self) -> None:
        """No sign sounds or looks like another: of each group that is often confused, one at most."""
        for group in ("0O", "1I", "5S", "8AJK"[1:], "BCDEGPTVZ", "FS", "MN"):
            assert len(set(group) & set(ALPHABET)) <= 1, group
        assert len(set(ALPHABET)) == len(ALPHABET)

    def test_length(self) -> None:
        """Four signs, all of the alphabet; more only after many collisions."""
        assert LENGTH == 4
        assert all(set(reference()) <= set(ALPHABET) and len(reference()) == 4 for _ in range(50))
        lengths = [len(reference(attempt)) for attempt in range(40)]
        assert lengths == sorted(lengths)
        assert lengths[-1] > lengths[0]

    def test_chance(self) -> None:
        """Every sign is chosen by itself."""
        signs = iter("KQ72")
        assert reference(choose=lambda alphabet: next(signs)) == "KQ72"
        assert len({reference() for _ in range(200)}) > 150
