"""What tools say of their answers, held against the answers themselves."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from agent.store.database import Database
from agent.store.demonstration import enter_demonstration
from agent.tools.registry import TOOLS, Toolbox, load_tools
from tests.support.outside import ZONE

if TYPE_CHECKING:
    from tests.integration.tools.conftest import Wall

CALLER = {"phone": "+919822012345"}


async def test_every_tool_answers_with_the_fields_that_it_names(
    toolbox: Toolbox, database: Database, wall: "Wall"
) -> None:
    """The editor offers them where a text says a value: none may be missing, and none be left unsaid."""
    assert await enter_demonstration(database, now=wall().replace(tzinfo=ZONE))
    tools, answered = load_tools(), dict[str, set[str]]()

    async def ask(action: str, **arguments: Any) -> Any:
        tool = tools[action]
        outcome = await toolbox(action, arguments, key=f"t:1:{action}:0", commits=tool.commits)
        assert outcome.name == "ok", action
        record = outcome.value[0] if tool.out == "list" else outcome.value
        assert isinstance(record, Mapping), action
        answered[action] = set(record)
        return record

    free = await ask("find_times", service="cleaning", day="2026-03-04", day_part=None)
    await ask("book", service="cleaning", slot=free, name="Asha Rao", **CALLER)
    appointment = await ask("find_appointments", **CALLER)
    later = await ask("find_times", service="cleaning", day="2026-03-05", day_part=None)
    await ask("move", appointment=appointment, slot=later)
    await ask("cancel", appointment=appointment)
    await ask("leave_message", message="Please ring back.", **CALLER)
    await ask("customer_by_phone", phone="+14155550137")
    customer = await ask("customer_by_account", account="87654321")
    await ask("outage_at", postcode="60614")
    await ask("test_line", customer=customer)
    ticket = await ask("open_ticket", customer=None, issue="slow", detail=None, tried="", **CALLER)
    await ask("find_ticket", number=ticket["number"])
    dana = {"name": "Dana Levi", "email": "dana@example.com", "score": 3}
    await ask("save_lead", **dana)
    await ask("book_demo", **dana, need="expenses", slot=await ask("demo_times"))
    await ask("add_do_not_call", **CALLER)

    assert set(TOOLS) - set(answered) == {"stop_recording"}, "which needs a call"
    assert answered == {name: set(tools[name].fields) for name in answered}
    assert all(tool.summary.endswith(".") for tool in tools.values())
