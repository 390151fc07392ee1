"""What a tenant may set for itself, and the settings that come of it: its own before those of the installation. Pure.

Everything that the process has once stays the installation's: the database, keys, providers of speech and language.
"""

from collections.abc import Mapping
from typing import Any, Final

import orjson
import pydantic
from pydantic import SecretStr
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from agent.errors import SettingsError
from agent.settings import Settings, as_sentence

OWN: Final = (
    "PUBLIC_URL",
    "TWILIO_ACCOUNT_SID",
    "TWILIO_AUTH_TOKEN",
    "TRUNKLINE_FLOW",
    "TRUNKLINE_TRANSFERS",
    "TRUNKLINE_TIMEZONE",
    "TRUNKLINE_REDACT",
    "TRUNKLINE_RECORD",
    "TRUNKLINE_RECORDINGS_DAYS",
    "TRUNKLINE_KEEP",
    "TRUNKLINE_MAX_CALLS",
    "TRUNKLINE_LONGEST_CALL",
    "TRUNKLINE_DAILY_BUDGET",
    "TRUNKLINE_CURRENCY",
    "TRUNKLINE_PRICES",
    "TRUNKLINE_REFUSED",
    "TRUNKLINE_CUT_OFF",
    "TRUNKLINE_FLOWS",
    "TRUNKLINE_TOOLS",
    "TRUNKLINE_SECRETS_DIR",
    "TRUNKLINE_OIDC_ISSUER",
    "TRUNKLINE_OIDC_CLIENT_ID",
    "TRUNKLINE_OIDC_CLIENT_SECRET",
    "TRUNKLINE_OIDC_CLAIM",
    "TRUNKLINE_OIDC_ROLES",
    "TRUNKLINE_OIDC_DOMAIN",
    "TRUNKLINE_OIDC_ROLE",
)
"""By the names that they have in the environment."""

NOT_INHERITED: Final = (
    "PUBLIC_URL",
    "TWILIO_ACCOUNT_SID",
    "TWILIO_AUTH_TOKEN",
    "TRUNKLINE_FLOW",
    "TRUNKLINE_FLOWS",
    "TRUNKLINE_TOOLS",
    "TRUNKLINE_SECRETS_DIR",
    "TRUNKLINE_TRANSFERS",
    "TRUNKLINE_PRICES",
    "TRUNKLINE_OIDC_ISSUER",
    "TRUNKLINE_OIDC_CLIENT_ID",
    "TRUNKLINE_OIDC_CLIENT_SECRET",
    "TRUNKLINE_OIDC_ROLES",
    "TRUNKLINE_OIDC_DOMAIN",
)
"""What is the first tenant's own business: its numbers, flows and tools, its people. Another has these from itself."""


class _Given(Settings):
    """Settings that know nothing but what they are given: the environment is the installation's."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 -- as pydantic-settings calls it, by name
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is given, and nothing beside."""
        return (init_settings,)


def settings_of(tenant: str, own: Mapping[str, str], installation: Settings) -> Settings:
    """The settings of a tenant. Everybody signs in there, and it may have half of the process's calls at once unless it
    is given another share. Raises SettingsError, which names what cannot be used and
    never shows it.
    """
    if unknown := sorted(set(own) - set(OWN)):
        raise SettingsError(f"A tenant has no {unknown[0]} of its own: it can set {', '.join(OWN)}.")
    inherited = {
        name: getattr(installation, name) for name in installation.model_fields_set if name.upper() not in NOT_INHERITED
    }
    inherited["trunkline_max_calls"] = max(1, installation.trunkline_max_calls // 2)
    given = {name.lower(): _read(name, value) for name, value in own.items()}
    fixed = {"trunkline_tenant": tenant, "trunkline_sign_in": "always"}
    try:
        return _Given(**{**inherited, **given, **fixed})
    except pydantic.ValidationError as error:
        raise SettingsError("; ".join(as_sentence(each) for each in error.errors(include_input=False))) from None


def shown(own: Mapping[str, str]) -> dict[str, str]:
    """What is set, without secrets."""
    return {name: "(set)" if is_secret(name) else value for name, value in own.items()}


def is_secret(name: str) -> bool:
    """Whether what is set there may not be shown."""
    field = Settings.model_fields.get(name.lower())
    return (
        field is None or "SecretStr" in str(field.annotation) or SecretStr in getattr(field.annotation, "__args__", ())
    )


def _read(name: str, value: str) -> Any:
    """As the environment is read: an object is written as JSON."""
    if "dict" not in str(Settings.model_fields[name.lower()].annotation):
        return value
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError:
        examples = "; ".join(Settings.model_fields[name.lower()].examples or ())
        raise SettingsError(f"{name} cannot be used: it is not valid JSON. Write it like {examples}.") from None
