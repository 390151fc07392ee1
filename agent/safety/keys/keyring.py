"""The keys of one tenant in this process: encrypts under the newest, decrypts under any."""

import asyncio
import secrets
import time
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

import structlog
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from langgraph.checkpoint.serde.base import CipherProtocol

from agent.safety.keys.data_keys import MAIN, DataKey, DataKeys
from agent.safety.keys.envelope import ANYWHERE, read, seal, unseal
from agent.safety.keys.errors import KeyTrouble, NotAuthentic, UnknownKey
from agent.safety.keys.master import KEY_BYTES, MasterKey

log = structlog.get_logger(__name__)

Value = TypeVar("Value")

EVERY_S: Final = 60.0
"""How often it is looked whether another process has made a new key."""
UNKNOWN_FOR_S: Final = 5.0
"""A key that was not there is not looked for again for so long."""
MOST_UNKNOWN: Final = 100
"""Ids of keys that were looked for in vain are remembered up to this number."""

CIPHER = "aes-gcm"
"""What LangGraph calls our envelope: a value's type is then `msgpack+aes-gcm`."""


class Keyring:
    """Data keys in memory, unwrapped once. Made by `begin`."""

    seals: Final = True

    def __init__(
        self, master: MasterKey, table: DataKeys, *, tenant: str = MAIN, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.master = master
        self.tenant = tenant
        self._table = table
        self._clock = clock
        self._ciphers: dict[int, AESGCM] = {}
        self._newest: dict[str, tuple[int, AESGCM]] = {}
        self._looked: dict[int, float] = {}
        """When a key was looked for in vain."""
        self._reading = asyncio.Lock()
        self.keys: Sequence[DataKey] = ()
        """The table as it was last read."""

    @classmethod
    async def begin(cls, master: MasterKey, table: DataKeys, *, tenant: str = MAIN) -> "Keyring":
        """Read the keys, and make the tenant's first one where there is none. Raises KeyTrouble."""
        keyring = cls(master, table, tenant=tenant)
        keyring._take(await table.begin(tenant, keyring._fresh(tenant), master=master.id))
        return keyring

    # ── encrypting ────────────────────────────────────────────────────────────

    def seal(self, data: bytes, place: bytes) -> bytes:
        """The envelope of a value that is stored at this place."""
        key_id, cipher = self._newest[self.tenant]
        return seal(cipher, data, key_id=key_id, place=place)

    def open(self, sealed: bytes, place: bytes | None) -> bytes:
        """The value that was sealed for this place; None: from wherever, for LangGraph's own savers, which do not know.

        Raises UnknownKey for a key that has to be read first, NotAuthentic for what was changed or moved.
        """
        envelope = read(sealed)
        cipher = self._ciphers.get(envelope.key_id)
        if cipher is None:
            raise UnknownKey(envelope.key_id)
        data = unseal(cipher, sealed)
        if place is not None and envelope.place != place:
            raise NotAuthentic(
                f"A value under data key {envelope.key_id} is not where it belongs: it was moved in the database. "
                "Restore it from a backup, or erase the conversation."
            )
        return data

    async def opened(self, reading: Callable[[], Value]) -> Value:
        """What `reading` returns, which opens values. Should it need a key that is not known here, because another
        process has made it, the keys are read once more. Raises UnknownKey, NotAuthentic, KeysUnread.
        """
        try:
            return reading()
        except UnknownKey as unknown:
            await self._look_for(unknown)
            return reading()

    @property
    def cipher(self) -> CipherProtocol:
        """For LangGraph's `EncryptedSerializer`."""
        return _Cipher(self)

    # ── the table ─────────────────────────────────────────────────────────────

    def newest(self) -> int:
        """The id of the key that encrypts."""
        return self._newest[self.tenant][0]

    async def read(self) -> None:
        """Read the keys anew. Keys that are known stay known, also when the master key is another by now."""
        self._take(await self._table.read())

    async def run(self) -> None:
        """Read the keys now and then, until cancelled."""
        while True:
            await asyncio.sleep(EVERY_S)
            try:
                await self.read()
            except KeyTrouble as why:
                log.warning("keys.unread", why=str(why))

    async def rotate(self) -> DataKey:
        """Make a new key, which encrypts from now on; other processes follow within a minute."""
        new = await self._table.add(self.tenant, self._fresh(self.tenant), master=self.master.id)
        await self.read()
        return new

    async def rewrap(self, master: MasterKey) -> int:
        """Wrap all keys with another master key. Returns how many; nothing else has to be encrypted anew."""

        def rewrapped(rows: Sequence[DataKey]) -> Sequence[bytes]:
            return [master.wrap(self._unwrapped(row), key_id=row.id, tenant=row.tenant) for row in rows]

        count = await self._table.rewrap(rewrapped, master=master.id)
        self.master = master
        await self.read()
        return count

    async def _look_for(self, unknown: UnknownKey) -> None:
        async with self._reading:
            if unknown.key_id in self._ciphers:
                return
            if self._clock() - self._looked.get(unknown.key_id, -UNKNOWN_FOR_S) < UNKNOWN_FOR_S:
                raise unknown
            await self.read()
            if unknown.key_id not in self._ciphers:
                if len(self._looked) >= MOST_UNKNOWN:
                    self._looked.clear()
                self._looked[unknown.key_id] = self._clock()

    def _take(self, rows: Sequence[DataKey]) -> None:
        for row in rows:
            if row.id not in self._ciphers:
                if row.master != self.master.id:
                    log.warning("keys.other_master", key=row.id, wrapped_with=row.master, here=self.master.id)
                    continue
                self._ciphers[row.id] = AESGCM(self._unwrapped(row))
            if row.retired_at is None:
                self._newest[row.tenant] = (row.id, self._ciphers[row.id])
        self.keys = tuple(rows)

    def _unwrapped(self, row: DataKey) -> bytes:
        return self.master.unwrap(row.wrapped, key_id=row.id, tenant=row.tenant)

    def _fresh(self, tenant: str) -> Callable[[int], bytes]:
        def wrap(key_id: int) -> bytes:
            return self.master.wrap(secrets.token_bytes(KEY_BYTES), key_id=key_id, tenant=tenant)

        return wrap


class _Cipher(CipherProtocol):
    """What LangGraph's serialiser encrypts with. It does not say where a value is stored, so ours is bound to none."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    def encrypt(self, plaintext: bytes) -> tuple[str, bytes]:
        """The cipher's name and the envelope."""
        return CIPHER, self._keyring.seal(plaintext, ANYWHERE)

    def decrypt(self, ciphername: str, ciphertext: bytes) -> bytes:
        """The value, wherever it was found."""
        if ciphername != CIPHER:
            raise NotAuthentic(f"A value was encrypted with {ciphername}, not by Trunkline.")
        return self._keyring.open(ciphertext, None)
