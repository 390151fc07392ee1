"""Where a command finds a flow: in a file, or among those that come with Trunkline."""

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path

from agent.errors import TrunklineError
from graphs.document import FlowDocument
from graphs.flows import flow_text, shipped, shipped_flow
from graphs.loading import load_flow
from graphs.loading import read_flow as parse_flow
from graphs.problems import FlowError


class Unreadable(TrunklineError):
    """There is no such flow, or its file cannot be read: the command was wrongly called."""


class Nearby(Mapping[str, FlowDocument]):
    """The flows that a flow may call: those in files of their names beside it, then those that come with Trunkline."""

    def __init__(self, name: str, document: FlowDocument) -> None:
        self._read: dict[str, FlowDocument] = {document.flow: document}
        self._folder = None if name in shipped() else Path(name).parent

    def __getitem__(self, flow: str) -> FlowDocument:
        """Reads it when it is called. Raises KeyError, Unreadable, and FlowError for its own mistakes."""
        if flow not in self._read:
            beside = self._folder / f"{flow}.yaml" if self._folder else None
            if beside is not None and beside.is_file():
                self._read[flow] = load_flow(read_file(beside))
            elif flow in shipped():
                self._read[flow] = shipped_flow(flow)
            else:
                raise KeyError(flow)
        return self._read[flow]

    def __iter__(self) -> Iterator[str]:
        """Names of all that could be called."""
        beside = (path.stem for path in self._folder.glob("*.yaml")) if self._folder else ()
        return iter(sorted({*self._read, *shipped(), *beside}))

    def __len__(self) -> int:
        """How many those are."""
        return sum(1 for _ in self)


def flow_option(command: argparse.ArgumentParser) -> None:
    """Lets a command take one flow or several."""
    command.add_argument("flow", nargs="+", help=f"a YAML file, or a shipped flow: {', '.join(shipped())}")


def read_flow(name: str) -> str:
    """The document as it was written. Raises Unreadable."""
    return flow_text(name) if name in shipped() else read_file(Path(name))


def read_file(path: Path) -> str:
    """A file's text, line ends as they are. Raises Unreadable."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return file.read()
    except FileNotFoundError as why:
        raise Unreadable(
            f"there is no file {path}, and no shipped flow of that name; there are: {', '.join(shipped())}."
        ) from why
    except (OSError, UnicodeDecodeError) as why:
        raise Unreadable(f"{path} cannot be read ({why}).") from why


def read_document(name: str) -> FlowDocument:
    """A flow that may still have mistakes, as long as it can be read as one. Raises Unreadable and FlowError."""
    document, problems = parse_flow(read_flow(name))
    if document is None:
        raise FlowError(problems)
    return document
