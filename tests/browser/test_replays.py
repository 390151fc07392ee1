"""What the draft would have done with real calls: asked before it is published, answered by the calls themselves."""

import secrets

from playwright.async_api import expect

from telephony.caller.call import ring
from telephony.caller.plan import CallPlan, Press
from tests.support.console_page import ConsolePage

FLOW = """
flow: {name}
format: 1
title: Kennel
languages: [en]
start: which
tries: {{then: sorry}}
on_error: sorry
results: {{walked: success, fed: success, not_helped: failed}}
nodes:
  which:
    type: choose
    say: Press 1 for a walk, or 2 for a meal.
    options:
      walk: {{phrases: [walk], key: "1", to: out}}
      meal: {{phrases: [meal], key: "2", to: bowl}}
  out: {{type: end, say: Off we go., result: walked}}
  bowl: {{type: end, say: Enjoy., result: fed}}
  sorry: {{type: end, say: Sorry., result: not_helped}}
"""


async def a_flow_with_calls(console: ConsolePage, *keys: str) -> str:
    """A flow that is live, was called and pressed these keys, and whose draft sends walkers to the bowl."""
    name, api = f"kennel_{secrets.token_hex(4)}", console.page.request
    made = await api.post(f"{console.url}/api/flows", data={"name": name, "yaml": FLOW.format(name=name)})
    assert made.status == 201, await made.text()
    path = f"{console.url}/api/flows/{name}"
    note = {"revision": 1, "note": "First of all", "environment": "live"}
    published = await api.post(f"{path}/versions", data=note)
    assert published.status == 201, await published.text()
    for key in keys:
        plan = CallPlan(script=(Press(key),), flow=name, caller="+919822012345", quiet_s=0.3, limit_s=40.0)
        await ring(console.url, plan)
    draft = await (await api.get(f"{path}/draft")).json()
    draft["document"]["nodes"]["which"]["options"]["walk"]["to"] = "bowl"
    sent = {"revision": draft["revision"], "document": draft["document"], "layout": draft["layout"], "label": "Fed"}
    assert (await api.put(f"{path}/draft", data=sent)).status == 200
    return name


async def test_before_publishing_one_sees_what_real_calls_would_have_come_to(console: ConsolePage) -> None:
    """From the publish dialog to the calls that would end differently, and of one of them turn by turn."""
    name = await a_flow_with_calls(console, "1", "2", "1")
    page = console.page
    await console.open(f"/flows/{name}")
    await page.get_by_role("button", name="Publish", exact=True).click()
    await page.get_by_role("link", name="What would it have done with real calls?").click()
    await page.get_by_role("button", name="Play them on the draft").click()
    await expect(page.get_by_text("2 calls of 3 would go differently.")).to_be_visible(timeout=60_000)
    await page.reload()
    await expect(page.get_by_text("2 calls that ended in “walked” would now end in “fed”")).to_be_visible()
    await expect(page.get_by_text("1 call goes as it went")).to_be_visible()
    await page.get_by_role("button", name="Show the calls: 2 calls that ended in “walked”").click()
    compare = page.get_by_role("button", name="Compare the call of")
    await expect(compare).to_have_count(2)
    assert await console.violations() == []
    await compare.first.click()
    dialog = page.get_by_role("dialog", name="This call on the draft")
    await expect(dialog.get_by_text("1 turn goes differently.")).to_be_visible()
    await expect(dialog.get_by_text("Off we go.")).to_be_visible()
    await expect(dialog.get_by_text("Enjoy.")).to_be_visible()


async def test_real_calls_are_played_on_a_version(console: ConsolePage) -> None:
    """From the list of versions; one call is tried on either, without leaving it."""
    name = await a_flow_with_calls(console, "1")
    page = console.page
    await console.open(f"/flows/{name}/versions")
    await page.get_by_role("link", name="Play real calls on version 1").click()
    await page.get_by_role("button", name="Play them on version 1").click()
    await expect(page.get_by_text("None of 1 call would go differently.")).to_be_visible(timeout=60_000)
    await expect(page.get_by_text("1 call on version 1, played")).to_be_visible()
    await page.get_by_role("button", name="Show the calls: 1 call goes as it went").click()
    await page.get_by_role("button", name="Compare the call of").click()
    dialog = page.get_by_role("dialog", name="This call on version 1")
    await expect(dialog.get_by_text("It goes the same in every turn.")).to_be_visible()
    await dialog.get_by_label("Played on").select_option(label="The draft")
    await expect(page.get_by_role("dialog", name="This call on the draft").get_by_text("Enjoy.")).to_be_visible()
    assert await console.violations() == []
