"""`trunkline flow fmt`: writes flows in the one way in which flows are written."""

import argparse
import difflib
import os
import sys
import tempfile
from pathlib import Path

from agent.cli.flow_source import Unreadable, read_flow
from graphs.flows import shipped
from graphs.formatter import format_flow
from graphs.problems import FlowError

_STDIN = "-"


def options(parser: argparse.ArgumentParser) -> None:
    """The verb's options."""
    parser.add_argument("flow", nargs="+", help="a YAML file; - formats standard input to standard output")
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a file would change")
    parser.add_argument("--diff", action="store_true", help="write nothing; show what would change")


def run(given: argparse.Namespace) -> int:
    """Format each file. Returns 0 when all could be formatted or, with --check, when all were."""
    return max([_format(name, given) for name in given.flow])


def _format(name: str, given: argparse.Namespace) -> int:
    looking = given.check or given.diff
    if name in shipped() and not looking:
        raise Unreadable(f"{name} comes with Trunkline; name the file that is to be written, or use --check or --diff.")
    text = sys.stdin.read() if name == _STDIN else read_flow(name)
    try:
        formatted = format_flow(text)
    except FlowError as error:
        for problem in error.problems:
            print(f"{name}:{problem.line}: {problem.message} {problem.fix}".rstrip(), file=sys.stderr)
        return 1
    if given.diff:
        sys.stdout.writelines(_changes(name, text, formatted))
    if looking:
        if formatted != text:
            print(f"{name} is not formatted; trunkline flow fmt does it.", file=sys.stderr)
        return int(given.check and formatted != text)
    if name == _STDIN:
        sys.stdout.write(formatted)
    elif formatted != text:
        replace_file(Path(name), formatted)
        print(f"{name}: formatted.")
    return 0


def _changes(name: str, text: str, formatted: str) -> list[str]:
    return list(
        difflib.unified_diff(text.splitlines(keepends=True), formatted.splitlines(keepends=True), name, f"{name} (new)")
    )


def replace_file(path: Path, text: str) -> None:
    """Write a file whole or not at all, with the mode that it had. Raises Unreadable when it cannot be written."""
    path = path.resolve()  # a link keeps pointing at what it points at
    made: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(
            "w", dir=path.parent, prefix=f".{path.name}.", encoding="utf-8", newline="", delete=False
        ) as file:
            made = Path(file.name)
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        made.chmod(path.stat().st_mode & 0o7777)
        made.replace(path)
    except OSError as why:
        if made is not None:
            made.unlink(missing_ok=True)
        raise Unreadable(f"{path} cannot be written ({why}).") from why
