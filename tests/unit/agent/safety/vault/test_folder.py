"""Secrets in files."""

import os
from pathlib import Path

import pytest

from agent.safety.vault.folder import LARGEST, Folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of secrets."""
    made = tmp_path / "secrets"
    made.mkdir()
    (made / "token").write_text("s3cret\n")
    (tmp_path / "outside").write_text("not yours")
    return made


@pytest.mark.parametrize(("content", "value"), [("a", "a"), ("a\n", "a"), ("a\r\n", "a"), ("a\n\n", "a\n"), ("", "")])
def test_the_end_of_the_last_line_is_no_part_of_it(folder: Path, content: str, value: str) -> None:
    """Editors and `echo` write one."""
    (folder / "x").write_bytes(content.encode())
    assert Folder(folder).read("x") == value


def test_it_is_read_as_it_is_now(folder: Path) -> None:
    """Changed, it is another; deleted, it is none."""
    secrets = Folder(folder)
    assert secrets.read("token") == "s3cret"
    (folder / "token").write_text("new")
    assert secrets.read("token") == "new"
    (folder / "token").unlink()
    assert secrets.read("token") is None


def test_links_within_the_folder_are_followed(folder: Path) -> None:
    """Kubernetes changes all secrets at once, by a link to another folder within."""
    for version in ("..1", "..2"):
        (folder / version).mkdir()
        (folder / version / "key").write_text(version)
    (folder / "..data").symlink_to("..1")
    (folder / "key").symlink_to("..data/key")
    secrets = Folder(folder)
    assert secrets.read("key") == "..1"
    (folder / "..new").symlink_to("..2")
    (folder / "..new").rename(folder / "..data")
    assert secrets.read("key") == "..2"


@pytest.mark.parametrize(
    "name", ["../outside", "/etc/passwd", "..", ".", "", "a/b", "token/", "token\x00", "..%2foutside", "%2e%2e/outside"]
)
def test_no_name_leads_out_of_the_folder(folder: Path, name: str) -> None:
    """Nor is anything opened for one that tries."""
    assert Folder(folder).read(name) is None


def test_no_link_leads_out_of_the_folder(folder: Path) -> None:
    """Wherever it points."""
    (folder / "link").symlink_to("../outside")
    (folder / "up").symlink_to("..")
    assert Folder(folder).read("link") is None
    assert Folder(folder).read("up") is None


def test_what_is_no_plain_file_is_none(folder: Path) -> None:
    """Nobody waits for a pipe; a folder, a torrent of bytes and what is no text are no secrets."""
    os.mkfifo(folder / "pipe")
    (folder / "folder").mkdir()
    (folder / "large").write_bytes(b"x" * (LARGEST + 1))
    (folder / "binary").write_bytes(b"\xff\xfe")
    secrets = Folder(folder)
    assert [secrets.read(name) for name in ("pipe", "folder", "large", "binary", "none")] == [None] * 5


def test_a_folder_that_is_not_there_has_none(tmp_path: Path) -> None:
    """The name of the secret is told by whoever needs it."""
    assert Folder(tmp_path / "no").read("token") is None
