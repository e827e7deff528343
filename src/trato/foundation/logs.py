"""What processes log: one JSON object a line on the error stream, with nothing of a person in it.

Our events are a name and plain fields. Of what libraries say only their own wording is kept: their
arguments, and the texts of exceptions, may quote a row or an address.
"""

import logging
import sys
import threading
from collections.abc import Callable, MutableMapping
from types import TracebackType
from typing import Any

import structlog

from trato.foundation import settings
from trato.foundation.redact import is_plain, redact_fields, scrub

_FRAMES = 6
_OWN = "trato"

Event = MutableMapping[str, Any]
Render = Callable[[Any, str, Event], str | bytes]


def configure(process: str = "") -> None:
    """Set logging up for this process; one with a name also logs what ends it or its threads.

    Raises:
        SettingError: a setting of the logs is wrong.
    """
    level = logging.getLevelNamesMapping()[settings.log_level().upper()]
    render = _renderer()
    stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)
    last: list[Any] = [_named(process), stamp, _tell_exception, _redact, render]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            *last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
    )
    root = logging.getLogger()
    root.handlers[:] = [_Foreign(last)]
    root.setLevel(level)
    logging.captureWarnings(True)
    if process:
        sys.excepthook = _died
        threading.excepthook = _thread_died


def bind(**fields: Any) -> None:
    """Add plain fields to everything this thread or task logs from here on."""
    structlog.contextvars.bind_contextvars(**fields)


def _renderer() -> Render:
    form = settings.log_format()
    if form == "terminal" or (not form and sys.stderr.isatty()):
        return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    return structlog.processors.JSONRenderer(ensure_ascii=False)


def _named(process: str) -> Callable[[Any, str, Event], Event]:
    def add(_: Any, __: str, event: Event) -> Event:
        if process:
            event["process"] = process
        return event

    return add


def _redact(_: Any, __: str, event: Event) -> Event:
    return redact_fields(event)


def _tell_exception(_: Any, __: str, event: Event) -> Event:
    found = event.pop("exc_info", None)
    if found is True:
        found = sys.exc_info()
    problem = found[1] if isinstance(found, tuple) else found
    if isinstance(problem, BaseException):
        event.update(describe(problem))
    return event


def describe(problem: BaseException) -> dict[str, Any]:
    """Return an exception's kind, code and place, and none of its words."""
    told: dict[str, Any] = {"problem": type(problem).__name__, "at": _place(problem.__traceback__)}
    deeper = problem.__cause__ or problem.__context__
    code = getattr(problem, "sqlstate", None) or getattr(deeper, "sqlstate", None)
    if deeper is not None:
        told["cause"] = type(deeper).__name__
    if code:
        told["sqlstate"] = str(code)
    return told


def _place(trace: TracebackType | None) -> list[str]:
    frames = []
    while trace is not None:
        code = trace.tb_frame.f_code
        parts = code.co_filename.replace("\\", "/").rsplit("/", 2)
        frames.append(f"{'/'.join(parts[-2:])}:{trace.tb_lineno}")
        trace = trace.tb_next
    return frames[-_FRAMES:]


class _Foreign(logging.Handler):
    """Writes what libraries log through the standard library, in the same form."""

    def __init__(self, processors: list[Any]) -> None:
        super().__init__()
        self._stream = sys.stderr
        self._processors = processors

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record; a record that cannot be written is lost, never the work."""
        try:
            event: Any = {
                **structlog.contextvars.get_contextvars(),
                "event": _wording(record),
                "level": record.levelname.lower(),
                "logger": record.name,
                "exc_info": record.exc_info,
            }
            if hasattr(record, "status_code"):
                event["status"] = record.status_code
            for processor in self._processors:
                event = processor(None, record.levelname.lower(), event)
            self._stream.write(f"{event}\n")
        except Exception:  # a logger must not fail its caller
            self._stream.write('{"event": "log_lost", "level": "error"}\n')


def _wording(record: logging.LogRecord) -> str:
    """Return a library's words without what it filled in; the first line only."""
    words = record.msg if isinstance(record.msg, str) else type(record.msg).__name__
    words = words.splitlines()[0] if words else ""
    filled = record.args
    if not filled:
        return scrub(words)
    try:
        if isinstance(filled, MutableMapping):
            return scrub(words % {name: _filled(value) for name, value in filled.items()})
        return scrub(words % tuple(_filled(value) for value in filled))
    except (TypeError, ValueError, KeyError):
        return scrub(words)


def _filled(value: object) -> object:
    if isinstance(value, BaseException):
        return type(value).__name__
    return value if not isinstance(value, str) and is_plain(value) else "…"


def _died(kind: type[BaseException], problem: BaseException, _: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        structlog.get_logger(_OWN).critical("process_died", exc_info=problem)


def _thread_died(told: threading.ExceptHookArgs) -> None:
    if told.exc_value is not None and not isinstance(told.exc_value, SystemExit):
        structlog.get_logger(_OWN).critical("thread_died", exc_info=told.exc_value)
