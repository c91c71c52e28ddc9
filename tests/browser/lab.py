"""The lab's pages as a person uses them: find, press, choose, and read what is shown."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import TimeoutError, expect

from tests.conftest import ROOT
from tests.sampling import wanted

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

PICTURES = ROOT / "build" / "screenshots"
LAPTOP, PROJECTOR = (1366, 768), (1920, 1080)
SCREENS = {
    "en-light-1366": {"locale": "en-US", "dark": False, "size": LAPTOP},
    "en-dark-1920": {"locale": "en-US", "dark": True, "size": PROJECTOR},
    "ko-light-1366": {"locale": "ko-KR", "dark": False, "size": LAPTOP},
    "ko-dark-1366": {"locale": "ko-KR", "dark": True, "size": LAPTOP},
}
"""Where a page is looked at: language, theme and size in pixels."""
EVERY_SCREEN = wanted("SCREENS")
if not EVERY_SCREEN:
    del SCREENS[
        "ko-light-1366"
    ]  # its words and its size are those of the dark one, its colours the English one's
LOCALES = ("en-US", "ko-KR")

PANEL = "[...document.querySelectorAll('*')].find((node) => node.shadowRoot?.querySelector('.panel'))"
PATIENCE = 60_000
"""Milliseconds that anything may take on a busy machine."""

# The data points lie in a layer over the picture and do not change.
CANVASES = f"""() => [...{PANEL}.shadowRoot.querySelectorAll('canvas')]
    .filter((canvas) => !canvas.closest('.over'))
    .filter((canvas) => canvas.offsetParent !== null).map((canvas) => canvas.toDataURL())"""


@dataclass(frozen=True)
class Lab:
    """A browser's view of a running lab.

    Arguments:
        page: Playwright's page.
        url: address of the lab.
        pictures: folder for screenshots.
        runs: those that the page has shown.
    """

    page: Page
    url: str
    pictures: Path
    runs: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        shown = re.compile(r"[?&]run=([\w-]+)")
        self.page.on("framenavigated", lambda frame: self.runs.update(shown.findall(frame.url)))

    def stop_runs(self) -> None:
        """Stop what the visitor has begun and the page has shown: it would train on beside other tests."""
        for run in self.runs:
            self.page.request.post(
                f"{self.url}/lab/runs/{run}/commands", data={"verb": "stop"}, headers={"X-Gradient-Lab": "1"}
            )

    def open(self, path: str = "/") -> None:
        """Open a page and wait until the panel, or the page's text, is there."""
        self.page.goto(f"{self.url}{path}")
        self.page.locator("[data-testid=stMain] [data-testid=stVerticalBlock]").first.wait_for(
            timeout=PATIENCE
        )

    def settle(self) -> None:
        """Wait until the server has answered everything so far."""
        self.page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=PATIENCE)

    def choose(self, key: str, option: str) -> None:
        """Pick `option` in the menu of the field `key`."""
        menu = self.page.locator(f".st-key-f-{key}").get_by_role("combobox")
        self.pick(menu, option)
        expect(menu).to_have_value(option, timeout=PATIENCE)

    def pick(self, menu: Locator, option: str) -> None:
        """Open one of Streamlit's menus and click `option` in it."""
        self._in_menu(menu, option, lambda entry: entry.click(timeout=3000))

    def offers(self, menu: Locator, option: str) -> None:
        """Open one of Streamlit's menus and wait until `option` is there to be clicked."""
        self._in_menu(menu, option, lambda entry: entry.wait_for(timeout=3000))

    def _in_menu(self, menu: Locator, option: str, act: Callable[[Locator], None]) -> None:
        entry = self.page.get_by_role("option", name=option, exact=True)
        for left in reversed(range(PATIENCE // 3000)):
            self.settle()
            if menu.get_attribute("aria-expanded", timeout=PATIENCE) != "true":
                menu.click(timeout=PATIENCE)
            try:
                act(entry)
            except TimeoutError:  # an answer that arrives now closes the menu: open it again
                if not left:
                    raise
            else:
                return

    def unfold(self, group: str) -> None:
        """Open a group of the form."""
        self.settle()
        group_box = self.page.locator(f".st-key-g-{group}")
        group_box.locator("summary").click()
        group_box.get_by_role("combobox").or_(group_box.get_by_role("textbox")).first.wait_for(
            timeout=PATIENCE
        )

    def type(self, key: str, text: str) -> None:
        """Type `text` into the field `key`."""
        self.settle()
        box = self.page.locator(f".st-key-f-{key}").get_by_role("textbox")
        box.fill(text)
        box.press("Enter")

    def tick_run(self, row: int) -> None:
        """Tick a row of the table of runs, from 0; the table is drawn on a canvas."""
        table = self.page.locator("[data-testid=stDataFrame]").first
        told = table.locator(f"[role=row][aria-rowindex='{row + 2}']").first  # for those who cannot see it
        told.wait_for(state="attached", timeout=PATIENCE)
        self.settle()
        table.scroll_into_view_if_needed(timeout=PATIENCE)
        box = table.locator("canvas").first.bounding_box()
        assert box is not None
        self.page.mouse.click(box["x"] + 14, box["y"] + 31 * (row + 1) + 16)
        expect(told).to_have_attribute("aria-selected", "true", timeout=PATIENCE)
        self.settle()

    def train(self) -> None:
        """Press Train and wait until the panel follows the run."""
        self.settle()
        self.page.locator(".st-key-train button:not([disabled])").click(timeout=PATIENCE)
        self.page.wait_for_url(re.compile(r"[?&]run="), timeout=PATIENCE)
        self.await_panel("it.status")

    def press(self, verb: str) -> None:
        """Press a control of the panel."""
        self.page.locator(f".panel button[data-verb={verb}]:not([disabled])").click(timeout=PATIENCE)

    def view(self, key: str) -> None:
        """Switch to another view of the panel."""
        self.page.locator(f".panel button[data-key={key}]").click()

    def panel(self, name: str) -> str:
        """A number or word that the panel reports about itself."""
        return str(self.page.evaluate(f"{PANEL}?.dataset[{json.dumps(name)}] ?? ''"))

    def number(self, name: str) -> float:
        """The same as a number."""
        return float(self.panel(name))

    def await_panel(self, condition: str) -> None:
        """Wait until `condition` holds for the panel's report `it`."""
        script = f"(() => {{ const it = {PANEL}?.dataset; return it && ({condition}); }})()"
        self.page.wait_for_function(script, timeout=PATIENCE)

    def canvases(self) -> list[str]:
        """What the visible canvases show, as data URLs."""
        return list(self.page.evaluate(CANVASES))

    def picture(self, name: str) -> None:
        """Keep a screenshot."""
        self.pictures.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=self.pictures / f"{name}.png")

    def outside(self, part: str = ".panel") -> list[str]:
        """Classes of what sticks out of `part` of the panel at its right."""
        script = f"""() => {{
            const root = {PANEL}.shadowRoot;
            const edge = root.querySelector('{part}').getBoundingClientRect().right;
            return [...root.querySelectorAll('{part} *')].filter((node) => node.offsetParent
                && node.getBoundingClientRect().right > edge + 1).map((node) => node.className);
        }}"""
        return list(self.page.evaluate(script))

    def unseen(self) -> float:
        """Pixels of the panel that are seen only after scrolling; 0 or less when all of it is in sight."""
        return float(self.page.evaluate(f"{PANEL}.getBoundingClientRect().bottom - innerHeight"))
