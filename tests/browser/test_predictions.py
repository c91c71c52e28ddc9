"""The page "Predictions" as people use it: train, click a cell, move the threshold, send a row through."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.lab import PATIENCE, Lab

pytestmark = pytest.mark.browser


def test_a_run_leads_to_its_mistakes_and_a_row_through_its_network(visitor: Callable[..., Lab]) -> None:
    lab = visitor()
    lab.open("/?dataset=circle&dataset.samples=200&dataset.noise=40&layers=4&epochs=30")
    lab.train()
    lab.await_panel("it.status === 'finished'")
    lab.settle()
    lab.page.get_by_role("link", name="What this run predicts").click(timeout=PATIENCE)
    lab.page.wait_for_url(re.compile(r"/predictions\?run="), timeout=PATIENCE)
    matrix = lab.page.locator(".st-key-predictions-matrix .js-plotly-plot")
    expect(matrix).to_be_visible(timeout=PATIENCE)
    lab.settle()
    # The cell of rows of the first class that are found: at the upper left.
    matrix.locator(".scatterlayer .points path").first.click(force=True, timeout=PATIENCE)
    lab.page.wait_for_url(re.compile(r"[?&]cell=0-0"), timeout=PATIENCE)
    behind = lab.page.get_by_text(re.compile(r"^True .*, predicted .*, rows: \d+"))
    expect(behind).to_be_visible(timeout=PATIENCE)
    before = behind.inner_text()
    lab.settle()
    slider = lab.page.locator(".st-key-predictions-threshold").get_by_role("slider")
    slider.press("Home")
    lab.page.wait_for_url(re.compile(r"[?&]threshold=0"), timeout=PATIENCE)
    expect(lab.page.get_by_text("No row is behind this.")).to_be_visible(timeout=PATIENCE)
    assert not before.endswith(" 0")
    lab.page.locator(".st-key-predictions-view").get_by_role("radio", name="Through the network").click()
    strips = lab.page.locator(".st-key-predictions-a .js-plotly-plot .heatmaplayer image")
    expect(strips).to_be_visible(timeout=PATIENCE)
