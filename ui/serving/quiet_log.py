"""The same line at most once a second: whoever sends rubbish fills no disk."""

from __future__ import annotations

import logging
import threading
import time

SECONDS = 1.0
_MOST_KINDS = 1000


class OncePerSecond(logging.Filter):
    """Lets the first of equal lines pass; the next that passes says how many were left out.

    Lines are equal that come from the same logger with the same text before its gaps are filled.
    """

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._passed: dict[tuple[str, str], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        kind, now = (record.name, str(record.msg)[:200]), time.monotonic()
        with self._lock:
            last, left_out = self._passed.get(kind, (now - SECONDS, 0))
            if now - last < SECONDS:
                self._passed[kind] = last, left_out + 1
                return False
            if len(self._passed) >= _MOST_KINDS:
                self._passed.clear()
            self._passed[kind] = now, 0
        if left_out:
            record.msg = f"{record.getMessage()} ({left_out} more like this were left out)"
            record.args = ()
        return True


_FILTER = OncePerSecond()


def quieten() -> None:
    """Have every handler that there is drop lines that repeat."""
    loggers = (logging.getLogger(name) for name in ("", "uvicorn", "uvicorn.error", "streamlit", "asyncio"))
    handlers = {handler for logger in loggers for handler in logger.handlers}
    for handler in (*handlers, *([logging.lastResort] if logging.lastResort else [])):
        handler.addFilter(_FILTER)  # once: what is there already is not added
