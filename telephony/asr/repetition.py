"""A decoder that has lost the thread says the same few tokens again and again. Pure."""

from collections.abc import Sequence

_LONGEST = 12
_LEAST_TOKENS = 12
_LEAST_TIMES = 4


def repeated_tail(tokens: Sequence[int]) -> int | None:
    """How many tokens at the end only repeat what stands before them; None when the end is no loop.

    A loop is the same 1 to 12 tokens at least four times, together at least twelve tokens: "no no no" and a number
    with four zeros are speech, a dozen of the same is not. The first saying is not counted.
    """
    for length in range(1, _LONGEST + 1):
        times = max(_LEAST_TIMES, -(-_LEAST_TOKENS // length))
        if len(tokens) < length * times:
            continue
        tail = list(tokens[-length:])
        if all(list(tokens[-length * (n + 1) : len(tokens) - length * n]) == tail for n in range(1, times)):
            return length * (times - 1)
    return None
