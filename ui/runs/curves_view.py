"""One number of several runs over time, each or in groups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import streamlit as st

from core.run_curves import OF_LAYER, OF_RUN, OVER, band_of
from core.statistics.smoothing import smoothed
from ui.charts import CONFIG
from ui.data.theme import colours
from ui.language import _, plain
from ui.runs import groups
from ui.runs.compared import (
    KEY,
    Compared,
    change,
    is_share,
    layer_name,
    layer_title,
    layers_of,
    log_switch,
    menu,
    number_name,
    tell_losses,
)
from ui.runs.curves_picture import Line, of_lines
from ui.runs.setting import SMOOTH, SMOOTHEST, RunsSetting


def draw(setting: RunsSetting, found: Sequence[Compared]) -> None:
    """The controls, and the curves over each other."""
    ways = groups.ways([each.record for each in found], {each.record.id: each.labels for each in found})
    _controls(setting, layers_of(found), ways)
    layers = layers_of(found)
    layer = _layer(setting, layers) if layers else None
    curves, without = [], []
    for each in found:
        x, y = each.numbers.get(setting.over), each.numbers.get(setting.number, layer)
        if x is None or y is None or not np.isfinite(y).any():
            without.append(each.name)
        else:
            curves.append((each, x, y))
    if without:
        st.caption(plain(_("Nothing to draw of: {runs}.").format(runs=", ".join(without))))
    if not curves:
        return
    weight = setting.smooth
    lines = [Line(each.name, each.colour, x, y) for each, x, y in curves]
    if setting.group in ways:
        lines, weight = _of_groups(setting, curves), 0.0
        st.caption(
            _(
                "The mean of each group; its band reaches from the lowest to the highest run. Thin and "
                "dotted: the mean of those runs alone that reach so far."
            )
        )
    if setting.number in ("loss", "val_loss"):
        tell_losses([each.record for each, _x, _y in curves])
    what = number_name(setting.number, found)
    if setting.number in OF_LAYER and layer is not None:
        what = f"{what} · {layer_title(layer)}"
    st.plotly_chart(
        of_lines(
            lines,
            over=_(OVER[setting.over]),
            what=what,
            weight=weight,
            log=setting.log,
            share=is_share(setting.number, found),
        ),
        key=f"{KEY}:curves",
        config=CONFIG,
    )


def _of_groups(setting: RunsSetting, curves: Sequence[tuple[Compared, Any, Any]]) -> list[Line]:
    """A line and a band for each group of the runs that have a curve."""
    by_id = {each.record.id: (x, smoothed(y, setting.smooth)) for each, x, y in curves}
    said = {each.record.id: each.labels for each, _x, _y in curves}
    by = groups.grouped([each.record for each, _x, _y in curves], said, setting.group)
    shades = colours().categories
    lines = []
    for at, (name, ids) in enumerate((by or {"–": list(by_id)}).items()):
        band = band_of([by_id[run] for run in ids])
        shade = shades[at % len(shades)]
        lines.append(
            Line(f"{name} ({len(ids)})", shade, band.x, band.mean, (band.low, band.high), band.count)
        )
    return lines


def _controls(setting: RunsSetting, layers: Sequence[str], ways: dict[str, str]) -> None:
    names = {key: _(label) for key, label in (OF_RUN | OF_LAYER).items()}
    of_layer = setting.number in OF_LAYER and bool(layers)
    widths = (3, *([1.5] if of_layer else []), 1.5, *([2] if ways else []), 2, 1.2)
    first, *places = st.columns(widths, vertical_alignment="bottom")
    menu(first, "number", _("Metric"), names, setting.number)
    if of_layer:
        options = {layer: layer_name(layer) for layer in layers}
        menu(places.pop(0), "layer", _("Layer"), options, _layer(setting, layers))
    menu(places.pop(0), "over", _("X axis"), {key: _(label) for key, label in OVER.items()}, setting.over)
    if ways:
        groups.menu(f"{KEY}:group", places.pop(0), ways, setting.group, lambda chosen: change(group=chosen))
    st.session_state[f"{KEY}:smooth"] = setting.smooth
    places[0].slider(
        _(SMOOTH.label),
        0.0,
        SMOOTHEST,
        step=0.01,
        key=f"{KEY}:smooth",
        help=_(SMOOTH.help),
        on_change=lambda: change(smooth=st.session_state[f"{KEY}:smooth"]),
    )
    log_switch(places[1], setting)


def _layer(setting: RunsSetting, layers: Sequence[str]) -> str:
    """The layer that is looked at."""
    return setting.layer if setting.layer in layers else layers[0]
