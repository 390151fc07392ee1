"""What lies in files is stocked, what was published is followed, and calls finish on what they began with."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from agent.office import Office, open_office
from agent.sentences import ahead_of_calls
from agent.settings import Settings
from agent.stocking import SOFTWARE
from agent.store.calls import Calls, OpenedCall
from agent.store.library import Library, Saving
from agent.store.numbers import Numbers
from agent.store.releases import Publication, Releases
from tests.integration.agent.conftest import MONDAY_MORNING
from tests.support.text_call import TextCall

NUMBER = "+919822012345"
FLOW = """\
flow: hello
format: 1
title: Hello
languages: [en]
start: name # the first step
tries: {then: bye}
on_error: bye
slots:
  name: {type: name, ask: What is your name?}
results: {done: success}

nodes:
  name: {type: ask, slots: [name], next: bye}

  bye: {type: end, say: "Goodbye, {name}.", result: done}
"""


@pytest.fixture
def mine(settings: Settings, tmp_path: Path) -> Settings:
    """Of a service with a flow of one's own."""
    folder = tmp_path / "flows"
    folder.mkdir()
    (folder / "hello.yaml").write_text(FLOW, encoding="utf-8")
    return settings.model_copy(update={"trunkline_flows": folder})


def rewrite(settings: Settings, old: str, new: str) -> None:
    """Somebody edits the file."""
    assert settings.trunkline_flows is not None
    path = settings.trunkline_flows / "hello.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@asynccontextmanager
async def started(settings: Settings) -> AsyncIterator[Office]:
    """The service after a start."""
    async with open_office(settings, clock=lambda: MONDAY_MORNING) as office:
        yield office


async def saves(office: Office, old: str, new: str) -> int:
    """Somebody edits the draft at the console."""
    library = Library(office.database)
    draft = await library.draft("hello")
    entry = (await library.entries(since=MONDAY_MORNING.astimezone(), name="hello"))[0]
    assert draft is not None
    content = type(draft.content)(
        draft.content.document.replace(old, new), draft.content.yaml.replace(old, new), draft.content.layout
    )
    saved = await library.save("hello", draft.revision, Saving(content, entry.outline, "Edited", "Asha"))
    assert saved is not None
    return saved


async def publishes(office: Office, old: str, new: str) -> int:
    """Somebody edits the draft, and publishes it."""
    revision = await saves(office, old, new)
    draft = await Library(office.database).draft("hello")
    assert draft is not None
    document = office.flows.get("hello").source.model_validate_json(draft.content.document)
    compiled = await office.flows.compiled(document)
    publication = Publication(compiled.fingerprint, "Edited", "Asha", passed=0, failed=0)
    number = await Releases(office.database).publish("hello", revision, publication, environment="live")
    assert number is not None
    await office.environments.read()
    return number


async def stand(office: Office) -> dict[str, Any]:
    """Where the flow stands."""
    library, releases = Library(office.database), Releases(office.database)
    draft = await library.draft("hello")
    assert draft is not None
    return {
        "versions": [each.number for each in await releases.releases("hello")],
        "live": office.flows.choose("hello").version,
        "draft": draft.revision,
        "changed": draft.changed,
        "by": draft.saved_by,
    }


async def test_a_file_is_stocked_once(mine: Settings) -> None:
    """As version 1 by the software, with a draft that is the same, comments and all."""
    for _ in range(2):
        async with started(mine) as office:
            assert await stand(office) == {
                "versions": [1],
                "live": 1,
                "draft": 1,
                "changed": False,
                "by": SOFTWARE,
            }
            draft = await Library(office.database).draft("hello")
            assert draft is not None
            assert draft.content.yaml == FLOW


async def test_a_file_that_was_edited_runs_after_the_restart(mine: Settings) -> None:
    """It is another version, and the draft goes along; back again, it is the first one again."""
    async with started(mine):
        rewrite(mine, "What is your name?", "Who is it?")
    async with started(mine) as office:
        assert await stand(office) == {"versions": [2, 1], "live": 2, "draft": 2, "changed": False, "by": SOFTWARE}
        assert office.flows.get("hello").document.slots["name"].ask is not None
        rewrite(mine, "Who is it?", "What is your name?")
    async with started(mine) as office:
        assert await stand(office) == {"versions": [2, 1], "live": 1, "draft": 3, "changed": False, "by": SOFTWARE}


async def test_a_draft_that_somebody_works_on_is_left_alone(mine: Settings) -> None:
    """The newer file runs all the same: nothing was published against it."""
    async with started(mine) as office:
        await saves(office, "Goodbye", "So long")
        rewrite(mine, "What is your name?", "Who is it?")
    async with started(mine) as office:
        assert await stand(office) == {"versions": [2, 1], "live": 2, "draft": 2, "changed": True, "by": "Asha"}


async def test_what_somebody_published_outlives_a_newer_file(mine: Settings) -> None:
    """The file's version is there to be chosen, and stays unchosen after any number of restarts."""
    async with started(mine) as office:
        assert await publishes(office, "Goodbye", "So long") == 2
        rewrite(mine, "What is your name?", "Who is it?")
    for _ in range(2):
        async with started(mine) as office:
            now = await stand(office)
            assert (now["versions"], now["live"], now["by"]) == ([3, 2, 1], 2, "Asha")


async def test_who_went_back_to_an_older_file_stays_there(mine: Settings) -> None:
    """It was their decision, although that version came with the software."""
    async with started(mine):
        rewrite(mine, "What is your name?", "Who is it?")
    async with started(mine) as office:
        await Releases(office.database).point("hello", "live", 1, by="Asha")
    async with started(mine) as office:
        assert (await stand(office))["live"] == 1


async def test_a_call_finishes_on_the_version_that_it_began_with(mine: Settings) -> None:
    """The next one runs what was published meanwhile."""
    async with started(mine) as office:
        call = TextCall(office, NUMBER, flow="hello")
        assert "What is your name?" in await call.ring()
        await publishes(office, "Goodbye", "So long")
        assert "Goodbye, Asha Rao." in await call.says("Asha Rao")
        new = TextCall(office, "+919822000001", flow="hello")
        await new.ring()
        assert "So long, Asha Rao." in await new.says("Asha Rao")


async def test_a_flow_that_was_archived_does_not_come_back_with_a_restart(mine: Settings) -> None:
    """Although its file is still there."""
    async with started(mine) as office:
        assert await Library(office.database).archive("hello")
        await office.environments.read()
        assert "hello" not in office.flows.names
    async with started(mine) as office:
        assert "hello" not in office.flows.names


async def test_a_release_whose_record_is_gone_is_read_from_its_own_text(mine: Settings) -> None:
    """So a library can be moved without the record of versions."""
    async with started(mine) as office:
        await publishes(office, "Goodbye", "So long")
        await (await office.database.pool()).execute("delete from flow_versions")
    async with started(mine) as office:
        assert office.flows.choose("hello").version == 2
        new = TextCall(office, NUMBER, flow="hello")
        await new.ring()
        assert "So long, Asha Rao." in await new.says("Asha Rao")


async def test_several_workers_that_start_at_once_stock_once(mine: Settings) -> None:
    """One after the other."""
    async with started(mine) as one, started(mine) as other:
        assert (await stand(one))["versions"] == (await stand(other))["versions"] == [1]


async def test_a_call_that_goes_on_from_another_counts_for_the_version_of_that(mine: Settings) -> None:
    """What it was answered with is noted at first; what it ran in the end counts, where that is known."""
    async with started(mine) as office:
        first = office.flows.get("hello").fingerprint
        await publishes(office, "Goodbye", "So long")
        second = office.flows.get("hello").fingerprint
        calls = Calls(office.database)
        for call_id, ran, counts in (("CA1", first, 1), ("CA2", second, 2), ("CA3", "gone", 2), ("CA4", None, 2)):
            call = OpenedCall(call_id, "twilio", "inbound", "hello", datetime.now(UTC), version=2, environment="live")
            assert await calls.open_call(call)
            ended = datetime.now(UTC)
            assert await calls.end_call(call_id, ended_at=ended, result="done", ended_by="agent", fingerprint=ran)
            record = await calls.read_call(call_id)
            assert record is not None
            assert (record.version, record.environment) == (counts, "live")


async def test_a_number_makes_the_sentences_of_its_flow_wanted(mine: Settings) -> None:
    """Where each sound costs money, a flow that nobody can ring is not made ready; from its first number on it is."""
    async with started(mine) as office:
        hello = {text for text, _ in office.flows.get("hello").fixed_sentences()}
        told: list[str] = []
        office.environments.on_new = lambda flow: told.append(flow.document.flow)

        def ready(*, only_reached: bool) -> set[str]:
            return {text for text, _ in ahead_of_calls(office.flows, "scheduling", only_reached=only_reached)}

        assert hello <= ready(only_reached=False)
        assert "What is your name?" not in ready(only_reached=True)
        await Numbers(office.database).put(NUMBER, label="Front desk", flow="hello", environment="live", by="Asha")
        await office.environments.read()
        await office.environments.read()

        assert told == ["hello"]
        assert hello <= ready(only_reached=True)


async def test_what_runs_has_a_mark_that_changes_with_it(mine: Settings) -> None:
    """What is looked at every second is one short text; the tables are read when it is another one."""
    async with started(mine) as office:
        releases, marks = Releases(office.database), []
        marks += [await releases.mark(), await releases.mark()]
        await Numbers(office.database).put(NUMBER, label="Front desk", flow="hello", environment="live", by="Asha")
        marks.append(await releases.mark())
        await Numbers(office.database).put(NUMBER, label="Front desk", flow="hello", environment="test", by="Asha")
        marks.append(await releases.mark())
        await publishes(office, "Goodbye", "So long")
        marks.append(await releases.mark())

        assert marks[0] == marks[1]
        assert len(set(marks[1:])) == len(marks[1:])
