"""The page "Playground" by its address: links, old links, hidden controls, inside another page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Literal
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.lab import PATIENCE, Lab

pytestmark = pytest.mark.browser
ORIGINAL = (
    "activation=relu&batchSize=10&dataset=xor&regDataset=reg-plane&learningRate=0.1&regularizationRate=0"
    "&noise=10&networkShape=4,3&seed=0.26916&showTestData=true&discretize=false&percTrainData=80&x=true&y=true"
    "&xTimesY=true&problem=classification&initZero=false&hideText=false&discretize_hide=true&noise_hide=true"
)
OPENED = {
    "dataset": "xor",
    "dataset.noise": "10",
    "features": "x1,x2,x1x2",
    "validation_split": "0.2",
    "layers": "4-3",
    "activation": "relu",
    "learning_rate": "0.1",
    "data_seed": "26916",
    "weight_seed": "26916",
    "validation": "1",
    "hide": "noise,discretize",
}


def query(lab: Lab) -> dict[str, str]:
    """What the address says."""
    return {name: texts[0] for name, texts in parse_qs(urlsplit(lab.page.url).query).items()}


def test_what_is_chosen_is_in_the_address_and_opens_again(at_playground: Callable[..., Lab]) -> None:
    lab = at_playground()
    assert query(lab) == {}
    lab.page.locator(".panel [data-set=gauss]").click()
    lab.page.wait_for_url(re.compile(r"dataset=gauss"), timeout=PATIENCE)
    other = at_playground(f"?{urlsplit(lab.page.url).query}")
    expect(other.page.locator(".panel [data-set=gauss]")).to_have_attribute("aria-pressed", "true")
    assert query(other) == {"dataset": "gauss"}


def test_back_goes_back(at_playground: Callable[..., Lab]) -> None:
    lab = at_playground()
    for dataset in ("xor", "gauss"):
        lab.page.locator(f".panel [data-set={dataset}]").click()
        lab.page.wait_for_url(re.compile(f"dataset={dataset}"), timeout=PATIENCE)
        lab.settle()
    for dataset in ("xor", "circle"):
        lab.page.go_back()
        expect(lab.page.locator(f".panel [data-set={dataset}]")).to_have_attribute(
            "aria-pressed", "true", timeout=PATIENCE
        )
        lab.settle()
    assert query(lab) == {}


def test_a_link_of_the_original_opens_here(at_playground: Callable[..., Lab]) -> None:
    lab = at_playground(f"#{ORIGINAL}")
    lab.page.wait_for_url(re.compile(r"layers=4-3"), timeout=PATIENCE)
    assert query(lab) == OPENED
    assert urlsplit(lab.page.url).fragment == ""
    expect(lab.page.locator(".panel [data-set=xor]")).to_have_attribute("aria-pressed", "true")
    # Another one in the same tab.
    lab.page.evaluate("location.hash = 'dataset=gauss&networkShape=&nonsense=1'")
    lab.page.wait_for_url(re.compile(r"layers=0"), timeout=PATIENCE)
    assert query(lab) == {"dataset": "gauss", "layers": "0"}
    expect(lab.page.locator("[data-testid=stCaptionContainer]")).to_contain_text("nonsense")


def test_a_link_of_the_original_with_another_host_opens_here_too(visitor: Callable[..., Lab]) -> None:
    lab = visitor()
    lab.page.goto(f"{lab.url}/#{ORIGINAL}")
    lab.page.wait_for_url(re.compile(r"/playground\?.*layers=4-3"), timeout=PATIENCE)
    assert query(lab) == OPENED


def test_hidden_controls_are_not_there(at_playground: Callable[..., Lab]) -> None:
    everything, some = at_playground(), at_playground("?hide=noise,dataset,learningRate,play,strips")
    controls: tuple[tuple[Literal["slider", "combobox"], str], ...]
    controls = (("slider", "Noise"), ("combobox", "Learning rate"))
    for role, name in controls:
        expect(everything.page.get_by_role(role, name=name, exact=True)).to_be_visible()
        expect(some.page.get_by_role(role, name=name, exact=True)).to_have_count(0)
    for part in ("button[data-verb=play]", "[data-set=xor]", ".strips"):
        expect(everything.page.locator(f".panel {part}").first).to_be_visible()
        expect(some.page.locator(f".panel {part}").first).to_be_hidden()


def test_names_of_colours_fit_beside_the_largest_picture(at_playground: Callable[..., Lab]) -> None:
    lab = at_playground("?embed=true&hide=files,more,initializer,strips")
    inked = lab.page.locator(".panel .area-output .over canvas").evaluate(
        """(canvas) => {
            const edge = canvas.getContext('2d').getImageData(canvas.width - 1, 0, 1, canvas.height).data;
            return edge.some((value) => value);
        }"""
    )
    assert not inked


def test_inside_another_page_there_is_nothing_else(at_playground: Callable[..., Lab]) -> None:
    lab = at_playground("?embed=true&hide=files")
    expect(lab.page.get_by_text("Initialization", exact=True)).to_have_count(0)
    expect(lab.page.get_by_text("한국어")).to_have_count(0)
    assert query(lab) == {"embed": "true", "hide": "files"}


@pytest.fixture
def course(url: str, tmp_path: Path) -> Iterator[str]:
    """Address of a page of another site that shows the lab's: to browsers, localhost is not 127.0.0.1."""
    frame = f'<iframe src="{url}/playground?embed=true" width="1280" height="700"></iframe>'
    (tmp_path / "index.html").write_text(f"<title>A lesson</title>{frame}", encoding="utf-8")
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as site:
        Thread(target=site.serve_forever, daemon=True).start()
        yield f"http://localhost:{site.server_port}/"
        site.shutdown()


def test_it_works_inside_a_page_of_another_site(visitor: Callable[..., Lab], course: str) -> None:
    lab = visitor()
    lab.page.goto(course)
    inside = lab.page.frame_locator("iframe")
    play = inside.locator(".panel button[data-verb=play]")
    expect(play).to_be_enabled(timeout=PATIENCE)  # there is a network, though browsers send no cookie there
    play.click()
    expect(inside.locator(".panel button[data-verb=pause]")).to_be_visible(timeout=PATIENCE)
