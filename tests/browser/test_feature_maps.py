"""The feature maps of a convolutional network, watched while it trains, and a pixel of them taken apart."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.lab import CANVASES, PATIENCE, Lab

pytestmark = pytest.mark.browser

MAPS = ".panel .map-cell canvas[tabindex]"


def lines(lab: Lab) -> dict[str, float]:
    """What is told of the pixel, by name."""
    told = lab.page.locator(".panel .trace-lines")
    names, values = (told.locator(tag).all_inner_texts() for tag in ("dt", "dd"))
    return {name: float(value.replace("−", "-")) for name, value in zip(names, values, strict=True)}


def test_maps_move_and_a_pixel_is_the_sum_of_its_products(visitor: Callable[..., Lab]) -> None:
    lab = visitor()
    lab.open(
        "/?dataset=digits&convolutions=conv2d&convolutions.filters=3%2C+4&layers=16&activation=relu"
        "&initializer=he_normal&epochs=100000"
    )
    lab.train()
    lab.view("feature_maps")
    lab.await_panel("+it.step > 0")
    before = lab.canvases()
    assert len(before) == 1 + 3 * 3 + 3 * 4  # the row; kernel, map and what pooling leaves of each filter
    lab.await_panel(f"+it.step > {lab.number('step') + 50}")
    after = lab.canvases()
    assert len(after) == len(before) and sum(old != new for old, new in zip(before, after, strict=True)) > 9
    lab.press("pause")
    lab.await_panel("it.status === 'paused'")
    where = lab.page.locator(".panel .trace-where").inner_text()
    lab.page.locator(MAPS).nth(4).click()  # filter 2 of layer 2
    expect(lab.page.locator(".panel .trace-where")).not_to_have_text(where, timeout=PATIENCE)
    assert lab.page.locator(".panel .trace-row").count() == 3
    told = lines(lab)
    products, bias, z, output, pooled = told.values()
    assert "27" in next(iter(told))  # 3 x 3 of 3 channels
    assert z == pytest.approx(products + bias, abs=2e-3 * (1 + abs(products)))
    assert output == pytest.approx(max(z, 0.0), abs=2e-3 * (1 + abs(z))) and pooled >= output
    lab.picture("feature-maps")
    picture = lab.canvases()[0]
    lab.page.locator(".panel .map-choice input").fill("5")
    lab.page.locator(".panel .map-choice input").press("Enter")
    lab.page.wait_for_function(f"before => ({CANVASES})()[0] !== before", arg=picture, timeout=PATIENCE)
    products, bias, z, _, _ = lines(lab).values()
    assert z == pytest.approx(products + bias, abs=2e-3 * (1 + abs(products)))
    assert lab.outside() == [] and lab.panel("blank") == "0"
