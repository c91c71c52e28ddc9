"""Plotly figures of predicted numbers: against the true ones, and what they are off by."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from core.message import Translate
from core.predictions.numbers import Residuals
from ui.data.theme import Colours

MOST_POINTS = 2000
"""Of a picture; of more they are taken at even distances."""
_HEIGHT = 400
_MARGIN = {"l": 8, "r": 8, "t": 24, "b": 8}


def of_predicted(
    found: Residuals, places: npt.NDArray[np.int64], chosen: int | None, colours: Colours, _: Translate
) -> Any:
    """Predicted against true; on the line both are equal. A click meets a row.

    Arguments:
        places: of the rows, which every point carries.
        chosen: the row that is marked.
    """
    shown = _fewer(len(places))
    figure = _points(found.truth[shown], found.predicted[shown], places[shown], colours)
    both = np.concatenate([found.truth, found.predicted])
    ends = [float(both.min()), float(both.max())]
    figure.add_scatter(
        x=ends, y=ends, mode="lines", hoverinfo="skip", line={"dash": "dot", "color": colours.categories[-1]}
    )
    _mark(figure, found.truth, found.predicted, places, chosen, colours)
    figure.update_layout(xaxis={"title": _("True value")}, yaxis={"title": _("Predicted value")})
    return figure


def of_residuals(
    found: Residuals, places: npt.NDArray[np.int64], chosen: int | None, colours: Colours, _: Translate
) -> Any:
    """Residuals against predicted: no pattern is to be seen where the network has learnt all there is."""
    shown = _fewer(len(places))
    figure = _points(found.predicted[shown], found.values[shown], places[shown], colours)
    figure.add_hline(y=0, line={"dash": "dot", "color": colours.categories[-1]})
    _mark(figure, found.predicted, found.values, places, chosen, colours)
    residual = _("Residual (predicted − true)")
    figure.update_layout(xaxis={"title": _("Predicted value")}, yaxis={"title": residual})
    return figure


def of_histogram(found: Residuals, colours: Colours, _: Translate) -> Any:
    """How many rows are off by how much."""
    from plotly import graph_objects as go

    counts, edges = found.histogram()
    figure = go.Figure(
        go.Bar(
            x=(edges[1:] + edges[:-1]) / 2,
            y=counts,
            width=np.diff(edges),
            marker={"color": colours.diverging[-2], "line": {"width": 0}},
            hovertemplate="%{x:.4g}: %{y}<extra></extra>",
        )
    )
    figure.add_vline(x=0, line={"dash": "dot", "color": colours.categories[-1]})
    figure.update_layout(
        height=_HEIGHT,
        margin=_MARGIN,
        bargap=0,
        xaxis={"title": _("Residual (predicted − true)")},
        yaxis={"title": _("Rows")},
    )
    return figure


def _points(x: Any, y: Any, places: npt.NDArray[np.int64], colours: Colours) -> Any:
    from plotly import graph_objects as go

    figure = go.Figure(
        go.Scatter(
            x=x,
            y=y,
            customdata=places,
            mode="markers",
            marker={"size": 7, "opacity": 0.65, "color": colours.diverging[-1]},
            unselected={"marker": {"opacity": 0.65}},
            hovertemplate="%{x:.4g}, %{y:.4g}<extra></extra>",
        )
    )
    figure.update_layout(height=_HEIGHT, margin=_MARGIN, showlegend=False, dragmode=False)
    return figure


def _mark(
    figure: Any, x: Any, y: Any, places: npt.NDArray[np.int64], chosen: int | None, colours: Colours
) -> None:
    here = np.flatnonzero(places == chosen)
    if here.size:
        ring = {"size": 14, "symbol": "circle-open", "color": colours.categories[1], "line": {"width": 3}}
        figure.add_scatter(x=x[here], y=y[here], mode="markers", marker=ring, hoverinfo="skip")


def _fewer(points: int) -> npt.NDArray[np.int64]:
    return np.linspace(0, points - 1, min(points, MOST_POINTS)).astype(np.int64)
