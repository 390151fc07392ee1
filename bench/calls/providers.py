"""One light process that stands in for Deepgram Flux, OpenAI and Cartesia, with set delays.

    python -m bench.calls.providers --port 9400 [--sound 130 ...]

`GET /journal` gives what happened so far (`bench.calls.journal`) and forgets it; `GET /messages` counts.
"""

import argparse
import asyncio
import dataclasses
import gc
from functools import partial

import uvloop

from bench.calls.chat import ChatDesk
from bench.calls.flux import FluxListener
from bench.calls.journal import Journal
from bench.calls.script import Delays
from bench.calls.sockets import Asked, Connection, Opened
from bench.calls.voice import VoiceListener
from bench.calls.wire import Head, response


async def serve(port: int, delays: Delays) -> None:
    """Serve until the process is ended."""
    journal = Journal()
    sockets: dict[str, Opened] = {
        "/v2/listen": partial(FluxListener, journal=journal, delays=delays),
        "/tts/websocket": partial(VoiceListener, journal=journal, delays=delays),
    }
    requests: dict[str, Asked] = {
        "/v1/chat/completions": ChatDesk(journal=journal, delays=delays).asked,
        "/journal": partial(_journal, journal),
        "/messages": partial(_messages, journal),
    }
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(sockets, requests), "127.0.0.1", port, backlog=512)
    print(f"providers: 127.0.0.1:{port}, {delays}", flush=True)
    await server.serve_forever()


def _journal(journal: Journal, connection: Connection, _head: Head, _body: bytes) -> None:
    connection.write(response(journal.dump(), kind="application/jsonl"))


def _messages(journal: Journal, connection: Connection, _head: Head, _body: bytes) -> None:
    connection.write(response(str(journal.messages).encode()))


def main() -> None:
    """Read the options and serve."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--port", type=int, default=9400)
    for field in dataclasses.fields(Delays):
        options.add_argument(f"--{field.name}", type=int, default=field.default, metavar="MS")
    given = vars(options.parse_args())
    port = given.pop("port")
    gc.freeze()
    uvloop.run(serve(port, Delays(**given)))


if __name__ == "__main__":
    main()
