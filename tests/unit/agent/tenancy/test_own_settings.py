"""The settings of a tenant: its own, then the installation's, and never what is the first tenant's business."""

import pytest

from agent.errors import SettingsError
from agent.settings import Settings
from agent.tenancy.own_settings import NOT_INHERITED, OWN, is_secret, settings_of, shown

INSTALLATION = Settings(
    twilio_auth_token="first-tenants-token",
    public_url="https://first.example.com",
    trunkline_transfers={"reception": "+912071110000"},
    trunkline_tts="scripted:5",
    trunkline_timezone="Europe/London",
    trunkline_oidc_issuer="https://login.example.com",
    trunkline_oidc_roles={"it": "administer"},
)


def test_what_the_process_has_once_is_the_installations() -> None:
    """Providers, keys, the database; and everybody signs in."""
    settings = settings_of("clinic", {}, INSTALLATION)
    assert (settings.trunkline_tenant, settings.trunkline_sign_in) == ("clinic", "always")
    assert (settings.trunkline_tts, settings.trunkline_timezone) == ("scripted:5", "Europe/London")
    assert settings.home == INSTALLATION.trunkline_home / "tenants" / "clinic"
    assert INSTALLATION.home == INSTALLATION.trunkline_home


def test_the_first_tenants_business_stays_its_own() -> None:
    """Its token at Twilio, its people, its numbers, its tools: another has none of them by itself."""
    bare, first = settings_of("clinic", {}, INSTALLATION), Settings()
    for name in NOT_INHERITED:
        assert getattr(bare, name.lower()) == getattr(first, name.lower()), name


def test_the_environment_is_the_installations(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of it comes to another tenant by itself, not even into what that has set."""
    monkeypatch.setenv("TRUNKLINE_TRANSFERS", '{"reception": "+912071110000"}')
    monkeypatch.setenv("TRUNKLINE_OIDC_ROLES", '{"it": "administer"}')
    monkeypatch.setenv("TRUNKLINE_KEEP", '{"calls": 30}')
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "first-tenants-token")
    monkeypatch.setenv("TRUNKLINE_PRICES", "/somewhere/prices.yaml")
    own = {"TRUNKLINE_TRANSFERS": '{"nurse": "+912071110001"}', "TRUNKLINE_KEEP": '{"transcripts": 7}'}
    settings = settings_of("clinic", own, Settings())
    assert settings.trunkline_transfers == {"nurse": "+912071110001"}
    assert settings.trunkline_keep == {"transcripts": 7}
    assert (settings.trunkline_oidc_roles, settings.twilio_auth_token, settings.trunkline_prices) == ({}, None, None)


def test_no_tenant_may_take_all_calls_of_the_process_unless_it_is_given_them() -> None:
    """Half of them."""
    many = Settings(trunkline_max_calls=9)
    assert settings_of("clinic", {}, many).trunkline_max_calls == 4
    assert settings_of("clinic", {"TRUNKLINE_MAX_CALLS": "9"}, many).trunkline_max_calls == 9
    assert settings_of("clinic", {}, Settings(trunkline_max_calls=1)).trunkline_max_calls == 1


def test_its_own_go_first() -> None:
    """They are read as the environment is."""
    own = {
        "PUBLIC_URL": "https://clinic.example.com",
        "TRUNKLINE_TIMEZONE": "Asia/Kolkata",
        "TRUNKLINE_TRANSFERS": '{"nurse": "+912071110001"}',
        "TWILIO_AUTH_TOKEN": "clinics-token",
        "TRUNKLINE_KEEP": '{"transcripts": 7}',
    }
    settings = settings_of("clinic", own, INSTALLATION)
    assert (settings.public_url, settings.trunkline_timezone) == ("https://clinic.example.com", "Asia/Kolkata")
    assert settings.trunkline_transfers == {"nurse": "+912071110001"}
    assert settings.twilio_auth_token is not None
    assert settings.twilio_auth_token.get_secret_value() == "clinics-token"
    assert settings.trunkline_keep == {"transcripts": 7}


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ({"DATABASE_URL": "postgresql://x"}, "no DATABASE_URL of its own"),
        ({"TRUNKLINE_MASTER_KEY": "k"}, "no TRUNKLINE_MASTER_KEY of its own"),
        ({"TRUNKLINE_TIMEZONE": "Mars/Base"}, "TRUNKLINE_TIMEZONE cannot be used"),
        ({"TRUNKLINE_TRANSFERS": "{nurse"}, "TRUNKLINE_TRANSFERS cannot be used: it is not valid JSON"),
        ({"TRUNKLINE_SIGN_IN": "auto"}, "no TRUNKLINE_SIGN_IN of its own"),
    ],
)
def test_what_cannot_be_used_is_told(own: dict[str, str], told: str) -> None:
    """By its name, and without its value."""
    with pytest.raises(SettingsError, match=told) as refused:
        settings_of("clinic", own, INSTALLATION)
    assert "Mars" not in str(refused.value)


def test_secrets_are_not_shown() -> None:
    """Every setting is a field; of those that hold tokens only that they are set."""
    assert {name for name in OWN if is_secret(name)} == {"TWILIO_AUTH_TOKEN", "TRUNKLINE_OIDC_CLIENT_SECRET"}
    assert shown({"TWILIO_AUTH_TOKEN": "t", "TRUNKLINE_FLOW": "sales"}) == {
        "TWILIO_AUTH_TOKEN": "(set)",
        "TRUNKLINE_FLOW": "sales",
    }
    assert all(name.lower() in Settings.model_fields for name in OWN)
