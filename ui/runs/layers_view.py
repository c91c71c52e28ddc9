"""One number of every layer, a small chart for each, all of one scale."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from core.run_curves import OF_LAYER, OVER
from core.statistics.thinning import evenly
from ui.charts import CONFIG
from ui.language import _, plain
from ui.runs.compared import (
    KEY,
    Compared,
    is_share,
    layer_title,
    layers_menu,
    layers_of,
    log_switch,
    menu,
    number_name,
)
from ui.runs.curves_picture import Line
from ui.runs.layers_picture import of_layers
from ui.runs.setting import MOST_LAYERS, RunsSetting

_NUMBER = "weight_gradient_norm"


def draw(setting: RunsSetting, found: Sequence[Compared]) -> None:
    """The controls, and the charts."""
    layers = layers_of(found)
    number = setting.number if setting.number in OF_LAYER else _NUMBER
    shown = [layer for layer in setting.layers if layer in layers] or evenly(layers, MOST_LAYERS)
    first, second, third, fourth = st.columns((3, 1.5, 4, 1.2), vertical_alignment="bottom")
    menu(first, "number", _("Metric"), {key: _(label) for key, label in OF_LAYER.items()}, number)
    menu(second, "over", _("X axis"), {key: _(label) for key, label in OVER.items()}, setting.over)
    layers_menu(third, layers, shown)
    log_switch(fourth, setting)
    charts = {
        layer_title(layer): lines for layer in shown if (lines := _lines(found, setting.over, number, layer))
    }
    drawn = {line.name for lines in charts.values() for line in lines}
    if without := [each.name for each in found if each.name not in drawn]:
        st.caption(plain(_("Nothing to draw of: {runs}.").format(runs=", ".join(without))))
    if not charts:
        return
    figure = of_layers(
        charts,
        over=_(OVER[setting.over]),
        what=number_name(number, found),
        log=setting.log,
        share=is_share(number, found),
    )
    st.plotly_chart(figure, key=f"{KEY}:every_layer", config=CONFIG)


def _lines(found: Sequence[Compared], over: str, number: str, layer: str) -> list[Line]:
    """The curves of a layer, of the runs that have it."""
    lines = []
    for each in found:
        x, y = each.numbers.get(over), each.numbers.get(number, layer)
        if x is not None and y is not None and np.isfinite(y).any():
            lines.append(Line(each.name, each.colour, x, y))
    return lines
