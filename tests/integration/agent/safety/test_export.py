"""Everything that is known of a caller, as they are given it."""

import io
import wave
import zipfile
from pathlib import Path
from typing import Any

import orjson
import pytest

from agent.forgetting import NotANumber
from agent.safety.audit import acts
from agent.safety.keeping.opening import Keeping
from agent.store.audit import WantedEntries
from tests.integration.agent.safety.conftest import Life

NUMBER, NAME = "+919855501777", "Kamala Iyer"
OTHER, OTHER_NAME = "+919855501888", "Vikram Seth"


def read(path: Path) -> dict[str, Any]:
    """The JSON files of an export, by name."""
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: orjson.loads(archive.read(name)) for name in archive.namelist() if name.endswith(".json")}


async def test_everything_is_in_it_and_nothing_of_others(kept: Keeping, life: Life, tmp_path: Path) -> None:
    """Calls with what was said, conversations with what was known, profiles, records, and every other row; what is
    encrypted in the database is in the clear.
    """
    await life.leaves(OTHER, OTHER_NAME)
    calls = await life.leaves(NUMBER, NAME)
    out = tmp_path / "k.zip"
    found = await kept.export.write(NUMBER, out)
    files = read(out)

    assert files["caller.json"]["number"] == NUMBER
    assert files["caller.json"]["kept"]["own"] == found.own
    for call_id in calls:
        said = files[f"calls/{call_id}.json"]
        assert said["call"]["id"] == call_id
        assert NAME in str(said["timeline"])
    assert files["profiles.json"][0]["remembered"] == {"name": NAME}
    assert [each["name"] for each in files["tables/appointments.json"]] == [NAME]
    conversations = [each for name, each in files.items() if name.startswith("conversations/")]
    assert len(conversations) == 2
    assert any(each["known"] for each in conversations), "the state of the one that was cut off"
    assert any(each["turns"] for each in conversations)
    assert any(each["actions"] for each in conversations)
    for name in ("refused_calls", "limit_counts", "call_misses", "replayed_calls", "call_digests"):
        assert f"tables/{name}.json" in files
    assert OTHER[1:] not in str(files)
    assert OTHER_NAME not in str(files)


async def test_the_sound_is_in_it_as_a_file_that_plays(kept: Keeping, life: Life, tmp_path: Path) -> None:
    """µ-law in two channels, which Python's reader refuses by its format's name: so the header is looked at."""
    calls = await life.leaves(NUMBER, NAME)
    out = tmp_path / "k.zip"
    await kept.export.write(NUMBER, out)
    with zipfile.ZipFile(out) as archive:
        sound = archive.read(f"recordings/{calls[0]}.wav")
    assert (sound[:4], sound[8:16], len(sound)) == (b"RIFF", b"WAVEfmt ", 58 + 160)
    with pytest.raises(wave.Error, match="unknown format: 7"):
        wave.Wave_read(io.BytesIO(sound))


async def test_an_export_is_told_before_it_is_written(kept: Keeping, life: Life, tmp_path: Path) -> None:
    """Also one that then breaks off."""
    await life.leaves(NUMBER, NAME)
    with pytest.raises(OSError, match="No such file"):
        await kept.export.write(NUMBER, tmp_path / "nowhere" / "k.zip", who="asha@example.com")
    [entry] = await kept.audit.entries.page(WantedEntries(did=acts.EXPORTED))
    assert (entry.who, entry.what) == ("asha@example.com", await kept.audit.caller(NUMBER))


async def test_of_nobody_there_is_little(kept: Keeping, tmp_path: Path) -> None:
    """A caller who never called; and what is no number is refused."""
    out = tmp_path / "k.zip"
    assert (await kept.export.write("+919855501999", out)).empty
    assert sorted(read(out)) == ["caller.json", "profiles.json"]
    with pytest.raises(NotANumber):
        await kept.export.write("Kamala", tmp_path / "other.zip")
