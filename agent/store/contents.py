"""What the library keeps of a flow, as plain values."""

from dataclasses import dataclass
from typing import Literal

Environment = Literal["test", "live"]


@dataclass(frozen=True, slots=True)
class Outline:
    """What a list of flows tells of a draft."""

    title: str
    about: str
    languages: tuple[str, ...]
    steps: int
    errors: int


@dataclass(frozen=True, slots=True)
class Content:
    """A flow as it is written. All three are text: the order of settings counts."""

    document: str
    """The plain tree, as JSON."""
    yaml: str
    """The same, with its comments."""
    layout: str = "{}"
    """As the browser gave it."""
