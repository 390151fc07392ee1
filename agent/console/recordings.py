"""What a call sounded like: as a WAV file that a browser plays from anywhere, and as an outline to draw."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Final

import numpy as np
from fastapi import APIRouter, Header, Response
from fastapi import Path as PathParameter
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict

from agent.console.desk import Desk
from agent.console.refusals import Refusal, refusals
from agent.recordings import wav_header
from telephony.audio import ulaw

MOST_PEAKS: Final = 1000
PIECE: Final = 64 * 1024
_RANGE: Final = re.compile(r"bytes=(?:(\d{1,15})-(\d{1,15})?|-(\d{1,15}))")
_PAIRS_A_S: Final = 8000


class Outline(BaseModel):
    """How loud each side was, over time."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"seconds": 2.0, "caller": [0.0, 0.41], "agent": [0.3, 0.02]}]}
    )

    seconds: float
    caller: list[float]
    """The loudest moment of each equal part of the call, 0 to 1."""
    agent: list[float]


def router(desk: Desk) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/calls", tags=["calls"])
    recordings = desk.exchange.recordings
    CallId = Annotated[str, PathParameter(pattern=r"^[A-Za-z0-9_.-]{2,64}$")]  # noqa: N806 - a type

    async def recorded(call_id: str) -> Path:
        path = recordings.files.path(call_id)
        if path is None or not await asyncio.to_thread(path.is_file):
            raise Refusal(404, "not_recorded", "There is no recording of this call.")
        return path

    @routes.get(
        "/{call_id}/recording",
        summary="A call's sound, the caller on the left and the agent on the right",
        response_class=Response,
        responses={200: {"content": {"audio/wav": {}}}, 206: {"content": {"audio/wav": {}}}, **refusals(404, 416, 500)},
    )
    async def recording(call_id: CallId, wanted: Annotated[str | None, Header(alias="range")] = None) -> Response:
        """µ-law, 8 kHz, two channels; parts of it may be asked for by `Range`."""
        path = await recorded(call_id)
        size = await asyncio.to_thread(_size, path)
        header = wav_header(size)
        part = _part(wanted, len(header) + size)
        first, last = part or (0, len(header) + size - 1)
        headers = {"Accept-Ranges": "bytes", "Content-Length": str(last - first + 1), "Cache-Control": "no-store"}
        if part:
            headers["Content-Range"] = f"bytes {first}-{last}/{len(header) + size}"
        pieces = _pieces(path, header, first, last)
        return StreamingResponse(pieces, 206 if part else 200, headers, media_type="audio/wav")

    @routes.get(
        "/{call_id}/recording/outline",
        summary="How loud each side was",
        response_model=Outline,
        responses=refusals(404, 500),
    )
    async def outline(call_id: CallId) -> Outline:
        """Of the whole call, in at most a thousand parts."""
        return await asyncio.to_thread(_outline, await recorded(call_id))

    @routes.delete(
        "/{call_id}/recording", summary="Delete a call's sound", status_code=204, responses=refusals(404, 409, 500)
    )
    async def delete(call_id: CallId) -> None:
        """What was said stays in the transcript. Not while the call goes on."""
        if recordings.goes_on(call_id):
            raise Refusal(409, "goes_on", "The call goes on; delete its recording a moment after it has ended.")
        await recorded(call_id)
        await asyncio.to_thread(recordings.files.delete, call_id)

    return routes


def _size(path: Path) -> int:
    return path.stat().st_size // 2 * 2


def _part(wanted: str | None, whole: int) -> tuple[int, int] | None:
    """The first and the last byte of what is wanted; None: everything, as also for what is no single range (RFC 9110,
    14.2). Raises Refusal for a part that there is not.
    """
    found = _RANGE.fullmatch(wanted.strip()) if wanted else None
    if found is None:
        return None
    first, last, tail = (int(each) if each else None for each in found.groups())
    if first is None:
        if not tail:
            raise _beyond(whole)
        return max(0, whole - tail), whole - 1
    if last is not None and last < first:
        return None
    if first >= whole:
        raise _beyond(whole)
    return first, whole - 1 if last is None else min(last, whole - 1)


def _beyond(whole: int) -> Refusal:
    return Refusal(416, "no_such_part", f"The recording has {whole} bytes.")


def _pieces(path: Path, header: bytes, first: int, last: int) -> Iterator[bytes]:
    """Bytes of the header and of the file behind it; read by a thread, piece by piece."""
    if first < len(header):
        yield header[first : last + 1]
        first = len(header)
    with path.open("rb") as file:
        file.seek(first - len(header))
        left = last + 1 - first
        while left > 0 and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece


def _outline(path: Path) -> Outline:
    both = np.fromfile(path, np.uint8)
    both = both[: len(both) // 2 * 2]
    seconds = len(both) / 2 / _PAIRS_A_S
    return Outline(seconds=seconds, caller=_peaks(both[0::2]), agent=_peaks(both[1::2]))


def _peaks(side: "np.ndarray[Any, np.dtype[np.uint8]]") -> list[float]:
    if not len(side):
        return []
    loud = np.abs(ulaw.to_samples(side.tobytes()))
    ends = np.linspace(0, len(loud), min(MOST_PEAKS, len(loud)) + 1).astype(int)
    return [round(float(peak), 3) for peak in np.maximum.reduceat(loud, ends[:-1])]
