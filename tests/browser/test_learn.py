"""A whole lesson, by pointer and by keyboard alone: predicted, trained, compared, done."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.lab import PATIENCE, Lab

pytestmark = pytest.mark.browser

WORDS = {
    "en": ("As you predicted.", "of 100 points", "Done.", "Change one thing only."),
    "ko": ("예상한 대로입니다.", "100점 만점에", "해냈습니다.", "딱 한 가지만"),
}


@pytest.mark.parametrize("lang", WORDS)
def test_a_lesson_from_its_question_to_its_end(visitor: Callable[..., Lab], lang: str) -> None:
    keyboard, (right, points, done, asked) = lang == "ko", WORDS[lang]
    lab = visitor(locale="ko-KR" if lang == "ko" else "en-US", dark=lang == "ko")
    page = lab.page
    lab.open("/learn?lesson=vanishing")
    answers = page.locator(".st-key-learn-vanishing-1-3").get_by_role("radio")
    answers.first.wait_for(state="attached", timeout=PATIENCE)
    if keyboard:
        answers.first.focus()
        for _step in range(2):
            page.keyboard.press("ArrowDown")
            lab.settle()
    else:
        page.locator(".st-key-learn-vanishing-1-3 label").last.click()
    expect(answers.last).to_be_checked(timeout=PATIENCE)
    go(lab, page.locator(".st-key-lesson-next button"), keyboard)
    sketch(lab, keyboard)
    go(lab, page.locator(".st-key-lesson-next button"), keyboard)
    expect(page).to_have_url(re.compile("step=3"), timeout=PATIENCE)
    go(lab, page.locator(".st-key-learn-vanishing-3-3-train button"), keyboard)
    told = page.locator(".st-key-learn-vanishing-3-4-compared")
    expect(told).to_contain_text(right, timeout=3 * PATIENCE)
    expect(page.locator(".st-key-learn-vanishing-3-5-compared")).to_contain_text(points, timeout=PATIENCE)
    lab.picture(f"lesson-{lang}")
    lab.open("/learn?lesson=vanishing&step=6")
    expect(page.get_by_text(asked)).to_be_visible(timeout=PATIENCE)
    menu = page.locator(".st-key-learn-vanishing-6-0-activation").get_by_role("combobox")
    if keyboard:
        lab.settle()
        menu.focus()
        page.keyboard.type("tanh")
        page.keyboard.press("Enter")
    else:
        lab.pick(menu, "Tanh")
    go(lab, page.locator(".st-key-learn-vanishing-6-0-run-train button"), keyboard)
    expect(page.get_by_text(done)).to_be_visible(timeout=2 * PATIENCE)
    page.reload()
    expect(page.locator(".st-key-lesson-bar")).to_be_visible(timeout=PATIENCE)
    lab.open("/learn")
    expect(page.locator(".st-key-card-vanishing")).to_contain_text(
        "100" if lang == "en" else "/100", timeout=PATIENCE
    )


def go(lab: Lab, button: Locator, keyboard: bool) -> None:
    lab.settle()
    if keyboard:
        button.focus(timeout=PATIENCE)
        lab.page.keyboard.press("Enter")
    else:
        button.click(timeout=PATIENCE)
    lab.settle()


def sketch(lab: Lab, keyboard: bool) -> None:
    """Draw a line that rises from 10⁻⁶ to 1, and see that it is kept."""
    points = lab.page.locator("svg.sketch circle")
    points.first.wait_for(timeout=PATIENCE)
    lab.settle()
    if keyboard:
        points.first.focus()
        for at in range(10):
            for _press in range(abs(at - 5)):
                lab.page.keyboard.press("PageUp" if at > 5 else "PageDown")
            if at < 9:
                lab.page.keyboard.press("ArrowRight")
    else:
        box = lab.page.locator("svg.sketch").bounding_box()
        assert box is not None
        left, right = box["x"] + 62, box["x"] + box["width"] - 18
        lab.page.mouse.move(left, box["y"] + 210)
        lab.page.mouse.down()
        lab.page.mouse.move(right, box["y"] + 60, steps=30)
        lab.page.mouse.up()
    expect(lab.page.locator(".hint")).to_have_text(
        "예상한 곡선입니다. 아직 고칠 수 있습니다."
        if keyboard
        else "This is your prediction. You can still change it.",
        timeout=PATIENCE,
    )
    low, high = (points.nth(at).get_attribute("aria-valuenow") for at in (0, 9))
    assert int(low or 0) < 35 < 65 < int(high or 0)
    lab.page.wait_for_timeout(600)  # the curve is told when no key has come for a while
    lab.settle()
