"""The table of runs, what is said of them, and runs compared."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.lab import PATIENCE, Lab
from tests.conftest import ROOT
from tests.fixtures.recordings import LAYER, LAYOUT, frame, header


def test_runs_that_are_ticked_are_drawn_over_each_other(visitor: Callable[..., Lab]) -> None:
    lab = visitor()
    for layers in ("4-3", "4-2"):
        lab.open(f"/?layers={layers}&epochs=3")
        lab.train()
        lab.await_panel("it.status === 'finished'")
    lab.open("/runs")
    lab.tick_run(0)
    lab.tick_run(1)
    lab.page.get_by_role("link", name="Spiral · 4-2").wait_for(timeout=PATIENCE)
    lab.page.get_by_role("button", name="Compare 2 runs").click()
    lines = lab.page.locator(".js-plotly-plot .scatterlayer .trace")
    expect(lines).to_have_count(2, timeout=PATIENCE)
    lab.page.wait_for_url(re.compile(r"view=compare.*runs=[\w-]+(%2C|,)[\w-]+"), timeout=PATIENCE)
    lab.page.reload()
    expect(lines).to_have_count(2, timeout=PATIENCE)
    lab.picture("runs-compare")
    for view, pictures in (("Every layer", ".subplot"), ("Distributions", ".scatterlayer .trace")):
        lab.page.get_by_role("radio", name=view).click()
        expect(lab.page.locator(f".js-plotly-plot {pictures}")).to_have_count(
            {"Every layer": 3, "Distributions": 2}[view], timeout=PATIENCE
        )
    lab.page.get_by_role("slider", name="Step").press("Home")
    lab.page.wait_for_url(re.compile(r"step=0"), timeout=PATIENCE)
    lab.page.get_by_role("radio", name="Choices and results").click()
    expect(lines).to_have_count(2, timeout=PATIENCE)
    lab.picture("runs-choices")
    lab.page.get_by_role("radio", name="Table").click()
    lab.tick_run(1)
    lab.page.get_by_role("textbox", name="Name").fill("<i>first</i>")
    lab.page.get_by_role("textbox", name="Name").press("Enter")
    lab.page.get_by_role("button", name="Pin").click()
    told = lab.page.locator("[data-testid=stDataFrame] [role=row][aria-rowindex='2']")
    expect(told).to_contain_text("<i>first</i>", timeout=PATIENCE)
    expect(lab.page.get_by_role("textbox", name="Name")).to_have_value("<i>first</i>")
    lab.picture("runs-named")


def test_a_recording_of_somebodys_own_program_is_drawn_and_its_names_are_texts(
    visitor: Callable[..., Lab],
) -> None:
    lab, page = visitor(), "[data-testid=stMain]"
    name = "<img src=x onerror=alert(1)>"
    layout = {**LAYOUT, "layers": [{**LAYER, "name": f"{name} {at}"} for at in range(2)]}
    looks = [frame(step, epoch=step / 5, layers=2, loss=1 / step) for step in range(1, 9)]
    data = header(layout=layout, model={"name": name, "class": "Functional"}) + b"".join(looks)

    def upload(file: str, content: bytes) -> None:
        lab.page.locator("input[type=file]").first.set_input_files(
            {"name": file, "mimeType": "application/octet-stream", "buffer": content}
        )

    lab.open("/runs")
    lab.page.get_by_text("Open a run of your own Keras program").click()
    upload("broken.glab", data[:-40] + b"x" * 40 + b"\xff" * 9)
    lab.page.get_by_text("whose frame 9 is damaged").wait_for(timeout=PATIENCE)
    assert lab.page.get_by_text("No runs yet").is_visible()
    upload("run.glab", data)
    lab.await_panel("it.status === 'finished' && Number(it.step) === 8")
    assert lab.canvases() and lab.outside() == []
    lab.press("past_back")
    lab.await_panel("Number(it.past) === 7")
    lab.view("over_time")
    legend = lab.page.locator(".panel .legend").first
    expect(legend).to_contain_text(f"{name} 1", timeout=PATIENCE)
    expect(lab.page.locator(page).get_by_text(f"{name} (Functional)").first).to_be_visible()
    assert lab.page.locator("img[src=x]").count() == 0
    for verb in ("again_same", "past_branch"):
        expect(lab.page.locator(f".panel button[data-verb={verb}]:visible")).to_have_count(0)
    with lab.page.expect_download() as saved:
        lab.page.get_by_role("button", name="Numbers (.csv)").click()
    assert len(saved.value.path().read_text(encoding="utf-8").splitlines()) == 9
    lab.picture("runs-recorded")
    lab.tick_run(0)
    lab.page.get_by_role("button", name="Delete this run").click()
    lab.page.get_by_text("No runs yet").wait_for(timeout=PATIENCE)
    lab.page.get_by_role("button", name="Undo").click()
    expect(lab.page.locator("[data-testid=stDataFrame]").first).to_be_visible(timeout=PATIENCE)


PROGRAM = """
import sys, threading
import keras, numpy as np
from gradient_lab import Watch

rng = np.random.default_rng(0)
x = rng.normal(size=(320, 4))
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(8, "relu"), keras.layers.Dense(1)])
model.compile("sgd", "mse", metrics=["mae"])
watch = Watch(sys.argv[1], token=sys.argv[2])
end = lambda: (sys.stdin.read(), setattr(model, "stop_training", True))
threading.Thread(target=end, daemon=True).start()
model.fit(x, x[:, :1], batch_size=8, epochs=1_000_000, verbose=0, callbacks=[watch])
print(watch.stopped)
"""


def test_a_program_of_ones_own_is_watched_while_it_trains(visitor: Callable[..., Lab], url: str) -> None:
    lab = visitor()
    lab.open("/runs")
    lab.page.get_by_text("Watch your own Keras program live").click()
    lab.page.get_by_role("button", name="Make a token").click()
    lines = lab.page.locator(".st-key-runs\\:live_watch, [data-testid=stExpander]").get_by_test_id("stCode")
    expect(lines.first).to_contain_text(re.compile(r'token="[\w-]{22}\.[\w-]{43}"'), timeout=PATIENCE)
    code = lines.first.inner_text()
    address, token = re.findall(r'"(http[^"]+|[\w-]{22}\.[\w-]{43})"', code)
    assert address == url
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, address, token],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        lab.await_panel("it.status === 'running' && Number(it.step) > 0")  # it is opened by itself
        step = lab.number("step")
        lab.await_panel(f"Number(it.step) > {step}")
        assert lab.canvases() and lab.outside() == []
        lab.picture("runs-live")
        told, _ = program.communicate("", timeout=PATIENCE / 1000)
    finally:
        program.kill()
        program.wait()
    assert told.strip() == "None", "nothing has stopped it"
    lab.await_panel("it.status === 'finished'")
    expect(lab.page.get_by_role("button", name="Stop watching")).to_have_count(0, timeout=PATIENCE)
