"""The secrets of this process, and text without them.

No message of ours holds a secret by intention. This is the net below: what is written to a log or to the terminal goes
through `without`, whoever wrote it, libraries and tracebacks included.
"""

from collections.abc import Iterable
from typing import TextIO
from urllib.parse import unquote, urlsplit

SHORTEST = 6
"""Characters; a shorter value would be found in innocent text."""
HIDDEN = "[secret]"

_known: set[str] = set()


def remember(values: Iterable[str]) -> None:
    """From now on these are secrets. Of an address with a password, the password is one."""
    for value in values:
        _known.update(each for each in _parts(value) if len(each) >= SHORTEST)


def without(text: str) -> str:
    """The text, every secret in it hidden."""
    for secret in sorted(_known, key=len, reverse=True):
        if secret in text:
            text = text.replace(secret, HIDDEN)
    return text


class Scrubbed:
    """A stream of text through which no secret goes: as much of `TextIO` as loggers use."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write the text without secrets."""
        return self._stream.write(without(text))

    def flush(self) -> None:
        """Write what waits."""
        self._stream.flush()

    def isatty(self) -> bool:
        """Whether a person sees it."""
        return self._stream.isatty()


def _parts(value: str) -> list[str]:
    if "://" not in value:
        return [value]
    try:
        password = urlsplit(value).password or ""
    except ValueError:
        return [value]
    return [value, password, unquote(password)]
