"""Settings, from the environment and from `.env` in the working directory; the environment wins.

A vendor's settings bear the vendor's names. An empty value counts as unset; unknown names are ignored.
"""

import zoneinfo
from pathlib import Path
from typing import Annotated, Literal

import platformdirs
import pydantic
import pydantic_settings
from pydantic import AfterValidator, Field, SecretStr
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from agent.errors import SettingsError

LogLevel = Literal["debug", "info", "warning", "error", "critical"]


def _known_zone(name: str) -> str:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("not a time zone: write a name such as Asia/Kolkata or Europe/London") from None
    return name


def _absolute(path: Path) -> Path:
    return path.expanduser().absolute()


E164 = Annotated[str, Field(pattern=r"^\+[1-9]\d{6,14}$")]


class Settings(BaseSettings):
    """The settings of one process. An attribute is the variable's name in lower case."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    database_url: SecretStr | None = None
    """A PostgreSQL server of yours; unset: the embedded one, in `trunkline_home`."""
    trunkline_home: Annotated[Path, AfterValidator(_absolute)] = Field(
        default_factory=lambda: platformdirs.user_data_path("trunkline"),
    )
    """Where everything that Trunkline keeps on this machine lies."""
    public_url: str | None = Field(default=None, pattern=r"^https?://[^\s/?#]+(/[^\s?#]*)?$")
    """How Twilio reaches this service from outside."""

    twilio_account_sid: str | None = None
    twilio_auth_token: SecretStr | None = None

    trunkline_asr: str = "embedded"
    trunkline_tts: str = "embedded"
    trunkline_llm: str = "none"
    """The language model, provider:model; without one everything goes by rules and stored texts."""
    trunkline_llm_deadline: int = Field(default=700, ge=50, le=10_000)
    """Milliseconds that a caller may be kept waiting for the model to translate what they said."""
    openai_api_key: SecretStr | None = None
    openai_base_url: str | None = Field(default=None, pattern=r"^https?://[^\s?#]+$")
    """An OpenAI-compatible server of yours: vLLM, Ollama, llama.cpp."""
    anthropic_api_key: SecretStr | None = None
    anthropic_base_url: str | None = Field(default=None, pattern=r"^https?://[^\s?#]+$")
    trunkline_flow: str = "scheduling"
    trunkline_max_calls: int = Field(default=40, ge=1, le=10_000)
    """Calls that this process takes at the same time."""
    trunkline_timezone: Annotated[str, AfterValidator(_known_zone)] = "Asia/Kolkata"
    """Where the business is."""
    trunkline_transfers: dict[str, E164] = Field(default_factory=dict)
    """To whom callers may be handed over: name to number, as a JSON object."""
    trunkline_tools: Annotated[Path, AfterValidator(_absolute)] | None = None
    """A YAML file that declares tools of yours, called over HTTP or MCP: docs/tools.md."""
    trunkline_log_level: LogLevel = "info"

    @property
    def timezone(self) -> zoneinfo.ZoneInfo:
        """The time zone of the business."""
        return zoneinfo.ZoneInfo(self.trunkline_timezone)


def load_settings() -> Settings:
    """Read the settings. Raises SettingsError, which names the variable and never shows its value."""
    try:
        return Settings()
    except pydantic.ValidationError as error:
        raise SettingsError("; ".join(_sentence(problem) for problem in error.errors(include_input=False))) from None
    except pydantic_settings.SettingsError as error:
        raise SettingsError(f"A setting is not valid JSON: {error}") from None


def _sentence(problem: ErrorDetails) -> str:
    name, *inside = (str(part) for part in problem["loc"])
    where = name.upper() + "".join(f"[{part}]" for part in inside)
    return f"{where} cannot be used: {problem['msg'].removeprefix('Value error, ')}."
