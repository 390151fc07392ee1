"""Secrets by name: in the encrypted table, in files, and in what is sent."""

import asyncio
import io
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
import structlog.testing

from agent.cli import main
from agent.safety.keys.errors import NotAuthentic
from agent.safety.vault import vault as vault_module
from agent.safety.vault.folder import Folder
from agent.safety.vault.references import Reference
from agent.safety.vault.stored import LARGEST, SecretTrouble, Stored
from agent.safety.vault.vault import Vault
from agent.secrets import without
from agent.settings import Settings
from agent.store.database import Database
from agent.tools.outside.loading import load_declarations, named_in
from agent.tools.outside.opening import open_outside
from agent.tools.registry import Toolbox
from agent.tools.tool import Context
from graphs.ports import Outcome
from tests.support.conversation import until as settled
from tests.support.keys import keyring_of
from tests.support.outside import ZONE, running_service, until

Run = Callable[..., Awaitable[tuple[int, str]]]
NONE: Callable[[str], str | None] = {"": None}.get
"""An environment in which nothing is set."""
TOKEN = "s3cret-t0ken-of-the-vault"


@pytest.fixture
async def stored(database: Database) -> Stored:
    """The table."""
    return Stored(await database.pool(), await keyring_of(database))


@pytest.fixture
def command(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Run:
    """`trunkline`, on this test's database and home: its exit code, and what it printed."""
    assert settings.database_url
    monkeypatch.setenv("DATABASE_URL", settings.database_url.get_secret_value())
    monkeypatch.setenv("TRUNKLINE_HOME", str(settings.trunkline_home))
    monkeypatch.chdir(tmp_path)

    async def run(*arguments: str, typed: str = "") -> tuple[int, str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        capsys.readouterr()
        code = await asyncio.to_thread(main, list(arguments))
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return run


class TestTable:
    async def test_kept_encrypted(self, stored: Stored, database: Database) -> None:
        """What is read is what was set; what lies in the table is not it."""
        await stored.set("crm", TOKEN)
        assert await stored.read(["crm", "none"]) == {"crm": TOKEN}
        pool = await database.pool()
        assert TOKEN.encode() not in await pool.fetchval("select sealed from secrets")

    async def test_set_again(self, stored: Stored) -> None:
        """The newest counts; the list shows names and times alone."""
        await stored.set("crm", "one")
        await stored.set("crm", "two")
        await stored.set("another", "three")
        assert await stored.read(["crm"]) == {"crm": "two"}
        listed = await stored.list()
        assert [each.name for each in listed] == ["another", "crm"]
        assert listed[1].changed_at > listed[1].made_at
        assert "two" not in str(listed)

    async def test_removed(self, stored: Stored) -> None:
        """Once."""
        await stored.set("crm", TOKEN)
        assert await stored.remove("crm")
        assert not await stored.remove("crm")
        assert await stored.read(["crm"]) == {}

    async def test_bound_to_its_name(self, stored: Stored, database: Database) -> None:
        """One secret cannot be put in another's place by whoever can write to the database."""
        await stored.set("harmless", TOKEN)
        pool = await database.pool()
        await pool.execute("update secrets set name = 'crm'")
        with pytest.raises(NotAuthentic):
            await stored.read(["crm"])

    async def test_read_by_another_process_after_a_rotation(self, stored: Stored, database: Database) -> None:
        """Who does not know the newest key yet, looks it up."""
        ring = await keyring_of(database)
        await ring.rotate()
        await Stored(await database.pool(), ring).set("crm", TOKEN)
        assert await stored.read(["crm"]) == {"crm": TOKEN}

    @pytest.mark.parametrize("name", ["", "../x", "a/b", ".x", "a b", "é", "a" * 101, "x\ny"])
    async def test_no_name(self, stored: Stored, name: str) -> None:
        """Names that could not be written in the file of tools are refused."""
        with pytest.raises(SecretTrouble, match="is no name"):
            await stored.set(name, TOKEN)

    @pytest.mark.parametrize("value", ["", "x" * (LARGEST + 1)])
    async def test_no_secret(self, stored: Stored, value: str) -> None:
        """Nothing, and what is too large."""
        with pytest.raises(SecretTrouble, match="Nothing was changed"):
            await stored.set("crm", value)


class TestVault:
    async def test_all_places(self, stored: Stored, tmp_path: Path) -> None:
        """In one text; and what was read once is in no log from then on."""
        (tmp_path / "crm").write_text("of-a-file\n")
        await stored.set("crm", "of-the-table")
        vault = Vault({"CRM": "of-the-environment"}.__getitem__, Folder(tmp_path), stored)
        await vault.read([Reference("file", "crm"), Reference("secret", "crm")])
        text = vault.reveal("${env:CRM} ${file:crm} ${secret:crm}")
        assert text.get_secret_value() == "of-the-environment of-a-file of-the-table"
        assert without("a of-the-environment b of-a-file c of-the-table") == "a [secret] b [secret] c [secret]"

    async def test_changed_and_removed(self, stored: Stored, tmp_path: Path) -> None:
        """It is used as it was read last; what is gone is refused by its name, and told once."""
        await stored.set("crm", "one")
        vault = Vault(NONE, None, stored)
        await vault.read([Reference("secret", "crm")])
        await stored.set("crm", "two")
        assert vault.reveal("${secret:crm}").get_secret_value() == "one"
        await vault.read([Reference("secret", "crm")])
        assert vault.reveal("${secret:crm}").get_secret_value() == "two"
        await stored.remove("crm")
        with structlog.testing.capture_logs() as events:
            await vault.read([Reference("secret", "crm")])
            await vault.read([Reference("secret", "crm")])
        assert [each["event"] for each in events] == ["vault.gone"]
        with pytest.raises(ValueError, match="names the secret crm, which is not in the table"):
            vault.reveal("${secret:crm}")

    async def test_written_anew(self, tmp_path: Path) -> None:
        """A file that is empty for a moment, as it is before it is written, stays what it was."""
        file, wanted = tmp_path / "crm", [Reference("file", "crm")]
        vault = Vault(NONE, Folder(tmp_path))
        file.write_text("one")
        await vault.read(wanted)
        file.write_text("")
        await vault.read(wanted)
        assert vault.reveal("${file:crm}").get_secret_value() == "one"
        file.write_text("two")
        await vault.read(wanted)
        assert vault.reveal("${file:crm}").get_secret_value() == "two"

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("${env:NO}", "the variable NO, which is not set"),
            ("${file:no}", "not in TRUNKLINE_SECRETS_DIR"),
            ("${secret:no}", "trunkline secret set no"),
        ],
    )
    async def test_not_there(self, text: str, told: str) -> None:
        """Told by its name, with what to do; also where there is no folder and no table."""
        vault = Vault(NONE)
        await vault.read([])
        with pytest.raises(ValueError, match=told):
            vault.reveal(text)

    async def test_database_away(self, stored: Stored, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        """What was read last is used, and the trouble is logged without it."""
        await stored.set("crm", TOKEN)
        vault = Vault(NONE, None, stored)
        await vault.read([Reference("secret", "crm")])
        async with database.owner() as owner:
            await owner.execute("alter table secrets rename to elsewhere")
        monkeypatch.setattr(vault_module, "EVERY_S", 0.01)
        with structlog.testing.capture_logs() as events:
            running = asyncio.create_task(vault.run())
            await until(lambda: any(each["event"] == "vault.unread" for each in events))
            running.cancel()
            await asyncio.wait([running])
        assert vault.reveal("${secret:crm}").get_secret_value() == TOKEN
        assert TOKEN not in str(events)


async def test_requests_carry_the_secret_as_it_is_now(
    stored: Stored, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file and a row that are changed while the service runs are used by its next requests; one that is removed is
    not used any more.
    """
    monkeypatch.setattr(vault_module, "EVERY_S", 0.01)
    folder = tmp_path / "secrets"
    folder.mkdir()
    (folder / "crm").write_text("first-of-file")
    await stored.set("crm", "first-of-table")
    async with running_service() as service:
        place = f"127.0.0.1:{service.port}"
        file = tmp_path / "tools.yaml"
        file.write_text(
            f"private_hosts: ['{place}']\nactions:\n  do:\n    url: http://{place}/x\n"
            "    headers: {X-File: '${file:crm}', X-Table: 'Bearer ${secret:crm}'}\n"
        )
        vault = Vault(NONE, Folder(folder), stored)
        await vault.read(named_in(file))
        async with open_outside(load_declarations(file, vault=vault)) as outside:
            context = Context(Database("postgresql://nobody@127.0.0.1:1/nothing"), lambda: None, ZONE)  # type: ignore[arg-type, return-value] # no declared action looks at the clock
            toolbox = Toolbox(context, tools=outside.tools)

            async def sent() -> tuple[str, str]:
                assert (await toolbox("do", {}, key="k", commits=False)).name == "ok"
                headers = service.seen[-1].headers
                return headers["x-file"], headers["x-table"]

            assert await sent() == ("first-of-file", "Bearer first-of-table")
            (folder / "crm").write_text("second-of-file")
            await stored.set("crm", "second-of-table")

            async def changed() -> bool:
                return await sent() == ("second-of-file", "Bearer second-of-table")

            async def refused() -> bool:
                return await toolbox("do", {}, key="k", commits=False) == Outcome("error")

            await settled(changed, limit_s=10)
            await stored.remove("crm")
            with structlog.testing.capture_logs() as events:
                await settled(refused, limit_s=10)
            assert any("trunkline secret set crm" in str(each.get("why")) for each in events)
            assert "second-of" not in str(events)


class TestCommand:
    async def test_set_list_remove(self, command: Run) -> None:
        """The value comes from standard input, and is shown nowhere; the audit log says who did it."""
        code, told = await command("secret", "set", "crm", typed=f"{TOKEN}\n")
        assert (code, TOKEN in told) == (0, False)
        code, told = await command("secret", "list")
        assert (code, "crm" in told, TOKEN in told) == (0, True, False)
        _, told = await command("audit", "show")
        assert "secret.set" in told
        assert "secret crm" in told
        assert TOKEN not in told
        assert (await command("secret", "remove", "crm"))[0] == 0
        assert "There is no secret" in (await command("secret", "list"))[1]
        code, told = await command("secret", "remove", "crm")
        assert code == 1
        assert "There is no secret crm" in told

    @pytest.mark.parametrize(("name", "typed"), [("../x", TOKEN), ("crm", ""), ("crm", "\n")])
    async def test_refused(self, command: Run, name: str, typed: str) -> None:
        """With what to do, and without the value."""
        code, told = await command("secret", "set", name, typed=typed)
        assert code == 1
        assert TOKEN not in told
        assert "There is no secret" in (await command("secret", "list"))[1]
