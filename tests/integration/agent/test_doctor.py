"""What `trunkline doctor` says of tools."""

from pathlib import Path

from agent.cli.doctor import examine_tools
from agent.settings import Settings


async def said(tools: Path | None, tmp_path: Path) -> list[tuple[str, str]]:
    """Its findings."""
    settings = Settings(_env_file=None, trunkline_home=tmp_path, trunkline_tools=tools)
    return [(each.standing, each.sentence) async for each in examine_tools(settings)]


async def test_shipped(tmp_path: Path) -> None:
    """The shipped flows find all their tools."""
    [(standing, sentence)] = await said(None, tmp_path)
    assert standing == "ok"
    assert sentence.startswith("Every action of the flows has its tool")


async def test_other_signature(tmp_path: Path) -> None:
    """A tool of yours that is not what a shipped flow declares is told before a caller hears of it."""
    file = tmp_path / "tools.yaml"
    file.write_text("hosts: [a.example]\nactions: {find_times: {url: https://a.example/times}}\n")
    findings = await said(file, tmp_path)
    assert {standing for standing, _ in findings} == {"broken"}
    assert any("“scheduling”" in told and "gives its tool “service”" in told for _, told in findings)


async def test_mistake(tmp_path: Path) -> None:
    """A file that cannot be used is told."""
    file = tmp_path / "tools.yaml"
    file.write_text("actions: {find: {url: https://a.example/times}}\n")
    [(standing, told)] = await said(file, tmp_path)
    assert standing == "broken"
    assert "“a.example” is not listed under “hosts”" in told


async def test_absent_server(tmp_path: Path) -> None:
    """An MCP server that is not there is told, and is no reason not to take calls."""
    file = tmp_path / "tools.yaml"
    file.write_text(
        "servers: {crm: {command: [/no/such/program]}}\nactions: {extra: {server: crm, tool: do}}\n",
    )
    (missing, told), (ok, _) = await said(file, tmp_path)
    assert (missing, ok) == ("missing", "ok")
    assert "The MCP server “crm” is not there: it cannot be reached (FileNotFoundError)" in told
