"""Nothing that was typed in the editor is lost, and two people may work on one flow."""

import re
import secrets

from playwright.async_api import Browser, Locator, Page, expect

from tests.support.console_page import DESKTOP, ConsolePage

SAVED = "All changes saved"


async def a_flow(console: ConsolePage) -> str:
    """A new flow of one greeting and a goodbye; the address of its editor."""
    name = f"keeping_{secrets.token_hex(4)}"
    wanted = {"name": name, "title": "Keeping", "language": "en"}
    made = await console.page.request.post(f"{console.url}/api/flows", data=wanted)
    assert made.status == 201
    return f"/flows/{name}"


async def greeting(page: Page) -> Locator:
    """The field of what the first step says."""
    await page.get_by_role("button", name="Outline").click()
    await page.get_by_role("treeitem").filter(has_text="Greeting").first.click()
    return page.get_by_role("textbox", name=re.compile("^Says"))


async def saved(page: Page) -> None:
    """Wait until the service has all."""
    await expect(page.get_by_role("status").filter(has_text=SAVED)).to_be_visible()


async def test_what_was_typed_just_before_the_browser_closed_comes_back(console: ConsolePage) -> None:
    """Before it could be saved; it is saved then, and can be undone."""
    path = await a_flow(console)
    await console.open(path)
    await (await greeting(console.page)).fill("Typed in the last moment.")
    context = console.page.context
    await console.page.close()
    page = await context.new_page()
    await page.goto(f"{console.url}{path}")
    field = await greeting(page)
    await expect(field).to_have_value("Typed in the last moment.")
    await saved(page)
    draft = await (await page.request.get(f"{console.url}/api{path}/draft")).json()
    assert "Typed in the last moment." in str(draft["document"])


async def test_undo_is_still_there_after_a_reload_and_says_what_it_undoes(console: ConsolePage) -> None:
    """Also when the change was saved long before."""
    path = await a_flow(console)
    await console.open(path)
    page = console.page
    field = await greeting(page)
    before = await field.input_value()
    await field.fill("Something else.")
    await saved(page)
    await page.reload()
    field = await greeting(page)
    await expect(field).to_have_value("Something else.")
    await page.get_by_role("button", name=re.compile("^Undo: Changed")).click()
    await expect(field).to_have_value(before)
    await saved(page)


HOLDS = """() => new Promise((held) => {
  const opened = indexedDB.open("trunkline", 1);
  opened.onsuccess = () => {
    const kept = opened.result.transaction(["drafts", "undo"], "readwrite").objectStore("undo");
    const again = () => { kept.count().onsuccess = again; held(); };
    again();
  };
})"""
"""What this browser keeps is held by a page for as long as that lives, as in Safari by one that was put aside."""


async def test_a_page_that_never_lets_go_of_what_is_kept_holds_up_no_other(console: ConsolePage) -> None:
    """The flow opens and is saved; only what was kept is not there."""
    path = await a_flow(console)
    await console.open(path)
    await greeting(console.page)
    holder = await console.page.context.new_page()
    await holder.goto(f"{console.url}/icon.svg")
    await holder.evaluate(HOLDS)
    await console.page.bring_to_front()
    await console.page.reload()
    await (await greeting(console.page)).fill("Saved all the same.")
    await saved(console.page)
    draft = await (await console.page.request.get(f"{console.url}/api{path}/draft")).json()
    assert "Saved all the same." in str(draft["document"])


async def test_two_people_see_each_others_changes_and_neither_is_lost(browser: Browser, console: ConsolePage) -> None:
    """While both have the flow open, without a reload; of one setting that both changed, both are told."""
    path = await a_flow(console)
    width, height = DESKTOP
    context = await browser.new_context(viewport={"width": width, "height": height})
    other = ConsolePage(await context.new_page(), console.url)
    await console.open(path)
    await other.open(path)
    ours, theirs = await greeting(console.page), await greeting(other.page)
    await ours.fill("Ours.")
    await expect(theirs).to_have_value("Ours.")
    await other.page.get_by_role("textbox", name="Title").fill("Hello step")
    await expect(console.page.get_by_role("textbox", name="Title")).to_have_value("Hello step")
    assert await ours.input_value() == "Ours."
    assert other.faults == []
    await context.close()


async def test_of_a_setting_that_both_changed_ours_stays_and_theirs_can_be_taken(
    browser: Browser, console: ConsolePage
) -> None:
    """Whoever saved later is told."""
    path = await a_flow(console)
    await console.open(path)
    ours = await greeting(console.page)
    await console.page.context.set_offline(True)
    await ours.fill("Ours.")
    await expect(console.page.get_by_text("Not saved yet")).to_be_visible()
    width, height = DESKTOP
    context = await browser.new_context(viewport={"width": width, "height": height})
    other = ConsolePage(await context.new_page(), console.url)
    await other.open(path)
    await (await greeting(other.page)).fill("Theirs.")
    await saved(other.page)
    await console.page.context.set_offline(False)
    await expect(console.page.get_by_text("Somebody else changed the same settings as you.")).to_be_visible()
    await expect(ours).to_have_value("Ours.")
    await console.page.get_by_role("button", name="Use theirs").click()
    await expect(ours).to_have_value("Theirs.")
    # That there was no network the browser writes by itself.
    console.faults = [fault for fault in console.faults if "ERR_INTERNET_DISCONNECTED" not in fault]
    await context.close()


async def test_a_discarded_draft_can_be_brought_back(console: ConsolePage) -> None:
    """By undo, as any other change."""
    path = "/flows/sales"
    await console.open(path)
    page = console.page
    await page.get_by_role("button", name="Outline").click()
    await page.get_by_role("treeitem").filter(has_text="Opening").first.click()
    field = page.get_by_role("textbox", name="Title")
    await field.fill("The very first words")
    await saved(page)
    await page.get_by_role("button", name=re.compile("^Discard the draft")).click()
    await page.get_by_role("dialog").get_by_role("button", name="Discard the draft").click()
    await expect(field).to_have_value("")
    await page.get_by_role("button", name="Undo: Discarded the draft").click()
    await expect(field).to_have_value("The very first words")
    await saved(page)
    await page.get_by_role("button", name=re.compile("^Discard the draft")).click()
    await page.get_by_role("dialog").get_by_role("button", name="Discard the draft").click()
    await expect(field).to_have_value("")
    await saved(page)
