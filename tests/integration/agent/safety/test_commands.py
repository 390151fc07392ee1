"""The verbs by which a caller is exported, data is kept, and the audit log is read, verified and cut."""

import argparse
import asyncio
import json
import zipfile
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest

from agent.cli import audit, export_caller, keep
from agent.errors import TrunklineError
from agent.office import Office
from agent.safety.audit.chain import TRIMMED
from agent.safety.keeping.opening import Keeping
from agent.settings import Settings
from agent.store.audit import NewEntry, WantedEntries
from graphs.flows import flow_text
from graphs.loading import load_flow
from tests.integration.agent.safety.conftest import Life, remembering

NUMBER, NAME = "+919855501777", "Kamala Iyer"

Typed = Callable[..., Awaitable[int]]


@pytest.fixture
def types(settings: Settings, office: Office, monkeypatch: pytest.MonkeyPatch) -> Typed:
    """Somebody types a verb with its words, beside the office; its exit code."""
    assert office.database.address

    def typed(verb: ModuleType, *words: str) -> Awaitable[int]:
        monkeypatch.setattr(verb, "load_settings", lambda: settings)
        grammar = argparse.ArgumentParser()
        verb.options(grammar)
        given = grammar.parse_args(words)
        return asyncio.to_thread(given.run, given)

    return typed


async def test_the_log_is_shown_with_the_titles_of_flows(
    kept: Keeping, office: Office, types: Typed, capsys: pytest.CaptureFixture[str]
) -> None:
    """Beside their names, as far as there are such flows; the log itself stays as it was written."""
    await remembering(office)
    for what in ("flow scheduling, live", "/api/flows/scheduling/draft", "flow gone", "call CA1"):
        await kept.audit.record(who="asha@example.com", did="flow.pointed", what=what, details={})
    await kept.audit.flush()

    assert await types(audit, "show") == 0
    shown = [line for line in capsys.readouterr().out.splitlines() if "flow.pointed" in line]
    title = load_flow(flow_text("scheduling")).title

    assert [f"({title})" in line for line in shown] == [True, True, False, False], shown
    [*_, first] = await kept.audit.entries.page(WantedEntries(did="flow.pointed"), most=9)
    assert first.what == "flow scheduling, live"


async def test_the_log_is_shown_verified_and_cut(
    kept: Keeping, types: Typed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the database holds and what was exported verify alike; what was changed in the file does not."""
    await kept.audit.record(
        who="asha@example.com", did="caller.erased", what=await kept.audit.caller(NUMBER), details={}
    )
    await kept.audit.record(who="asha@example.com", did="recording.deleted", what="call CA1", details={"n": 1.5})
    for written in (NUMBER, "+91 98555-01777", "0091 98555 01777"):
        assert await types(audit, "show", "--caller", written) == 0
        shown = capsys.readouterr().out
        assert "caller.erased" in shown
        assert "recording.deleted" not in shown
    with pytest.raises(TrunklineError, match="number"):
        await types(audit, "show", "--caller", "Kamala")

    assert await types(audit, "verify") == 0
    said = capsys.readouterr().out
    assert "The log is whole: 2 entries" in said
    head = said.partition("Head: ")[2].split()[0]
    out = tmp_path / "log.jsonl"
    assert await types(audit, "export", "--out", str(out)) == 0
    assert await types(audit, "verify", "--file", str(out), "--head", head) == 0
    lines = out.read_text().splitlines()
    assert [json.loads(line)["did"] for line in lines] == ["caller.erased", "recording.deleted", "audit.exported"]
    out.write_text("\n".join([lines[0], lines[1].replace("1.5", "1.6"), lines[2]]))
    capsys.readouterr()
    assert await types(audit, "verify", "--file", str(out)) == 1
    assert "Entry 2 is not as it was written" in capsys.readouterr().out
    assert await types(audit, "verify", "--head", "ab" * 32) == 1
    out.write_text("no entry")
    with pytest.raises(TrunklineError, match="line 1 is no entry"):
        await types(audit, "verify", "--file", str(out))


async def test_the_log_is_cut_by_hand(kept: Keeping, types: Typed, capsys: pytest.CaptureFixture[str]) -> None:
    """Only what is of the past; what was cut is told, and the rest verifies."""
    old = NewEntry(datetime(2020, 1, 1, tzinfo=UTC), "asha@example.com", "call.seen", "call CA1", "{}")
    await kept.audit.entries.append([old, old])
    await kept.audit.record(who="asha@example.com", did="caller.erased", what="a caller", details={})
    assert await types(audit, "trim", "--before", "2020-01-01") == 0
    assert "No entry is from before 2020-01-01" in capsys.readouterr().out
    assert await types(audit, "trim", "--before", "2020-01-02") == 0
    assert "2 entries up to 2 were deleted" in capsys.readouterr().out
    left = await kept.audit.entries.page(WantedEntries())
    assert [(each.ordinal, each.did) for each in left] == [(4, TRIMMED), (3, "caller.erased")]
    with pytest.raises(TrunklineError, match="has not come yet"):
        await types(audit, "trim", "--before", "2999-01-01")
    assert await types(audit, "verify") == 0


@pytest.mark.parametrize("words", [("trim", "--before", "soon"), ("verify", "--head", "abc"), ("show", "--since", "x")])
async def test_slips_of_the_pen_are_told(types: Typed, words: tuple[str, ...]) -> None:
    """Before anything is done."""
    with pytest.raises(SystemExit):
        await types(audit, *words)


async def test_a_caller_is_exported_into_a_file_of_ones_own(
    life: Life, types: Typed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """That nobody else may read; one that is there stays as it is, and one that fails leaves none."""
    await life.leaves(NUMBER, NAME)
    out = tmp_path / "caller.zip"
    assert await types(export_caller, NUMBER, "--out", str(out)) == 0
    assert "3 calls" in capsys.readouterr().out
    assert out.stat().st_mode & 0o077 == 0
    before = out.read_bytes()
    assert zipfile.is_zipfile(out)
    with pytest.raises(TrunklineError, match="is there already"):
        await types(export_caller, NUMBER, "--out", str(out))
    assert out.read_bytes() == before
    with pytest.raises(TrunklineError, match=r"\+919822012345"):
        await types(export_caller, "Kamala", "--out", str(tmp_path / "other.zip"))
    assert not (tmp_path / "other.zip").exists()


async def test_what_is_kept_for_how_long_is_said_and_done(
    office: Office, life: Life, types: Typed, capsys: pytest.CaptureFixture[str]
) -> None:
    """A dry run only counts."""
    await life.leaves(NUMBER, NAME)
    pool = await office.database.pool()
    await pool.execute("update calls set started_at = started_at - interval '100 days', ended_at = null")
    assert await types(keep, "show") == 0
    assert "transcripts    90" in capsys.readouterr().out
    assert await types(keep, "run", "--dry-run") == 0
    assert "3  transcripts would be deleted" in capsys.readouterr().out
    assert await pool.fetchval("select count(*) from call_events") > 0
    assert await types(keep, "run") == 0
    assert "3  transcripts deleted" in capsys.readouterr().out
    assert await pool.fetchval("select count(*) from call_events") == 0
