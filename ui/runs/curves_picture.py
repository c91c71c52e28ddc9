"""Plotly figure of one number of several runs over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from core.statistics.smoothing import smoothed
from core.statistics.thinning import evenly

_MOST_POINTS = 500
"""Of a line: more cannot be told apart on screen."""
_HEIGHT = 420


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A curve to draw.

    Arguments:
        name: of its run.
        colour: as ``#rrggbb``.
        x, y: its points, oldest first.
    """

    name: str
    colour: str
    x: npt.NDArray[np.float64]
    y: npt.NDArray[np.float64]


def of_lines(
    lines: Sequence[Line],
    *,
    over: str,
    what: str,
    weight: float = 0.0,
    log: bool = False,
    share: bool = False,
) -> Any:
    """The curves over each other; smoothed ones stand before what they were made of, which is faint.

    Arguments:
        over, what: names of the axes, with units.
        weight: of the smoothing, see `smoothed`.
        log: whether the upright axis is logarithmic.
        share: whether the numbers are shares, shown in percent.
    """
    import plotly.graph_objects as go

    figure = go.Figure()
    shown = ".2%" if share else ".4g"
    for line in lines:
        if weight:
            figure.add_scatter(**_points(line, line.y), opacity=0.25, hoverinfo="skip", showlegend=False)
        figure.add_scatter(
            **_points(line, smoothed(line.y, weight)),
            name=line.name,
            hovertemplate=f"%{{y:{shown}}}<extra>%{{fullData.name}}</extra>",
        )
    figure.update_xaxes(title=over)
    figure.update_yaxes(title=what, type="log" if log else "linear", tickformat=".0%" if share else None)
    figure.update_layout(
        height=_HEIGHT,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        hovermode="x unified",
        legend={"orientation": "h", "y": -0.2, "yanchor": "top", "x": 0},
        showlegend=True,
        uirevision="kept",  # a zoom outlives new points
    )
    return figure


def _points(line: Line, values: npt.NDArray[np.float64]) -> dict[str, Any]:
    """Of a trace: a few points of the line, with gaps where a number is not finite."""
    at = evenly(range(len(values)), _MOST_POINTS)
    finite = np.where(np.isfinite(values), values, np.nan)
    return {
        "x": line.x[at],
        "y": finite[at],
        "mode": "lines+markers" if len(at) == 1 else "lines",
        "line": {"color": line.colour, "width": 2},
    }
