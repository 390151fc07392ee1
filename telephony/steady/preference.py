"""Which voice a call is spoken in: once it had to change, it stays changed.

Whoever holds a call does so within `one_voice()`; everything that speaks on the call's behalf, in its tasks and in
those that they start, keeps to the voice of the last sentence. On nobody's behalf there is nothing to be remembered.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class _Preference:
    voice = ""
    over = False


_preference: ContextVar[_Preference | None] = ContextVar("voice", default=None)


@contextmanager
def one_voice() -> Iterator[None]:
    """Within this context one voice speaks, and changes only when it has to."""
    preference = _Preference()
    token = _preference.set(preference)
    try:
        yield
    finally:
        preference.over = True
        _preference.reset(token)


def preferred() -> str:
    """The name of the voice that spoke last; empty: none yet."""
    preference = _preference.get()
    return preference.voice if preference else ""


def prefer(voice: str) -> None:
    """It speaks now."""
    if (preference := _preference.get()) is not None:
        preference.voice = voice


def is_over() -> bool:
    """The call on whose behalf this is done has left its `one_voice()`."""
    preference = _preference.get()
    return preference is not None and preference.over
