"""No page has a serious accessibility fault that axe-core finds, in light and dark, English and Korean."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import TimeoutError, expect

from tests.browser.lab import EVERY_SCREEN, PATIENCE, SCREENS, Lab

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGES = (
    "",
    "playground",
    "data",
    "initialization",
    "initialization?view=comparison",
    "explore?view=activations",
    "explore?view=landscape&dataset=moons&layers=4&epochs=10",
    "explore?view=losses&part=curve",
    "explore?view=losses&part=entropy",
    "explore?view=losses&part=softmax",
    "explore?view=scaling&part=bowl",
    "predictions",
    "normalization",
    "regularization",
    "runs",
    "guide",
    "learn",
    "learn?lesson=vanishing&step=all",
)
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
FAULTS = """(async () => {
  const { violations } = await axe.run({ exclude: [%s] }, { resultTypes: ["violations"] });
  const serious = violations.filter(({ impact }) => ["serious", "critical"].includes(impact));
  const told = (id, { target, html, failureSummary }) =>
    [id, String(target), html.slice(0, 200), failureSummary].join(" | ");
  return serious.flatMap(({ id, nodes }) => nodes.map((node) => told(id, node)));
})()"""
# Their names are generated content, in the reader's language: browsers count it for the accessible name,
# axe-core does not. `test_names_that_are_generated_content_are_there` looks at what browsers make of them.
GENERATED = ("[data-testid=stFileUploaderDropzone] button", "[data-testid=stTopNavSection]")


@pytest.mark.parametrize("screen", SCREENS if EVERY_SCREEN else ("en-light-1366", "ko-dark-1366"))
def test_no_page_has_a_serious_fault(visitor: Callable[..., Lab], screen: str) -> None:
    lab = visitor(**SCREENS[screen])
    excluded = ", ".join(f'"{selector}"' for selector in GENERATED)
    faults = []
    for path in PAGES:
        lab.open(f"/{path}")
        lab.settle()
        lab.page.evaluate(AXE)
        faults += [f"{path}: {fault}" for fault in faults_at_rest(lab, FAULTS % excluded)]
    assert faults == []


def faults_at_rest(lab: Lab, script: str) -> list[str]:
    """What stays: while a page is put together parts of it are faint, or without their style."""
    with suppress(TimeoutError):
        lab.page.wait_for_function(f"{script}.then((found) => !found.length)", timeout=20_000, polling=1000)
        return []
    return list(lab.page.evaluate(script))


def test_names_that_are_generated_content_are_there(visitor: Callable[..., Lab]) -> None:
    lab = visitor(locale="ko-KR", size=(1000, 768))  # too narrow for the names of all pages
    lab.open("/data")
    for name in ("파일 올리기", "다른 페이지"):
        expect(lab.page.get_by_role("button", name=name).first).to_be_visible(timeout=PATIENCE)
