"""What the environment may say."""

from pathlib import Path

import platformdirs
import pytest

from agent.errors import SettingsError
from agent.settings import Settings, load_settings


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting comes from the machine on which the tests run."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


class TestDefaults:
    def test_nothing_set(self) -> None:
        """With nothing set, everything is embedded and nothing needs a key."""
        settings = load_settings()
        assert settings.database_url is None
        assert settings.twilio_auth_token is None
        assert (settings.trunkline_asr, settings.trunkline_tts, settings.trunkline_llm) == (
            "embedded",
            "embedded",
            "none",
        )
        assert settings.trunkline_home == platformdirs.user_data_path("trunkline")
        assert settings.trunkline_flow == "scheduling"
        assert settings.trunkline_max_calls == 40
        assert settings.timezone.key == "Asia/Kolkata"
        assert settings.trunkline_transfers == {}

    def test_empty_is_unset(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """An empty value counts as none."""
        for name in Settings.model_fields:
            monkeypatch.setenv(name.upper(), "")
        assert load_settings() == Settings()


class TestValues:
    def test_environment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Vendors' settings bear the vendors' names, ours begin with TRUNKLINE_."""
        monkeypatch.setenv("DATABASE_URL", "postgresql://a:b@c/d")
        monkeypatch.setenv("TWILIO_AUTH_TOKEN", "t0ken")
        monkeypatch.setenv("TRUNKLINE_HOME", "~/calls")
        monkeypatch.setenv("TRUNKLINE_TRANSFERS", '{"reception": "+912025501234"}')
        monkeypatch.setenv("TRUNKLINE_TIMEZONE", "Europe/London")
        settings = load_settings()
        assert settings.database_url is not None
        assert settings.database_url.get_secret_value() == "postgresql://a:b@c/d"
        assert settings.trunkline_home == Path.home() / "calls"
        assert settings.trunkline_transfers == {"reception": "+912025501234"}
        assert settings.timezone.key == "Europe/London"

    def test_file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """`.env` counts where the environment says nothing, and may hold what we do not know."""
        (tmp_path / ".env").write_text("TRUNKLINE_MAX_CALLS=7\nTRUNKLINE_FLOW=sales\nSOMETHING_ELSE=1\n")
        monkeypatch.setenv("TRUNKLINE_FLOW", "support")
        assert load_settings().trunkline_max_calls == 7
        assert load_settings().trunkline_flow == "support"

    def test_blanks_around_a_value_do_not_count(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Nor does the end of a line, which files of secrets have; and blanks alone are unset."""
        monkeypatch.setenv("DEEPGRAM_API_KEY", " k3y\n")
        monkeypatch.setenv("DEEPGRAM_URL", " https://api.eu.deepgram.com ")
        monkeypatch.setenv("TRUNKLINE_ASR", " deepgram ")
        monkeypatch.setenv("TRUNKLINE_MAX_CALLS", "  ")
        settings = load_settings()
        assert settings.provided("DEEPGRAM_API_KEY") == "k3y"
        assert settings.provided("DEEPGRAM_URL") == "https://api.eu.deepgram.com"
        assert settings.trunkline_asr == "deepgram"
        assert settings.trunkline_max_calls == 40

    def test_capitals_do_not_count_where_there_is_one_way_to_write(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Of a currency and of a log level."""
        monkeypatch.setenv("TRUNKLINE_CURRENCY", "inr")
        monkeypatch.setenv("TRUNKLINE_LOG_LEVEL", "INFO")
        assert load_settings().trunkline_currency == "INR"
        assert load_settings().trunkline_log_level == "info"

    def test_home_is_not_the_users(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The variable HOME is not a setting of ours, nor is any other without our names."""
        monkeypatch.setenv("HOME", "/somewhere")
        monkeypatch.setenv("FLOW", "x")
        monkeypatch.setenv("TRUNKLINE_HOME", "/srv/trunkline")
        assert load_settings().trunkline_home == Path("/srv/trunkline")

    def test_secrets_are_not_shown(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Who prints the settings does not print a secret."""
        monkeypatch.setenv("DATABASE_URL", "postgresql://a:s3cret@c/d")
        monkeypatch.setenv("TWILIO_AUTH_TOKEN", "s3cret")
        assert "s3cret" not in repr(load_settings()) + str(load_settings())


class TestRefusals:
    @pytest.mark.parametrize(
        ("name", "value", "said"),
        [
            ("TRUNKLINE_TIMEZONE", "Mars/Olympus", "not a time zone"),
            ("TRUNKLINE_TIMEZONE", "/etc/passwd", "not a time zone"),
            ("TRUNKLINE_TIMEZONE", "../zones", "not a time zone"),
            ("TRUNKLINE_MAX_CALLS", "many", "TRUNKLINE_MAX_CALLS cannot be used"),
            ("TRUNKLINE_MAX_CALLS", "0", "TRUNKLINE_MAX_CALLS cannot be used"),
            ("TRUNKLINE_TRANSFERS", "{reception", "TRUNKLINE_TRANSFERS cannot be used: it is not valid JSON. Write it"),
            ("TRUNKLINE_CURRENCY", "rupees", "TRUNKLINE_CURRENCY cannot be used: write its three letters"),
            ("DEEPGRAM_URL", "api.deepgram.com", "DEEPGRAM_URL cannot be used: write an address that begins with"),
            ("DEEPGRAM_API_KEY", "“abc”", "DEEPGRAM_API_KEY cannot be used: it holds characters that no key has"),
            ("ANTHROPIC_API_KEY", "abc def", "ANTHROPIC_API_KEY cannot be used"),
            ("TRUNKLINE_TRANSFERS", '{"reception": "ask Bob"}', "TRUNKLINE_TRANSFERS[reception] cannot be used"),
            ("PUBLIC_URL", "calls.example.com", "PUBLIC_URL cannot be used"),
            ("TRUNKLINE_LOG_LEVEL", "loud", "TRUNKLINE_LOG_LEVEL cannot be used"),
        ],
    )
    def test_sentence(self, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str) -> None:
        """A value that cannot be used is told with the name of its variable, and is not repeated."""
        monkeypatch.setenv(name, value)
        with pytest.raises(SettingsError) as caught:
            load_settings()
        assert said in str(caught.value)
        assert "\n" not in str(caught.value)
        assert value not in str(caught.value)

    def test_a_file_that_is_no_text(self, tmp_path: Path) -> None:
        """Such as one in the encoding that some shells write: one sentence names the file."""
        (tmp_path / ".env").write_bytes("TRUNKLINE_FLOW=sales\n".encode("utf-16"))
        with pytest.raises(SettingsError, match=r"^\.env cannot be read: it is not UTF-8 text"):
            load_settings()
