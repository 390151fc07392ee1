"""The page of the audit log, and of what is kept of a caller: read, filtered, checked, exported and erased."""

import re
import secrets
import zipfile

from playwright.async_api import Page, expect

from telephony.caller.call import ring
from telephony.caller.plan import CallPlan
from tests.support.console_page import PHONE, ConsolePage
from tests.support.console_people import come_in

RAW = re.compile(r"^([A-Z]+ /|\w+[._]\w+$)")
"""As the service calls what was done, rather than in words."""


async def add_and_revoke(page: Page, url: str, name: str) -> None:
    """A key: two entries of the log."""
    me = await (await page.request.get(f"{url}/api/me")).json()
    headers = {"X-Trunkline-Token": me["token"]}
    added = await page.request.post(f"{url}/api/keys", data={"name": name, "scopes": ["calls:read"]}, headers=headers)
    assert added.status == 201
    revoked = await page.request.delete(f"{url}/api/keys/{(await added.json())['id']}", headers=headers)
    assert revoked.ok


async def show(page: Page) -> None:
    """What the filters say, by the keyboard."""
    button = page.get_by_role("button", name="Show", exact=True)
    await button.focus()
    await page.keyboard.press("Enter")
    await expect(button).to_be_focused()


async def test_the_log_tells_who_did_what_in_words(visitor: ConsolePage) -> None:
    """The latest first; nothing is shown as programs call it, and what was not done is told as refused."""
    page = await come_in(visitor, "asha", "/audit")
    me = await (await page.request.get(f"{visitor.url}/api/me")).json()
    headers = {"X-Trunkline-Token": me["token"]}
    limit = f"{visitor.url}/api/limits/callee.calls.day"
    assert (await page.request.put(limit, data={"most": 5}, headers=headers)).ok
    assert (await page.request.put(limit, data={"most": -5}, headers=headers)).status == 422
    assert (await page.request.delete(limit, headers=headers)).ok
    await show(page)
    rows = page.get_by_role("region", name="Entries, the latest first").get_by_role("row")
    for place, told in enumerate(("took a change of a limit back", "changed a limit: refused", "changed a limit"), 1):
        await expect(rows.nth(place).get_by_role("cell").nth(1)).to_have_text("asha@example.com")
        await expect(rows.nth(place).get_by_role("cell").nth(2)).to_have_text(told)
    deeds = await rows.get_by_role("cell").nth(2).all_inner_texts()
    assert [deed for deed in deeds if RAW.match(deed)] == []
    assert await visitor.violations() == []


async def test_an_account_is_told_by_the_name_of_its_person(visitor: ConsolePage) -> None:
    """With its id beside, by which it stays the same; as where somebody tried to sign in as them, and from where."""
    page = await come_in(visitor, "asha", "/audit")
    wrong = {"email": "ravi@example.com", "password": "not the password"}
    assert (await page.request.post(f"{visitor.url}/api/sign-in", data=wrong)).status == 401
    await page.get_by_label("Did", exact=True).select_option("tried to sign in")
    await show(page)
    row = page.get_by_role("region", name="Entries, the latest first").get_by_role("row").nth(1)
    await expect(row.get_by_role("cell").nth(1)).to_have_text("nobody")
    await expect(row.get_by_role("cell").nth(3)).to_have_text(re.compile(r"^Ravi \(account [0-9A-Za-z]{12}\)$"))
    await expect(row.get_by_role("cell").nth(4)).to_contain_text("address: 127.0.0.1")


async def test_entries_are_found_by_who_what_about_whom_and_when(visitor: ConsolePage) -> None:
    """Each filter by itself; the same asked again shows what came since."""
    page = await come_in(visitor, "asha", "/audit")
    entries = page.get_by_role("region", name="Entries, the latest first").get_by_role("row")
    name = f"Nightly {secrets.token_hex(4)}"
    await page.get_by_label("Did", exact=True).select_option("revoked a key")
    await show(page)
    none = page.get_by_text("There is no such entry.")
    await expect(none.or_(entries.first)).to_be_visible()
    before = await entries.count()
    await add_and_revoke(page, visitor.url, name)
    await show(page)
    await expect(entries).to_have_count(before + 1 if before else 2)
    about = await entries.nth(1).get_by_role("cell").nth(3).inner_text()

    await page.get_by_label("Did", exact=True).select_option("Anything")
    await page.get_by_label("About").fill(about)
    await show(page)
    await expect(entries).to_have_count(3)
    await expect(entries.nth(2)).to_contain_text(name)
    await page.get_by_label("Who", exact=True).fill("nobody@example.com")
    await show(page)
    await expect(none).to_be_visible()
    await page.get_by_label("Who", exact=True).fill("asha@example.com")
    await page.get_by_label("Until").fill("2020-01-01")
    await show(page)
    await expect(none).to_be_visible()
    await page.get_by_label("From").fill("2020-01-01")
    await page.get_by_label("Until").fill("")
    await show(page)
    await expect(entries).to_have_count(3)


async def test_the_log_is_checked_and_its_head_can_be_noted(visitor: ConsolePage) -> None:
    """Two checks with an entry between them tell two heads; the focus stays on the button."""
    page = await come_in(visitor, "asha", "/audit")
    button = page.get_by_role("button", name="Check that the log is whole")
    heads = []
    for _ in range(2):
        await add_and_revoke(page, visitor.url, "Checked")
        await show(page)
        await button.focus()
        await page.keyboard.press("Enter")
        await expect(page.get_by_text(re.compile(r"The log is whole: \d+ entries"))).to_be_visible()
        await expect(button).to_be_focused()
        heads.append(await page.get_by_text("Its head, to be noted elsewhere:").locator("code").inner_text())
        assert re.fullmatch("[0-9a-f]{64}", heads[-1])
        await page.reload()
    assert heads[0] != heads[1]


async def test_the_log_is_for_administrators(visitor: ConsolePage) -> None:
    """Whoever publishes is told which role it needs, and nothing is asked of the service."""
    asked: list[str] = []
    visitor.page.on("request", lambda request: asked.append(request.url) if "/api/audit" in request.url else None)
    page = await come_in(visitor, "pia", "/audit")
    await expect(page.get_by_text("This needs the role “Administer”; yours is “Publish”.")).to_be_visible()
    assert asked == []


async def test_what_is_kept_of_a_caller_is_shown_exported_and_erased(console: ConsolePage) -> None:
    """What is no number is told; the file holds the call; another number erases nothing; then all is gone."""
    caller, page = f"+4475{secrets.randbelow(10**8):08}", console.page
    report = await ring(console.url, CallPlan(caller=caller, hangup_after_s=1.0, limit_s=20.0))
    await console.open("/audit")
    number = page.get_by_label("The caller’s number")
    await number.fill("1234")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("“1234” is no number")
    await number.fill(caller)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Kept by the service")).to_be_visible()
    assert await console.violations() == []

    async with page.expect_download() as download:
        await page.get_by_role("button", name="Export all of it").click()
    file = await (await download.value).path()
    with zipfile.ZipFile(file) as kept:
        assert any(report.call_id in name for name in kept.namelist())

    await page.get_by_role("button", name="Erase…").focus()
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Write the number again").fill("+447500000000")
    await page.keyboard.press("Enter")
    await expect(dialog.get_by_role("alert")).to_contain_text("The two numbers differ")
    assert await console.violations() == []
    await dialog.get_by_label("Write the number again").fill(caller)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Erased", exact=True)).to_be_visible()
    await expect(dialog).to_have_count(0)
    assert (await page.request.get(f"{console.url}/api/calls/{report.call_id}")).status == 404

    await page.get_by_label("About").fill(caller)
    await show(page)
    entries = page.get_by_role("region", name="Entries, the latest first").get_by_role("row")
    for place, told in enumerate(("erased a caller", "exported a caller’s data", "looked a caller up"), 1):
        await expect(entries.nth(place).get_by_role("cell").nth(2)).to_have_text(told)
    await expect(entries.filter(has_text=caller)).to_have_count(0)


async def test_the_log_can_be_read_on_a_phone(visitor: ConsolePage) -> None:
    """The table scrolls by itself, and by the keys."""
    width, height = PHONE
    await visitor.page.set_viewport_size({"width": width, "height": height})
    page = await come_in(visitor, "asha", "/audit")
    region = page.get_by_role("region", name="Entries, the latest first")
    await region.focus()
    for _ in range(3):
        await page.keyboard.press("ArrowRight")
    await page.wait_for_function("document.activeElement.scrollLeft > 0")
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
