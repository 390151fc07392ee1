"""What DATABASE_URL may say."""

import pytest

from agent.errors import DatabaseError
from agent.store.address import parse_address


class TestParse:
    @pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+asyncpg"])
    def test_schemes(self, scheme: str) -> None:
        """Every usual way to write the scheme is understood."""
        address = parse_address(f"{scheme}://ana:s3cret@db.example.com:5433/calls?sslmode=require")
        assert address.url == "postgresql://ana:s3cret@db.example.com:5433/calls?sslmode=require"
        assert address.shown == "db.example.com:5433/calls"

    def test_socket(self) -> None:
        """A server may listen in a folder."""
        address = parse_address("postgresql://ana:s3cret@/calls?host=%2Frun%2Fpg")
        assert address.url == "postgresql://ana:s3cret@/calls?host=%2Frun%2Fpg"
        assert address.shown == "/run/pg/calls"

    def test_not_shown(self) -> None:
        """Who prints an address does not print its password."""
        assert "s3cret" not in repr(parse_address("postgresql://ana:s3cret@db/calls"))

    @pytest.mark.parametrize(
        "url",
        [
            "",
            "calls",
            "mysql://ana:s3cret@db/calls",
            "sqlite:///s3cret.db",
            "postgresql://ana:s3cret@db:port/calls",
            "postgresql://ana:x/s3cret@db/calls",
            "postgresql://ana:1/s3cret@db/calls",
            "postgresql://ana:x#s3cret@db/calls",
            "postgresql://ana:x?s3cret@db/calls",
            "postgresql://[ana:s3cret@db/calls",
        ],
    )
    def test_refused(self, url: str) -> None:
        """What is not a URL of PostgreSQL is told with an example, and nothing of it is repeated."""
        with pytest.raises(DatabaseError, match="DATABASE_URL") as caught:
            parse_address(url)
        assert "s3cret" not in str(caught.value)
