"""Secrets by name: `${env:CRM_TOKEN}` in a declaration, its value only in the request."""

import os
import re
from collections.abc import Callable
from pathlib import Path

from dotenv import dotenv_values
from pydantic import SecretStr

Read = Callable[[str], str | None]
"""Gives the value of a variable; None when there is none."""

_REFERENCE = re.compile(r"\$\{env:([A-Za-z_][A-Za-z0-9_]*)\}")


def variables(file: Path = Path(".env")) -> Read:
    """The variables of the environment and, as for the settings, of `.env`; the environment wins."""
    written = dotenv_values(file) if file.is_file() else {}

    def read(name: str) -> str | None:
        return os.environ.get(name) or written.get(name) or None

    return read


def reveal(text: str, read: Read) -> SecretStr:
    """A text with its secrets put in. Raises ValueError for a variable that is not set, and for what would break out
    of a header.
    """

    def value(found: re.Match[str]) -> str:
        secret = read(found[1])
        if secret is None:
            raise ValueError(f"names the variable {found[1]}, which is not set: set it, or take it out")
        if not (secret.isprintable() and secret.isascii()):
            raise ValueError(f"names the variable {found[1]}, whose value no header can hold (a line break, an accent)")
        return secret

    return SecretStr(_REFERENCE.sub(value, text))
