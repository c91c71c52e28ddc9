"""Plotly figure of one number of several runs over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from textwrap import wrap
from typing import Any

import numpy as np
import numpy.typing as npt

from core.statistics.smoothing import smoothed
from core.statistics.thinning import evenly
from ui.decades import decades

_MOST_POINTS = 500
"""Of a line: more cannot be told apart on screen."""
_HEIGHT = 420
_MANY_DECADES = 3
"""Of an axis on which powers of ten are seen wherever it ends; a shorter one has whole decades."""
_MOST_LETTERS = 44
"""Of a line in a legend."""


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A curve to draw.

    Arguments:
        name: of its run, or of a group of runs; letters mean themselves.
        colour: as ``#rrggbb``.
        x, y: its points, oldest first.
        band: low and high, drawn faint around it.
        count: of the runs whose mean it is, at each point; thin and dotted where some end before.
    """

    name: str
    colour: str
    x: npt.NDArray[np.float64]
    y: npt.NDArray[np.float64]
    band: tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]] | None = None
    count: npt.NDArray[np.float64] | None = None


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
        y = smoothed(line.y, weight)
        if line.count is not None:
            _add_partial(figure, line, line.count, shown)
            y = np.where(line.count == line.count.max(initial=0), y, np.nan)
        figure.add_scatter(
            **points_of(line, y),
            name=legend_name(line.name),
            legendgroup=line.name,
            hovertemplate=f"%{{y:{shown}}}<extra>%{{fullData.name}}</extra>",
        )
    figure.update_xaxes(title=over)
    figure.update_yaxes(title=what, **upright(lines, log=log, share=share))
    figure.update_layout(
        height=_HEIGHT,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        hovermode="x unified",
        legend={"orientation": "h", "y": -0.2, "yanchor": "top", "x": 0},
        showlegend=True,
        uirevision="kept",  # a zoom outlives new points
    )
    return figure


def upright(lines: Sequence[Line], *, log: bool, share: bool, ticks: int = 8) -> dict[str, Any]:
    """The axis of the numbers: as it is, or logarithmic with powers of ten, `ticks` of them or a few more."""
    format_of = {"tickformat": ".0%"} if share else {}
    if not log:
        return {"type": "linear"} | format_of
    axis = decades(number for line in lines for part in (line.y, *(line.band or ())) for number in part)
    low, high = axis.get("range", (0, 1))
    if high - low >= _MANY_DECADES:
        axis |= {"range": None, "dtick": max(1, (high - low) // ticks)}
    return axis | format_of


def legend_name(name: str) -> str:
    """A name in lines that a phone has room for; its letters mean themselves."""
    return "<br>".join(escape(part, quote=False) for part in wrap(name, _MOST_LETTERS)) or " "


def _add_partial(figure: Any, line: Line, count: npt.NDArray[np.float64], shown: str) -> None:
    """The mean where some of the runs only reach, with how many."""
    most = count.max(initial=0)
    changes = np.diff(count, prepend=count[:1]) != 0  # a gap: runs that end are no jump of the others
    partly = np.where((count > 0) & (count < most) & ~changes, line.y, np.nan)
    if not np.isfinite(partly).any():
        return
    drawn = points_of(line, partly, len(partly))
    drawn["line"] = {"color": line.colour, "width": 1, "dash": "dot"}
    figure.add_scatter(
        **drawn,
        customdata=[f"{each:.0f}/{most:.0f}" for each in count],
        name=legend_name(line.name),
        legendgroup=line.name,
        hovertemplate=f"%{{y:{shown}}} (%{{customdata}})<extra>%{{fullData.name}}</extra>",
        showlegend=False,
    )


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
