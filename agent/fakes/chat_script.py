"""What a stand-in for a language model answers: by a script, or out of its own head.

    fakes["openai"].chat.then(text("Good ", "day."), use("look", {"at": "x"}), Answer(("One. ",), cut_after=1))

Each request takes the next answer; the last one answers all further requests. Without a script a stand-in answers with
the smallest object that a schema allows, or with a short polite sentence.
"""

import asyncio
import json
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from agent.fakes.faults import Torn
from agent.fakes.seen import KEPT

Body = dict[str, Any]
Cut = Literal["drop", "clean", "error"]
"""How a stream ends before its end: the connection is torn; the body ends without a reason; an error comes in it."""

POLITE = ("Thank you for calling. ", "How can ", "I help you?")
LETTERS_A_TOKEN = 4


@dataclass(frozen=True, slots=True)
class Call:
    """A tool that the model wants to be run."""

    name: str
    arguments: str
    """JSON, as the model writes it: it need not be any."""
    id: str = ""
    """Empty: the stand-in gives it one."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a request used, as the stand-in tells it."""

    read: int
    """All that were read, those that were cached among them."""
    written: int
    cached: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered to one request."""

    pieces: tuple[str, ...] = ()
    """The text, as it is streamed; whole when no stream is asked for."""
    calls: tuple[Call, ...] = ()
    """Tools that are wanted after it; the arguments of each are streamed in two parts."""
    status: int = 200
    code: str = ""
    """The vendor's name for what is wrong, where it is another than the status's usual one."""
    retry_after_s: float | None = None
    raw: bytes | None = None
    """A body that is none of the protocol's."""
    stall_after: int | None = None
    """Never goes on after so many parts: a piece is one, and so are the beginning of a tool's call and each part of its
    arguments. 0: never answers."""
    cut_after: int | None = None
    cut: Cut = "drop"
    keep_alives: int = 0
    """So many signs of life come before each part, which say nothing."""
    part_s: float = 0.0
    """Seconds before each part."""
    gate: asyncio.Semaphore | None = None
    """Each part waits for it."""
    cut_short: bool = False
    """The answer ended because it may not be longer."""
    withheld: bool = False
    """The answer ended because of what it says."""
    tokens: Tokens | None = None
    """None: about as many as there are letters for."""

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(self.pieces)

    def within(self, tokens: int | None) -> "Answer":
        """No longer than so many tokens."""
        most = None if tokens is None else tokens * LETTERS_A_TOKEN
        if most is None or len(self.text) <= most:
            return self
        pieces, left = [], most
        for piece in self.pieces:
            pieces.append(piece[:left])
            left = max(0, left - len(piece))
        return replace(self, pieces=tuple(piece for piece in pieces if piece), calls=(), cut_short=True)


def text(*pieces: str) -> Answer:
    """An answer that is streamed whole."""
    return Answer(pieces)


def reply(value: object) -> Answer:
    """An answer in JSON."""
    return Answer((json.dumps(value, ensure_ascii=False),))


def use(name: str, arguments: Mapping[str, Any], *before: str) -> Answer:
    """A tool that is wanted, after some text."""
    return Answer(before, (Call(name, json.dumps(arguments, ensure_ascii=False)),))


def refuse(status: int, *, code: str = "", retry_after_s: float | None = None) -> Answer:
    """No answer but a status."""
    return Answer(status=status, code=code, retry_after_s=retry_after_s)


@dataclass(frozen=True, slots=True)
class Part:
    """What comes in one message of a stream: text, the beginning of a tool's call, or a part of its arguments."""

    what: Literal["text", "call", "arguments"]
    text: str
    call: int = 0
    """Which of the calls it belongs to."""


class Broken(Exception):
    """The stream ends here, cleanly or with an error."""

    def __init__(self, how: Cut) -> None:
        super().__init__(how)
        self.how = how


class ChatScript:
    """The answers that are still to come, and what came of the requests."""

    def __init__(self) -> None:
        self._answers: list[Answer] = []
        self.models: frozenset[str] = frozenset()
        """Those that there are; others are not found. Empty: every name is one."""
        self.by: Callable[[Body], Answer] | None = None
        """Who makes answers up where nothing is scripted, instead of the stand-in."""
        self.asked: deque[Body] = deque(maxlen=KEPT)
        """The requests that were not refused, oldest first."""
        self.left = 0
        """Clients that went away before their answer was whole."""
        self.connections: set[object] = set()
        """The sockets that requests came on."""

    def then(self, *answers: Answer) -> None:
        """What is answered from now on; nothing: what the stand-in makes up."""
        self._answers = list(answers)

    def lacks(self, model: str) -> bool:
        """Whether there is no such model."""
        return bool(self.models) and model not in self.models

    def next(self, request: Body, made_up: Answer) -> Answer:
        """The answer to a request."""
        self.asked.append(request)
        if not self._answers:
            return made_up if self.by is None else self.by(request)
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]


def parts(answer: Answer) -> Iterator[Part]:
    """What is streamed, in order."""
    yield from (Part("text", piece) for piece in answer.pieces)
    for place, call in enumerate(answer.calls):
        half = len(call.arguments) // 2
        yield Part("call", call.name, place)
        yield Part("arguments", call.arguments[:half], place)
        yield Part("arguments", call.arguments[half:], place)


async def paced(answer: Answer) -> AsyncGenerator[Part | None, None]:
    """What is streamed, when the script says so; None is a sign of life. Raises `Torn`, `Broken`; a stall lasts until
    the client leaves.
    """
    sent = 0
    for part in parts(answer):
        await _befall(answer, sent)
        if answer.gate:
            await answer.gate.acquire()
        if answer.part_s:
            await asyncio.sleep(answer.part_s)
        for _ in range(answer.keep_alives):
            yield None
        yield part
        sent += 1
    await _befall(answer, sent)


async def stall() -> None:
    """Until the client leaves."""
    await asyncio.Event().wait()


async def _befall(answer: Answer, sent: int) -> None:
    if answer.stall_after == sent:
        await stall()
    if answer.cut_after == sent:
        raise Torn if answer.cut == "drop" else Broken(answer.cut)


def counted(answer: Answer, request: Body) -> Tokens:
    """What a request used."""
    if answer.tokens:
        return answer.tokens
    written = answer.text + "".join(call.name + call.arguments for call in answer.calls)
    return Tokens(tokens_in(json.dumps(request, ensure_ascii=False)), max(1, tokens_in(written)))


def tokens_in(written: str) -> int:
    """About how many tokens a text has."""
    return -(-len(written) // LETTERS_A_TOKEN)
