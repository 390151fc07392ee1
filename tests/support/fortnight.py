"""A fortnight of calls of a flow, so that its reports and replays have something to tell: its own tests, played."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from graphs.compiler import compile_flow
from graphs.document import FlowDocument
from graphs.flows import flow_text
from graphs.loading import plain, read_yaml
from graphs.scripts import ScriptedCall
from graphs.trying import Line
from tests.support.past_calls import Past
from tests.support.played_calls import played, spoken_tests

DAYS = 14
ON_A_WEEKDAY, ON_SUNDAY = 6, 2


async def enter_a_fortnight(past: Past, name: str, *, now: datetime) -> None:
    """Calls of the last days, until yesterday; in each somebody says what the caller of one of the flow's tests says.

    `now`: where the business is.
    """
    flow = compile_flow(FlowDocument.model_validate(plain(read_yaml(flow_text(name)))))
    scripts = _round([(lines, call) for lines, call, _ in spoken_tests(flow.document)])
    for number, at in enumerate(_moments(now)):
        lines, call = next(scripts)
        rang = call.model_copy(update={"now": at.strftime("%Y-%m-%dT%H:%M")})
        story, result = await played(flow, lines, call=rang)
        known = {"flow": name, "version": 1, "caller": f"+9198123{number:05}", "direction": call.direction}
        by = "agent" if result else "caller"
        await past.enter(f"CA-past-{number:04}", story, at=at.astimezone(UTC), result=result, by=by, **known)
    await past.digest()


def _moments(now: datetime) -> Iterator[datetime]:
    """When calls came: by day, and not on the hour."""
    for ago in range(DAYS, 0, -1):
        day = (now - timedelta(days=ago)).replace(hour=9, minute=3, second=0, microsecond=0)
        for place in range(ON_SUNDAY if day.weekday() == 6 else ON_A_WEEKDAY + day.day % 3):
            yield day + timedelta(minutes=67 * place)


def _round(scripts: list[tuple[list[Line], ScriptedCall]]) -> Iterator[tuple[list[Line], ScriptedCall]]:
    while True:
        yield from scripts
