"""Those who provide language models: one line a provider."""

import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass

from agent.errors import SettingsError
from agent.settings import Settings


@dataclass(frozen=True, slots=True)
class Provider:
    """Where a provider's client comes from. Nothing of it is imported before it is connected."""

    module: str
    """Ours, with `connect(access) -> Chat`."""
    package: str
    """Theirs, which has to be installed."""
    extra: str
    """The extra of ours that installs it; empty when it is always there."""
    example: str
    """A model of theirs, for the sentence that asks for one."""


PROVIDERS: Mapping[str, Provider] = {
    "openai": Provider("agent.llm.openai", "langchain_openai", "", "gpt-4o-mini"),
    "anthropic": Provider("agent.llm.anthropic", "langchain_anthropic", "anthropic", "claude-haiku-4-5"),
}


@dataclass(frozen=True, slots=True)
class Access:
    """What a provider is reached with."""

    provider: str
    model: str
    key: str
    base_url: str | None

    def __repr__(self) -> str:
        """Without the key."""
        return f"Access({self.provider}:{self.model})"


def find(settings: Settings) -> tuple[Provider, Access] | None:
    """The provider that the settings name; None for `none`. Raises SettingsError with what to do."""
    name, _, model = settings.trunkline_llm.strip().partition(":")
    if name in ("", "none"):
        return None
    provider = PROVIDERS.get(name)
    if provider is None:
        known = ", ".join(PROVIDERS)
        raise SettingsError(f"TRUNKLINE_LLM names the provider “{name}”, which is not known. There are: {known}, none.")
    if not model:
        raise SettingsError(f"TRUNKLINE_LLM names no model. Write it as {name}:{provider.example}.")
    if importlib.util.find_spec(provider.package) is None:
        how = f"pip install 'trunkline[{provider.extra}]'" if provider.extra else f"pip install {provider.package}"
        raise SettingsError(f"TRUNKLINE_LLM names {name}, whose client is not installed. Install it: {how}.")
    key, base_url = getattr(settings, f"{name}_api_key"), getattr(settings, f"{name}_base_url")
    if key is None and base_url is None:
        raise SettingsError(f"TRUNKLINE_LLM names {name}, but {name.upper()}_API_KEY is not set.")
    # A server of one's own often wants no key, but its client does.
    return provider, Access(name, model, key.get_secret_value() if key else "none", base_url)
