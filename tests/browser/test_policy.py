"""The pages live with their own policy: nothing that they do is forbidden by it, and nothing is missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.lab import LAPTOP, PATIENCE, PICTURES, Lab


@pytest.fixture
def lab(chromium: Any, url: str) -> Iterator[Lab]:
    """A visitor whose browser keeps to the policy; what that forbids, or a script error, fails the test."""
    context = chromium.new_context(viewport={"width": LAPTOP[0], "height": LAPTOP[1]}, locale="en-US")
    page, errors = context.new_page(), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: "Security Policy" in said.text and errors.append(said.text))
    lab = Lab(page, url, PICTURES)
    yield lab
    lab.stop_runs()
    context.close()
    assert errors == []


def test_a_run_is_trained_and_looked_at(lab: Lab) -> None:
    lab.open()
    lab.settle()
    lab.page.locator(".st-key-train button:not([disabled])").click(timeout=PATIENCE)
    panel = lab.page.locator(".panel")
    expect(panel.locator(".plot-container").first).to_be_visible(timeout=PATIENCE)  # Plotly's
    views = panel.locator("button[data-key]")
    views.first.wait_for(timeout=PATIENCE)
    for at in range(views.count()):
        if views.nth(at).is_visible():
            views.nth(at).click()
    lab.settle()
    lab.page.locator(".st-key-json button").first.click()
    lab.page.locator("input[type=file]").set_input_files(
        {"name": "choices.json", "mimeType": "application/json", "buffer": b'{"layers": "4"}'},
        timeout=PATIENCE,
    )
    expect(lab.page.get_by_text("choices.json")).to_be_visible(timeout=PATIENCE)


def test_every_other_page_draws_what_it_draws(lab: Lab) -> None:
    for path, drawn in (
        ("/playground", "canvas"),
        ("/initialization", "svg, canvas"),
        ("/runs", ""),
        ("/guide", ""),
    ):
        lab.open(path)
        if drawn:
            expect(lab.page.locator(f".panel :is({drawn})").first).to_be_visible(timeout=PATIENCE)
        lab.settle()
    lab.open("/data?view=distributions")
    expect(lab.page.locator(".js-plotly-plot .bars").first).to_be_visible(timeout=PATIENCE)
