"""A flow from nothing to its first call, in the browser: made, edited, tried, published, called, rolled back."""

import re
import secrets

from playwright.async_api import Page, expect

from tests.support.console_page import ConsolePage
from tests.support.running import Service, said

SAVED = re.compile("All changes saved")


async def made(page: Page, title: str) -> None:
    """A new flow, made as a person makes one; its editor is open."""
    await page.get_by_role("button", name="New flow").click()
    dialog = page.get_by_role("dialog", name="New flow")
    await dialog.get_by_label("Title").fill(title)
    await dialog.get_by_role("button", name="Make the flow").click()
    await page.get_by_role("heading", name=title).wait_for()


async def greet(page: Page, words: str) -> None:
    """Change what the flow greets with, and wait until that is saved."""
    await page.get_by_role("button", name="Outline").click()
    await page.get_by_role("treeitem").filter(has_text="Greeting").first.click()
    await page.get_by_role("textbox", name=re.compile("^Says")).fill(words)
    await expect(page.get_by_role("status").filter(has_text=SAVED)).to_be_visible()


async def publish(page: Page, note: str, number: int) -> None:
    """Publish to callers, with a note."""
    await page.get_by_role("button", name="Publish", exact=True).click()
    dialog = page.get_by_role("dialog", name="Publish")
    await dialog.get_by_role("radio", name=re.compile("^Live")).check()
    await dialog.get_by_label("What is new, in a sentence").fill(note)
    send, name = dialog.get_by_role("button", name="Publish to Live"), dialog.get_by_label("Your name")
    await expect(name.or_(send.and_(page.locator(":enabled")))).to_be_visible()
    if await name.is_visible():  # asked once in a browser
        await name.fill("Asha")
    await send.click()
    await expect(dialog.get_by_text(f"Version {number} is published to Live.")).to_be_visible()
    await dialog.get_by_role("button", name="Close").first.click()


def heard(service: Service, flow: str) -> str:
    """What a caller of the flow is told."""
    _, events = service.call("--flow", flow, "--from", "+919812300001", "--hangup-after", "8")
    return said(events)


async def test_a_flow_is_built_from_nothing_called_changed_and_rolled_back(
    console: ConsolePage, service: Service
) -> None:
    """Callers hear each time what is published, and nothing of what is only edited."""
    page = console.page
    title = f"Pharmacy {secrets.token_hex(2)}"
    flow = title.lower().replace(" ", "_")
    await console.open("/")
    await made(page, title)
    await greet(page, "Hello from the pharmacy.")
    await publish(page, "The first words", 1)
    assert "Hello from the pharmacy" in heard(service, flow)
    await greet(page, "Welcome to the chemist.")
    assert "Hello from the pharmacy" in heard(service, flow), "what is edited is heard by nobody"
    await publish(page, "Another name", 2)
    assert "Welcome to the chemist" in heard(service, flow)
    await console.open(f"/flows/{flow}/versions")
    await page.get_by_role("button", name="Roll back to this").click()
    await page.get_by_role("dialog").get_by_role("button", name="Do it").click()
    await expect(page.get_by_role("button", name="Make live")).to_be_visible()
    async with page.expect_response(re.compile("/api/flows")) as _:
        await page.reload()
    assert "Hello from the pharmacy" in heard(service, flow)


async def test_a_flow_that_is_broken_says_so_where_it_is_and_cannot_be_published(console: ConsolePage) -> None:
    """The sentence stands beside the step; the dialog names it and publishes nothing; a click mends it."""
    page = console.page
    title = f"Broken {secrets.token_hex(2)}"
    flow = title.lower().replace(" ", "_")
    await console.open("/")
    await made(page, title)
    await expect(page.get_by_role("status").filter(has_text=SAVED)).to_be_visible()
    draft = await (await page.request.get(f"{console.url}/api/flows/{flow}/draft")).json()
    document = draft["document"]
    document["nodes"][document["start"]]["next"] = "goodby"
    broken = {"revision": draft["revision"], "document": document, "layout": {}, "label": "Broke it"}
    assert (await page.request.put(f"{console.url}/api/flows/{flow}/draft", data=broken)).ok
    await page.reload()
    await page.get_by_role("button", name=re.compile("1 error")).click()
    problem = page.get_by_text(re.compile("there is no such step"))
    await expect(problem.first).to_be_visible()
    await page.get_by_role("button", name="Publish", exact=True).click()
    dialog = page.get_by_role("dialog", name="Publish")
    await expect(dialog.get_by_text("This stops it")).to_be_visible()
    await expect(dialog.get_by_role("button", name=re.compile("^Publish to"))).to_be_disabled()
    await dialog.get_by_role("button", name="Close").first.click()
    await page.get_by_role("button", name="Use “Goodbye”").first.click()
    await expect(page.get_by_role("button", name=re.compile("No problems"))).to_be_visible()


async def test_a_line_that_is_let_go_on_a_step_leads_to_it(console: ConsolePage) -> None:
    """Anywhere on it, and not at its upper edge alone."""
    page = console.page
    name = f"lines_{secrets.token_hex(3)}"
    wanted = {"name": name, "title": "Lines", "language": "en"}
    assert (await page.request.post(f"{console.url}/api/flows", data=wanted)).status == 201
    await console.open(f"/flows/{name}")
    out = page.locator(".react-flow__node[data-id=greeting] .canvas-out")
    target = page.locator(".react-flow__node[data-id=sorry] .canvas-step-words")
    await expect(page.get_by_role("button", name="Next: leads to “Goodbye”")).to_be_visible()
    await out.hover()
    await page.mouse.down()
    await target.hover()
    await page.mouse.up()
    await expect(page.get_by_role("button", name="Next: leads to “Sorry”")).to_be_visible()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(page.get_by_role("status").filter(has_text=SAVED)).to_be_visible()


async def test_what_is_found_by_its_words_can_be_written_at_once(console: ConsolePage) -> None:
    """The focus is in the setting, and not where it was before the search."""
    page = console.page
    await console.open("/flows/scheduling?step=already_known")
    await expect(page.get_by_role("heading", name="Already known")).to_be_visible()
    for words in ("what name shall", "riverside dental, hello"):
        await page.get_by_role("region", name="Steps of the flow").focus()
        await page.keyboard.press("/")
        await expect(page.get_by_role("combobox", name="Search the flow")).to_be_focused()
        await page.keyboard.type(words)
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("dialog")).to_have_count(0)
        await expect(page.locator("[data-path] :focus")).to_have_count(1)
    await expect(page.get_by_role("textbox", name="Says, English")).to_be_focused()


async def test_a_conversation_by_text_tells_why_and_becomes_a_test(console: ConsolePage) -> None:
    """What the caller says is understood by the very rules of a call; the test passes and is kept in the flow."""
    page = console.page
    name = f"copy_{secrets.token_hex(3)}"
    wanted = {"name": name, "title": "A copy", "language": "en", "copy_of": "scheduling"}
    assert (await page.request.post(f"{console.url}/api/flows", data=wanted)).status == 201
    await console.open(f"/flows/{name}")
    await page.get_by_role("tab", name="Try it").click()
    await expect(page.get_by_text("Would you like to book, move or cancel").last).to_be_visible()
    await page.get_by_label("What the caller says").fill("cancel my appointment")
    await page.get_by_role("button", name="Say it").click()
    await expect(page.get_by_role("button", name="Why turn 2 went so")).to_be_visible()
    await page.get_by_role("button", name="Why turn 2 went so").click()
    await expect(page.get_by_text("by the rules").first).to_be_visible()
    await page.get_by_role("button", name="Save as a test").click()
    dialog = page.get_by_role("dialog", name="Save this conversation as a test")
    await dialog.get_by_label("What must keep working").fill("Somebody cancels")
    await dialog.get_by_role("button", name="Save the test").click()
    await expect(page.get_by_role("status").filter(has_text=SAVED)).to_be_visible()
    draft = await (await page.request.get(f"{console.url}/api/flows/{name}/draft")).json()
    assert "Somebody cancels" in [test["name"] for test in draft["document"]["tests"]]
