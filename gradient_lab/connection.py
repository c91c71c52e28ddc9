"""Requests to a running lab, one at a time, over a connection that is kept open between them."""

from __future__ import annotations

import http.client
import json
import re
from typing import Any
from urllib.parse import urlsplit

PATIENCE = 10.0
"""Seconds that the lab may take for each part of an answer."""
_TOKEN = re.compile(r"[A-Za-z0-9_.-]{1,200}", re.ASCII)
_MOST_ANSWER = 65_536
_LATER = {408, 425, 429}


class Unreachable(Exception):
    """The lab does not answer, or has no time: it may be asked again, `wait` seconds later or more."""

    def __init__(self, why: str, wait: float = 0.0) -> None:
        super().__init__(why)
        self.wait = wait


class Lost(Exception):
    """The lab does not know what is asked for."""


class Refused(Exception):
    """The lab says no, and will say so again."""


class Connection:
    """To the lab at `address`, for whoever has `token`. Nothing is opened until something is asked.

    Raises:
        ValueError: the address is none, or the token cannot stand in a request.
    """

    def __init__(self, address: str, token: str) -> None:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
            raise ValueError(f"Expected the address of a lab as http://localhost:8501, received {address!r}.")
        if not _TOKEN.fullmatch(token):
            raise ValueError("Expected the token that the lab's page Runs shows, received another text.")
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self._connection = kind(parts.hostname, parts.port, timeout=PATIENCE)
        self._base = parts.path.rstrip("/")
        self._headers = {"X-Gradient-Lab-Token": token, "Content-Type": "application/octet-stream"}

    def post(self, path: str, body: bytes) -> dict[str, Any]:
        """Send `body`, and return the answer's JSON object; an empty one where there is none.

        Raises:
            Unreachable, Lost, Refused: it was not taken.
        """
        kept = self._connection.sock is not None
        try:
            return self._asked(path, body)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            if not kept:
                raise Unreachable(_said(error)) from error
        try:  # the lab closes connections that rest for some seconds
            return self._asked(path, body)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise Unreachable(_said(error)) from error

    def close(self) -> None:
        """Let go of the connection; it is opened again when something is asked."""
        self._connection.close()

    def _asked(self, path: str, body: bytes) -> dict[str, Any]:
        self._connection.request("POST", self._base + path, body, self._headers)
        answer = self._connection.getresponse()
        told = answer.read(_MOST_ANSWER)
        if not answer.isclosed():
            self.close()  # it goes on
        found = _json_object(told)
        if answer.status == 204 or (answer.status == 200 and found is not None):
            return found or {}
        why = str((found or {}).get("error") or f"it answered {answer.status} {answer.reason}")[:500]
        if answer.status == 405 and found is None:  # an address of one of its pages, or of something else
            raise Refused(f"there is no lab at {self._base or '/'}: give its address without a page's name")
        if answer.status == 404:
            raise Lost(why)
        if answer.status == 200 or answer.status in _LATER or answer.status >= 500:
            wait = answer.headers.get("Retry-After", "")
            raise Unreachable(why, float(wait) if wait.isdecimal() and len(wait) < 5 else 0.0)
        if 300 <= answer.status < 400:
            why = f"it leads to {answer.headers.get('Location', '')[:200]}: give that address to Watch"
        raise Refused(why)


def _json_object(told: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(told)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
