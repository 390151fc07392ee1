"""The file that declares tools: each mistake is a sentence, and no secret is ever shown."""

from pathlib import Path

import pytest

from agent.errors import SettingsError
from agent.safety.vault.vault import variables
from agent.tools.outside.loading import load_declarations

GOOD = """
hosts: [api.example.com]
private_hosts: ["crm.internal:8080"]
servers:
  crm: {command: [python, server.py], env: {TOKEN: "${env:CRM_TOKEN}"}}
actions:
  find:
    in: {phone: text, note: text?}
    outcomes: {not_found: {status: 404}}
    url: https://api.example.com/customers/{phone}
    headers: {Authorization: "Bearer ${env:CRM_TOKEN}"}
    query: {note: "{note}"}
  open:
    in: {issue: text}
    server: crm
    tool: create
    arguments: {title: "{issue}", key: "{idempotency_key}"}
    commits: true
"""


def load(folder: Path, text: str, **known: str) -> object:
    """Load a file with that content."""
    file = folder / "tools.yaml"
    file.write_text(text)
    return load_declarations(file, read={"CRM_TOKEN": "s3cret", **known}.get)


def test_good(tmp_path: Path) -> None:
    """What is right is loaded, and shows no secret however it is printed."""
    declarations = load(tmp_path, GOOD)
    assert "s3cret" not in repr(declarations)
    assert "s3cret" not in str(declarations)


def test_empty(tmp_path: Path) -> None:
    """An empty file declares nothing."""
    load(tmp_path, "")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("url: https://api.example.com/customers/{phone}", "", "actions, find, url: is missing"),
        ("https://api.example.com", "https://api.exampel.com", "Did you mean “api.example.com”?"),
        ("https://api.example.com", "http://api.example.com", "https only"),
        ("https://api.example.com", "ftp://api.example.com", "must begin with https://"),
        ("https://api.example.com", "https://user:pw@api.example.com", "no password in it"),
        ("https://api.example.com", "https://{phone}.example.com", "must name its host as it is"),
        ("customers/{phone}", "customers?phone={phone}", "write what follows under “query”"),
        ("customers/{phone}", "customers/${{env:CRM_TOKEN}}", "a secret belongs under “headers”"),
        ("customers/{phone}", "customers/{phon}", "names “phon”, which is no input. Did you mean “phone”?"),
        ("customers/{phone}", "customers/{phone", "brace"),
        ("outcomes: {not_found: {status: 404}}", "outcomes: {error: {status: 404}}", "is an outcome of every action"),
        ("outcomes: {not_found: {status: 404}}", "outcomes: {not_found: {}}", "is empty"),
        ("outcomes: {not_found: {status: 404}}", "outcomes: {not_found: {equals: 3}}", "needs a “path”"),
        ("outcomes: {not_found: {status: 404}}", "outcomes: {not_found: {path: a}}", "needs “equals”"),
        ("outcomes: {not_found: {status: 404}}", "retries: 3\n    method: POST", "set “idempotency_header” too"),
        ("outcomes: {not_found: {status: 404}}", "commits: true", "a GET has no effect"),
        ("outcomes: {not_found: {status: 404}}", "body: {a: 1}", "a GET has none"),
        ("outcomes: {not_found: {status: 404}}", "timeout: 5m", "timeout"),
        ("outcomes: {not_found: {status: 404}}", "timeout: soon", "must be a time such as"),
        ("outcomes: {not_found: {status: 404}}", "retry: 3", "actions, find, retry: is no setting"),
        ("in: {phone: text, note: text?}", "in: {phone: string, note: text}", "actions, find, in, phone"),
        ("server: crm", "server: cmr", "no server “cmr” under “servers”. Did you mean “crm”?"),
        ("command: [python, server.py], env: {TOKEN", "headers: {TOKEN", "needs either “command” or “url”"),
        ("command: [python, server.py]", "url: https://mcp.example.com/mcp", "“mcp.example.com” is not listed"),
        ("tool: create", "tool: create\n    outcomes: {gone: {status: 404}}", "has no “status”"),
        ("hosts: [api.example.com]", "hosts: [https://api.example.com/x]", "hosts, 0"),
        ('CRM_TOKEN}"}\n    query', 'NO_TOKEN}"}\n    query', "names the variable NO_TOKEN, which is not set"),
    ],
)  # fmt: skip
def test_mistakes(tmp_path: Path, old: str, new: str, told: str) -> None:
    """Each mistake is told where it is, with the remedy, and without a secret."""
    assert old in GOOD
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, GOOD.replace(old, new, 1))
    assert told in str(caught.value)
    assert str(caught.value).startswith("TRUNKLINE_TOOLS: ")
    assert "s3cret" not in str(caught.value)


def test_all_at_once(tmp_path: Path) -> None:
    """All mistakes are told at once."""
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, GOOD.replace("text?", "words").replace("true", "perhaps"))
    assert "actions, find, in, note" in str(caught.value)
    assert "actions, open, commits" in str(caught.value)


@pytest.mark.parametrize("secret", ["line\nbreak", "ümlaut"])
def test_unusable_secret(tmp_path: Path, secret: str) -> None:
    """A secret that no header can hold is told by its name only."""
    with pytest.raises(SettingsError, match="names the variable CRM_TOKEN, whose value no header can hold") as caught:
        load(tmp_path, GOOD, CRM_TOKEN=secret)
    assert secret not in str(caught.value)


def test_no_file(tmp_path: Path) -> None:
    """A file that is not there, or is no YAML, is told."""
    with pytest.raises(SettingsError, match="cannot be read"):
        load_declarations(tmp_path / "no.yaml")
    with pytest.raises(SettingsError, match="line 2: this is not YAML"):
        load(tmp_path, "actions:\n  a: [")


def test_variables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Secrets come from the environment or from .env; the environment wins, and what is empty is not set."""
    monkeypatch.setenv("FIRST", "environment")
    monkeypatch.setenv("EMPTY", "")
    file = tmp_path / ".env"
    file.write_text("FIRST=file\nSECOND=file\nEMPTY=\n")
    read = variables(file)
    assert [read(name) for name in ("FIRST", "SECOND", "EMPTY", "THIRD")] == ["environment", "file", None, None]
