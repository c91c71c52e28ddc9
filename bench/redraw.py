"""How lively the Playground page is, counted in a headless Chromium with software rendering.

The page itself says when it has drawn (``data-updates`` of its host element), and of which epoch. Server and
browser share the machine, as on a student's laptop.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from bench.browser import NO_CHROMIUM, PATIENCE, ROOT, browser, chromium, free_port, served, wait_for_answer
from bench.result import Bar, Line

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROUNDS = 5
SECONDS = 5.0
SIX_OF_EIGHT = "8x6"

_HOST = """[...document.querySelectorAll('*')].find((node) => node.dataset?.updates !== undefined)"""
_COUNTED = (
    """async (seconds) => {
    const host = """
    + _HOST
    + """;
    const read = () => [performance.now() / 1000, Number(host.dataset.updates), Number(host.dataset.epoch)];
    const [begin, updates, epoch] = read();
    const times = [begin];
    const seen = new MutationObserver(() => times.push(performance.now() / 1000));
    seen.observe(host, { attributeFilter: ["data-updates"] });
    await new Promise((done) => setTimeout(done, 1000 * seconds));
    seen.disconnect();
    const [end, ...last] = read();
    times.push(end);
    const pauses = times.slice(1).map((time, at) => time - times[at]);
    return [(last[0] - updates) / (end - begin), (last[1] - epoch) / (end - begin), Math.max(...pauses)];
}"""
)
_MOVES = f"() => Number({_HOST}?.dataset.step) > 0"
_DRAWN = f"() => Number({_HOST}?.dataset.updates) > 0"
_NOTE = "circle, 250 rows for training, batch 10, at full speed, 1366 x 768, in a headless Chromium beside it"


@dataclass(slots=True)
class Found:
    """What all rounds gave."""

    redraws: list[float] = field(default_factory=list)
    epochs: list[float] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)
    new: list[float] = field(default_factory=list)
    known: list[float] = field(default_factory=list)


def lines(rounds: int | None) -> Sequence[Line]:
    """The page with a network of six layers of eight units."""
    path = chromium()
    if path is None:
        return _lines(Found(), NO_CHROMIUM)
    found = Found()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as data, browser(path) as opened:
        port = free_port()
        with served(ROOT, "app.py", port, Path(data)) as process:
            wait_for_answer(port, process)
            url = f"http://127.0.0.1:{port}/playground"
            _ = _played(opened, url, "3")  # TensorFlow is loaded, and the browser warm
            for number in range(rounds or ROUNDS):
                unseen = f"{4 + number % 4}-{5 + number // 4}-3"
                found.new.append(_played(opened, url, unseen))
                found.known.append(_played(opened, url, unseen))
                _count(opened, url, found)
    return _lines(found)


def _count(opened: Browser, url: str, found: Found) -> None:
    """Redraws and epochs a second once everything is compiled, and the longest pause between redraws."""
    page = _page(opened, f"{url}?layers={SIX_OF_EIGHT}&speed=full")
    page.keyboard.press("Space")
    page.wait_for_function(_MOVES, timeout=1000 * PATIENCE)
    page.wait_for_timeout(4000)
    redraws, epochs, pause = page.evaluate(_COUNTED, SECONDS)
    found.redraws.append(redraws)
    found.epochs.append(epochs)
    found.pauses.append(pause)
    page.context.close()


def _played(opened: Browser, url: str, layers: str) -> float:
    """Seconds from pressing play to a drawing of a later step."""
    page = _page(opened, f"{url}?layers={layers}")
    begin = time.perf_counter()
    page.keyboard.press("Space")
    page.wait_for_function(_MOVES, timeout=1000 * PATIENCE, polling="raf")
    took = time.perf_counter() - begin
    page.wait_for_timeout(3000)  # until it is compiled, for whoever asks for the same shape next
    page.context.close()
    return took


def _page(opened: Browser, url: str) -> Page:
    page = opened.new_context(
        bypass_csp=True, viewport={"width": 1366, "height": 768}, locale="en-US"
    ).new_page()
    page.goto(url)
    page.wait_for_function(_DRAWN, timeout=1000 * PATIENCE)
    return page


def _lines(found: Found, missing: str = "") -> Sequence[Line]:
    from core.engine.editing.live_network import LiveNetwork, scene_of
    from core.experiment import Experiment

    scene = scene_of(LiveNetwork(Experiment(layers=(8,) * 6)), 1, 0.0, 0, -1, 0)[1]
    return [
        _line(
            "Playground, 6 layers of 8: redraws",
            "/s",
            found.redraws,
            Bar("at least", 15, of="value"),
            missing,
            _NOTE,
        ),
        _line(
            "Playground, 6 layers of 8: training meanwhile",
            "epochs/s",
            found.epochs,
            Bar("at least", 300, of="value"),
            missing,
        ),
        _line("Playground, 6 layers of 8: longest pause between redraws", "s", found.pauses, None, missing),
        _line(
            "Play to a move: a shape seen before", "s", found.known, Bar("at most", 0.2, of="value"), missing
        ),
        _line(
            "Play to a move: a shape not seen before",
            "s",
            found.new,
            Bar("at most", 0.5, of="value"),
            missing,
        ),
        _line(
            "a scene of 6 layers of 8 on the wire",
            "kB",
            [len(scene.pack()) / 1000],
            Bar("at most", 30, of="value"),
            "",
        ),
    ]


def _line(what: str, unit: str, values: list[float], bar: Bar | None, missing: str, note: str = "") -> Line:
    return Line(what=what, unit=unit, values=tuple(values), bar=bar, note=note, missing=missing)
