"""The flows that come with the product: real ones, each with its tests."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from graphs.document import FlowDocument
from graphs.loading import load_with_tree


@cache
def shipped() -> tuple[str, ...]:
    """Their names."""
    return tuple(
        sorted(each.name.removesuffix(".yaml") for each in files(__name__).iterdir() if each.name.endswith(".yaml"))
    )


@cache
def flow_text(name: str) -> str:
    """The document as it was written. Raises LookupError, which names those that there are."""
    if name not in shipped():
        raise LookupError(f"there is no flow “{name}”; there are: {', '.join(shipped())}")
    return files(__name__).joinpath(f"{name}.yaml").read_text(encoding="utf-8")


def library() -> dict[str, FlowDocument]:
    """All of them, by name: flows may call each other."""
    return {name: shipped_flow(name) for name in shipped()}


def shipped_flow(name: str) -> FlowDocument:
    """The document."""
    return shipped_with_tree(name)[0]


@cache
def shipped_with_tree(name: str) -> tuple[FlowDocument, Mapping[str, Any]]:
    """The document and what its YAML says, read once in a process; neither is changed by anybody."""
    return load_with_tree(flow_text(name))
