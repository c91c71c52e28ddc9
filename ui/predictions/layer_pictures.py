"""Plotly figures of one row on its way through a network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from core.message import Translate
from ui.data.pictures import safe
from ui.data.theme import Colours

MOST_UNITS = 256
"""Of a layer; more are not drawn."""
MOST_BARS = 20
MAPS_ACROSS, MAPS_WIDTH = 8, 600
"""Feature maps side by side, and about how many pixels they take together."""
_ROW = 30
_MARGIN = {"l": 8, "r": 8, "t": 36, "b": 8}


def of_layers(
    layers: Sequence[npt.NDArray[np.float32]],
    title: str,
    colours: Colours,
    _: Translate,
    *,
    probabilities: npt.NDArray[np.float32] | None = None,
) -> Any:
    """A strip for every layer, first on top: blue above 0, orange below, as strong as its largest number.

    Arguments:
        layers: see `RowLayers`; of a convolutional layer every map is one field, its mean.
        probabilities: what is made of the last layer's logits: a strip of its own, where 1 has the full
            colour.
    """
    from plotly import graph_objects as go

    rows = [each.mean(axis=(0, 1)) if each.ndim > 1 else each for each in layers]
    names, unit = layer_names(len(layers), _), _("unit {unit}").format(unit="%{x}")
    if probabilities is not None:
        rows.append(probabilities)
        names.append(_("Probability"))
    widest = min(MOST_UNITS, max(len(each) for each in rows))
    values = np.full((len(rows), widest), np.nan)
    for at, each in enumerate(rows):
        values[at, : len(each)] = each[:widest]
    finite = np.where(np.isfinite(values), np.abs(values), 0.0)
    scale = np.maximum(finite.max(axis=1, keepdims=True), 1e-30)
    if probabilities is not None:
        scale[-1] = 1.0
    figure = go.Figure(
        go.Heatmap(
            z=values / scale,
            customdata=values,
            x=list(range(1, widest + 1)),
            y=names,
            zmin=-1,
            zmax=1,
            colorscale=colours.scale(colours.diverging),
            showscale=False,
            hoverongaps=False,
            ygap=3,
            hovertemplate=f"%{{y}}, {unit}: %{{customdata:.5g}}<extra></extra>",
        )
    )
    figure.update_layout(
        title={"text": title, "font": {"size": 14}},
        height=100 + _ROW * max(2, len(rows)),
        margin=_MARGIN,
        xaxis={"title": _("Number of the unit")},
        yaxis={"autorange": "reversed"},
    )
    return figure


def of_maps(maps: npt.NDArray[np.float32], title: str, colours: Colours, _: Translate) -> Any:
    """The feature maps of a convolutional layer side by side, in the colours of `of_layers`.

    Arguments:
        maps: shape ``(height, width, filters)``.
    """
    from plotly import graph_objects as go

    height, width, filters = maps.shape
    across = min(filters, MAPS_ACROSS)
    down = -(-filters // across)
    tiled = np.full((down * (height + 1) - 1, across * (width + 1) - 1), np.nan)
    told = np.full(tiled.shape, "", object)
    for at in range(filters):
        top, left = at // across * (height + 1), at % across * (width + 1)
        tiled[top : top + height, left : left + width] = maps[:, :, at]
        told[top : top + height, left : left + width] = _("map {number}").format(number=at + 1)
    largest = float(np.abs(maps[np.isfinite(maps)]).max(initial=0.0)) or 1.0
    figure = go.Figure(
        go.Heatmap(
            z=tiled,
            text=told,
            zmin=-largest,
            zmax=largest,
            colorscale=colours.scale(colours.diverging),
            showscale=False,
            hoverongaps=False,
            hovertemplate="%{text}: %{z:.5g}<extra></extra>",
        )
    )
    hidden = {"visible": False, "constrain": "domain"}
    figure.update_layout(
        title={"text": title, "font": {"size": 14}},
        height=60 + int(down * MAPS_WIDTH / across * height / width),
        margin=_MARGIN,
        xaxis=hidden,
        yaxis={**hidden, "autorange": "reversed", "scaleanchor": "x"},
    )
    return figure


def of_answer(
    scores: npt.NDArray[np.float64],
    names: Sequence[str],
    said: int,
    true: int,
    *,
    probabilities: bool,
    colours: Colours,
    _: Translate,
) -> Any:
    """A bar for what speaks for each class, the likeliest on top; the true class is filled."""
    from plotly import graph_objects as go

    order = np.argsort(-scores, kind="stable")[:MOST_BARS]
    labels = [safe(names[at]) for at in order]
    shades = [colours.diverging[-1 if at == said else -4] for at in order]
    marks = [f"{scores[at]:.3f}" + (" ✓" if at == true else "") for at in order]
    figure = go.Figure(
        go.Bar(
            x=scores[order],
            y=list(range(len(order))),
            orientation="h",
            text=marks,
            marker={"color": shades},
            customdata=labels,
            hovertemplate="%{customdata}: %{x:.5f}<extra></extra>",
        )
    )
    figure.update_layout(
        height=90 + 26 * max(3, len(order)),
        margin=_MARGIN,
        xaxis={"title": _("Probability"), "range": [0, 1]} if probabilities else {"title": _("Output")},
        yaxis={"tickvals": list(range(len(order))), "ticktext": labels, "autorange": "reversed"},
    )
    return figure


def layer_names(count: int, _: Translate) -> list[str]:
    """Names of so many layers, the output layer last."""
    hidden = [_("Layer {layer}").format(layer=at) for at in range(1, count)]
    return [*hidden, _("Output layer")]
