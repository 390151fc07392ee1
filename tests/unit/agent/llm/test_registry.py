"""Which language model the settings name, and what is said when they name none that can be used."""

import importlib
import subprocess
import sys

import pytest

from agent.errors import SettingsError
from agent.llm import open_model
from agent.llm.registry import PROVIDERS, find
from agent.settings import Settings

KEYS = {"openai_api_key": "sk-secret", "anthropic_api_key": "sk-secret"}


def settings(llm: str, **more: object) -> Settings:
    """Settings that name a model."""
    return Settings.model_validate({"trunkline_llm": llm, **more})


def test_none_is_no_model() -> None:
    """It is the default: everything goes by rules."""
    assert open_model(settings("none")) is None
    assert Settings.model_fields["trunkline_llm"].default == "none"


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_provider_and_a_model_are_a_language_model(provider: str) -> None:
    """With its deadline in seconds; nothing is connected yet."""
    model = open_model(settings(f"{provider}:some-model", trunkline_llm_deadline=900, **KEYS))
    assert model is not None
    assert (model.name, model.deadline_s) == (f"{provider}:some-model", 0.9)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_provider_can_be_connected(provider: str) -> None:
    """The table's module has what it promises."""
    module, _, attribute = PROVIDERS[provider].target.partition(":")
    assert callable(getattr(importlib.import_module(module), attribute))


def test_a_server_of_ones_own_needs_no_key() -> None:
    """And a model's name may hold a colon, as those of Ollama do."""
    (found,) = find(settings("openai:llama3.1:8b", openai_base_url="http://localhost:11434/v1"))
    assert (found.access.model, found.access.base_url) == ("llama3.1:8b", "http://localhost:11434/v1")


def test_the_vendors_own_address_needs_a_key() -> None:
    """Also where somebody wrote it down."""
    with pytest.raises(SettingsError, match="OPENAI_API_KEY is not set"):
        find(settings("openai:gpt", openai_base_url="https://api.openai.com/v1/"))


def test_a_second_model_stands_in_for_the_first() -> None:
    """In this order, each with its own key; `none` is nobody."""
    first, second = find(settings("openai:gpt", trunkline_llm_fallback="anthropic:claude", **KEYS))
    assert [first.access.name, second.access.name] == ["openai:gpt", "anthropic:claude"]
    assert second.access.key_name == "ANTHROPIC_API_KEY"
    assert len(find(settings("openai:gpt", trunkline_llm_fallback="none", **KEYS))) == 1


def test_without_a_first_model_there_is_no_second() -> None:
    """`none` switches models off."""
    assert find(settings("none", trunkline_llm_fallback="anthropic:claude", **KEYS)) == ()


@pytest.mark.parametrize("second", ["openai:gpt", "openay:gpt", "anthropic"])
def test_a_second_model_that_cannot_be_used_is_told(second: str) -> None:
    """With the name of its own variable."""
    with pytest.raises(SettingsError, match="TRUNKLINE_LLM_FALLBACK names"):
        find(settings("openai:gpt", trunkline_llm_fallback=second, **KEYS))


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_line_of_the_table_tells_what_the_reference_needs(provider: str) -> None:
    """A sentence, a vendor with a key and an address, and models to begin with."""
    line = PROVIDERS[provider]
    assert line.meaning.endswith(".")
    assert line.models
    assert [setting.kind for setting in line.settings] == ["secret", "url"]


@pytest.mark.parametrize(
    ("llm", "told"),
    [
        ("openay:gpt", "“openay”, which is not known. There are: openai, anthropic, none."),
        ("openai", "names no model. Write it as openai:"),
        ("openai:gpt-4o-mini", "OPENAI_API_KEY is not set"),
        ("anthropic:claude", "ANTHROPIC_API_KEY is not set"),
    ],
)
def test_what_is_missing_is_said(llm: str, told: str) -> None:
    """In a sentence that says what to do."""
    with pytest.raises(SettingsError, match=told):
        open_model(settings(llm))


def test_a_client_that_is_not_installed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the command that installs it."""
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(SettingsError, match=r"pip install 'trunkline\[anthropic\]'"):
        open_model(settings("anthropic:claude", **KEYS))


def test_a_key_is_not_shown() -> None:
    """Not even when what holds it is printed."""
    found = find(settings("openai:gpt", **KEYS))
    assert found
    assert "secret" not in repr(found)


def test_clients_are_imported_only_when_they_are_used() -> None:
    """They cost a second; a service without a model never pays it."""
    code = "import sys, agent.app; sys.exit(bool({'openai', 'anthropic', 'langchain_openai'} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
