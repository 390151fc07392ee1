"""How a secret is named: `${env:NAME}`, `${file:NAME}`, `${secret:NAME}`. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, cast

Kind = Literal["env", "file", "secret"]

_REFERENCE = re.compile(r"\$\{(env|file|secret):([^{}]*)\}")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}")
_HOW = "write ${env:NAME}, ${file:NAME} or ${secret:NAME}"


@dataclass(frozen=True, slots=True)
class Reference:
    """The name of a secret, and where it is kept."""

    kind: Kind
    name: str

    def __str__(self) -> str:
        """As sentences name it."""
        what = {"env": "the variable", "file": "the secret file", "secret": "the secret"}[self.kind]
        return f"{what} {self.name}"


@dataclass(frozen=True, slots=True)
class Named:
    """A text with secrets in it, by name: what stands between them, and the names, in turn."""

    texts: tuple[str, ...]
    references: tuple[Reference, ...]


def is_name(name: str) -> bool:
    """Whether a file or a row of the table may be called so: no way to another folder can be written with it."""
    return _NAME.fullmatch(name) is not None


def parse(text: str) -> Named:
    """A text's secrets. Raises ValueError for what looks like the name of a secret and is none."""
    texts, references, at = list[str](), list[Reference](), 0
    for found in _REFERENCE.finditer(text):
        kind, name = cast("Kind", found[1]), found[2]
        if not (_VARIABLE.fullmatch(name) if kind == "env" else is_name(name)):
            raise ValueError(f"names no secret with “{found[0]}”: {_HOW}, of letters, digits, _, - and dots")
        texts.append(text[at : found.start()])
        references.append(Reference(kind, name))
        at = found.end()
    texts.append(text[at:])
    if any("${" in part for part in texts):
        raise ValueError(f"has “${{” in it that is no secret: {_HOW}")
    return Named(tuple(texts), tuple(references))


def references_in(text: str) -> Iterator[Reference]:
    """Every secret that is named anywhere in a text; what is no name is passed over."""
    for found in _REFERENCE.finditer(text):
        try:
            yield from parse(found[0]).references
        except ValueError:
            continue
