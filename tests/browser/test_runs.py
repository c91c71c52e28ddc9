"""The table of runs, and runs drawn over each other."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.lab import PATIENCE, Lab


def test_runs_that_are_ticked_are_drawn_over_each_other(visitor: Callable[..., Lab]) -> None:
    lab = visitor()
    for layers in ("4-3", "4-2"):
        lab.open(f"/?layers={layers}&epochs=3")
        lab.train()
        lab.await_panel("it.status === 'finished'")
    lab.open("/runs")
    lab.tick_run(0)
    lab.tick_run(1)
    lab.page.get_by_role("link", name="Spiral · 4-2").wait_for(timeout=PATIENCE)
    lab.page.get_by_role("button", name="Compare 2 runs").click()
    lines = lab.page.locator(".js-plotly-plot .scatterlayer .trace")
    expect(lines).to_have_count(2, timeout=PATIENCE)
    lab.page.wait_for_url(re.compile(r"view=compare.*runs=[\w-]+(%2C|,)[\w-]+"), timeout=PATIENCE)
    lab.page.reload()
    expect(lines).to_have_count(2, timeout=PATIENCE)
    lab.picture("runs-compare")
