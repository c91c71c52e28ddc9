"""The page "Explore" as a person uses it: each tab by its address, by dragging, and by the keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.lab import PATIENCE, SCREENS, Lab

pytestmark = pytest.mark.browser


def opened(visitor: Callable[..., Lab], query: str, screen: str = "en-light-1366") -> Lab:
    """A visitor of a tab, whose explorer has been drawn."""
    lab = visitor(**SCREENS[screen])
    lab.open(f"/explore?{query}")
    lab.await_panel("it.view && it.blank === '0'")
    return lab


def test_activation_functions_follow_pointer_and_keys(visitor: Callable[..., Lab]) -> None:
    lab = opened(visitor, "view=activations&activation=sigmoid&z=0")
    assert lab.number("slope") == 0.25
    before = lab.number("gradient")
    curve = lab.page.locator(".area-curve canvas")
    box = curve.bounding_box()
    assert box is not None
    mouse = lab.page.mouse
    mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    mouse.down()
    mouse.move(box["x"] + box["width"] * 0.8, box["y"] + box["height"] / 2, steps=4)
    mouse.up()
    lab.await_panel("Number(it.z) > 2 && Number(it.slope) < 0.11")
    expect(curve).to_have_attribute("aria-label", re.compile(r"Sigmoid, z = \d"))
    gain = lab.page.get_by_role("slider", name="Weight gain σw")
    gain.focus()
    for _ in range(5):
        lab.page.keyboard.press("ArrowRight")
    lab.await_panel(f"Number(it.gradient) > {before}")
    lab.page.locator("[data-path=activation] select").select_option("relu")
    lab.await_panel("it.activation === 'relu' && Number(it.slope) === 1")
    lab.page.wait_for_url(re.compile(r"activation=relu"), timeout=PATIENCE)
    lab.page.go_back()
    lab.await_panel("it.activation === 'sigmoid'")
    assert lab.unseen() <= 0
    assert lab.outside() == []


def test_a_wrong_address_is_told_and_the_rest_is_used(visitor: Callable[..., Lab]) -> None:
    lab = opened(visitor, "view=activations&activation=tanh&z=abc&activation.slope=2")
    expect(lab.page.get_by_text("Expected a number from -6 to 6")).to_be_visible(timeout=PATIENCE)
    expect(lab.page.get_by_text("no choice named activation.slope")).to_be_visible(timeout=PATIENCE)
    lab.await_panel("it.activation === 'tanh'")


def test_two_optimizers_race_on_the_loss_of_a_real_network(visitor: Callable[..., Lab]) -> None:
    lab = opened(visitor, "view=landscape&dataset=moons&layers=4&epochs=60", "ko-dark-1366")
    lab.await_panel("it.ways === '2' && it.rows === '41' && it.sharp === '64' && it.step === '60'")
    before = lab.canvases()
    assert len(before) == 3
    lab.page.get_by_role("slider", name="스텝").focus()
    lab.page.keyboard.press("Home")
    lab.await_panel("it.step === '0'")
    assert all(now != then for now, then in zip(lab.canvases(), before, strict=True))
    for dataset in ("xor", "moons"):  # changed and changed back, before it is asked: what is there stays
        lab.page.locator("[data-path=dataset] select").select_option(dataset)
    lab.page.wait_for_timeout(1000)
    lab.await_panel("it.ways === '2' && it.rows === '41' && it.sharp === '64'")
    assert lab.unseen() <= 0
    assert lab.outside() == []


def test_losses_follow_pointer_cells_and_keys(visitor: Callable[..., Lab]) -> None:
    lab = opened(visitor, "view=losses&loss=binary_crossentropy&sum=0")
    assert lab.number("value") == 0.693147 and lab.number("slope") == -0.5
    box = lab.page.locator(".area-slope canvas").bounding_box()
    assert box is not None
    mouse = lab.page.mouse
    mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    mouse.down()
    mouse.move(box["x"] + box["width"] * 0.2, box["y"] + box["height"] / 2, steps=4)
    mouse.up()
    lab.await_panel("Number(it.slope) < -0.9 && Number(it.value) > 3")
    lab.page.locator("[data-path=loss] select").select_option("poisson")
    expect(lab.page.locator("[data-path=task] select")).to_have_value("regression", timeout=PATIENCE)
    lab.page.locator("[data-path=task] select").select_option("multiclass")
    lab.await_panel("it.loss === 'categorical_crossentropy'")
    lab.page.get_by_role("button", name="Cross-entropy by hand").press("Enter")
    lab.await_panel("it.part === 'entropy' && it.mean === '0.729752' && it.sparse === it.mean")
    cell = lab.page.get_by_label("Row 3, p of class 2")
    cell.focus()
    lab.page.keyboard.type("1.5")
    lab.page.keyboard.press("Enter")
    expect(cell).to_have_attribute("aria-invalid", "true", timeout=PATIENCE)
    cell.fill("0")
    cell.press("Enter")
    lab.await_panel("Number(it.mean) > 5.5")
    expect(lab.page.get_by_text("−ln 10⁻⁷ = 16.12")).to_be_visible(timeout=PATIENCE)
    lab.page.wait_for_url(re.compile(r"probabilities="), timeout=PATIENCE)
    lab.page.get_by_role("button", name="Softmax and logits").press("Enter")
    lab.page.get_by_role("button", name="Very large logits").press("Enter")
    lab.await_panel("it.value === '100.000' && it.kept === '16.1181'")
    lab.page.get_by_role("button", name="An outlier").press("Enter")
    lab.await_panel("it.part === 'outlier'")
    before = lab.panel("mean_squared_error")
    lab.page.get_by_role("slider", name="Outlier: y").press("Home")
    lab.await_panel(f"it.mean_squared_error !== '{before}'")
    assert lab.unseen() <= 0
    assert lab.outside() == []


def test_scaling_follows_cells_pointer_and_keys(visitor: Callable[..., Lab]) -> None:
    lab = opened(visitor, "view=scaling&scaler=minmax&table=1,5,1;3,5,2;9,5,4")
    assert lab.panel("x1") == "0 0.25 1" and lab.panel("x2") == "0 0 0"
    expect(lab.page.get_by_text("(3 − 1) / 8 = 0.25")).to_be_visible(timeout=PATIENCE)
    cell = lab.page.get_by_label("Row 2, x1")
    cell.fill("5")
    cell.press("Enter")
    lab.await_panel("it.x1 === '0 0.5 1'")
    cell.press("ArrowUp")
    lab.await_panel("it.x1 === '0 0.5125 1'")
    lab.page.wait_for_url(re.compile(r"5\.1"), timeout=PATIENCE)
    lab.page.get_by_role("button", name="As at first").press("Enter")
    lab.page.locator("[data-path=scaler] select").select_option("standard")
    lab.page.get_by_role("button", name="Loss bowl and descent").press("Enter")
    lab.await_panel("it.part === 'bowl' && Number(it.before) > 100 && Number(it.after) < 3")
    assert lab.number("right") < 1e-12 < 1 < lab.number("left")
    rate = lab.page.get_by_role("slider", name="Learning rate")
    rate.press("End")
    lab.await_panel("it.left === '∞' && it.right === '∞'")
    before = lab.panel("left")
    rate.press("Home")
    lab.await_panel("Number(it.left) > 0")
    box = lab.page.locator(".area-bowl-after canvas").bounding_box()
    assert box is not None and before == "∞"
    right = lab.number("right")
    lab.page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.4)
    lab.page.mouse.down()
    lab.page.mouse.up()
    lab.await_panel(f"Number(it.right) < {right}")


def test_optimizers_race_from_where_one_points_and_step_by_step(visitor: Callable[..., Lab]) -> None:
    lab = opened(visitor, "view=optimizers&rate=0.05&step=3")
    page, limit = lab.page, 2 / 30
    lab.await_panel("it.drawn === '13' && it.step === '3'")
    assert lab.number("limit") == pytest.approx(limit)
    contour = page.locator(".area-surface canvas").first
    box = contour.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + box["height"] * 0.2, steps=4)
    page.mouse.up()
    page.wait_for_url(re.compile(r"surface\.x=1\.\d"), timeout=PATIENCE)
    expect(contour).to_have_attribute("aria-label", re.compile(r"SGD at step 3: w₁ = 1\.\d"))
    page.get_by_role("slider", name="Learning rate η").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    lab.await_panel("it.diverged !== ''")
    expect(page.locator(".race-remark")).to_contain_text("every step leads farther away")
    page.locator("[data-path='optimizer.momentum'] .value").fill("0.5")
    page.keyboard.press("Enter")
    lab.await_panel("it.limit === '0.1' && it.diverged === ''")
    page.locator("[data-path=optimizer] select").select_option("adam")
    expect(page.locator("[data-racer=sgd]")).to_contain_text("Momentum 0.5")
    page.locator("[data-racer=lion]").press("Enter")
    lab.await_panel("it.drawn === '12'")
    page.get_by_role("button", name="One step on").press("Enter")
    lab.await_panel("it.step === '4'")
    expect(page.locator("[data-term=Δw]")).to_contain_text("Δw ← −η·m̂/(√v̂ + ε/√(1 − β₂ᵗ))")
    page.locator("[data-path=picture] select").select_option("solid")
    landscape = page.locator(".area-surface:not([hidden]) canvas")
    before = landscape.evaluate("canvas => canvas.toDataURL()")
    landscape.press("ArrowRight")
    page.wait_for_url(re.compile(r"turn=-25"), timeout=PATIENCE)
    assert landscape.evaluate("canvas => canvas.toDataURL()") != before
    assert lab.unseen() <= 0
    assert lab.outside() == []
    told = page.url
    lab.open(told.removeprefix(lab.url))
    lab.await_panel("it.optimizer === 'adam' && it.step === '4' && it.drawn === '12'")
    expect(page.locator("[data-racer=sgd]")).to_contain_text("Momentum 0.5")


def test_a_step_is_worked_out_by_hand_and_as_an_exercise(visitor: Callable[..., Lab]) -> None:
    lab = opened(visitor, "view=by_hand&rows=1&at=v11")
    lab.await_panel("Math.abs(it.last - 0.35891648) < 4e-8")
    page, keys = lab.page, lab.page.keyboard
    page.locator(".cell.gradient[data-at=w21]").click()
    lab.await_panel("it.at === 'w21' && Math.abs(it.last - 0.19956143) < 4e-8")
    expect(page.locator(".derivation [data-id='new w21']")).to_contain_text("= 0.19956")
    page.wait_for_url(re.compile("at=w21"), timeout=PATIENCE)
    assert lab.unseen() <= 0
    assert lab.outside() == []

    page.locator(".cell.value[data-at=w21]").focus()
    keys.press("ArrowUp")
    keys.press("Enter")
    lab.await_panel("it.at === 'w11'")
    page.locator("button[data-verb=forth]").focus()
    keys.press("Enter")
    lab.await_panel("it.step === '1' && it.loss < 0.2983")
    page.locator("button[data-verb=back]").focus()
    keys.press("Enter")
    lab.await_panel("it.step === '0'")
    first = page.get_by_role("textbox", name="x₁ (1)")
    first.fill("11")
    first.press("Enter")
    expect(page.locator(".area-batch .refused")).to_contain_text("from -10 to 10, received “11”")
    first.fill("0,5")
    first.press("Enter")
    page.wait_for_url(re.compile("x=0.5"), timeout=PATIENCE)

    page.get_by_role("checkbox", name="Exercise").focus()
    keys.press("Space")
    lab.await_panel("it.most > 0 && it.points === '0'")
    expect(page.locator(".cell.value[data-at=h1] .num")).to_have_text("?")
    page.locator("[data-id='z₁@0'] input").focus()
    keys.type("0.4")
    keys.press("Enter")
    expect(page.locator("[data-id='z₁@0'] .mark")).to_have_text("not yet")
    keys.press("Control+a")
    keys.type("0.445")
    keys.press("Enter")
    lab.await_panel("it.points === '3'")
    for _hint in ("formula", "factors"):  # of h₁, whose field has the focus now
        keys.press("Tab")
        keys.press("Enter")
    expect(page.locator("[data-id='h₁@0'] .factors")).to_have_text("= 1/(1 + exp(−0.445))")
    keys.type("0.61")
    keys.press("Enter")
    lab.await_panel("it.points === '4'")
    expect(page.locator(".cell.value[data-at=h1] .num")).to_have_text("0.6094")


def test_the_perceptron_finds_no_line_for_xor(visitor: Callable[..., Lab]) -> None:
    lab = opened(visitor, "view=by_hand&subject=perceptron&gate=or", "ko-dark-1366")
    expect(lab.page.locator(".proof")).to_contain_text("= 27")
    for _epoch in range(5):
        lab.press("epoch")
    lab.await_panel("it.visit === '20' && it.mistakes < 10 && it.line !== '0 0 0'")
    lab.page.locator("[data-path=gate] select").select_option("xor")
    lab.await_panel("it.gate === 'xor' && it.mistakes > 10")
    expect(lab.page.locator(".proof li")).to_have_count(4)
    assert lab.unseen() <= 0
    assert lab.outside() == []
