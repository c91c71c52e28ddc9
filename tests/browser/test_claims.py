"""Claims tested at a press, and what a run tells of batch normalization, dropout and further metrics."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.lab import PATIENCE, Lab

pytestmark = pytest.mark.browser


def test_weight_decay_is_l2_under_plain_gradient_descent_at_a_press(visitor: Callable[..., Lab]) -> None:
    lab = visitor(locale="en-US")
    lab.open("/regularization")
    button = lab.page.locator(".st-key-regularization-decay-train button")
    button.click(timeout=PATIENCE)
    expect(lab.page.get_by_text("All 4 networks are trained.")).to_be_visible(timeout=PATIENCE)
    expect(lab.page.locator(".js-plotly-plot .scatterlayer .js-line")).to_have_count(2, timeout=PATIENCE)
    said = lab.page.get_by_text("after 300 steps no weight differs by more than")
    expect(said).to_have_count(2, timeout=PATIENCE)
    sgd, adam = (_number(text.split("more than ")[1].split(";")[0]) for text in said.all_inner_texts())
    assert sgd < 1e-4 < 0.1 < adam
    lab.page.reload()
    expect(lab.page.get_by_text("All 4 networks are trained.")).to_be_visible(timeout=PATIENCE)
    lab.picture("decay")


def test_a_run_shows_what_it_normalizes_drops_and_measures(visitor: Callable[..., Lab]) -> None:
    lab = visitor(locale="ko-KR", dark=True)
    lab.open("/?layers=6x2&normalization=batch&dropout=0.4&metrics=f1,auc&epochs=40")
    tab = lab.page.locator('.panel button[data-key="normalization"]')
    expect(tab).to_be_hidden()
    lab.train()
    lab.await_panel("it.status === 'finished'")
    for view in ("normalization", "metrics"):
        lab.view(view)
        lab.picture(f"run-{view}")
    assert lab.page.locator(".panel .area-dropped canvas").evaluate(
        "it => it.getContext('2d').getImageData(0, 0, it.width, it.height).data.some((value) => value > 0)"
    )


def _number(text: str) -> float:
    """What a page writes as 1.2·10⁻⁸."""
    digits, _point, power = text.rpartition("10⁻")
    exponent = power.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789"))
    return float(f"{digits.rstrip('·') or 1}e-{exponent}" if _point else text)
