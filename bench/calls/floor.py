"""The floor: a bare Starlette socket on uvicorn that decodes every frame and sends sound back half of the time.

    python -m bench.calls.floor --port 8090 [--delay 20]

It answers a turn as soon as its last frame has come, or so many milliseconds later: with 100 ms of sound every 100 ms,
as long as the voice's stand-in would speak. So it also shows what the bench's own instruments add.
"""

import argparse
import asyncio
import base64
import json

import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from bench.calls.marks import FRAME_MS, MU_LAW, Ear, Tag, frames

MESSAGE_MS = 100
ANSWER_MS = 3200


class Floor:
    """`delay_s`: added before each answer."""

    def __init__(self, delay_s: float) -> None:
        self._delay_s = delay_s

    async def call(self, socket: WebSocket) -> None:
        """One call."""
        await socket.accept()
        ear, stream, answering = Ear(), "", None
        try:
            while True:
                said = json.loads(await socket.receive_text())
                if said["event"] == "start":
                    stream = said["streamSid"]
                elif said["event"] == "media":
                    for mark in ear.hear(base64.b64decode(said["media"]["payload"])):
                        if mark.kind == "last":
                            answering = asyncio.create_task(self._answer(socket, stream, mark.tag))
        except WebSocketDisconnect:
            if answering:
                answering.cancel()

    async def _answer(self, socket: WebSocket, stream: str, tag: Tag) -> None:
        if self._delay_s:
            await asyncio.sleep(self._delay_s)
        loop = asyncio.get_running_loop()
        sound = b"".join(frames(tag, ANSWER_MS // FRAME_MS, coding=MU_LAW, last=True))
        size, due = MESSAGE_MS * 8, loop.time()
        for at in range(0, len(sound), size):
            payload = base64.b64encode(sound[at : at + size]).decode()
            await socket.send_text(json.dumps({"event": "media", "streamSid": stream, "media": {"payload": payload}}))
            due += 0.98 * MESSAGE_MS / 1000  # a little ahead, so that the line does not run dry
            await asyncio.sleep(due - loop.time())


def main() -> None:
    """Read the options and serve."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--port", type=int, default=8090)
    options.add_argument("--delay", type=float, default=0, help="milliseconds before each answer")
    given = options.parse_args()
    app = Starlette(routes=[WebSocketRoute("/ws", Floor(given.delay / 1000).call)])
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=given.port,
        log_level="warning",
        loop="uvloop",
        ws="websockets",
        ws_per_message_deflate=False,
    )


if __name__ == "__main__":
    main()
