"""A call's timeline as it grows: followed over HTTP, and shown as a conversation with the milliseconds of each turn."""

import asyncio
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Protocol

import httpx
import orjson

from agent.cli.answers import Answer, summary
from telephony.caller.local_names import LocalNames
from telephony.caller.report import CallReport

Entry = dict[str, Any]

KEY = "Give --key or TRUNKLINE_API_KEY, of the scope calls:read (trunkline key add)."

AGAIN_S = 0.1
"""Between two attempts to reach the timeline: it begins when the socket has shown its ticket."""

LAST_WORDS_S = 3.0
"""How long after the call its last events are waited for."""


class Shown(Protocol):
    """Whoever shows a call."""

    def entry(self, entry: Entry) -> None:
        """Something happened."""
        ...

    def ended(self, last: Entry, report: CallReport) -> None:
        """The call is over; `last` is its `ended` event."""
        ...


class Watch:
    """Follows one call's timeline at a running service, over lost connections, until the caller's end."""

    def __init__(self, url: str, on_entry: Callable[[Entry], None], *, key: str | None = None) -> None:
        """`key`: by which a service lets us read where one has to sign in."""
        self._url = url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._on_entry = on_entry
        self._known: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._over = asyncio.Event()
        self._seen = -1
        self._last: Entry = {}

    def call_id(self, call_id: str) -> None:
        """This is the call."""
        if not self._known.done():
            self._known.set_result(call_id)

    def over(self) -> None:
        """The call is over for the caller."""
        self._over.set()
        if not self._known.done():
            self._known.cancel()

    async def run(self) -> Entry:
        """Follow; returns the call's `ended` event, or nothing when the service cannot tell."""
        with suppress(asyncio.CancelledError):
            path = f"{self._url}/api/calls/{await self._known}/events"
            limits = httpx.Timeout(10.0, read=None)
            async with httpx.AsyncClient(timeout=limits, headers=self._headers, transport=LocalNames()) as client:
                following = asyncio.create_task(self._follow(client, path))
                await self._over.wait()
                await asyncio.wait({following}, timeout=LAST_WORDS_S)
                following.cancel()
                await asyncio.wait({following})
        return self._last

    async def _follow(self, client: httpx.AsyncClient, path: str) -> None:
        while not (self._over.is_set() and self._last):
            # A line that was lost and taken up again goes on in a new stream of events.
            with suppress(httpx.HTTPError):
                async with client.stream("GET", path, params={"after": self._seen}) as answer:
                    if answer.status_code in {401, 403}:
                        print(f"trunkline: {self._url} does not tell what happens in the call. {KEY}", file=sys.stderr)
                        return
                    if answer.status_code == 200:
                        async for line in answer.aiter_lines():
                            self._take(orjson.loads(line))
            await asyncio.sleep(AGAIN_S)

    def _take(self, entry: Entry) -> None:
        self._seen = int(entry["n"])
        self._last = entry if entry["event"] == "ended" else {}
        self._on_entry(entry)


class Conversation:
    """The call for a person to read: who said what, what was heard, and how long each answer took."""

    def __init__(self, caller: str) -> None:
        self._caller = caller
        self.answers: list[Answer] = []

    def entry(self, entry: Entry) -> None:
        """Show what is worth showing."""
        match entry["event"]:
            case "say":
                self._line(entry, "agent ", entry["text"])
            case "turn" if entry["text"]:
                self._line(entry, "caller", f"“{entry['text']}”")
            case "turn" if entry["keys"]:
                self._line(entry, "caller", f"pressed {entry['keys']}")
            case "turn":
                self._line(entry, "caller", "(silence)")
            case "turn_times" if answer := Answer.read(entry):
                self.answers.append(answer)
                print(f"{'':>11}{answer.sentence()}", flush=True)
            case "cut":
                self._line(entry, "      ", f"(interrupted after “{entry['heard']}”)")
            case "tool":
                self._line(entry, "      ", f"[{entry.get('action')}: {entry.get('outcome')}]")

    def ended(self, last: Entry, report: CallReport) -> None:
        """Show how it ended."""
        result = last.get("result") or "no result"
        print(f"\nThe call ended: {result} ({last.get('by')}, {report.seconds:.0f} s, call {report.call_id}).")
        print(summary(self.answers), flush=True)

    def _line(self, entry: Entry, who: str, what: object) -> None:
        print(f"{entry['at_ms'] / 1000:6.1f} s  {who}  {what}", flush=True)
