"""The names by which the call knows sentences."""

from agent.utterances import Utterances
from telephony.call.ports import Cut


def test_a_name_is_used_once() -> None:
    """Also when the sentence's own comes again."""
    names = Utterances()
    assert [names.named(each) for each in ("t1.1", "t1.2", "t1.1", "t1.1")] == ["t1.1", "t1.2", "t1.1~2", "t1.1~3"]


def test_what_was_heard_belongs_to_the_sentence_that_still_counts() -> None:
    """Of several with one name that is the last; one that nobody has named since is as it was told."""
    names = Utterances()
    for each in ("t1.1", "t1.2", "t1.1"):
        names.named(each)
    cuts = [Cut("t1.1", "old"), Cut("t1.1~2", "new"), Cut("t1.2", "other"), Cut("t0.1", "from before")]
    assert names.cut(cuts) == [("t1.1", "new"), ("t1.2", "other"), ("t0.1", "from before")]
