"""What is written on charts can be read: ticks of logarithmic axes and counts, numbers in coloured cells."""

from __future__ import annotations

import math

import numpy as np
import pytest

from ui.data.cell_text import cell_texts, luminance
from ui.data.theme import Colours
from ui.decades import decades, whole
from ui.runs.sweep_picture import Axis, of_grid


@pytest.mark.parametrize(
    ("values", "span"),
    [
        ([3e-3, 0.2], [-3, 0]),
        ([0.2, 0.5], [-1, 0]),
        ([1.0], [0, 1]),
        ([0.0, None, math.nan, math.inf, -1.0, 5.0], [0, 1]),
        ([1e-30, 1.0], [-30, 0]),
    ],
)
def test_a_logarithmic_axis_has_two_powers_of_ten_at_least(
    values: list[float | None], span: list[int]
) -> None:
    axis = decades(values)
    assert axis["range"] == span and 2 <= (span[1] - span[0]) // axis["dtick"] + 1 <= 16


def test_ticks_of_counts_are_whole() -> None:
    assert decades([0.0])["dtick"] == 1 and "range" not in decades([0.0])
    assert whole(2) == {"dtick": 1} and whole(1000) == {}


def test_numbers_have_a_contrast_of_4_5_on_every_cell() -> None:
    scale, places = ("#3f3429", "#4a97d6", "#74bdf7"), np.linspace(0, 1, 50)[None]
    written = cell_texts([[f"{place:.2f}" for place in places[0]]], places, scale)
    for cell, light in zip(written, luminance(places, scale)[0], strict=True):
        ink = {"#000000": 0.0, "#ffffff": 1.0}[cell["font"]["color"]]
        assert (max(ink, light) + 0.05) / (min(ink, light) + 0.05) >= 4.5
    assert written[0]["text"] == "0.00" and not cell_texts([["-"]], [[math.nan]], scale)
    assert luminance(np.array([0.0, 1.0]), ("#000000", "#ffffff")) == pytest.approx([0, 1])


def test_a_map_of_a_sweep_is_written_in_black_or_white() -> None:
    shades = Colours(("#000000",), ("#ff0000", "#0000ff"), ("#000000", "#ffffff"), "#ffffff", "#888888")
    axes = Axis("rate", [0.1, 0.1, 1.0, 1.0]), Axis("units", ["4", "8", "4", "8"])
    figure = of_grid(*axes, [0.0, 1.0, 0.25, math.nan], what="Accuracy", share=True, colours=shades)
    written = {each.text: each.font.color for each in figure.layout.annotations}
    assert written == {"0.0%": "#ffffff", "100.0%": "#000000", "25.0%": "#ffffff"}
    assert figure.data[0].texttemplate is None
