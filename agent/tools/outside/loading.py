"""Reads the file that TRUNKLINE_TOOLS names; whatever is wrong with it is said before the first call."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr, ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from agent.errors import SettingsError
from agent.tools.outside.addresses import Gate, NotAllowed, Resolve, resolve
from agent.tools.outside.declaration import HttpAction, ToolsFile
from agent.tools.outside.secrets import Read, reveal, variables
from graphs.problems import did_you_mean

Secrets = dict[str, SecretStr]


@dataclass(frozen=True, slots=True)
class Declarations:
    """A file that was read, with the values of its secrets."""

    file: ToolsFile
    gate: Gate
    action_headers: dict[str, Secrets]
    server_headers: dict[str, Secrets]
    server_env: dict[str, Secrets]


def load_declarations(path: Path, *, read: Read | None = None, resolver: Resolve = resolve) -> Declarations:
    """Read the file and the variables that it names. Raises SettingsError, a sentence for each mistake, which never
    shows a secret.
    """
    file = _file(path)
    read = read or variables()
    mistakes: list[str] = []

    def revealed(where: str, texts: dict[str, str]) -> Secrets:
        found = {}
        for name, text in texts.items():
            try:
                found[name] = reveal(text, read)
            except ValueError as error:
                mistakes.append(f"{where}, {name} {error}")
        return found

    gate = Gate(file.hosts, file.private_hosts, resolver)
    declarations = Declarations(
        file,
        gate,
        {
            name: revealed(f"actions, {name}, headers", action.headers)
            for name, action in file.actions.items()
            if isinstance(action, HttpAction)
        },
        {name: revealed(f"servers, {name}, headers", server.headers) for name, server in file.servers.items()},
        {name: revealed(f"servers, {name}, env", server.env) for name, server in file.servers.items()},
    )
    mistakes += _unlisted(file, gate)
    if mistakes:
        raise SettingsError(_told(path, mistakes))
    return declarations


def _file(path: Path) -> ToolsFile:
    try:
        content: Any = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
        return ToolsFile.model_validate(content or {})
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"TRUNKLINE_TOOLS: {path} cannot be read ({type(error).__name__}).") from error
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise SettingsError(f"TRUNKLINE_TOOLS: {path}{line}: this is not YAML.") from error
    except ValidationError as error:
        problems = error.errors(include_input=False, include_url=False)
        raise SettingsError(_told(path, [_sentence(problem) for problem in problems])) from None


def _sentence(problem: ErrorDetails) -> str:
    where = ", ".join(str(part) for part in problem["loc"] if part not in {"http", "mcp"})
    told = problem["msg"].removeprefix("Value error, ").strip()
    if problem["type"] == "extra_forbidden":
        told = "is no setting"
    elif problem["type"] == "missing":
        told = "is missing"
    return f"{where}: {told}" if where else told


def _unlisted(file: ToolsFile, gate: Gate) -> Iterator[str]:
    """Addresses at hosts that may not be called."""
    addresses = [
        (f"actions, {name}", action.url) for name, action in file.actions.items() if isinstance(action, HttpAction)
    ]
    addresses += [(f"servers, {name}", server.url) for name, server in file.servers.items() if server.url]
    for where, address in addresses:
        try:
            url = httpx.URL(address.partition("{")[0])
            gate.check(url.scheme, url.host, url.port)
        except httpx.InvalidURL:
            yield f"{where}: url is no address"
        except NotAllowed as error:
            yield f"{where}: {error}. {did_you_mean(url.host, [*file.hosts, *file.private_hosts])}".rstrip()


def _told(path: Path, mistakes: list[str]) -> str:
    return f"TRUNKLINE_TOOLS: {path}: " + "; ".join(mistake.rstrip(".") for mistake in mistakes) + "."
