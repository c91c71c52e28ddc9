"""The live panel in a browser, against a fake run: no blinking, no lost zoom, every word translated."""

from __future__ import annotations

import gzip
import json
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.conftest import ROOT
from tests.sampling import wanted
from tests.serving import Servers
from ui.serving.assets import TRAIN, source, version

APP = "tests/browser/fake_panel_app/app.py"
HOST = "[...document.querySelectorAll('*')].find((node) => node.shadowRoot?.querySelector('.panel'))"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def fake(server: Servers) -> str:
    """Address of the fake app."""
    return server(APP, env={"PYTHONPATH": str(ROOT)}).url


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    """A laptop's screen; no error may happen on it."""
    view = chromium.new_page(viewport={"width": 1366, "height": 768})
    errors: list[str] = []
    view.on("pageerror", lambda error: errors.append(str(error)))
    yield view
    view.close()
    assert errors == []


def open_panel(page: Any, url: str, *, updates: int = 3, **query: str) -> None:
    """Open the fake page and wait until the panel has drawn some frames."""
    page.goto(f"{url}/?" + "&".join(f"{name}={value}" for name, value in query.items()))
    page.locator(".panel").wait_for(timeout=60_000)
    if updates:
        await_updates(page, updates)


def await_updates(page: Any, more: int) -> None:
    """Wait until the panel has drawn `more` frames from now on."""
    start = updates_of(page)
    page.wait_for_function(f"+({HOST}?.dataset.updates ?? 0) >= {start + more}", timeout=60_000)


def updates_of(page: Any) -> int:
    return int(page.evaluate(f"+({HOST}?.dataset.updates ?? 0)"))


def data_of(page: Any, name: str) -> str:
    return str(page.evaluate(f"{HOST}.dataset[{json.dumps(name)}]"))


def show(page: Any, view: str) -> None:
    page.locator(f'.segmented button[data-key="{view}"]').click()
    page.locator(f'.segmented button[data-key="{view}"][aria-pressed="true"]').wait_for()


@pytest.mark.alone
@pytest.mark.parametrize(
    ("run", "view"),
    [("spiral", "overview"), ("deep", "over_time"), *([("deep", "overview")] if wanted("SCREENS") else [])],
)
def test_it_updates_often_and_never_blinks(page: Any, fake: str, run: str, view: str) -> None:
    open_panel(page, fake, run=run)
    page.locator(".area-loss .js-line").first.wait_for(state="attached", timeout=60_000)
    show(page, view)
    await_updates(page, 10)
    drawn, took = page.evaluate(
        f"""async () => {{
            const host = {HOST}, first = +host.dataset.updates, began = performance.now();
            while (performance.now() - began < 5000) await new Promise(requestAnimationFrame);
            return [+host.dataset.updates - first, (performance.now() - began) / 1000];
        }}"""
    )
    assert drawn / took >= 8
    assert data_of(page, "blank") == "0"


@pytest.mark.parametrize(("run", "updates"), [("spiral", 8), ("deeper", 3)])
def test_every_view_draws_without_a_blank_moment(page: Any, fake: str, run: str, updates: int) -> None:
    open_panel(page, fake, run=run)
    for view in ("distributions", "over_time", "data", "overview"):
        show(page, view)
        await_updates(page, updates)
        shown = page.locator(".view:not([hidden])")
        assert shown.count() == 1
        assert shown.locator("canvas, .js-line").count() >= 3
    assert data_of(page, "blank") == "0"


def test_pictures_have_captions_which_a_pointer_tells_in_full(page: Any, fake: str) -> None:
    open_panel(page, fake, run="spiral")
    for view in ("overview", "distributions", "over_time"):
        show(page, view)
        captions = page.locator(".view:not([hidden]) .figure .caption").evaluate_all(
            "(all) => all.filter((one) => one.offsetParent).map((one) => [one.textContent, one.title])"
        )
        assert len(captions) >= 3
        assert all(text and text == title for text, title in captions), captions


def test_the_blank_counter_sees_a_lost_picture(page: Any, fake: str) -> None:
    """The counter that the other tests trust: it must count when a picture really is gone."""
    open_panel(page, fake, run="spiral")
    page.locator(".area-loss .js-line").first.wait_for(state="attached", timeout=60_000)
    await_updates(page, 3)
    page.evaluate(f"{HOST}.shadowRoot.querySelector('.area-a canvas').width = 10")
    await_updates(page, 2)
    assert int(data_of(page, "blank")) >= 1
    before = int(data_of(page, "blank"))
    page.evaluate(f"{HOST}.shadowRoot.querySelector('.area-loss .scatterlayer').replaceChildren()")
    await_updates(page, 2)
    assert int(data_of(page, "blank")) > before
    show(page, "over_time")
    await_updates(page, 3)
    before = int(data_of(page, "blank"))
    page.evaluate(f"{HOST}.shadowRoot.querySelector('.area-ratio canvas').width = 10")
    await_updates(page, 2)
    assert int(data_of(page, "blank")) > before


def test_zoom_survives_updates_and_double_click_undoes_it(page: Any, fake: str) -> None:
    open_panel(page, fake, run="spiral")
    drag = page.locator(".area-loss .nsewdrag")
    drag.wait_for(state="attached", timeout=60_000)
    await_updates(page, 5)
    box = drag.bounding_box()
    layout = f"{HOST}.shadowRoot.querySelector('.area-loss .plot').layout"
    ranges = f"[{layout}.xaxis.range, {layout}.yaxis.range]"
    page.mouse.move(box["x"] + 0.2 * box["width"], box["y"] + 0.2 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.7 * box["height"], steps=6)
    page.mouse.up()
    page.wait_for_function(f"{ranges}[0][0] > 0")
    zoomed = page.evaluate(ranges)
    # The axis starts at 0 and grows with the run: the ends tell where the pointer was, however long it is.
    assert zoomed[0][1] / zoomed[0][0] == pytest.approx(0.5 / 0.2, rel=0.1)
    await_updates(page, 20)
    assert page.evaluate(ranges) == zoomed
    page.mouse.dblclick(box["x"] + 0.5 * box["width"], box["y"] + 0.5 * box["height"])
    page.wait_for_function(f"{ranges}[0][0] === 0")


def test_hover_reads_a_bin_and_stays_true_while_frames_come(page: Any, fake: str) -> None:
    open_panel(page, fake, run="spiral")
    box = page.locator(".overview .area-g canvas").bounding_box()
    page.mouse.move(box["x"] + 0.55 * box["width"], box["y"] + 0.1 * box["height"])
    tooltip = page.locator(".tooltip")
    tooltip.wait_for()
    lines = tooltip.inner_text().split("\n")
    assert lines[0] == "Layer 1, 8 units"
    low, high = (float(text.replace("−", "-")) for text in lines[1].split(" to "))
    # 40 bins over 8 decades: a bin is a fifth of a decade wide. Two digits are shown.
    assert high / low == pytest.approx(10**0.2, rel=0.1)
    await_updates(page, 10)
    assert tooltip.is_visible()
    share, rest = tooltip.inner_text().split("\n")[2].split("% (")
    held, total = rest.rstrip(")").split(" of ")
    assert int(total) == 800
    assert float(share) == pytest.approx(100 * int(held) / int(total), abs=0.06)


def test_a_line_chart_is_read_under_the_pointer_while_frames_come(page: Any, fake: str) -> None:
    open_panel(page, fake, run="spiral")
    drag = page.locator(".area-loss .nsewdrag")
    drag.wait_for(state="attached", timeout=60_000)
    await_updates(page, 5)
    box = drag.bounding_box()
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.4 * box["height"])
    tooltip = page.locator(".tooltip")
    tooltip.wait_for()
    shown = page.evaluate(
        f"""async () => {{
            const tooltip = {HOST}.shadowRoot.querySelector('.tooltip');
            const first = +{HOST}.dataset.updates;
            let always = true;
            while (+{HOST}.dataset.updates < first + 10) {{
                await new Promise(requestAnimationFrame);
                always &&= !tooltip.hidden;
            }}
            return always;
        }}"""
    )
    assert shown, "the reading flickers"
    epoch, training, validation = tooltip.inner_text().split("\n")
    past = page.evaluate(
        f"{HOST}.shadowRoot.querySelector('.area-loss .plot').data.map((line) => [line.x, line.y])"
    )
    for text, (x, y) in zip((training, validation), past, strict=True):
        at = min(range(len(x)), key=lambda index: abs(x[index] - float(epoch.split()[1])))
        assert float(text.split(": ")[1]) == pytest.approx(y[at], rel=0.01)
    assert training.startswith("Training: ") and validation.startswith("Validation: ")


def test_a_viewer_has_no_controls(page: Any, fake: str) -> None:
    open_panel(page, fake, run="viewer")
    assert page.locator(".viewer").inner_text() == "View only"
    assert page.locator(".controls").count() == 0
    assert page.locator(".panel :is(button[data-verb], .choice):not(.past *)").count() == 0


def received(fake: str) -> list[dict[str, Any]]:
    with urllib.request.urlopen(f"{fake}/fake/received") as answer:
        return list(json.load(answer))


def test_commands_reach_the_server_and_refusals_are_shown(page: Any, fake: str) -> None:
    open_panel(page, fake, run="commanded")
    page.locator('[data-verb="pause"]').click()
    page.locator('.pill[data-status="paused"]').wait_for()
    assert received(fake)[-1] == {"run": "commanded", "verb": "pause", "header": "1"}
    page.locator('[data-verb="step_epoch"]').click()
    page.locator('[data-verb="resume"]').click()
    page.locator('.pill[data-status="running"]').wait_for()
    rate = page.locator("[data-path=learning_rate] .value")
    rate.fill("20")
    rate.press("Enter")
    page.get_by_text("Expected a learning rate of at most 9.").wait_for()
    assert [entry["verb"] for entry in received(fake)[-3:]] == ["step_epoch", "resume", "learning_rate"]
    assert received(fake)[-1]["value"] == 20
    rate.fill("nonsense")
    rate.press("Enter")
    page.get_by_text("Please give the learning rate").wait_for()
    assert received(fake)[-1]["value"] == 20


def test_the_learning_rate_is_sent_when_its_slider_is_let_go(page: Any, fake: str) -> None:
    open_panel(page, fake, run="commanded")
    rate = page.locator("[data-path=learning_rate]")
    box = rate.locator("input[type=range]").bounding_box()
    left, middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    before = len(received(fake))
    page.mouse.move(left, middle)
    page.mouse.down()
    for step in range(1, 11):
        page.mouse.move(left + step, middle)
    shown = float(rate.locator(".value").input_value())
    assert len(received(fake)) == before
    with page.expect_response(lambda response: response.request.method == "POST"):
        page.mouse.up()
    sent = received(fake)[before:]
    assert [(entry["verb"], entry["value"]) for entry in sent] == [("learning_rate", shown)]


def test_again_switches_to_the_new_run_without_a_blank_moment(page: Any, fake: str) -> None:
    open_panel(page, fake, run="spiral")
    page.locator(".area-loss .js-line").first.wait_for(state="attached", timeout=60_000)
    with page.expect_websocket(lambda socket: "/lab/runs/spiral-again/live" in socket.url):
        page.locator('[data-verb="again_same"]').click()
    page.wait_for_function(f"{HOST}.shadowRoot.querySelector('.run-title') !== null")
    await_updates(page, 5)
    assert data_of(page, "blank") == "0"


def test_every_word_comes_from_the_words(page: Any, fake: str) -> None:
    """With every given word in brackets, a text without digits and without brackets was written in the JS."""
    texts = f"""() => {{
        const root = {HOST}.shadowRoot.querySelector('.panel');
        const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
        const found = [];
        while (walker.nextNode()) found.push(walker.currentNode.textContent.trim());
        for (const node of root.querySelectorAll('*')) {{
            for (const name of ['title', 'aria-label', 'placeholder']) {{
                if (node.getAttribute(name)) found.push(node.getAttribute(name));
            }}
        }}
        return found;
    }}"""
    given = {"x₁", "x₂", "Spiral", "Digits"}  # names in the preview
    for run in ("spiral", "deep", "viewer", "none"):
        open_panel(page, fake, run=run, marked="1", updates=0 if run == "none" else 3)
        for view in ("overview", "distributions", "over_time", "data") if run != "none" else ("data",):
            show(page, view)
            if run != "none":
                await_updates(page, 2)
            wild = [
                text
                for text in page.evaluate(texts)
                if text.strip("–−+") and not any(mark.isdigit() for mark in text) and "⟦" not in text
            ]
            assert [text for text in wild if text not in given] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_line_chart_is_saved_as_a_picture(page: Any, fake: str, tmp_path: Path, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    open_panel(page, fake, run="spiral")
    page.locator(".area-loss .js-line").first.wait_for(state="attached", timeout=60_000)
    chart = page.locator(".area-loss .plot")
    chart.hover()
    with page.expect_download() as waiting:
        chart.locator(".save-picture").click()
    assert waiting.value.suggested_filename == "Loss.png"
    saved = tmp_path / "loss.png"
    waiting.value.save_as(saved)
    picture = np.asarray(Image.open(saved).convert("RGB"))
    box = chart.bounding_box()
    height, width = picture.shape[:2]
    assert width > 3 * box["width"] and height > 3 * box["height"]
    colours = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"][scheme]
    for colour in (colours["backgroundColor"], colours["chartCategoricalColors"][0]):
        rgb = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
        assert (picture == rgb).all(axis=2).sum() > 100
    assert data_of(page, "blank") == "0"


def test_colours_follow_the_theme(page: Any, fake: str) -> None:
    open_panel(page, fake, run="spiral")
    line = page.locator(".area-loss .js-line").first
    line.wait_for(state="attached", timeout=60_000)
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        colour = theme[scheme]["chartCategoricalColors"][0].lstrip("#")
        red, green, blue = (int(colour[at : at + 2], 16) for at in (0, 2, 4))
        page.wait_for_function(
            f"""getComputedStyle({HOST}.shadowRoot.querySelector('.area-loss .js-line')).stroke
                === 'rgb({red}, {green}, {blue})'"""
        )
    assert data_of(page, "blank") == "0"


def test_it_fits_a_laptop_screen(page: Any, fake: str) -> None:
    open_panel(page, fake, run="spiral")
    box = page.locator(".panel").bounding_box()
    assert box["y"] + box["height"] <= 768 - 60  # the page has a line of its own below
    panel = f"{HOST}.shadowRoot.querySelector('.panel')"
    overflow = page.evaluate(f"{panel}.scrollWidth - {panel}.clientWidth")
    assert overflow <= 0


def test_it_works_through_a_proxy_that_passes_no_custom_routes(page: Any, server: Servers) -> None:
    url = server(APP, env={"PYTHONPATH": str(ROOT), "FAKE_NO_ROUTES": "1"}).url
    open_panel(page, url, run="spiral", updates=6)
    page.locator(".area-loss .js-line").first.wait_for(state="attached", timeout=60_000)
    page.locator('[data-verb="pause"]').click()
    page.locator('.pill[data-status="paused"]').wait_for()
    assert data_of(page, "blank") == "0"


def fetch(url: str) -> tuple[int, dict[str, str], bytes]:
    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})
    try:
        with urllib.request.urlopen(request) as answer:
            return (
                answer.status,
                {name.lower(): value for name, value in answer.headers.items()},
                answer.read(),
            )
    except urllib.error.HTTPError as error:
        return error.code, {}, b""


def test_scripts_are_compressed_and_kept_and_nothing_else_is_served(fake: str) -> None:
    folder = f"{fake}/lab/assets/{version()}"
    status, headers, body = fetch(f"{folder}/train.js")
    assert status == 200
    assert headers["content-type"].startswith("text/javascript")
    assert "immutable" in headers["cache-control"]
    assert gzip.decompress(body) == source(TRAIN).encode()
    # A page from before an update may still ask; what it gets must not be kept under the old name.
    assert fetch(f"{fake}/lab/assets/older/train.js")[1]["cache-control"] == "no-cache"
    for name in (
        "bootstrap.js",
        "nothing.js",
        "train/panel.js",
        "package.json",
        "..%2Fpanel.py",
        "%2e%2e/%2e%2e/live/panel.py",
        "plotly.min.js",
    ):
        # 400: Streamlit turns away paths that climb before they reach us.
        assert fetch(f"{folder}/{name}")[0] in (400, 404), name
