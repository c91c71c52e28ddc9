"""How long from starting the server until its first page can be used, beside an empty Streamlit app.

The clock starts with the process and stops when the page is usable in a browser that is already running.
Both apps are started in turn, with the same options.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench.result import Bar, Line
from bench.rounds import in_turn

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROUNDS = 7
ROOT = Path(__file__).resolve().parent.parent
_PATIENCE = 120.0
_CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
)
_EMPTY_APP = 'import streamlit as st\n\nst.title("x")\n'
_TITLE_THERE = "() => document.querySelector('[data-testid=stMain] h1')?.textContent === 'x'"
# The data are drawn on canvases inside the panel's shadow root; one with any ink is a picture.
_LAB_USABLE = """() => {
    const button = document.querySelector('.st-key-train button');
    if (!button || button.disabled) return false;
    if (!document.querySelector('.st-key-f-dataset, .st-key-g-data')) return false;
    if (document.querySelector('[data-testid=stSkeleton]')) return false;
    const host = [...document.querySelectorAll('*')].find((node) => node.shadowRoot?.querySelector('.panel'));
    const canvases = [...(host?.shadowRoot.querySelectorAll('canvas') ?? [])]
        .filter((node) => node.offsetParent);
    return canvases.some((canvas) => canvas.width > 0 &&
        canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some((value) => value));
}"""


@dataclass(frozen=True, slots=True)
class App:
    """An app to start.

    Arguments:
        folder: working folder, with ``.streamlit/config.toml``.
        script: what ``streamlit run`` is given.
        usable: JavaScript that says whether the page can be used.
    """

    folder: Path
    script: str
    usable: str

    def seconds(self, browser: Browser) -> float:
        """Start it, open its first page until it is usable, and end it again."""
        context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="en-US")
        page, port = context.new_page(), _free_port()
        try:
            with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as data:
                begin = time.perf_counter()
                with _served(self, port, Path(data)) as process:
                    _wait_for_answer(port, process)
                    page.goto(f"http://127.0.0.1:{port}/", wait_until="commit")
                    page.wait_for_function(self.usable, timeout=1000 * _PATIENCE, polling="raf")
                    return time.perf_counter() - begin
        finally:
            context.close()


def lines(rounds: int | None) -> Sequence[Line]:
    """The lab, and an app of one title."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        return [_line((), (), "chromium is not on PATH (Debian: apt-get install chromium)")]
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_CHROMIUM_FLAGS))
        lab, empty = App(ROOT, "app.py", _LAB_USABLE), _empty_app(Path(folder))
        for app in (lab, empty):  # warms files and browser
            app.seconds(browser)
        found = in_turn(
            {"lab": lambda: lab.seconds(browser), "empty": lambda: empty.seconds(browser)}, rounds or ROUNDS
        )
        browser.close()
    return [_line(found["lab"], found["empty"])]


def _line(values: tuple[float, ...], references: tuple[float, ...], missing: str = "") -> Line:
    return Line(
        what="streamlit run to a usable first page",
        unit="s",
        values=values,
        against="an empty Streamlit app",
        references=references,
        bar=Bar("at most", 1.3),
        note="Train can be pressed and the picture of the data is drawn, in a headless Chromium that runs "
        "already, files in the system's cache; beside an app of one title with the same options",
        missing=missing,
    )


def _empty_app(folder: Path) -> App:
    (folder / ".streamlit").mkdir()
    shutil.copy(ROOT / ".streamlit" / "config.toml", folder / ".streamlit")
    (folder / "empty.py").write_text(_EMPTY_APP, "utf-8")
    return App(folder, "empty.py", _TITLE_THERE)


@contextmanager
def _served(app: App, port: int, data: Path) -> Iterator[subprocess.Popen[bytes]]:
    """``streamlit run`` with a database of its own in `data`; ended in the end."""
    command = [sys.executable, "-m", "streamlit", "run", app.script, "--server.headless", "true"]
    command += ["--server.address", "127.0.0.1", "--server.port", str(port)]
    with (data / "log").open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=app.folder,
            env={**os.environ, "GRADIENT_LAB_STORE": f"sqlite:///{data / 'runs.sqlite'}"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # a group of its own, so that ending it ends its children too
        )
    try:
        yield process
    finally:
        for request in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(process.pid, request)
                process.wait(15)
                break
            except subprocess.TimeoutExpired:
                continue
            except ProcessLookupError:
                process.wait()
                break


def _wait_for_answer(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=10) as answer:
                if answer.status == 200:
                    return
        except (OSError, urllib.error.URLError):
            time.sleep(0.005)
    raise RuntimeError(f"The server does not answer (exit {process.poll()}).")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
