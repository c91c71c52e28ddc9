"""A lab that takes what is sent as a test wants it: promptly, late, not at all, or with another answer."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = tuple[int, dict[str, Any] | bytes]


class FakeLab:
    """It listens at `url` until it is closed.

    Attributes:
        asked: paths and bodies, in order.
        answer: from a path to what is answered; None: as a lab does.
    """

    def __init__(self, port: int = 0) -> None:
        self.asked: list[tuple[str, bytes]] = []
        self.tokens: set[str | None] = set()
        self.answer: Callable[[str], Answer | None] = lambda path: None
        self._changed = threading.Condition()
        lab = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                code, told = lab.answer(self.path) or (200, {"run": "r"})
                with lab._changed:
                    lab.asked.append((self.path, body))
                    lab.tokens.add(self.headers.get("X-Gradient-Lab-Token"))
                    lab._changed.notify_all()
                data = told if isinstance(told, bytes) else json.dumps(told).encode()
                self.send_response(code)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *said: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        ).start()

    def wait(self, until: Callable[[], object], seconds: float = 10.0) -> None:
        """Wait until something is true of what was asked."""
        with self._changed:
            assert self._changed.wait_for(until, seconds), self.asked

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]

    def bodies(self, path: str) -> bytes:
        """What came for a path, one behind another."""
        return b"".join(body for each, body in self.asked if each == path)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
