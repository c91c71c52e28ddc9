"""The view "Map" as a person uses it: train a map, stop it, come back, open what one of its cells learnt."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.lab import PANEL, PATIENCE, PICTURES, SCREENS, Lab
from tests.serving import Servers

pytestmark = pytest.mark.browser
SMALL = (
    "view=map&inputs=normal&activation=tanh&layers=8x4&initializer=normal&initializer.scale=0.3"
    "&dataset=circle&optimizer=sgd&learning_rate=0.1"
)
SCALES, DEPTHS = 12, (2, 5, 8)
TOTAL = SCALES * len(DEPTHS)
LONG = 180_000
"""Milliseconds that a small map may take on a busy machine: every depth is compiled."""


@pytest.fixture
def visit(visitor: Callable[..., Lab]) -> Callable[..., Lab]:
    """A visitor of the page, who waits until it has come to rest."""

    def arrive(query: str = f"?{SMALL}", **screen: Any) -> Lab:
        lab = visitor(**screen)
        lab.open(f"/initialization{query}")
        lab.await_panel("it.seeds === '5'")
        return lab

    return arrive


def section(page: Page) -> Locator:
    """The part of the page that trains the map."""
    return page.locator(".area-training")


def button(page: Page, verb: str) -> Locator:
    return section(page).locator(f"[data-verb={verb}]")


def said(page: Page, name: str) -> str:
    """What the part says about itself."""
    return section(page).get_attribute(f"data-{name}") or ""


def drawn(page: Page) -> str:
    """What its canvas shows, as a data URL."""
    return str(section(page).locator("canvas").evaluate("(canvas) => canvas.toDataURL()"))


def wait_for(lab: Lab, condition: str, timeout: int = PATIENCE) -> None:
    """Wait until `condition` holds for what the part says, `it`."""
    script = f"""(() => {{
        const it = {PANEL}?.shadowRoot.querySelector('.area-training')?.dataset;
        return it && ({condition});
    }})()"""
    lab.page.wait_for_function(script, timeout=timeout)


def start(lab: Lab, *, steps: str = "5000", deepest: str = "8") -> str:
    """Train a map, of so many steps that it is not over before it is stopped; returns its id."""
    part = section(lab.page)
    part.locator("[data-path='map.steps'] select").select_option(steps)
    part.locator("[data-path='map.deepest'] select").select_option(deepest)
    before = said(lab.page, "sweep")
    button(lab.page, "start").click()
    wait_for(lab, f"it.sweep && it.sweep !== '{before}'")
    return said(lab.page, "sweep")


def cell(page: Page, column: int, row: int) -> dict[str, float]:
    """Where a cell is on the canvas: rows are evenly high here, and margins are those of `MapGrid`."""
    canvas = section(page).locator("canvas")
    box = canvas.bounding_box()
    em = float(canvas.evaluate("(node) => parseFloat(getComputedStyle(node).fontSize)"))
    assert box is not None
    left, right, top, bottom = 3 * em, box["width"] - 4.6 * em, 0.5 * em, box["height"] - 2.7 * em
    return {
        "x": left + (column + 0.5) / SCALES * (right - left),
        "y": bottom - (row + 0.5) / len(DEPTHS) * (bottom - top),
    }


def with_fewer_rows(page: Page) -> None:
    """Maps that are asked for from now on have some of the rows: each has to be compiled."""

    def ask(route: Route) -> None:
        body = route.request.post_data_json
        assert body["depths"] == list(range(1, 9)) and len(body["scales"]) == SCALES
        route.continue_(post_data=json.dumps(body | {"depths": DEPTHS}))

    page.route(re.compile(r"/lab/sweeps(\?|$)"), ask)


def test_a_map_is_trained_stopped_found_again_and_gone_on_with(visit: Callable[..., Lab]) -> None:
    lab = visit()
    page = lab.page
    with_fewer_rows(page)
    empty = drawn(page)
    sweep = start(lab, steps="50")
    expect(button(page, "stop")).to_be_visible()
    expect(button(page, "start")).to_be_hidden()
    wait_for(lab, "Number(it.done) >= 4", LONG)
    assert drawn(page) != empty
    expect(section(page).locator(".pace-text")).to_have_text(re.compile(rf"\d+ of {TOTAL}"))
    lab.picture("map-filling")
    button(page, "stop").click()
    wait_for(lab, "it.status === 'stopped'")
    done = int(said(page, "done"))
    assert 4 <= done < TOTAL
    page.wait_for_url(re.compile(f"map={re.escape(sweep)}"), timeout=PATIENCE)

    page.reload()
    wait_for(lab, f"it.sweep === '{sweep}' && it.status === 'stopped' && it.done >= {done}")
    expect(section(page).locator("[data-path='map.steps'] select")).to_have_value("50")
    expect(section(page).locator("[data-path='map.deepest'] select")).to_have_value("8")

    other = visit(page.url.split("/initialization")[1])
    wait_for(other, f"it.sweep === '{sweep}' && it.status === 'stopped'")
    assert drawn(other.page) != empty
    expect(button(other.page, "go_on")).to_be_hidden()
    expect(button(other.page, "stop")).to_be_hidden()
    expect(section(other.page).locator(".caption")).to_contain_text("Someone else's map")

    button(page, "go_on").click()
    wait_for(lab, "it.status === 'running'")
    wait_for(lab, f"it.status === 'finished' && it.done === it.total && it.total === '{TOTAL}'", LONG)
    assert said(page, "blank") == "0"
    lab.picture("map-trained")

    canvas = section(page).locator("canvas")
    at = cell(page, 6, 1)
    canvas.hover(position=at)
    tooltip = page.locator(".panel .tooltip")
    expect(tooltip).to_contain_text("5 layers")
    expect(tooltip).to_contain_text("Validation accuracy")
    expect(tooltip).to_contain_text("Step 50 of 50")
    lab.picture("map-cell")
    canvas.click(position=at)
    page.wait_for_url(re.compile(rf"[?&]run={re.escape(sweep)}\.{SCALES + 6}\b"), timeout=PATIENCE)
    lab.await_panel("it.status === 'finished'")
    lab.unfold("network")
    expect(page.locator(".st-key-f-layers").get_by_role("textbox")).to_have_value("8x5", timeout=PATIENCE)
    lab.picture("map-opened-run")
    page.go_back()
    wait_for(lab, f"it.sweep === '{sweep}' && it.status === 'finished'")
    page.go_forward()
    lab.await_panel("it.status === 'finished'")
    page.get_by_role("link", name="Initialization").click()
    wait_for(lab, f"it.sweep === '{sweep}' && it.status === 'finished'")


def test_the_newest_map_is_shown_without_a_link_and_says_how_it_was_trained(
    visit: Callable[..., Lab],
) -> None:
    lab = visit()
    page = lab.page
    sweep = start(lab)
    wait_for(lab, "Number(it.done) >= 1", LONG)
    button(page, "stop").click()
    wait_for(lab, "it.status === 'stopped'")
    lab.open(f"/initialization?{SMALL.replace('tanh', 'relu')}")
    wait_for(lab, f"it.sweep === '{sweep}'")
    caption = section(page).locator(".caption")
    expect(caption).to_contain_text("Trained with other choices: Activation Tanh.", timeout=PATIENCE)
    page.locator(".panel [data-path=activation] select").select_option("tanh")
    expect(caption).not_to_contain_text("Trained with", timeout=PATIENCE)
    section(page).locator("[data-path='map.dataset'] select").select_option("xor")
    expect(caption).to_contain_text(re.compile(r"other choices: Data set Circle\b"), timeout=PATIENCE)
    page.wait_for_url(re.compile("dataset=xor"), timeout=PATIENCE)


def test_what_is_refused_is_told_and_nothing_is_lost(visit: Callable[..., Lab]) -> None:
    lab = visit(f"?{SMALL.replace('8x4', '512x2')}")
    page = lab.page
    part = section(page)
    note = part.locator(".note")
    part.locator("[data-path='map.steps'] select").select_option("5000")
    part.locator("[data-path='map.deepest'] select").select_option("64")
    button(page, "start").click()
    expect(note).to_contain_text("billion multiplications", timeout=PATIENCE)
    lab.picture("map-refused")
    part.locator("[data-path='map.steps'] select").select_option("50")
    expect(note).to_be_hidden()
    rate = part.locator("[data-path='map.learning_rate'] input")
    rate.fill("fast")
    rate.press("Enter")
    button(page, "start").click()
    expect(note).to_contain_text("Expected a number", timeout=PATIENCE)
    assert said(page, "sweep") == ""


def test_a_lost_connection_is_told_and_the_map_goes_on(visit: Callable[..., Lab]) -> None:
    lab = visit()
    page = lab.page
    start(lab)
    wait_for(lab, "it.status === 'running'")
    page.route("**/lab/sweeps/**", lambda route: route.abort())
    note = section(page).locator(".note")
    expect(note).to_contain_text("does not answer", timeout=PATIENCE)
    before = int(said(page, "done"))
    page.unroute("**/lab/sweeps/**")
    expect(note).to_be_hidden(timeout=PATIENCE)
    wait_for(lab, f"Number(it.done) > {before}", LONG)
    button(page, "stop").click()
    wait_for(lab, "it.status === 'stopped'")


def test_a_restart_of_the_server_loses_no_map(visitor: Callable[..., Lab], server: Servers) -> None:
    first = server()
    lab = Lab(visitor().page, first.url, PICTURES)
    with_fewer_rows(lab.page)
    lab.open(f"/initialization?{SMALL}")
    lab.await_panel("it.seeds === '5'")
    sweep = start(lab)
    wait_for(lab, "Number(it.done) >= 2", LONG)
    first.stop()
    lab = Lab(lab.page, server(store=first.store).url, PICTURES)
    lab.open(f"/initialization?{SMALL}")
    wait_for(lab, f"it.sweep === '{sweep}' && it.status === 'interrupted' && it.done >= 2")
    done = int(said(lab.page, "done"))
    button(lab.page, "go_on").click()
    wait_for(lab, f"it.status === 'running' && it.done > {done}", LONG)
    button(lab.page, "stop").click()
    wait_for(lab, "it.status === 'stopped'")


@pytest.mark.parametrize("screen", SCREENS)
def test_both_maps_have_their_place(visit: Callable[..., Lab], screen: str) -> None:
    lab = visit(**SCREENS[screen])
    start(lab, steps="200")
    wait_for(lab, "Number(it.done) >= 14", LONG)
    lab.picture(f"map-{screen}")
    button(lab.page, "stop").click()
    wait_for(lab, "it.status === 'stopped'")
    assert lab.outside(".area-training") == []
    assert lab.unseen() <= 0
    lab.picture(f"map-stopped-{screen}")
