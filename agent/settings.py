"""Settings, from the environment and from `.env` in the working directory; the environment wins.

A vendor's settings bear the vendor's names. An empty value counts as unset; unknown names are ignored.
"""

import re
import zoneinfo
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

import platformdirs
import pydantic
import pydantic_settings
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, create_model, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from agent.access.roles import Role
from agent.errors import SettingsError
from agent.safety.keeping.kinds import Keep, checked, keep
from agent.safety.redaction.kinds import Kind, redacted_kinds
from agent.secrets import remember
from telephony.vendors import VENDORS, Setting, SettingKind

LogLevel = Literal["debug", "info", "warning", "error", "critical"]


def _known_zone(name: str) -> str:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("not a time zone: write a name such as Asia/Kolkata or Europe/London") from None
    return name


def _kinds(written: str) -> str:
    redacted_kinds(written)
    return written


def _lower(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


def _absolute(path: Path) -> Path:
    return path.expanduser().absolute()


def _like_a_key(key: SecretStr) -> SecretStr:
    """What is copied with a typographical quote, a blank or the end of a line in it cannot be sent."""
    held = key.get_secret_value()
    if not (held.isascii() and held.isprintable()) or " " in held:
        raise ValueError("it holds characters that no key has; copy it again")
    return key


Key = Annotated[SecretStr, AfterValidator(_like_a_key)]


def _like(pattern: str, otherwise: str) -> AfterValidator:
    """A text of this form; `otherwise` says how to write it."""
    form = re.compile(pattern)

    def check(text: str) -> str:
        if not form.fullmatch(text):
            raise ValueError(otherwise)
        return text

    return AfterValidator(check)


E164 = Annotated[str, _like(r"\+[1-9]\d{6,14}", "write the number with its country, such as +912071110000")]
Currency = Annotated[str, AfterValidator(str.upper), _like(r"[A-Z]{3}", "write its three letters, such as INR")]
VendorUrl = Annotated[
    str, _like(r"(https?|wss?)://[^\s?#]+", "write an address that begins with https:// (or http, ws, wss)")
]
PublicUrl = Annotated[
    str, _like(r"https?://[^\s/?#]+(/[^\s?#]*)?", "write an address such as https://voice.example.com")
]

Tenant = Annotated[
    str,
    _like(r"[a-z][a-z0-9-]{0,30}", "a tenant's name has small letters, digits and hyphens, such as city-clinic"),
]
OidcIssuer = Annotated[
    str, _like(r"(https://[^\s/?#]+|http://(localhost|127\.0\.0\.1)(:\d+)?)(/[^\s?#]*)?", "it begins with https://")
]


class _OwnSettings(BaseSettings):
    """Trunkline's own settings. An attribute is the variable's name in lower case."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        str_strip_whitespace=True,
        use_attribute_docstrings=True,
    )

    database_url: SecretStr | None = None
    """A PostgreSQL server of yours; unset: the embedded one, in TRUNKLINE_HOME."""
    trunkline_home: Annotated[Path, AfterValidator(_absolute)] = Field(
        default_factory=lambda: platformdirs.user_data_path("trunkline"),
    )
    """Where everything that Trunkline keeps on this machine lies; unset: the platform's folder for data."""
    trunkline_master_key: SecretStr | None = Field(default=None, examples=["file:/run/secrets/trunkline-master-key"])
    """The key under which what is kept of conversations is encrypted: 32 bytes as base64, or file: and the path of a
    file that holds them; unset: master.key in TRUNKLINE_HOME, made at the first start (docs/encryption.md)."""
    trunkline_secrets_dir: Annotated[Path, AfterValidator(_absolute)] | None = Field(
        default=None, examples=["/run/secrets"]
    )
    """A folder with secrets, one a file, as Docker and Kubernetes mount them; TRUNKLINE_TOOLS names them as
    ${file:NAME} (docs/tools.md)."""
    trunkline_tenant: Tenant = "main"
    """Whose data a command works on; the service serves all tenants (docs/tenants.md)."""
    public_url: PublicUrl | None = Field(default=None, examples=["https://voice.example.com"])
    """How Twilio reaches this service from outside."""

    twilio_account_sid: str | None = None
    twilio_auth_token: Key | None = None

    trunkline_asr: str = "embedded"
    """Who recognises: provider or provider:model."""
    trunkline_asr_fallback: str = "embedded"
    """Who recognises when that one fails, in mid-call too; none: nobody."""
    trunkline_tts: str = "embedded"
    """Who speaks: provider or provider:model."""
    trunkline_tts_fallback: str = "embedded"
    """Who speaks when that one fails, in mid-call too; none: nobody."""
    trunkline_end_of_turn: str = "none"
    """Who judges by the sound whether the caller has finished: none or smart-turn (docs/turn-taking.md)."""
    trunkline_speech_deadline: int = Field(default=2000, ge=100, le=10_000)
    """Milliseconds that a recogniser has to take a call, and a voice to make a sound, before another is tried."""
    trunkline_speculation: int = Field(default=3, ge=0, le=5)
    """How often one turn of the caller may be answered on trial, before they have surely finished; 0: never. What a
    trial asks of a model or a voice is used, also when it is discarded."""
    trunkline_prefetch: int = Field(default=2, ge=0, le=10)
    """How many of the sentences that will probably come next are made ahead at each question, heard or not; 0: none."""
    trunkline_llm: str = "none"
    """The language model, provider:model; with none everything goes by rules and stored texts."""
    trunkline_llm_fallback: str = "none"
    """The language model that is asked when that one fails."""
    trunkline_llm_deadline: int = Field(default=700, ge=50, le=10_000)
    """Milliseconds that a caller may be kept waiting for the model to translate what they said."""
    trunkline_prices: Annotated[Path, AfterValidator(_absolute)] | None = Field(default=None, examples=["prices.yaml"])
    """A YAML file with prices of yours, which go before those that Trunkline brings along: docs/costs.md."""
    trunkline_currency: Currency | None = Field(default=None, examples=["INR"])
    """The currency of costs, ISO 4217; unset: that of the caller's country."""
    trunkline_flow: str = "scheduling"
    """The flow that answers when the webhook names none."""
    trunkline_flows: Annotated[Path, AfterValidator(_absolute)] | None = Field(default=None, examples=["flows"])
    """A folder with flows of yours, *.yaml, beside those that Trunkline brings along; one of the same name goes before
    it. Read when the service starts."""
    trunkline_console: Annotated[Path, AfterValidator(_absolute)] | None = Field(default=None, examples=["web/dist"])
    """A folder with another build of the console than the one that Trunkline brings along; for work on the console."""
    trunkline_sign_in: Annotated[Literal["auto", "always"], BeforeValidator(_lower)] = "auto"
    """Who has to sign in to the console and the API: auto, everybody as soon as there is an account, PUBLIC_URL or an
    OpenID provider, and until then nobody at this machine; or always, everybody (docs/access.md)."""
    trunkline_oidc_issuer: OidcIssuer | None = Field(default=None, examples=["https://login.example.com"])
    """An OpenID provider at which people sign in, beside passwords; its redirect address is
    PUBLIC_URL/api/sign-in/provider/callback."""
    trunkline_oidc_client_id: str | None = Field(default=None, examples=["trunkline"])
    """As whom the provider knows this service."""
    trunkline_oidc_client_secret: Key | None = None
    """How this service proves it; unset: by PKCE alone."""
    trunkline_oidc_claim: str = "groups"
    """The claim of the ID token that holds a person's groups or roles."""
    trunkline_oidc_roles: dict[str, Role] = Field(
        default_factory=dict, examples=['{"phone-team": "edit", "phone-leads": "publish", "it": "administer"}']
    )
    """Which value of that claim gives which role (view, edit, publish, administer), as a JSON object; the highest
    holds."""
    trunkline_oidc_domain: str | None = Field(default=None, examples=["example.com"])
    """Whoever has a verified e-mail address of this domain gets in, too."""
    trunkline_oidc_role: Role = "view"
    """The role of those."""
    trunkline_api_key: Key | None = None
    """How “trunkline call” shows itself to a service at which one has to sign in."""
    trunkline_max_calls: int = Field(default=40, ge=1, le=10_000)
    """Calls that one process takes at the same time."""
    trunkline_longest_call: int = Field(default=3600, ge=30, le=86_400)
    """Seconds after which a call is ended."""
    trunkline_daily_budget: Decimal | None = Field(default=None, ge=0, examples=["25.00"])
    """What language models may cost in one day, in TRUNKLINE_CURRENCY or US dollars; then calls go on by rules. Unset:
    no limit. Other limits: docs/limits.md."""
    trunkline_refused: str = "Sorry, we cannot take your call at the moment. Please ring again later."
    """What a caller hears who is refused because of a limit, or is blocked."""
    trunkline_cut_off: str = "Sorry, this call has reached the longest time that we have for it. Goodbye."
    """What a caller hears whose call is ended because of a limit."""
    trunkline_timezone: Annotated[str, AfterValidator(_known_zone)] = "Asia/Kolkata"
    """Where the business is."""
    trunkline_transfers: dict[str, E164] = Field(
        default_factory=dict, examples=['{"reception": "+912071110000", "on_call_dentist": "+912071110001"}']
    )
    """To whom callers may be put through: name to number, as a JSON object."""
    trunkline_tools: Annotated[Path, AfterValidator(_absolute)] | None = Field(default=None, examples=["tools.yaml"])
    """A YAML file that declares tools of yours, called over HTTP or MCP: docs/tools.md."""
    trunkline_redact: Annotated[str, AfterValidator(_kinds)] = "default"
    """What is taken out of words before they are kept: default, all, none, or kinds with commas between, such as
    card,cvv,aadhaar (docs/redaction.md). By default all but phone numbers."""
    trunkline_record: Literal["none", "tests", "all"] = "tests"
    """Which calls are recorded as sound: none; tests, those from the console and, without TWILIO_AUTH_TOKEN, from this
    machine; or all. A flow has to say so to its callers; who refuses is not recorded."""
    trunkline_recordings_days: int = Field(default=30, ge=0, le=3650)
    """How many days a recording is kept; 0: for ever."""
    trunkline_keep: Annotated[dict[str, int], AfterValidator(checked)] = Field(
        default_factory=dict, examples=['{"transcripts": 30, "calls": 180}']
    )
    """How many days each kind of data is kept, as a JSON object; 0: for ever. Kinds, and days unless said otherwise:
    transcripts 90, conversations 30, calls 365, profiles 365, usage 730 (docs/privacy.md)."""
    trunkline_log_level: Annotated[LogLevel, BeforeValidator(_lower)] = "info"
    """debug, info, warning, error or critical."""

    @model_validator(mode="before")
    @classmethod
    def _blank_is_unset(cls, given: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in given.items() if not (isinstance(value, str) and not value.strip())}

    @model_validator(mode="after")
    def _recordings_are_kept_once(self) -> Self:
        wanted = self.trunkline_keep.get("recordings", self.trunkline_recordings_days)
        if "trunkline_recordings_days" in self.model_fields_set and wanted != self.trunkline_recordings_days:
            raise ValueError("TRUNKLINE_KEEP and TRUNKLINE_RECORDINGS_DAYS differ about recordings; say it in one")
        return self

    @property
    def home(self) -> Path:
        """Where the files of this tenant lie."""
        if self.trunkline_tenant == "main":
            return self.trunkline_home
        return self.trunkline_home / "tenants" / self.trunkline_tenant

    @property
    def keep(self) -> Keep:
        """How long each kind of data is kept."""
        return keep(self.trunkline_keep, recordings=self.trunkline_recordings_days)

    @property
    def redacted(self) -> frozenset[Kind]:
        """The kinds of numbers and addresses that are not kept."""
        return redacted_kinds(self.trunkline_redact)

    @property
    def timezone(self) -> zoneinfo.ZoneInfo:
        """The time zone of the business."""
        return zoneinfo.ZoneInfo(self.trunkline_timezone)

    def provided(self, name: str) -> str:
        """A vendor's setting by its name in `telephony.vendors`: its value or its default; empty: there is none."""
        value = getattr(self, name.lower())
        if isinstance(value, SecretStr):
            value = value.get_secret_value()
        return value or SETTINGS[name].default

    @property
    def providers(self) -> dict[str, str]:
        """The vendors' settings that are set, by name."""
        values = {name: getattr(self, name.lower()) for name in SETTINGS}
        return {
            name: value.get_secret_value() if isinstance(value, SecretStr) else value
            for name, value in values.items()
            if value
        }


SETTINGS: Mapping[str, Setting] = {setting.name: setting for vendor in VENDORS.values() for setting in vendor.settings}
"""The vendors' settings by name."""


def _vendor_fields() -> dict[str, Any]:
    """A field for each setting of the table of vendors that is not among our own."""
    kinds: Mapping[SettingKind, Any] = {
        "text": str,
        "secret": Key,
        "url": VendorUrl,
    }
    return {
        name.lower(): (kinds[setting.kind] | None, Field(default=None, description=setting.meaning))
        for name, setting in SETTINGS.items()
        if name.lower() not in _OwnSettings.model_fields
    }


if TYPE_CHECKING:

    class Settings(_OwnSettings):
        """The settings of one process: our own, and those that the table of vendors names (`provided`)."""

        def __init__(self, **named: Any) -> None: ...
else:
    Settings = create_model("Settings", __base__=_OwnSettings, __module__=__name__, **_vendor_fields())


def load_settings() -> Settings:
    """Read the settings. Raises SettingsError, which names the variable and never shows its value."""
    try:
        settings = Settings()
    except pydantic.ValidationError as error:
        raise SettingsError("; ".join(as_sentence(problem) for problem in error.errors(include_input=False))) from None
    except pydantic_settings.SettingsError as error:
        named = re.search(r'field "(\w+)"', str(error))
        name = named[1].upper() if named else "A setting"
        example = "; ".join(Settings.model_fields[named[1]].examples or ()) if named else ""
        such = f" Write it like {example}." if example else ""
        raise SettingsError(f"{name} cannot be used: it is not valid JSON.{such}") from None
    except UnicodeDecodeError:
        raise SettingsError(".env cannot be read: it is not UTF-8 text. Save it as UTF-8.") from None
    except OSError as error:
        raise SettingsError(f".env cannot be read: {error.strerror or error}.") from None
    remember(each.get_secret_value() for _, each in settings if isinstance(each, SecretStr))
    return settings


def as_sentence(problem: ErrorDetails) -> str:
    """What is wrong with a setting, by its name in the environment and without its value."""
    if not problem["loc"]:
        return f"{problem['msg'].removeprefix('Value error, ')}."
    name, *inside = (str(part) for part in problem["loc"])
    where = name.upper() + "".join(f"[{part}]" for part in inside)
    return f"{where} cannot be used: {problem['msg'].removeprefix('Value error, ')}."
