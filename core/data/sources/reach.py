"""Whether the place that data sets are downloaded from answers, without ever making anyone wait long."""

from __future__ import annotations

import threading
import urllib.request

PATIENCE = 3.0
"""Seconds after which a host that has not answered counts as out of reach."""


class Reach:
    """Asks one address, in a thread of its own.

    A thread, because no timeout of Python's covers the look-up of a host's name, which alone can take half
    a minute where there is no network.

    Arguments:
        url: what must answer a HEAD request with success (through a proxy if the machine has one).
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._lock = threading.Lock()
        self._answer: bool | None = None
        self._asking: threading.Thread | None = None

    def known(self) -> bool | None:
        """The latest answer, at once; None as long as there is none. The first call starts asking."""
        with self._lock:
            if self._answer is None:
                self._ask()
            return self._answer

    def now(self) -> bool:
        """A fresh answer, within `PATIENCE` seconds."""
        with self._lock:
            asking = self._ask()
        asking.join(PATIENCE)
        with self._lock:
            if asking.is_alive():
                self._answer = False
            return bool(self._answer)

    def _ask(self) -> threading.Thread:
        if self._asking is None or not self._asking.is_alive():
            self._asking = threading.Thread(target=self._request, name="reach", daemon=True)
            self._asking.start()
        return self._asking

    def _request(self) -> None:
        request = urllib.request.Request(self._url, method="HEAD")
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE):
                answer = True
        except OSError:  # URLError, HTTPError and timeouts are all OSError
            answer = False
        with self._lock:
            self._answer = answer
