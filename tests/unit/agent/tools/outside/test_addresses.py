"""Where requests may go."""

import pytest

from agent.tools.outside.addresses import MOST, Gate, NotAllowed, is_public


class TestIsPublic:
    @pytest.mark.parametrize(
        "address",
        ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "64:ff9b::808:808", "2002:808:808::1", "::ffff:8.8.8.8"],
    )
    def test_public(self, address: str) -> None:
        """Addresses of the public internet, also where one carries another."""
        assert is_public(address)

    @pytest.mark.parametrize(
        "address",
        [
            "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
            "100.64.0.1", "100.127.255.255", "169.254.169.254", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1",
            "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "100.100.100.200",
            "168.63.129.16",
            "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1", "100::1",
            "::ffff:127.0.0.1", "::ffff:a9fe:a9fe", "64:ff9b::a00:1", "64:ff9b::7f00:1", "2002:a00:1::1",
            "2001:0:4136:e378:8000:63bf:f5ff:fffe",
        ],
    )  # fmt: skip
    def test_not_public(self, address: str) -> None:
        """Loopback, private, link-local, carrier's, reserved, group and metadata addresses, and what carries them."""
        assert not is_public(address)


class TestGate:
    GATE = Gate(["api.example.com", "other.example:8443"], ["crm.internal:8080", "intranet"])

    @pytest.mark.parametrize(
        ("scheme", "host", "port"),
        [
            ("https", "api.example.com", None),
            ("https", "API.example.com", 443),
            ("https", "other.example", 8443),
            ("http", "crm.internal", 8080),
            ("https", "crm.internal", 8080),
            ("http", "intranet", None),
            ("https", "intranet", None),
        ],
    )
    def test_listed(self, scheme: str, host: str, port: int | None) -> None:
        """What is listed may be called: over https, and over http if it is private."""
        self.GATE.check(scheme, host, port)

    @pytest.mark.parametrize(
        ("scheme", "host", "port"),
        [
            ("http", "api.example.com", None),
            ("https", "api.example.com", 8443),
            ("https", "other.example", None),
            ("https", "example.com", None),
            ("https", "x.api.example.com", None),
            ("https", "api.example.com.evil.example", None),
            ("http", "crm.internal", None),
            ("http", "intranet", 9200),
            ("ftp", "intranet", None),
            ("file", "", None),
            ("https", "127.0.0.1", None),
        ],
    )
    def test_not_listed(self, scheme: str, host: str, port: int | None) -> None:
        """Nothing else may: no other port, no part of a name, no http to a public host."""
        with pytest.raises(NotAllowed):
            self.GATE.check(scheme, host, port)

    async def test_every_address(self) -> None:
        """One address that is not public is enough to refuse a name; a private host may have any."""

        async def resolver(host: str, port: int) -> list[str]:
            return ["8.8.8.8", "10.0.0.1"]

        gate = Gate(["api.example.com"], ["intranet"], resolver)
        with pytest.raises(NotAllowed, match="not of the public internet"):
            await gate.admit("https", "api.example.com", None)
        assert await gate.admit("http", "intranet", None) == ["8.8.8.8", "10.0.0.1"]

    async def test_few(self) -> None:
        """Of many addresses a few are tried, each once."""

        async def resolver(host: str, port: int) -> list[str]:
            return [f"8.8.8.{number // 2}" for number in range(20)]

        addresses = await Gate(["a.example"], [], resolver).admit("https", "a.example", None)
        assert addresses == [f"8.8.8.{number}" for number in range(MOST)]
