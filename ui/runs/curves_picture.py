"""Plotly figure of one number of several runs over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
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
        name: of its run, or of a group of runs; letters mean themselves.
        colour: as ``#rrggbb``.
        x, y: its points, oldest first.
        band: low and high, drawn faint around it.
    """

    name: str
    colour: str
    x: npt.NDArray[np.float64]
    y: npt.NDArray[np.float64]
    band: tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]] | None = None


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
        if line.band is not None:
            _add_band(figure, line, line.band)
        if weight:
            figure.add_scatter(**points_of(line, line.y), opacity=0.25, hoverinfo="skip", showlegend=False)
        figure.add_scatter(
            **points_of(line, smoothed(line.y, weight)),
            name=escape(line.name, quote=False),
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


def _add_band(figure: Any, line: Line, band: tuple[Any, Any]) -> None:
    """What lies between the band's ends, in the line's colour."""
    red, green, blue = (int(line.colour[at : at + 2], 16) for at in (1, 3, 5))
    there = np.isfinite(band[0])  # a fill has no gaps
    for ends, fill in ((band[0], None), (band[1], "tonexty")):
        figure.add_scatter(
            x=line.x[there],
            y=ends[there],
            mode="lines",
            line={"width": 0},
            fill=fill,
            fillcolor=f"rgba({red},{green},{blue},0.18)",
            hoverinfo="skip",
            showlegend=False,
        )


def points_of(line: Line, values: npt.NDArray[np.float64], at_most: int = _MOST_POINTS) -> dict[str, Any]:
    """Of a trace: a few points of the line, with gaps where a number is not finite."""
    at = evenly(range(len(values)), at_most)
    finite = np.where(np.isfinite(values), values, np.nan)
    return {
        "x": line.x[at],
        "y": finite[at],
        "mode": "lines+markers" if len(at) == 1 else "lines",
        "line": {"color": line.colour, "width": 2},
    }
