"""References that can be spoken over a telephone and understood."""

import secrets
from collections.abc import Callable, Sequence

ALPHABET = "FHKLMQRUWXY2346789"
"""Without 0 O, 1 I, 5 S; without letters that rhyme (B C D E G P T V Z, A J beside K, N beside M)."""
LENGTH = 4
_TRIES_A_LENGTH = 8


def reference(attempt: int = 0, *, choose: Callable[[Sequence[str]], str] = secrets.choice) -> str:
    """A random reference. `attempt` counts collisions: after some of them, a character more makes room."""
    return "".join(choose(ALPHABET) for _ in range(LENGTH + attempt // _TRIES_A_LENGTH))
