"""The names by which the call knows sentences: each is used once, also when the sentence's own name is used again.

The engine numbers sentences by the turn, and a turn that was taken back leaves its number to the next one. The call may
still be making the sound of the old turn's first sentence when the new turn's first sentence comes.
"""

from collections import Counter
from collections.abc import Iterable

from telephony.call.ports import Cut


class Utterances:
    """Those of one call."""

    def __init__(self) -> None:
        self._used: Counter[str] = Counter()

    def named(self, sentence: str) -> str:
        """The name for the call of a sentence that is given out now: `t5.1`, the next time `t5.1~2`."""
        self._used[sentence] += 1
        times = self._used[sentence]
        return sentence if times == 1 else f"{sentence}~{times}"

    def cut(self, cuts: Iterable[Cut]) -> list[tuple[str, str]]:
        """What was heard of sentences, by their own names. One that was taken back is nobody's any more."""
        return [(sentence, cut.heard) for cut in cuts if (sentence := self._own(cut.utterance))]

    def _own(self, name: str) -> str:
        sentence, _, times = name.partition("~")
        return sentence if int(times or 1) == max(self._used[sentence], 1) else ""
