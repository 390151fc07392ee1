"""`trunkline keys`, and what `trunkline doctor` says of keys."""

import asyncio
import base64
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from pydantic import SecretStr

from agent.cli import main
from agent.cli.doctor import examine_keys
from agent.office import Office, open_office
from agent.safety.keys.master import NAME, make
from agent.settings import Settings
from agent.store.database import Database
from tests.integration.agent.conftest import MONDAY_MORNING
from tests.support.text_call import TextCall

Run = Callable[..., Awaitable[tuple[int, str]]]
NUMBER = "+919822012345"
KEY = base64.b64encode(bytes(range(32))).decode()


@pytest.fixture
def keys(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Run:
    """The command, on this test's database and home, in a process's own loop: its exit code, and what it printed."""
    assert settings.database_url
    monkeypatch.setenv("DATABASE_URL", settings.database_url.get_secret_value())
    monkeypatch.setenv("TRUNKLINE_HOME", str(settings.trunkline_home))
    monkeypatch.chdir(tmp_path)

    async def run(*arguments: str) -> tuple[int, str]:
        capsys.readouterr()
        code = await asyncio.to_thread(main, ["keys", *arguments])
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return run


async def cut_off(office: Office) -> TextCall:
    """A caller who may ring back."""
    call = TextCall(office, NUMBER)
    await call.ring()
    await call.says("I'd like to book a cleaning on Wednesday")
    await call.hangs_up()
    return call


async def goes_on(office: Office) -> bool:
    """Whether a caller who was cut off is asked to carry on."""
    return "carry on" in await TextCall(office, NUMBER).ring()


async def test_keys_are_listed_and_never_shown(office: Office, keys: Run) -> None:
    """Ids, dates, and where the master key lies."""
    _, listed = await keys("list")

    master = await asyncio.to_thread(Path(office.keys.master.origin).read_text)
    assert f"Master key {office.keys.master.id}, in {office.keys.master.origin}." in listed
    assert "1    main" in listed
    assert "encrypts" in listed
    assert master.strip() not in listed


async def test_a_new_key_is_used_and_everything_can_be_brought_under_it(office: Office, keys: Run) -> None:
    """While the service runs: it reads what was rewritten without a restart."""
    await cut_off(office)
    code, said = await keys("rotate")
    assert (code, "Data key 2 encrypts from now on" in said) == (0, True)

    code, said = await keys("re-encrypt")

    assert code == 0
    assert "Everything is encrypted under data key 2." in said
    assert "checkpoint_blobs: 0 rows" not in said
    assert "only decrypts" in (await keys("list"))[1]
    assert await goes_on(office)


async def test_a_new_master_key_of_the_home(office: Office, settings: Settings, keys: Run) -> None:
    """Services go on, and the next start finds it; the former one stays beside it, for older backups."""
    await cut_off(office)
    code, said = await keys("rotate", "--master")

    assert code == 0
    assert (settings.trunkline_home / f"{NAME}.{office.keys.master.id}").is_file()
    async with open_office(settings, clock=lambda: MONDAY_MORNING) as again:
        assert again.keys.master.id != office.keys.master.id
        assert again.keys.master.id in said
        assert await goes_on(again)


async def test_a_new_master_key_from_outside(
    database: Database, tmp_path: Path, keys: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that the setting gives cannot be replaced behind its back: where the new one lies has to be said."""
    monkeypatch.setenv("TRUNKLINE_MASTER_KEY", KEY)
    await keys("list")
    code, said = await keys("rotate", "--master")
    assert (code, "--to FILE" in said) == (1, True)

    code, said = await keys("rotate", "--master", "--to", str(tmp_path / "new.key"))
    assert (code, f"Set TRUNKLINE_MASTER_KEY=file:{tmp_path / 'new.key'} now" in said) == (0, True)

    code, said = await keys("list")
    assert (code, "Set TRUNKLINE_MASTER_KEY to that key" in said, KEY in said) == (1, True, False)
    monkeypatch.setenv("TRUNKLINE_MASTER_KEY", f"file:{tmp_path / 'new.key'}")
    assert (await keys("list"))[0] == 0


async def test_when_the_master_key_is_gone_one_can_begin_anew(settings: Settings, keys: Run) -> None:
    """What nobody can read is erased, after it was said what that is; nothing else is."""
    async with open_office(settings, clock=lambda: MONDAY_MORNING) as office:
        await cut_off(office)
    (settings.trunkline_home / NAME).unlink()
    code, said = await keys("list")
    assert (code, "trunkline keys abandon" in said) == (1, True)

    code, said = await keys("abandon")
    assert code == 1
    assert "1 conversations that callers may go on with and 0 profiles" in said
    assert "Nothing was changed" in said

    assert (await keys("abandon", "--erase-conversations"))[0] == 0
    async with open_office(settings, clock=lambda: MONDAY_MORNING) as office:
        assert not await goes_on(office)
        await cut_off(office)
        assert await goes_on(office)


# ── doctor ────────────────────────────────────────────────────────────────────


async def finding(settings: Settings, database: Database) -> tuple[str, str]:
    """Standing and sentence."""
    found = await examine_keys(settings, database)
    return found.standing, found.sentence


async def test_doctor_says_that_keys_are_made_and_makes_none(settings: Settings, database: Database) -> None:
    """Before the first start."""
    standing, sentence = await finding(settings, database)
    assert (standing, "keep it with your backups" in sentence) == ("ok", True)
    assert not (settings.trunkline_home / NAME).exists()


async def test_doctor_finds_keys_that_fit(office: Office, settings: Settings) -> None:
    """And a file that others may read."""
    assert (await finding(settings, office.database))[0] == "ok"

    await asyncio.to_thread(Path(office.keys.master.origin).chmod, 0o640)
    standing, sentence = await finding(settings, office.database)
    assert (standing, "chmod 600" in sentence) == ("missing", True)


async def test_doctor_finds_a_key_that_does_not_fit(office: Office, settings: Settings, tmp_path: Path) -> None:
    """Both are named, and what to do."""
    other = settings.model_copy(update={"trunkline_master_key": SecretStr(KEY)})
    standing, sentence = await finding(other, office.database)
    assert (standing, office.keys.master.id in sentence) == ("broken", True)

    make(tmp_path / "another" / NAME)
    elsewhere = settings.model_copy(update={"trunkline_home": tmp_path / "another"})
    assert (await finding(elsewhere, office.database))[0] == "broken"


async def test_doctor_advises_to_rotate_an_old_key(office: Office, settings: Settings) -> None:
    """After a year."""
    await (await office.database.pool()).execute("update data_keys set made_at = now() - interval '400 days'")

    standing, sentence = await finding(settings, office.database)

    assert (standing, "trunkline keys rotate" in sentence) == ("missing", True)
