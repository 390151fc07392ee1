"""Flows that lie in files: those that come with the software, and those of TRUNKLINE_FLOWS."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from agent.errors import SettingsError
from graphs.document import FlowDocument
from graphs.flows import flow_text, shipped, shipped_with_tree
from graphs.loading import load_with_tree
from graphs.problems import FlowError

log = structlog.get_logger(__name__)

FILE_BYTES = 2 * 1024 * 1024
"""Of one flow's document: ten times that of two hundred steps."""
SHOWN = 5
"""Problems of a document that are told; `trunkline flow check` tells all."""


@dataclass(frozen=True, slots=True)
class FlowFile:
    """A flow as its file has it."""

    document: FlowDocument
    tree: Mapping[str, Any]
    """What its YAML says."""
    text: str
    path: Path
    """Of one that comes with the software, its name alone."""


def flow_files(folder: Path | None) -> Mapping[str, FlowFile]:
    """All of them, by name; one of the folder goes before one that comes along. Raises SettingsError."""
    files = {name: FlowFile(*shipped_with_tree(name), flow_text(name), Path(name)) for name in shipped()}
    return files | _of_folder(folder) if folder else files


def _of_folder(folder: Path) -> dict[str, FlowFile]:
    """The flows of a folder, by name. Raises SettingsError."""
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix in {".yaml", ".yml"})
    except OSError as why:
        raise SettingsError(f"TRUNKLINE_FLOWS: the folder {folder} cannot be read ({why.strerror}).") from None
    found: dict[str, FlowFile] = {}
    for path in paths:
        file = _read(path)
        name = file.document.flow
        if name in found:
            raise SettingsError(
                f"TRUNKLINE_FLOWS: {found[name].path.name} and {path.name} are both called “{name}”. "
                "Rename one, or move it away."
            )
        found[name] = file
    log.info("flows.own", flows=sorted(found))
    return found


def _read(path: Path) -> FlowFile:
    try:
        if path.stat().st_size > FILE_BYTES:
            raise SettingsError(f"TRUNKLINE_FLOWS: {path} is larger than {FILE_BYTES // 1024**2} MB, which no flow is.")
        text = path.read_text(encoding="utf-8")
        return FlowFile(*load_with_tree(text), text, path)
    except OSError as why:
        raise SettingsError(f"TRUNKLINE_FLOWS: {path} cannot be read ({why.strerror}).") from None
    except UnicodeDecodeError:
        raise SettingsError(f"TRUNKLINE_FLOWS: {path} is not UTF-8 text.") from None
    except FlowError as wrong:
        raise unusable(path, wrong) from None


def unusable(path: Path, wrong: FlowError) -> SettingsError:
    """What is said of a file whose flow cannot be run."""
    lines = [f"TRUNKLINE_FLOWS: {path} cannot be used:", *(f"  {problem}" for problem in wrong.problems[:SHOWN])]
    if (more := len(wrong.problems) - SHOWN) > 0:
        lines.append(f"  and {more} more.")
    lines.append(f"Look at it with: trunkline flow check {path}")
    return SettingsError("\n".join(lines))
