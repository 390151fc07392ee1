"""How a text is written in YAML so that every reader, of YAML 1.1 and of 1.2, takes it for that text.

Whether a text needs quotes is decided by the text and by where it stands (`[…]` and `{…}` need more), never by its
length. The rules are those of YAML 1.2.2 chapters 7.3.3 (plain style) and 10.3 (core schema), with the words, numbers
and times of YAML 1.1 (https://yaml.org/type/) and what older readers stumble over, such as a question mark in a list.
"""

import re

_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", "=", "<<"})
_NUMBER = re.compile(
    r"""[+].*                                    # +919812345678
    | [0-9][0-9_,]*                              # 12, 0123, 1_000
    | [0-9][0-9_]*\.?[0-9_]*([eE][-+]?[0-9]+)?   # 1.5, 1e3
    | \.[0-9_]+([eE][-+]?[0-9]+)?
    | \.(inf|nan)
    | 0[xX][0-9a-fA-F_]+ | 0[oO][0-7_]+ | 0[bB][01_]+
    | [0-9]+(:[0-9]+)+(\.[0-9_]*)?               # 10:30, which is 630 in YAML 1.1
    | [0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt\ ].*)?  # 2026-03-02T09:00
    """,
    re.VERBOSE | re.IGNORECASE,
)
_LEADING = "-?:,[]{}#&*!|>'\"%@`"
_IN_FLOW = re.compile(r"[,\[\]{}?]")
_BREAKS = re.compile(r":(\s|$)|\s#")
_UNPRINTABLE = re.compile("[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0"}


def written(text: str, *, in_flow: bool = False) -> str:
    """The text on one line, in quotes where it needs them; `in_flow` is inside `[…]` or `{…}`."""
    if _UNPRINTABLE.search(text):
        return _double(text)
    if not _needs_quotes(text, in_flow=in_flow):
        return text
    if ('"' in text or "\\" in text) and "'" not in text:
        return f"'{text}'"
    return _double(text)


def literal(text: str) -> tuple[str, list[str]] | None:
    """A text of several lines as `|` and its lines; None when only quotes keep it as it is."""
    body = text.removesuffix("\n")
    lines = body.split("\n")
    plain = not any(_UNPRINTABLE.search(line) or line != line.strip() for line in lines)
    if "\n" not in text or not plain or not lines[0] or not lines[-1]:
        return None
    return ("|" if text.endswith("\n") else "|-"), lines


def _needs_quotes(text: str, *, in_flow: bool) -> bool:
    return bool(
        text != text.strip()
        or not text
        or text[0] in _LEADING
        or text.startswith("...")
        or text.casefold() in _WORDS
        or _NUMBER.fullmatch(text)
        or _BREAKS.search(text)
        or (in_flow and _IN_FLOW.search(text))
    )


def _double(text: str) -> str:
    escaped = "".join(_ESCAPES.get(letter) or _escaped(letter) for letter in text)
    return f'"{escaped}"'


def _escaped(letter: str) -> str:
    if not _UNPRINTABLE.match(letter):
        return letter
    code = ord(letter)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
