"""How long from starting the server until its first page can be used, beside an empty Streamlit app.

The clock starts with the process and stops when the page is usable in a browser that is already running.
Both apps are started in turn, with the same options.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench.browser import NO_CHROMIUM, PATIENCE, ROOT, browser, chromium, free_port, served, wait_for_answer
from bench.result import Bar, Line
from bench.rounds import in_turn

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROUNDS = 7
_EMPTY_APP = 'import streamlit as st\n\nst.title("x")\n'
_TITLE_THERE = "() => document.querySelector('[data-testid=stMain] h1')?.textContent === 'x'"
# The data are drawn on canvases inside the panel's shadow root; one with any ink is a picture.
LAB_USABLE = """() => {
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
        context = browser.new_context(
            bypass_csp=True, viewport={"width": 1366, "height": 768}, locale="en-US"
        )
        page, port = context.new_page(), free_port()
        try:
            with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as data:
                begin = time.perf_counter()
                with served(self.folder, self.script, port, Path(data)) as process:
                    wait_for_answer(port, process)
                    page.goto(f"http://127.0.0.1:{port}/", wait_until="commit")
                    page.wait_for_function(self.usable, timeout=1000 * PATIENCE, polling="raf")
                    return time.perf_counter() - begin
        finally:
            context.close()


def lines(rounds: int | None) -> Sequence[Line]:
    """The lab, and an app of one title."""
    path = chromium()
    if path is None:
        return [_line((), (), NO_CHROMIUM)]
    with tempfile.TemporaryDirectory() as folder, browser(path) as opened:
        lab, empty = App(ROOT, "app.py", LAB_USABLE), _empty_app(Path(folder))
        for app in (lab, empty):  # warms files and browser
            app.seconds(opened)
        found = in_turn(
            {"lab": lambda: lab.seconds(opened), "empty": lambda: empty.seconds(opened)}, rounds or ROUNDS
        )
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
