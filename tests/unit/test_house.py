"""The house's own rules, where no linter knows them."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("agent", "telephony", "graphs")


def sources() -> list[Path]:
    """Every module of the product."""
    return sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def test_a_file_has_at_most_four_hundred_lines() -> None:
    """One subject a file; a longer one has two."""
    long = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in sources()}

    assert {name: lines for name, lines in long.items() if lines > 400} == {}


def test_locked_versions_name_no_address() -> None:
    """Packages come from whatever index the machine is set up with, and are checked by their hashes."""
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text()
        assert "://" not in text
        pinned = re.findall(r"^[a-z0-9][^ ]*==", text, flags=re.MULTILINE)
        assert len(pinned) > 50
        assert text.count("--hash=sha256:") >= len(pinned)


def test_what_the_tests_need_includes_what_the_service_needs() -> None:
    """Both locks pin the same versions, so `make demo` and `make test` may follow each other in one environment."""
    runtime, development = (
        dict(re.findall(r"^([a-z0-9][^=\s]*)==([^ ;\\]+)", (ROOT / name).read_text(), flags=re.MULTILINE))
        for name in ("requirements.txt", "requirements-dev.txt")
    )

    assert {name: version for name, version in runtime.items() if development.get(name) != version} == {}


def test_the_version_is_in_the_changelog() -> None:
    """What is being made is described as unreleased, or under its version."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    changelog = (ROOT / "CHANGELOG.md").read_text()

    assert "## Unreleased" in changelog or f"## {version}" in changelog
