"""The master key: found, made, and told from others."""

import base64
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import SecretStr

from agent.safety.keys.errors import NoMasterKey
from agent.safety.keys.master import NAME, MasterKey, given, in_file, kept_in, make, open_to_others, put_in_place
from agent.safety.keys.opening import find_master
from agent.secrets import without
from agent.settings import Settings

KEY = base64.b64encode(bytes(range(32))).decode()
MASTER = MasterKey(bytes(range(32)), "here")


def home_of(home: Path, key: str | None = None) -> Settings:
    """Settings with this home, and perhaps a key from outside."""
    return Settings(_env_file=None, trunkline_home=home, trunkline_master_key=SecretStr(key) if key else None)


def test_a_key_is_given_as_base64_or_by_a_file(tmp_path: Path) -> None:
    """Both are the same key, with the same id."""
    (tmp_path / "key").write_text(f"{KEY}\n")

    assert given(KEY).id == given(f"file:{tmp_path / 'key'}").id == MASTER.id


def test_an_id_tells_keys_apart_and_nothing_else() -> None:
    """It is the same each time, and stands in error messages."""
    assert MasterKey(bytes(32), "there").id != MASTER.id
    assert len(MASTER.id) == 12


@pytest.mark.parametrize("setting", ["", "short", KEY[:-4], "file:/no/such/file", "not base64 at all, is it?"])
def test_what_is_no_key_is_refused_with_what_to_do(setting: str) -> None:
    """And the message does not repeat what was given: it may be most of a key."""
    with pytest.raises(NoMasterKey, match="base64") as why:
        given(setting)
    assert setting.startswith("file:") or not setting or setting not in str(why.value)


def test_a_key_that_was_read_from_a_file_is_shown_nowhere(tmp_path: Path) -> None:
    """It goes among the secrets that logs and messages leave out."""
    made = base64.b64encode(bytes(range(1, 33))).decode()
    (tmp_path / "key").write_text(made)
    in_file(tmp_path / "key")
    assert made not in without(f"the key is {made}")


def test_a_made_key_is_for_its_owner_only(tmp_path: Path) -> None:
    """Also in a folder that is made with it."""
    master = make(tmp_path / "home" / NAME)

    path = tmp_path / "home" / NAME
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not open_to_others(path)
    assert in_file(path).id == master.id
    assert [each.name for each in path.parent.iterdir()] == [NAME]


def test_processes_that_begin_at_once_make_one_key(tmp_path: Path) -> None:
    """Whoever comes second takes the first one's."""
    with ThreadPoolExecutor(8) as threads:
        ids = {master.id for master in threads.map(make, [tmp_path / NAME] * 8)}

    assert len(ids) == 1


def test_a_file_that_others_may_read_is_noticed(tmp_path: Path) -> None:
    """A file that is not there is not."""
    (tmp_path / NAME).write_text(KEY)
    (tmp_path / NAME).chmod(0o644)

    assert open_to_others(tmp_path / NAME)
    assert not open_to_others(tmp_path / "absent")


def test_a_data_key_is_wrapped_for_its_row() -> None:
    """Another master key, another id or another tenant do not unwrap it."""
    wrapped = MASTER.wrap(b"k" * 32, key_id=3, tenant="main")

    assert MASTER.unwrap(wrapped, key_id=3, tenant="main") == b"k" * 32
    for master, key_id, tenant in ((MasterKey(bytes(32), ""), 3, "main"), (MASTER, 4, "main"), (MASTER, 3, "other")):
        with pytest.raises(NoMasterKey, match="was changed"):
            master.unwrap(wrapped, key_id=key_id, tenant=tenant)


def test_a_first_start_makes_a_key(tmp_path: Path) -> None:
    """Where nothing is encrypted yet; the next start finds it."""
    made = find_master(home_of(tmp_path), (), making=True)

    assert find_master(home_of(tmp_path), (made.id,), making=True).id == made.id


def test_doctor_makes_none(tmp_path: Path) -> None:
    """It only looks."""
    with pytest.raises(NoMasterKey, match="first start"):
        find_master(home_of(tmp_path), (), making=False)
    assert list(tmp_path.iterdir()) == []


def test_without_the_wanted_key_nothing_is_made(tmp_path: Path) -> None:
    """A new key would make it look as if all were well: the error names the key that is wanted, and where to put it."""
    with pytest.raises(NoMasterKey, match=f"abc123; here is none.*{tmp_path / NAME}.*nothing is lost"):
        find_master(home_of(tmp_path), ("abc123",), making=True)
    assert list(tmp_path.iterdir()) == []


def test_with_another_key_both_are_named(tmp_path: Path) -> None:
    """So that one sees which of two installations one has mixed up."""
    with pytest.raises(NoMasterKey, match=f"abc123; here is {MASTER.id} in TRUNKLINE_MASTER_KEY"):
        find_master(home_of(tmp_path, KEY), ("abc123",), making=True)


def test_the_setting_goes_before_the_home(tmp_path: Path) -> None:
    """The file of the home is then not looked at."""
    make(tmp_path / NAME)
    assert find_master(home_of(tmp_path, KEY), (), making=True).id == MASTER.id


def test_a_key_of_former_times_is_found_for_an_older_backup(tmp_path: Path) -> None:
    """A rotation keeps the former key beside the new one, under its id."""
    former = make(tmp_path / NAME)
    new = make(tmp_path / f"{NAME}.new")
    assert put_in_place(tmp_path, tmp_path / f"{NAME}.new") == former.id

    assert [each.id for each in kept_in(tmp_path)] == [new.id, former.id]
    assert find_master(home_of(tmp_path), (former.id,), making=True).id == former.id


def test_a_rotation_that_was_broken_off_is_no_harm(tmp_path: Path) -> None:
    """Before the new key's file has its place it is found where it was made, once the table wants it."""
    present, new = make(tmp_path / NAME), make(tmp_path / f"{NAME}.new")

    assert find_master(home_of(tmp_path), (present.id,), making=True).id == present.id
    assert find_master(home_of(tmp_path), (new.id,), making=True).id == new.id
