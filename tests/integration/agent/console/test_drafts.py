"""Drafts: saved over what they are based on, with their problems, their history and their comments."""

import copy
from typing import Any

from graphs.flows import flow_text
from graphs.loading import load_flow, plain, read_yaml
from tests.support.console import Analyst
from tests.support.whole_service import WholeService


async def test_a_draft_is_the_flow_with_its_settings_in_their_order(asha: Analyst) -> None:
    """As the file has it, down to the order of keys; nothing was changed yet."""
    draft = await asha.draft()
    assert list(draft["document"]) == list(plain(read_yaml(flow_text("scheduling"))))
    assert list(draft["document"]["nodes"]) == list(load_flow(flow_text("scheduling")).steps)
    assert (draft["revision"], draft["based_on"], draft["changed"]) == (1, 1, False)
    assert draft["updated_by"] == "the software"


async def test_what_is_saved_is_there_again(asha: Analyst, ravi: Analyst) -> None:
    """For everybody, with the person who saved it, in the writer's order of steps."""
    draft = await asha.draft()
    nodes = {name: draft["document"]["nodes"][name] for name in reversed(draft["document"]["nodes"])}
    draft["layout"] = {"positions": {"welcome": [1, 2]}, "collapsed": ["cancelling"]}
    saved = await ravi.saves(draft, nodes=nodes, label="Turned it around")
    after = await asha.draft()

    assert (saved["revision"], saved["changed"]) == (2, True)
    assert list(after["document"]["nodes"]) == list(nodes)
    assert after["layout"] == draft["layout"]
    assert after["updated_by"] == "रवि"
    assert (await asha.entry("scheduling"))["draft"]["changed"] is True


async def test_of_two_who_save_at_once_one_is_told_what_the_other_did(asha: Analyst, ravi: Analyst) -> None:
    """With what both began with, so that the two can be put together; nothing is lost."""
    hers, his = await asha.draft(), await ravi.draft()
    await asha.saves(hers, title="Hers")
    refused = await ravi.saves(his, 409, title="His")

    assert refused["error"]["code"] == "conflict"
    assert "Asha has saved this flow meanwhile" in refused["error"]["message"]
    assert refused["current"]["document"]["title"] == "Hers"
    assert refused["base"] == his["document"]
    await ravi.saves({**refused["current"], "document": {**refused["current"]["document"], "about": "His"}})
    both = (await asha.draft())["document"]
    assert (both["title"], both["about"]) == ("Hers", "His")


async def test_saving_the_same_again_is_no_change(asha: Analyst) -> None:
    """An editor that saves by itself does not fill the history."""
    draft = await asha.draft()
    once = await asha.saves(draft, title="Other")
    again = await asha.saves({**draft, "revision": once["revision"]}, title="Other")
    assert again["revision"] == once["revision"] == 2


async def test_an_unfinished_flow_is_saved_with_its_problems(asha: Analyst) -> None:
    """Even one that cannot be read as a flow at all."""
    draft = await asha.draft()
    saved = await asha.saves(draft, nodes={"welcome": {"type": "say"}, "half": {}}, languages="none", start=7)
    after = await asha.draft()

    assert {problem["level"] for problem in saved["problems"]} >= {"error"}
    assert {tuple(problem["path"]) for problem in saved["problems"]} >= {("nodes", "welcome", "say"), ("languages",)}
    assert after["document"]["nodes"] == {"welcome": {"type": "say"}, "half": {}}
    assert after["problems"] == saved["problems"]
    assert (await asha.entry("scheduling"))["errors"] == sum(each["level"] == "error" for each in after["problems"])


async def test_a_flow_keeps_its_name(asha: Analyst) -> None:
    """Numbers and other flows refer to it."""
    draft = await asha.draft()
    document = {**draft["document"], "flow": "other"}
    sent = {"revision": 1, "document": document, "layout": {}}
    refused = await asha.asks("PUT", "/flows/scheduling/draft", 422, json=sent)
    assert refused["error"]["code"] == "name"


async def test_what_cannot_be_written_is_refused_in_words(asha: Analyst) -> None:
    """Half a character; a document nested without end. The draft stays."""
    draft = await asha.draft()
    deep: Any = []
    for _ in range(60):
        deep = [deep]
    for about in ("\ud83d", deep):
        refused = await asha.saves(draft, 422, about=about)
        assert refused["error"]["code"] == "unreadable"
    assert (await asha.draft())["revision"] == 1


async def test_the_history_tells_who_changed_what(asha: Analyst, ravi: Analyst) -> None:
    """Newest first, a page at a time; each revision can be looked at."""
    for number, analyst in enumerate((asha, ravi, asha), 1):
        await analyst.saves(await analyst.draft(), title=f"Title {number}", label=f"Change {number}")
    changes = await asha.asks("GET", "/flows/scheduling/draft/history")
    older = await asha.asks("GET", "/flows/scheduling/draft/history", params={"before": 3})
    former = await asha.asks("GET", "/flows/scheduling/draft/history/2")

    assert [(each["revision"], each["label"], each["by"]) for each in changes[:3]] == [
        (4, "Change 3", "Asha"),
        (3, "Change 2", "रवि"),
        (2, "Change 1", "Asha"),
    ]
    assert [each["revision"] for each in older] == [2, 1]
    assert former["document"]["title"] == "Title 1"


async def test_a_revision_and_a_version_can_be_restored(asha: Analyst) -> None:
    """What is there meanwhile stays in the history."""
    await asha.saves(await asha.draft(), title="First")
    await asha.saves(await asha.draft(), title="Second")
    restored = await asha.asks("POST", "/flows/scheduling/draft/restore", json={"revision": 2})
    assert (restored["document"]["title"], restored["revision"]) == ("First", 4)
    original = await asha.asks("POST", "/flows/scheduling/draft/restore", json={"version": 1})
    assert (original["changed"], original["based_on"]) == (False, 1)
    assert (await asha.asks("GET", "/flows/scheduling/draft/history/3"))["document"]["title"] == "Second"
    for wrong in ({"revision": 99}, {"version": 99}):
        await asha.asks("POST", "/flows/scheduling/draft/restore", 404, json=wrong)
    await asha.asks("POST", "/flows/scheduling/draft/restore", 422, json={})


async def test_a_discarded_draft_is_what_is_live_again(asha: Analyst) -> None:
    """And can still be found in the history; a flow that was never published has nothing to go back to."""
    await asha.saves(await asha.draft(), title="Not so good")
    draft = await asha.asks("DELETE", "/flows/scheduling/draft")
    assert (draft["changed"], draft["document"]["title"]) == (False, "Appointment scheduling")
    assert (await asha.asks("GET", "/flows/scheduling/draft/history/2"))["document"]["title"] == "Not so good"
    await asha.begins("hello")
    refused = await asha.asks("DELETE", "/flows/hello/draft", 409)
    assert refused["error"]["code"] == "never_published"


async def test_comments_of_the_yaml_survive_edits_in_the_browser(asha: Analyst) -> None:
    """Import, edit the tree, export: only the edited line differs."""
    await asha.begins("hello")
    text = (await asha.client.get("/flows/hello/yaml")).text
    commented = text.replace("nodes:", "nodes:\n  # How we greet; agreed with Mr Rao.", 1)
    headers = {"If-Match": '"1"', "Content-Type": "text/yaml"}
    await asha.asks("PUT", "/flows/hello/yaml", content=commented.encode(), headers=headers)
    await asha.says("hello", "Welcome.")
    after = (await asha.client.get("/flows/hello/yaml")).text.splitlines()

    different = [(one, other) for one, other in zip(commented.splitlines(), after, strict=True) if one != other]
    assert len(different) == 1
    assert "Welcome." in different[0][1]


async def test_yaml_that_cannot_be_read_is_refused_with_its_line(asha: Analyst) -> None:
    """Whatever can be read, wrong or not, is imported."""
    headers = {"If-Match": "1", "Content-Type": "text/yaml"}
    refused = await asha.asks("PUT", "/flows/scheduling/yaml", 422, content=b"flow: x\nnodes: [", headers=headers)
    assert refused["line"] == 2
    assert refused["error"]["message"].startswith("Line 2: ")
    await asha.asks("PUT", "/flows/scheduling/yaml", 422, content=b"\xff\xfe", headers=headers)
    wrong = await asha.asks("PUT", "/flows/scheduling/yaml", content=b"title: Only that", headers=headers)
    assert wrong["problems"]
    stale = await asha.asks("PUT", "/flows/scheduling/yaml", 409, content=b"title: Late", headers=headers)
    assert stale["current"]["document"] == {"flow": "scheduling", "title": "Only that"}


async def test_a_text_that_repeats_itself_is_imported_without_its_anchors(asha: Analyst) -> None:
    """What they stand for is written out."""
    text = b"flow: scheduling\nvoice: &v {listen: 6s}\nnodes:\n  a: {type: say, voice: *v}\n"
    headers = {"If-Match": "1", "Content-Type": "text/yaml"}
    await asha.asks("PUT", "/flows/scheduling/yaml", content=text, headers=headers)
    assert (await asha.draft())["document"]["nodes"]["a"]["voice"] == {"listen": "6s"}


async def test_a_document_is_checked_without_being_saved(asha: Analyst) -> None:
    """With lines of the text that it would be, and an edit that mends a misspelt name."""
    draft = await asha.draft()
    document = copy.deepcopy(draft["document"])
    document["nodes"]["who"]["slots"] = ["nam"]
    checked = await asha.asks("POST", "/flows/scheduling/check", json={"document": document})
    problem = next(each for each in checked["problems"] if each["code"] == "unknown_slot")

    assert problem["repair"] == {
        "label": "Use “name”",
        "set": [{"path": ["nodes", "who", "slots", 0], "value": "name"}],
        "remove": [],
    }
    assert "[nam]" in checked["formatted"].splitlines()[problem["line"] - 1]
    assert (await asha.draft())["revision"] == draft["revision"]


async def test_an_action_that_no_tool_does_is_told(asha: Analyst) -> None:
    """Before a caller hears it."""
    await asha.begins("hello")
    draft = await asha.draft("hello")
    saved = await asha.saves(draft, actions={"book_table": {"in": {}, "out": "record"}})
    assert "no_tool" in {problem["code"] for problem in saved["problems"]}


async def test_the_tests_of_a_flow_are_run(asha: Analyst) -> None:
    """Those of the saved draft, or of a document that is not saved; with what they come through."""
    ran = await asha.asks("POST", "/flows/scheduling/tests", json={})
    assert (ran["failed"], ran["passed"]) == (0, len(load_flow(flow_text("scheduling")).tests))
    assert ran["coverage"]["steps"]["welcome"] is True
    document = copy.deepcopy((await asha.draft())["document"])
    document["tests"] = [{"name": "Nonsense", "script": [{"bot": "Quite another greeting"}]}]
    failing = await asha.asks("POST", "/flows/scheduling/tests", json={"document": document})
    assert (failing["passed"], failing["failed"]) == (0, 1)
    assert "Quite another greeting" in failing["reports"][0]["failure"]
    document["start"] = "nowhere"
    refused = await asha.asks("POST", "/flows/scheduling/tests", 422, json={"document": document})
    assert refused["error"]["code"] == "errors"
    assert refused["problems"][0]["path"] == ["start"]


async def test_an_empty_flow_can_be_talked_to_at_once(asha: Analyst, running: WholeService) -> None:
    """In each language that we speak; it has no problem of any kind."""
    for language in ("en", "hi"):
        entry = await asha.begins(f"hello_{language}", title="Hello", language=language)
        assert (entry["steps"], entry["live"], entry["draft"]["changed"]) == (3, None, True)
        assert (await asha.draft(f"hello_{language}"))["problems"] == []
        assert (await asha.asks("POST", f"/flows/hello_{language}/tests", json={}))["failed"] == 0


async def test_a_flow_is_begun_as_a_copy_or_from_yaml(asha: Analyst) -> None:
    """Under its own name; a name that is there already is refused."""
    copied = await asha.begins("branch", copy_of="scheduling", title="Branch")
    assert (copied["name"], copied["title"], copied["steps"]) == ("branch", "Branch", 39)
    written = await asha.begins("written", yaml=flow_text("support"))
    assert (written["title"], written["errors"]) == ("Internet support", 0)
    assert (await asha.draft("written"))["document"]["flow"] == "written"
    assert (await asha.begins("branch", 409))["error"]["code"] == "exists"
    assert (await asha.begins("other", 404, copy_of="nothing"))["error"]["code"] == "not_found"
    assert (await asha.begins("other", 422, yaml="nodes: ["))["error"]["code"] == "unreadable"
    await asha.begins("Not A Name", 422)


async def test_numbers_beyond_all_numbers_are_refused(asha: Analyst) -> None:
    """And are nobody's trouble."""
    vast = 10**30
    for path in (
        f"/draft/history/{vast}",
        f"/draft/history?before={vast}",
        f"/versions/{vast}",
        f"/yaml?version={vast}",
    ):
        await asha.asks("GET", f"/flows/scheduling{path}", 422)
    await asha.asks("GET", f"/flows/scheduling/differences?from={vast}", 400)
    await asha.asks("POST", "/flows/scheduling/draft/restore", 422, json={"revision": vast})
    headers = {"If-Match": str(vast), "Content-Type": "text/yaml"}
    await asha.asks("PUT", "/flows/scheduling/yaml", 400, content=b"flow: x", headers=headers)


async def test_a_flow_that_is_not_there_is_said(asha: Analyst) -> None:
    """Wherever it is asked for."""
    for path in ("/draft", "/draft/history", "/versions", "/versions/1", "/yaml", "/differences?from=live"):
        refused = await asha.asks("GET", f"/flows/nothing{path}", 404)
        assert refused["error"]["code"] == "not_found"
