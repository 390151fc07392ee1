"""Pages that are made from the tables: `.env.example`, and the reference of settings and providers.

`scripts/manual` writes them; a test fails when they are stale.
"""

import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Protocol

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from agent.llm.registry import PROVIDERS as MODELS
from agent.settings import SETTINGS, Settings
from telephony.asr.registry import PROVIDERS as RECOGNISERS
from telephony.tts.registry import PROVIDERS as VOICES
from telephony.vendors import VENDORS, Setting, Vendor

WIDTH = 118


class Row(Protocol):
    """What the three tables of providers have in common."""

    @property
    def meaning(self) -> str:
        """One sentence."""
        ...

    @property
    def vendor(self) -> str:
        """In `telephony.vendors`, or empty."""
        ...

    @property
    def models(self) -> tuple[str, ...]:
        """The default first."""
        ...


def own_settings() -> dict[str, FieldInfo]:
    """Trunkline's own settings by their names in the environment, in order."""
    fields = {name.upper(): field for name, field in Settings.model_fields.items()}
    return {name: field for name, field in fields.items() if name not in SETTINGS}


def env_example() -> str:
    """`.env.example`: every setting with its meaning and its default, commented out."""
    lines = ["# Every setting, with its default or an example. Copy to .env and uncomment what you change.", ""]
    for name, field in own_settings().items():
        lines += [*_comment(field.description or ""), f"# {name}={_shown(field)}", ""]
    for vendor in VENDORS.values():
        lines += [f"# ── {vendor.title}: {vendor.page}", ""]
        for setting in vendor.settings:
            lines += [*_comment(setting.meaning), f"# {setting.name}={setting.default or setting.example}", ""]
    return "\n".join(lines[:-1]) + "\n"


def providers_page() -> str:
    """`docs/reference/providers.md`."""
    return "\n".join(_page()) + "\n"


INTRODUCTION = """\
# Settings and providers

Made from the tables by `scripts/manual`; `.env.example` lists the same settings. Settings come from the environment or
from `.env` in the working directory; the environment wins. An empty value counts as unset; blanks around a value do not
count.

A provider is named as `provider` or `provider:model`. Changing one variable changes the provider; the flow, its tests
and its results stay the same. `trunkline doctor` tries each configured provider for real and says in one sentence what
is wrong. A server of yours that speaks OpenAI's or Anthropic's protocol needs no key here. When a provider fails, in
mid-call too, the one named as its `FALLBACK` goes on: a voice may change, the conversation does not.
"""


def _page() -> Iterator[str]:
    yield INTRODUCTION
    yield from _table("Recognisers", "TRUNKLINE_ASR", RECOGNISERS)
    yield from _table("Voices", "TRUNKLINE_TTS", VOICES)
    yield from _table("Language models", "TRUNKLINE_LLM", MODELS)
    yield "## Vendors"
    yield ""
    for vendor in VENDORS.values():
        yield from _vendor(vendor)
    yield from ("## Settings of Trunkline", "", "| setting | meaning | default |", "|---|---|---|")
    for name, field in own_settings().items():
        yield f"| `{name}` | {_cell(field.description or '')} | {_code(_default(field))} |"


def _table(title: str, setting: str, table: Mapping[str, Row]) -> Iterator[str]:
    yield from (f"## {title}", "", f"`{setting}`, and `{setting}_FALLBACK` for when that one fails.", "")
    models_are = "models, for example" if table is MODELS else "models, the default first"
    yield from (f"| name | what it is | {models_are} | needs |", "|---|---|---|---|")
    for name, row in table.items():
        models = ", ".join(f"`{model}`" for model in row.models)
        needs = ", ".join(f"`{each.name}`" for each in _settings(row) if each.needed)
        extra = getattr(row, "extra", "")
        also = f"`pip install 'trunkline[{extra}]'`" if extra else ""
        asks = ", ".join(each for each in (needs, also) if each) or "nothing"
        yield f"| `{name}` | {_cell(row.meaning)} | {models} | {asks} |"
    yield ""


def _settings(row: Row) -> tuple[Setting, ...]:
    return VENDORS[row.vendor].settings if row.vendor else ()


def _vendor(vendor: Vendor) -> Iterator[str]:
    yield from (f"### {vendor.title}", "", f"Keys: <{vendor.page}>", "")
    yield from ("| setting | meaning | default |", "|---|---|---|")
    for setting in vendor.settings:
        yield f"| `{setting.name}` | {_cell(setting.meaning)} | {_code(setting.default)} |"
    yield ""


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in textwrap.wrap(" ".join(text.split()), WIDTH)]


def _shown(field: FieldInfo) -> str:
    return _default(field) or (str(field.examples[0]) if field.examples else "")


def _default(field: FieldInfo) -> str:
    if field.default_factory is not None or field.default is None or isinstance(field.default, SecretStr | Path):
        return ""
    return str(field.default)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _code(text: str) -> str:
    return f"`{text}`" if text else ""
