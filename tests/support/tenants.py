"""Connections of other programs than Trunkline, which say themselves whose rows they are about."""

from urllib.parse import quote

THE_FIRST = {"trunkline.tenant": "main"}
"""For asyncpg's `server_settings`."""


def of_tenant(url: str, tenant: str = "main") -> str:
    """The URL for a program of libpq's kind, such as LangGraph's own saver."""
    return f"{url}{'&' if '?' in url else '?'}options={quote(f'-c trunkline.tenant={tenant}')}"
