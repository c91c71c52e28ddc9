"""The view "Side by side" as a person uses it: press an example, change, add, remove columns, come back."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from core.comparisons import COMPARISONS
from tests.browser.lab import PANEL, PATIENCE, SCREENS, Lab
from tests.propagation.test_comparison import KINDS
from tests.sampling import wanted

pytestmark = pytest.mark.browser
SMALL = "view=comparison&inputs=normal&layers=32x6&initializer=normal&initializer.scale=0.05"
SLIDER = ".panel .track input"
PER_COLUMN = 3
"""Pictures of a column."""
AT_REST = wanted("COMPARISONS")
"""Every example is pressed, several networks are waited for, pictures are kept: else others do for two."""


@pytest.fixture
def visit(visitor: Callable[..., Lab]) -> Callable[..., Lab]:
    """A visitor of the page, who waits until it has come to rest."""

    def arrive(query: str = f"?{SMALL}", **screen: Any) -> Lab:
        lab = visitor(**screen)
        lab.open(f"/initialization{query}")
        at_rest(lab)
        return lab

    return arrive


def at_rest(lab: Lab) -> None:
    """Wait until several networks have been measured, which comes when nothing changes any more."""
    lab.await_panel("it.compared && it.seeds === '5'")


def first_after(lab: Lab, act: Callable[[], Any]) -> None:
    """Do something that asks for other pictures, and wait for the first, of one network a column."""
    before = lab.panel("compared")
    act()
    lab.await_panel(f"it.compared !== '{before}' && it.seeds === '1'")


def after(lab: Lab, act: Callable[[], Any]) -> None:
    """The same, and wait until they have come to rest."""
    first_after(lab, act)
    at_rest(lab)


def tell(lab: Lab, example: str) -> None:
    after(lab, lab.page.locator(f".panel [data-example={example}]").click)


def names(page: Page) -> list[str]:
    """What the columns are called."""
    return page.locator(".panel .column .name").all_inner_texts()


def chooser(page: Page, at: int) -> Locator:
    return page.locator(".panel .choose-column").nth(at)


def test_an_example_fills_the_columns_and_the_dial_turns_the_one_that_is_picked(
    visit: Callable[..., Lab],
) -> None:
    lab = visit()
    page, mouse = lab.page, lab.page.mouse
    assert (lab.panel("columns"), names(page)) == ("1", ["Tanh · Normal · 0.05"])
    tell(lab, "scale_tanh")
    assert lab.panel("kinds") == ",".join(KINDS["scale_tanh"])
    assert names(page) == ["Normal · 0.01", "Normal · 0.05", "He normal"]
    expect(page.locator(".panel .about")).to_have_text(COMPARISONS["scale_tanh"].help)
    expect(page.locator(".panel .example[aria-pressed=true]")).to_have_text("Scale, tanh")
    expect(page.locator(".panel .column .kind").first).to_have_attribute("data-kind", "vanishing")
    pictures = lab.canvases()
    assert len(pictures) == len(set(pictures)) == 3 * PER_COLUMN
    box = page.locator(SLIDER).bounding_box()
    assert box is not None
    level = box["y"] + box["height"] / 2
    # On a logarithmic axis from 1e-4 to 10: from 0.01 to where tanh layers of 256 are critical, 1/16.
    mouse.move(box["x"] + 10 + (box["width"] - 20) * 0.4, level)
    mouse.down()
    seen = [lab.number("ratio")]
    for step in range(1, 7):
        drawn = lab.panel("compared")
        mouse.move(box["x"] + 10 + (box["width"] - 20) * (0.4 + 0.0266 * step), level)
        lab.await_panel(f"it.compared !== '{drawn}'")  # while the button is held down
        seen.append(lab.number("ratio"))
        assert lab.panel("columns") == "3"
    lab.picture("comparison-dragging")
    mouse.up()
    at_rest(lab)
    assert seen == sorted(seen)
    assert lab.panel("kinds") == "healthy,weakened,healthy"
    assert re.fullmatch(r"Normal · 0\.06\d*", names(page)[0])
    expect(page.locator(".panel .example[aria-pressed=true]")).to_have_count(0)
    assert lab.panel("blank") == "0"


def test_columns_are_added_picked_and_removed_and_a_reload_keeps_them(visit: Callable[..., Lab]) -> None:
    lab = visit()
    page = lab.page
    after(lab, page.locator(".panel .add").click)
    same = lab.canvases()
    assert same[:PER_COLUMN] == same[PER_COLUMN:], "equal columns on equal axes"
    expect(chooser(page, 1)).to_have_attribute("aria-pressed", "true")
    after(lab, lambda: page.locator(".panel [data-path=initializer] select").select_option("zeros"))
    assert lab.panel("kinds") == "vanishing,symmetric"
    assert names(page) == ["Normal · 0.05", "Zeros"]
    after(lab, page.locator(".panel .add").click)
    after(lab, lambda: page.locator(".panel [data-path=activation] select").select_option("relu"))
    after(lab, lambda: page.locator(".panel [data-path=initializer] select").select_option("he_normal"))
    assert names(page) == ["Tanh · Normal · 0.05", "Tanh · Zeros", "ReLU · He normal"]
    chooser(page, 0).press("Enter")
    expect(page.locator(".panel [data-path=activation] select")).to_have_value("tanh")
    expect(chooser(page, 0)).to_have_attribute("aria-pressed", "true")
    after(lab, page.locator(".panel .add").click)
    expect(page.locator(".panel .add")).to_be_hidden()
    assert lab.panel("columns") == "4"
    after(lab, page.locator(".panel .remove").nth(1).click)
    kept = ["Tanh · Normal · 0.05", "ReLU · He normal", "Tanh · Normal · 0.05"]
    assert (names(page), lab.panel("kinds")) == (kept, "vanishing,healthy,vanishing")
    after(lab, page.locator(".panel .remove").nth(2).click)
    page.wait_for_url(lambda url: _columns(url) == 2, timeout=PATIENCE)
    before = lab.canvases()
    page.reload()
    at_rest(lab)
    assert names(page) == kept[:2]
    assert lab.canvases() == before
    lab.view("layers")
    lab.await_panel("it.view === 'layers' && it.seeds === '5' && it.layers === '6'")
    lab.view("comparison")
    at_rest(lab)
    after(lab, page.locator(".panel .remove").nth(1).click)
    assert names(page) == ["Tanh · Normal · 0.05"]
    expect(page.locator(".panel .remove")).to_be_hidden()


def test_what_is_too_much_work_together_is_told_and_mended(visit: Callable[..., Lab]) -> None:
    lab = visit()
    page = lab.page
    after(lab, page.locator(".panel .add").click)
    lab.settle()  # the server has heard of the column, and says nothing more
    layers = page.locator(".panel [data-path=layers] input")
    layers.fill("1024x63")
    layers.press("Enter")
    note = page.locator(".panel > .note")
    expect(note).to_contain_text("remove a column", timeout=PATIENCE)
    assert len(lab.canvases()) == 2 * PER_COLUMN, "what was there stays"
    after(lab, lambda: (layers.fill("16x3"), layers.press("Enter")))
    expect(note).to_be_hidden()


def _columns(url: str) -> int:
    """How many columns an address holds."""
    return parse_qs(urlsplit(url).query)["columns"][0].count("~") + 1


def test_examples_can_be_pressed(visit: Callable[..., Lab]) -> None:
    """What each of them shows is held by `tests.propagation.test_comparison`."""
    lab = visit()
    for example in list(COMPARISONS)[:: 1 if AT_REST else 3]:
        button = lab.page.locator(f".panel [data-example={example}]")
        first_after(lab, button.click)
        assert lab.panel("kinds").split(",") == KINDS[example], example
        expect(button).to_have_attribute("aria-pressed", "true")
        if AT_REST:
            at_rest(lab)
            assert lab.panel("kinds").split(",") == KINDS[example], example
            lab.picture(f"comparison-{example}")


@pytest.mark.parametrize("screen", SCREENS)
def test_everything_has_its_place(visit: Callable[..., Lab], screen: str) -> None:
    lab = visit(**SCREENS[screen])
    tell(lab, "batch_normalization")
    lab.picture(f"comparison-{screen}")
    assert lab.outside() == []
    cut = "[...{}.shadowRoot.querySelectorAll('.examples, .column .name, .row-title')]"
    cut += ".filter((node) => node.scrollWidth > node.clientWidth + 1).map((node) => node.textContent)"
    assert lab.page.evaluate(cut.replace("{}", PANEL)) == [], "examples and names are legible in full"
    assert lab.unseen() <= 0  # no scrolling to see what a drag does
    tops = "[...{}.shadowRoot.querySelectorAll('.cell')].map((node) => node.getBoundingClientRect().top)"
    assert len(set(lab.page.evaluate(tops.replace("{}", PANEL)))) == PER_COLUMN, "rows are level"
