"""Pictures of pages, made small: the 256 colours that matter most, and packed as well as they can be.

PNG as RFC 2083 has it: an indexed image of eight bits, its rows unfiltered, which is what packs flat colours best.
"""

import struct
import zlib
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

COLOURS = 256
SIGNATURE = b"\x89PNG\r\n\x1a\n"

Pixels = NDArray[np.uint8]
"""Rows of columns of red, green and blue."""


def small_png(pixels: Pixels) -> bytes:
    """The picture as a file."""
    height, width, _ = pixels.shape
    palette, indices = _reduced(pixels.reshape(-1, 3))
    rows = np.zeros((height, width + 1), np.uint8)
    rows[:, 1:] = indices.reshape(height, width)
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", palette.tobytes()),
        (b"IDAT", zlib.compress(rows.tobytes(), 9)),
        (b"IEND", b""),
    )
    return SIGNATURE + b"".join(_chunk(name, held) for name, held in chunks)


def _reduced(pixels: Pixels) -> tuple[Pixels, NDArray[np.uint8]]:
    """The colours that are seen most, and for each pixel which of them is nearest."""
    colours, which, counts = np.unique(pixels, axis=0, return_inverse=True, return_counts=True)
    kept = colours[np.argsort(-counts, kind="stable")[:COLOURS]]
    nearest = np.concatenate([_nearest(part, kept) for part in _parts(colours)])
    return kept, nearest[which.reshape(-1)].astype(np.uint8)


def _nearest(colours: Pixels, kept: Pixels) -> NDArray[np.intp]:
    apart = colours[:, None, :].astype(np.int32) - kept[None, :, :].astype(np.int32)
    return np.asarray((apart**2).sum(axis=2).argmin(axis=1))


def _parts(colours: Pixels) -> Iterator[Pixels]:
    """A few at a time: a table of all distances would be large."""
    for start in range(0, len(colours), 1000):
        yield colours[start : start + 1000]


def _chunk(name: bytes, held: bytes) -> bytes:
    return struct.pack(">I", len(held)) + name + held + struct.pack(">I", zlib.crc32(name + held))
