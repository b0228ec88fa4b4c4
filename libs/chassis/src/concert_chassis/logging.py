"""One log line is one event with fields, as JSON, and carries the ids that join it to its cause."""

import logging
import sys
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import Literal

import structlog
from opentelemetry import trace
from structlog.typing import Processor, WrappedLogger

Fields = MutableMapping[str, object]

QUIET = ("asyncpg", "aiokafka", "alembic", "httpx", "httpcore", "asyncio", "uvicorn")
"""Libraries whose chatter below a warning nobody reads."""


def log_to(*, service: str, log_format: Literal["json", "console"] = "json", level: str = "info") -> None:
    """Sends our log and that of the libraries to standard output in one form; called once, by main."""
    formatter = structlog.stdlib.ProcessorFormatter(
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            *_rendering(log_format),
        ],
        foreign_pre_chain=[*_shared(service)],
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*_shared(service), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _shared(service: str) -> list[Processor]:
    def named(_logger: WrappedLogger, _method: str, fields: Fields) -> Fields:
        fields["service"] = service
        return fields

    return [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.contextvars.merge_contextvars,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        with_trace,
        named,
    ]


def _rendering(log_format: Literal["json", "console"]) -> list[Processor]:
    if log_format == "console":
        return [
            structlog.dev.ConsoleRenderer(
                colors=sys.stdout.isatty(), exception_formatter=structlog.dev.plain_traceback
            )
        ]
    return [
        structlog.processors.format_exc_info,
        structlog.processors.EventRenamer("message"),
        structlog.processors.JSONRenderer(),
    ]


def with_trace(_logger: WrappedLogger, _method: str, fields: Fields) -> Fields:
    context = trace.get_current_span().get_span_context()
    if context.is_valid:
        fields["trace_id"] = format(context.trace_id, "032x")
        fields["span_id"] = format(context.span_id, "016x")
    return fields


@contextmanager
def about(**fields: str | None) -> Iterator[None]:
    """Every line logged inside carries these fields (correlation_id, causation_id, event_id, event_type)."""
    known = {name: value for name, value in fields.items() if value is not None}
    with structlog.contextvars.bound_contextvars(**known):
        yield


def log_of(module: str) -> structlog.stdlib.BoundLogger:
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(module)
    return logger
