"""Reads the file that TRUNKLINE_TOOLS names; whatever is wrong with it is said before the first call."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr, ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from agent.errors import SettingsError
from agent.safety.vault.references import Reference, references_in
from agent.safety.vault.vault import Read, Vault, variables
from agent.tools.outside.addresses import Gate, NotAllowed, Resolve, resolve
from agent.tools.outside.declaration import HttpAction, ToolsFile
from agent.tools.tool import ToolRefused
from graphs.problems import did_you_mean

Secrets = dict[str, SecretStr]


@dataclass(frozen=True, slots=True)
class Declarations:
    """A file that was read, and where the values of its secrets are."""

    file: ToolsFile
    gate: Gate
    vault: Vault = field(repr=False)

    def revealed(self, texts: Mapping[str, str]) -> Secrets:
        """Headers or variables with their secrets, as these are now. Raises ToolRefused when one is not there."""
        try:
            return {name: self.vault.reveal(text) for name, text in texts.items()}
        except ValueError as error:
            raise ToolRefused(f"a header {error}") from None


def named_in(path: Path) -> frozenset[Reference]:
    """The secrets that a file names; none when it cannot be read, which `load_declarations` tells."""
    try:
        return frozenset(references_in(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError):
        return frozenset()


def load_declarations(
    path: Path, *, read: Read | None = None, vault: Vault | None = None, resolver: Resolve = resolve
) -> Declarations:
    """Read the file. Raises SettingsError, a sentence for each mistake, which never shows a secret. `vault`: where the
    secrets are, and holds those of files and of the table already; without it only variables can be named, which `read`
    gives.
    """
    file = _file(path)
    vault = vault or Vault(read or variables())
    gate = Gate(file.hosts, file.private_hosts, resolver)
    mistakes = [*_unrevealed(file, vault), *_unlisted(file, gate)]
    if mistakes:
        raise SettingsError(_told(path, mistakes))
    return Declarations(file, gate, vault)


def _unrevealed(file: ToolsFile, vault: Vault) -> Iterator[str]:
    """Secrets that are not there, or cannot be used."""
    texts = [
        (f"actions, {name}, headers", action.headers)
        for name, action in file.actions.items()
        if isinstance(action, HttpAction)
    ]
    for name, server in file.servers.items():
        texts += [(f"servers, {name}, headers", server.headers), (f"servers, {name}, env", server.env)]
    for where, named in texts:
        for key, text in named.items():
            try:
                vault.reveal(text)
            except ValueError as error:
                yield f"{where}, {key} {error}"


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
            host = url.raw_host.decode("ascii")
            gate.check(url.scheme, host, url.port)
        except httpx.InvalidURL:
            yield f"{where}: url is no address"
        except NotAllowed as error:
            yield f"{where}: {error}. {did_you_mean(host, [*file.hosts, *file.private_hosts])}".rstrip()


def _told(path: Path, mistakes: list[str]) -> str:
    return f"TRUNKLINE_TOOLS: {path}: " + "; ".join(mistake.rstrip(".") for mistake in mistakes) + "."
