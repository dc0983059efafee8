"""What enters the log: one JSON object per line, with the request's id, and nothing that people typed.

Addresses, and the words of exceptions, quote what came in. So a request is told by its page, an exception by its class
and the lines of our code on which it happened, a fault of the database by its code and constraint; and whatever
still looks like an e-mail address or a telephone number, as mail servers like to quote, is blotted out.
"""

import json
import logging
import re
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from seoul_portal.watching import page_of

BLOT = "●"
PERSONAL = re.compile(
    r"[^\s<>\"'(),:;=]+@[^\s<>\"'(),:;=]+\.\w+"  # an e-mail address
    r"|(?<![\w.-])(?:\+82[-\s.]?|0)\d{1,2}[-\s.]?\d{3,4}[-\s.]?\d{4}(?![\w-])"  # a telephone number
)
DIAGNOSTICS = ("sqlstate", "table_name", "column_name", "constraint_name")

_request_id: Callable[[], str] = str


def register_request_id(identify: Callable[[], str]) -> None:
    """Register how to ask for the present request's id; ``casework`` does."""
    global _request_id
    _request_id = identify


class JsonFormatter(logging.Formatter):
    """For machines that collect logs."""

    def format(self, record: logging.LogRecord) -> str:
        return PERSONAL.sub(BLOT, json.dumps(told(record), ensure_ascii=False, default=str))


class LineFormatter(logging.Formatter):
    """The same for people at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        facts = told(record)
        head = " ".join(str(facts.pop(name)) for name in ("time", "level", "logger", "message"))
        lines = facts.pop("trace", [])
        rest = " ".join(f"{name}={value}" for name, value in facts.items())
        return PERSONAL.sub(BLOT, "\n    ".join([f"{head} {rest}".rstrip(), *lines]))


def told(record: logging.LogRecord) -> dict[str, Any]:
    """What may be told of a record."""
    facts: dict[str, Any] = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname,
        "logger": record.name,
        "message": _message(record),
    }
    if identifier := _request_id():
        facts["request"] = identifier
    facts |= getattr(record, "facts", {})
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        facts["error"] = " < ".join(_named(each) for each in _chain(error))
        facts["trace"] = list(_places(error))
    return facts


def _message(record: logging.LogRecord) -> str:
    request, task = getattr(record, "request", None), getattr(record, "data", None)
    if request is not None and hasattr(request, "resolver_match"):  # Django's own words hold the address
        return f"{getattr(record, 'status_code', 500)} {request.method} {page_of(request)}"
    if isinstance(task, dict) and "name" in task:  # Celery's hold arguments, results and the exception's words
        became = "failed" if "exc" in task else "done" if "runtime" in task else "received"
        return f"task {task['name']} {task.get('id', '')} {became}"
    return record.getMessage()


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        yield following
        following = following.__cause__ or (None if following.__suppress_context__ else following.__context__)


def _named(error: BaseException) -> str:
    diagnostics = getattr(error, "diag", None)
    details = [str(found) for name in DIAGNOSTICS if (found := getattr(diagnostics, name, None))]
    return f"{type(error).__module__}.{type(error).__qualname__}" + (f" ({', '.join(details)})" if details else "")


def _places(error: BaseException) -> Iterator[str]:
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"{frame.filename}:{frame.lineno} in {frame.name}"
