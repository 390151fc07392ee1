"""The console's pages as the service gives them to a browser."""

import gzip
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from agent.access.headers import SecurityHeaders
from agent.console.site import open_site
from agent.errors import SettingsError


@pytest.fixture
def build(tmp_path: Path) -> Path:
    """A small build."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html><title>Console</title>")
    (tmp_path / "assets" / "app-1a2b.js").write_text("console.log(1);" * 200)
    (tmp_path.parent / "secret.txt").write_text("secret")
    return tmp_path


async def _asked(build: Path, path: str, host: str = "127.0.0.1", **headers: str) -> httpx.Response:
    app = SecurityHeaders(Starlette(routes=(await open_site(build)).routes()))
    transport = httpx.ASGITransport(app, client=("127.0.0.1", 5000))
    async with httpx.AsyncClient(transport=transport, base_url=f"http://{host}") as client:
        return await client.get(path, headers=headers)


@pytest.mark.parametrize("path", ["/", "/flows/scheduling", "/flows/scheduling/versions", "/calls/CA1", "/numbers"])
async def test_every_address_of_the_console_is_the_same_document(build: Path, path: str) -> None:
    """The browser's program reads the address; it is asked for again each time, so that a new build is seen."""
    answer = await _asked(build, path)
    assert "<title>Console</title>" in answer.text
    assert answer.headers["cache-control"] == "no-cache"
    assert "default-src 'self'" in answer.headers["content-security-policy"]


async def test_a_file_with_a_hash_in_its_name_is_kept_for_ever_and_comes_packed(build: Path) -> None:
    """What it holds never changes under that name."""
    answer = await _asked(build, "/assets/app-1a2b.js", **{"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]
    assert answer.text == "console.log(1);" * 200
    assert int(answer.headers["content-length"]) < len(gzip.compress(answer.content)) + 100


async def test_what_the_browser_has_is_not_sent_again(build: Path) -> None:
    """It says which it has, and is told that this is still the one."""
    first = await _asked(build, "/")
    again = await _asked(build, "/", **{"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", ["/assets/none.js", "/../secret.txt", "/%2e%2e/secret.txt", "/nothing"])
async def test_what_is_not_of_the_build_is_not_there(build: Path, path: str) -> None:
    """Files beside the folder cannot be asked for."""
    assert (await _asked(build, path)).status_code == 404


async def test_a_folder_without_a_build_is_named(tmp_path: Path) -> None:
    """The setting that is wrong, and what is missing."""
    with pytest.raises(SettingsError, match=r"TRUNKLINE_CONSOLE.*index\.html"):
        await open_site(tmp_path)
