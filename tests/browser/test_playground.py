"""The page "Playground" as a class uses it: play, step, look, edit, paint, change, keep and take back."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from core.choices.typed.points import points_of
from tests.browser.lab import PANEL, PATIENCE, SCREENS, Lab

pytestmark = pytest.mark.browser

PLAY_KEPT = """() => {
    dispatchEvent(new Event("pagehide"));  // what the page leaves for the one that comes after it
    const { play } = JSON.parse(sessionStorage.getItem("gradient-lab:play"));
    dispatchEvent(new Event("pageshow"));
    return play;
}"""
PICTURE = ".panel .area-output .field canvas"
NETWORK = ".panel .diagram canvas"


def saved(lab: Lab) -> dict[str, Any]:
    """The network as its owner's browser gets it from the server."""
    play = lab.page.evaluate(PLAY_KEPT)
    answer = lab.page.request.get(f"{lab.url}/lab/play/{play}/file")
    assert answer.ok
    return dict(answer.json())


def at_rest(lab: Lab) -> None:
    """Wait until nothing new is drawn any more."""
    lab.page.evaluate(
        f"""async () => {{
            const {{ dataset }} = {PANEL};
            let seen;
            do {{
                seen = dataset.updates;
                await new Promise((done) => setTimeout(done, 300));
            }} while (dataset.updates !== seen);
        }}"""
    )


def centre(lab: Lab, selector: str) -> tuple[float, float, float, float]:
    """Left, top, width and height of the first such part."""
    box = lab.page.locator(selector).first.bounding_box()
    assert box is not None
    return box["x"], box["y"], box["width"], box["height"]


def unit_at(lab: Lab, layer: int, units: int, unit: int) -> tuple[float, float]:
    """Where a hidden unit stands: under its layer's head, one of evenly spread rows around the middle."""
    head = lab.page.locator(".panel .column-head").nth(layer + 1).bounding_box()
    assert head is not None
    x = head["x"] + head["width"] / 2
    _, top, _, height = centre(lab, NETWORK)
    ys = []
    for step in range(int(top) + 2, int(top + height) - 2, 4):
        lab.page.mouse.move(x, step)
        if lab.page.locator(".panel .tooltip:visible strong").count() and re.search(
            rf"{unit + 1}$", lab.page.locator(".panel .tooltip strong").inner_text()
        ):
            ys.append(step)
        elif ys:
            break
    assert ys, "no such unit under the pointer"
    return x, sum(ys) / len(ys)


def colour(lab: Lab, across: float, up: float) -> str:
    """Whether the large picture is rather orange or blue at a place, both from 0 to 1."""
    red, _green, blue = lab.page.locator(PICTURE).evaluate(
        """(canvas, [across, up]) => {
            const [x, y] = [across * (canvas.width - 1), (1 - up) * (canvas.height - 1)].map(Math.round);
            return [...canvas.getContext('2d').getImageData(x, y, 1, 1).data];
        }""",
        [across, up],
    )[:3]
    return "orange" if red > blue else "blue"


def test_play_pause_step_and_the_same_weights_again(at_playground: Callable[..., Lab]) -> None:
    lab = at_playground()
    assert (lab.number("epoch"), lab.number("step")) == (0, 0)
    before, first = saved(lab), lab.panel("loss")
    lab.press("play")
    lab.await_panel("it.status === 'running' && it.epoch > 10")
    lab.press("pause")
    lab.await_panel("it.status === 'paused'")
    trained = saved(lab)
    assert trained["weights"] != before["weights"]
    lab.await_panel(f"it.loss < {first}")
    # The pause may have come at the very end of an epoch: then this is the whole of the next.
    at_rest(lab)
    paused = lab.number("step")
    lab.press("step_epoch")
    lab.await_panel(f"it.step > {paused} && it.epoch % 1 === 0")
    epoch, step = lab.number("epoch"), lab.number("step")
    expect(lab.page.locator(".panel .epochs .digits")).to_have_text(re.compile(rf"{epoch:,.0f}$"))
    lab.press("step_batch")
    lab.await_panel(f"it.step === '{step + 1:.0f}'")
    lab.press("step_epoch")
    lab.await_panel(f"it.epoch === '{epoch + 1:.0f}'")
    lab.press("reset")
    lab.await_panel(f"it.step === '0' && Math.abs(it.loss - {first}) < 1e-5")
    assert saved(lab) == before
    lab.press("undo")
    lab.await_panel(f"it.epoch === '{epoch + 1:.0f}'")
    lab.press("new_weights")
    lab.await_panel(f"it.step === '0' && Math.abs(it.loss - {first}) > 1e-5")
    assert saved(lab)["weights"] != before["weights"]
    assert lab.panel("blank") == "0"


def test_keys_do_what_buttons_do(at_playground: Callable[..., Lab]) -> None:
    lab = at_playground()
    page = lab.page
    page.keyboard.press("s")
    lab.await_panel("it.epoch === '1'")
    page.keyboard.press("b")
    lab.await_panel("it.step === '26'")
    page.keyboard.press("Space")
    lab.await_panel("it.status === 'running' && it.epoch > 3")
    page.keyboard.press("Space")
    lab.await_panel("it.status === 'paused'")
    page.keyboard.press("r")
    lab.await_panel("it.step === '0'")
    page.keyboard.press("Control+z")
    lab.await_panel("it.epoch > 3")
    rate = page.get_by_role("combobox", name="Learning rate", exact=True)
    rate.click()
    epoch = lab.panel("epoch")
    page.keyboard.press("s")  # typed into the field
    page.keyboard.press("Escape")
    assert lab.panel("epoch") == epoch
    page.locator(".panel .curves h3").first.click()
    page.keyboard.press("?")
    expect(page.locator(".panel dialog[open] kbd").first).to_be_visible()


def test_a_unit_under_the_pointer_is_drawn_large(at_playground: Callable[..., Lab]) -> None:
    lab = at_playground("?layers=3-2")
    lab.press("step_epoch")
    lab.await_panel("it.epoch === '1'")
    output = lab.page.locator(PICTURE).evaluate("(canvas) => canvas.toDataURL()")
    x, y = unit_at(lab, 0, 3, 1)
    lab.page.mouse.move(x, y)
    lab.await_panel("it.layer === '0' && it.unit === '1'")
    expect(lab.page.locator(".panel .area-output h3")).to_have_text(re.compile("1.*2"))
    assert lab.page.locator(PICTURE).evaluate("(canvas) => canvas.toDataURL()") != output
    lab.page.mouse.move(5, 5)
    lab.await_panel("it.layer === '-1'")
    lab.page.wait_for_function(
        "([selector, was]) => " + PANEL + ".shadowRoot.querySelector(selector).toDataURL() === was",
        arg=[PICTURE.removeprefix(".panel "), output],
        timeout=PATIENCE,
    )


def test_a_weight_is_read_and_edited_while_it_trains(at_playground: Callable[..., Lab]) -> None:
    lab = at_playground("?layers=2&features=x1&speed=epoch_1")
    page = lab.page
    lab.press("play")
    lab.await_panel("it.status === 'running' && it.step > 0")
    # A link runs from the right edge of the input to the unit: look for it between the columns.
    x, _y = unit_at(lab, 0, 2, 0)
    page.mouse.move(5, 5)
    head = page.locator(".panel .column-head").first.bounding_box()
    assert head is not None
    left = head["x"] + head["width"]
    _, top, _, height = centre(lab, NETWORK)
    tooltip = page.locator(".panel .tooltip")
    for step in range(int(top), int(top + height), 3):
        page.mouse.move((left + x) / 2, step)
        if tooltip.is_visible() and "X₁" in tooltip.inner_text():
            break
    expect(tooltip).to_be_visible()
    page.mouse.down()
    page.mouse.up()
    field = page.locator(".panel .editing input[type=number]")
    expect(field).not_to_have_value("")
    field.fill("3.25")
    field.press("Enter")
    expect(page.locator(".panel .editing")).to_be_hidden()
    lab.press("pause")
    lab.await_panel("it.status === 'paused'")
    assert max(saved(lab)["weights"][0]) == pytest.approx(3.25, abs=0.7), "it trained on from there"
    lab.press("undo")
    expect(page.locator(".panel [data-verb=undo]")).to_be_disabled()
    assert max(saved(lab)["weights"][0]) < 1


def test_the_picture_shows_what_the_network_has_learnt(at_playground: Callable[..., Lab]) -> None:
    lab = at_playground("?dataset=xor&features=x1x2&layers=0&learning_rate=0.3")
    lab.press("play")
    lab.await_panel("it.loss < 0.02")
    # Quarters whose signs agree are class 1, blue.
    quarters = {(0.8, 0.8): "blue", (0.2, 0.2): "blue", (0.2, 0.8): "orange", (0.8, 0.2): "orange"}
    assert {place: colour(lab, *place) for place in quarters} == quarters


def test_own_points_are_painted_and_learnt(at_playground: Callable[..., Lab]) -> None:
    lab = at_playground()
    page = lab.page
    page.locator(".panel [data-set=points]").click()
    canvas = page.locator(".panel .area-output .over canvas")
    expect(page.locator(".panel .painting")).to_be_visible()
    x, y, width, height = centre(lab, PICTURE)

    def stroke(across: float) -> None:
        page.mouse.move(x + across * width, y + 0.3 * height)
        page.mouse.down()
        for step in range(1, 9):
            page.mouse.move(x + across * width, y + (0.3 + 0.05 * step) * height)
        page.mouse.up()

    stroke(0.25)
    expect(page.locator(".panel .own-points strong")).to_have_text(re.compile(r"\d+"))
    page.locator(".panel .painting .brush").nth(1).click()
    stroke(0.75)
    expect(canvas).to_be_visible()
    lab.await_panel("it.status === 'paused'")
    page.wait_for_url(re.compile(r"dataset\.points=|dataset.points="), timeout=PATIENCE)
    page.wait_for_function(
        f"{PANEL}.shadowRoot.querySelector('[data-verb=play]').disabled === false", timeout=PATIENCE
    )
    text = saved(lab)["experiment"]["dataset.points"]
    points, labels = points_of(text)
    assert set(labels.tolist()) == {0, 1}
    assert len(labels) >= 20
    assert (points[labels == 0][:, 0] < -2).all() and (points[labels == 1][:, 0] > 2).all()
    lab.press("play")
    lab.await_panel("it.loss < 0.1")
    assert (colour(lab, 0.25, 0.5), colour(lab, 0.75, 0.5)) == ("orange", "blue")
    page.reload()
    lab.await_panel("it.updates > 0")
    assert saved(lab)["experiment"]["dataset.points"] == text


def test_points_are_pasted(at_playground: Callable[..., Lab]) -> None:
    lab = at_playground()
    lab.page.locator(".panel [data-set=points]").click()
    page = lab.page
    page.get_by_role("button", name="Paste", exact=False).first.click()
    box = page.locator(".panel dialog[open] textarea, .panel .pasting textarea").first
    use, oops = page.locator(".panel .pasting button.primary"), page.locator(".panel .pasting [role=alert]")
    use.click()
    expect(oops).to_contain_text("none")
    box.fill("x1,x2,class\n<img src=x onerror=alert(1)>,2,0")
    use.click()
    expect(oops).to_contain_text("line 2")
    expect(page.locator(".panel img")).to_have_count(0)
    box.fill("x1,x2,class\n" + "\n".join(f"{-3 + 0.2 * at},1,a\n{1 + 0.2 * at};-2;b" for at in range(10)))
    use.click()
    expect(page.locator(".panel .own-points strong")).to_contain_text("20")
    page.wait_for_url(re.compile(r"dataset=points"), timeout=PATIENCE)  # told when the network has them
    lab.press("step_epoch")
    lab.await_panel("it.epoch === '1'")
    lab.await_panel("it.status === 'paused'")
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(page.locator(".panel .own-points strong")).to_contain_text("0 ")
    lab.press("undo")
    expect(page.locator(".panel .own-points strong")).to_contain_text("20")
    assert len(points_of(saved(lab)["experiment"]["dataset.points"])[1]) == 20


def test_choices_change_while_it_trains(at_playground: Callable[..., Lab]) -> None:
    lab = at_playground("?layers=8x3")
    page = lab.page
    lab.press("play")
    lab.await_panel("it.epoch > 5")
    rate = page.get_by_role("combobox", name="Learning rate", exact=True)
    rate.fill("0.1")
    rate.press("Enter")
    page.wait_for_url(re.compile(r"learning_rate=0\.1"), timeout=PATIENCE)
    epoch = lab.number("epoch")
    lab.await_panel(f"it.epoch > {epoch} && it.status === 'running'")
    assert epoch > 5, "nothing began anew"
    assert saved(lab)["experiment"]["learning_rate"] == "0.1"
    number = lab.panel("number")
    page.get_by_role("combobox", name="Activation", exact=True).select_option("relu")
    lab.await_panel(f"it.number !== '{number}'")
    lab.await_panel(f"it.epoch > {lab.number('epoch')} && it.status === 'running'")
    assert saved(lab)["experiment"]["activation"] == "relu"
    rate.fill("fast")
    rate.press("Enter")
    expect(page.locator(".panel [data-path=learning_rate] [role=alert]")).to_contain_text("fast")
    assert saved(lab)["experiment"]["learning_rate"] == "0.1"
    lab.await_panel("it.status === 'running'")
    rate.fill("0.03")
    rate.press("Enter")
    # Another network: it begins anew, and goes on playing.
    page.locator(".panel .column-head .step").last.click()
    page.wait_for_url(re.compile(r"layers=8x2-9"), timeout=PATIENCE)
    lab.await_panel("it.status === 'running'")
    assert lab.panel("blank") == "0"


@pytest.mark.alone
def test_a_dragged_control_never_stops_the_picture(at_playground: Callable[..., Lab]) -> None:
    lab = at_playground("?speed=epoch_10")
    lab.press("play")
    lab.await_panel("it.epoch > 2")
    x, y, width, height = centre(lab, ".panel [data-path='dataset.noise'] input[type=range]")
    lab.page.mouse.move(x + 4, y + height / 2)
    lab.page.mouse.down()
    drawn, moved = lab.number("updates"), 0
    for step in range(30):
        lab.page.mouse.move(x + 4 + step * (width - 8) / 30, y + height / 2)
        if lab.number("updates") > drawn:
            drawn, moved = lab.number("updates"), moved + 1
        lab.page.wait_for_timeout(30)
    lab.page.mouse.up()
    assert moved > 5, "it is drawn again and again meanwhile"
    lab.page.wait_for_url(re.compile(r"dataset\.noise=(7\d|80)"), timeout=PATIENCE)
    assert lab.panel("blank") == "0"


def test_what_goes_wrong_is_told_with_a_remedy(at_playground: Callable[..., Lab]) -> None:
    lab = at_playground("?initializer=zeros&layers=4-4")
    page = lab.page
    finding = page.locator(".panel .findings")
    expect(finding).to_have_attribute("data-key", "symmetric")
    remedy = finding.get_by_role("button", name="Glorot uniform weights, restart").first
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/commands?*", hold)
    remedy.click()
    expect(remedy).to_be_disabled()
    expect(page.locator(".panel .state")).to_have_attribute("data-state", "preparing")
    for route in held:
        route.continue_()
    page.unroute("**/commands?*")
    expect(finding).not_to_have_attribute("data-key", "symmetric")
    expect(page.locator(".panel .state")).to_have_attribute("data-state", "paused")
    assert saved(lab)["experiment"]["initializer"] == "glorot_uniform"


def test_the_curve_of_the_network_before_stays_behind(at_playground: Callable[..., Lab]) -> None:
    lab, other = at_playground(), at_playground()
    curve = ".panel .curve canvas"
    drawn = "(canvas) => canvas.toDataURL()"
    for _ in range(4):
        lab.press("step_epoch")
    lab.await_panel("it.epoch === '4'")
    lab.press("reset")
    lab.await_panel("it.epoch === '0'")
    for visitor in (lab, other):
        for epoch in (1, 2):
            visitor.press("step_epoch")
            visitor.await_panel(f"it.epoch === '{epoch}'")
    assert saved(lab)["weights"] == saved(other)["weights"]
    pictures = [it.page.locator(curve).first.evaluate(drawn) for it in (lab, other)]
    assert pictures[0] != pictures[1], "all but that curve is the same"
    lab.press("undo")
    lab.await_panel("it.epoch === '4'")


def test_saved_and_loaded(at_playground: Callable[..., Lab], tmp_path: Path) -> None:
    lab = at_playground("?dataset=gauss")
    lab.press("step_epoch")
    lab.await_panel("it.epoch === '1'")
    file = tmp_path / "network.json"

    def downloaded() -> dict[str, Any]:
        with lab.page.expect_download() as download:
            lab.press("save")
        download.value.save_as(file)
        return dict(json.loads(file.read_text("utf-8")))

    # Its steps are taken again, once, when it has been compiled: that may happen between two looks.
    kept = next((kept for kept in (downloaded() for _ in range(2)) if kept == saved(lab)), None)
    assert kept is not None
    other = at_playground("?layers=7")
    picker = other.page.locator(".panel input[type=file]")
    picker.set_input_files(files=[{"name": "x.json", "mimeType": "application/json", "buffer": b"{}"}])
    expect(other.page.locator(".panel .findings")).to_have_attribute("data-kind", "wrong")
    picker.set_input_files(file)
    other.page.wait_for_url(re.compile(r"dataset=gauss"), timeout=PATIENCE)
    expect(other.page.locator(".panel .findings")).to_contain_text("learnt when it was saved")
    assert saved(other) == kept


def test_a_reload_goes_on_with_the_same_network(at_playground: Callable[..., Lab]) -> None:
    lab = at_playground()
    lab.press("step_epoch")
    lab.await_panel("it.epoch === '1'")
    before = saved(lab)
    lab.page.reload()
    lab.await_panel("it.epoch === '1'")
    assert saved(lab) == before


def test_somebody_else_cannot_see_it(at_playground: Callable[..., Lab]) -> None:
    lab, other = at_playground(), at_playground()
    play = lab.page.evaluate(PLAY_KEPT)
    assert other.page.evaluate(PLAY_KEPT) != play
    for path in ("file", "updates"):
        assert other.page.request.get(f"{lab.url}/lab/play/{play}/{path}").status == 403


def test_a_finger_picks_a_unit(chromium: Any, url: str) -> None:
    context = chromium.new_context(
        bypass_csp=True, viewport={"width": 820, "height": 1180}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.goto(f"{url}/playground?layers=2")
    lab = Lab(page, url, Path())
    lab.await_panel("it.updates > 0")
    page.locator(NETWORK).scroll_into_view_if_needed()
    unit = unit_at(lab, layer=0, units=2, unit=0)
    page.mouse.move(0, 0)
    lab.await_panel("it.layer !== '0'")
    page.touchscreen.tap(*unit)
    lab.await_panel("it.layer === '0'")
    assert lab.outside() == []
    context.close()


@pytest.mark.parametrize("screen", SCREENS)
def test_how_it_looks(at_playground: Callable[..., Lab], screen: str) -> None:
    lab = at_playground(
        "?dataset=spiral&layers=8x6&features=x1,x2,sin_x1,sin_x2&learning_rate=0.1&initializer=glorot_uniform",
        **SCREENS[screen],
    )
    lab.press("play")
    lab.await_panel("it.epoch > 100")
    assert lab.panel("blank") == "0"
    assert lab.unseen() <= 0
    assert lab.outside() == []
    drawn = lab.canvases()
    assert len(set(drawn)) == len(drawn), "no picture is empty, and none is another's"
    lab.picture(f"playground-{screen}")
