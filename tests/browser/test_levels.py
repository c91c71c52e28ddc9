"""The colours of the plane, as the browser makes them, against the theme that they come from."""

from __future__ import annotations

import colorsys
import itertools
import tomllib
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pytest

from core.class_levels import NOWHERE, class_levels
from core.data.catalogue import DATASETS
from tests.conftest import ROOT
from ui.serving.modules import modules

pytestmark = pytest.mark.browser

THEMES = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
NAMES = DATASETS["points"].classes
HUES = {
    "Orange": (20, 40),
    "Blue": (200, 215),
    "Teal": (165, 180),
    "Pink": (320, 345),
    "Purple": (245, 265),
    "Olive": (65, 80),
}
"""Degrees on the colour wheel where people see a colour of that name."""


@pytest.fixture(params=["light", "dark"])
def theme(request: pytest.FixtureRequest) -> dict[str, Any]:
    """What the pictures are told of the page's theme (see readTheme of ui/js/shared/theme.js)."""
    told = THEMES[request.param]

    def rgb(colour: str) -> list[int]:
        return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]

    return {
        "background": rgb(told["backgroundColor"]),
        "faint": rgb(told["borderColor"]),
        "categorical": [rgb(colour) for colour in told["chartCategoricalColors"]],
        "diverging": [rgb(colour) for colour in told["chartDivergingColors"]],
    }


@pytest.fixture
def ask(chromium: Any) -> Iterator[Any]:
    """ProgramFunctions a function of the lab's modules in a browser."""
    context = chromium.new_context(bypass_csp=True)
    page = context.new_page()

    def call(module: str, name: str, *arguments: object) -> Any:
        return page.evaluate(
            """async ([module, name, given]) => {
                const found = (await import(`/${module}`))[name](...given);
                return ArrayBuffer.isView(found) ? Array.from(found) : found;
            }""",
            [module, name, list(arguments)],
        )

    page.route(
        "http://lab/**",
        lambda route: route.fulfill(
            body=modules().get(urlsplit(route.request.url).path[1:], ""), content_type="text/javascript"
        ),
    )
    page.route("http://lab/", lambda route: route.fulfill(body="", content_type="text/html"))
    page.goto("http://lab/")
    yield call
    context.close()


def colours(table: list[int]) -> np.ndarray:
    """Red, green and blue of each level; every colour is opaque."""
    packed = np.array(table, np.uint32)
    assert (packed >> 24 == 255).all()
    return np.stack([packed & 255, packed >> 8 & 255, packed >> 16 & 255], axis=1).astype(float)


def distance(one: Any, other: Any) -> float:
    return float(np.linalg.norm(np.subtract(one, other)))


def test_classes_are_named_as_they_look(ask: Any, theme: dict[str, Any]) -> None:
    drawn = [ask("shared/colours.js", "classColour", theme, at) for at in range(len(NAMES))]
    assert list(HUES) == list(NAMES)
    for name, colour in zip(NAMES, drawn, strict=True):
        hue = 360 * colorsys.rgb_to_hsv(*(channel / 255 for channel in colour))[0]
        low, high = HUES[name]
        assert low <= hue <= high, (name, hue)
    assert min(distance(*pair) for pair in itertools.combinations(drawn, 2)) > 50


def test_two_classes_go_from_one_end_to_the_other(ask: Any, theme: dict[str, Any]) -> None:
    table = colours(ask("shared/levels.js", "levelColours", theme, {"classes": ["a", "b"]}))
    for level, end in ((0, 0), (255, -1)):
        expected = np.array(theme["diverging"][end]) * 0.64 + np.array(theme["background"]) * 0.36
        np.testing.assert_allclose(table[level], expected, atol=1)
    sharp = colours(ask("shared/levels.js", "levelColours", theme, {"classes": 2, "sharp": True}))
    assert len(np.unique(sharp, axis=0)) == 2
    assert (sharp[0] == sharp[127]).all() and (sharp[128] == sharp[255]).all()
    number = {"classes": [], "regression": True}
    np.testing.assert_array_equal(colours(ask("shared/levels.js", "levelColours", theme, number)), table)


@pytest.mark.parametrize("classes", [3, 6])
def test_more_classes_each_have_their_colour_and_fade_with_doubt(
    ask: Any, theme: dict[str, Any], classes: int
) -> None:
    table = colours(ask("shared/levels.js", "levelColours", theme, {"classes": classes}))
    drawn = [ask("shared/colours.js", "classColour", theme, at) for at in range(classes)]
    for at, colour in enumerate(drawn):
        sure = np.eye(classes, dtype=np.float32)[at : at + 1]
        level = int(class_levels(sure)[0])
        # Muted colours lie between the background and the class's own.
        ways = [np.subtract(other, theme["background"]) for other in drawn]
        way = table[level] - theme["background"]
        alike = [float(way @ other / np.linalg.norm(way) / np.linalg.norm(other)) for other in ways]
        assert int(np.argmax(alike)) == at and max(alike) > 0.999
        fading = [distance(table[level - down], theme["background"]) for down in range(32)]
        assert fading == sorted(fading, reverse=True) and fading[-1] < 0.3 * distance(
            colour, theme["background"]
        )
    assert table[NOWHERE].tolist() == theme["faint"]
    sharp = colours(ask("shared/levels.js", "levelColours", theme, {"classes": classes, "sharp": True}))
    assert len(np.unique(sharp[: 32 * classes], axis=0)) == classes


def test_what_a_level_says(ask: Any) -> None:
    words = {"output_here": "Output {value}", "class_here": "{name}: {share}"}

    def said(level: int, plane: dict[str, Any]) -> str:
        return str(ask("shared/levels.js", "meaning", level, plane, words))

    number = {"low": -1, "high": 1, "classes": [], "regression": True}
    assert [said(level, number) for level in (0, 255)] == ["Output −1.00", "Output 1.00"]
    three = {"low": 0, "high": 255, "classes": ["a", "b", "c"]}
    for share in ([1, 0, 0], [0.1, 0.6, 0.3], [0.3, 0.1, 0.6]):
        level = int(class_levels(np.array([share], np.float32))[0])
        name, told = said(level, three).split(": ")
        assert name == "abc"[int(np.argmax(share))]
        assert float(told.rstrip("%")) == pytest.approx(100 * max(share), abs=1.6)
    assert said(NOWHERE, three) == "–"
