"""Code of a page's choices, and what of it and of a run can be saved."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from core.experiment import Experiment
from core.export import script
from tests.browser.lab import PATIENCE, Lab

pytestmark = pytest.mark.browser

CHOICES = {"dataset": {"name": "gauss", "samples": 100}, "layers": (3,), "epochs": 20}
ADDRESS = "/?dataset=gauss&dataset.samples=100&layers=3&epochs=20"


def code(lab: Lab) -> Locator:
    """The code, unfolded."""
    lab.settle()
    lab.page.locator(".st-key-code summary").click(timeout=PATIENCE)
    found = lab.page.locator(".st-key-code [data-testid=stCode] code")
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
        assert "model.weights.h5" in archive.namelist()


def test_the_playground_shows_code_too(visitor: Callable[..., Lab]) -> None:
    lab = visitor()
    lab.open("/playground?dataset=xor")
    expect(code(lab)).to_contain_text("half_squared_error", timeout=PATIENCE)
