"""English words that are nobody's name."""

from graphs.understanding.english.common import COMMON
from graphs.understanding.known_names import GIVEN, SURNAMES


def test_no_common_name_is_among_them() -> None:
    """Grace, Mark, King and their like are names and words: they are not in the list."""
    assert set() == COMMON & (GIVEN | SURNAMES)
    assert not COMMON & {"grace", "mark", "will", "rose", "hope", "joy", "may", "june", "bill", "king", "young"}
