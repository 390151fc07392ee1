"""Signing in by an OpenID provider, in a real browser that goes there and comes back."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.support.console_page import PHONE, ConsolePage
from tests.support.console_people import a_browser, a_service, add_people, come_in, sign_in
from tests.support.openid_provider import CLIENT, SECRET, OpenIdProvider, openid_provider

ASHOK = {"sub": "2001", "email": "ashok@example.com", "email_verified": True, "name": "Ashok Iyer"}
IN_THE_TEAM = {**ASHOK, "groups": ["phone-team"]}
WANTED = "/flows/sales/versions"


class Ways:
    """A service at which one signs in with a password or by the provider."""

    def __init__(self, url: str, provider: OpenIdProvider) -> None:
        self.url = url
        self.provider = provider


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def ways() -> AsyncIterator[Ways]:
    """With somebody of each role, and a group whose people may edit."""
    async with openid_provider() as provider:
        settings = {
            "TRUNKLINE_OIDC_ISSUER": provider.issuer,
            "TRUNKLINE_OIDC_CLIENT_ID": CLIENT,
            "TRUNKLINE_OIDC_CLIENT_SECRET": SECRET,
            "TRUNKLINE_OIDC_CLAIM": "groups",
            "TRUNKLINE_OIDC_ROLES": '{"phone-team": "edit"}',
        }
        with a_service(**settings) as service:
            add_people(service)
            yield Ways(service.url, provider)


@asynccontextmanager
async def somebody(browser: Browser, ways: Ways, person: Mapping[str, Any] | None) -> AsyncIterator[ConsolePage]:
    """The browser of somebody whom the provider knows so; None: they do not sign in there."""
    ways.provider.person = None if person is None else dict(person)
    async with a_browser(browser, ways.url) as page:
        yield page
        assert {each.startswith(ways.provider.issuer) for each in page.elsewhere} <= {True}
        page.elsewhere = []


async def go_by_provider(page: Page) -> None:
    """By the keyboard."""
    await page.get_by_role("link", name="Sign in with").focus()
    await page.keyboard.press("Enter")


async def test_one_comes_back_to_where_one_wanted_to_go(browser: Browser, ways: Ways) -> None:
    """With the role of one's group; the list of sessions says by which way one came."""
    async with somebody(browser, ways, IN_THE_TEAM) as visitor:
        page = visitor.page
        await visitor.open(f"{WANTED}?from=elsewhere")
        await expect(page.get_by_label("Password")).to_be_visible()
        assert await visitor.violations() == []
        await go_by_provider(page)
        await page.get_by_role("link", name="Ashok Iyer").click()
        await expect(page.get_by_text("ashok@example.com · role: Edit")).to_be_visible()
        await expect(page.get_by_role("region", name="Sessions")).to_contain_text("by provider")
        await expect(page.get_by_text("no password here")).to_be_visible()
        await expect(page.get_by_label("New password")).to_have_count(0)
        await page.go_back()
        await expect(page).to_have_url(f"{ways.url}{WANTED}?from=elsewhere")


@pytest.mark.parametrize(
    ("person", "told"),
    [
        (None, "did not let you in"),
        ({**ASHOK, "sub": "2002", "email": "mina@example.com"}, "you have no role here"),
        ({**IN_THE_TEAM, "sub": "2003", "email": "vera@example.com", "email_verified": False}, "is verified"),
    ],
    ids=["refused there", "without a role", "not verified"],
)
async def test_why_one_is_not_let_in_is_told_where_one_signs_in(
    browser: Browser, ways: Ways, person: Mapping[str, Any] | None, told: str
) -> None:
    """On a phone, too; whoever has a password comes in with it then, to where they wanted to go or to the flows."""
    async with somebody(browser, ways, person) as visitor:
        page, (width, height) = visitor.page, PHONE
        await page.set_viewport_size({"width": width, "height": height})
        await visitor.open(WANTED)
        await go_by_provider(page)
        await expect(page.get_by_role("alert")).to_contain_text(told)
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        assert await visitor.violations() == []
        await sign_in(page, "vera", "not her password")
        await expect(page.get_by_role("alert")).to_have_text(re.compile("password is wrong"))
        await sign_in(page, "vera")
        await expect(page.get_by_role("link", name="Vera")).to_be_visible()


async def test_a_provider_that_is_down_keeps_nobody_with_a_password_out(browser: Browser, ways: Ways) -> None:
    """It is told, and asked again it works again."""
    async with somebody(browser, ways, IN_THE_TEAM) as visitor:
        page = visitor.page
        ways.provider.broken.add("/token")
        try:
            await visitor.open(WANTED)
            await go_by_provider(page)
            await expect(page.get_by_role("alert")).to_contain_text("could not be reached")
        finally:
            ways.provider.broken.clear()
        await go_by_provider(page)
        await expect(page.get_by_role("link", name="Ashok Iyer")).to_be_visible()


async def test_the_way_back_is_good_once(browser: Browser, ways: Ways) -> None:
    """Whoever opens it again, or in another browser, is told to begin anew."""
    back: list[str] = []
    async with somebody(browser, ways, IN_THE_TEAM) as visitor:
        page = visitor.page
        page.on("request", lambda asked: back.append(asked.url) if "/callback?" in asked.url else None)
        await visitor.open("/")
        await go_by_provider(page)
        await page.get_by_role("link", name="Ashok Iyer").wait_for()
    async with somebody(browser, ways, IN_THE_TEAM) as other:
        await other.page.goto(back[0])
        await expect(other.page.get_by_role("alert")).to_contain_text("begun in another browser")
        await expect(other.page.get_by_role("button", name="Sign out")).to_have_count(0)


async def test_an_account_by_the_provider_only_is_made_beforehand_and_shut_out_again(
    browser: Browser, ways: Ways
) -> None:
    """No password is shown; the role that was given here stays; a disabled account is told of."""
    leela = {"sub": "2004", "email": "leela@example.com", "email_verified": True, "name": "Leela N"}
    async with a_browser(browser, ways.url) as administrator:
        page = await come_in(administrator, "asha", "/people")
        await page.get_by_role("button", name="Add somebody").click()
        await page.get_by_label("Name").fill("Leela")
        await page.get_by_label("E-mail").fill("leela@example.com")
        await page.get_by_role("radio", name=re.compile("^Publish")).check()
        await page.get_by_role("radio", name=re.compile("^By .* only")).check()
        assert await administrator.violations() == []
        await page.get_by_role("button", name="Add", exact=True).click()
        await expect(page.get_by_text("Leela is added.")).to_be_visible()
        await expect(page.get_by_role("dialog")).to_have_count(0)
        row = page.get_by_role("row").filter(has_text="leela@example.com")
        await expect(row).to_contain_text("not yet")
        async with somebody(browser, ways, leela) as visitor:
            await visitor.open("/account")
            await go_by_provider(visitor.page)
            await expect(visitor.page.get_by_text("leela@example.com · role: Publish")).to_be_visible()
        await page.reload()
        await expect(row).to_contain_text("by the provider")
        await page.get_by_role("button", name="Change Leela").click()
        await page.get_by_role("checkbox", name="May sign in").uncheck()
        await page.get_by_role("button", name="Save", exact=True).click()
        await expect(row).to_contain_text("disabled")
        async with somebody(browser, ways, leela) as visitor:
            await visitor.open("/account")
            await go_by_provider(visitor.page)
            await expect(visitor.page.get_by_role("alert")).to_contain_text("disabled")


async def test_a_session_that_is_over_is_begun_anew_in_another_tab(browser: Browser, ways: Ways) -> None:
    """What was typed is still there when one comes back, and is saved."""
    async with somebody(browser, ways, IN_THE_TEAM) as visitor:
        page = visitor.page
        await visitor.open("/flows/sales")
        await go_by_provider(page)
        await page.get_by_role("button", name="Outline").click()
        await page.get_by_role("treeitem").filter(has_text="Opening").first.click()
        field = page.get_by_role("textbox", name="Title")
        await expect(field).to_be_editable()
        me = await (await page.request.get(f"{ways.url}/api/me")).json()
        over = await page.request.post(f"{ways.url}/api/sign-out", headers={"X-Trunkline-Token": me["token"]}, data={})
        assert over.ok
        await field.fill("Typed after the end")
        dialog = page.get_by_role("dialog", name="Sign in again")
        await expect(dialog).to_be_visible()
        assert await visitor.violations() == []
        devtools = await page.context.new_cdp_session(page)
        # Otherwise every page believes at all times that it is the one that is looked at.
        await devtools.send("Emulation.setFocusEmulationEnabled", {"enabled": False})
        async with page.context.expect_page() as opened:
            await dialog.get_by_role("link", name="in another tab").click()
        tab = await opened.value
        await tab.get_by_role("heading", name="Where you are signed in").wait_for()
        await tab.close()
        await page.bring_to_front()
        await expect(dialog).to_have_count(0)
        await expect(field).to_have_value("Typed after the end")
        await expect(page.get_by_role("status").filter(has_text="All changes saved")).to_be_visible()
