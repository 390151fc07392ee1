"""The console's pages: what `web/` was built into, served from memory under the service's own address."""

import asyncio
import gzip
import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from agent.errors import SettingsError

BUILT: Final = Path(__file__).parent / "site"
"""Made by `npm run build` in `web/`, and committed: who runs the service needs no Node."""
PAGES: Final = (
    "/",
    "/flows",
    "/flows/{rest:path}",
    "/calls",
    "/calls/{rest:path}",
    "/numbers",
    "/limits",
    "/work",
    "/setup",
    "/audit",
    "/sign-in",
    "/first-account",
    "/people",
    "/account",
)
"""Addresses of which the browser makes a page. All are the same document; its program looks at the address."""
FOREVER: Final = "public, max-age=31536000, immutable"
"""Files below `assets/` have a hash of what they hold in their name."""
_TEXTS: Final = frozenset({".html", ".js", ".css", ".svg", ".json", ".txt"})


@dataclass(frozen=True, slots=True)
class _File:
    data: bytes
    packed: bytes | None
    """By gzip; None for what does not get smaller."""
    kind: str
    etag: str
    cache: str


class Site:
    """The files of one build."""

    def __init__(self, files: Mapping[str, _File]) -> None:
        self._files = files

    def routes(self) -> list[Route]:
        """For Starlette; they come after all others."""
        pages = [Route(path, self.page) for path in PAGES]
        return [*pages, Route("/{file:path}", self.file)]

    async def page(self, request: Request) -> Response:
        """Any page."""
        return self._answer(request, "index.html")

    async def file(self, request: Request) -> Response:
        """A file of the build."""
        return self._answer(request, request.path_params["file"])

    def _answer(self, request: Request, name: str) -> Response:
        file = self._files.get(name)
        if file is None:
            return PlainTextResponse("There is no such page.", status_code=404)
        headers = {"ETag": file.etag, "Cache-Control": file.cache, "Vary": "Accept-Encoding"}
        if request.headers.get("if-none-match") == file.etag:
            return Response(status_code=304, headers=headers)
        if file.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
            return Response(file.packed, headers={**headers, "Content-Encoding": "gzip"}, media_type=file.kind)
        return Response(file.data, headers=headers, media_type=file.kind)


async def open_site(folder: Path | None = None) -> Site:
    """Read a build. Raises SettingsError where there is none."""
    return Site(await asyncio.to_thread(_read, folder or BUILT))


def _read(folder: Path) -> dict[str, _File]:
    if not (folder / "index.html").is_file():
        raise SettingsError(f"TRUNKLINE_CONSOLE: the folder {folder} holds no build of the console (no index.html).")
    return {path.relative_to(folder).as_posix(): _file(path, folder) for path in folder.rglob("*") if path.is_file()}


def _file(path: Path, folder: Path) -> _File:
    data = path.read_bytes()
    packed = _packed(data) if path.suffix in _TEXTS else None
    hashed = path.relative_to(folder).parts[0] == "assets"
    return _File(
        data,
        packed,
        mimetypes.guess_type(path.name)[0] or "application/octet-stream",
        f'"{hashlib.sha256(data).hexdigest()[:32]}"',
        FOREVER if hashed else "no-cache",
    )


@lru_cache(maxsize=256)
def _packed(data: bytes) -> bytes:
    """Remembered for the next service in this process."""
    return gzip.compress(data, 9, mtime=0)
