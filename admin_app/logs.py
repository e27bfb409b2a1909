"""Logs: one JSON object a line, or a plain line where a person watches a terminal.

Every line within a request carries its `request_id`, every line of a job its `job_id`. What is
secret is taken out of every text before it is written.
"""

from __future__ import annotations

import logging
import re
import sys
from typing import IO, Any

import structlog
from structlog.typing import EventDict, Processor

requests = logging.getLogger("kontora.requests")
"""Takes one line a request."""
jobs = logging.getLogger("kontora.jobs")
"""Takes a line when a job is asked for, and one when it ended."""
_SECRETS = (
    (re.compile(r"(/(?:forgot|welcome|register|invitation)/)[^\s/?\"'<>]+"), r"\1…"),
    (re.compile(r"(://)[^\s/@\"']+@"), r"\1…@"),
    # whatever else looks like a token in an address: long, with digits or capitals
    (re.compile(r"/(?=[\w-]*[A-Z0-9])[\w-]{24,}(?=[/?\s\"']|$)"), "/…"),
)


def configure(level: str, stream: IO[str] = sys.stderr) -> None:
    """Write all logs of this process to the stream, from the level `level` on."""
    on_terminal = stream.isatty()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_formatter(on_terminal=on_terminal))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    logging.getLogger("alembic").setLevel(logging.WARNING)
    if on_terminal and level != "debug":
        logging.getLogger("kontora").setLevel(logging.WARNING)  # `make run` stays readable


def bind(**values: str | int) -> None:
    """Let all further lines of this request or job carry these values."""
    structlog.contextvars.bind_contextvars(**values)


def unbind_all() -> None:
    """Forget what a request or job before this one left behind."""
    structlog.contextvars.clear_contextvars()


def scrubbed(text: str) -> str:
    """The text without one-time links, passwords of addresses and keys of files."""
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text


def _formatter(*, on_terminal: bool) -> logging.Formatter:
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _scrub,
    ]
    last: Processor = (
        structlog.dev.ConsoleRenderer(pad_event_to=0)
        if on_terminal
        else structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
    )


def _scrub(_logger: Any, _method: str, event: EventDict) -> EventDict:
    return {
        key: scrubbed(value) if isinstance(value, str) and not key.startswith("_") else value
        for key, value in event.items()
    }
