"""A run's past: it is stepped through, played, and branched from."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.lab import LOCALES, PATIENCE, Lab

pytestmark = pytest.mark.browser


def stored(lab: Lab) -> dict[str, list[int]]:
    """The frames that are stored of the run on screen: their numbers and steps."""
    (run,) = lab.runs
    answer: dict[str, list[int]] = json.loads(lab.page.request.get(f"{lab.url}/lab/runs/{run}/frames").text())
    return answer


@pytest.mark.parametrize("locale", LOCALES)
def test_a_run_is_looked_back_at_and_branched_from(visitor: Callable[..., Lab], locale: str) -> None:
    lab = visitor(locale=locale)
    lab.open("/?dataset=moons&layers=4&epochs=300&optimizer=sgd")
    lab.train()
    lab.await_panel("it.status === 'finished'")
    now, last = loss(lab), lab.panel("step")
    steps = stored(lab)["step"]
    assert str(steps[-1]) == last and len(steps) > 5
    lab.press("past_back")
    lab.await_panel(f"it.past === '{steps[-2]}'")
    expect(lab.page.locator(".panel .pill")).to_have_attribute("data-status", "past")
    slider = lab.page.locator(".panel .past input[type=range]")
    slider.fill("1")
    lab.await_panel(f"it.past === '{steps[1]}'")
    assert loss(lab) > now
    lab.page.locator(".panel .past select").select_option("60")
    lab.press("past_play")
    lab.await_panel(f"it.past === '{steps[-1]}'")
    slider.fill("2")
    lab.await_panel(f"it.past === '{steps[2]}'")
    lab.picture(f"past-{locale}")
    lab.press("past_branch")
    begin = lab.page.locator(".st-key-branch button").first
    begin.click(timeout=PATIENCE)
    lab.await_panel(f"it.status === 'finished' && it.past === '' && it.step === '{last}'")
    expect(lab.page.locator(".panel .pill")).to_have_attribute("data-status", "finished")
    assert loss(lab) == now, "nothing was changed, so it becomes what its parent became"
    parent = lab.page.locator("[data-testid=stSidebar]").get_by_role("link").filter(has_text=str(steps[2]))
    expect(parent).to_be_visible(timeout=PATIENCE)
    assert lab.panel("blank") == "0"
    scrolled = "(main) => main.scrollHeight - main.clientHeight"
    assert lab.page.locator("[data-testid=stMain]").evaluate(scrolled) <= 0, (
        "all of it fits a laptop's screen"
    )


def test_a_branch_of_anothers_run_is_ones_own(visitor: Callable[..., Lab]) -> None:
    host, guest = visitor(), visitor()
    host.open("/?dataset=moons&layers=4&epochs=20&optimizer=sgd")
    host.train()
    host.await_panel("it.status === 'finished'")
    guest.open(host.page.url.removeprefix(host.url))
    guest.await_panel("it.status === 'finished'")
    watching = guest.page.locator(".panel .place .viewer")
    expect(watching).to_be_visible()
    (run,) = host.runs
    guest.press("past_back")
    guest.await_panel("it.past !== ''")
    guest.press("past_branch")
    guest.page.locator(".st-key-branch button").first.click(timeout=PATIENCE)
    guest.page.wait_for_url(lambda url: "run=" in url and run not in url, timeout=PATIENCE)
    guest.await_panel("it.status === 'finished'")
    expect(watching).to_be_hidden(timeout=PATIENCE)


def loss(lab: Lab) -> float:
    """The training loss that is shown."""
    return float(lab.page.locator(".panel .number.loss .value").inner_text())
