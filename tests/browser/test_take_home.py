"""Code of a page's choices, and what of it and of a run can be saved."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from core.experiment import Experiment
from core.export import script
from core.export.report import report
from tests.browser.lab import PATIENCE, Lab
from tests.fixtures.frames import frame

pytestmark = pytest.mark.browser

CHOICES = {"dataset": {"name": "gauss", "samples": 100}, "layers": (3,), "epochs": 20}
ADDRESS = "/?dataset=gauss&dataset.samples=100&layers=3&epochs=20"


def code(lab: Lab) -> Locator:
    """The code, unfolded."""
    lab.settle()
    lab.page.locator(".st-key-code summary").click(timeout=PATIENCE)
    found = lab.page.locator(".st-key-code [data-testid=stCode] code.language-python")
    expect(found).to_be_visible(timeout=PATIENCE)
    return found


def saved(lab: Lab, name: str) -> Path:
    """A file that a button gives."""
    with lab.page.expect_download(timeout=PATIENCE) as download:
        lab.page.locator(f".st-key-code-{name} button:visible").first.click(timeout=PATIENCE)
    return download.value.path()


def test_code_follows_the_choices_and_a_run_is_taken_home(visitor: Callable[..., Lab]) -> None:
    lab = visitor()
    lab.open(ADDRESS)
    shown = code(lab)
    chosen = Experiment(**CHOICES)
    expect(shown).to_contain_text("layers.Dense(\n        3,", timeout=PATIENCE)
    assert saved(lab, "py").read_text() == script(chosen)
    assert json.loads(saved(lab, "ipynb").read_text())["nbformat"] == 4
    assert Experiment.model_validate_json(saved(lab, "json").read_text()) == chosen
    lab.open(ADDRESS)
    shown = code(lab)
    lab.unfold("network")
    lab.type("layers", "5-4")
    expect(shown).to_contain_text("layers.Dense(\n        5,", timeout=PATIENCE)
    lab.open(ADDRESS)
    lab.train()
    lab.await_panel("it.status === 'finished'")
    lab.page.reload()
    code(lab)
    with zipfile.ZipFile(saved(lab, "keras")) as archive:
        assert {"model.weights.h5", "gradient_lab.json"} <= set(archive.namelist())
    saved_report = saved(lab, "report")
    link = lab.page.locator(".st-key-code-link code").inner_text(timeout=PATIENCE)

    guest = visitor()  # a read-only link opens the run, and a report brings the choices back
    guest.page.goto(link)
    guest.await_panel("it.status === 'finished'")
    expect(guest.page.locator(".panel button[data-verb=stop]:visible")).to_have_count(0)
    guest.open("/")
    guest.settle()
    guest.page.locator(".st-key-json button").first.click(timeout=PATIENCE)
    guest.page.locator("[data-testid=stFileUploaderDropzoneInput]").set_input_files(
        {"name": "report.html", "mimeType": "text/html", "buffer": saved_report.read_bytes()}
    )
    guest.settle()
    guest.page.get_by_role("button", name="Use these choices").click(timeout=PATIENCE)
    guest.page.wait_for_url(re.compile(r"dataset=gauss&dataset.samples=100&.*layers=3"), timeout=PATIENCE)


def test_figures_of_a_report_are_saved(visitor: Callable[..., Lab], tmp_path: Path) -> None:
    page = visitor().page
    path = tmp_path / "report.html"
    path.write_text(report(Experiment(**CHOICES), [frame(step) for step in (0, 7)]), encoding="utf-8")
    page.goto(path.as_uri())
    for kind, begin in (("png", b"\x89PNG"), ("svg", b"<svg")):
        with page.expect_download(timeout=PATIENCE) as download:
            page.locator(f"button[data-format={kind}]").first.click(timeout=PATIENCE)
        assert download.value.path().read_bytes().startswith(begin)
    paper = page.pdf(prefer_css_page_size=True)  # what its button prints; curves are no pixels there
    assert paper.startswith(b"%PDF")
    assert b"/Subtype /Image" not in paper


def test_the_playground_shows_code_too(visitor: Callable[..., Lab]) -> None:
    lab = visitor()
    lab.open("/playground?dataset=xor")
    expect(code(lab)).to_contain_text("half_squared_error", timeout=PATIENCE)
