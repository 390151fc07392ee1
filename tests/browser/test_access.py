"""Who may use the console: the first account, signing in, what a role allows, and sessions that come to their end."""

import re

import pytest
from playwright.async_api import Browser, expect

from tests.support.console_page import PHONE, ConsolePage
from tests.support.console_people import PASSWORD, a_browser, a_service, come_in, setup_link, sign_in
from tests.support.running import Service

OTHER = "five other words of somebody"
PAGES = {
    "/people": "People",
    "/people?show=keys": "People",
    "/account": "You",
    "/limits": "Limits",
    "/audit": "Audit and privacy",
    "/setup": "Setup",
}


async def test_the_first_account_is_made_at_the_open_console_and_from_then_on_everybody_signs_in(
    browser: Browser,
) -> None:
    """Whoever makes it stays in; another browser is asked, told of a wrong password, and led to where it wanted."""
    with a_service() as service:
        async with a_browser(browser, service.url) as ours, a_browser(browser, service.url) as other:
            page = ours.page
            await ours.open("/")
            await page.get_by_role("link", name="Let others sign in").click()
            await page.get_by_label("Your name").fill("Asha")
            await page.get_by_label("E-mail").fill("asha@example.com")
            await page.get_by_label("Password").fill("short")
            await page.get_by_role("button", name="Make the account").click()
            await expect(page.get_by_role("alert")).to_contain_text("too short")
            await page.get_by_label("Password").fill(PASSWORD)
            await page.get_by_role("button", name="Make the account").click()
            await expect(page.get_by_role("row").filter(has_text="asha@example.com")).to_be_visible()

            await other.open("/flows/sales/versions?from=elsewhere")
            await expect(other.page.get_by_role("heading", name="Sign in")).to_be_visible()
            await expect(other.page.get_by_role("navigation").get_by_role("link")).to_have_count(0)
            await sign_in(other.page, "asha", "something else entirely")
            await expect(other.page.get_by_role("alert")).to_contain_text("password")
            await sign_in(other.page, "asha")
            await expect(other.page).to_have_url(f"{service.url}/flows/sales/versions?from=elsewhere")
            await expect(other.page.get_by_role("heading", name="Versions").first).to_be_visible()


async def test_the_setup_link_makes_the_first_account(browser: Browser) -> None:
    """Where nobody comes in without signing in, and the link is shown as the service starts."""
    with a_service(TRUNKLINE_SIGN_IN="always") as service:
        link = setup_link(service)
        assert link is not None
        async with a_browser(browser, service.url) as ours:
            await ours.open("/")
            await expect(ours.page.get_by_text("There is no account yet.")).to_be_visible()
            await ours.open(f"/first-account#{link}")
            await ours.page.get_by_label("Your name").fill("Owner")
            await ours.page.get_by_label("E-mail").fill("owner@example.com")
            await ours.page.get_by_label("Password").fill(PASSWORD)
            await ours.page.get_by_role("button", name="Make the account").click()
            await ours.page.get_by_role("row").filter(has_text="owner@example.com").wait_for()


async def test_an_editor_is_not_offered_what_their_role_may_not(visitor: ConsolePage) -> None:
    """The flow can be edited; publishing says why not, people are not in the navigation, and their page says so."""
    page = await come_in(visitor, "ravi", "/flows/scheduling")
    publish = page.get_by_role("button", name="Publish")
    await publish.wait_for()
    await expect(publish).to_have_attribute("aria-disabled", "true")
    await expect(publish).to_have_attribute("title", re.compile("needs the role “Publish”; yours is “Edit”"))
    await publish.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(page.get_by_role("navigation", name="Main").get_by_role("link", name="People")).to_have_count(0)
    await visitor.open("/people")
    await expect(page.get_by_text("needs the role “Administer”")).to_be_visible()
    me = await (await page.request.get(f"{visitor.url}/api/me")).json()
    wanted = {"revision": 1, "note": "Of an editor who may not.", "environment": "live"}
    headers = {"X-Trunkline-Token": me["token"]}
    refused = await page.request.post(f"{visitor.url}/api/flows/scheduling/versions", data=wanted, headers=headers)
    assert (refused.status, (await refused.json())["error"]["code"]) == (403, "role")


async def test_whoever_may_only_look_sees_all_of_a_flow_and_can_change_nothing(visitor: ConsolePage) -> None:
    """The editor says so; forms are there to read, and nothing is sent to the service."""
    changes: list[str] = []
    page = await come_in(visitor, "vera", "/flows/sales")
    page.on("request", lambda asked: changes.append(f"{asked.method} {asked.url}") if asked.method != "GET" else None)
    await page.get_by_text("You can look at this flow, but not change it").wait_for()
    await page.get_by_role("button", name="Outline").click()
    await page.get_by_role("treeitem").filter(has_text="Opening").first.click()
    title = page.get_by_role("textbox", name="Title")
    await title.wait_for()
    await expect(title).to_be_disabled()
    for name in ("Publish", "Add a step", "Undo: nothing"):
        await expect(page.get_by_role("button", name=name)).to_have_count(0)
    await page.keyboard.press("Delete")
    await expect(page.get_by_role("treeitem").filter(has_text="Opening").first).to_be_visible()
    await visitor.open("/")
    await expect(page.get_by_role("button", name="New flow")).to_have_attribute("aria-disabled", "true")
    assert await visitor.violations() == []
    assert changes == []


async def test_a_session_that_is_ended_while_one_edits_loses_nothing(
    browser: Browser, closed: Service, visitor: ConsolePage
) -> None:
    """A dialog asks for signing in again, and what was typed meanwhile is saved then, without a reload."""
    page = await come_in(visitor, "ravi", "/flows/sales")
    await page.get_by_role("button", name="Outline").click()
    await page.get_by_role("treeitem").filter(has_text="Opening").first.click()
    field = page.get_by_role("textbox", name="Title")
    await expect(field).to_be_editable()
    async with a_browser(browser, closed.url) as administrator:
        theirs = await come_in(administrator, "asha", "/people")
        await (
            theirs.get_by_role("row")
            .filter(has_text="ravi@example.com")
            .get_by_role("button", name=re.compile("sessions? of Ravi"))
            .click()
        )
        await theirs.get_by_role("button", name="End all").click()
        await expect(theirs.get_by_text("No sessions.")).to_be_visible()
    await field.fill("Typed after the end")
    dialog = page.get_by_role("dialog", name="Sign in again")
    await expect(dialog).to_be_visible()
    assert await visitor.violations() == []
    await expect(dialog.get_by_label("E-mail")).to_have_value("ravi@example.com")
    await sign_in(page, "ravi", "something else entirely")
    await expect(dialog.get_by_role("alert")).to_contain_text("password")
    await sign_in(page, "ravi")
    await expect(dialog).to_have_count(0)
    await expect(page.get_by_role("status").filter(has_text="All changes saved")).to_be_visible()
    await expect(field).to_have_value("Typed after the end")
    draft = await (await page.request.get(f"{visitor.url}/api/flows/sales/draft")).json()
    assert "Typed after the end" in str(draft["document"])
    assert draft["updated_by"] == "Ravi"


async def test_a_person_is_added_with_a_password_that_is_shown_once(browser: Browser, visitor: ConsolePage) -> None:
    """They sign in with it, change it, and are shut out when an administrator takes the right away."""
    page = await come_in(visitor, "asha", "/people")
    await page.get_by_role("button", name="Add somebody").click()
    await page.get_by_label("Name").fill("Noor")
    await page.get_by_label("E-mail").fill("noor@example.com")
    await page.get_by_role("radio", name=re.compile("^View")).check()
    assert await visitor.violations() == []
    await page.get_by_role("button", name="Add", exact=True).click()
    password = await page.get_by_role("group", name="Password").locator("code").inner_text()
    await page.get_by_role("button", name="Done").click()
    row = page.get_by_role("row").filter(has_text="noor@example.com")
    await expect(row).to_contain_text("never")
    async with a_browser(browser, visitor.url) as theirs:
        await theirs.open("/account")
        await sign_in(theirs.page, "noor", password)
        await theirs.page.get_by_label("Password now").fill(password)
        await theirs.page.get_by_label("New password").fill(OTHER)
        await theirs.page.get_by_role("button", name="Change the password").click()
        await expect(theirs.page.get_by_text("The password is changed.")).to_be_visible()
        await theirs.page.get_by_role("textbox", name="Name").fill("Noor Khan")
        await theirs.page.get_by_role("button", name="Save the name").click()
        await expect(theirs.page.get_by_role("link", name="Noor Khan")).to_be_visible()
        await page.reload()
        await row.get_by_role("button", name="Change Noor Khan").click()
        await page.get_by_role("checkbox", name="May sign in").uncheck()
        await page.get_by_role("button", name="Save", exact=True).click()
        await expect(row).to_contain_text("disabled")
        await theirs.page.get_by_role("button", name="Sign out").click()
        await sign_in(theirs.page, "noor", OTHER)
        await expect(theirs.page.get_by_role("alert")).to_be_visible()


async def test_the_last_administrator_stays_one(visitor: ConsolePage) -> None:
    """The service's sentence is told in the dialog."""
    page = await come_in(visitor, "asha", "/people")
    await page.get_by_role("button", name="Change Asha").click()
    await page.get_by_role("radio", name=re.compile("^Edit")).check()
    await page.get_by_role("button", name="Save", exact=True).click()
    await expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("administer")


async def test_a_key_is_shown_once_and_admits_until_it_is_revoked(browser: Browser, visitor: ConsolePage) -> None:
    """A program comes in with it for what it is good for."""
    page = await come_in(visitor, "asha", "/people?show=keys")
    await page.get_by_role("button", name="Make a key").click()
    await page.get_by_label("Which program is it for?").fill("Nightly report")
    await page.get_by_role("checkbox", name=re.compile("^calls:read")).check()
    await page.get_by_role("button", name="Make the key").click()
    key = await page.get_by_role("group", name="Key").locator("code").inner_text()
    assert key.startswith("tlk_")
    await page.get_by_role("button", name="Done").click()
    program = await browser.new_context()
    headers = {"Authorization": f"Bearer {key}"}
    assert (await program.request.get(f"{visitor.url}/api/calls", headers=headers)).status == 200
    await page.reload()
    row = page.get_by_role("row").filter(has_text="Nightly report")
    await expect(row).not_to_contain_text("never")
    await expect(page.get_by_text(key)).to_have_count(0)
    await page.get_by_role("button", name="Revoke the key of Nightly report").click()
    await page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    await expect(page.get_by_text("The key of Nightly report is revoked.")).to_be_visible()
    await expect(row).to_have_count(0)
    assert (await program.request.get(f"{visitor.url}/api/calls", headers=headers)).status == 401
    await program.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_pages_of_access_have_no_failing_axe_rule(visitor: ConsolePage, scheme: str) -> None:
    """Before and after one has signed in."""
    page = visitor.page
    await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # two of its words
    for path, title in {"/sign-in?refused=no_role": "Sign in", "/first-account": "Make the first account"}.items():
        await visitor.open(path)
        await page.get_by_role("heading", name=title).wait_for()
        assert await visitor.violations() == []
    await come_in(visitor, "asha")
    for path, title in PAGES.items():
        await visitor.open(path)
        await page.get_by_role("heading", name=title).first.wait_for()
        await expect(page.get_by_text("Loading…")).to_have_count(0)
        assert await visitor.violations() == []


async def test_pages_of_access_can_be_read_on_a_phone(visitor: ConsolePage) -> None:
    """Nothing is wider than the screen, but for tables that scroll by themselves."""
    width, height = PHONE
    page = visitor.page
    await page.set_viewport_size({"width": width, "height": height})
    await visitor.open("/sign-in")
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    await come_in(visitor, "asha")
    for path, title in PAGES.items():
        await visitor.open(path)
        await page.get_by_role("heading", name=title).first.wait_for()
        await expect(page.get_by_text("Loading…")).to_have_count(0)
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
