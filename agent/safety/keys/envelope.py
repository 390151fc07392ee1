"""The envelope in which one encrypted value is stored, and the place to which it is bound.

AES-256-GCM (NIST SP 800-38D) with a random nonce of 96 bits. Layout, big endian:

    version 1 byte | form 1 byte | key id 4 | nonce 12 | place 16 | ciphertext | tag 16

Form 1: the plaintext was compressed (raw deflate), which is done when it makes the value smaller; 0: it was not.
Everything before the ciphertext is authenticated with it. The place is a digest of where the value belongs (table,
thread, channel, …); whoever reads it says where it was found, so that a value that was moved is refused. The digest
stands in the envelope because LangGraph's own savers, which decrypt through a serialiser, do not say where a value was
found.

With one key at most 2³² values may be encrypted (SP 800-38D, 8.3): at forty calls at once, some two years of speech.
"""

import os
import struct
import zlib
from dataclasses import dataclass
from hashlib import blake2b

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from agent.safety.keys.errors import NotAuthentic

VERSION = 1
OVERHEAD = 50
"""Bytes that an envelope adds."""
ANYWHERE = bytes(16)
"""The place of a value that was written by a tool that cannot say where it writes."""
WORTH_COMPRESSING = 96
"""Bytes; a shorter value hardly becomes smaller."""

_HEADER = struct.Struct(">BBI12s16s")
_PLAIN, _COMPRESSED = 0, 1
# With a window of 4 KB and little memory to set up, values of this size take a third of the time.
_FASTEST, _WINDOW, _MEMORY = 1, -12, 5

DAMAGED = "was changed in the database, or is not from there: restore it from a backup, or erase the conversation"


@dataclass(frozen=True, slots=True)
class Envelope:
    """What an envelope says of itself. Nothing of it is to be believed before the value has been opened."""

    form: int
    key_id: int
    nonce: bytes
    place: bytes


def place_of(table: str, *parts: str) -> bytes:
    """The digest of a place: BLAKE2b, 16 bytes, of the parts with their lengths."""
    digest = blake2b(digest_size=16)
    for part in (table, *parts):
        encoded = part.encode("utf-8", "surrogatepass")
        digest.update(len(encoded).to_bytes(4, "big"))
        digest.update(encoded)
    return digest.digest()


def seal(cipher: AESGCM, data: bytes, *, key_id: int, place: bytes) -> bytes:
    """The envelope of a value."""
    form = _PLAIN
    if len(data) >= WORTH_COMPRESSING:
        deflate = zlib.compressobj(_FASTEST, zlib.DEFLATED, _WINDOW, _MEMORY)
        smaller = deflate.compress(data) + deflate.flush()
        if len(smaller) < len(data):
            form, data = _COMPRESSED, smaller
    nonce = os.urandom(12)
    header = _HEADER.pack(VERSION, form, key_id, nonce, place)
    return header + cipher.encrypt(nonce, data, header)


def read(sealed: bytes) -> Envelope:
    """What the envelope says. Raises NotAuthentic for what is none."""
    if len(sealed) < OVERHEAD or sealed[0] != VERSION or sealed[1] not in (_PLAIN, _COMPRESSED):
        raise NotAuthentic(f"A value that should be encrypted {DAMAGED}.")
    _, form, key_id, nonce, place = _HEADER.unpack_from(sealed)
    return Envelope(form, key_id, nonce, place)


def unseal(cipher: AESGCM, sealed: bytes) -> bytes:
    """The value. Raises NotAuthentic. Whether its place is the right one is the caller's to ask."""
    envelope = read(sealed)
    try:
        data = cipher.decrypt(envelope.nonce, sealed[_HEADER.size :], sealed[: _HEADER.size])
    except InvalidTag:
        raise NotAuthentic(f"A value under data key {envelope.key_id} {DAMAGED}.") from None
    return zlib.decompress(data, _WINDOW) if envelope.form == _COMPRESSED else data


def prefixes(key_id: int) -> list[bytes]:
    """What every envelope under this key begins with: six bytes, which base64 writes as eight characters."""
    return [struct.pack(">BBI", VERSION, form, key_id) for form in (_PLAIN, _COMPRESSED)]
