"""`trunkline account` and `trunkline key`, on a real database."""

import asyncio
import io
import re
from pathlib import Path

import asyncpg
import pytest

from agent.cli import main
from agent.settings import Settings
from tests.support.browser import PASSWORD

DAY = ("limits", "set", "caller.calls.day", "9")
ROOT = ("--email", "Root@example.com", "--role", "administer", "--password-stdin")


class Terminal:
    """What is typed, and what is shown."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, shown: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._shown = shown

    def runs(self, *arguments: str, stdin: str = "") -> tuple[int, str]:
        """The exit code, and what was written."""
        self._monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        code = main(arguments)
        return code, "".join(self._shown.readouterr())


@pytest.fixture
def terminal(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    """In a folder without settings, with the test's database."""
    assert settings.database_url is not None
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("DATABASE_URL", settings.database_url.get_secret_value())
    monkeypatch.setenv("TRUNKLINE_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return Terminal(monkeypatch, capsys)


def test_accounts_are_made_listed_changed_and_removed(terminal: Terminal) -> None:
    """What goes wrong is told in a sentence, with what to do."""
    assert "There is no account yet" in terminal.runs("account", "list")[1]
    first = ("account", "add", "--email", "a@example.com", "--password-stdin")
    assert terminal.runs(*first, stdin=PASSWORD) == (
        1,
        "trunkline: The first account has to administer, or nobody could: add --role administer.\n",
    )
    code, told = terminal.runs("account", "add", *ROOT, stdin="password1234\n")
    assert (code, "take another" in told) == (1, True)
    assert terminal.runs("account", "add", *ROOT, stdin=f"{PASSWORD}\n") == (
        0,
        "root@example.com may sign in now, as root (administer).\n",
    )
    assert terminal.runs("account", "add", *ROOT, stdin=PASSWORD)[0] == 1
    assert terminal.runs(*first, "--name", "Asha", stdin=PASSWORD)[0] == 0
    listed = terminal.runs("account", "list")[1]
    assert re.search(r"^a@example\.com +Asha +view +password +never$", listed, re.MULTILINE)
    assert PASSWORD not in listed
    assert (
        terminal.runs("account", "password", "A@example.com", "--password-stdin", stdin="other words of mine")[0] == 0
    )
    assert terminal.runs("account", "remove", "nobody@example.com")[0] == 1
    code, told = terminal.runs("account", "remove", "root@example.com")
    assert (code, "Nobody could administer any more" in told) == (1, True)
    assert terminal.runs("account", "remove", "a@example.com")[0] == 0
    assert "a@example.com" not in terminal.runs("account", "list")[1]


@pytest.mark.parametrize(
    ("words", "stdin"), [(("account", "add", *ROOT), PASSWORD), (("secret", "set", "crm"), "sesame"), (DAY, "")]
)
def test_a_command_that_the_audit_log_does_not_tell_of_fails(
    terminal: Terminal, settings: Settings, words: tuple[str, ...], stdin: str
) -> None:
    """And says so: whoever looks for it there later would not find it."""
    assert settings.database_url is not None

    async def full(url: str) -> None:
        connection = await asyncpg.connect(url)
        await connection.execute("alter table audit_log add constraint written_full check (false) not valid")
        await connection.close()

    asyncio.run(full(settings.database_url.get_secret_value()))
    code, told = terminal.runs(*words, stdin=stdin)
    assert (code, "The audit log could not be written" in told, "Traceback" in told) == (1, True, False)


def test_a_password_is_never_guessed_at(terminal: Terminal) -> None:
    """Without a terminal to ask at, and without an OpenID provider, one has to be given."""
    code, told = terminal.runs("account", "add", *ROOT[:-1])
    assert (code, "--password-stdin" in told) == (1, True)
    code, told = terminal.runs("account", "add", *ROOT[:-1], "--no-password")
    assert (code, "TRUNKLINE_OIDC_ISSUER" in told) == (1, True)
    assert "There is no account yet" in terminal.runs("account", "list")[1]


def test_keys_are_made_listed_and_revoked(terminal: Terminal) -> None:
    """The key is shown once; what is done stands in the audit log."""
    assert terminal.runs("key", "list") == (0, "There is no key.\n")
    made = ("key", "add", "--name", "Nightly report", "--scopes", "metrics:read, calls:read", "--days", "7")
    code, told = terminal.runs(*made)
    key = told.split()[0]
    assert code == 0
    assert re.fullmatch(r"tlk_\w{46}", key)
    assert "for calls:read, metrics:read" in told
    listed = terminal.runs("key", "list")[1]
    assert key[4:12] in listed
    assert key not in listed
    code, told = terminal.runs("key", "add", "--name", "x", "--scopes", "everything")
    assert (code, "calls:read" in told) == (1, True)
    assert terminal.runs("key", "revoke", key)[0] == 0
    assert terminal.runs("key", "revoke", key[4:12])[0] == 1
    audited = terminal.runs("db", "query", "select did, who from audit_log order by ordinal")[1]
    assert re.findall(r"^(key\.\w+) .*\(command line\)$", audited, re.MULTILINE) == ["key.added", "key.revoked"]
