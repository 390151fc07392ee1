"""The page of limits: what is in force and who changed it, who is blocked or let in, and who was refused."""

import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, Page, expect

from telephony.caller.call import ring
from telephony.caller.plan import CallPlan
from tests.support.console_page import ConsolePage
from tests.support.console_people import a_browser, come_in
from tests.support.conversation import until

CALLER_HOUR = "Calls of one caller's number in one hour."
MONEY = "What language models may cost in one day."


async def save(page: Page) -> None:
    """Send the form of the dialog that is open, by the keyboard."""
    await page.get_by_role("button", name="Save", exact=True).focus()
    await page.keyboard.press("Enter")


async def list_number(page: Page, number: str, *, rule: str = "are refused, with a sentence") -> None:
    """Put a number into the lists."""
    await page.get_by_role("button", name="Add a number").click()
    await page.get_by_label("Number", exact=True).fill(number)
    await page.get_by_label("Calls from it").select_option(rule)
    await save(page)
    await expect(page.get_by_role("dialog")).to_have_count(0)


@asynccontextmanager
async def no_calls(page: Page) -> AsyncIterator[None]:
    """As long as the block runs, no call is taken."""
    await page.get_by_role("button", name=re.compile("^Show .* not limited")).click()
    change = page.get_by_role("button", name=re.compile("^Change: Calls of everybody at the same time"))
    await change.click()
    await page.get_by_role("radio", name="At most").check()
    await page.get_by_label("How much").fill("0")
    await save(page)
    await expect(page.get_by_role("dialog")).to_have_count(0)
    try:
        yield
    finally:
        await page.reload()
        await change.click()
        await page.get_by_role("radio", name="As it is by itself: no limit").check()
        await save(page)
        await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_a_limit_is_changed_and_says_by_whom_and_what_it_was(visitor: ConsolePage) -> None:
    """By the keyboard alone; afterwards the focus is where it was, and “as it is by itself” takes the change back."""
    page = await come_in(visitor, "asha", "/limits")
    change = page.get_by_role("button", name=f"Change: {CALLER_HOUR}")
    await change.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("How much")).to_be_focused()
    await page.keyboard.press("Control+A")
    await page.keyboard.type("20")
    await page.keyboard.press("Enter")
    row = page.get_by_role("row").filter(has_text="caller.calls.hour")
    await expect(row).to_contain_text("20 calls")
    await expect(row).to_contain_text("by itself 60 calls")
    await expect(row).to_contain_text("now, asha@example.com")
    await expect(change).to_be_focused()
    await page.keyboard.press("Enter")
    await page.get_by_role("radio", name="As it is by itself: 60 calls").check()
    await save(page)
    await expect(row).to_contain_text("60 calls")
    await expect(row).not_to_contain_text("asha@")


async def test_what_is_no_amount_is_told_beside_the_field(visitor: ConsolePage) -> None:
    """Nothing is sent, neither by the button nor by the key, and what was typed stays."""
    sent: list[str] = []
    visitor.page.on("request", lambda asked: sent.append(asked.url) if asked.method == "PUT" else None)
    page = await come_in(visitor, "asha", "/limits")
    await page.get_by_role("button", name=f"Change: {CALLER_HOUR}").click()
    for typed in ("2o", "1.5", "-3"):
        await page.get_by_label("How much").fill(typed)
        await page.keyboard.press("Enter")
        await expect(page.get_by_label("How much")).to_have_attribute("aria-invalid", "true")
        await expect(page.get_by_role("dialog")).to_contain_text("Write a number, such as 20.")
        await save(page)
        await expect(page.get_by_label("How much")).to_have_value(typed)
    assert await visitor.violations() == []
    assert sent == []


async def test_a_budget_shows_how_much_of_it_is_used(visitor: ConsolePage) -> None:
    """With a bar that says it to whoever does not see it."""
    page = await come_in(visitor, "asha", "/limits")
    await page.get_by_role("button", name=f"Set a budget: {MONEY}").click()
    await page.get_by_role("radio", name="At most").check()
    await page.get_by_label("How much").fill("25")
    await save(page)
    await expect(page.get_by_role("meter", name="Money")).to_have_attribute("aria-valuenow", "0")
    await expect(page.get_by_role("region", name="This day’s budget")).to_contain_text("$0.00 of $25.00")
    assert await visitor.violations() == []
    await page.get_by_role("button", name=f"Change: {MONEY}").first.click()
    await page.get_by_role("radio", name="As it is by itself: no limit").check()
    await save(page)
    await expect(page.get_by_role("meter", name="Money")).to_have_count(0)


async def test_a_number_is_blocked_until_a_day_and_taken_out(visitor: ConsolePage) -> None:
    """What is no number is told in the dialog; an entry says why and by whom; taking it out is asked about."""
    page = await come_in(visitor, "asha", "/limits")
    await page.get_by_role("button", name="Add a number").click()
    await page.get_by_label("Number", exact=True).fill("4479")
    await save(page)
    await expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("4479")
    await page.get_by_label("Number", exact=True).fill("+4479*")
    await page.get_by_label("Reason").fill("Robots")
    await page.get_by_label("Until the end of this day").fill("2099-12-31")
    await save(page)
    entry = page.get_by_role("row").filter(has_text="all that begin with +4479")
    for told in ("Robots", "31 Dec 2099", "now, asha@example.com", "blocked: hears a sentence"):
        await expect(entry).to_contain_text(told)
    assert await visitor.violations() == []
    await page.get_by_role("button", name="Change the entry of +4479*").click()
    await expect(page.get_by_label("Until the end of this day")).to_have_value("2099-12-31")
    await page.get_by_label("Calls from it").select_option("are refused, the line is busy")
    await save(page)
    await expect(entry).to_contain_text("blocked: hears that the line is busy")
    await page.get_by_role("button", name="Take +4479* out").click()
    await page.get_by_role("dialog").get_by_role("button", name="Take +4479* out").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("+4479* is out of the lists.")).to_be_visible()
    await expect(entry).to_have_count(0)
    await expect(page.get_by_role("region", name="Lists")).to_be_focused()


async def test_whoever_lists_a_number_twice_is_told_that_the_entry_is_replaced(visitor: ConsolePage) -> None:
    """Before it is saved."""
    page = await come_in(visitor, "asha", "/limits")
    await list_number(page, "+447800000001", rule="are let in, whatever the limits of its number")
    await page.get_by_role("button", name="Add a number").click()
    await page.get_by_label("Number", exact=True).fill("+447800000001")
    await expect(page.get_by_text("It is in the lists already")).to_be_visible()
    await save(page)
    await expect(page.get_by_role("row").filter(has_text="+447800000001")).to_contain_text("blocked")


async def test_a_publisher_blocks_numbers_and_is_not_offered_what_needs_more(
    browser: Browser, visitor: ConsolePage
) -> None:
    """No change of a limit, and no letting in; whoever may only look has no button at all."""
    page = await come_in(visitor, "pia", "/limits")
    await page.get_by_role("table").first.wait_for()
    await expect(page.get_by_role("button", name=re.compile("^(Change:|Set a budget)"))).to_have_count(0)
    await page.get_by_role("button", name="Add a number").click()
    options = page.get_by_label("Calls from it").get_by_role("option")
    assert await options.all_inner_texts() == ["are refused, with a sentence", "are refused, the line is busy"]
    await expect(page.get_by_text("Letting a number in needs the role “Administer”.")).to_be_visible()
    assert await visitor.violations() == []
    await page.get_by_label("Number", exact=True).fill("+447700000001")
    await save(page)
    await expect(page.get_by_role("row").filter(has_text="+447700000001")).to_contain_text("pia@example.com")
    async with a_browser(browser, visitor.url) as other:
        theirs = await come_in(other, "vera", "/limits")
        await expect(theirs.get_by_role("row").filter(has_text="+447700000001")).to_be_visible()
        await expect(theirs.get_by_role("main").get_by_role("button")).to_have_text([re.compile("^Show .* more")])


async def test_who_was_refused_is_listed_with_the_reason_and_blocked_from_there(visitor: ConsolePage) -> None:
    """By day, and by caller."""
    caller = f"+4476{secrets.randbelow(10**8):08}"
    page = await come_in(visitor, "asha", "/limits")
    async with no_calls(page):
        report = await ring(visitor.url, CallPlan(caller=caller, limit_s=20.0))
        assert report.streams == 0

        async def told() -> bool:
            return caller in await (await page.request.get(f"{visitor.url}/api/limits/refused")).text()

        await until(told)
    refused = page.get_by_role("region", name="Refused callers").get_by_role("row").filter(has_text=caller)
    await expect(refused).to_contain_text("limit: Calls of everybody at the same time")
    await expect(page.get_by_role("region", name="Refused calls by day").get_by_role("row")).to_have_count(2)
    assert await visitor.violations() == []
    await page.get_by_role("button", name=f"Block {caller}").click()
    await expect(page.get_by_label("Number", exact=True)).to_have_value(caller)
    await page.get_by_label("Reason").fill("Rings and says nothing")
    await save(page)
    entry = page.get_by_role("region", name="Lists").get_by_role("row").filter(has_text=caller)
    await expect(entry).to_contain_text("Rings and says nothing")
