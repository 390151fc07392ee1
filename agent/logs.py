"""Logs: named events with fields, one line each; personal fields are redacted at the door.

A field whose name begins with `pii_` may hold what a person said or is known by. It is never written: its length is.
Tracebacks are written without the values of variables, and secrets are hidden wherever they stand.
"""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO, cast

import structlog

from agent.secrets import Scrubbed


def redact(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace the value of every personal field by its length."""
    for name in [name for name in event if name.startswith("pii_")]:
        event[name] = f"<{len(str(event[name]))} characters>"
    return event


def set_up_logs(level: str, *, as_json: bool | None = None) -> None:
    """Write log events to standard error: as JSON for machines, in colour for a person at a terminal."""
    as_json = not sys.stderr.isatty() if as_json is None else as_json
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        redact,
    ]
    last: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if as_json
        # The usual formatter shows what every variable holds, keys and callers' words among them.
        else structlog.dev.ConsoleRenderer(pad_event_to=28, exception_formatter=structlog.dev.plain_traceback)
    )
    stream = cast("TextIO", Scrubbed(sys.stderr))
    structlog.configure(
        processors=[*shared, *([structlog.processors.format_exc_info] if as_json else []), last],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )
    _join_standard_logging(shared, last, stream)


def _join_standard_logging(
    shared: list[structlog.typing.Processor], last: structlog.typing.Processor, stream: TextIO
) -> None:
    """What libraries log through the standard library takes the same form."""
    handler = logging.StreamHandler(stream)
    keep = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
            processors=[keep, structlog.processors.format_exc_info, last]
            if isinstance(last, structlog.processors.JSONRenderer)
            else [keep, last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
