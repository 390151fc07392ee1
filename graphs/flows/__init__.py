"""The flows that come with the product: real ones, each with its tests."""

from importlib.resources import files

from graphs.document import FlowDocument
from graphs.loading import load_flow


def shipped() -> tuple[str, ...]:
    """Their names."""
    return tuple(
        sorted(each.name.removesuffix(".yaml") for each in files(__name__).iterdir() if each.name.endswith(".yaml"))
    )


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
    return load_flow(flow_text(name))
