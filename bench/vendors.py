"""A stand-in for the wires of four vendors, in a process of its own: fast, so that the client's cost is seen.

It answers what is asked with the same every time and looks at nothing. `agent.fakes` are those that look.
"""

import asyncio
import base64
import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiohttp import WSMsgType, web

TOKENS = 40
TOKEN_S = 0.010
PIECE_S = 0.020
SENTENCE = "We have an appointment for you on Tuesday at half past nine in the morning."
SOUND_MS = 3_000
PIECE_MS = 200
UPDATE_BYTES = 2_000
HEARD = "I would like to book a cleaning next Tuesday"


async def chat(request: web.Request) -> web.StreamResponse:
    """Chat completions: forty tokens, one at a time."""
    asked = await request.json()
    head: dict[str, Any] = {"id": "chatcmpl-1", "created": 1, "model": "bench", "system_fingerprint": "fp_1"}
    if not asked.get("stream"):
        said = {"role": "assistant", "content": '{"ready": true}', "refusal": None}
        choices = [{"index": 0, "message": said, "finish_reason": "stop", "logprobs": None}]
        return web.json_response({**head, "object": "chat.completion", "choices": choices, "usage": _USAGE})
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream; charset=utf-8"})
    await response.prepare(request)
    head |= {"object": "chat.completion.chunk", "service_tier": "default"}

    async def say(delta: dict[str, Any] | None, **more: Any) -> None:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": None}
        body = {**head, "choices": [] if delta is None else [choice | more], "usage": None, "obfuscation": "x7Yd0"}
        await response.write(f"data: {json.dumps(body | (more if delta is None else {}))}\n\n".encode())

    await say({"role": "assistant", "content": "", "refusal": None})
    for number in range(TOKENS):
        await asyncio.sleep(TOKEN_S)
        await say({"content": f" word{number}"})
    await say({}, finish_reason="stop")
    await say(None, usage=_USAGE)
    await response.write(b"data: [DONE]\n\n")
    return response


_USAGE = {
    "prompt_tokens": 900,
    "completion_tokens": TOKENS,
    "total_tokens": 900 + TOKENS,
    "prompt_tokens_details": {"cached_tokens": 512, "audio_tokens": 0},
    "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": 0},
}


async def flux(request: web.Request) -> web.WebSocketResponse:
    """Deepgram's second socket: an update for each quarter of a second of sound."""
    ws = web.WebSocketResponse(compress=False)
    await ws.prepare(request)
    await ws.send_json({"type": "Connected", "request_id": "r", "sequence_id": 0})
    came = told = number = 0
    async for message in ws:
        if message.type is WSMsgType.TEXT:
            if json.loads(message.data)["type"] == "CloseStream":
                break
            continue
        came += len(message.data)
        if came - told >= UPDATE_BYTES:
            told, number = came, number + 1
            await ws.send_str(json.dumps(_turn(number, came / 8000)))
    await ws.close()
    return ws


def _turn(number: int, now: float) -> dict[str, Any]:
    said = HEARD.split()[: number % 10]
    words = [{"word": word, "confidence": 0.98, "start": now, "end": now + 0.2} for word in said]
    return {
        "type": "TurnInfo",
        "request_id": "f4f7a3c6-2f0e-4a35-8e6a-000000000000",
        "sequence_id": number,
        "event": "Update",
        "turn_index": 0,
        "audio_window_start": 0.0,
        "audio_window_end": now,
        "transcript": " ".join(said),
        "words": words,
        "end_of_turn_confidence": 0.31,
    }


async def cartesia(request: web.Request) -> web.WebSocketResponse:
    """Cartesia's socket: three seconds of sound for each text, with the times of its words."""
    ws = web.WebSocketResponse(compress=False)
    await ws.prepare(request)
    async with asyncio.TaskGroup() as speaking:
        async for message in ws:
            asked = json.loads(message.data)
            if not asked.get("cancel") and not asked.get("continue"):
                speaking.create_task(_cartesia_speaks(ws, asked["context_id"]))
    return ws


async def _cartesia_speaks(ws: web.WebSocketResponse, context: str) -> None:
    common = {"context_id": context, "status_code": 206, "done": False}
    for number, (sound, words) in enumerate(_pieces()):
        await asyncio.sleep(PIECE_S)
        chunk = {**common, "type": "chunk", "data": sound, "step_time": 12.3}
        if words and number % 3 == 0:
            starts, ends = [at / 1000 for _, at, _ in words], [at / 1000 for _, _, at in words]
            times = {"words": [word for word, _, _ in words], "start": starts, "end": ends}
            await ws.send_str(json.dumps({**common, "type": "timestamps", "word_timestamps": times}))
        await ws.send_str(json.dumps(chunk))
    await ws.send_str(json.dumps({**common, "type": "done", "done": True, "status_code": 200}))


async def elevenlabs(request: web.Request) -> web.WebSocketResponse:
    """ElevenLabs's socket: the same, with the times of the letters."""
    ws = web.WebSocketResponse(compress=False)
    await ws.prepare(request)
    texts: dict[str, str] = {}
    async with asyncio.TaskGroup() as speaking:
        async for message in ws:
            asked = json.loads(message.data)
            name = asked.get("context_id", "")
            texts[name] = texts.get(name, "") + asked.get("text", "").strip()
            if asked.get("close_context"):
                speaking.create_task(_elevenlabs_speaks(ws, name, texts.pop(name)))
    return ws


async def _elevenlabs_speaks(ws: web.WebSocketResponse, context: str, text: str) -> None:
    pieces = list(_pieces())
    share = -(-len(text) // len(pieces))
    for number, (sound, _) in enumerate(pieces):
        await asyncio.sleep(PIECE_S)
        letters = text[number * share : (number + 1) * share]
        step = PIECE_MS // share
        told = {
            "chars": list(letters),
            "charStartTimesMs": [at * step for at in range(len(letters))],
            "charDurationsMs": [step] * len(letters),
        }
        body = {"audio": sound, "isFinal": None, "alignment": told, "normalizedAlignment": told, "contextId": context}
        await ws.send_str(json.dumps(body))
    await ws.send_str(json.dumps({"isFinal": True, "contextId": context}))


def _pieces() -> Iterator[tuple[str, list[tuple[str, int, int]]]]:
    words, count = SENTENCE.split(), SOUND_MS // PIECE_MS
    length = SOUND_MS // len(words)
    placed = [(word, at * length, (at + 1) * length) for at, word in enumerate(words)]
    for number in range(count):
        # The times of three pieces come with the first of them.
        begin, end = number * PIECE_MS, (number + 3) * PIECE_MS
        yield _SOUND, [each for each in placed if begin <= each[1] < end]


_SOUND = base64.b64encode(bytes(range(256)) * (PIECE_MS * 8 // 256 + 1))[: PIECE_MS * 8 * 4 // 3 // 4 * 4].decode()


def serve(bound: socket.socket) -> None:
    """Serve until killed."""
    app = web.Application()
    app.router.add_post("/v1/chat/completions", chat)
    app.router.add_get("/v2/listen", flux)
    app.router.add_get("/tts/websocket", cartesia)
    app.router.add_get("/v1/text-to-speech/{voice}/multi-stream-input", elevenlabs)
    web.run_app(app, sock=bound, print=None, access_log=None)


@contextmanager
def vendors() -> Iterator[str]:
    """Serve in another process while the context lasts: the address."""
    with socket.create_server(("127.0.0.1", 0)) as bound:
        process = subprocess.Popen([sys.executable, __file__, str(bound.fileno())], pass_fds=[bound.fileno()])
        try:
            yield f"http://127.0.0.1:{bound.getsockname()[1]}"
        finally:
            process.terminate()
            process.wait()


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
