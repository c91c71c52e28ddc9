"""Page Runs: two runs over seeds, and a sweep over choices, trained at a press, drawn, and answered."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from core.significance import LOOKS
from tests.browser.lab import PATIENCE, Lab

pytestmark = pytest.mark.browser


def test_one_that_hardly_learns_is_worse_over_the_first_seeds(visitor: Callable[..., Lab]) -> None:
    lab = visitor(locale="ko-KR", dark=True)
    runs = []
    for rate in ("0.000001", "0.03"):
        lab.open(f"/?dataset=moons&layers=4-2&epochs=10&learning_rate={rate}")
        lab.train()
        lab.await_panel("it.status === 'finished'")
        runs.append(lab.page.url.partition("run=")[2].partition("&")[0])
    lab.open("/runs?view=seeds&one={}&other={}&measure=val_loss".format(*runs))
    lab.settle()
    lab.page.get_by_role("button", name=f"양쪽을 시드 {LOOKS[0]}개로 훈련").click(timeout=PATIENCE)
    answer = lab.page.get_by_text("B 쪽이 더 좋습니다")
    expect(answer).to_be_visible(timeout=PATIENCE)
    dots = lab.page.locator(".js-plotly-plot .subplot.xy .scatterlayer .point")
    expect(dots).to_have_count(2 * LOOKS[0], timeout=PATIENCE)
    differences = lab.page.locator(".js-plotly-plot .subplot.x2y2 .scatterlayer .point")
    expect(differences).to_have_count(LOOKS[0] + 1, timeout=PATIENCE)  # and their mean
    expect(lab.page.get_by_role("button", name="훈련하기")).to_have_count(0)  # the answer is clear
    lab.picture("runs-over-seeds-ko")
    vary = quote('{"learning_rate":["0.000001","0.03"],"activation":["tanh","relu"]}')
    lab.open(f"/runs?view=sweep&one={runs[1]}&vary={vary}")
    lab.settle()
    lab.page.get_by_role("button", name="실행 4개 훈련하기").click(timeout=PATIENCE)
    expect(lab.page.get_by_text("신경망 4개를 모두 훈련했습니다")).to_be_visible(timeout=PATIENCE)
    expect(lab.page.locator(".js-plotly-plot .heatmaplayer .hm")).to_have_count(1, timeout=PATIENCE)
    expect(lab.page.get_by_text("학습률 0.03", exact=False).first).to_be_visible()  # the best one
    lab.picture("runs-sweep-ko")
    lab.page.get_by_role("link", name="가장 좋은 실행 열기").click()
    lab.await_panel("it.status === 'finished'")
