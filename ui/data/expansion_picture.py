"""How a column was made of others: a curve through the rows, or the plane of two factors."""

from __future__ import annotations

import html
from typing import Any

import numpy as np

from core.data.expansion import Made
from core.data.raw import Floats
from ui.data.pictures import MOST_POINTS, safe
from ui.data.prepare_picture import framed
from ui.data.theme import Colours

_POINTS = 200
"""Of a curve."""


def of_curve(made: Made, x: Floats, name: str, formula: str, colours: Colours) -> Any:
    """What becomes of one feature: the function, and the rows on it.

    Arguments:
        x: features of the training part, shape ``(rows, features)``.
        name: of the feature.
    """
    from plotly import graph_objects as go

    (source,) = made.sources
    rows = _some(x)
    values = x[:, source][np.isfinite(x[:, source])]
    line = np.zeros((_POINTS, x.shape[1]))
    line[:, source] = np.linspace(values.min(initial=0), values.max(initial=0), _POINTS)
    figure = go.Figure()
    figure.add_scatter(
        x=line[:, source], y=made.of(line), mode="lines", line={"color": colours.muted}, hoverinfo="skip"
    )
    figure.add_scatter(
        x=rows[:, source],
        y=made.of(rows),
        mode="markers",
        marker={"size": 5, "opacity": 0.6, "color": colours.categories[0]},
        hovertemplate="%{x:.4g} → %{y:.4g}<extra></extra>",
    )
    return framed(figure, _arrow(name, formula), safe(name), html.escape(formula, quote=False))


def of_factors(made: Made, x: Floats, names: tuple[str, str], formula: str, colours: Colours) -> Any:
    """What becomes of several: the rows by the first two of them, coloured by the product.

    Arguments:
        x: features of the training part, shape ``(rows, features)``.
        names: of these two.
    """
    from plotly import graph_objects as go

    first, second = made.sources[:2]
    rows = _some(x)
    values = made.of(rows)
    most = float(np.abs(values[np.isfinite(values)]).max(initial=0)) or 1.0
    figure = go.Figure()
    figure.add_scatter(
        x=rows[:, first],
        y=rows[:, second],
        mode="markers",
        marker={
            "size": 6,
            "color": values,
            "cmin": -most,
            "cmax": most,
            "colorscale": colours.scale(colours.diverging),
            "colorbar": {"thickness": 12},
            "line": {"width": 0.5, "color": colours.muted},
        },
        hovertemplate="%{x:.4g}, %{y:.4g} → %{marker.color:.4g}<extra></extra>",
    )
    return framed(figure, html.escape(formula, quote=False), safe(names[0]), safe(names[1]))


def _arrow(name: str, formula: str) -> str:
    return f"{safe(name)} → {html.escape(formula, quote=False)}"


def _some(x: Floats) -> Floats:
    """As many rows as a picture has room for."""
    chosen = np.linspace(0, len(x) - 1, min(len(x), MOST_POINTS)).astype(int)
    return np.asarray(x[chosen])
