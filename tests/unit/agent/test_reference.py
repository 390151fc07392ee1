"""The pages that are made from the tables are never stale, and name everything."""

from pathlib import Path

import pytest

from agent.reference import env_example, own_settings, providers_page
from agent.settings import SETTINGS
from telephony.asr.registry import PROVIDERS as RECOGNISERS
from telephony.tts.registry import PROVIDERS as VOICES
from telephony.vendors import VENDORS

ROOT = Path(__file__).parents[3]


def test_the_committed_pages_are_the_newest() -> None:
    """When this fails, run `scripts/manual`."""
    assert (ROOT / ".env.example").read_text(encoding="utf-8") == env_example()
    assert (ROOT / "docs/reference/providers.md").read_text(encoding="utf-8") == providers_page()


def test_every_setting_is_explained() -> None:
    """A bare name helps nobody."""
    assert [name for name, field in own_settings().items() if not field.description] == []
    assert [name for name, setting in SETTINGS.items() if not setting.meaning.endswith(".")] == []


@pytest.mark.parametrize("name", [*RECOGNISERS, *VOICES, *SETTINGS, *own_settings()])
def test_everything_is_on_the_page(name: str) -> None:
    """Each provider and each setting."""
    assert f"| `{name}` |" in providers_page()


@pytest.mark.parametrize("offer", [*RECOGNISERS.values(), *VOICES.values()], ids=lambda offer: str(offer.target))
def test_a_provider_names_a_known_vendor(offer: object) -> None:
    """Or none, when it runs in this process."""
    assert getattr(offer, "vendor") in ("", *VENDORS)  # noqa: B009 - two tables, one attribute
