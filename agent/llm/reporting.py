"""What is told of a request to a language model: its failure, to whoever asked and to the log, and what it used."""

import time

import structlog

from agent.llm.failures import failure, status_of, was_free
from agent.llm.metering import Meter
from agent.llm.registry import Access
from graphs.ports import ModelFailure
from telephony.errors import Fault

log = structlog.get_logger(__name__)

CONNECT_S = 2.0
"""The longest that connecting to a provider may take."""
TIMEOUT_S = 12.0
"""The longest that a provider may send nothing. Whoever asks for a caller waits for less."""
WITHHELD = ("content_filter", "refusal")
"""Reasons of an end after which the answer is not whole, and would not be when it was asked for again."""


def failed(error: BaseException, access: Access, meter: Meter) -> ModelFailure:
    """The failure that a client's error comes to. What was never sent, or refused, is not paid for."""
    if was_free(error):
        meter.free()
    found = failure(error, access, limit_s=TIMEOUT_S)
    log.warning("llm.failed", model=access.name, fault=found.fault, error=type(error).__name__, status=status_of(error))
    return found


def no_answer(access: Access, what: str, *, fault: Fault = "broken") -> ModelFailure:
    """The failure of an answer that came and is none."""
    log.warning("llm.failed", model=access.name, fault=fault, error=what)
    return ModelFailure(f"{access.name} {what}.", fault=fault)


def check_end(access: Access, reason: object, *, readable: bool) -> None:
    """See that a stream ended as it should. `readable`: so are the tools that are wanted. Raises ModelFailure."""
    if reason is None:  # a connection that ends early looks like an end
        raise no_answer(access, "broke off")
    if reason in WITHHELD:
        raise no_answer(access, "withheld the rest of its answer", fault="request")
    if not readable:
        raise no_answer(access, "asked for a tool in a way that cannot be read")


def log_use(access: Access, meter: Meter, *, began: float, kind: str) -> None:
    """How long it took and what it used. `began`: by the monotonic clock; `kind`: how it was asked."""
    log.debug(
        "llm.used",
        model=access.name,
        kind=kind,
        milliseconds=round((time.monotonic() - began) * 1000),
        tokens_in=meter.tokens_in,
        tokens_out=meter.tokens_out,
    )
