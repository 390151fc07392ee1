"""Those who provide language models: one line a provider."""

import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass

from agent.errors import SettingsError
from agent.settings import Settings
from telephony.sockets import web_url
from telephony.vendors import VENDORS, Setting


@dataclass(frozen=True, slots=True)
class Provider:
    """One line: who offers models, and where their client comes from. Nothing is imported before it is connected."""

    target: str
    """`module:function`, ours: `connect(access) -> agent.llm.provided.Client`."""
    meaning: str
    """What it is, in one sentence."""
    vendor: str
    """In `telephony.vendors`: its settings are the key and the address."""
    models: tuple[str, ...]
    """Some of theirs, the one that sentences give as an example first; any other may be named."""
    package: str
    """Theirs, which has to be installed."""
    extra: str = ""
    """The extra of ours that installs it; empty when it is always there."""

    @property
    def settings(self) -> tuple[Setting, ...]:
        """What it may be told: the key and the address."""
        return (self.key, self.url)

    @property
    def key(self) -> Setting:
        """The setting that holds the key."""
        return next(each for each in VENDORS[self.vendor].settings if each.kind == "secret" and each.needed)

    @property
    def url(self) -> Setting:
        """The setting that holds the address."""
        return next(each for each in VENDORS[self.vendor].settings if each.kind == "url")


PROVIDERS: Mapping[str, Provider] = {
    "openai": Provider(
        "agent.llm.openai:connect",
        "Models behind OpenAI's chat completions: OpenAI's own, and those of any server that speaks the same protocol, "
        "such as vLLM, Ollama and llama.cpp.",
        "openai",
        ("gpt-4o-mini", "gpt-4.1-mini", "llama3.1:8b"),
        "aiohttp",
    ),
    "anthropic": Provider(
        "agent.llm.anthropic:connect",
        "Anthropic's models, behind its messages.",
        "anthropic",
        ("claude-haiku-4-5", "claude-sonnet-4-5"),
        "langchain_anthropic",
        extra="anthropic",
    ),
}


@dataclass(frozen=True, slots=True)
class Access:
    """What a provider is reached with."""

    provider: str
    model: str
    key: str
    key_name: str
    """The setting that holds the key, for the sentence that says to look at it."""
    base_url: str
    url_name: str = "its address"
    """The setting that holds the address, for the same."""

    @property
    def name(self) -> str:
        """Provider and model, as the settings name them."""
        return f"{self.provider}:{self.model}"

    def __repr__(self) -> str:
        """Without the key."""
        return f"Access({self.name})"


@dataclass(frozen=True, slots=True)
class Found:
    """A model that the settings name."""

    provider: Provider
    access: Access


def find(settings: Settings) -> tuple[Found, ...]:
    """The model that the settings name, and after it the one that stands in for it, if there is one; nothing for
    `none`. Raises SettingsError with what to do.
    """
    first = _named(settings, "TRUNKLINE_LLM", settings.trunkline_llm)
    if first is None:
        return ()
    second = _named(settings, "TRUNKLINE_LLM_FALLBACK", settings.trunkline_llm_fallback)
    if second is not None and second.access.name == first.access.name:
        raise SettingsError(
            f"TRUNKLINE_LLM_FALLBACK names {first.access.name}, as TRUNKLINE_LLM does. Name another, or none."
        )
    return (first,) if second is None else (first, second)


def _named(settings: Settings, variable: str, spec: str) -> Found | None:
    name, _, model = spec.strip().partition(":")
    if name in ("", "none"):
        return None
    provider = PROVIDERS.get(name)
    if provider is None:
        known = ", ".join(PROVIDERS)
        raise SettingsError(f"{variable} names the provider “{name}”, which is not known. There are: {known}, none.")
    if not model:
        raise SettingsError(f"{variable} names no model. Write it as {name}:{provider.models[0]}.")
    if importlib.util.find_spec(provider.package) is None:
        how = f"pip install 'trunkline[{provider.extra}]'" if provider.extra else f"pip install {provider.package}"
        raise SettingsError(f"{variable} names {name}, whose client is not installed. Install it: {how}.")
    key, url = settings.provided(provider.key.name), web_url(settings.provided(provider.url.name))
    if not key and url == web_url(provider.url.default):
        raise SettingsError(f"{variable} names {name}, but {provider.key.name} is not set.")
    # A server of one's own often wants no key, but its client does.
    return Found(provider, Access(name, model, key or "none", provider.key.name, url, provider.url.name))
