"""The page "Initialization" as a person uses it: drag the dial, see the pictures follow, train it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.browser.lab import PANEL, PATIENCE, SCREENS, Lab

pytestmark = pytest.mark.browser
HEALTHY = "inputs=normal&activation=tanh&layers=64x6&initializer=normal"
SLIDER = ".panel .track input"


@pytest.fixture
def visit(visitor: Callable[..., Lab]) -> Callable[..., Lab]:
    """A visitor of the page, who waits until it has come to rest."""

    def arrive(query: str = "", **screen: Any) -> Lab:
        lab = visitor(**screen)
        lab.open(f"/initialization{query}")
        at_rest(lab)
        return lab

    return arrive


def at_rest(lab: Lab) -> None:
    """Wait until several networks have been measured, which comes when nothing changes any more."""
    lab.await_panel("it.seeds === '5'")


def after(lab: Lab, act: Callable[[], Any]) -> None:
    """Do something that asks for other pictures, and wait until they have come to rest."""
    before = lab.panel("updates")
    act()
    lab.await_panel(f"it.updates !== '{before}' && it.seeds === '1'")
    at_rest(lab)


def test_the_pictures_follow_the_dial_while_it_is_dragged(visit: Callable[..., Lab]) -> None:
    lab = visit()
    mouse, page = lab.page.mouse, lab.page
    assert lab.panel("kind") == "vanishing"
    small = lab.number("ratio")
    pictures = lab.canvases()
    assert len(pictures) == 7
    box = page.locator(SLIDER).bounding_box()
    assert box is not None
    level = box["y"] + box["height"] / 2
    # The thumb stands at the scale, on a logarithmic axis from 1e-4 to 10.
    mouse.move(box["x"] + 10 + (box["width"] - 20) * 0.5204, level)
    mouse.down()
    seen = [small]
    for step in range(1, 9):
        drawn = lab.panel("updates")
        mouse.move(box["x"] + 10 + (box["width"] - 20) * (0.5204 + 0.015 * step), level)
        # While the button is held down; several networks are those of a moment's rest, on a busy machine.
        lab.await_panel(f"it.updates !== '{drawn}' && it.seeds === '1'")
        seen.append(lab.number("ratio"))
    assert seen == sorted(seen)
    assert seen[-1] > 30 * small
    lab.picture("initialization-dragging")
    mouse.up()
    at_rest(lab)
    now = lab.canvases()
    assert sum(old != new for old, new in zip(pictures, now, strict=True)) >= 5  # shares may stay at 0
    assert lab.panel("blank") == "0"
    expect(page.locator(".panel .kind")).to_have_attribute("data-kind", lab.panel("kind"))


def test_a_link_opens_the_same_and_the_choices_go_to_training(visit: Callable[..., Lab]) -> None:
    lab = visit(f"?{HEALTHY}&initializer.scale=0.01")
    page = lab.page
    after(lab, page.locator(".panel .mark.critical").click)
    assert lab.number("scale") == pytest.approx(1 / 8, rel=0.01)  # sigma_w = 1 for 64 units
    assert lab.panel("kind") == "healthy"
    after(lab, lambda: page.locator(SLIDER).press("ArrowRight"))
    scale = lab.number("scale")
    assert scale == pytest.approx(10**0.01 / 8, rel=0.02)
    after(lab, lambda: page.locator(".panel [data-path=activation] select").select_option("relu"))
    page.wait_for_url(re.compile("activation=relu"), timeout=PATIENCE)
    starred = page.locator(".panel [data-path=initializer] select option", has_text="★")
    expect(starred).to_have_text("He normal ★")  # what is usual with ReLU
    ratio = lab.number("ratio")
    page.reload()
    at_rest(lab)
    assert (lab.number("scale"), lab.number("ratio")) == (scale, ratio)
    expect(page.locator(".panel [data-path=activation] select")).to_have_value("relu")
    page.locator(".panel button.train").click()
    expect(page.locator(".st-key-f-initializer-scale")).to_be_visible(timeout=PATIENCE)  # never folded
    expect(page).to_have_url(re.compile(rf"/\?layers=64x6&activation=relu&.*scale={scale}"), timeout=PATIENCE)
    lab.settle()
    page.go_back()
    at_rest(lab)
    assert (lab.number("scale"), lab.number("ratio")) == (scale, ratio)


def test_what_is_wrong_is_mended_by_one_press(visit: Callable[..., Lab]) -> None:
    lab = visit()
    assert lab.panel("kind") == "vanishing"
    remedy = lab.page.locator(".panel .verdict .remedy")
    expect(remedy).to_have_text("Glorot uniform weights")
    after(lab, remedy.click)
    assert lab.panel("kind") == "healthy"
    expect(remedy).to_be_hidden()
    expect(lab.page.locator(".panel [data-path=initializer] select")).to_have_value("glorot_uniform")
    lab.page.wait_for_url(lambda url: "initializer=" not in url, timeout=PATIENCE)  # the usual one


def test_one_activation_for_all_layers_replaces_those_of_each(visit: Callable[..., Lab]) -> None:
    lab = visit(f"?{HEALTHY}&initializer.scale=0.2&layer_activations=tanhx3,+relu")
    page = lab.page
    by_layer = page.locator(".panel [data-path=layer_activations] input")
    expect(by_layer).to_have_value(re.compile("tanhx3, ?relu"))
    expect(page.locator(".panel .mark.critical")).to_be_hidden()  # known for one function only
    after(lab, lambda: page.locator(".panel [data-path=activation] select").select_option("selu"))
    expect(by_layer).to_be_hidden()
    expect(page.locator(".panel .mark.critical")).to_be_visible()
    page.wait_for_url(
        lambda url: "layer_activations" not in url and "activation=selu" in url, timeout=PATIENCE
    )


def test_a_click_on_the_map_turns_the_dial_and_sets_the_depth(visit: Callable[..., Lab]) -> None:
    lab = visit(f"?view=map&{HEALTHY}")
    page, canvas = lab.page, lab.page.locator(".panel .area-measured-map canvas")
    page.locator(".panel .area-measured-map[data-scales='48']").wait_for(timeout=PATIENCE)
    left, right = (_colour(lab, x, 0.1) for x in (0.12, 0.85))
    assert left[0] > left[2] + 50, "far too small: it vanishes, which is warm"
    assert right[2] > right[0] + 50, "far too large: it explodes, which is cold"
    box = canvas.bounding_box()
    assert box is not None
    position = {"x": 0.7 * box["width"], "y": 0.4 * box["height"]}
    canvas.hover(position=position)
    read = re.match(r"Scale ([\d.e−]+), (\d+) layers", page.locator(".panel .tooltip").inner_text())
    assert read is not None
    after(lab, lambda: canvas.click(position=position))
    assert lab.number("scale") == pytest.approx(float(read[1]), rel=0.01)
    assert lab.panel("layers") == read[2]
    assert lab.panel("kind") in {"exploding", "saturated"}
    page.wait_for_url(re.compile(rf"layers=64x{read[2]}&"), timeout=PATIENCE)
    expect(page).to_have_url(re.compile("view=map"))
    lab.picture("initialization-map")
    page.locator(".panel button[data-key=layers]").click()
    lab.await_panel("it.view === 'layers'")
    assert lab.panel("layers") == read[2]
    assert lab.panel("blank") == "0"


def _colour(lab: Lab, across: float, down: float) -> list[int]:
    """Red, green and blue at a place of the measured map, in shares of its canvas."""
    script = f"""() => {{
        const canvas = {PANEL}.shadowRoot.querySelector('.area-measured-map canvas');
        const at = [{across} * canvas.width, {down} * canvas.height].map(Math.round);
        return [...canvas.getContext('2d').getImageData(...at, 1, 1).data].slice(0, 3);
    }}"""
    return list(lab.page.evaluate(script))


def test_a_wrong_entry_is_told_and_the_pictures_stay(visit: Callable[..., Lab]) -> None:
    lab = visit(f"?{HEALTHY}")
    layers = lab.page.locator(".panel [data-path=layers] input")
    before = lab.canvases()
    layers.fill("many")
    layers.press("Enter")
    note = lab.page.locator(".panel > .note")
    expect(note).to_contain_text("Expected units per layer", timeout=PATIENCE)
    assert len(lab.canvases()) == len(before)
    expect(layers).to_have_attribute("aria-invalid", "true")
    depth = lab.page.locator(".panel [data-path=depth] input[type=range]")
    expect(depth).to_have_value("5")  # the sixth stop, as it was
    assert note.bounding_box()["y"] < lab.page.locator(".panel .turning").bounding_box()["y"]
    after(lab, lambda: (layers.fill("32x3"), layers.press("Enter")))
    expect(note).to_be_hidden()
    assert lab.panel("layers") == "3"
    lab.page.set_viewport_size({"width": 820, "height": 1180})
    lab.page.wait_for_function(  # three rows and their axis: nothing stays empty below them
        f"{PANEL}.shadowRoot.querySelector('.area-activations .plot').clientHeight < 4 * 78", timeout=PATIENCE
    )


def test_a_busy_server_is_said_to_be_so_and_asked_again(visit: Callable[..., Lab]) -> None:
    lab = visit(f"?{HEALTHY}")
    layers = lab.page.locator(".panel [data-path=layers] input")
    busy = {"status": 503, "headers": {"Retry-After": "1"}, "json": {"error": "Too many people wait."}}
    lab.page.route("**/lab/propagation?*", lambda route: route.fulfill(**busy))
    layers.fill("32x3")
    layers.press("Enter")
    note = lab.page.locator(".panel > .note")
    expect(note).to_have_text("The server is busy. This page asks again by itself.", timeout=PATIENCE)
    assert lab.panel("layers") == "6"
    lab.page.unroute("**/lab/propagation?*")
    lab.await_panel("it.layers === '3'")
    expect(note).to_be_hidden()


@pytest.mark.parametrize("screen", SCREENS)
def test_everything_has_its_place(visit: Callable[..., Lab], screen: str) -> None:
    lab = visit(f"?{HEALTHY}&initializer.scale=0.3", **SCREENS[screen])
    lab.picture(f"initialization-{screen}")
    assert lab.outside() == []
    assert lab.unseen() <= 0  # no scrolling to see what a drag does


def test_pictures_of_other_choices_are_dimmed_until_those_of_the_chosen_come(
    visit: Callable[..., Lab],
) -> None:
    lab = visit()
    waiting = lab.page.locator(".panel.measuring")
    expect(waiting).to_have_count(0)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    lab.page.route("**/lab/propagation?*", hold)
    lab.page.locator(".panel select").first.select_option("relu")
    waiting.wait_for(timeout=PATIENCE)
    for route in held:
        route.continue_()
    lab.page.unroute("**/lab/propagation?*")
    expect(waiting).to_have_count(0, timeout=PATIENCE)
