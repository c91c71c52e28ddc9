"""How the explorers follow a finger: one slider of each is moved at every screen frame.

A headless Chromium draws by software, beside the server on the same cores. The page says when it has drawn
(``data-updates`` of its host element).
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bench.browser import NO_CHROMIUM, PATIENCE, ROOT, browser, chromium, free_port, served, wait_for_answer
from bench.result import Bar, Line

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROUNDS = 3
SECONDS = 4.0
DRAGGED = {
    "optimizers": "rate",
    "landscape": "step",
    "activations": "deviation",
    "losses": "",
    "scaling&part=bowl": "rate",
    "by_hand": "learning_rate",
}
"""By what stands in the address behind ``view=`` the path of the slider that is moved; "": the first one."""

_HOST = "[...document.querySelectorAll('*')].find((node) => node.dataset?.updates !== undefined)"
_READY = (
    f"() => {{ const it = {_HOST}?.dataset; return it && (it.view !== 'landscape' || it.sharp === '64'); }}"
)
_MOVED = (
    """async ([path, seconds]) => {
    const host = """
    + _HOST
    + """;
    const all = [...host.shadowRoot.querySelectorAll(".choice.slider")].filter((each) => each.offsetParent);
    const chosen = all.find((each) => each.dataset.path === path) ?? all[0];
    const slider = chosen.querySelector("input[type=range]");
    const last = Number(slider.max);
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    let [at, way] = [Number(slider.value), 1];
    const drawn = [];
    const seen = new MutationObserver(() => drawn.push(performance.now()));
    await frame();
    const begin = performance.now();
    seen.observe(host, { attributeFilter: ["data-updates"] });
    drawn.push(begin);
    while (performance.now() - begin < 1000 * seconds) {
        if (at + way < 0 || at + way > last) way = -way;
        slider.value = String((at += way));
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        await frame();
    }
    seen.disconnect();
    const pauses = drawn.slice(1).map((time, index) => time - drawn[index]);
    return [(1000 * pauses.length) / (drawn[drawn.length - 1] - begin), Math.max(...pauses) / 1000];
}"""
)


def lines(rounds: int | None) -> Sequence[Line]:
    """Of each explorer redraws a second, and the longest pause between two."""
    path = chromium()
    if path is None:
        return [_line(view, "redraws", "/s", [], NO_CHROMIUM) for view in DRAGGED]
    found: dict[str, list[tuple[float, float]]] = {view: [] for view in DRAGGED}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as data, browser(path) as opened:
        port = free_port()
        with served(ROOT, "app.py", port, Path(data)) as process:
            wait_for_answer(port, process)
            for _ in range(rounds or ROUNDS):
                for view, slider in DRAGGED.items():
                    address = f"http://127.0.0.1:{port}/explore?view={view}"
                    found[view].append(_dragged(opened, address, slider))
    told = []
    for view, each in found.items():
        told.append(_line(view, "redraws", "/s", [redraws for redraws, _ in each]))
        told.append(_line(view, "longest pause", "s", [pause for _, pause in each]))
    return told


def _dragged(opened: Browser, url: str, slider: str) -> tuple[float, float]:
    page = opened.new_context(
        bypass_csp=True, viewport={"width": 1366, "height": 768}, locale="en-US"
    ).new_page()
    page.goto(url)
    page.wait_for_function(_READY, timeout=1000 * PATIENCE)
    page.evaluate(_MOVED, [slider, 1.0])  # what is compiled and cached at first
    redraws, pause = page.evaluate(_MOVED, [slider, SECONDS])
    page.context.close()
    return redraws, pause


def _line(view: str, what: str, unit: str, values: list[float], missing: str = "") -> Line:
    bar = Bar("at least", 30, of="value") if unit == "/s" else Bar("at most", 0.1, of="value")
    return Line(
        what=f"Explore, {view.partition('&')[0]}: {what} while a slider moves",
        unit=unit,
        values=tuple(values),
        bar=bar,
        note="1366 x 768, another value at every screen frame",
        missing=missing,
    )
