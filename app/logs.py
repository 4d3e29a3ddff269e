"""How the program's log is written: words for a terminal, or a JSON object a line for programs. Imports nothing of ours.

No line holds what a customer said or is: names, addresses, words and keys are in the store only. An unforeseen error's own
words may quote them, so that the JSON form has its class and where it happened, without its words.
"""

import logging
import re
import secrets
import traceback
from contextvars import ContextVar
from typing import Any

from pythonjsonlogger.json import JsonFormatter

FORMS = ("text", "json")
REQUEST: ContextVar[str] = ContextVar("request", default="")
"""Id of the request, or of the news, that is worked on; empty outside of any"""
_TEXT = "%(levelname)s %(name)s: %(message)s"
_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_RENAMED = {"levelname": "level", "name": "logger", "exc_info": "exception"}


def begin(form: str) -> None:
    """Write the log to standard error, in one of the `FORMS`."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Json() if form == "json" else logging.Formatter(_TEXT))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)


def request_id(given: str) -> str:
    """Return the id that a proxy gave a request, or a new one."""
    return given if _ID.fullmatch(given) else secrets.token_hex(8)


class _Json(JsonFormatter):
    """One line, one object: time (UTC), level, logger, process, message, request, exception."""

    def __init__(self) -> None:
        members = ["levelname", "name", "process", "message"]
        super().__init__(members, timestamp="time", rename_fields=_RENAMED)

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """Name the request, if the line is about one."""
        if request := REQUEST.get():
            log_data["request"] = request
        return log_data

    def formatException(self, ei: Any) -> str:  # noqa: N802 (the library's name)
        """Say where it happened, and of what class it and what caused it are."""
        error: BaseException | None = ei[1]
        told: list[str] = []
        while error is not None and len(told) < 5:
            stack = "".join(traceback.format_tb(error.__traceback__))
            told.append(f"{stack}{type(error).__module__}.{type(error).__qualname__}")
            error = error.__cause__ or error.__context__
        return "\nafter\n".join(told)
