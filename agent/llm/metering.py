"""What a request to a language model used: as the provider tells it, or estimated when it cannot tell any more."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import TracebackType
from typing import Any, Self

from agent.llm.registry import Access
from graphs.ports import Message, Tool
from telephony.usage import Unit, Usage, report

BYTES_A_TOKEN = 4
"""Of text in UTF-8: about what tokenizers make of English, and more than they make of Devanagari, whose letters take
three bytes; an estimate is never to be too low.
"""
UNSEEN_TOKENS = 60
"""What a translation is written with, when it was being written and nobody waited for it."""


class Meter:
    """One request's. Use it as a context: what was not settled at its end is estimated, however it ends."""

    def __init__(self, access: Access, asked: Callable[[], Sequence[str]], *, unseen: int = 0) -> None:
        """`asked`: makes the parts that were sent; `unseen`: tokens that may have been written and are not seen."""
        self._access = access
        self._asked = asked
        self._unseen = unseen
        self._bytes = 0
        self._settled = False
        self.tokens_in = self.tokens_out = 0
        """What was reported, for the log."""

    def wrote(self, text: str) -> None:
        """Something of the answer came."""
        self._bytes += len(text.encode())

    def told(self, usage: Mapping[str, Any] | None) -> None:
        """The provider says what was used, in LangChain's terms; nothing: it does not say."""
        if not usage or self._settled:
            return
        cached = _number((usage.get("input_token_details") or {}).get("cache_read"))
        self._report(_number(usage.get("input_tokens")) - cached, cached, _number(usage.get("output_tokens")))

    def free(self) -> None:
        """Nothing was used: the request was refused, or never sent."""
        self._settled = True

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        """Estimate what nobody told."""
        if not self._settled:
            size = sum(len(part.encode()) for part in self._asked())
            self._report(_tokens(size), 0, max(_tokens(self._bytes), self._unseen))

    def _report(self, fresh: int, cached: int, written: int) -> None:
        self._settled = True
        self.tokens_in, self.tokens_out = fresh + cached, written
        amounts: tuple[tuple[Unit, int], ...] = (
            ("tokens_in", fresh),
            ("tokens_cached", cached),
            ("tokens_out", written),
        )
        for unit, amount in amounts:
            if amount > 0:
                report(Usage("llm", self._access.provider, self._access.model, unit, amount))


def sent(messages: Iterable[Message], *schemas: Any, tools: Iterable[Tool] = ()) -> list[str]:
    """The parts of a request that are paid for."""
    parts = [message.text for message in messages]
    parts += [json.dumps(dict(call.arguments)) for message in messages for call in message.calls]
    parts += [tool.name + tool.description + json.dumps(dict(tool.parameters)) for tool in tools]
    return parts + [json.dumps(schema, ensure_ascii=False) for schema in schemas]


def _tokens(size: int) -> int:
    return -(-size // BYTES_A_TOKEN)


def _number(value: object) -> int:
    return value if isinstance(value, int) and value > 0 else 0
