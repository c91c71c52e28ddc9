"""Real tables and pictures: loaded, prepared and trained on the pages as a visitor would, to a known quality.

Where the folder of real data is absent, a table of the same columns, or pictures of the same size, that the
test makes stand in its place: no test is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlencode

import numpy as np
import pytest
from playwright.sync_api import expect
from sklearn.datasets import load_digits, load_iris

from tests.browser.lab import PATIENCE, Lab
from tests.browser.test_data import shows, upload
from tests.conftest import ROOT
from tests.serving import Servers

pytestmark = pytest.mark.browser

REAL = ROOT.parent / "shared" / "data"
HIDDEN = {"layers": "64x2", "activation": "relu", "learning_rate": "0.01"}


def _cars() -> str:
    draw = np.random.default_rng(0)
    weight, year = draw.uniform(1600, 5100, 390), draw.integers(70, 83, 390)
    mpg = 46 - 0.0075 * weight + 0.7 * (year - 76) + draw.normal(0, 1, 390)
    rows = zip(mpg, weight, year, strict=True)
    lines = [
        f"{a:.1f},4,{b / 15:.0f},{'' if at % 60 == 9 else f'{b / 30:.0f}'},{b:.0f},15.5,{c},usa,car {at}"
        for at, (a, b, c) in enumerate(rows)
    ]
    heading = "mpg,cylinders,displacement,horsepower,weight,acceleration,model_year,origin,name"
    return "\n".join([heading, *lines])


def _passengers() -> str:
    draw = np.random.default_rng(0)
    lines = []
    for _ in range(800):
        female, level = draw.integers(2), draw.integers(1, 4)
        lives = int(draw.random() < (0.95 if female else 0.08))
        age = "" if draw.random() < 0.2 else f"{draw.uniform(1, 70):.0f}"
        lines.append(f"{lives},{level},{'fe' * female}male,{age},{['no', 'yes'][lives]}")
    return "\n".join(["survived,pclass,sex,age,alive", *lines])


def _flowers() -> str:
    flowers = load_iris()
    rows = zip(flowers.target, flowers.data, strict=True)
    lines = [",".join([flowers.target_names[kind], *map(str, row)]) for kind, row in rows]
    return "\n".join(["species,a,b,c,d", *lines])


def _bytes(name: str, made: Callable[[], str]) -> bytes:
    path = REAL / name
    return path.read_bytes() if path.exists() else made().encode()


@pytest.fixture(scope="module")
def url(server: Servers, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A lab that finds pictures of 28 by 28 pixels on its machine."""
    folder = REAL
    if not (REAL / "mnist.npz").exists():
        folder = tmp_path_factory.mktemp("pictures")
        digits = load_digits()
        pictures = np.pad(np.kron(digits.images, np.ones((3, 3))), ((0, 0), (2, 2), (2, 2)))
        x, y = (pictures * 255 / 16).astype(np.uint8), digits.target.astype(np.uint8)
        np.savez(folder / "mnist.npz", x_train=x[:1500], y_train=y[:1500], x_test=x[1500:], y_test=y[1500:])
    return server(env={"GRADIENT_LAB_DATA": str(folder)}).url


def validated(lab: Lab) -> float:
    """Press Train, wait for the end, and read what the validation part says."""
    lab.train()
    lab.await_panel("['finished', 'diverged', 'failed'].includes(it.status)")
    assert lab.panel("status") == "finished"
    told = lab.page.locator(".number.val_metric .value").inner_text()
    return float(told.rstrip("%").strip()) / (100 if "%" in told else 1)


@pytest.mark.parametrize(
    ("name", "made", "target", "columns", "choices", "bar"),
    [
        (
            "mpg.csv",
            _cars,
            "mpg",
            "name=ignore, origin=category",
            {"scale_target": "false", "epochs": "60"},
            -2.0,
        ),
        ("titanic.csv", _passengers, "survived", "alive=ignore", {"dropout": "0.2", "epochs": "20"}, 0.78),
        ("penguins.csv", _flowers, "species", "", {"epochs": "40"}, 0.96),
    ],
)
def test_a_real_table_is_opened_prepared_and_trained(
    visitor: Callable[..., Lab],
    name: str,
    made: Callable[[], str],
    target: str,
    columns: str,
    choices: dict[str, str],
    bar: float,
) -> None:
    lab = visitor()
    lab.open("/data")
    upload(lab, name, _bytes(name, made))
    shows(lab, name)
    expect(lab.page.locator(".st-key-data-target").get_by_role("combobox").first).to_have_value(
        re.compile(rf"\b{target}\b"), timeout=PATIENCE
    )
    lab.settle()
    lab.page.get_by_role("link", name="Train on it").click(timeout=PATIENCE)
    lab.page.wait_for_url(re.compile(r"dataset\.table=[0-9a-f]{64}"), timeout=PATIENCE)
    address = lab.page.url.removeprefix(lab.url)
    lab.open(f"{address}&{urlencode({**HIDDEN, **choices, 'dataset.columns': columns})}")
    found = validated(lab)
    assert found <= -bar if bar < 0 else found > bar


@pytest.mark.parametrize(
    ("choices", "bar"), [({"layers": "128", "dropout": "0.2", "epochs": "6"}, 0.93)], ids=["dense"]
)
def test_pictures_of_digits_are_trained_on(
    visitor: Callable[..., Lab], choices: dict[str, str], bar: float
) -> None:
    lab = visitor()
    usual = {"dataset": "mnist", "dataset.samples": "10000", "activation": "relu", "learning_rate": "0.001"}
    lab.open(f"/?{urlencode({**usual, **choices})}")
    assert validated(lab) > bar
