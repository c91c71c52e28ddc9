"""The table of runs, what is said of them, and runs compared."""

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
    for view, pictures in (("Every layer", ".subplot"), ("Distributions", ".scatterlayer .trace")):
        lab.page.get_by_role("radio", name=view).click()
        expect(lab.page.locator(f".js-plotly-plot {pictures}")).to_have_count(
            {"Every layer": 3, "Distributions": 2}[view], timeout=PATIENCE
        )
    lab.page.get_by_role("slider", name="Step").press("Home")
    lab.page.wait_for_url(re.compile(r"step=0"), timeout=PATIENCE)
    lab.page.get_by_role("radio", name="Choices and results").click()
    expect(lines).to_have_count(2, timeout=PATIENCE)
    lab.picture("runs-choices")
    lab.page.get_by_role("radio", name="Table").click()
    lab.tick_run(1)
    lab.page.get_by_role("textbox", name="Name").fill("<i>first</i>")
    lab.page.get_by_role("textbox", name="Name").press("Enter")
    lab.page.get_by_role("button", name="Pin").click()
    told = lab.page.locator("[data-testid=stDataFrame] [role=row][aria-rowindex='2']")
    expect(told).to_contain_text("<i>first</i>", timeout=PATIENCE)
    expect(lab.page.get_by_role("textbox", name="Name")).to_have_value("<i>first</i>")
    lab.picture("runs-named")
