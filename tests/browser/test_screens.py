"""Phones and tablets: picture and the one button that matters come first, everything is within reach."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator

from tests.browser.lab import PANEL, PATIENCE, Lab

pytestmark = pytest.mark.browser

PHONE, TABLET = (390, 844), (820, 1180)
AXIS, NAMES, APART = 30, 240, 50
"""Pixels: of a picture's axis, of a menu in which the longest name is read, between columns of a network."""
COVERED = 0.6
"""Share of a phone's screen that choices may cover."""

UNCOVERED = """node => {
    const { x, y, height } = node.getBoundingClientRect();
    return node.getRootNode().elementFromPoint(x + 2, y + height / 2) === node;
}"""
"""Nothing lies over the beginning of a node."""


def in_sight(lab: Lab, part: Locator, *, until: float | None = None) -> bool:
    """Whether all of `part` is on the screen, without scrolling; above `until` pixels if that is given."""
    part.wait_for(timeout=PATIENCE)
    box, screen = part.bounding_box(), lab.page.viewport_size
    assert box is not None and screen is not None
    below = screen["height"] if until is None else until
    return (
        box["x"] >= 0 and box["x"] + box["width"] <= screen["width"] + 1 and box["y"] + box["height"] <= below
    )


def bottom(part: Locator) -> float:
    box = part.bounding_box()
    assert box is not None
    return box["y"] + box["height"]


def width(part: Locator) -> float:
    box = part.bounding_box()
    assert box is not None
    return box["width"]


def shown(lab: Lab, selector: str) -> Locator:
    return lab.page.locator(f".panel {selector}").locator("visible=true").first


def test_a_phone_trains_sees_and_chooses(visitor: Callable[..., Lab]) -> None:
    lab = visitor(size=PHONE)
    lab.open("/?epochs=100000")
    lab.await_panel("it.blank === '0'")
    lab.settle()
    train = lab.page.locator(".st-key-train_outside button:not([disabled])")
    assert in_sight(lab, train)
    assert in_sight(lab, shown(lab, ".area-points .plot"))
    train.click()
    lab.await_panel("+it.updates > 0")
    lab.settle()
    assert lab.page.locator(".st-key-train_outside").count() == 0  # the run has buttons of its own
    assert in_sight(lab, shown(lab, "[data-verb=pause]"))
    assert in_sight(lab, shown(lab, ".area-plane .plot"))
    assert all(in_sight(lab, number) for number in lab.page.locator(".panel .number .value").all())
    assert lab.outside() == []
    lab.press("stop")
    lab.picture("train-phone")
    lab.page.get_by_test_id("stExpandSidebarButton").click()
    sidebar = lab.page.locator(".stSidebar[data-collapsed=false]")
    sidebar.locator(".st-key-train button").scroll_into_view_if_needed(timeout=PATIENCE)
    box = sidebar.bounding_box()
    assert box is not None and box["height"] <= COVERED * PHONE[1]
    assert in_sight(lab, shown(lab, "[data-verb=resume]"), until=box["y"])
    assert in_sight(lab, sidebar.locator(".st-key-train button"))
    assert sidebar.get_by_test_id("stSidebarNavLink").count() == 11


def test_a_tablet_sees_all_four_numbers(visitor: Callable[..., Lab]) -> None:
    lab = visitor(size=TABLET, locale="ko-KR", dark=True)
    lab.open("/?epochs=100000")
    lab.train()
    lab.await_panel("+it.updates > 0")
    assert not lab.page.locator(".st-key-train_outside").is_visible()
    values = lab.page.locator(".panel .number .value")
    assert values.count() == 4
    for value in values.all():
        assert value.evaluate(UNCOVERED)
    assert in_sight(lab, shown(lab, ".area-plane .plot"))
    assert lab.outside() == []
    lab.press("stop")
    lab.picture("train-tablet")


@pytest.mark.parametrize("size", [PHONE, TABLET], ids=["phone", "tablet"])
def test_the_playground_begins_with_play_and_the_picture(
    at_playground: Callable[..., Lab], size: tuple[int, int]
) -> None:
    lab = at_playground(size=size)
    picture, network = shown(lab, ".output .plot"), shown(lab, ".net")
    assert in_sight(lab, shown(lab, "[data-verb=play]"))
    assert in_sight(lab, picture)
    assert bottom(picture) - bottom(shown(lab, ".output .field")) < AXIS
    if size == TABLET:
        numbers = lab.page.locator(".panel .curves .value").all()
        assert len(numbers) == 4 and all(in_sight(lab, each, until=bottom(picture)) for each in numbers)
    assert picture.bounding_box()["y"] < network.bounding_box()["y"] < size[1]  # type: ignore[index]
    assert lab.outside() == []
    for part in (".datacolumn .set", ".basics select", ".around select", ".more-button", ".strips canvas"):
        shown(lab, part).scroll_into_view_if_needed(timeout=PATIENCE)
        assert in_sight(lab, shown(lab, part))
    assert width(shown(lab, ".around select")) > NAMES
    lab.picture(f"playground-{size[0]}")
    for _ in range(8):
        lab.page.locator(".panel .column-head.first .step").last.click()
    lab.page.wait_for_function(
        f"least => {PANEL}.shadowRoot.querySelector('.net').clientWidth > least",
        arg=12 * APART,
        timeout=PATIENCE,
    )
