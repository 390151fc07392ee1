"""The master key: 32 bytes outside the database, with which the data keys in it are wrapped.

`TRUNKLINE_MASTER_KEY` holds it (base64) or says where it lies (`file:/run/secrets/trunkline`); otherwise it lies in
TRUNKLINE_HOME, made at the first start. Its id is derived from it (HMAC-SHA256), and tells nothing about it.
"""

import base64
import binascii
import hashlib
import hmac
import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from agent.safety.keys.errors import NoMasterKey
from agent.secrets import remember

KEY_BYTES = 32
NAME = "master.key"
FILE = "file:"
_NONCE = 12


class MasterKey:
    """One master key. `origin`: where it was found, in words."""

    def __init__(self, key: bytes, origin: str) -> None:
        self.origin = origin
        self.id = hmac.new(key, b"trunkline master key id", hashlib.sha256).hexdigest()[:12]
        self._cipher = AESGCM(key)

    def wrap(self, data_key: bytes, *, key_id: int, tenant: str) -> bytes:
        """A data key encrypted, bound to its id and tenant."""
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, data_key, _row(key_id, tenant))

    def unwrap(self, wrapped: bytes, *, key_id: int, tenant: str) -> bytes:
        """The data key. Raises NoMasterKey when it was wrapped with another key, or its row was changed."""
        try:
            return self._cipher.decrypt(wrapped[:_NONCE], wrapped[_NONCE:], _row(key_id, tenant))
        except InvalidTag:
            raise NoMasterKey(
                f"Data key {key_id} cannot be unwrapped with the master key {self.id} of {self.origin}: its row in "
                "data_keys was changed. Restore that table from a backup; nothing was changed now."
            ) from None


def _row(key_id: int, tenant: str) -> bytes:
    return f"trunkline data key {key_id} {tenant}".encode()


def given(setting: str) -> MasterKey:
    """The master key that TRUNKLINE_MASTER_KEY gives or points to. Raises NoMasterKey."""
    if not setting.startswith(FILE):
        return MasterKey(_decoded(setting, "TRUNKLINE_MASTER_KEY"), "TRUNKLINE_MASTER_KEY")
    return in_file(Path(setting.removeprefix(FILE)).expanduser())


def in_file(path: Path) -> MasterKey:
    """The master key that lies in a file. Raises NoMasterKey."""
    try:
        text = path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as why:
        reason = why.strerror if isinstance(why, OSError) else "it is not base64"
        raise NoMasterKey(f"The master key cannot be read from {path} ({reason}): put it there, as base64.") from None
    remember([text.strip()])
    return MasterKey(_decoded(text, str(path)), str(path))


def _decoded(text: str, where: str) -> bytes:
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise NoMasterKey(
            f"{where} holds no master key: it must be 32 random bytes as base64, as “openssl rand -base64 32” makes "
            f"them, or {FILE}PATH of a file that holds them."
        )
    return key


def kept_in(home: Path) -> Iterator[MasterKey]:
    """The master keys that lie in TRUNKLINE_HOME: the present one first, then those of former times, by which older
    backups can be read, and one that a rotation may have left half done.
    """
    for path in (home / NAME, *sorted(home.glob(f"{NAME}.*"))):
        if path.is_file():
            yield in_file(path)


def make(path: Path) -> MasterKey:
    """Make a master key in a file that is not there yet, readable by its owner only; of two processes that do this at
    once, both get the same key. Raises NoMasterKey.
    """
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(base64.b64encode(secrets.token_bytes(KEY_BYTES)) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            with suppress(FileExistsError):
                os.link(beside, path)
        finally:
            beside.unlink()
    except OSError as why:
        raise NoMasterKey(
            f"A master key cannot be made in {path} ({why.strerror}): make the folder writable, or set "
            "TRUNKLINE_MASTER_KEY."
        ) from None
    return in_file(path)


def put_in_place(home: Path, new: Path) -> str:
    """After a rotation: the new key takes the name of the present one, which is kept under its id, for older backups.
    Returns that id.
    """
    present = home / NAME
    former = in_file(present).id
    present.rename(home / f"{NAME}.{former}")
    new.rename(present)
    return former


def open_to_others(path: Path) -> bool:
    """Whether somebody else than its owner may read the file."""
    try:
        return bool(path.stat().st_mode & 0o077)
    except OSError:
        return False
