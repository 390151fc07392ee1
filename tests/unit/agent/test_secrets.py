"""No secret is written, whoever wrote it down."""

import io
import logging
import sys
from collections.abc import Iterator
from typing import TextIO, cast

import pytest
import structlog

from agent import secrets
from agent.logs import set_up_logs
from agent.secrets import Scrubbed, remember, without

KEY = "sk-a-key-that-nobody-may-see"
SAID = "what the caller said"


@pytest.fixture(autouse=True)
def _forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has secrets of its own."""
    monkeypatch.setattr(secrets, "_known", set())


@pytest.fixture
def root_handlers() -> Iterator[None]:
    """The standard library's loggers as they were."""
    handlers, level = logging.getLogger().handlers[:], logging.getLogger().level
    yield
    logging.getLogger().handlers[:] = handlers
    logging.getLogger().setLevel(level)


def test_a_secret_is_hidden_wherever_it_stands() -> None:
    """In the middle of a header, of a URL, of a traceback."""
    remember([KEY])
    assert without(f"Authorization: Token {KEY}\nat {KEY}!") == "Authorization: Token [secret]\nat [secret]!"


def test_the_longer_of_two_secrets_goes_first() -> None:
    """Else its rest would be left over."""
    remember(["abcdef", "abcdefghij"])
    assert without("abcdefghij") == "[secret]"


def test_short_values_are_left_alone() -> None:
    """They would be found in innocent words."""
    remember(["none", ""])
    assert without("there are none") == "there are none"


def test_the_password_of_an_address_is_a_secret() -> None:
    """As it is written in the address, and as it is meant."""
    remember(["postgresql://me:pass%20word@host/db"])
    assert without("pass%20word, pass word") == "[secret], [secret]"


def test_a_stream_writes_no_secret() -> None:
    """Whatever is written to it."""
    remember([KEY])
    plain = io.StringIO()
    stream = Scrubbed(cast("TextIO", plain))
    stream.write(f"key={KEY}")
    stream.flush()
    assert plain.getvalue() == "key=[secret]"
    assert stream.isatty() is False


def _refuse(headers: dict[str, str]) -> None:
    raise ValueError(f"refused {headers['Authorization']}")


@pytest.mark.parametrize("as_json", [True, False])
def test_logs_hold_neither_secrets_nor_what_variables_held(
    as_json: bool, capsys: pytest.CaptureFixture[str], root_handlers: None
) -> None:
    """In events, in tracebacks, and in what libraries log; for machines and for people."""
    remember([KEY])
    set_up_logs("info", as_json=as_json)
    try:
        _refuse({"Authorization": KEY, "caller": SAID})
    except ValueError:
        structlog.get_logger().exception("provider.failed", detail=f"Token {KEY}")
    logging.getLogger("vendor.sdk").warning("sent %s", KEY)
    written = capsys.readouterr().err
    assert written.count("[secret]") == 3
    assert KEY not in written
    assert SAID not in written
    assert "vendor.sdk" in written
    assert sys.stderr is not None
